"""CSV for spreadsheets and data bases: RFC 4180 (a header, CR LF, every field in quotes), findings of every severity.

A spreadsheet takes a cell for a formula when it begins with = + - @ (also those of full width), a tab or a line end: such a cell
gets an apostrophe in front (OWASP, "CSV Injection"), and so does what stands behind a semicolon, which is the separator of
half the world's spreadsheets. A plain number stays one. `history_date` and `history_author` are those of the oldest dated event.
There is no byte order mark: data bases and scripts would take it for part of the first name. Excel reads the file as UTF-8 by
Data > From Text/CSV.
"""

from __future__ import annotations

import csv
import re
from typing import TextIO

from cobolscan.report import View
from cobolscan.report.text import clean, path_text
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult

COLUMNS = (
    "path", "line", "column", "end_line", "end_column", "code", "name", "family", "severity", "confidence", "message", "literal",
    "subject", "program", "paragraph", "copied_by", "identical_paths", "rank", "history_date",
    "history_author", "fingerprint",
)  # fmt: skip
_FORMULA = re.compile(r"(\A|;)([\s\"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def write(result: ScanResult, out: TextIO, view: View) -> None:
    rows = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([cell(value) for value in _values(finding)] for finding in result.findings)


def _values(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    copied_by = sorted({str(includer["program"]) for includer in finding.includers})
    dated = min(finding.history, key=lambda event: event.dates[:1] or ["9999"], default=None)
    return (
        path_text(place.path), place.line, place.column, place.end_line, place.end_column, finding.code, finding.name, finding.family,
        finding.severity.value, finding.confidence.value, finding.message, finding.literal, finding.subject, finding.program,
        finding.paragraph,
        " ".join(copied_by), " ".join(map(path_text, finding.identical_paths)), finding.rank,
        dated.dates[0] if dated and dated.dates else None, ", ".join(dated.authors) if dated else None, finding.fingerprint,
    )  # fmt: skip


def cell(value: object) -> str:
    """The text of a cell, in one line, and no formula."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = clean(value)
    if text[:1].isalnum() and ";" not in text:  # most are
        return text
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1\2'", text)
