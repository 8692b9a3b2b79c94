"""The same limit elsewhere: limits of other programs that are called alike."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice

_SCOPE = frozenset("WS W WK WRK WORK LS LK L GV G C K CT CST CONST K0 WC WN WT FD FI SW IN OUT THE".split())  # fmt: skip
_MEASURE = frozenset(
    "MAX MAXIMUM MAXI MAXIMO MAXIMAL MASSIMO LIMIT LIMITE LIM LIMITS TOP TOPE CEILING CAP CAPACITY SIZE SZ TAILLE TAM TAMANHO COUNT "
    "CNT CTR NB NBR NO NUM NUMBER QTD TOTAL TOT THRESHOLD UPPER HIGH BOUND MAXLEN LEN LENGTH VALUE VAL ACTIVE USED CURRENT CUR BUSY".split()
)  # fmt: skip

_RESOURCE = frozenset("POOL CONN CONNECTION SESSION SLOT ENTRY ITEM ELEMENT ROW".split())  # what limits of one thing may name or leave out
_VAGUE = frozenset("TABLE TAB TBL REC RECORD LINE PAGE ROW ENTRY INDEX IDX FILE RETRY LOOP ITEM ELEMENT DATA AREA BUFFER LIST KEY".split())


@dataclass(slots=True, frozen=True)
class Limit:
    """A limit that a program sets or tests."""

    subject: str
    literal: str
    path: str
    line: int
    column: int
    program: str | None


Meaning = tuple[str, ...]


def meaning(subject: str) -> Meaning:
    """What a limit is about: the words of its name without those that say where it lives or that it is a limit.

    The whole name when there is no other word (WS-MAX); nothing when the name says nothing at all (WS-I).
    """
    words = [word.rstrip("0123456789") for word in re.split(r"[^A-Z0-9]+", subject.upper())]
    kept = [word for word in words if len(word) > 1 and word not in _SCOPE and word not in _MEASURE]
    if len(kept) > 1 and kept[0] == words[0] and len(kept[0]) < 3:
        del kept[0]  # the prefix of a record
    named = len(words) > len(kept) and any(word in _MEASURE for word in words)
    return tuple(sorted({_singular(word) for word in kept})) or ((subject.upper(),) if named else ())


def same_value(one: str, other: str) -> bool:
    """Whether two literals are the same number (or the same text)."""
    return value_of(one) == value_of(other)


def value_of(literal: str) -> float | str:
    """The number that a literal spells, else its text."""
    try:
        return float(literal.replace(",", "."))
    except ValueError:
        return literal


class Limits:
    """All limits of a scan, by what they are about. Made for estates: a question costs what it answers."""

    def __init__(self, limits: Iterable[Limit]) -> None:
        self._by_meaning: dict[Meaning, list[Limit]] = defaultdict(list)
        for limit in dict.fromkeys(limits):
            self._by_meaning[meaning(limit.subject)].append(limit)
        self._by_start: dict[str, list[Meaning]] = defaultdict(list)
        for words in self._by_meaning:
            for start in {word[:3] for word in words}:
                self._by_start[start].append(words)
        self._groups: dict[Meaning, _Group] = {}

    def elsewhere(self, limit: Limit, most: int) -> tuple[list[Limit], int]:
        """The same limit in other files with another value: the first of them in the order of files, and how many there are."""
        return self._group(limit).others(limit, most)

    def again(self, limit: Limit, most: int) -> list[Limit]:
        """The same limit in other files with the same value: whoever raises one must know of the others."""
        return self._group(limit).equal(limit, most)

    def _group(self, limit: Limit) -> _Group:
        words = meaning(limit.subject)
        if words not in self._groups:
            near = {other for word in words for other in self._by_start[word[:3]] if alike(words, other)}
            self._groups[words] = _Group([found for other in near for found in self._by_meaning[other]])
        return self._groups[words]


class _Group:
    """Limits that are the same one, by value."""

    def __init__(self, limits: list[Limit]) -> None:
        self._by_value: dict[float | str, list[Limit]] = defaultdict(list)
        for limit in sorted(limits, key=_place):
            self._by_value[value_of(limit.literal)].append(limit)
        self._here = Counter((limit.path, value_of(limit.literal)) for limit in limits)

    def others(self, limit: Limit, most: int) -> tuple[list[Limit], int]:
        groups = {value: limits for value, limits in self._by_value.items() if value != value_of(limit.literal)}
        count = sum(len(limits) - self._here[limit.path, value] for value, limits in groups.items())
        first = (islice((other for other in limits if other.path != limit.path), most) for limits in groups.values())
        return sorted(chain.from_iterable(first), key=_place)[:most], count

    def equal(self, limit: Limit, most: int) -> list[Limit]:
        same = self._by_value.get(value_of(limit.literal), ())
        return list(islice((other for other in same if other.path != limit.path), most))


def _place(limit: Limit) -> tuple[str, int, int]:
    return (limit.path, limit.line, limit.column)


def alike(ours: Meaning, theirs: Meaning) -> bool:
    """Equal sets of words, or more words for the same resource; an abbreviation (CONN, CONNECTION) equals its word."""
    few, many = sorted((ours, theirs), key=len)
    if not few or not all(any(_same_word(word, other) for other in many) for word in few):
        return False
    extra = [word for word in many if not any(_same_word(word, other) for other in few)]
    return not extra or (all(word in _RESOURCE for word in extra) and any(word not in _VAGUE for word in few))


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 3 and long.startswith(short))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("S") and not word.endswith("SS") else word
