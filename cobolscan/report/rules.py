"""What reports tell of the rules that found something, read off their pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cobolscan.rule import Finding, Rule
from cobolscan.scan import loader


def known() -> dict[str, type[Rule]]:
    """The rules by code."""
    return {rule.code: rule for rule in loader.load()}


def described(findings: Iterable[Finding]) -> Iterator[tuple[str, str, str]]:
    """Code, name and page of each rule that found something, by code; the page is empty where the rule is not at hand."""
    names = {finding.code: finding.name for finding in findings}
    rules = known()
    for code, name in sorted(names.items()):
        yield code, name, rules[code].page() if code in rules else ""


def section(page: str, title: str) -> str:
    """The text of a section of a rule's page."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def plain(markdown: str) -> str:
    """Markdown as plain text: fences, emphasis and marks of headings go, the words stay."""
    text = re.sub(r"^```\w*\n?", "", markdown, flags=re.MULTILINE)
    return re.sub(r"^#+ |[`*]{1,2}(?=\S)|(?<=\S)[`*]{1,2}", "", text, flags=re.MULTILINE)


def first_sentence(text: str) -> str:
    """The first sentence of a page's section, as plain text in one line."""
    return re.split(r"(?<=[.:]) ", " ".join(plain(text).split()), maxsplit=1)[0].rstrip(":")
