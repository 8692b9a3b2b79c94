"""Entries and segments by the phrase grammar: each different string of kinds is parsed once and remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat, takewhile
from typing import Any

from cobolscan.syntax.conditions import CONDITIONAL, HOLDERS, first_nonsense, first_repeated
from cobolscan.syntax.driver import Driver, Rejected, Shape
from cobolscan.syntax.wordings import Wordings
from cobolscan.syntax.words import FILLER

_MAX_RETRIES = 6  # words that are tried as names one at a time
_NEAR = 12  # tokens
_LONG = 2_000  # tokens: a longer stretch gets one retry instead of several


@dataclass(slots=True, frozen=True)
class Miss:
    """A stretch that was not accepted, relative to its entry or sentence; `at` is the token that did not fit."""

    start: int
    length: int
    at: int
    expected: tuple[str, ...]
    incomplete: bool = False  # cut in two by a COPY that is not expanded
    read: int = 0  # tokens before `start` that belong to the same segment and were read

    def moved(self, by: int) -> Miss:
        """The same, counted from another token."""
        return replace(self, start=self.start + by, at=self.at + by)

    @property
    def extent(self) -> int:
        """Tokens of the segment or entry that is wrong."""
        return self.read + self.length


@dataclass(slots=True, frozen=True)
class Parsed:
    """What a string of kinds came out as: items relative to its first token, and what was missed."""

    items: tuple[tuple[int, int, Shape], ...]
    misses: tuple[Miss, ...] = ()
    statements: int = 0
    plural: int = 0  # the second of several values, which only level 88 may have
    look: bool = False  # an entry whose level-number or values must be looked at
    unclosed: bool = False  # a sentence without its period
    context: str | None = None  # what the entries behind it are, when it is a header that says so

    @property
    def plain(self) -> Shape | None:
        """The shape, when there is one item, all of the string, and nothing to look at."""
        single = len(self.items) == 1 and not self.misses and not self.plural and not self.look and not self.unclosed
        return self.items[0][2] if single else None


class OverBudget(Exception):
    """The file's time is up."""


class Known(dict[str, "Shape | Parsed"]):
    """What strings of kinds came out as: the shape alone where there is nothing more to say. What was never seen is parsed."""

    def __init__(self, parse: Callable[[str], Parsed]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, kinds: str) -> Shape | Parsed:
        parsed = self._parse(kinds)
        value = self[kinds] = parsed.plain or parsed
        return value

    def values_of(self, chunks: Sequence[str]) -> list[Shape | Parsed]:
        """The values of several strings; of fewer when the time is up."""
        try:
            return list(map(self.__getitem__, chunks))
        except OverBudget:
            return list(map(dict.__getitem__, repeat(self), takewhile(self.__contains__, chunks)))


class Phrases:
    """The phrase grammar with its memo. A result depends on nothing but the rule and the string."""

    def __init__(self, data: dict[str, Any]) -> None:
        kinds: dict[str, str] = data["kinds"]
        self._driver = Driver(data["phrase"])
        self._wordings = Wordings(kinds, data["words"]["spellings"])
        self._soft = frozenset(data["words"]["soft"])
        self._name = kinds["NAME"]
        # keywords that something must follow: where they fit as such they are no names, although nothing does
        self._opening = re.compile(f"[{kinds['AS']}{kinds['RETURNING']}](?=[{FILLER}{kinds['PERIOD']}]*\\Z)")
        self._conditional = frozenset(kinds[name] for name in CONDITIONAL)
        self._left, self._right = kinds["LPAR"], kinds["RPAR"]
        self._period, self._unclosed = kinds["PERIOD"], kinds["UNCLOSED"]
        self._known: dict[tuple[str, str], Shape | Miss] = {}
        self.remembered = 0

    def parse(self, kinds: str, rule: str) -> Shape | Miss:
        """The shape of `kinds` by a start rule of the grammar, or what did not fit."""
        key = (rule, kinds)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._parse(kinds, rule)
            self.remembered += len(kinds)
        return known

    def parse_closed(self, kinds: str, rule: str) -> Shape | Miss:
        """The same; a period that is missing at the end is supposed."""
        result = self.parse(kinds, rule)
        if isinstance(result, Miss) and not kinds.endswith(self._period):
            closed = self.parse(kinds + self._period, rule)
            if not isinstance(closed, Miss):
                return tuple(child for child in closed if type(child) is not int or child != len(kinds))
        return result

    def recover(self, kinds: str, rule: str, miss: Miss) -> tuple[Shape, Miss]:
        """The type of a phrase that was not accepted, with its words up to the one that does not fit if they are a whole.

        What was not read is an `opaque` node in it: one wrong word costs the words behind it, and not the statement.
        """
        at = miss.at
        before = self.parse(kinds[:at], rule) if 0 < at < len(kinds) else miss
        if not isinstance(before, Miss):
            return (*before, ("opaque", *range(at, len(kinds)))), replace(miss, start=at, length=len(kinds) - at, read=at)
        return ((rule, 0, ("opaque", *range(1, len(kinds)))) if len(kinds) > 1 else (rule, 0)), miss

    def forget(self) -> None:
        self._known.clear()
        self.remembered = 0

    def _parse(self, kinds: str, rule: str) -> Shape | Miss:
        result = self._once(kinds, rule)
        if isinstance(result, Miss):
            for text in self._with_names(kinds, result.at, rule):
                other = self._once(text, rule)
                if not isinstance(other, Miss):
                    return other
                if other.at > result.at:  # the word was a name: what does not fit stands behind it
                    result = other
            result = self._at_parenthesis(kinds, result)
        return result

    def _at_parenthesis(self, kinds: str, miss: Miss) -> Miss:
        """A parenthesis that is never closed is what is wrong, if it is near, else the last word that could stand inside it."""
        if ")" not in miss.expected or self._right in kinds[miss.at :]:
            return miss
        opened: list[int] = []
        for number, kind in enumerate(kinds[: miss.at]):
            if kind == self._left:
                opened.append(number)
            elif kind == self._right and opened:
                opened.pop()
        if not opened:
            return miss
        return replace(miss, at=opened[-1] if miss.at - opened[-1] < _NEAR else miss.at - 1, expected=(")",))

    def _once(self, kinds: str, rule: str) -> Shape | Miss:
        try:
            shape = self._driver.parse(kinds, rule)
        except Rejected as rejected:
            unclosed = kinds[rejected.position : rejected.position + 1] == self._unclosed
            return Miss(0, len(kinds), rejected.position, _QUOTE if unclosed else self._expected(kinds[: rejected.position], rule))
        conditional = rule in HOLDERS or not self._conditional.isdisjoint(kinds)
        nonsense = (first_nonsense(shape) if conditional else None) or (
            first_repeated(shape, kinds) if rule == "inspect_statement" else None
        )
        return shape if nonsense is None else Miss(0, len(kinds), *nonsense)

    def _with_names(self, kinds: str, at: int, rule: str) -> Iterator[str]:
        """The same string with context-sensitive words taken for user-defined ones.

        First those that do not fit as keywords; then also one that does fit, the nearest first; then all.
        """
        places = [number for number, kind in enumerate(kinds) if kind in self._soft and number > 0]
        if not places:
            return
        yield self._driver.fitted(kinds, rule, self._soft, self._name)
        if opening := self._opening.search(kinds):
            places = [number for number in places if number != opening.start()]
        if len(kinds) <= _LONG:
            for number in [n for n in reversed(places) if n <= at][:_MAX_RETRIES]:
                yield self._driver.fitted(kinds[:number] + self._name + kinds[number + 1 :], rule, self._soft, self._name)
        if len(places) > 1:
            chosen = frozenset(places)
            yield "".join(self._name if number in chosen else kind for number, kind in enumerate(kinds))

    def _expected(self, kinds: str, rule: str) -> tuple[str, ...]:
        return self._wordings.chosen(self._driver.expected(kinds, rule))


_QUOTE = ("the closing quotation mark",)
