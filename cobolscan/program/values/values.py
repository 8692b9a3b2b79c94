"""Which value an item holds, where the source says so: constants, and the only literal that reaches a place (`texts`), or without a
place the only one that there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.procedure_division import Places
    from cobolscan.program.statements import Statement
    from cobolscan.program.values.texts import Texts

T = TypeVar("T")


class Index(Mapping[str, list[T]]):
    """Places by names; what stands there is made for the names that are asked for."""

    def __init__(self, places: dict[str, list[Places]], make: Callable[[Places], T]) -> None:
        self._places = places
        self._make = make
        self._made: dict[str, list[T]] = {}

    def __getitem__(self, name: str) -> list[T]:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = [self._make(place) for place in self._places[name]]
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def count(self, name: str) -> int:
        """How many there are of a name, without making them."""
        return len(self._places.get(name, ()))


@dataclass(frozen=True)
class Known:
    """A value and the literal that gives it. `how`: literal, value (VALUE clause, never a receiver), constant, move."""

    literal: Literal
    how: str


class Values:
    """Values of the items of one program, by name."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def writes(self) -> Mapping[str, list[Statement]]:
        """Every statement that may change an item, by the item's name. A group's write counts for what is under it."""
        division = self._program.procedure_division
        return Index(division.by_name(attrgetter("writes")), lambda place: division.statement(*place))

    @cached_property
    def literal_moves(self) -> Mapping[str, list[tuple[Statement, Literal]]]:
        """MOVE literal TO name, by name, in the order of the program. Not to a part of it (reference modification)."""
        return Index(self._program.procedure_division.by_name(attrgetter("moves")), self._move)

    def _move(self, place: Places) -> tuple[Statement, Literal]:
        statement = self._program.procedure_division.statement(place[0], place[1])
        literal = statement.part(statement.facts.moves[place[2]][0])
        assert isinstance(literal, Literal)
        return statement, literal

    @cached_property
    def incremented(self) -> set[str]:
        """Names of items that something is added to or subtracted from, loop variables included."""
        return set(self._program.procedure_division.by_name(attrgetter("increments")))

    @cached_property
    def subscripts(self) -> dict[str, set[str]]:
        """For each name that is used as a subscript: the tables that it indexes."""
        out: dict[str, set[str]] = defaultdict(set)
        texts, division = self._program.tree.tokens_.texts, self._program.procedure_division
        for table, places in division.by_name(attrgetter("subscripted")).items():
            for sentence, indexes in places:
                start = division.start_of(sentence)
                for index in indexes:
                    out[texts[start + index]].add(table)
        return out

    def is_written(self, name: str) -> bool:
        """Whether a statement may change the item, by its own name or that of a group around it."""
        if name in self.writes:
            return True
        return any(above.name in self.writes for item in self._program.items_named(name) for above in item.ancestors())

    def at(self, operand: Node, statement: Statement | None = None) -> Known | None:
        """The one value of an operand where `statement` uses it; None when the source does not say, or says several."""
        if isinstance(operand, Literal):
            return Known(operand, "literal")
        if not isinstance(operand, Reference) or operand.modified:
            return None
        if statement is None:
            return self.of_name(operand.data_name)
        only = self.texts.of(operand, statement).only
        return Known(*only) if only is not None else None

    def of_name(self, name: str, statement: Statement | None = None) -> Known | None:
        """The same of an item that alone has a name."""
        if statement is not None:
            only = self.texts.of_name(name, statement).only
            return Known(*only) if only is not None else None
        moves = self.literal_moves.get(name, [])
        if not moves:
            return self._initial(name)
        distinct = {literal.spelling for _, literal in moves}
        if len(distinct) == 1 and len(moves) == len(self.writes.get(name, ())) and self._initial_agrees(name, moves[0][1]):
            return Known(moves[0][1], "move")
        return None

    @cached_property
    def texts(self) -> Texts:
        """Every literal that an item can hold at a place."""
        from cobolscan.program.values.texts import Texts

        return Texts(self._program)

    def _initial(self, name: str) -> Known | None:
        items = [item for item in self._program.items_named(name) if len(item.values) == 1]
        if len(items) != 1 or (not items[0].is_constant and self.is_written(name)):
            return None
        return Known(items[0].values[0], "constant" if items[0].is_constant else "value")

    def _initial_agrees(self, name: str, literal: Literal) -> bool:
        """A start value other than zero or that of the MOVE is a second value."""
        values = [value for item in self._program.items_named(name) for value in item.values]
        return all(value.spelling == literal.spelling or value.number in (0, literal.number or 0) for value in values)
