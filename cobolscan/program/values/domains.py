"""What an item can hold at any time: one value, one of a few, a range, or what cannot be known, and why.

Flow-insensitive: everything that can be assigned anywhere in the program counts, through MOVE, SET, condition-names, arithmetic, loops
and what reaches the item through its group. Where a place matters, `amounts` asks which assignments reach it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from cobolscan.program.data.capacity import span
from cobolscan.program.data.items import DataItem
from cobolscan.program.values.amounts import OPERATIONS, Amount, in_a_row, number_of, results, sign_of
from cobolscan.program.values.assigned import Assigned, assigned, checks, verb_of
from cobolscan.program.values.storing import begins_anew, fits, stored
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.names.uses import Use
    from cobolscan.program.statements import Statement

_FEW = 16  # values that are told one by one
_DEPTH = 8  # of assignments from item to item
_VISITS = 200  # of items for one question
_WHOLE = frozenset(("direct", "condition"))
_STEPS = frozenset(("add_statement", "subtract_statement", "perform_statement", "perform_inline", "set_statement", "search_phrase"))
_Ends = tuple[Decimal | None, Decimal | None]
_ZEROS = ("ZERO", "ZEROS", "ZEROES")


@dataclass(frozen=True)
class Domain:
    """`values`: all of them, None when they are not known one by one. `low` and `high`: what bounds them, None where nothing is known to.

    `literals`: those of the source that give values. `unknown`: in words, where values come from that the source does not show; the
    bounds are then those of the picture.
    """

    values: frozenset[Decimal] | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    literals: tuple[Literal, ...] = ()
    unknown: str | None = None

    @property
    def kind(self) -> str:
        """constant, few, range or unknown."""
        if self.unknown is not None:
            return "unknown"
        if self.values is None:
            return "range"
        return "constant" if len(self.values) == 1 else "few"

    @property
    def only(self) -> Decimal | None:
        """The one value of a constant."""
        return next(iter(self.values)) if self.values is not None and len(self.values) == 1 and self.unknown is None else None


@dataclass(frozen=True)
class _Given:
    """What one assignment contributes: values, or a step away from the others, or anything."""

    values: tuple[tuple[Decimal, Literal | None], ...] = ()
    ranged: bool = False  # anything between the values too
    rises: bool = False
    falls: bool = False
    wraps: bool = True  # at the end of the picture it goes on from the other: without ON SIZE ERROR
    unknown: str | None = None


class Domains:
    """The domains of one program's items."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[int, Domain] = {}
        self._asked: set[int] = set()
        self._inside: set[int] = set()  # items whose values are being put together with others
        self._visits = 0

    def of(self, item: DataItem) -> Domain:
        """What an elementary numeric item can hold. A table's element stands for all of them."""
        known = self._known.get(id(item))
        if known is None:
            self._visits = 0
            known = self._known[id(item)] = self._settled(item, self._all(item, _DEPTH))
            self._asked.clear()
        return known

    def of_index(self, name: str) -> Domain:
        """What an index-name can hold, as an occurrence number."""
        self._visits = 0
        given = [part for use in self._program.uses.of_index(name) if use.writes for part in self._of_index(name, use)]
        self._asked.clear()
        return _settled(name, given, (None, None), (None, None))

    @staticmethod
    def _settled(item: DataItem, given: list[_Given]) -> Domain:
        return _settled(item.name, given, span(item), begins_anew(item))

    # ---- assignments

    def _all(self, item: DataItem, depth: int) -> list[_Given]:
        """What the VALUE clause and every assignment contribute."""
        self._asked.add(id(item))
        self._visits += 1
        if self._visits > _VISITS:
            return [_Given(unknown=f"{item.name} comes through many assignments")]
        given = [part for use in self._program.uses.writers(item) for part in self._of_use(item, use, depth)]
        start = _start(item)
        return [*([_Given(((start[0], start[1]),))] if start else []), *given]

    def _through(self, other: DataItem, depth: int) -> Iterator[_Given]:
        """What another item contributes that is moved here; one that nothing gives a value says nothing."""
        if id(other) in self._asked:
            return  # what it contributes is counted where it is asked for
        given = self._all(other, depth)
        if not given:
            yield _Given(unknown=f"nothing gives {other.name} a value")
        rises, falls = any(part.rises for part in given), any(part.falls for part in given)
        if rises or falls:
            domain = self._settled(other, given)
            ends = tuple((end, None) for end in (domain.low, domain.high) if end is not None)
            yield _Given(ends, ranged=True, unknown=None if len(ends) == 2 else f"{other.name} has no bounds")
        yield from (replace(part, rises=False, falls=False) for part in given)

    def _of_use(self, item: DataItem, use: Use, depth: int) -> Iterator[_Given]:
        statement = use.statement
        if statement is None:
            yield _Given(unknown=f"{item.name} is given by {_whom(use.through)}")
        elif use.part == "modified" or (use.through not in _WHOLE and not _clears(statement)):
            yield _Given(unknown=f"{item.name} is set by {verb_of(statement)} in line {statement.line}")
        elif use.through == "condition" and assigned(statement, item) is None:
            name = use.reference.data_name if use.reference is not None else ""
            yield _Given(unknown=f"{item.name} is set through {name or 'a condition-name'}")
        else:
            yield from self._assigned(item, statement, depth)

    def _assigned(self, item: DataItem, statement: Statement, depth: int) -> Iterator[_Given]:
        kind = statement.name
        given = assigned(statement, item)
        if given is not None:
            parts = (
                self._source(item, given.whole, statement, depth)
                if given.whole is not None
                else self._combined(item, given, statement, depth)
            )
            yield from (_kept(item, part, given, statement) for part in parts)
        elif _clears(statement):  # also a group around it
            yield _Given(((Decimal(0), None),))
        elif kind in _STEPS and (steps := _steps(statement, item.name)) is not None:
            for start in _starts(statement, item.name):
                yield from self._source(item, start, statement, depth)
            yield from _stepped(statement, steps)
        else:
            yield _Given(unknown=f"{item.name} is set by {verb_of(statement)} in line {statement.line}")

    def _of_index(self, name: str, use: Use) -> Iterator[_Given]:
        statement = use.statement
        steps = _steps(statement, name) if statement is not None and statement.name in _STEPS else None
        values = [*_set_to(statement, name), *_starts(statement, name)] if statement is not None else []
        for value in values:
            yield from self._source(use.item, value, use.statement, _DEPTH) if use.statement else ()
        if statement is not None and steps is not None:
            yield from (replace(step, wraps=False) for step in _stepped(statement, steps))
        elif statement is None or not values:
            yield _Given(
                unknown=f"{name} is set by {verb_of(statement)} in line {statement.line}" if statement else f"{name} is set elsewhere"
            )

    def _source(self, item: DataItem, source: Node, statement: Statement, depth: int) -> Iterator[_Given]:
        """What an operand that is assigned as a whole can be."""
        number = number_of(source)
        if number is not None:
            yield _Given(((number, source if isinstance(source, Literal) else None),))
        elif _is_zero(source):
            yield _Given(((Decimal(0), None),))
        elif isinstance(source, Reference) and not source.modified and depth:
            other = self._program.names.resolve(source).item
            if other is None or other.children:
                yield _Given(unknown=f"{item.name} gets {source.text} in line {statement.line}")
            else:
                yield from self._through(other, depth - 1)
        else:
            yield self._amounting(item, self._numbers(source, statement, depth), source.text, statement)

    def _combined(self, item: DataItem, given: Assigned, statement: Statement, depth: int) -> Iterator[_Given]:
        """ADD ... GIVING and its like."""
        parts = self._each(given.operands, statement, depth)
        found = list(in_a_row(given.operation, itertools.product(*parts))) if parts is not None else None
        yield self._amounting(item, found, verb_of(statement), statement)

    @staticmethod
    def _amounting(item: DataItem, found: list[Amount] | None, what: str, statement: Statement) -> _Given:
        if not found:
            return _Given(unknown=f"{item.name} gets {what} in line {statement.line}, and it is known only at run time")
        return _Given(tuple((amount.number, next(iter(amount.literals), None)) for amount in found))

    def _each(self, operands: Iterable[Node], statement: Statement, depth: int) -> list[list[Amount]] | None:
        """The values of operands that are put together; None when they are not known one by one, or too many."""
        parts = []
        for operand in operands:
            part = self._numbers(operand, statement, depth)
            if part is None:
                return None
            parts.append(part)
        return parts if parts and math.prod(map(len, parts)) <= _FEW * _FEW else None

    def _numbers(self, operand: Node, statement: Statement, depth: int) -> list[Amount] | None:
        number = Decimal(0) if _is_zero(operand) else number_of(operand)
        if number is not None:
            return [Amount(number, (operand,) if isinstance(operand, Literal) else ())]
        if isinstance(operand, Reference):
            return self._alone(operand, depth)
        if operand.name in OPERATIONS:
            parts = self._each(operand.children, statement, depth)
            return list(results(operand, itertools.product(*parts), sign_of(operand))) if parts is not None else None
        only = self._program.amounts.of(operand, statement).only
        return [only] if only is not None else None

    def _alone(self, operand: Reference, depth: int) -> list[Amount] | None:
        """All values of an item, as if it were asked for alone: what it is put together with changes each of them."""
        item = None if operand.modified or not depth else self._program.names.resolve(operand).item
        if item is None or item.children or id(item) in self._inside:
            return None
        asked, self._asked = self._asked, set()
        self._inside.add(id(item))
        domain = self._settled(item, self._all(item, depth - 1))
        self._inside.discard(id(item))
        self._asked = asked
        if domain.values is None or domain.unknown is not None:
            return None
        return [Amount(value) for value in sorted(domain.values)]


def _settled(name: str, given: list[_Given], bounds: _Ends, anew: _Ends) -> Domain:
    """`bounds`: what the picture allows; `anew`: where values that pass them begin again."""
    low, high = bounds
    unknown = next((part.unknown for part in given if part.unknown), None)
    values = {value: literal for part in reversed(given) for value, literal in part.values}
    literals = tuple(literal for literal in values.values() if literal is not None)
    if not values and unknown is None:
        unknown = f"nothing gives {name} a value"
    if unknown is not None:
        return Domain(None, low, high, literals, unknown)
    least, most = min(values), max(values)
    rises, falls = any(part.rises for part in given), any(part.falls for part in given)
    if not (rises or falls or len(values) > _FEW or any(part.ranged for part in given)):
        return Domain(frozenset(values), least, most, literals)
    begins, ends = [low if falls else least], [high if rises else most]
    if any(part.rises and part.wraps for part in given):
        begins.append(anew[0])
    if any(part.falls and (part.wraps or low == 0) for part in given):  # no SIZE ERROR tells that a sign is lost
        ends.append(anew[1])
    return Domain(None, _end(begins, min), _end(ends, max), literals)


def _end(ends: list[Decimal | None], of: Callable[[list[Decimal]], Decimal]) -> Decimal | None:
    known = [end for end in ends if end is not None]
    return of(known) if len(known) == len(ends) else None


def _kept(item: DataItem, part: _Given, given: Assigned, statement: Statement) -> _Given:
    """What is left of values in the item: see `storing`."""
    if part.unknown is not None or given.rounding is None:
        return part if part.unknown is not None else _Given(unknown=f"{item.name} is rounded in a way that is not known")
    kept = [(stored(item, value, given.rounding), literal) for value, literal in part.values]
    whole = all(fits(item, value, given.rounding) for value, _ in part.values)
    low, high = span(item)
    if part.ranged and not whole and low is not None and high is not None:
        return _Given(((low, None), (high, None)), ranged=True)
    if any(value is None for value, _ in kept) or (not whole and checks(statement)):
        return _Given(unknown=f"{item.name} may be too small for what line {statement.line} gives it")
    return replace(part, values=tuple((value, literal) for value, literal in kept if value is not None))


def _stepped(statement: Statement, steps: list[Node]) -> Iterator[_Given]:
    """ADD, SUBTRACT, VARYING, SET UP BY: away from the other values, as far as the picture goes."""
    wraps = not checks(statement)
    down = statement.name == "subtract_statement" or "DOWN" in statement.words
    for number in map(number_of, steps):
        if number is None:
            yield _Given(rises=True, falls=True, wraps=wraps)
        elif number:
            yield _Given(rises=(number > 0) != down, falls=(number < 0) != down, wraps=wraps)


def _set_to(statement: Statement, name: str) -> Iterator[Node]:
    """The value of SET index TO."""
    for phrase in statement.children if statement.name == "set_statement" else ():
        *targets, value = phrase.children or [phrase]
        named = any(isinstance(target, Reference) and target.data_name == name for target in targets)
        if named and statement.tree.tokens_.texts[targets[-1].last_token + 1 : value.first_token] == ["TO"]:
            yield value


def _start(item: DataItem) -> tuple[Decimal, Literal | None] | None:
    if len(item.values) == 1 and (number := number_of(item.values[0])) is not None:
        return number, item.values[0]
    clause = item.node.child("value_clause")
    return (Decimal(0), None) if clause is not None and clause.words[-1] in _ZEROS else None


def _clears(statement: Statement) -> bool:
    """Whether a group is set to zeros: INITIALIZE, or MOVE ZEROS."""
    if statement.name == "initialize_statement":
        return statement.child("initialize_phrase") is None
    return statement.name == "move_statement" and _is_zero(statement.children[0])


def _is_zero(node: Node) -> bool:
    return node.name in ("figurative", "plain_figurative") and node.words[0] in _ZEROS


def _steps(statement: Statement, name: str) -> list[Node] | None:
    """What is added to an item; None when the statement does not step it."""
    texts = statement.tree.tokens_.texts
    found: list[Node] = []
    for target, steps in statement.facts.increments:
        if texts[statement.part(target).first_token] == name:
            found += map(statement.part, steps)
    return found if found else ([] if _is_varied(statement, name) else None)


def _is_varied(statement: Statement, name: str) -> bool:
    return any(part.children and part.children[0].words[0] == name for part in statement.all("perform_varying", "perform_after"))


def _starts(statement: Statement, name: str) -> Iterable[Node]:
    """FROM of VARYING."""
    for part in statement.all("perform_varying", "perform_after"):
        operands = [child for child in part.children if child.name != "perform_test"]
        if len(operands) > 1 and operands[0].words[0] == name:
            yield operands[1]


def _whom(through: str) -> str:
    return {"caller": "the caller", "external": "another program"}.get(through, "what no statement shows")
