"""Each finding once: one in a copy member is found in the member and in all that copy it, one in identical files in each of them.

Nothing may be lost on the way: every file keeps the findings of its own until all are known, and only what says the same becomes one.
"""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from cobolscan.rule import Finding
from cobolscan.scan import claims, loader
from cobolscan.scan.placeholders import Answers, spot
from cobolscan.scan.reading import read_file
from cobolscan.scan.result import FileResult
from cobolscan.scan.selection import rules_for
from cobolscan.scan.settings import Settings
from cobolscan.source.model import SourceText


def each(results: list[FileResult], settings: Settings, dropped: list[Finding] | None = None) -> list[Finding]:
    """All findings, each once. A member that is not part of the run is no subject of it. `dropped` gets doubts that other files settled."""
    by_file: dict[str, list[Finding]] = {result.report.path: [] for result in results}
    foreign: dict[str, list[Finding]] = defaultdict(list)
    answers = Answers(results)
    for result in results:
        for finding in result.findings:
            if not answers.settle(result, finding):
                own = finding.place.path == result.report.path
                (by_file if own else foreign)[finding.place.path].append(finding)
            elif dropped is not None:
                dropped.append(finding)
    shared = by_file.keys() & foreign.keys()
    if shared:
        claim_of, source_of = claims.by_code(rules_for(settings, loader.load())), _sources(settings)
        by_file |= {path: claims.settle(_merged(by_file[path], foreign[path]), claim_of, source_of) for path in shared}
    return _of_identical_files(by_file, {result.report.path: result.first for result in results if result.first})


def _merged(own: list[Finding], foreign: Iterable[Finding]) -> list[Finding]:
    """What a member's own scan found and what those who copy it found in it: of each the gravest."""
    kept = list(own)
    known = {spot(finding): number for number, finding in enumerate(kept)}
    for finding in foreign:
        number = known.setdefault(spot(finding), len(kept))
        if number == len(kept):
            kept.append(finding)
        else:
            kept[number] = _gravest(kept[number], finding)
    return kept


def _gravest(one: Finding, other: Finding) -> Finding:
    """The first of equals; what notes said of the one that goes is said of the one that stays."""
    stays, goes = (one, other) if _weight(one) >= _weight(other) else (other, one)
    claims.hand_on(goes, stays)
    return stays


def _weight(finding: Finding) -> tuple[int, int, bool, int]:
    """Of equals the one that knows what a limit bounds: the member itself does not, the programs that copy it may."""
    return finding.severity.weight, finding.confidence.weight, bool(finding.data.get("bounds")), len(finding.history)


def _sources(settings: Settings) -> Callable[[str], SourceText | None]:
    """Reads a file again, for the rare finding that moves; None when it is no longer there."""

    @cache
    def source_of(path: str) -> SourceText | None:
        try:
            return read_file(path, settings)
        except OSError:
            return None

    return source_of


def _of_identical_files(by_file: dict[str, list[Finding]], first: dict[str, str]) -> list[Finding]:
    """One finding for all files of the same bytes that have it; where COPY leads to other members they may differ in what they say."""
    groups: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for path, findings in by_file.items():
        times: Counter[tuple[object, ...]] = Counter()
        for finding in findings:
            said = (first.get(path, path), *spot(finding), finding.message)
            times[said] += 1  # what one file says twice stays twice
            groups[*said, times[said]].append(finding)
    return [_for_all(group) for group in groups.values()]


def _for_all(group: list[Finding]) -> Finding:
    """The gravest, at the first of the files."""
    paths = [finding.place.path for finding in group]
    gravest = max(group, key=_weight)
    found = gravest if gravest is group[0] else in_file(gravest, paths[0])
    found.identical_paths = paths[1:]
    return found


def in_file(finding: Finding, path: str) -> Finding:
    """The same finding in a file of the same bytes."""
    here = finding.place.path
    return replace(
        finding,
        place=replace(finding.place, path=path),
        data=copy.deepcopy(finding.data),
        related=[replace(other, path=path) if other.path == here else other for other in finding.related],
        history=[replace(event, path=path) if event.path == here else event for event in finding.history],
        silent=[replace(other, place=replace(other.place, path=path)) if other.place.path == here else other for other in finding.silent],
    )
