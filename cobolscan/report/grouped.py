"""The findings of each file together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from cobolscan.report import View, console
from cobolscan.report.groups import by_file
from cobolscan.report.text import Painter, clean, plural
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    console.write(result, out, view, lambda findings: _groups(findings, view))


def _groups(findings: list[Finding], view: View) -> Iterator[str]:
    for number, (path, group) in enumerate(by_file(findings).items()):
        if number or not view.quiet:
            yield ""
        yield from _file(path, group, Painter(view))


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
