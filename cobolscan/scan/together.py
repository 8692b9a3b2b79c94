"""What only shows when all files are known: who copies what, the same limit elsewhere, a finding of a copy member once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cobolscan.estate.copybooks import Use, includers
from cobolscan.rule import Finding
from cobolscan.scan import drift
from cobolscan.scan.rank import rank
from cobolscan.scan.result import FileReport, FileResult, ScanResult


def put(results: list[FileResult], missing: Callable[[list[FileReport]], dict[str, int]]) -> ScanResult:
    """What only shows when all files are known: missing copybooks, who copies what, the same limit elsewhere."""
    reports = sorted((result.report for result in results), key=lambda report: report.path)
    findings = _once(results)
    errors = [error for result in results for error in result.errors]
    _name_includers(findings, reports)
    drift.relate(findings)
    for finding in findings:
        finding.rank = rank(finding)
    return ScanResult(reports, findings, errors, missing(reports))


def _once(results: list[FileResult]) -> list[Finding]:
    """All findings, those of copy members once: one is found in the member itself and in each program that copies it.

    The gravest is kept. A member that is not part of the run is no subject of it.
    """
    scanned = {result.report.path for result in results}
    kept: list[Finding] = []
    foreign: list[Finding] = []
    for result in results:
        for finding in result.findings:
            (kept if finding.place.path == result.report.path else foreign).append(finding)
    known = {_place_of(finding): number for number, finding in enumerate(kept)}
    for finding in foreign:
        number = known.get(_place_of(finding))
        if number is not None:
            kept[number] = max(kept[number], finding, key=_weight)
        elif finding.place.path in scanned:
            known[_place_of(finding)] = len(kept)
            kept.append(finding)
    return kept


def _place_of(finding: Finding) -> tuple[str, str, int, int, str | None]:
    place = finding.place
    return finding.code, place.path, place.line, place.column, finding.literal


def _weight(finding: Finding) -> tuple[int, int, int]:
    return finding.severity.weight, finding.confidence.weight, len(finding.history)


def _name_includers(findings: Iterable[Finding], reports: list[FileReport]) -> None:
    uses = [Use(report.path, line, tuple(report.programs), target) for report in reports for line, target in report.copies]
    copiers = includers(uses) if uses else {}
    for finding in findings:
        paths = [finding.place.path, *finding.identical_paths]
        finding.includers = [copier for path in paths for copier in copiers.get(path, ())]
