"""The register of assumptions, as a table in Markdown."""

from __future__ import annotations

from typing import TextIO

from cobolscan.report import View
from cobolscan.report.markdown_text import prose
from cobolscan.report.text import path_text
from cobolscan.scan.register import Entry

_HEADINGS = ("assumption", "value", "unit", "where", "since", "by", "owner", "why", "programs", "last reviewed", "review due", "state")


def write(entries: list[Entry], out: TextIO, view: View) -> None:
    out.write(f"| {' | '.join(_HEADINGS)} |\n|{'---|' * len(_HEADINGS)}\n")
    for entry in entries:
        inside = " / ".join(name for name in (entry.program, entry.paragraph) if name)
        due = f"{entry.review_due}{' (overdue)' if entry.overdue else ''}" if entry.review_due else None
        cells = (
            entry.assumption,
            " ".join(part for part in (entry.operator, entry.value) if part),
            entry.unit,
            f"{path_text(entry.path)}:{entry.line}" + (f" ({inside})" if inside else ""),
            entry.since,
            ", ".join(entry.by),
            entry.owner,
            f"cannot be read: {entry.problem}" if entry.problem else entry.why,
            ", ".join(entry.programs),
            entry.last_reviewed,
            due,
            entry.state,
        )
        out.write(f"| {' | '.join(prose(text or '') for text in cells)} |\n")
