"""What only shows when all files are known: who copies what, the same limit elsewhere, a finding of a copy member once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cobolscan.estate.copybooks import Use, includers
from cobolscan.rule import Finding
from cobolscan.scan import drift, once
from cobolscan.scan.rank import rank
from cobolscan.scan.result import FileReport, FileResult, ScanResult
from cobolscan.scan.settings import Settings


def put(results: list[FileResult], missing: Callable[[list[FileReport]], dict[str, int]], settings: Settings) -> ScanResult:
    """What only shows when all files are known: missing copybooks, who copies what, the same limit elsewhere."""
    reports = sorted((result.report for result in results), key=lambda report: report.path)
    findings = once.each(results, settings)
    errors = [error for result in results for error in result.errors]
    _name_includers(findings, reports)
    drift.relate(findings)
    for finding in findings:
        finding.rank = rank(finding)
    return ScanResult(reports, findings, errors, missing(reports))


def _name_includers(findings: Iterable[Finding], reports: list[FileReport]) -> None:
    uses = [Use(report.path, line, tuple(report.programs), target) for report in reports for line, target in report.copies]
    copiers = includers(uses) if uses else {}
    for finding in findings:
        paths = [finding.place.path, *finding.identical_paths]
        finding.includers = [copier for path in paths for copier in copiers.get(path, ())]
