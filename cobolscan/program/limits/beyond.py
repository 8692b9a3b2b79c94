"""Subscripts and reference modification that pass their bound, where literals say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.statements import Statement
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import Literal, Node, Reference, descend

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program


@dataclass(frozen=True)
class Beyond:
    """`kind`: subscript, loop (VARYING goes on past the table), modifier (start and length lead past the item).

    `last` is where it gets to, `most` the number of elements or bytes; `literal` says so, `item` the table or item.
    """

    kind: str
    literal: Literal
    item: DataItem
    last: int
    most: int
    statement: Statement
    used: Node | None = None  # of a loop: where the table is used


class Passing:
    """The places of one program that pass a bound."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def all(self) -> list[Beyond]:
        """Literals in place in the order of the program, then loops at their end condition."""
        out: list[Beyond] = []
        division = self._program.procedure_division
        for _, facts, place in division.each("touched"):
            for part in facts.touched if facts.numbers else ():
                if not _has_literal(part):
                    continue
                statement = division.at(place)
                reference = statement.part(part)
                if isinstance(reference, Reference):
                    out += self._subscripts(reference, statement)
                    out += self._modifier(reference, statement)
        for loop in self._program.having("increments") if self._program.tables.all else ():
            if loop.shape[0] in ("perform_statement", "perform_inline"):
                out += self._loops(loop)
        return out

    # ---- literals in place

    def _subscripts(self, reference: Reference, statement: Statement) -> Iterator[Beyond]:
        written = next((child.children for child in reference.children if child.name == "subscripts"), [])
        tables = self._tables(reference) if any(isinstance(subscript, Literal) for subscript in written) else []
        if len(written) != len(tables):
            return
        for subscript, table in zip(written, tables, strict=True):
            number = subscript.number if isinstance(subscript, Literal) else None
            most = table.occurs_maximum
            if not isinstance(subscript, Literal) or number is None:
                continue
            if number < 1 or (most is not None and number > most):
                yield Beyond("subscript", subscript, table, int(number), most or 0, statement)

    def _modifier(self, reference: Reference, statement: Statement) -> Iterator[Beyond]:
        modifier = reference.child("reference_modifier")
        parts = modifier.children if modifier is not None else []
        numbers = [part.number for part in parts if isinstance(part, Literal) and part.number is not None]
        item = self._program.item(reference.data_name) if numbers and len(numbers) == len(parts) else None
        size = item.size if item is not None else None
        if item is None or size is None:
            return
        last = int(numbers[0] + (numbers[1] if len(numbers) > 1 else Decimal(1)) - 1)
        literal = parts[-1]
        if last > size and isinstance(literal, Literal):
            yield Beyond("modifier", literal, item, last, size, statement)

    def _tables(self, reference: Reference) -> list[DataItem]:
        """The tables around an element, the outermost first."""
        item = self._program.item(reference.data_name)
        return item.tables() if item is not None else []

    # ---- loops

    def _loops(self, loop: Statement) -> Iterator[Beyond]:
        """VARYING IX ... UNTIL IX > 101 around T (IX) with OCCURS 100."""
        ends = list(_ends(loop))
        body = self._program.bounded.looped_around(loop) if ends else []
        for name, last, literal in ends:
            if any(_compares(statement, name) for statement in body):
                continue  # weak, but enough to stay quiet: somebody looks at the index on the way
            passed = next((found for statement in body for found in self._indexed(statement, name, last)), None)
            if passed is not None:
                table, used = passed
                yield Beyond("loop", literal, table, last, table.occurs_maximum or 0, loop, used)

    def _indexed(self, statement: Statement, name: str, last: int) -> Iterator[tuple[DataItem, Node]]:
        for part in statement.facts.touched:
            reference = statement.part(part)
            written = next((child.children for child in reference.children if child.name == "subscripts"), [])
            tables = self._tables(reference) if isinstance(reference, Reference) else []
            for subscript, table in zip(written, tables, strict=True) if len(written) == len(tables) else ():
                most = table.occurs_maximum
                if isinstance(subscript, Reference) and subscript.data_name == name and most is not None and most < last:
                    yield table, reference


def _has_literal(identifier: Shape) -> bool:
    """Whether a number stands in the subscripts or the reference modifier."""
    return any(type(child) is not int and any(part[0] == "number" for part, _ in descend(child)) for child in identifier[2:])


def _ends(loop: Statement) -> Iterator[tuple[str, int, Literal]]:
    """(index, last value that the body sees, literal) of VARYING index ... UNTIL index > literal, counted up by one."""
    late = any(test.words[-1] == "AFTER" for test in loop.all("perform_test"))
    varied = set()
    for target, steps in loop.facts.increments:
        item, step = loop.part(target), [loop.part(part) for part in steps]
        if isinstance(item, Reference) and all(isinstance(by, Literal) and by.number == 1 for by in step):
            varied.add(item.data_name)
    for compared in loop.comparisons:
        literal, subject = compared.literal, compared.subject
        if literal is None or literal.number is None or not isinstance(subject, Reference) or subject.data_name not in varied:
            continue
        operator = compared.normal_operator
        if operator in (">", ">=", "="):
            last = int(literal.number) - (operator != ">") + late
            yield subject.data_name, last, literal


def _compares(statement: Statement, name: str) -> bool:
    """Whether a statement of the body compares the index itself; that it stands in a subscript of what is compared does not count."""
    for comparison in statement.facts.comparisons:
        for side in (comparison.left, comparison.right):
            part = statement.part(side) if side is not None else None
            if part is not None and name in _compared(part):
                return True
    return False


def _compared(part: Node) -> set[str]:
    """The names of one side of a comparison, those in subscripts left out."""
    firsts = {name.first_token for subscripts in part.all("subscripts") for name in subscripts.all("qualified")}
    names = (name for name in part.all("qualified") if isinstance(name, Reference))
    return {name.data_name for name in names if name.first_token not in firsts}
