"""The numbers that an operand or expression can have at a statement: constants, assignments that reach it, and what follows from them."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, DecimalException, InvalidOperation
from typing import TYPE_CHECKING

from cobolscan.program.data.capacity import span
from cobolscan.program.values.assigned import Assigned, assigned, checks, verb_of
from cobolscan.program.values.reaching import Definition, Keeps, Reaching
from cobolscan.program.values.storing import fits, stored
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_DEPTH = 6  # of assignments from item to item
_ALTERNATIVES = 16
_VISITS = 300  # of items for one question: what is more than a person would follow
_STEPS_OF_A_VISIT = 1000  # statements that are looked at
_MOST_DIGITS = 64


@dataclass(frozen=True)
class Amount:
    """One possible value, and the literals that decide it."""

    number: Decimal
    literals: tuple[Literal, ...] = ()


@dataclass(frozen=True)
class Possible:
    """The values that the source shows; `unknown` says in words where others come from (None: these are all)."""

    amounts: tuple[Amount, ...]
    unknown: str | None = None

    @property
    def only(self) -> Amount | None:
        """The one value, when there is no other."""
        if self.unknown is not None or len({amount.number for amount in self.amounts}) != 1:
            return None
        return self.amounts[0]


class Amounts:
    """Values of one program's numeric operands."""

    def __init__(self, program: Program, keeps: Keeps = lambda statement, name: False) -> None:
        """`keeps` tells the statements that take an item and leave it as it is, such as calls of known routines."""
        self._program = program
        self._reaching = Reaching(program)
        self._keeps = keeps
        self._known: dict[tuple[str, int], list[Definition]] = {}
        self.visits = 0  # spent on the last question

    def of(self, operand: Node, statement: Statement) -> Possible:
        """The values of an operand or arithmetic expression where `statement` uses it."""
        self.visits = 0
        return self._of(operand, statement, _DEPTH)

    def of_name(self, name: str, statement: Statement) -> Possible:
        """The values of an item, by its name in upper case."""
        self.visits = 0
        return self._named(name, statement, _DEPTH)

    def _of(self, operand: Node, statement: Statement, depth: int) -> Possible:
        if isinstance(operand, Literal) and (number := number_of(operand)) is not None:
            return Possible((Amount(number, (operand,)),))
        if operand.name in ("figurative", "plain_figurative") and operand.words[0].startswith("ZERO"):
            return Possible((Amount(Decimal(0)),))
        if isinstance(operand, Reference):
            if operand.modified or any(child.name == "subscripts" for child in operand.children):
                return Possible((), f"{operand.text} is an element or a part of an item")
            return self._named(operand.data_name, statement, depth)
        if operand.name == "length_of" and (length := self._program.data_division.constants.length(operand)) is not None:
            return Possible((Amount(length),))
        if operand.name in OPERATIONS:
            return self._combined(operand, statement, depth)
        return Possible((), f"{operand.text} is known only at run time")

    def _named(self, name: str, statement: Statement, depth: int) -> Possible:
        items = self._program.items_named(name)
        if len(items) > 1:
            return Possible((), f"{name} is the name of {len(items)} items")
        if not items:
            return Possible((), f"{name} is not declared here")
        if items[0].is_constant:
            return self._start(name)
        if depth == 0 or self.visits >= _VISITS:
            return Possible((), f"{name} comes through many assignments")
        definitions = self._definitions(name, statement)
        found = [self._assigned(name, definition, depth) for definition in definitions] or [self._start(name)]  # no way leads here
        amounts = {amount.number: amount for possible in reversed(found) for amount in possible.amounts}
        unknown = next((possible.unknown for possible in found if possible.unknown), None)
        if len(amounts) > _ALTERNATIVES:
            return Possible((), f"{name} has many values")
        return Possible(tuple(amounts.values()), unknown)

    def _definitions(self, name: str, statement: Statement) -> list[Definition]:
        """The assignments that reach a statement. What it takes to find them is spent."""
        self.visits += 1
        known = self._known.get((name, statement.base))
        if known is None:
            known = self._known[name, statement.base] = self._reaching.definitions(name, statement, self._keeps)
            self.visits += self._reaching.steps // _STEPS_OF_A_VISIT
        return known

    def _assigned(self, name: str, definition: Definition, depth: int) -> Possible:
        statement = definition.statement
        if definition.lost:
            return Possible((), f"{name} can be set on too many ways")
        if statement is None:
            return self._start(name)
        item = self._program.items_named(name)[0]
        given = assigned(statement, item)
        if given is None:
            return Possible((), f"{name} is set by {verb_of(statement)} in line {statement.line}")
        possible = self._given(given, statement, depth - 1)
        if possible.unknown and not isinstance(given.whole, Literal):
            possible = Possible(possible.amounts, f"{name} is set in line {statement.line}, and {possible.unknown}")
        return self._kept(item, given, statement, possible)

    def _given(self, given: Assigned, statement: Statement, depth: int) -> Possible:
        if given.whole is not None:
            return self._of(given.whole, statement, depth)
        parts = [self._of(operand, statement, depth) for operand in given.operands]
        unknown = next((part.unknown for part in parts if part.unknown), None)
        if unknown:
            return Possible((), unknown)
        if _are_many(parts):
            return Possible((), "it has many values")
        return Possible(tuple(in_a_row(given.operation, itertools.product(*(part.amounts for part in parts)))))

    def _kept(self, item: DataItem, given: Assigned, statement: Statement, possible: Possible) -> Possible:
        """What is left of the values in the item: see `storing`."""
        amounts, lost = [], None
        for amount in possible.amounts:
            number = stored(item, amount.number, given.rounding) if given.rounding else None
            if number is not None and (number == amount.number or fits(item, amount.number) or not checks(statement)):
                amounts.append(amount if number == amount.number else Amount(number, amount.literals))
            else:
                lost = f"{item.name} may not hold {amount.number:f}, which line {statement.line} gives it"
        return Possible(tuple(amounts), possible.unknown or lost)

    def _start(self, name: str) -> Possible:
        item = self._program.items_named(name)[0]
        if len(item.values) == 1 and (number := number_of(item.values[0])) is not None:
            return Possible((Amount(number, (item.values[0],)),))
        clause = item.node.child("value_clause")
        if clause is not None and clause.words[-1].startswith("ZERO"):
            return Possible((Amount(Decimal(0)),))
        return self._of_group(item) or Possible((), f"{name} gets no value that the source shows")

    def _of_group(self, item: DataItem) -> Possible | None:
        """The digits that the VALUE of a group around an item gives it."""
        group = next((outer for outer in item.ancestors() if outer.values), None)
        picture = item.pic
        if group is None or picture is None or not picture.numeric or picture.scale or item.effective_usage != "DISPLAY":
            return None
        (value, *more), start, size = group.values, _offset_in(item, group), item.size
        if more or value.name != "string" or start is None or size is None or item.occurs:
            return None
        text = value.spelling[start : start + size]
        return Possible((Amount(Decimal(text), (value,)),)) if text.isdecimal() and text.isascii() and len(text) == size else None

    def most(self, operand: Node, statement: Statement) -> Decimal | None:
        """The greatest value that the picture of an item, or of what is moved to it, allows; None when nothing bounds it."""
        self.visits = 0
        return self._most(operand, statement, _DEPTH)

    def most_of(self, name: str, statement: Statement) -> Decimal | None:
        """`most` of an item, by its name in upper case."""
        self.visits = 0
        return self._most_of(name, statement, _DEPTH)

    def _most(self, operand: Node, statement: Statement, depth: int) -> Decimal | None:
        if isinstance(operand, Literal):
            return number_of(operand)
        if not isinstance(operand, Reference) or operand.modified:
            return None
        return self._most_of(operand.data_name, statement, depth)

    def _most_of(self, name: str, statement: Statement, depth: int) -> Decimal | None:
        items = self._program.items_named(name)
        own = span(items[0])[1] if len(items) == 1 else None
        if not items or depth == 0 or self.visits >= _VISITS:
            return own
        sources: list[Decimal | None] = []
        for definition in self._definitions(name, statement):
            gives = assigned(definition.statement, items[0]) if definition.statement else None
            source = gives.whole if gives is not None else None
            sources.append(self._most(source, definition.statement, depth - 1) if source and definition.statement else own)
        known = [source for source in sources if source is not None]
        given = max(known) if known and len(known) == len(sources) else None
        return min((bound for bound in (own, given) if bound is not None), default=None)

    def _combined(self, operand: Node, statement: Statement, depth: int) -> Possible:
        parts = []
        for child in operand.children:
            part = self._of(child, statement, depth)
            if part.unknown:
                return Possible((), part.unknown)  # whatever the others are
            parts.append(part)
        if not parts:
            return Possible((), f"{operand.text} is known only at run time")
        signed = sign_of(operand)
        if _are_many(parts):
            return Possible((), f"{operand.text} has many values")
        return Possible(tuple(results(operand, itertools.product(*(part.amounts for part in parts)), signed)))


def sign_of(operand: Node) -> str | None:
    """The signed number that an expression such as `K +5` ends with."""
    return operand.words[-1] if operand.name == "add_expression" and len(operand.children) == 1 else None


def _are_many(parts: list[Possible]) -> bool:
    return math.prod(len(part.amounts) for part in parts) > _ALTERNATIVES


def _offset_in(item: DataItem, group: DataItem) -> int | None:
    """Bytes from the begin of a group to an item of it; None when that is not known."""
    return None if item.offset is None or group.offset is None else item.offset - group.offset


def number_of(literal: Node) -> Decimal | None:
    """The value of a numeric literal, or of an alphanumeric one that holds digits; None for all else."""
    if not isinstance(literal, Literal):
        return None
    if literal.name != "string":
        return literal.number
    text = literal.spelling.strip()
    text = text.replace(",", ".") if literal.tree.source.decimal_comma else text
    digits = text.lstrip("+-").replace(".", "", 1)  # no exponent, no NaN, no infinity: for COBOL these are characters
    try:
        return Decimal(text) if digits.isascii() and digits.isdecimal() else None
    except InvalidOperation:
        return None


OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "add_expression": lambda a, b: a + b,
    "subtract_expression": lambda a, b: a - b,
    "multiply_expression": lambda a, b: a * b,
    "divide_expression": lambda a, b: a / b,
    "power_expression": lambda a, b: a**b,
    "sign_expression": lambda a, b: a,
    "parenthesis": lambda a, b: a,
}


def in_a_row(operation: str, values: Iterable[tuple[Amount, ...]]) -> Iterator[Amount]:
    """The operands of ADD, SUBTRACT ... put together from left to right."""
    for amounts in values:
        try:
            result = functools.reduce(OPERATIONS[operation], (amount.number for amount in amounts))
        except DecimalException:
            continue
        if abs(result.adjusted()) <= _MOST_DIGITS:
            yield Amount(result, tuple(literal for amount in amounts for literal in amount.literals))


def results(operand: Node, values: Iterable[tuple[Amount, ...]], signed: str | None = None) -> Iterator[Amount]:
    """What an arithmetic expression amounts to for each choice of values of its operands. `signed`: the number of `K +5`."""
    operation = OPERATIONS[operand.name]
    for amounts in values:
        first, last = amounts[0].number, Decimal(signed) if signed else amounts[-1].number
        try:
            result = -first if operand.name == "sign_expression" and operand.words[0] == "-" else operation(first, last)
        except DecimalException:
            continue
        if abs(result.adjusted()) > _MOST_DIGITS:
            continue
        yield Amount(result, tuple(literal for amount in amounts for literal in amount.literals))
