"""The page: well-formed, loads nothing, runs nothing, and whatever stands in a source is text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from cobolscan.history.events import Event
from cobolscan.report import as_html
from cobolscan.report.text import clean
from cobolscan.rule import Place, Related, Severity
from cobolscan.scan.result import FileReport

ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "open"}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "p", "table", "tr", "th", "td", "details", "summary", "span", "article", "b"),
    *("pre", "mark", "ul", "li"),
}
ASSIGNED = st.characters(exclude_categories=("Cs", "Cn"))  # a reader of HTML drops code points that mean nothing
TEXT = st.text(ASSIGNED, min_size=1, max_size=50) | st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "</pre></style>", "<!--", "javascript:x", "##vso[x]"]
)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts, self.inside = set(), set(), {}, ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.inside = tag

    def handle_data(self, data):
        self.texts.setdefault(self.inside, []).append(data)

    def handle_comment(self, data):
        self.tags.add("comment")


@settings(deadline=None)
@given(text=TEXT, other=TEXT)
def test_nothing_of_a_source_is_anything_but_text(finding, report, text, other):
    event = Event(42, 42, "p", "author_note", text, [other], [], why_here="above")
    one = finding(
        text, other, line_text=f"{text}{other}", program=text, paragraph=other, history=[event],
        related=[Related(text, 1, 1, "note", other)], includers=[{"program": text, "chain": []}],
        place=Place(other, 1, 1, 1, 1 + len(text)),
    )  # fmt: skip
    page = Page(report("html", one, files=[FileReport(text, missing_copybooks=[other])], missing={other: 1}, notices=[text]))
    assert page.tags <= TAGS and page.attributes <= ATTRIBUTES
    assert clean(text) in "".join("".join(texts) for texts in page.texts.values())


def test_it_loads_nothing(report):
    text = report("html")
    assert "default-src 'none'" in text and not any(word in text for word in ("<script", "<link", "src=", "href", "url(", "@import"))
    assert "no findings" in text


def test_what_is_cut_is_said(finding, report, monkeypatch):
    monkeypatch.setattr(as_html, "MOST", 3)
    text = report("html", *[finding() for _ in range(5)], finding(severity=Severity.INFO))
    assert text.count("<article>") == 3 and "3 of 5 findings are in this page" in text


def test_a_long_line_is_shown_around_what_is_meant(finding, report):
    page = Page(report("html", finding(line_text="x" * 5000 + "100" + "y" * 5000, place=Place("a", 1, 5001, 1, 5004))))
    assert page.texts["mark"][0] == "100" and sum(map(len, page.texts["pre"])) < 250
