"""Where a program gives a year its century: MOVE 20 TO CC, ADD 1900, 20000000 + YYMMDD, STRING '19' ..., SET of a condition-name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.dates.calendar import name_of, roles, width
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_CENTURIES = {"18": 18, "19": 19, "20": 20, "21": 21}
_SHIFTS = {"1800": 18, "1900": 19, "2000": 20, "2100": 21, "18000000": 18, "19000000": 19, "20000000": 20, "190000": 19, "200000": 20}
_MOST = 40  # statements of a branch that are looked at


@dataclass(frozen=True, eq=False)
class Given:
    """A century that a statement gives. `how`: move, shift (ADD, COMPUTE), hundred (ADD 100 to a year), string, condition.

    `sure`: that the receiver is a century or year does not need the company of other evidence.
    """

    century: int
    how: str
    target: str
    statement: Statement
    literal: Literal | None
    sure: bool


def century_of(literal: Node) -> int | None:
    """19 for 19 and '19'."""
    return _CENTURIES.get(literal.spelling.strip().lstrip("+")) if isinstance(literal, Literal) else None


class Centuries:
    """What gives centuries in one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._by_kind: dict[str, Callable[[Statement], Iterator[Given]]] = {
            "move_statement": self._moved,
            "add_statement": self._added,
            "compute_statement": self._computed,
            "string_statement": self._strung,
            "set_statement": self._set,
        }

    def of(self, statement: Statement) -> Iterator[Given]:
        """The centuries that one statement gives."""
        reader = self._by_kind.get(statement.shape[0])
        return reader(statement) if reader else iter(())

    def in_branch(self, statements: list[Statement], depth: int = 1) -> list[Given]:
        """The centuries that a branch gives, in short paragraphs that it performs too."""
        found: list[Given] = []
        for statement in statements[:_MOST]:
            found += self.of(statement)
            if depth and statement.shape[0] == "perform_statement":
                found += self.in_branch(self.performed(statement), depth - 1)
        return found

    def performed(self, statement: Statement) -> list[Statement]:
        """The statements of the paragraph that a PERFORM begins with."""
        name = statement.child("procedure_name")
        numbers = self._program.procedures.span(name.words[0]) if name is not None else range(0)
        return self._program.paragraphs[numbers[0]].statements if numbers else []

    def _moved(self, statement: Statement) -> Iterator[Given]:
        if not statement.facts.moves:
            yield from self._moved_constant(statement)
        for source, target in statement.facts.moves:
            literal, receiver = statement.part(source), statement.part(target)
            assert isinstance(literal, Literal)
            if not isinstance(receiver, Reference):
                continue
            century = century_of(literal)
            if century is not None:
                sure = self.is_century_part(receiver)
                yield Given(century, "move", receiver.data_name, statement, literal, sure)
            elif literal.spelling in ("1900", "2000"):
                sure = self._program.calendar.is_long_year(name_of(receiver))
                yield Given(_SHIFTS[literal.spelling], "move", receiver.data_name, statement, literal, sure)

    def _moved_constant(self, statement: Statement) -> Iterator[Given]:
        """MOVE K-19 TO CC, of an item that is 19 in every run."""
        source = statement.children[0] if statement.children else None
        known = self._program.values.at(source) if isinstance(source, Reference) else None
        century = century_of(known.literal) if known is not None and known.how != "move" else None
        for receiver in statement.written if century is not None else ():
            assert century is not None
            yield Given(century, "move", receiver.data_name, statement, None, self.is_century_part(receiver))

    def is_century_part(self, receiver: Reference) -> bool:
        """An item of a century, or the first two positions of a date or year."""
        if not receiver.modified:
            return self._program.calendar.is_century(receiver.data_name)
        modifier = receiver.child("reference_modifier")
        if modifier is None or modifier.folded().replace(" ", "") != "(1:2)":
            return False
        name = receiver.data_name
        items = self._program.items_named(name)
        if not any(width(item) in (4, 7, 8, 10, 14) for item in items) and items:
            return False
        return self._program.calendar.is_long_year(name) or self._program.calendar.is_date(name)

    def _added(self, statement: Statement) -> Iterator[Given]:
        targets = [reference.data_name for reference in statement.written]
        operands = [name_of(child) for child in statement.children if isinstance(child, Reference)]
        for literal in statement.children:
            if isinstance(literal, Literal) and literal.spelling in _SHIFTS and targets:
                sure = self._is_year(targets[0]) or any(map(self._program.calendar.is_short_year, operands))
                yield Given(_SHIFTS[literal.spelling], "shift", targets[0], statement, literal, sure)
            elif isinstance(literal, Literal) and literal.spelling == "100" and targets:
                yield Given(0, "hundred", targets[0], statement, literal, False)

    def _computed(self, statement: Statement) -> Iterator[Given]:
        literals = [statement.part(part) for part in statement.facts.computed]
        shifts = [literal for literal in literals if isinstance(literal, Literal) and literal.spelling in _SHIFTS]
        if len(shifts) != 1 or not statement.written or not any(part.name == "add_expression" for part in statement.all("add_expression")):
            return
        names = [name_of(part) for part in statement.all("identifier")]
        target = statement.written[0].data_name
        sure = any(self.is_short(name) for name in names if name != target)
        yield Given(_SHIFTS[shifts[0].spelling], "shift", target, statement, shifts[0], sure)

    def is_short(self, name: str) -> bool:
        """A year of two digits, or a date of six."""
        calendar = self._program.calendar
        return calendar.is_short_year(name) or (calendar.is_date(name) and any(width(i) == 6 for i in self._program.items_named(name)))

    def _is_year(self, name: str) -> bool:
        return self._program.calendar.is_long_year(name) or "year" in roles(name)

    def _strung(self, statement: Statement) -> Iterator[Given]:
        """A century in front of a year, or of a date that begins with one."""
        parts = [part for source in statement.children if source.name == "string_source" for part in source.children]
        parts = [part for part in parts if part.name != "string_delimiter"]
        written = statement.written
        for part, after in pairwise(parts):
            century = century_of(part)
            if century is not None and part.name == "string" and self._begins_with_year(after):
                assert isinstance(part, Literal)
                yield Given(century, "string", written[-1].data_name if written else "", statement, part, True)

    def _begins_with_year(self, operand: Node) -> bool:
        if not isinstance(operand, Reference):
            return False
        name = operand.data_name
        if operand.modified:
            modifier = operand.child("reference_modifier")
            return (
                modifier is not None and modifier.folded().replace(" ", "") in ("(1:2)", "(1:6)") and self._program.calendar.is_date(name)
            )
        return self.is_short(name)

    def _set(self, statement: Statement) -> Iterator[Given]:
        for phrase in statement.all("set_phrase"):
            if phrase.words[-1] != "TRUE":
                continue
            for reference in phrase.all("identifier"):
                for item in self._program.items_named(reference.words[0]):
                    century = century_of(item.values[0]) if item.level == 88 and len(item.values) == 1 else None
                    if century is not None and item.parent is not None and width(item.parent) == 2:
                        yield Given(
                            century, "condition", item.parent.name, statement, None, self._program.calendar.is_century(item.parent.name)
                        )


def is_telling(name: str) -> bool:
    """Whether a receiver may be a century at all: not a count, an amount, a place on a screen."""
    return bool(roles(name) & {"year", "century"}) or not subjects.about(name) & {"counter", "money", "screen", "line", "index", "size"}
