"""One line a finding."""

from __future__ import annotations

from typing import TextIO

from cobolscan.report import View, console
from cobolscan.report.text import Painter, clean
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    paint = Painter(view)
    console.write(result, out, view, lambda findings: (headline(finding, paint) for finding in findings))


def headline(finding: Finding, paint: Painter) -> str:
    """`path:line:column: CODE severity message`"""
    place = finding.place
    where = paint("path", f"{clean(place.path)}:{place.line}:{place.column}")
    more = len(finding.identical_paths)
    alike = f" (and {more:,} identical file{'s' if more > 1 else ''})" if more else ""
    return f"{where}: {paint('code', finding.code)} {paint(finding.severity.value, finding.severity.value)} {clean(finding.message)}{alike}"
