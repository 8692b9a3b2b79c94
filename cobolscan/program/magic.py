"""Numeric literals whose meaning nothing names: what is left when grammar, names, comments and conventions have had their say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.bounds import subject_name
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_CALENDAR = frozenset(
    Decimal(n) for n in "4 7 12 23 24 28 29 30 31 52 53 59 60 99 100 360 365 366 400 1440 1582 1601 1900 2000 10000".split()
)
_SECONDS = frozenset(map(Decimal, (60, 3600, 86400, 1440, 604800, 31536000, 1000000, 1000000000)))
_ALWAYS = frozenset(map(Decimal, "2 0.5 180 360 365 366 1440 3600 86400 1024 3.14 3.1416 3.14159 3.141592 3.1415926 3.14159265".split()))
_DOES = {
    "arithmetic": "used to compute",
    "step": "added to or taken from",
    "compare": "compared with",
    "when": "a case of",
    "move": "moved to",
}
_ORDINALS = 12
_DATES = 10000  # from here on a number in an item called a date is one
_RETURN_CODES = frozenset(map(Decimal, (2, 4, 8, 12, 16, 20, 99, -1)))
_PLACES = frozenset(("line", "page", "screen"))  # where something is printed or shown
_BOUNDING = 2  # points of evidence from which a literal belongs to the limits


@dataclass(frozen=True, eq=False)
class Use:
    """`kind`: arithmetic, step (ADD, SUBTRACT), compare, when (a bare case of an EVALUATE), move."""

    kind: str
    literal: Literal
    number: Decimal
    subject: str
    statement: Statement

    @property
    def does(self) -> str:
        """What the number does, in words."""
        return f"{_DOES[self.kind]} {self.subject}"

    @property
    def is_ordinal(self) -> bool:
        """One of a few cases that are numbered from one on: a menu, a row, a step."""
        return self.kind == "when" and self.number <= _ORDINALS and not self.is_telling

    @property
    def is_telling(self) -> bool:
        """Three digits and more, or not whole: nobody guesses what it means."""
        return abs(self.number) >= 100 or self.number != int(self.number)


class Numbers:
    """The unnamed numbers of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def unnamed(self) -> list[Use]:
        """Uses of numbers that mean something and are not explained, in the order of the program."""
        return [use for use in self._uses() if not self._is_plain(use) and not self._program.evidence.explains(use.literal)]

    def _uses(self) -> Iterator[Use]:
        for statement in self._program.statements:
            facts = statement.facts
            if facts.numbers:
                yield from self._computed(statement)
                yield from self._compared(statement)
                yield from self._moved(statement)

    def _computed(self, statement: Statement) -> Iterator[Use]:
        kind = "step" if statement.shape[0] in ("add_statement", "subtract_statement") else "arithmetic"
        if statement.shape[0] == "compute_statement" and statement.children[-1].name == "number":
            kind = "move"
        for part in statement.facts.computed:
            yield from _use(kind, statement.part(part), _target(statement), statement)

    def _compared(self, statement: Statement) -> Iterator[Use]:
        for compared in statement.comparisons if statement.facts.comparisons else ():
            literal, subject = compared.literal, compared.subject
            if literal is not None and subject is not None:
                yield from _use("when" if compared.comparison.operator is None else "compare", literal, _name(subject), statement)
        if statement.shape[0] == "when_phrase":
            for part in statement.all("when_range"):
                header = next(iter(statement.enclosing("evaluate_phrase")), None)
                subject = header.children[0] if header and header.children else None
                for end in part.children:
                    yield from _use("when", end, _name(subject) if subject else "", statement)

    def _moved(self, statement: Statement) -> Iterator[Use]:
        for source, target in statement.facts.moves:
            reference = statement.part(target)
            yield from _use("move", statement.part(source), _name(reference), statement)
            break

    # ---- what needs no name

    def _is_plain(self, use: Use) -> bool:
        number, kinds = use.number, subjects.about(use.subject)
        if number in (0, 1, -1) or not use.subject or use.subject == "TRUE":
            return True
        if kinds & _PLACES or self._is_status(kinds, number):
            return True
        if use.kind in ("arithmetic", "step"):
            return self._is_conversion(use, number)
        if "date" in kinds and abs(number) >= _DATES:
            return True  # a date in a condition: another family's
        if kinds & {"date", "time", "age"} and (2 <= number <= 31 or number in _CALENDAR or number in _SECONDS):
            return True
        if use.kind == "move":
            return bool(kinds & {"index", "limit", "size"}) or set(use.literal.spelling) == {"9"}
        if number <= _ORDINALS and kinds & {"index", "choice"}:
            return True
        return self._has_condition(use) or self._bounds(use)

    def _is_status(self, kinds: frozenset[str], number: Decimal) -> bool:
        if "return" in kinds:
            return number in _RETURN_CODES
        return "status" in kinds and not kinds & {"counter", "size"}

    def _is_conversion(self, use: Use, number: Decimal) -> bool:
        """Scaling, rounding, percent; where the statement is about dates the calendar, and years that are shifted into place."""
        size = abs(number)
        if size in _ALWAYS or _is_power_of_ten(size):
            return True
        if size in _CALENDAR or size in _SECONDS or size % _DATES == 0:
            names = {part.data_name for part in use.statement.all("identifier") if isinstance(part, Reference)}
            return any(subjects.about(name) & {"date", "time"} for name in names)
        return False

    def _has_condition(self, use: Use) -> bool:
        """An 88-level names the value."""
        items = self._program.items_named(use.subject)
        return any(value.number == use.number for item in items for condition in item.conditions for value in condition.values)

    def _bounds(self, use: Use) -> bool:
        return (use.literal.first_token) in self._bounding

    @cached_property
    def _bounding(self) -> set[int]:
        judged = self._program.evidence.judged
        return {bound.token for bound, score in judged if score.points >= _BOUNDING and bound.token >= 0}


def _is_power_of_ten(number: Decimal) -> bool:
    """Shifts digits: 10, 100, .01."""
    return set(number.normalize().as_tuple().digits) == {1} and len(number.normalize().as_tuple().digits) == 1


def _use(kind: str, node: Node, subject: str, statement: Statement) -> Iterator[Use]:
    if isinstance(node, Literal) and node.number is not None:
        yield Use(kind, node, node.number, subject, statement)


def _name(subject: Node) -> str:
    if isinstance(subject, Reference):
        return subject.data_name
    return subject_name(subject)[0]


def _target(statement: Statement) -> str:
    """What an arithmetic statement computes; the first name of any other."""
    written = statement.written
    if written:
        return written[0].data_name
    return next((part.data_name for part in statement.all("identifier") if isinstance(part, Reference)), "")
