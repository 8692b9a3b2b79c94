"""Which findings were there before: a baseline, or what an older revision has, held against the findings of today.

First what is exactly the same; then what moved: a file that is gone to one that was not there before, by what both hold, and within a
file from one paragraph to another. Each entry accepts as many findings as it counts, wherever they are. A value that changed is new even
when its place is known; of waits, one that was shortened is accepted and told.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from cobolscan.rule import Finding
from cobolscan.scan.baseline import Entry, entries_of, path_of
from cobolscan.scan.fingerprint import NOTHING, UNBOUNDED, Identity, field, identity


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

    def rows(self, root: str, wanted: Callable[[Claim], bool]) -> list[Entry]:
        """The entries of the claims that are wanted, as they are today."""
        return [entry for claim in self.claims if wanted(claim) for entry in entries_of(claim.finding, claim.path, root)]


def judge(
    findings: Iterable[Finding], known: Iterable[Entry], root: str, *, across: bool = False, compared: Callable[[str], bool] | None = None
) -> Judgement:
    """Holds findings against entries.

    `across`: what left one file may have come to another; only where all that is left over is surely gone from where it was, as in one
    change: in a baseline it may have been mended long ago. `compared`: whether a file is looked at; what is found in others is accepted.
    """
    ordered = sorted(findings, key=lambda f: (f.place.path, f.place.line, f.place.column, f.code))
    claims = [Claim(f, path, identity(f, path, root)) for f in ordered for path in (f.place.path, *f.identical_paths)]
    for claim in claims:
        if compared is not None and not compared(claim.path):
            claim.by = Entry(claim.identity, 1)
    stock = _Stock(known)
    _settle(claims, stock, lambda claim: [claim.identity])
    if stock.old:
        _settle_old(claims, stock, root)
    _hide(claims, stock, root)
    if stock.is_empty or all(claim.by for claim in claims):
        return Judgement(claims, stock.left())
    former = _Former(claims, stock, root)
    _settle(claims, stock, lambda claim: [former(claim)])
    _compare(claims, stock, former)
    _settle(claims, stock, lambda claim: stock.like((former(claim).path, *claim.identity.content)))
    if across:
        _settle(claims, stock, lambda claim: stock.anywhere(claim.identity.content))
    _improve_elsewhere(claims, stock, former)
    return Judgement(claims, stock.left())


class _Stock:
    """Entries, and how much of each is left."""

    def __init__(self, known: Iterable[Entry]) -> None:
        self._entries: dict[Identity, list[Entry]] = defaultdict(list)
        self.old: dict[str, Entry] = {}
        self._left: dict[int, int] = {}
        self._all: list[Entry] = []
        self._indexes: dict[str, dict[Hashable, list[Identity]]] = {}
        for entry in sorted(known, key=lambda e: e.behind):
            self._all.append(entry)
            self._left[id(entry)] = entry.count
            if entry.digest:
                self.old[entry.digest] = entry
            else:
                self._entries[entry.identity].append(entry)
        self.paths = {entry.identity.path for entry in self._all}

    @property
    def is_empty(self) -> bool:
        return not any(self._left.values())

    def left(self) -> list[Entry]:
        """What is left of each entry."""
        parts = ((entry, self._left[id(entry)]) for entry in self._all)
        return [replace(entry, count=count) for entry, count in parts if count]

    def remaining(self) -> Iterable[Entry]:
        return (entry for entry in self._all if self._left[id(entry)] > 0 and not entry.digest)

    def take(self, name: Identity, behind: bool | None = None) -> Entry | None:
        """One of an identity, of what is reported first; None when nothing is left."""
        for entry in self._entries.get(name, ()):
            if behind in (None, entry.behind) and self.take_of(entry):
                return entry
        return None

    def take_of(self, entry: Entry) -> bool:
        if self._left[id(entry)] <= 0:
            return False
        self._left[id(entry)] -= 1
        return True

    def like(self, wanted: Hashable) -> list[Identity]:
        """The identities with this path and content."""
        return self._index("content", lambda name: (name.path, *name.content)).get(wanted, [])

    def anywhere(self, content: Hashable) -> list[Identity]:
        """The identities with this content."""
        return self._index("anywhere", lambda name: name.content).get(content, [])

    def at(self, spot: Hashable) -> list[Identity]:
        """The identities at this spot, with whatever value."""
        return self._index("spot", lambda name: name.spot).get(spot, [])

    def entries(self, name: Identity) -> list[Entry]:
        return [entry for entry in self._entries.get(name, ()) if self._left[id(entry)] > 0]

    def _index(self, called: str, by: Callable[[Identity], Hashable]) -> dict[Hashable, list[Identity]]:
        if called not in self._indexes:
            index: dict[Hashable, list[Identity]] = defaultdict(list)
            for name in self._entries:
                index[by(name)].append(name)
            self._indexes[called] = index
        return self._indexes[called]


def _settle(claims: list[Claim], stock: _Stock, names: Callable[[Claim], Iterable[Identity]]) -> None:
    for claim in claims:
        if claim.by is None and claim.was is None:
            claim.by = next(filter(None, map(stock.take, names(claim))), None)


def _settle_old(claims: list[Claim], stock: _Stock, root: str) -> None:
    """By version 1 of the baseline."""
    for claim in claims:
        entry = stock.old.get(_old_digest(claim.finding, claim.identity.path)) if claim.by is None else None
        if entry is not None and stock.take_of(entry):
            claim.by = entry


def _old_digest(finding: Finding, path: str) -> str:
    parts = (finding.code, path, finding.program or "", finding.paragraph or "", finding.statement, finding.literal or "")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _hide(claims: list[Claim], stock: _Stock, root: str) -> None:
    """What is there, although another finding speaks for it, is not mended."""
    for claim in claims:
        for other in claim.finding.silent:
            name = identity(other, path_of(other, claim.finding, claim.path), root)
            stock.take(name, behind=True) or stock.take(name)


class _Former:
    """What a finding would have been in the file that its file was before it was renamed."""

    def __init__(self, claims: list[Claim], stock: _Stock, root: str) -> None:
        self._before = _pairs(claims, stock, root)

    def __call__(self, claim: Claim) -> Identity:
        before = self._before.get(claim.identity.path)
        return claim.identity._replace(path=before) if before is not None else claim.identity


def _pairs(claims: list[Claim], stock: _Stock, root: str) -> dict[str, str]:
    """For files of which nothing was known, the files that are gone and held the same: each one once, the best match first."""
    new: dict[str, Counter[Hashable]] = defaultdict(Counter)
    for claim in claims:
        if claim.by is None and claim.identity.path not in stock.paths:
            new[claim.identity.path][claim.identity.content] += 1
    gone: dict[str, Counter[Hashable]] = defaultdict(Counter)
    if new:
        there = {path: os.path.lexists(os.path.join(root, path)) for path in stock.paths}
        for entry in stock.remaining():
            if not there[entry.identity.path]:
                gone[entry.identity.path][entry.identity.content] += entry.count
    return _matched(new, gone)


def _matched(new: Mapping[str, Counter[Hashable]], gone: Mapping[str, Counter[Hashable]]) -> dict[str, str]:
    """At least half of what one of the two holds must be in the other."""
    holders: dict[Hashable, list[str]] = defaultdict(list)
    for path, contents in gone.items():
        for content in contents:
            holders[content].append(path)
    scores = []
    for path, contents in new.items():
        for other in {other for content in contents for other in holders.get(content, ())}:
            common = (contents & gone[other]).total()
            if common * 2 >= min(contents.total(), gone[other].total()):
                same_name = os.path.basename(path).upper() == os.path.basename(other).upper()
                scores.append((-common, not same_name, path, other))
    pairs: dict[str, str] = {}
    for _, _, path, other in sorted(scores):
        if path not in pairs and other not in pairs.values():
            pairs[path] = other
    return pairs


def _compare(claims: list[Claim], stock: _Stock, former: _Former) -> None:
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


def _hold(claim: Claim, entry: Entry, stock: _Stock) -> None:
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


def _improve_elsewhere(claims: list[Claim], stock: _Stock, former: _Former) -> None:
    """Waits that were shortened by another statement: for the same thing in the same paragraph."""
    waits: dict[Hashable, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.by is None and claim.was is None and seconds_of(claim.identity.amount) is not None:
            waits[_thing(former(claim), field(claim.finding.subject))].append(claim)
    beside: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in stock.remaining() if waits else ():
        if entry.identity.amount != NOTHING and not entry.behind:
            beside[_thing(entry.identity, entry.subject)].append(entry)
    for thing, group in waits.items():
        for claim, entry in _aligned(group, beside.get(thing, [])):
            if _is_shorter(claim, entry.identity) and stock.take_of(entry):
                claim.by, claim.improved = entry, True


def _thing(name: Identity, subject: str) -> Hashable:
    return name.path, name.program, name.paragraph, subject


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
