"""The register of assumptions, as CSV for spreadsheets: no cell can become a formula."""

from __future__ import annotations

import csv
from typing import Any, TextIO

from cobolscan.report import View
from cobolscan.report.register_json import row
from cobolscan.report.text import clean
from cobolscan.scan.register import Entry

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(entries: list[Entry], out: TextIO, view: View) -> None:
    """The keys of the JSON as columns; lists are joined with `; `."""
    columns = list(Entry.__slots__)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row(entry).values()] for entry in entries)


def cell(value: Any) -> str:
    """A value as text that a spreadsheet takes for text (or a number)."""
    if value is None:
        return ""
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)
    return ("'" if text.startswith(_FORMULA) else "") + clean(text)
