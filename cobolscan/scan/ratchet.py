"""What follows from judgements: what is reported and how it is told, and which entries of a baseline are fixed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cobolscan.rule import EstateRule, Finding, Severity
from cobolscan.scan import loader
from cobolscan.scan.accepted import Claim, Judgement, seconds_of
from cobolscan.scan.baseline import Entry
from cobolscan.scan.fingerprint import NOTHING, UNBOUNDED, Identity, from_root, key
from cobolscan.scan.result import FileReport
from cobolscan.scan.selection import rules_for
from cobolscan.scan.settings import Settings


@dataclass(slots=True)
class Source:
    """What findings were held against, and how people call it: `in the baseline`, `in main`."""

    judgement: Judgement
    called: str


def reported(sources: Sequence[Source], root: str) -> list[Finding]:
    """The findings that are new to all of the sources, or improved; each at those of its files where it is. It is told in the finding."""
    found: list[Finding] = []
    for claims in _by_finding(sources):
        fresh = [by_source for by_source in claims if all(claim.by is None or claim.improved for claim in by_source)]
        if fresh:
            finding = fresh[0][0].finding
            _tell(finding, fresh, sources)
            _move(finding, [by_source[0].path for by_source in fresh], root)
            found.append(finding)
    return found


def _by_finding(sources: Sequence[Source]) -> Iterable[list[tuple[Claim, ...]]]:
    """For each finding, what each of the sources says of it in each of its files: all judged the same findings in the same order."""
    grouped: dict[int, list[tuple[Claim, ...]]] = {}
    for claims in zip(*(source.judgement.claims for source in sources), strict=True):
        grouped.setdefault(id(claims[0].finding), []).append(claims)
    return grouped.values()


def _tell(finding: Finding, fresh: list[tuple[Claim, ...]], sources: Sequence[Source]) -> None:
    told = [(claim, source) for by_source in fresh for claim, source in zip(by_source, sources, strict=True)]
    if all(any(claim.improved for claim in by_source) for by_source in fresh):
        _tell_improved(finding, *next(pair for pair in told if pair[0].improved))
        return
    if any(_is_longer(claim) for claim, _ in told) and finding.severity is Severity.INFO:
        finding.severity = Severity.WARNING  # a wait of its own may be no matter; that somebody made it longer is one
    for claim, source in told:
        before, now = _values(claim)
        if before not in (now, NOTHING):
            finding.data["was"] = before
            finding.message += f" (was {before} {source.called})"
            return


def _values(claim: Claim) -> tuple[str, str]:
    """What is different: the literal, else the time."""
    if claim.was is None:
        return NOTHING, NOTHING
    before, now = claim.was.identity, claim.identity
    return (before.literal, now.literal) if before.literal != now.literal else (_time(before.amount), _time(now.amount))


def _is_longer(claim: Claim) -> bool:
    """A wait that takes longer than was accepted. To poll less often is none."""
    if claim.was is None or claim.finding.data.get("polling"):
        return False
    former, seconds = seconds_of(claim.was.identity.amount), seconds_of(claim.identity.amount)
    return former is not None and (claim.identity.amount == UNBOUNDED or (seconds is not None and seconds > former))


def _tell_improved(finding: Finding, claim: Claim, source: Source) -> None:
    """A wait that was shortened: it is told, and fails nothing."""
    assert claim.by is not None
    before, now = claim.by.identity.amount, claim.identity.amount
    finding.data["improved"] = {"from": seconds_of(before), "to": seconds_of(now)}
    finding.message += f" (improved: was {_time(before)} {source.called}, is {_time(now)})"
    finding.severity = Severity.INFO


def _time(amount: str) -> str:
    return amount if amount in (NOTHING, UNBOUNDED) else f"{amount} s"


def _move(finding: Finding, paths: list[str], root: str) -> None:
    """To the first of the identical files in which it is new."""
    if paths[0] != finding.place.path:
        finding.key = key(finding, paths[0], root)
        finding.fingerprint = f"{finding.key}:{finding.fingerprint.rpartition(':')[2]}"
    finding.place.path, finding.identical_paths = paths[0], paths[1:]


# ---- entries that are fixed


@dataclass(slots=True)
class Scope:
    """What a run can tell about: which entries it would have found."""

    scanned: Mapping[str, bool]  # path from the root -> whether it holds a program
    folders: Collection[str]  # from the root, of which all was scanned
    codes: Collection[str]  # of the rules that ran
    estate: Collection[str]  # of these, the ones about all programs
    known: Collection[str]  # of all rules that there are


def scope_of(reports: Iterable[FileReport], paths: Sequence[str], settings: Settings) -> Scope:
    """The scope of a run over these paths."""
    rules = rules_for(settings, loader.load())
    return Scope(
        {from_root(report.path, settings.root): bool(report.programs) for report in reports},
        [from_root(path, settings.root) for path in paths if os.path.isdir(path)],
        {rule.code for rule in rules},
        {rule.code for rule in rules if isinstance(rule, EstateRule)},
        {rule.code for rule in loader.load()},
    )


def fixed(left: Sequence[Entry], scope: Scope, root: str) -> list[Entry]:
    """Of the entries that accepted nothing, those that the run would have found, had they been there.

    A run of some files says nothing about the others, nor about what only all programs together show or who copies a member shows in it.
    """
    there = {path: os.path.lexists(os.path.join(root, path)) for path in {entry.identity.path for entry in left}}
    whole = bool(scope.folders) and all(path in scope.scanned for path, exists in there.items() if exists)
    return [entry for entry in left if _is_fixed(entry.identity, scope, whole, there[entry.identity.path])]


def _is_fixed(name: Identity, scope: Scope, whole: bool, exists: bool) -> bool:
    if name.code in scope.known and name.code not in scope.codes:
        return False
    if name.path not in scope.scanned:
        return not exists and any(folder in (".", name.path) or name.path.startswith(folder + "/") for folder in scope.folders)
    return whole or (scope.scanned[name.path] and name.code not in scope.estate)


def count(entries: Iterable[Entry]) -> int:
    """How many findings they accept, without what others speak for."""
    return sum(entry.count for entry in entries if not entry.behind)
