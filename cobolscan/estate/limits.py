"""The same limit elsewhere: limits of other programs that are called alike."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from cobolscan.estate.facts import LimitFact
from cobolscan.program import subjects

SHOWN = 5  # places elsewhere that one answer names

_SCOPE = frozenset("WS W WK WRK WORK LS LK L GV G C K CT CST CONST K0 WC WN WT FD FI SW IN OUT THE".split())  # fmt: skip
_MEASURE = frozenset(
    "MAX MAXIMUM MAXI MAXIMO MAXIMAL MASSIMO LIMIT LIMITE LIM LIMITS TOP TOPE CEILING CAP CAPACITY SIZE SZ TAILLE TAM TAMANHO COUNT "
    "CNT CTR NB NBR NO NUM NUMBER QTD TOTAL TOT THRESHOLD UPPER HIGH BOUND MAXLEN LEN LENGTH VALUE VAL ACTIVE USED CURRENT CUR BUSY".split()
)  # fmt: skip

_RESOURCE = frozenset("POOL CONN CONNECTION SESSION SLOT ENTRY ITEM ELEMENT ROW".split())  # what limits of one thing may name or leave out
_VAGUE = frozenset("TABLE TAB TBL REC RECORD LINE PAGE ROW ENTRY INDEX IDX FILE RETRY LOOP ITEM ELEMENT DATA AREA BUFFER LIST KEY".split())


_COMMON = frozenset(("counter", "index", "limit", "minimum", "size", "extent", "retry", "line", "page", "screen"))

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


def is_telling(words: Meaning) -> bool:
    """Whether a meaning says of what the limit is: not only MAX-LOOP, TABLE-SIZE or CT-COUNT, of which any program may have one."""
    return any(len(word) > 2 and word.isalpha() and word not in _VAGUE and not subjects.LEXICON.of_word(word) & _COMMON for word in words)


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

    def __init__(self, limits: Iterable[LimitFact]) -> None:
        self._by_meaning: dict[Meaning, list[LimitFact]] = defaultdict(list)
        for limit in {(limit.subject, limit.literal, _place(limit)): limit for limit in limits}.values():
            self._by_meaning[meaning(limit.subject)].append(limit)
        self._by_start: dict[str, list[Meaning]] = defaultdict(list)
        for words in self._by_meaning:
            for start in {word[:3] for word in words}:
                self._by_start[start].append(words)
        self._groups: dict[Meaning, _Group] = {}

    def __iter__(self) -> Iterator[LimitFact]:
        """Every limit, in the order of files."""
        yield from sorted((limit for found in self._by_meaning.values() for limit in found), key=_place)

    def elsewhere(self, limit: LimitFact) -> tuple[list[LimitFact], int]:
        """The same limit in other files with another value: the first SHOWN of them in the order of files, and how many there are."""
        return self._group(limit).others(limit)

    def again(self, limit: LimitFact) -> list[LimitFact]:
        """The same limit in other files with the same value, at most SHOWN: whoever raises one must know of the others."""
        return self._group(limit).equal(limit)

    def kin(self, limit: LimitFact) -> list[LimitFact]:
        """The same limit everywhere, whatever its value, in the order of files; nothing where its name does not say of what it is one."""
        words = meaning(limit.subject)
        return sorted((found for other in self._near(words) for found in self._by_meaning[other]), key=_place) if is_telling(words) else []

    def groups(self) -> Iterator[list[LimitFact]]:
        """The limits that are the same one, each limit in one group, in the order of files."""
        seen: set[Meaning] = set()
        for words in self._by_meaning:
            if not words or words in seen:
                continue
            near, todo = {words}, [words]
            while todo:
                fresh = self._near(todo.pop()) - near
                near |= fresh
                todo += fresh
            seen |= near
            yield sorted((limit for each in near for limit in self._by_meaning[each]), key=_place)

    def _near(self, words: Meaning) -> set[Meaning]:
        return {other for word in words for other in self._by_start[word[:3]] if alike(words, other)}

    def _group(self, limit: LimitFact) -> _Group:
        words = meaning(limit.subject)
        if words not in self._groups:
            self._groups[words] = _Group([found for other in self._near(words) for found in self._by_meaning[other]])
        return self._groups[words]


class _Group:
    """Limits that are the same one. What is left out of an answer is the value and the file of who asks; so few places can be in one,
    and only these are looked at, however many there are."""

    def __init__(self, limits: list[LimitFact]) -> None:
        limits = sorted(limits, key=_place)
        self._total = len(limits)
        self._of_value = Counter(value_of(limit.literal) for limit in limits)
        self._of_path = Counter(limit.path for limit in limits)
        self._here = Counter((limit.path, value_of(limit.literal)) for limit in limits)
        self._shown = list(_candidates(limits))
        self._same: dict[float | str, list[LimitFact]] = defaultdict(list)
        places: Counter[tuple[float | str, str]] = Counter()
        for limit in limits:
            value = value_of(limit.literal)
            places[value, limit.path] += 1
            if places[value, limit.path] <= SHOWN and len(self._same[value]) <= 2 * SHOWN:
                self._same[value].append(limit)

    def others(self, limit: LimitFact) -> tuple[list[LimitFact], int]:
        value, path = value_of(limit.literal), limit.path
        count = self._total - self._of_value[value] - self._of_path[path] + self._here[path, value]
        shown = (other for other in self._shown if other.path != path and value_of(other.literal) != value)
        return list(islice(shown, SHOWN)), count

    def equal(self, limit: LimitFact) -> list[LimitFact]:
        same = self._same.get(value_of(limit.literal), ())
        return list(islice((other for other in same if other.path != limit.path), SHOWN))


def _candidates(limits: list[LimitFact]) -> Iterator[LimitFact]:
    """The limits that can be among the first SHOWN when those of one value and those of one file are left out.

    One is none when, before it, its file has SHOWN with its value, or SHOWN that are left whichever value goes, or its value SHOWN that
    are left whichever file goes: then these come first in every answer that it could be in.
    """
    pairs: Counter[tuple[str, float | str]] = Counter()
    files: Counter[str] = Counter()
    values: Counter[float | str] = Counter()
    most_in_file: Counter[str] = Counter()
    most_of_value: Counter[float | str] = Counter()
    for limit in limits:
        path, value = limit.path, value_of(limit.literal)
        full = pairs[path, value] >= SHOWN
        if full or files[path] - most_in_file[path] >= SHOWN or values[value] - most_of_value[value] >= SHOWN:
            continue
        pairs[path, value] += 1
        files[path] += 1
        values[value] += 1
        most_in_file[path] = max(most_in_file[path], pairs[path, value])
        most_of_value[value] = max(most_of_value[value], pairs[path, value])
        yield limit


def _place(limit: LimitFact) -> tuple[str, int, int]:
    return limit.spot.order


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
