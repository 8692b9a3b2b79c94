"""Adds to each finding that is reported the commit that brought its lines, and says what git could not tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from cobolscan.history.events import Event
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult
from cobolscan.scan.settings import Settings
from cobolscan.source.paths import shown

if TYPE_CHECKING:
    from cobolscan.history.git.answers import Asked, Brought
    from cobolscan.source.model import SourceText

_MOST_LINES = 40  # of a finding that are looked at
_MOST_NAMES = 3  # of repositories in a notice
_BEFORE = frozenset({"trailing", "above", "tag"})  # what is nearer to a line than its commit


def add(result: ScanResult, settings: Settings, stdin: tuple[str, bytes] | None = None) -> None:
    """At most one event for each finding; their rank stays. Nothing heavy is imported when no finding lies in a repository."""
    from cobolscan.history.git.places import top_of_file

    wanted: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        if finding.family != "PAR":
            wanted[finding.place.path].append(finding)
    if not any(top_of_file(path) for path in wanted):
        return
    from cobolscan.history.git.answers import Asked, brought

    sizes = {report.path: report.lines for report in result.files}
    asked = [
        Asked(path, {line for finding in findings for line in _lines(finding)}, sizes.get(path), _data(path, stdin))
        for path, findings in wanted.items()
    ]
    answers = brought(asked, cached=settings.cache)
    for findings in wanted.values():
        for finding in findings:
            _explain(finding, answers.found)
    result.notices += notices(answers.unknown)


def notices(unknown: Iterable[tuple[str, str, int]]) -> list[str]:
    """What git could not tell, for people: a sentence for each reason. See `Answers.unknown`."""
    by_reason: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for top, reason, files in unknown:
        by_reason[reason].append((shown(top), files))
    return [_notice(reason, places) for reason, places in by_reason.items()]


def _notice(reason: str, places: list[tuple[str, int]]) -> str:
    files = sum(count for _, count in places)
    names = ", ".join(top for top, _ in places[:_MOST_NAMES]) + (" ..." if len(places) > _MOST_NAMES else "")
    where = f"the repository {names}" if len(places) == 1 else f"{len(places):,} repositories ({names})"
    return f"Git history unknown for {'1 file' if files == 1 else f'{files:,} files'} of {where}: {reason}."


def placed(events: list[Event], commits: list[Event]) -> list[Event]:
    """The events of a line with its commits, behind what stands beside or above the line or is tied to it by a tag."""
    at = next((at for at, event in enumerate(events) if event.why_here not in _BEFORE), len(events))
    return [*events[:at], *commits, *events[at:]]


def of_file(source: SourceText) -> tuple[list[Event], list[str]]:
    """The commits that touched a file, newest first; and what git could not tell."""
    from cobolscan.history.git import file_log

    return _told(source, file_log.of_file)


def of_line(source: SourceText, line: int) -> tuple[list[Event], list[str]]:
    """The commits that made a line what it is, newest first; and what git could not tell."""
    from cobolscan.history.git import line_log

    return _told(source, lambda asked: line_log.of_line(asked, line, source.encoding))


def _told(source: SourceText, ask: Callable[[Asked], list[Event]]) -> tuple[list[Event], list[str]]:
    from cobolscan.history.git.answers import Asked
    from cobolscan.history.git.places import top_of_file
    from cobolscan.history.git.running import GitProblem

    top = top_of_file(source.path)
    if top is None:
        return [], []
    try:
        return ask(Asked(source.path, set(), len(source.lines), source.data)), []
    except GitProblem as problem:
        return [], notices([(top, str(problem), 1)])


def _lines(finding: Finding) -> Iterable[int]:
    first = finding.place.line
    return range(first, min(finding.place.end_line, first + _MOST_LINES) + 1)


def _data(path: str, stdin: tuple[str, bytes] | None) -> bytes | None:
    return stdin[1] if stdin is not None and path == stdin[0] else None


def _explain(finding: Finding, found: dict[tuple[str, int], Brought]) -> None:
    """The commit that says most of the lines: one that changed them before one that brought the file, then the newest."""
    from cobolscan.history.git.events import event_of

    path = finding.place.path
    commits = [one for line in _lines(finding) if (one := found.get((path, line)))]
    if commits:
        best = max(commits, key=lambda one: (one.says_why, one.commit.date))
        event = event_of(best, path, finding.place.line, finding.place.end_line)
        finding.history = placed(finding.history, [event])
