"""Comments in the source that suppress findings: what they cover, and what there is to say about them.

They are applied to what is left when everything else has had its say: a suppressed limit is a fact for other rules still, and keeps its
literal from less specific ones. Only notes that are suppressed are told apart sooner, so that they raise no other finding.

A comment is called unused only when that is sure: the rules that it names ran, all of its lines were read, no copybook is missing. What may
depend on other files (rules about all programs, whatever stands in a copybook) is judged only when the whole project was scanned.
"""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from typing import Any

from cobolscan import kinds
from cobolscan.rule import Confidence, EstateRule, Finding, Rule, Suppression
from cobolscan.scan import loader
from cobolscan.scan.reading import failure
from cobolscan.scan.result import FileResult, InternalError
from cobolscan.scan.selection import ALWAYS, hint, matches
from cobolscan.scan.settings import Settings

EXPIRED = "SUP002"  # the rule whose option says which day it is
_NEVER = ("SUP", ALWAYS)  # what no comment suppresses: what is wrong with comments, and that a file was not read
_HINTS, _LONGEST = 500, 60  # unknown words of a run for which the nearest known one is looked for, and how long they may be

Spots = dict[str, dict[str, list[int]]]
"""The lines of findings by path and code."""


def day_of(settings: Settings) -> str:
    """The day by which comments expire: YYYY-MM-DD."""
    return kinds.day_of(settings.rule_options.get(EXPIRED, {}).get("today", "")).isoformat()


def is_whole(paths: Sequence[str], root: str) -> bool:
    """Whether a run sees all of a project: a folder that holds its root, or that lies outside of it."""
    root = os.path.realpath(root)
    folders = [os.path.realpath(path) for path in paths if os.path.isdir(path)]
    return any(_holds(folder, root) or not _holds(root, folder) for folder in folders)


def _holds(folder: str, other: str) -> bool:
    return other == folder or other.startswith(folder.rstrip(os.sep) + os.sep)


def _codes_of(word: str) -> frozenset[str]:
    return _named(word, loader.load())


@lru_cache(maxsize=10_000)
def _named(word: str, rules: tuple[type[Rule], ...]) -> frozenset[str]:
    return frozenset(rule.code for rule in rules if matches(word, rule) and not rule.code.startswith(_NEVER))


def _codes(suppression: Suppression) -> frozenset[str]:
    """The rules that a comment is about."""
    return frozenset().union(*map(_codes_of, suppression.comment.words))


def is_over(suppression: Suppression, day: str) -> bool:
    """Whether its last day has passed."""
    return suppression.comment.until is not None and suppression.comment.until < day


def held(findings: Iterable[Finding], suppressions: Iterable[Suppression]) -> dict[int, Suppression]:
    """Of the findings of one file (by `id`) those that a comment covers, with the narrowest one, of equals the nearest."""
    findings = list(findings)
    asked = {finding.code for finding in findings}
    waiting = deque(sorted((one for one in suppressions if one.first), key=lambda one: one.first))
    open_: dict[str, list[tuple[int, int, int, Suppression]]] = defaultdict(list)  # by code, the narrowest first
    holders: dict[int, Suppression] = {}
    for finding in sorted(findings, key=lambda finding: finding.place.line) if waiting else ():
        while waiting and waiting[0].first <= finding.place.line:
            one = waiting.popleft()
            for code in _codes(one) & asked:
                heappush(open_[code], (one.last - one.first, -one.comment.line, -one.comment.column, one))
        heap = open_.get(finding.code, [])
        while heap and heap[0][3].last < finding.place.line:
            heappop(heap)
        if heap:
            holders[id(finding)] = heap[0][3]
    return holders


def spots(results: Iterable[FileResult]) -> Spots:
    """Where there are findings in files with suppressions, before those that several scans make become one."""
    results = list(results)
    found: Spots = {result.report.path: defaultdict(list) for result in results if result.suppressions}
    for finding in (finding for result in results if found for finding in result.findings):
        if finding.place.path in found:
            found[finding.place.path][finding.code].append(finding.place.line)
    return found


class Suppressions:
    """The suppressions of all files of a run. `spots`: see above; `whole`: the run sees all of the project."""

    def __init__(self, results: Iterable[FileResult], spots: Spots, whole: bool) -> None:
        self._results = [result for result in results if result.suppressions]
        self._by_path = {result.report.path: result.suppressions for result in self._results}
        self._spots = spots
        self._whole = whole
        self._hints = count()
        for one in (one for result in self._results for one in result.suppressions):
            one.problems += _problems(one, self._hints)

    def apply(self, findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
        """What stays, and what is suppressed."""
        by_path: dict[str, list[Finding]] = {path: [] for path in self._by_path}
        for finding in findings if by_path else ():
            by_path.get(finding.place.path, []).append(finding)
        holders: dict[int, Suppression] = {}
        for path, here in by_path.items():
            suppressions = self._by_path[path]
            holders |= held(here, (one for one in suppressions if not one.expired))
            self._count(here, suppressions)
            for finding in (finding for finding in here if "replaces" in finding.data):  # what is found in a scan of this file alone
                self._spots[path][finding.data["replaces"]].append(finding.place.line)
        suppressed = [finding for finding in findings if id(finding) in holders]
        for finding in suppressed:
            finding.suppression = _told(holders[id(finding)])
        return [finding for finding in findings if id(finding) not in holders], suppressed

    def _count(self, findings: Iterable[Finding], suppressions: Iterable[Suppression]) -> None:
        """How many findings those that have expired would suppress."""
        lines: dict[str, list[int]] = defaultdict(list)
        for finding in findings:
            lines[finding.code].append(finding.place.line)
        for here in lines.values():
            here.sort()
        for one in (one for one in suppressions if one.expired):
            found = [lines[code] for code in _codes(one) if code in lines]
            one.covered = sum(bisect_right(here, one.last) - bisect_left(here, one.first) for here in found)

    def judge(self, rules: Iterable[Rule], twins: Mapping[str, list[str]]) -> tuple[list[Finding], list[InternalError]]:
        """What there is to say about the comments. `twins`: of files with the same bytes the others, by the first."""
        rules = list(rules)
        telling = [rule for rule in rules if rule.nodes == ("suppression",)] if self._results else []
        if telling:
            self._find_unused(rules)
            self._agree(twins)
        found: list[Finding] = []
        errors: list[InternalError] = []
        others = {path for paths in twins.values() for path in paths}
        for result in (result for result in self._results if result.report.path not in others):
            try:
                found += self._about(result, telling, twins)
            except Exception as error:
                errors.append(failure(result.report.path, "suppressions", error))
        return found, errors

    def _about(self, result: FileResult, telling: list[Rule], twins: Mapping[str, list[str]]) -> Iterator[Finding]:
        for one in result.suppressions:
            for finding in (finding for rule in telling if rule.code in result.ran for finding in rule.check(one, None)):
                finding.program, finding.paragraph, finding.line_text = one.program, one.paragraph, one.line_text
                finding.identical_paths = list(twins.get(result.report.path, ()))
                yield finding

    # ---- what is of no use

    def _find_unused(self, rules: list[Rule]) -> None:
        alone = frozenset() if self._whole else frozenset(rule.code for rule in rules if isinstance(rule, EstateRule))
        for result in self._results:
            report = result.report
            if result.errors or report.missing_copybooks or not (report.programs or self._whole):
                continue
            ran = result.ran - alone
            lines = {code: sorted(found) for code, found in self._spots[report.path].items()}
            for one in (one for one in result.suppressions if one.first and not one.hidden):
                one.unused = [word for word in one.comment.words if _is_known(word, ran) and not _meets(one, word, lines)]

    def _agree(self, twins: Mapping[str, list[str]]) -> None:
        """In files of the same bytes a comment is unused when it is in each of them: COPY may lead to other members."""
        for first, others in twins.items():
            for number, one in enumerate(self._by_path.get(first, ())):
                same = [self._by_path[path][number] for path in others if path in self._by_path]
                one.unused = [word for word in one.unused if all(word in other.unused for other in same)]


def _meets(one: Suppression, word: str, lines: Mapping[str, list[int]]) -> bool:
    """Whether there is a finding of what a word names in the lines that a comment covers; `lines` are those of findings, by code."""
    found = [lines[code] for code in _codes_of(word) if code in lines]
    return any(bisect_left(here, one.first) < bisect_right(here, one.last) for here in found)


def _is_known(word: str, ran: frozenset[str]) -> bool:
    """Whether all rules that a word names ran, but for those that run only when they are asked for."""
    codes = _codes_of(word)
    return not codes.isdisjoint(ran) and all(code in ran or not _on_by_default(code) for code in codes)


def _on_by_default(code: str) -> bool:
    rule = loader.find(code)
    return rule is not None and rule.enabled


def _problems(one: Suppression, hints: Iterator[int]) -> Iterator[str]:
    """What is wrong with its words. `hints` counts those that were looked for: to look takes time."""
    for word in one.comment.words if not one.comment.problem else ():
        if not any(matches(word, rule) for rule in loader.load()):
            near = hint(word, loader.load()) if len(word) < _LONGEST and next(hints) < _HINTS else ""
            yield f'unknown rule "{word[:_LONGEST]}"{near}'
        elif not _codes_of(word):
            yield f"{word} cannot be suppressed by a comment; --ignore and `ignore` in the configuration can"


def _told(one: Suppression) -> dict[str, Any]:
    comment = one.comment
    return {
        "kind": "inSource",
        "justification": comment.reason,
        "until": comment.until,
        "fixme": comment.fixme,
        "path": one.span.path,
        "line": comment.line,
    }


def by_confidence(findings: list[Finding], least: str) -> tuple[list[Finding], int]:
    """The findings of a confidence or a higher one, and how many are below."""
    weight = Confidence(least).weight
    kept = [finding for finding in findings if finding.confidence.weight >= weight] if weight else findings
    return kept, len(findings) - len(kept)
