"""How completely each file was read, a line a file."""

from __future__ import annotations

from typing import TextIO

from cobolscan.report import View
from cobolscan.report.as_json import dump
from cobolscan.report.parsed_json import row
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    out.writelines(dump(row(file)) + "\n" for file in result.files)
