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

_LEAVES = ("go_to_statement", "exit_statement", "next_sentence")


@dataclass(frozen=True)
class Beyond:
    """`kind`: subscript, loop (it goes on past the table), times (n TIMES through the table), start (a loop begins with element 0),
    modifier (start and length lead past the item), before (a part that begins before the item).

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
                statement = division.statement(*place)
                reference = statement.part(part)
                if isinstance(reference, Reference):
                    out += self._subscripts(reference, statement)
                    out += self._modifier(reference, statement)
        return out + list(self._in_loops())

    def _in_loops(self) -> Iterator[Beyond]:
        if not self._program.tables.all:
            return
        loops = {loop.base: loop for kind in ("increments", "comparisons", "controlled") for loop in self._program.having(kind)}
        for _, loop in sorted(loops.items()):
            if loop.shape[0] in ("perform_statement", "perform_inline"):
                yield from self._loops(loop)
                yield from self._starts(loop)
                yield from self._steps(loop)

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
        if numbers[0] < 1 and isinstance(parts[0], Literal):
            yield Beyond("before", parts[0], item, int(numbers[0]), size, statement)
        elif last > size and isinstance(literal, Literal):
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
            if any(_looks_at(statement, name) for statement in body):
                continue  # weak, but enough to stay quiet: somebody looks at the index on the way
            passed = next((found for statement in body for found in self._indexed(statement, name, last)), None)
            if passed is not None:
                table, used = passed
                yield Beyond("loop", literal, table, last, table.occurs_maximum or 0, loop, used)

    def _starts(self, loop: Statement) -> Iterator[Beyond]:
        """VARYING IX FROM 0 around T (IX), where nothing in the body looks at IX or changes it."""
        for varying in loop.all("perform_varying", "perform_after") if loop.facts.increments else ():
            parts = [part for part in varying.children if part.name not in ("perform_test", "perform_after")]
            item, start = parts[:2] if len(parts) > 2 else (None, None)
            if not isinstance(item, Reference) or not isinstance(start, Literal) or start.number != 0:
                continue
            name = item.data_name
            if not self._program.tables.indexed_by(name):
                continue
            body = self._program.bounded.looped_around(loop)
            if any(_looks_at(statement, name) or _writes(statement, name) for statement in body):
                continue
            used = next((found for statement in body for found in self._indexed(statement, name, None)), None)
            if used is not None:
                yield Beyond("start", start, used[0], 0, used[0].occurs_maximum or 0, loop, used[1])

    def _steps(self, loop: Statement) -> Iterator[Beyond]:
        """UNTIL IX > 101, or 101 TIMES, around T (IX) and ADD 1 TO IX."""
        ends = [*_plain_ends(loop), *_times(loop)]
        ends = [end for end in ends if self._may_pass(loop, end[0], end[1])]
        body = self._program.bounded.looped_around(loop) if ends else []
        for name, last, literal in ends:
            for step in [statement for statement in body if _adds_one(statement, name)]:
                index = _stepped(step)
                if any(_looks_at(s, index) or (s.base != step.base and _writes(s, index)) for s in body):
                    continue
                if not name and (not _is_always_done(step, loop) or any(s.shape[0] in _LEAVES for s in body)):
                    continue
                for statement in body:
                    # used behind the step, the last pass is one further; n TIMES begins with 0 then
                    further = bool(name) and statement.base > step.base and statement.paragraph is step.paragraph
                    passed = next(self._indexed(statement, index, last + further), None)
                    if passed is not None:
                        most = passed[0].occurs_maximum or 0
                        yield Beyond("loop" if name else "times", literal, passed[0], last + further, most, loop, passed[1])
                        break

    def _may_pass(self, loop: Statement, name: str, last: int) -> bool:
        """Whether an index of a smaller table is stepped: said before the body is read in full."""
        names = [name] if name else self._program.bounded.stepped_in(loop)
        return any(last >= (table.occurs_maximum or 0) for index in names for table in self._program.tables.indexed_by(index))

    def _indexed(self, statement: Statement, name: str, last: int | None) -> Iterator[tuple[DataItem, Node]]:
        """The tables in which a statement picks an element by an index, with the place: those with fewer elements than `last`."""
        for part in statement.facts.touched:
            reference = statement.part(part)
            written = next((child.children for child in reference.children if child.name == "subscripts"), [])
            tables = self._tables(reference) if isinstance(reference, Reference) else []
            for subscript, table in zip(written, tables, strict=True) if len(written) == len(tables) else ():
                most = table.occurs_maximum
                if isinstance(subscript, Reference) and subscript.data_name == name and (last is None or (most or last) < last):
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


def _plain_ends(loop: Statement) -> Iterator[tuple[str, int, Literal]]:
    """(index, last value with which the body begins, literal) of UNTIL index > literal without VARYING."""
    if loop.facts.increments:
        return
    for compared in loop.comparisons:
        literal, subject = compared.literal, compared.subject
        if literal is None or literal.number is None or not isinstance(subject, Reference) or compared.role != "until":
            continue
        if compared.normal_operator in (">", ">=", "=") and not subject.modified and not subject.child("subscripts"):
            yield subject.data_name, int(literal.number) - (compared.normal_operator != ">"), literal


def _times(loop: Statement) -> Iterator[tuple[str, int, Literal]]:
    """("", n, literal) of n TIMES: whatever the body steps through."""
    for times in loop.all("perform_times"):
        token = next((child for child in times.shape[1:] if type(child) is int), None)
        if not times.children and token is not None and times.words[0].isdigit():
            yield "", int(times.words[0][:9]), Literal(times.tree, times.base, ("number", token))


def _adds_one(statement: Statement, name: str) -> bool:
    """ADD 1 TO name, SET name UP BY 1; of any item when the name is empty."""
    if statement.shape[0] not in ("add_statement", "set_statement") or len(statement.facts.increments) != 1:
        return False
    _, steps = statement.facts.increments[0]
    numbers = [statement.part(step) for step in steps]
    by_one = len(numbers) == 1 and isinstance(numbers[0], Literal) and numbers[0].number == 1
    return by_one and "DOWN" not in statement.words and name in ("", _stepped(statement))


def _stepped(step: Statement) -> str:
    target = step.part(step.facts.increments[0][0])
    return target.data_name if isinstance(target, Reference) else ""


def _writes(statement: Statement, name: str) -> bool:
    return any(part.data_name == name for part in statement.written)


def _is_always_done(step: Statement, loop: Statement) -> bool:
    """Whether a statement stands at the top of the loop's body."""
    return step.parent is None if loop.shape[0] == "perform_statement" else step.parent is not None and step.parent.base == loop.base


def _looks_at(statement: Statement, name: str) -> bool:
    """Whether a statement compares the index or tells its values apart."""
    if statement.shape[0] == "evaluate_phrase":
        return name in statement.words
    return _compares(statement, name)


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
