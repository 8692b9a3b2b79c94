"""What the formats for people have in common: what was read, then the findings or their statistics, then what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TextIO

from cobolscan.report import View
from cobolscan.report.statistics import statistics
from cobolscan.report.summary import outcome, reading
from cobolscan.report.text import shown
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View, body: Callable[[list[Finding]], Iterable[str]]) -> None:
    """`body` makes the lines of the findings that are shown."""
    findings = shown(result.findings, view)
    if not view.quiet:
        out.writelines(f"{line}\n" for line in reading(result))
    out.writelines(f"{line}\n" for line in (statistics(result) if view.statistics else body(findings)))
    if not view.quiet:
        out.writelines(f"{line}\n" for line in outcome(result, findings))
