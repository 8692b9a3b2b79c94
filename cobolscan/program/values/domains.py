"""What an item can hold at any time: one value, one of a few, a range, or what cannot be known, and why.

Flow-insensitive: everything that can be assigned anywhere in the program counts, through MOVE, SET, condition-names, arithmetic, loops
and what reaches the item through its group. Where a place matters, `amounts` asks which assignments reach it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cobolscan.program.data.items import DataItem
from cobolscan.program.values.amounts import Possible, number_of
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.names.uses import Use
    from cobolscan.program.statements import Statement

_FEW = 16  # values that are told one by one
_DEPTH = 8  # of assignments from item to item
_WHOLE = frozenset(("direct", "condition"))
_STEPS = frozenset(("add_statement", "subtract_statement", "perform_statement", "perform_inline", "set_statement", "search_phrase"))
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
    rises: bool = False
    falls: bool = False
    unknown: str | None = None


class Domains:
    """The domains of one program's items."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[int, Domain] = {}
        self._asked: set[int] = set()

    def of(self, item: DataItem) -> Domain:
        """What an elementary numeric item can hold. A table's element stands for all of them."""
        known = self._known.get(id(item))
        if known is None:
            known = self._known[id(item)] = self._settled(item, self._all(item, _DEPTH))
            self._asked.clear()
        return known

    def _settled(self, item: DataItem, given: list[_Given]) -> Domain:
        low, high = capacity(item)
        unknown = next((part.unknown for part in given if part.unknown), None)
        values = {value: literal for part in reversed(given) for value, literal in part.values}
        if not given:
            unknown = f"nothing gives {item.name} a value"
        literals = tuple(literal for literal in values.values() if literal is not None)
        if unknown is not None:
            return Domain(None, low, high, literals, unknown)
        rises, falls = any(part.rises for part in given), any(part.falls for part in given)
        if rises or falls or len(values) > _FEW:
            least, most = min(values, default=None), max(values, default=None)
            return Domain(None, low if falls else least, high if rises else most, literals)
        return Domain(frozenset(values), min(values), max(values), literals)

    # ---- assignments

    def _all(self, item: DataItem, depth: int) -> list[_Given]:
        """What the VALUE clause and every assignment contribute."""
        self._asked.add(id(item))
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
        low, high = capacity(other)
        ends = [(end, None) for end, reached in ((low, falls), (high, rises)) if reached and end is not None]
        if ends:
            yield _Given(tuple(ends), rises=rises, falls=falls)
        yield from given

    def _of_use(self, item: DataItem, use: Use, depth: int) -> Iterator[_Given]:
        statement = use.statement
        if statement is None:
            yield _Given(unknown=f"{item.name} is given by {_whom(use.through)}")
        elif use.part == "modified" or (use.through not in _WHOLE and not _clears(statement)):
            yield _Given(unknown=f"{item.name} is set by {statement.words[0].split()[0]} in line {statement.line}")
        elif use.through == "condition":
            yield _of_condition(item, use)
        else:
            yield from self._assigned(item, statement, depth)

    def _assigned(self, item: DataItem, statement: Statement, depth: int) -> Iterator[_Given]:
        kind = statement.name
        if kind == "move_statement":
            yield from self._source(item, statement.children[0], statement, depth)
        elif kind == "initialize_statement" and statement.child("initialize_phrase") is None:
            yield _Given(((Decimal(0), None),))
        elif kind in _STEPS and (steps := _steps(statement, item.name)) is not None:
            yield from self._stepped(item, statement, steps, depth)
        elif kind == "compute_statement":
            yield from self._source(item, statement.children[-1], statement, depth)
        else:
            yield _Given(unknown=f"{item.name} is set by {statement.words[0].split()[0]} in line {statement.line}")

    def _stepped(self, item: DataItem, statement: Statement, steps: list[Node], depth: int) -> Iterator[_Given]:
        """ADD, SUBTRACT, VARYING, SET UP BY: away from the other values, as far as the picture goes."""
        for start in _starts(statement, item.name):
            yield from self._source(item, start, statement, depth)
        numbers = [number_of(step) for step in steps]
        down = statement.name == "subtract_statement" or "DOWN" in statement.words
        for number in numbers:
            if number is None:
                yield _Given(rises=True, falls=True)
            elif number:
                yield _Given(rises=(number > 0) != down, falls=(number < 0) != down)

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
            fixed = not any(self._program.values.is_written(part.words[0]) for part in source.all("identifier"))
            possible = self._program.amounts.of(source, statement) if fixed else Possible((), "it is computed")
            if possible.unknown:
                yield _Given(unknown=f"{item.name} gets {source.text} in line {statement.line}, and {possible.unknown}")
            else:
                yield _Given(tuple((amount.number, next(iter(amount.literals), None)) for amount in possible.amounts))


def capacity(item: DataItem) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest number that the picture can hold; None for an item without digits."""
    digits = item.digits
    if not digits:
        return None, None
    most = Decimal(10) ** digits - 1
    return (-most if item.picture.startswith("S") else Decimal(0)), most


def _start(item: DataItem) -> tuple[Decimal, Literal | None] | None:
    if len(item.values) == 1 and (number := number_of(item.values[0])) is not None:
        return number, item.values[0]
    clause = item.node.child("value_clause")
    return (Decimal(0), None) if clause is not None and clause.words[-1] in _ZEROS else None


def _of_condition(item: DataItem, use: Use) -> _Given:
    """SET condition-name TO TRUE moves the first literal of its VALUE clause (IBM Enterprise COBOL Language Reference, SET, format 4)."""
    name = use.reference.data_name if use.reference is not None else ""
    condition = next((condition for condition in item.conditions if condition.name == name), None)
    number = number_of(condition.values[0]) if condition is not None and condition.values else None
    if condition is None or number is None:
        return _Given(unknown=f"{item.name} is set through {name or 'a condition-name'}")
    return _Given(((number, condition.values[0]),))


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
