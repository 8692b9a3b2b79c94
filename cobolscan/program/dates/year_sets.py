"""Which of the years 00 to 99 make a condition true: the whole condition, worked out for all hundred years at once.

A set of years is a whole number, bit n for the year n. What a condition asks besides the year (another item, a year that is computed
at run time) is unknown: a condition has the years for which it must be true and those for which it may. Abbreviated relations: COBOL
2002, 8.8.4.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from cobolscan.program.dates.literals import is_digits
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import Literal, Node, operator_of

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.facts import Comparison
    from cobolscan.program.statements import Statement

Sets = tuple[int, int]
"""The years for which something must be true, and those for which it may."""

ALL = (1 << 100) - 1
_UNKNOWN: Sets = (0, ALL)
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ZERO = frozenset(("ZERO", "ZEROS", "ZEROES"))
_SPACE = frozenset(("SPACE", "SPACES"))
_JOINING = frozenset(("or_condition", "and_condition", "not_condition", "parenthesis"))
_FIRST, _LAST = 101, 1231  # as month and day


def span(low: int, high: int) -> int:
    """The years from one to another, both included."""
    return ((1 << high + 1) - 1) & ~((1 << low) - 1) & ALL if high >= low else 0


def is_unbroken(years: int) -> bool:
    return bool(years) and not (years // (years & -years)) & (years // (years & -years) + 1)


def first(years: int) -> int:
    return (years & -years).bit_length() - 1


def last(years: int) -> int:
    return years.bit_length() - 1


@dataclass(frozen=True)
class Turn:
    """The year from which on a literal decides otherwise than below."""

    year: int
    literal: Literal


@dataclass(frozen=True)
class Asked:
    """What a condition says about a two-digit year. For years of `must` it is true whatever else it asks, for those not of `may` false."""

    subject: str
    must: int
    may: int
    turns: list[Turn] = field(default_factory=list)

    @property
    def decides(self) -> bool:
        """Whether years are told apart: YEAR NUMERIC and YEAR NOT = ZERO let every year pass."""
        return self.must != self.may or self.must & ~1 not in (0, ALL & ~1) or self.must == 1


@dataclass(frozen=True)
class Vocabulary:
    """What is known about names. `is_year`: the operand is a two-digit year, or a date that begins with one (`is_date`)."""

    is_year: Callable[[Node], bool]
    is_date: Callable[[Node], bool]
    pivot: Callable[[Node], Literal | None]
    condition: Callable[[str], DataItem | None]  # the 88-level of a year


class Asking:
    """Works out one statement: IF or WHEN."""

    def __init__(self, statement: Statement, vocabulary: Vocabulary) -> None:
        self._statement = statement
        self._words = vocabulary
        self._subjects: dict[str, None] = {}
        self._turns: list[Turn] = []
        self._comparisons: dict[int, Comparison] = {id(c.shape): c for c in statement.facts.comparisons}

    def answer(self) -> Asked | None:
        """None when no year is asked for."""
        nodes = [child for child in self._statement.shape[1:] if type(child) is not int]
        if self._statement.shape[0] == "when_phrase":
            sets = self._case(nodes)
        else:
            sets = self._condition(nodes[0]) if nodes else _UNKNOWN
        if not self._subjects:
            return None
        return Asked(next(iter(self._subjects)), *(sets if len(self._subjects) == 1 else _UNKNOWN), self._turns)

    # ---- WHEN

    def _case(self, nodes: list[Shape]) -> Sets:
        header = next(iter(self._statement.enclosing("evaluate_phrase")), None)
        subjects = header.children if header is not None else []
        if len(subjects) != 1 or len(nodes) != 1:
            for part in nodes:  # ALSO: the year is one of several things
                self._condition(part)
            for subject in subjects:
                self._is_asked(subject)
            return _UNKNOWN
        if subjects[0].name == "truth":
            sets = self._condition(nodes[0])
            return sets if subjects[0].words == ["TRUE"] else _not(sets)
        return self._object(subjects[0], nodes[0]) if self._is_asked(subjects[0]) else _UNKNOWN

    def _object(self, subject: Node, shape: Shape) -> Sets:
        is_negated = shape[0] == "not_condition"
        part = self._statement.part(shape[-1] if is_negated else shape)
        if part.name != "when_range":
            sets = _sets(self._related(subject, "=", part))
        elif len(part.children) == 2:
            low, high = (self._related(subject, operator, end) for operator, end in zip((">=", "<="), part.children, strict=True))
            sets = _sets(None if low is None or high is None else low & high)
        else:
            sets = _UNKNOWN
        return _not(sets) if is_negated else sets

    # ---- conditions

    def _condition(self, condition: Shape) -> Sets:
        """Parts before the whole, without recursion: conditions may be nested deeply."""
        stack: list[tuple[Shape, bool]] = [(condition, False)]
        found: list[Sets] = []
        while stack:
            part, is_done = stack.pop()
            inner = [child for child in part[1:] if type(child) is not int] if part[0] in _JOINING else []
            if not inner:
                found.append(_sets(self._simple(part)))
            elif is_done:
                found[-len(inner) :] = [_joined(part[0], found[-len(inner) :])]
            else:
                stack.append((part, True))
                stack.extend((child, False) for child in reversed(inner))
        return found[-1]

    def _simple(self, part: Shape) -> int | None:
        comparison = self._comparisons.get(id(part))
        if comparison is not None and comparison.left is not None:
            words = self._statement.part(comparison.operator).words if comparison.operator is not None else ["="]
            return self._compared(self._statement.part(comparison.left), operator_of(words), self._statement.part(comparison.right))
        if part[0] == "class_condition":
            whole = self._statement.part(part)
            if "NUMERIC" in whole.words and self._words.is_year(whole.children[0]):
                return 0 if "NOT" in whole.words else ALL
        return self._named(self._statement.part(part)) if part[0] == "identifier" else None

    def _compared(self, left: Node, operator: str, right: Node) -> int | None:
        if self._is_asked(left):
            return self._related(left, operator, right)
        if self._is_asked(right):
            return self._related(right, _MIRRORED.get(operator, operator), left)
        return None

    def _is_asked(self, operand: Node) -> bool:
        if not self._words.is_year(operand):
            return False
        self._subjects[operand.words[0]] = None
        return True

    def _related(self, year: Node, operator: str, other: Node) -> int | None:
        if other.name == "figurative":
            return _to_figurative(operator, other.words[-1])
        literal = None if self._words.is_year(other) else self._words.pivot(other)
        if literal is None:
            return None
        number = _of_date(literal, operator) if self._words.is_date(year) else two_digits(literal)
        return None if number is None else self._turned(operator, number, literal)

    def _turned(self, operator: str, number: int, literal: Literal) -> int:
        turns = {"<": (number,), ">=": (number,), ">": (number + 1,), "<=": (number + 1,)}.get(operator, (number, number + 1))
        self._turns += [Turn(year, literal) for year in turns]
        return related(operator, number)

    def _named(self, reference: Node) -> int | None:
        """An 88-level of a year, with its values and ranges."""
        condition = self._words.condition(reference.words[0])
        if condition is None or condition.parent is None:
            return None
        self._subjects[condition.parent.name] = None
        years = 0
        for item in condition.node.all("value_item"):
            ends = [end for end in item.children if isinstance(end, Literal)]
            numbers = [two_digits(end) for end in ends]
            if len(ends) != len(item.children) or not ends or numbers[0] is None or numbers[-1] is None:
                return None
            years |= span(numbers[0], numbers[-1])
            self._turns += [Turn(numbers[0], ends[0]), Turn(numbers[-1] + 1, ends[-1])]
        return years


def _sets(years: int | None) -> Sets:
    return _UNKNOWN if years is None else (years, years)


def _not(sets: Sets) -> Sets:
    return ALL & ~sets[1], ALL & ~sets[0]


def _joined(kind: str, parts: list[Sets]) -> Sets:
    if kind == "not_condition":
        return _not(parts[-1])
    must, may = parts[0]
    for other_must, other_may in parts[1:]:
        must, may = (must & other_must, may & other_may) if kind == "and_condition" else (must | other_must, may | other_may)
    return must, may


def _to_figurative(operator: str, word: str) -> int | None:
    if word in _ZERO:
        return related(operator, 0)
    return {"=": 0, "<>": ALL}.get(operator) if word in _SPACE else None


def related(operator: str, number: int) -> int:
    """The years that stand in a relation to a number."""
    below, equal = span(0, number - 1), span(number, number)
    above = ALL & ~(below | equal)
    sets = {"<": below, "<=": below | equal, "=": equal, ">=": equal | above, ">": above, "<>": below | above}
    return sets[operator]


def two_digits(literal: Literal) -> int | None:
    """0 to 99 of a number or a text of digits."""
    text = literal.spelling.lstrip("+")
    if not is_digits(text) or len(text) > 3:
        return None
    number = Decimal(text)
    return int(number) if number < 100 else None


def _of_date(literal: Literal, operator: str) -> int | None:
    """The year of a date of six digits in which a window turns: 500101 with < , 491231 with >."""
    text = literal.spelling.lstrip("+")
    if len(text) != 6 or not is_digits(text):
        return None
    year, day = int(text[:2]), int(text[2:])
    if operator in ("<", ">="):
        return year if day <= _FIRST else None
    return year if day >= _LAST and operator in (">", "<=") else None
