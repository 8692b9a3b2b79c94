"""One line a finding."""

from __future__ import annotations

from typing import TextIO

from cobolscan.report import View
from cobolscan.report.statistics import statistics
from cobolscan.report.summary import outcome, reading
from cobolscan.report.text import Painter, clean, shown
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    findings = shown(result.findings, view)
    paint = Painter(view)
    if not view.quiet:
        out.writelines(f"{line}\n" for line in reading(result))
    if view.statistics:
        out.writelines(f"{line}\n" for line in statistics(result))
    else:
        out.writelines(f"{headline(finding, paint)}\n" for finding in findings)
    if not view.quiet:
        out.writelines(f"{line}\n" for line in outcome(result, findings))


def headline(finding: Finding, paint: Painter) -> str:
    """`path:line:column: CODE severity message`"""
    place = finding.place
    where = paint("path", f"{clean(place.path)}:{place.line}:{place.column}")
    more = len(finding.identical_paths)
    alike = f" (and {more:,} identical file{'s' if more > 1 else ''})" if more else ""
    return f"{where}: {paint('code', finding.code)} {paint(finding.severity.value, finding.severity.value)} {clean(finding.message)}{alike}"
