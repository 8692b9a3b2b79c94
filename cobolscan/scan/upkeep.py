"""Making a baseline, and bringing it up to date: it shrinks by what is fixed, and grows only when told to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cobolscan.rule import Finding
from cobolscan.scan import ratchet
from cobolscan.scan.accepted import Claim, judge
from cobolscan.scan.baseline import Entry, together, unsaid
from cobolscan.scan.result import ScanResult
from cobolscan.scan.selection import ALWAYS


def acceptable(findings: Iterable[Finding], unread: bool) -> list[Finding]:
    """The findings that a baseline takes in. A file that was not read is red until somebody says that it may stay so: a gate that read
    nothing must not be green."""
    return [finding for finding in findings if unread or finding.code != ALWAYS]


@dataclass(slots=True)
class Update:
    """A baseline brought up to date, and how it differs from what it was; all numbers are of findings."""

    entries: list[Entry]
    fixed: int  # entries that went
    changed: int  # entries that went because another value stands there now
    improved: int  # waits that were shortened: the shorter time is what is accepted from now on
    moved: int  # accepted at another place
    added: int  # new ones that were taken in (grow)
    new: int  # new ones that were not


def update(result: ScanResult, known: Sequence[Entry], scope: ratchet.Scope, root: str, *, grow: bool, unread: bool) -> Update:
    """`grow` takes in what is new, `unread` also files that were not read. Entries of which the run cannot tell stay as they are, and so do
    those for which a finding speaks that is new itself: they are still there."""
    judgement = judge(result.findings, known, root, silent=result.silent)
    fixed = ratchet.fixed(judgement.left, scope, root)
    gone = {id(entry) for entry in fixed}
    welcome = {id(finding) for finding in acceptable(result.findings, unread)} if grow else set()

    def stays(claim: Claim) -> bool:
        return claim.by is not None or id(claim.finding) in welcome

    kept = [entry for entry in judgement.left if id(entry) not in gone]
    kept += [replace(entry, count=1) for claim, entry in judgement.hidden if claim is not None and not stays(claim)]
    doubts = unsaid(result.silent, root) if grow else [replace(e, count=1, behind=True) for claim, e in judgement.hidden if claim is None]
    accepted = [claim for claim in judgement.claims if claim.by is not None]
    added = sum(claim.by is None and stays(claim) for claim in judgement.claims)
    changed = sum(claim.was is not None and not claim.was.behind for claim in judgement.claims)
    return Update(
        entries=together([*judgement.rows(root, stays), *kept, *doubts]),
        fixed=ratchet.count(fixed),
        changed=changed,
        improved=sum(claim.improved for claim in accepted),
        moved=sum(_has_moved(claim) for claim in accepted),
        added=added,
        new=len(judgement.claims) - len(accepted) - added,
    )


def _has_moved(claim: Claim) -> bool:
    return claim.by is not None and not claim.improved and not claim.by.digest and claim.by.identity != claim.identity


@dataclass(slots=True)
class Listed:
    """An entry, and what became of it: present, fixed, or unknown where nothing was scanned that could tell."""

    entry: Entry
    state: str


def listed(known: Sequence[Entry], result: ScanResult, scope: ratchet.Scope, root: str) -> list[Listed]:
    """Each entry with its state; one of which a part is fixed is two."""
    judgement = judge(result.findings, known, root, silent=result.silent)
    fixed = {id(entry) for entry in ratchet.fixed(judgement.left, scope, root)}
    left = {(entry.identity, entry.behind, entry.digest): entry for entry in judgement.left}
    rows = []
    for entry in together(known):
        rest = left.get((entry.identity, entry.behind, entry.digest))
        there = entry.count - (rest.count if rest else 0)
        if there:
            rows.append(Listed(_of(entry, there), "present"))
        if rest:
            rows.append(Listed(_of(entry, rest.count), "fixed" if id(rest) in fixed else "unknown"))
    return rows


def _of(entry: Entry, count: int) -> Entry:
    return replace(entry, count=count)
