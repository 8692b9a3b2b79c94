"""Comments in the source that suppress findings: what they cover, and what there is to say about them.

They are applied to what is left when everything else has had its say: a suppressed limit is a fact for other rules still, and keeps its
literal from less specific ones. Only notes that are suppressed are told apart sooner, so that they raise no other finding.

A comment is called unused only when that is sure: the rules that it names ran, all of its lines were read, no copybook is missing. What may
depend on other files (rules about all programs, whatever stands in a copybook) is judged only when the whole project was scanned.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from cobolscan.rule import Confidence, EstateRule, Finding, Rule, Suppression
from cobolscan.scan import loader
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.reading import failure
from cobolscan.scan.result import FileResult, InternalError
from cobolscan.scan.selection import ALWAYS, hint, matches
from cobolscan.scan.settings import Settings

EXPIRED = "SUP002"  # the rule whose option says which day it is
_NEVER = ("SUP", ALWAYS)  # what no comment suppresses: what is wrong with comments, and that a file was not read

Spots = dict[str, set[tuple[str, int]]]
"""Code and line of findings, by path."""


def day_of(settings: Settings) -> str:
    """The day by which comments expire: YYYY-MM-DD. Raises UsageProblem when the configuration gives something else."""
    given = str(settings.rule_options.get(EXPIRED, {}).get("today", ""))
    if not given:
        return datetime.date.today().isoformat()
    try:
        return datetime.date.fromisoformat(given).isoformat()
    except ValueError:
        raise UsageProblem(f'option "today" of {EXPIRED} must be a date as YYYY-MM-DD, not "{given}"') from None


def is_whole(paths: Sequence[str], root: str) -> bool:
    """Whether a run sees all of a project: a folder that holds its root, or that lies outside of it."""
    root = os.path.realpath(root)
    folders = [os.path.realpath(path) for path in paths if os.path.isdir(path)]
    return any(_holds(folder, root) or not _holds(root, folder) for folder in folders)


def _holds(folder: str, other: str) -> bool:
    return os.path.commonpath((folder, other)) == folder


@cache
def _codes_of(word: str) -> frozenset[str]:
    return frozenset(rule.code for rule in loader.load() if matches(word, rule) and not rule.code.startswith(_NEVER))


def names(suppression: Suppression, code: str) -> bool:
    """Whether a comment is about a rule."""
    return any(code in _codes_of(word) for word in suppression.comment.words)


def covers(suppression: Suppression, code: str, line: int) -> bool:
    return suppression.first <= line <= suppression.last and names(suppression, code)


def is_silenced(finding: Finding, suppressions: Iterable[Suppression], day: str) -> bool:
    """Whether a comment of the finding's own file suppresses it today."""
    return any(covers(one, finding.code, finding.place.line) and not _is_over(one, day) for one in suppressions)


def _is_over(suppression: Suppression, day: str) -> bool:
    return suppression.comment.until is not None and suppression.comment.until < day


def spots(results: Iterable[FileResult]) -> Spots:
    """Where there are findings in files with suppressions, before those that several scans make become one."""
    results = list(results)
    found: Spots = {result.report.path: set() for result in results if result.suppressions}
    for finding in (finding for result in results if found for finding in result.findings):
        if finding.place.path in found:
            found[finding.place.path].add((finding.code, finding.place.line))
    return found


class Suppressions:
    """The suppressions of all files of a run. `spots`: see above; `whole`: the run sees all of the project."""

    def __init__(self, results: Iterable[FileResult], settings: Settings, spots: Spots, whole: bool) -> None:
        self._results = [result for result in results if result.suppressions]
        self._by_path = {result.report.path: result.suppressions for result in self._results}
        self._day = day_of(settings) if self._results else ""
        self._spots = spots
        self._whole = whole
        for one in (one for result in self._results for one in result.suppressions):
            one.expired = _is_over(one, self._day)
            one.problems += _problems(one)

    def apply(self, findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
        """What stays, and what is suppressed."""
        kept: list[Finding] = []
        suppressed: list[Finding] = []
        for finding in findings if self._results else ():
            holder = self._holder(finding)
            finding.suppression = None if holder is None else _told(holder)
            (kept if holder is None else suppressed).append(finding)
        return (kept, suppressed) if self._results else (findings, [])

    def _holder(self, finding: Finding) -> Suppression | None:
        """The narrowest comment that suppresses a finding, of equals the nearest."""
        line, found = finding.place.line, []
        for one in self._by_path.get(finding.place.path, ()):
            if covers(one, finding.code, line):
                one.covered += 1
                found += [] if one.expired else [one]
            if "replaces" in finding.data:  # what it suppresses in a scan of this file alone
                self._spots[finding.place.path].add((finding.data["replaces"], line))
        return min(found, key=lambda one: (one.last - one.first, -one.comment.line), default=None)

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
            for finding in (finding for rule in telling for finding in rule.check(one, None)):
                finding.program, finding.paragraph, finding.line_text = one.program, one.paragraph, one.line_text
                finding.identical_paths = list(twins.get(result.report.path, ()))
                yield finding

    # ---- what is of no use

    def _find_unused(self, rules: list[Rule]) -> None:
        ran = frozenset(rule.code for rule in rules if self._whole or not isinstance(rule, EstateRule))
        for result in self._results:
            report = result.report
            if result.errors or report.missing_copybooks or not (report.programs or self._whole):
                continue
            for one in (one for one in result.suppressions if one.first and not one.hidden):
                one.unused = [word for word in one.comment.words if _is_known(word, ran) and not self._meets(one, word, report.path)]

    def _meets(self, one: Suppression, word: str, path: str) -> bool:
        codes = _codes_of(word)
        return any(one.first <= line <= one.last and code in codes for code, line in self._spots[path])

    def _agree(self, twins: Mapping[str, list[str]]) -> None:
        """In files of the same bytes a comment is unused when it is in each of them: COPY may lead to other members."""
        for first, others in twins.items():
            for number, one in enumerate(self._by_path.get(first, ())):
                same = [self._by_path[path][number] for path in others if path in self._by_path]
                one.unused = [word for word in one.unused if all(word in other.unused for other in same)]


def _is_known(word: str, ran: frozenset[str]) -> bool:
    """Whether all rules that a word names ran, but for those that run only when they are asked for."""
    codes = _codes_of(word)
    return not codes.isdisjoint(ran) and all(code in ran or not _on_by_default(code) for code in codes)


@cache
def _on_by_default(code: str) -> bool:
    rule = loader.find(code)
    return rule is not None and rule.enabled


def _problems(one: Suppression) -> Iterator[str]:
    """What is wrong with its words."""
    for word in one.comment.words if not one.comment.problem else ():
        if not any(matches(word, rule) for rule in loader.load()):
            yield f'unknown rule "{word}"{hint(word, loader.load())}'
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
