"""The summary in Markdown: what it tells and in which order, its length, and that nothing of a source is anything but text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cobolscan.history.events import Event
from cobolscan.report.markdown import LIMIT
from cobolscan.report.markdown_text import cell, code, fence, prose
from cobolscan.rule import Related, Severity
from cobolscan.scan.result import FileReport

FILE = FileReport("src/POOL.cbl", 120, "fixed", "ascii", "program", 100, 0, ["POOL"], True, missing_copybooks=["DFHAID"])
RENDER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = [
    "<script>alert(1)</script>", "<!-- x", "[click](http://evil.example)", "![x](http://evil.example/p.png)", "<http://evil.example>",
    "http://evil.example", "WWW.evil.example", "a@b.example", "@everyone", "@org/team", "#1", "!2", "GH-3", "~label", '~"a label"',
    "%7", "&8", "a|b", "a\\|b", "`x`", "``x", "*x* **y** _z_ ~~w~~", "\\", "&lt;b&gt;", "# head", "- item", "1. one", "===", "---",
    "> quote", "/close", "\n\n# head", "\r\n| a | b |", "[vulnerability:1]", "[[page]]", "*iteration:1", "$x$",
    "line\u2028two", "", " ", "`",
]  # fmt: skip
TEXT = st.sampled_from(HOSTILE) | st.text(max_size=40) | st.text(alphabet="`|\\<>&@#[]()*_~$!:/-=+. a1\n", max_size=30)
NO_MARKUP = {"link_open", "image", "html_inline", "html_block", "em_open", "s_open", "softbreak", "code_inline"}
REFERENCE = re.compile(r"@\w|@\[|#\d|!\d|GH-\d|~[\w\"]|%[\w\"]|://|www\.|\[\w|\[\[|(?<![\w&])&\d|\*[\w\[]|\^\w|\$\d", re.IGNORECASE)


def kinds(markdown):
    tokens = [token for block in RENDER.parse(markdown) for token in (block, *(block.children or []))]
    return {token.type for token in tokens}, [token.content for token in tokens if token.type == "text"]


@settings(deadline=None)
@given(text=TEXT)
def test_prose_is_text_and_nothing_else(text):
    found, texts = kinds(prose(text))
    assert found <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}
    assert not REFERENCE.search("".join(texts))


@settings(deadline=None)
@given(text=TEXT)
def test_prose_in_a_cell_breaks_no_table(text):
    table = f"| a | b |\n|---|---|\n| {prose(text)} | {cell(text)} |\n| x | y |\n"
    found, _ = kinds(table)
    assert [token.type for token in RENDER.parse(table)].count("td_open") == 4
    assert not found & (NO_MARKUP - {"code_inline"})


@settings(deadline=None)
@given(text=TEXT)
def test_a_code_span_holds_what_it_was_given(text):
    from cobolscan.report.text import clean

    (inline,) = [token for token in RENDER.parse(f"a {code(text)} b") if token.type == "inline"]
    spans = [token.content for token in inline.children if token.type == "code_inline"]
    assert spans and spans[0].strip(" ") == clean(text).strip(" ")
    assert [token.type for token in inline.children] == ["text", "code_inline", "text"]


@settings(deadline=None)
@given(text=TEXT)
def test_a_fence_ends_behind_its_line(text):
    tokens = RENDER.parse("\n".join([*fence(text), "", "behind"]))
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_of_a_source_gets_through(finding, report, hostile):
    event = Event(42, 42, "p", "author_note", hostile, [hostile or "x"], [], dates_raw=[hostile], why_here="above")
    one = finding(
        hostile, hostile or "p", line_text=hostile, program=hostile, paragraph=hostile, history=[event] * 9,
        related=[Related(hostile, 1, 1, "elsewhere", hostile)] * 9, includers=[{"program": hostile, "chain": []}],
    )  # fmt: skip
    files = [FileReport(hostile, missing_copybooks=[hostile], programs=[hostile])]
    text = report("markdown", one, files=files, missing={hostile: 1}, notices=[hostile])
    found, texts = kinds(text)
    assert not found & (NO_MARKUP - {"code_inline"})
    assert not any(REFERENCE.search(part) for part in texts)
    tables = [token.type for token in RENDER.parse(text)]
    assert (tables.count("table_open"), tables.count("td_open")) == (2, 5 + 3)
    assert tables.count("heading_open") == 4, "the title, a story, and two tables"
    assert not [line for line in text.splitlines() if line.startswith(("/", "@"))]


def test_what_was_read_comes_first_then_stories_counts_and_missing_copybooks(finding, report):
    event = Event(42, 42, "src/POOL.cbl", "author_note", "100 should be enough", ["Carl"], ["1997-03-11"], why_here="above")
    one = finding(program="POOL", paragraph="TAKE-ONE", history=[event], related=[Related("src/B.cbl", 7, 12, "elsewhere", "250 there")])
    assert report("markdown", one, files=[FILE], missing={"DFHAID": 1}) == (
        """\
## cobolscan: 1 finding

- Read 1 file, 120 lines (1 fixed; 1 program).
- 1 parsed completely; 100.0 % of the lines of code.
- 1 copybook missing: DFHAID (POOL).
- 1 finding: 1 warning.

### `src/POOL.cbl:43`

**LIM001 literal-bound, warning.** 100 bounds WS-ACTIVE

```cobol
43 |            IF WS-ACTIVE > 100
```
- in `POOL / TAKE-ONE`
- `1997-03-11 Carl`: `"100 should be enough"` (note above, line 42)
- `src/B.cbl:7`: 250 there

### By rule

| rule | all | error | warning | info |
|---|---:|---:|---:|---:|
| LIM001 literal-bound | 1 | 0 | 1 | 0 |

### Missing copybooks

| copybook | files | wanted by |
|---|---:|---|
| `DFHAID` | 1 | `POOL` |
"""
    )


def test_other_rules_are_heard_and_what_is_not_told_is_counted(finding, report):
    findings = [finding(f"a{n}") for n in range(30)] + [finding(code="WAI001", name="wait")]
    text = report("markdown", *findings)
    assert (text.count("**LIM001"), text.count("**WAI001")) == (5, 1)
    assert "*6 of 31 findings told here, of one rule 5 at most.*" in text


def test_severities_are_those_of_the_console(finding, report):
    findings = [finding("told"), finding("of interest", severity=Severity.INFO)]
    assert "of interest" not in report("markdown", *findings) and "of interest" in report("markdown", *findings, severity="info")


def test_it_fits_into_a_comment(finding, report):
    long = "漢" * 5000
    event = Event(42, 42, "p", "author_note", long, [long], ["1997"], why_here="above")
    findings = [
        finding(long, long, code=f"XX{n:04}", name="x" * 80, line_text=long, history=[event] * 9, program=long, paragraph=long)
        for n in range(400)
    ]
    files = [FileReport(long, programs=[long], missing_copybooks=[f"{long}{n}" for n in range(99)])]
    text = report("markdown", *findings, files=files, missing={f"{long}{n}": 1 for n in range(99)}, notices=[long] * 9)
    assert len(text) <= LIMIT and len(text.encode()) < 1 << 20
    assert re.search(r"\*\d+ of 400 findings told here", text)


def test_nothing_found_is_said(report):
    assert report("markdown", files=[FILE]).startswith("## cobolscan: no findings\n\n- Read 1 file")
