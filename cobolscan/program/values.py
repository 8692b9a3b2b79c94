"""Which value an item holds, where the source says so: constants, and the MOVE that reaches a place. Flow-insensitive but for one
step: a literal MOVE before the place in the same paragraph wins when nothing else writes the item in between."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement


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
    def writes(self) -> dict[str, list[Statement]]:
        """Every statement that may change an item, by the item's name. A group's write counts for what is under it."""
        out: dict[str, list[Statement]] = defaultdict(list)
        for statement in self._program.statements:
            for part in statement.facts.writes:
                name = statement.tree.tokens_.texts[_first(part, statement.base)]
                out[name].append(statement)
        return out

    @cached_property
    def literal_moves(self) -> dict[str, list[tuple[Statement, Literal]]]:
        """MOVE literal TO name, by name, in the order of the program."""
        out: dict[str, list[tuple[Statement, Literal]]] = defaultdict(list)
        for statement in self._program.statements:
            for source, target in statement.facts.moves:
                literal, reference = statement.part(source), statement.part(target)
                if isinstance(literal, Literal) and isinstance(reference, Reference) and not reference.modified:
                    out[reference.data_name].append((statement, literal))
        return out

    @cached_property
    def incremented(self) -> set[str]:
        """Names of items that something is added to or subtracted from, loop variables included."""
        out = set()
        for statement in self._program.statements:
            for target, _ in statement.facts.increments:
                out.add(statement.tree.tokens_.texts[_first(target, statement.base)])
        return out

    @cached_property
    def subscripts(self) -> dict[str, set[str]]:
        """For each name that is used as a subscript: the tables that it indexes."""
        out: dict[str, set[str]] = defaultdict(set)
        for statement in self._program.statements:
            for table, indexes in statement.facts.subscripts:
                texts = statement.tree.tokens_.texts
                for index in indexes:
                    out[texts[_first(index, statement.base)]].add(texts[_first(table, statement.base)])
        return out

    def is_written(self, name: str) -> bool:
        """Whether a statement may change the item, by its own name or that of a group around it."""
        if name in self.writes:
            return True
        return any(above.name in self.writes for item in self._program.items_named(name) for above in item.ancestors())

    def at(self, operand: Node, statement: Statement | None = None) -> Known | None:
        """The one value of an operand where `statement` uses it; None when the source does not say."""
        if isinstance(operand, Literal):
            return Known(operand, "literal")
        if not isinstance(operand, Reference) or operand.modified:
            return None
        return self.of_name(operand.data_name, statement)

    def of_name(self, name: str, statement: Statement | None = None) -> Known | None:
        moves = self.literal_moves.get(name, [])
        if not moves:
            return self._initial(name)
        reaching = self._reaching(name, statement) if statement is not None else None
        if reaching is not None:
            return Known(reaching, "move")
        distinct = {literal.spelling for _, literal in moves}
        if len(distinct) == 1 and len(moves) == len(self.writes.get(name, ())) and self._initial_agrees(name, moves[0][1]):
            return Known(moves[0][1], "move")
        return None

    def _initial(self, name: str) -> Known | None:
        items = [item for item in self._program.items_named(name) if len(item.values) == 1]
        if len(items) != 1 or (not items[0].is_constant and self.is_written(name)):
            return None
        return Known(items[0].values[0], "constant" if items[0].is_constant else "value")

    def _initial_agrees(self, name: str, literal: Literal) -> bool:
        """A start value other than zero or that of the MOVE is a second value."""
        values = [value for item in self._program.items_named(name) for value in item.values]
        return all(value.number == literal.number or not value.number for value in values)

    def _reaching(self, name: str, statement: Statement) -> Literal | None:
        if statement.paragraph is None:
            return None
        found: Literal | None = None
        moves = {id(s): literal for s, literal in self.literal_moves[name]}
        for writer in self.writes.get(name, ()):
            if writer.paragraph is statement.paragraph and writer.base < statement.base:
                found = moves.get(id(writer))
        return found


def _first(shape: tuple[object, ...], base: int) -> int:
    child: object = shape
    while not isinstance(child, int):
        assert isinstance(child, tuple)
        child = child[1]
    return base + child
