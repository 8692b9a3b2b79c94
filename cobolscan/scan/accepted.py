"""Which findings were there before: a baseline, or what an older revision has, held against the findings of today.

First what is exactly the same; then what moved: a file that is gone to one that was not there before, by what both hold, and within a
file from one paragraph to another. Each entry accepts as many findings as it counts, wherever they are. A value that changed is new even
when its place is known; of waits, one that was shortened is accepted and told.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import chain

from cobolscan.rule import Finding
from cobolscan.scan.baseline import Entry, entries_of, path_of
from cobolscan.scan.fingerprint import NOTHING, UNBOUNDED, Identity, field, identity
from cobolscan.scan.renames import pairs
from cobolscan.scan.selection import ALWAYS
from cobolscan.scan.stock import Stock


@dataclass(slots=True)
class Claim:
    """A finding in one of its files, and the entry that accepts it."""

    finding: Finding
    path: str
    identity: Identity
    by: Entry | None = None
    was: Entry | None = None  # another value at the same place
    improved: bool = False


@dataclass(slots=True)
class Judgement:
    claims: list[Claim]
    left: list[Entry]  # what accepted nothing
    hidden: list[tuple[Claim | None, Entry]]  # what is there, but not told: with the claim of the finding that speaks for it

    @property
    def told(self) -> int:
        """How many findings are new or improved in one of their files at least."""
        return len({id(claim.finding) for claim in self.claims if claim.by is None or claim.improved})

    def rows(self, root: str, wanted: Callable[[Claim], bool]) -> list[Entry]:
        """The entries of the claims that are wanted, as they are today."""
        return [entry for claim in self.claims if wanted(claim) for entry in entries_of(claim.finding, claim.path, root)]


def judge(
    findings: Iterable[Finding],
    known: Iterable[Entry],
    root: str,
    *,
    silent: Iterable[Finding] = (),
    across: bool = False,
    compared: Callable[[str], bool] | None = None,
) -> Judgement:
    """Holds findings against entries.

    `silent`: what is there although nothing is said of it. `across`: what left one file may have come to another; only where all that is
    left over is surely gone from where it was, as in one change: in a baseline it may have been mended long ago. `compared`: whether a file
    is looked at; what is found in others is accepted.
    """
    ordered = sorted(findings, key=lambda f: (f.place.path, f.place.line, f.place.column, f.code))
    claims = [Claim(f, path, identity(f, path, root)) for f in ordered for path in (f.place.path, *f.identical_paths)]
    for claim in claims:
        if compared is not None and not compared(claim.path):
            claim.by = Entry(claim.identity, 1)
    stock = Stock(known)
    _settle(claims, lambda claim: stock.take(claim.identity))
    if stock.old:
        _settle_old(claims, stock, root)
    hidden = _hide(claims, silent, stock, root)
    if stock.is_empty or all(claim.by for claim in claims):
        return Judgement(claims, stock.left(), hidden)
    before = pairs((c.identity for c in claims if c.by is None), stock.remaining(), stock.paths, root)

    def former(claim: Claim) -> Identity:
        """What the finding would have been in the file that its file was before it was renamed."""
        path = claim.identity.path
        return claim.identity._replace(path=before[path]) if path in before else claim.identity

    _settle(claims, lambda claim: stock.take(former(claim)))
    _compare(claims, stock, former)
    moving = [claim for claim in claims if claim.identity.code != ALWAYS]
    _settle(moving, lambda claim: stock.take_from(former(claim).path, claim.identity.content))
    if across:
        _settle(moving, lambda claim: stock.take_anywhere(claim.identity.content))
    _improve_elsewhere(claims, stock, former)
    return Judgement(claims, stock.left(), hidden)


def _settle(claims: Iterable[Claim], take: Callable[[Claim], Entry | None]) -> None:
    for claim in claims:
        if claim.by is None and claim.was is None:
            claim.by = take(claim)


def _settle_old(claims: list[Claim], stock: Stock, root: str) -> None:
    """By version 1 of the baseline."""
    for claim in claims:
        entry = stock.old.get(_old_digest(claim.finding, claim.identity.path)) if claim.by is None else None
        if entry is not None and stock.take_of(entry):
            claim.by = entry


def _old_digest(finding: Finding, path: str) -> str:
    parts = (finding.code, path, finding.program or "", finding.paragraph or "", finding.statement, finding.literal or "")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _hide(claims: list[Claim], silent: Iterable[Finding], stock: Stock, root: str) -> list[tuple[Claim | None, Entry]]:
    """What is there, although another finding speaks for it or nobody does, is not mended."""
    spoken_for = ((claim, other, path_of(other, claim.finding, claim.path)) for claim in claims for other in claim.finding.silent)
    hidden: list[tuple[Claim | None, Entry]] = []
    for claim, other, path in chain(spoken_for, ((None, finding, finding.place.path) for finding in silent)):
        name = identity(other, path, root)
        entry = stock.take(name, behind=True) or stock.take(name)
        if entry is not None:
            hidden.append((claim, entry))
    return hidden


def _compare(claims: list[Claim], stock: Stock, former: Callable[[Claim], Identity]) -> None:
    """Where the same spot had another value, the entry is neither fixed nor does it accept anything, unless a wait was shortened. What is
    known to have changed is not taken for something that moved."""
    for same_code in (True, False):
        groups: dict[tuple[Hashable, str], list[Claim]] = defaultdict(list)
        for claim in claims:
            if claim.by is None and claim.was is None:
                groups[former(claim).spot, claim.identity.code if same_code else ""].append(claim)
        for (spot, code), group in groups.items():
            names = (name for name in stock.at(spot) if name.code == code or not same_code)
            for claim, entry in _aligned(group, [entry for name in names for entry in stock.entries(name)]):
                _hold(claim, entry, stock)


def _hold(claim: Claim, entry: Entry, stock: Stock) -> None:
    """Where only the rule differs, it is no other value: a graver thing is said of what was there."""
    same = (entry.identity.literal, entry.identity.amount) == (claim.identity.literal, claim.identity.amount)
    if not same and stock.take_of(entry):
        claim.improved = _is_shorter(claim, entry.identity)
        claim.by, claim.was = (entry, None) if claim.improved else (None, entry)


def _aligned(claims: list[Claim], entries: list[Entry]) -> list[tuple[Claim, Entry]]:
    """The claims and the entries of one spot in pairs, by their values; where one side has more, so that the fewest look improved."""
    ones = [entry for entry in entries for _ in range(min(entry.count, len(claims)))]
    ones = sorted(ones, key=lambda entry: _size(entry.identity))[: len(claims)]
    return list(zip(sorted(claims, key=lambda claim: _size(claim.identity))[len(claims) - len(ones) :], ones, strict=True))


def _size(name: Identity) -> tuple[float, int, str]:
    seconds = seconds_of(name.amount)
    return (float("inf") if name.amount == UNBOUNDED else seconds or 0.0), len(name.literal), name.literal


def _improve_elsewhere(claims: list[Claim], stock: Stock, former: Callable[[Claim], Identity]) -> None:
    """Waits that were shortened by another statement: for the same thing in the same paragraph, or, where there was no end, by the same
    verb: ACCEPT gets a TIMEOUT, READ a RETRY. CALL and EXEC say nothing about what they wait for."""
    for about in (_subject, _verb):
        waits: dict[tuple[Hashable, Hashable], list[Claim]] = defaultdict(list)
        for claim in claims:
            if claim.by is None and claim.was is None and seconds_of(claim.identity.amount) is not None:
                waits[_place(former(claim)), about(field(claim.finding.subject), claim.finding.statement, True)].append(claim)
        beside: dict[tuple[Hashable, Hashable], list[Entry]] = defaultdict(list)
        for entry in stock.entries_left() if waits else ():
            if entry.identity.amount != NOTHING and not entry.behind:
                unbounded = entry.identity.amount == UNBOUNDED
                beside[_place(entry.identity), about(entry.subject, entry.statement, unbounded)].append(entry)
        for thing, group in waits.items():
            for claim, entry in _aligned(group, beside.get(thing, []) if thing[1] else []):
                if _is_shorter(claim, entry.identity) and stock.take_of(entry):
                    claim.by, claim.improved = entry, True


def _place(name: Identity) -> Hashable:
    return name.path, name.program, name.paragraph


def _subject(subject: str, statement: str, unbounded: bool) -> Hashable:
    return subject


def _verb(subject: str, statement: str, unbounded: bool) -> Hashable:
    verb = statement.upper().split(" ", 1)[0]
    return verb if unbounded and verb not in ("CALL", "EXEC", "MOVE") else None


def _is_shorter(claim: Claim, before: Identity) -> bool:
    """Of the same rule; or a bound where there was none, whatever the rule says of it now. To poll more often is no improvement."""
    seconds, former = seconds_of(claim.identity.amount), seconds_of(before.amount)
    if seconds is None or claim.finding.data.get("polling"):
        return False
    return before.amount == UNBOUNDED or (claim.identity.code == before.code and former is not None and seconds < former)


def seconds_of(amount: str) -> float | None:
    """The seconds of a wait; None where it has no time or no end."""
    try:
        return float(amount) if amount not in (NOTHING, UNBOUNDED) else None
    except ValueError:
        return None
