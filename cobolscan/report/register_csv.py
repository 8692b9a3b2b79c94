"""The register of assumptions, as CSV for spreadsheets: no cell can become a formula."""

from __future__ import annotations

import csv
from typing import Any, TextIO

from cobolscan.report import View
from cobolscan.report.as_csv import cell
from cobolscan.report.register_json import row
from cobolscan.scan.register import Entry


def write(entries: list[Entry], out: TextIO, view: View) -> None:
    """The keys of the JSON as columns; lists are joined with `; `."""
    columns = list(Entry.__slots__)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(_text(value)) for value in row(entry).values()] for entry in entries)


def _text(value: Any) -> Any:
    """A list in one cell, and true and false as JSON spells them."""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else value
