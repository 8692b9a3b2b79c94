"""One scan from paths to ranked findings; the answer does not depend on the number of processes."""

from __future__ import annotations

import dataclasses
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from cobolscan.scan import files, pool
from cobolscan.scan.errors import UsageProblem
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
    """Scans files and folders; raises UsageProblem when a path does not exist, or the baseline or the file of incidents is broken."""
    from cobolscan.scan import baseline, fingerprint, incidents, includers, suppress, together
    from cobolscan.scan.rank import order
    from cobolscan.scan.worker import Scanner

    started = time.perf_counter()
    suppress.day_of(settings)  # what is wrong with it is told before anything is read
    settings = incidents.remembered(settings)
    accepted = baseline.read(settings.baseline) if settings.baseline else None
    if stdin is not None:
        results = [Scanner(settings)(*stdin)]
    else:
        found = files.find(paths, settings)
        copiers = includers.candidates(found, settings) if settings.with_includers and found else []
        results = includers.only_copiers(_each(Scanner, sorted([*found, *copiers]), settings, jobs, progress), found)
    folders = [path for path in paths if os.path.isdir(path)]
    result = together.put(results, missing_copybooks, settings, folders)
    if stdin is None and settings.with_includers:
        result.findings, result.suppressed = includers.about(result.findings, found), includers.about(result.suppressed, found)
    fingerprint.assign([*result.findings, *result.suppressed], settings.root)
    if accepted is not None:
        result.findings, result.known = baseline.new(result.findings, accepted, settings.root)
        result.first_run = False
    if settings.history and settings.git and result.findings:
        _add_commits(result, settings, stdin)
    result.findings.sort(key=order)
    result.suppressed.sort(key=order)
    result.seconds = time.perf_counter() - started
    return result


def _add_commits(result: ScanResult, settings: Settings, stdin: tuple[str, bytes] | None) -> None:
    """An error here must not cost the findings."""
    from cobolscan.scan import commits
    from cobolscan.scan.reading import failure

    try:
        commits.add(result, settings, stdin)
    except Exception as error:
        result.errors.append(failure(settings.root, "git history", error))


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
    results = [Reader(settings)(*stdin)] if stdin is not None else [*_each(Reader, files.find(paths, settings), settings, jobs, progress)]
    reports = sorted((result.report for result in results), key=lambda report: report.path)
    missing = missing_copybooks(reports)
    errors = [error for result in results for error in result.errors]
    return ScanResult(reports, [], errors, missing, seconds=time.perf_counter() - started)


def _each(make: pool.Make, found: Sequence[str], settings: Settings, jobs: int, progress: Progress | None) -> Iterator[FileResult]:
    """The result of every file; of files with the same bytes one is worked on."""
    copies = files.identical(found)
    doubles = {path for group in copies.values() for path in group}
    singles = [path for path in found if path not in doubles]
    apart: list[str] = []  # the same bytes elsewhere, where COPY may lead to other members
    for done, result in enumerate(pool.results(make, settings, singles, jobs), 1):
        if progress:
            progress(done, len(singles))
        same = copies.get(result.report.path, [])
        result.first = result.report.path if same else None
        yield result
        if result.report.expands:
            apart += same
        else:
            yield from (_twin(result, path) for path in same)
    first = {path: name for name, group in copies.items() for path in group}
    for result in pool.results(make, settings, apart, jobs):
        result.first = first[result.report.path]
        yield result


def _twin(result: FileResult, path: str) -> FileResult:
    """The result of a file of the same bytes; what went wrong is told once."""
    from cobolscan.scan.once import in_file

    findings = [in_file(finding, path) for finding in result.findings]
    suppressions = [one.in_file(path) for one in result.suppressions]
    return FileResult(
        dataclasses.replace(result.report, path=path), findings, first=result.first, suppressions=suppressions, ran=result.ran
    )


def missing_copybooks(reports: Iterable[FileReport]) -> dict[str, int]:
    """The copybooks that are missing, with the number of files that want them."""
    counts: Counter[str] = Counter()
    for report in reports:
        counts.update(report.missing_copybooks)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def demand_files(result: ScanResult, allow_empty: bool) -> None:
    """Nothing to scan is wrong use, unless it was said to be in order."""
    if not result.files and not allow_empty:
        raise UsageProblem("nothing to scan: no COBOL file was found (--allow-empty accepts that)")
