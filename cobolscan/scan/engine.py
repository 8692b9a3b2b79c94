"""One scan from paths to ranked findings; the answer does not depend on the number of processes."""

from __future__ import annotations

import dataclasses
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cobolscan.scan import files, per_folder, pool
from cobolscan.scan.config import Folders
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.reading import Reader, speak
from cobolscan.scan.result import FileReport, FileResult, ScanResult
from cobolscan.scan.settings import Settings

if TYPE_CHECKING:
    from cobolscan.scan.gate import Gate

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
    from cobolscan.scan import fingerprint, incidents, includers, together
    from cobolscan.scan.rank import order
    from cobolscan.scan.worker import Scanner

    started = time.perf_counter()
    settings = _for_all_files(incidents.remembered(settings))
    against = _against(paths, settings, jobs)
    if against is not None and (idle := against.idle()) is not None:
        return idle
    found = _found(paths, settings, stdin)
    copiers = includers.candidates(found, settings) if settings.with_includers and found and stdin is None else []
    results = includers.only_copiers(_results(Scanner, sorted([*found, *copiers]), settings, jobs, stdin, progress), found)
    if stdin is None:
        copied = files.members(paths, found, (member for each in results for member in each.report.members), settings)
        results += _results(Scanner, copied, settings, jobs, stdin, None) if copied else ()
        found = [*found, *copied]
    speak(settings)
    result = together.put(results, missing_copybooks, settings, [path for path in paths if os.path.isdir(path)])
    _settle(result, settings.folders, paths if stdin is None else ())
    fingerprint.assign([*result.findings, *result.suppressed], settings.root)
    if against is not None:
        against.apply(result)
    if stdin is None and settings.with_includers:
        result.findings, result.suppressed = includers.about(result.findings, found), includers.about(result.suppressed, found)
    if settings.history and settings.git and result.findings:
        _add_commits(result, settings, stdin)
    result.findings.sort(key=order)
    result.suppressed.sort(key=order)
    result.seconds = time.perf_counter() - started
    return result


def _against(paths: Sequence[str], settings: Settings, jobs: int) -> Gate | None:
    """What the findings are held against, read before the work begins: what is wrong with it is told at once."""
    if settings.baseline is None and settings.diff is None:
        return None
    from cobolscan.scan.gate import Gate

    return Gate(paths, settings, jobs)


def _settle(result: ScanResult, folders: Folders | None, paths: Sequence[str]) -> None:
    """What the configurations of folders say of findings, and what is to be said of them."""
    if folders is not None and folders.run.rules_left_out:
        result.notices.append("House rules that the configuration names were left out (--no-repository-rules).")
    if folders is not None:
        result.findings, result.suppressed = folders.allowed(result.findings), folders.allowed(result.suppressed)
        result.notices += folders.unused(paths)
        result.notices += folders.unread(member for report in result.files for member in report.members)


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
    settings = _for_all_files(settings)
    results = [*_results(Reader, _found(paths, settings, stdin), settings, jobs, stdin, progress)]
    reports = sorted((result.report for result in results), key=lambda report: report.path)
    missing = missing_copybooks(reports)
    errors = [error for result in results for error in result.errors]
    return ScanResult(reports, [], errors, missing, seconds=time.perf_counter() - started)


def _for_all_files(settings: Settings) -> Settings:
    """What a command changed in the settings of the run holds for each of its files."""
    return settings if settings.folders is None else settings.folders.carrying(settings)


def _found(paths: Sequence[str], settings: Settings, stdin: tuple[str, bytes] | None) -> list[str]:
    return [stdin[0]] if stdin is not None else files.find(paths, settings)


def _results(
    make: pool.Make, found: Sequence[str], settings: Settings, jobs: int, stdin: tuple[str, bytes] | None, progress: Progress | None
) -> Iterator[FileResult]:
    """The results of all files, each by the settings of its folder."""
    if settings.folders is not None:
        settings.folders.check(found)
        make = per_folder.worker(make, settings.folders)
    return iter([make(settings)(*stdin)]) if stdin is not None else _each(make, found, settings, jobs, progress)


def _each(make: pool.Make, found: Sequence[str], settings: Settings, jobs: int, progress: Progress | None) -> Iterator[FileResult]:
    """The result of every file; of files with the same bytes, and the same settings, one is worked on."""
    copies = per_folder.alike(files.identical(found), settings.folders)
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
    there = result.files or (result.since is not None and result.since.files)
    if not there and not allow_empty:
        raise UsageProblem("nothing to scan: no COBOL file was found (--allow-empty accepts that)")
