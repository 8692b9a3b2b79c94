"""How completely each file was read, as JSON."""

from __future__ import annotations

from typing import Any, TextIO

from cobolscan.report import View
from cobolscan.report.as_json import SCHEMA, dump, error_row
from cobolscan.report.text import path_text
from cobolscan.scan.result import FileReport, ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    rows = ",\n".join(dump(row(file)) for file in result.files)
    out.write(f'{{"schema": {SCHEMA}, "files": [\n{rows}],\n"errors": {dump([error_row(error) for error in result.errors])}}}\n')


def row(file: FileReport) -> dict[str, Any]:
    return {
        "path": path_text(file.path),
        "lines": file.lines,
        "reference_format": file.reference_format,
        "encoding": file.encoding,
        "complete": file.complete,
        "unparsed": file.unparsed,
        "missing_copybooks": file.missing_copybooks,
        "programs": file.programs,
        "inactive_lines": file.inactive_lines,
        "kind": file.kind,
        "statements": file.statements,
        "data_entries": file.data_entries,
        "tokens": file.tokens,
        "unparsed_tokens": file.unparsed_tokens,
        "problem": file.problem,
    }
