"""What only shows when all files are known: who copies what, the same limit elsewhere, a finding of a copy member once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cobolscan.estate.copybooks import Use, includers
from cobolscan.rule import Finding
from cobolscan.scan import across, drift, echoes, loader, memory, once
from cobolscan.scan.rank import assign
from cobolscan.scan.result import FileReport, FileResult, ScanResult
from cobolscan.scan.selection import rules_for
from cobolscan.scan.settings import Settings


def put(
    results: list[FileResult],
    missing: Callable[[list[FileReport]], dict[str, int]],
    settings: Settings,
    folders: Sequence[str] = (),
) -> ScanResult:
    """What only shows when all files are known: missing copybooks, who copies what, what rules about all programs find, what happened
    before. `folders`: those that were searched for files."""
    reports = sorted((result.report for result in results), key=lambda report: report.path)
    silent: list[Finding] = []
    findings = once.each(results, settings, silent)
    unasked = _unasked(results, settings)
    twins = _twins(results)
    estate = across.estate_of(
        results, [*findings, *unasked], twins, lambda facts: memory.anchors_of(settings, reports, facts, twins, folders)
    )
    rules = rules_for(settings, loader.load())
    subjects = {report.path for report in reports} | {incident.path for incident in settings.memory}
    findings, failed = across.judge(rules, estate, findings, unasked, subjects, twins)
    errors = [error for result in results for error in result.errors] + failed
    _name_includers(findings, reports)
    drift.relate(findings, estate.limits)
    memory.Memory(estate.anchors).attach(findings)
    assign(findings)
    echoes.tell(findings, (event for result in results for event in result.told), unasked)
    return ScanResult(reports, findings, errors, missing(reports), estate=estate, silent=silent)


def _unasked(results: list[FileResult], settings: Settings) -> list[Finding]:
    if not any(result.unasked for result in results):
        return []
    return once.each([replace(result, findings=result.unasked) for result in results], settings)


def _twins(results: Iterable[FileResult]) -> dict[str, list[str]]:
    """Of files with the same bytes, the others by the first."""
    twins: dict[str, list[str]] = defaultdict(list)
    for result in results:
        if result.first is not None and result.first != result.report.path:
            twins[result.first].append(result.report.path)
    return twins


def _name_includers(findings: Iterable[Finding], reports: list[FileReport]) -> None:
    uses = [Use(report.path, line, tuple(report.programs), target) for report in reports for line, target in report.copies]
    copiers = includers(uses) if uses else {}
    for finding in findings:
        paths = [finding.place.path, *finding.identical_paths]
        finding.includers = [copier for path in paths for copier in copiers.get(path, ())]
