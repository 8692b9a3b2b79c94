"""JSON lines: a line for the tool, one for each finding, suppressed finding, file and error, and the summary last; `type` says which."""

from __future__ import annotations

from typing import TextIO

from cobolscan.report import View
from cobolscan.report.as_json import SCHEMA, TOOL, dump, error_row, file_row, finding_row, summary_row, suppressed_row
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    out.write(dump({"type": "tool", "schema": SCHEMA, **TOOL}) + "\n")
    out.writelines(dump({"type": "finding", **finding_row(finding)}) + "\n" for finding in result.findings)
    out.writelines(dump({"type": "suppressed", **suppressed_row(finding)}) + "\n" for finding in result.suppressed)
    out.writelines(dump({"type": "file", **file_row(file)}) + "\n" for file in result.files)
    out.writelines(dump({"type": "error", **error_row(error)}) + "\n" for error in result.errors)
    out.write(dump({"type": "summary", **summary_row(result)}) + "\n")
