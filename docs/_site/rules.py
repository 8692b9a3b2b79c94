"""A hook of mkdocs: a page for each rule, from the text beside its module, and links to it in the table of rules."""

from __future__ import annotations

import re
from typing import Any

from mkdocs.structure.files import File, Files

from cobolscan.scan import loader


def on_files(files: Files, config: Any) -> Files:
    """Adds `rules/LIM001.md` and the like."""
    for rule in loader.load():
        files.append(File.generated(config, f"rules/{rule.code}.md", content=rule.page()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """In the table of rules, each code leads to its page."""
    if page.file.src_uri != "rules.md":
        return markdown
    return re.sub(r"^\| ([A-Z]{3}\d{3}) \|", r"| [\1](rules/\1.md) |", markdown, flags=re.MULTILINE)
