"""One scan from paths to ranked findings; the answer does not depend on the number of processes."""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from cobolscan.estate.copybooks import Copybooks, Use, includers
from cobolscan.rule import Finding
from cobolscan.scan import baseline, drift, files, fingerprint, pool
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.rank import order, rank
from cobolscan.scan.reading import Reader
from cobolscan.scan.result import FileReport, FileResult, ScanResult
from cobolscan.scan.settings import Settings

Progress = Callable[[int, int], None]  # files done, files in all


def scan(
    paths: Sequence[str],
    settings: Settings,
    *,
    jobs: int = 0,
    stdin: tuple[str, bytes] | None = None,
    progress: Progress | None = None,
) -> ScanResult:
    """Scans files and folders; raises UsageProblem when a path does not exist or the baseline is broken."""
    from cobolscan.scan.worker import Scanner

    started = time.perf_counter()
    accepted = baseline.read(settings.baseline) if settings.baseline else None
    if stdin is not None:
        results = [Scanner(settings)(*stdin)]
    else:
        results = [*_each(Scanner, paths, settings, jobs, progress)]
    result = _together(results, settings)
    fingerprint.assign(result.findings, settings.root)
    if accepted is not None:
        result.findings, result.known = baseline.new(result.findings, accepted, settings.root)
        result.first_run = False
    result.findings.sort(key=order)
    result.seconds = time.perf_counter() - started
    return result


def parse(
    paths: Sequence[str],
    settings: Settings,
    *,
    jobs: int = 0,
    stdin: tuple[str, bytes] | None = None,
    progress: Progress | None = None,
) -> ScanResult:
    """Reads and parses files and folders, without judging them."""
    started = time.perf_counter()
    results = [Reader(settings)(*stdin)] if stdin is not None else [*_each(Reader, paths, settings, jobs, progress)]
    reports = [result.report for result in results]
    missing = _missing(reports, Copybooks([report.path for report in reports], settings.copybook_paths))
    errors = [error for result in results for error in result.errors]
    return ScanResult(reports, [], errors, missing, seconds=time.perf_counter() - started)


def _each(make: pool.Make, paths: Sequence[str], settings: Settings, jobs: int, progress: Progress | None) -> Iterator[FileResult]:
    """The result of every file; of files with the same bytes one is worked on."""
    found = files.find(paths, settings)
    copies = files.identical(found)
    doubles = {path for group in copies.values() for path in group}
    singles = [path for path in found if path not in doubles]
    for done, result in enumerate(pool.results(make, settings, singles, jobs), 1):
        if progress:
            progress(done, len(singles))
        same = copies.get(result.report.path, [])
        for finding in result.findings:
            finding.identical_paths = list(same)
        yield result
        yield from (FileResult(dataclasses.replace(result.report, path=path)) for path in same)


def _together(results: list[FileResult], settings: Settings) -> ScanResult:
    """What only shows when all files are known: missing copybooks, who copies what, the same limit elsewhere."""
    reports = sorted((result.report for result in results), key=lambda report: report.path)
    findings = [finding for result in results for finding in result.findings]
    errors = [error for result in results for error in result.errors]
    books = Copybooks([report.path for report in reports], settings.copybook_paths)
    _name_includers(findings, reports, books)
    drift.relate(findings)
    for finding in findings:
        finding.rank = rank(finding)
    return ScanResult(reports, findings, errors, _missing(reports, books))


def _name_includers(findings: Iterable[Finding], reports: list[FileReport], books: Copybooks) -> None:
    uses = [Use(name, report.path, line, tuple(report.programs)) for report in reports for name, line in report.copies]
    copiers = includers(uses, books) if uses else {}
    for finding in findings:
        paths = [finding.place.path, *finding.identical_paths]
        finding.includers = [copier for path in paths for copier in copiers.get(path, ())]


def _missing(reports: Iterable[FileReport], books: Copybooks) -> dict[str, int]:
    """Fills in what each file misses, and counts the files by name."""
    counts: Counter[str] = Counter()
    for report in reports:
        names = dict.fromkeys(name for name, _ in report.copies)
        report.missing_copybooks = [name for name in names if books.missing(name, report.path)]
        counts.update(report.missing_copybooks)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def demand_files(result: ScanResult, allow_empty: bool) -> None:
    """Nothing to scan is wrong use, unless it was said to be in order."""
    if not result.files and not allow_empty:
        raise UsageProblem("nothing to scan: no COBOL file was found (--allow-empty accepts that)")
