"""The literals that an item can hold where a statement uses it: what names a program in CALL, a command line, a file.

As `amounts` for numbers: every assignment that reaches the place counts, through MOVE of other items, SET of condition-names, the start
value. An item that starts with nothing names nothing there: that it was never given a name on some way is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.program.data import pictures
from cobolscan.program.values.assigned import assigned, verb_of
from cobolscan.program.values.reaching import Definition, Keeps, Reaching
from cobolscan.program.values.storing import stored
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_DEPTH = 6  # of assignments from item to item
_VISITS = 100  # of items for one question
_STEPS_OF_A_VISIT = 1000  # statements that are looked at
_MANY = 64  # that are told one by one
_FIGURATIVE = ("figurative", "plain_figurative")


@dataclass(frozen=True)
class Held:
    """The literals that the source shows, each text once, by how they come (literal, value, constant, move); `unknown` says in words
    where others come from (None: these are all)."""

    literals: tuple[tuple[Literal, str], ...] = ()
    unknown: str | None = None

    @property
    def only(self) -> tuple[Literal, str] | None:
        """The one, when there is no other."""
        return self.literals[0] if self.unknown is None and len(self.literals) == 1 else None


class Texts:
    """What the items of one program hold, as literals."""

    def __init__(self, program: Program, keeps: Keeps = lambda statement, name: False) -> None:
        self._program = program
        self._keeps = keeps
        self._reaching = Reaching(program)
        self._known: dict[tuple[DataItem, int], list[Definition]] = {}
        self._visits = 0  # spent on the last question

    def of(self, operand: Node, statement: Statement) -> Held:
        """What an operand is where `statement` uses it."""
        self._visits = 0
        return self._of(operand, statement, _DEPTH)

    def of_name(self, name: str, statement: Statement, qualifiers: Sequence[str] = ()) -> Held:
        """The same of an item as a whole, by its name and those that qualify it, innermost first, in upper case."""
        self._visits = 0
        return self._named(name, qualifiers, statement, _DEPTH)

    def _of(self, operand: Node, statement: Statement, depth: int) -> Held:
        if isinstance(operand, Literal):
            return Held(((operand, "literal"),))
        if operand.name in _FIGURATIVE:
            return Held()
        if not isinstance(operand, Reference) or operand.modified or any(child.name == "subscripts" for child in operand.children):
            return Held((), f"{operand.text} is known only at run time")
        return self._named(operand.data_name, operand.qualifiers, statement, depth)

    def _named(self, name: str, qualifiers: Sequence[str], statement: Statement, depth: int) -> Held:
        items = self._program.items_named(name)
        if not items:
            return self._undescribed(name, statement)
        item = items[0] if len(items) == 1 else self._program.names.of(name, qualifiers).item
        return self._item(item, statement, depth) if item is not None else Held((), f"{name} is the name of {len(items)} items")

    def _undescribed(self, name: str, statement: Statement) -> Held:
        """Of an item whose copy member is missing, what is moved to it by its name: the source shows nothing else."""
        found = []
        for definition in self._reaching.definitions(name, statement, self._keeps):
            writer = definition.statement
            parts = writer.children if writer is not None and writer.name == "move_statement" else []
            whole = any(isinstance(part, Reference) and part.data_name == name and not part.modified for part in parts[1:])
            if whole and isinstance(parts[0], Literal):
                found.append(Held(((parts[0], "move"),)))
            elif not whole or parts[0].name not in _FIGURATIVE:
                found.append(Held((), f"{name} is not described here"))
        return self._together(name, found)

    def _item(self, item: DataItem, statement: Statement, depth: int) -> Held:
        if item.is_constant:
            return Held(tuple((value, "constant") for value in item.values[:1]))
        if depth == 0 or self._visits >= _VISITS:
            return Held((), f"{item.name} comes through many assignments")
        self._visits += 1
        definitions = self._known.get((item, statement.base))
        if definitions is None:
            definitions = self._known[item, statement.base] = self._definitions(item, statement) or [Definition(None)]
        found = [self._given(item, definition, depth) for definition in definitions]
        return self._together(item.name, found)

    @staticmethod
    def _together(name: str, found: list[Held]) -> Held:
        literals: dict[str, tuple[Literal, str]] = {}
        for held in found:
            for literal, how in held.literals:
                literals.setdefault(literal.spelling.rstrip(), (literal, how))
        unknown = next((held.unknown for held in found if held.unknown), None)
        if not literals and unknown is None:
            unknown = f"{name} gets no value that the source shows"
        return Held(tuple(literals.values())[:_MANY], unknown or (f"{name} has many values" if len(literals) > _MANY else None))

    def _definitions(self, item: DataItem, statement: Statement) -> list[Definition]:
        """The assignments that reach a statement. Where there is one in all, and no start value, there is nothing to walk for."""
        writers = [writer for writer in self._reaching.writers_of(item) if not self._keeps(writer, item.name)]
        if not writers:
            return [Definition(None)]
        if len(writers) == 1 and not item.values and self._is_local(item):
            return [Definition(writers[0])]
        found = self._reaching.definitions_of(item, statement, self._keeps)
        self._visits += self._reaching.steps // _STEPS_OF_A_VISIT
        return found

    def _given(self, item: DataItem, definition: Definition, depth: int) -> Held:
        statement = definition.statement
        if definition.lost:
            return Held((), f"{item.name} can be set on too many ways")
        if statement is None:
            return self._start(item)
        if statement.name == "initialize_statement" or (statement.name == "move_statement" and statement.children[0].name in _FIGURATIVE):
            return Held()  # spaces or zeros, also in a group around it: no name of anything
        given = assigned(statement, item)
        if given is None or given.whole is None:
            return Held((), f"{item.name} is set by {verb_of(statement)} in line {statement.line}")
        held = self._of(given.whole, statement, depth - 1)
        if any(not _is_kept(item, literal) for literal, _ in held.literals):
            return Held((), f"{item.name} holds a part of what line {statement.line} gives it")
        return Held(tuple((literal, "move") for literal, _ in held.literals), held.unknown)

    def _start(self, item: DataItem) -> Held:
        if len(item.values) == 1:
            return Held(((item.values[0], "value"),))
        if not self._is_local(item) or any(above.values for above in item.ancestors()):
            return Held((), f"{item.name} is given from elsewhere")
        return Held()

    @staticmethod
    def _is_local(item: DataItem) -> bool:
        """Whether only this program gives it a value."""
        if item.section not in ("working_storage_section", "local_storage_section", ""):
            return False
        return (
            not item.redefines and not any(above.redefines for above in item.ancestors()) and not item.record.has_clause("external_clause")
        )


def _is_kept(item: DataItem, literal: Literal) -> bool:
    """Whether an item has room for a literal."""
    number = literal.number
    if number is not None:
        return stored(item, number) == number
    picture = item.pic
    if picture is None or picture.category not in (pictures.ALPHANUMERIC, pictures.ALPHABETIC):
        return True
    return len(literal.spelling.rstrip()) <= picture.size
