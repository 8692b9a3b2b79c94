"""The findings of each file together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from cobolscan.report import View
from cobolscan.report.groups import by_file
from cobolscan.report.statistics import statistics
from cobolscan.report.summary import outcome, reading
from cobolscan.report.text import Painter, clean, plural, shown
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    findings = shown(result.findings, view)
    if not view.quiet:
        out.writelines(f"{line}\n" for line in reading(result))
    if view.statistics:
        out.writelines(f"{line}\n" for line in statistics(result))
    else:
        for number, (path, group) in enumerate(by_file(findings).items()):
            out.write("\n" if number or not view.quiet else "")
            out.writelines(f"{line}\n" for line in _file(path, group, Painter(view)))
    if not view.quiet:
        out.writelines(f"{line}\n" for line in outcome(result, findings))


def _file(path: str, findings: list[Finding], paint: Painter) -> Iterator[str]:
    yield f"{paint('path', clean(path))}: {plural(len(findings), 'finding')}"
    spots = [f"{finding.place.line}:{finding.place.column}" for finding in findings]
    wide, severe = max(map(len, spots)), max(len(finding.severity.value) for finding in findings)
    for spot, finding in zip(spots, findings, strict=True):
        word = finding.severity.value
        yield (
            f"  {paint('gutter', spot.rjust(wide))}  {paint('code', finding.code)} "
            f"{paint(word, word)}{' ' * (severe - len(word))}  {clean(finding.message)}"
        )
