"""Counters that come to the end of their picture: compared with what they can never be, or counted up with nothing that looks.

What happens there is that high-order digits are lost, 999 + 1 in PIC 9(3) is 000, without a message and without ON SIZE ERROR
(IBM Enterprise COBOL, Language Reference: SIZE ERROR phrases; ISO/IEC 1989: size error condition).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.data.capacity import ceiling, is_binary, native_ceiling
from cobolscan.program.data.items import value_number
from cobolscan.program.facts import Part
from cobolscan.program.statements import Statement
from cobolscan.syntax.nodes import Literal, Node, Reference, leaves

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.limits.bounds import Bound
    from cobolscan.program.model import Program

_SMALL = Decimal(9999)  # counters of five digits and more take a while
_NOT_COUNTED = frozenset(("line", "page", "screen", "date", "time", "money"))
_ADDS = ("add_statement", "compute_statement")
_LEAST = 9  # no item holds less
_VERDICTS = {  # by operator: what the comparison always is, and whether the largest number is already beyond
    ">": (False, True),
    ">=": (False, False),
    "=": (False, False),
    "<": (True, False),
    "<=": (True, True),
}


@dataclass(frozen=True)
class Impossible:
    """A comparison that is always true or never, for the item cannot hold the number."""

    bound: Bound
    where: Node
    item: DataItem
    most: Decimal
    always: bool
    below: bool = False  # the number is less than an item without a sign can hold
    down: bool = False  # the loop counts down

    @property
    def binary(self) -> bool:
        return is_binary(self.item)

    @property
    def native(self) -> bool:
        """Its bytes decide what it holds: with a sign it goes on below zero."""
        return native_ceiling(self.item) is not None


@dataclass(frozen=True)
class Uncounted:
    """A counter that goes up with each record and is looked at nowhere."""

    item: DataItem
    most: Decimal
    step: Statement
    things: str

    @property
    def binary(self) -> bool:
        return is_binary(self.item)

    @property
    def by_one(self) -> bool:
        """Whether it goes up by one."""
        return [literal.number for literal in self.step.all("number") if isinstance(literal, Literal)] == [1]


def _counts_down(loop: Statement, name: str) -> bool:
    """Whether a PERFORM VARYING takes something from an item."""
    for target, steps in loop.facts.increments:
        item = loop.part(target)
        step = loop.part(steps[0]) if steps else None
        if isinstance(item, Reference) and item.data_name == name and isinstance(step, Literal):
            return step.number is not None and step.number < 0
    return False


def _adds_numbers(statement: Statement, name: str, steps: tuple[Part, ...]) -> bool:
    """ADD n TO X, COMPUTE X = X + n."""
    if statement.shape[0] == "add_statement":
        return all(step[0] == "number" for step in steps)
    terms = statement.part(steps[0]).children if len(steps) == 1 and steps[0][0] == "add_expression" else []
    own = sum(1 for term in terms if isinstance(term, Reference) and term.data_name == name)
    return own == 1 and all(isinstance(term, (Literal, Reference)) for term in terms) and len(terms) == 2 and _has_number(terms)


def _has_number(terms: list[Node]) -> bool:
    return any(isinstance(term, Literal) and term.number is not None and term.number > 0 for term in terms)


def _looks_below(loop: Statement) -> bool:
    """Whether 0 or a negative number is compared: said by the words, for most loops have none."""
    texts = loop.tree.tokens_.texts
    rights = (comparison.right for comparison in loop.facts.comparisons if comparison.right[0] == "number")
    return any((text := texts[next(leaves(right, loop.base))]).startswith("-") or not text.strip("+0") for right in rights)


def _is_below(bound: Bound) -> bool:
    """X < 0, X <= -1, X = -1, and the like."""
    if bound.kind != "until" or bound.composite or bound.number is None:
        return False
    return (bound.operator == "<" and bound.number <= 0) or (bound.operator in ("<=", "=") and bound.number < 0)


class Overflow:
    """Counters of one program at the end of their picture."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def impossible(self) -> list[Impossible]:
        """Comparisons of an item with a number beyond its picture, in the order of the program; those with an item behind them."""
        literal = [found for bound in self._program.bounds.literal if (found := self._of(bound, bound.number)) is not None]
        return sorted((*literal, *self._below()), key=lambda found: found.where.first_token) + list(self._by_name())

    def _of(self, bound: Bound, number: Decimal | None) -> Impossible | None:
        verdict = _VERDICTS.get(bound.operator)
        if number is None or number < _LEAST or verdict is None or bound.composite or not isinstance(bound.where, Node):
            return None
        item, most = self._ceiling(bound.subject)
        if item is None or most is None or number < most or (number == most and not verdict[1]):
            return None
        return Impossible(bound, bound.where, item, most, verdict[0], down=_counts_down(bound.statement, bound.subject))

    def _by_name(self) -> Iterator[Impossible]:
        """The same with a constant, or an item that keeps its VALUE."""
        for name, bounds in self._program.bounds.by_name.items():
            value = self._value(name)
            found = [found for bound in bounds if value is not None and (found := self._of(bound, value)) is not None]
            if found and not any(self._is_changed(item) for item in self._program.items_named(name)):
                yield from (replace(one, bound=replace(one.bound, number=value)) for one in found)

    def _value(self, name: str) -> Decimal | None:
        """The number that all items of a name begin with."""
        numbers = {value_number(item) for item in self._program.items_named(name)}
        return next(iter(numbers)) if len(numbers) == 1 else None

    def _is_changed(self, item: DataItem) -> bool:
        return not item.is_constant and self._program.uses.is_written(item)

    def _below(self) -> Iterator[Impossible]:
        """Loops until an item without a sign is less than none."""
        for loop in self._program.having("comparisons"):
            if not loop.shape[0].startswith("perform") or not _looks_below(loop):
                continue
            for bound in self._program.bounds.at(loop):
                item, most = self._ceiling(bound.subject) if _is_below(bound) else (None, None)
                if item is not None and most is not None and item.pic is not None and not item.pic.signed and isinstance(bound.where, Node):
                    yield Impossible(bound, bound.where, item, most, False, below=True, down=True)

    def _ceiling(self, name: str) -> tuple[DataItem | None, Decimal | None]:
        """The item with its largest number; nothing when several items of that name differ."""
        items = self._program.items_named(name)
        ceilings = {ceiling(item) or native_ceiling(item) for item in items}
        return (items[0], next(iter(ceilings))) if len(ceilings) == 1 else (None, None)

    @cached_property
    def uncounted(self) -> list[Uncounted]:
        """Small counters that go up with each record read, in a loop, and are compared with nothing and never set back."""
        out: dict[str, Uncounted] = {}
        for statement in self._program.having("increments"):
            for part, steps in statement.facts.increments if statement.shape[0] in _ADDS else ():
                name = statement.tree.tokens_.texts[next(leaves(part, statement.base))]
                if name not in out and _adds_numbers(statement, name, steps):
                    found = self._unwatched(name, statement)
                    if found is not None:
                        out[name] = found
        return list(out.values())

    def _unwatched(self, name: str, statement: Statement) -> Uncounted | None:
        item, most = self._ceiling(name)
        if item is None or most is None or most > _SMALL or item.conditions or subjects.about(name) & _NOT_COUNTED:
            return None
        if any(inner.shape[0] == "size_error_phrase" for inner in self._program.children_of(statement)) or not item.picture.isalnum():
            return None
        if name in self._program.filling.compared:
            return None
        things = self._program.bounded.counted_at(statement)
        if not things.startswith(("records read", "records returned", "rows fetched", "records of CICS")):
            return None
        if self._is_set_back(name) or self._program.procedures.loop_of(statement) is None:
            return None
        return Uncounted(item, most, statement, things)

    def _is_set_back(self, name: str) -> bool:
        """Whether something but the steps writes to the item in a loop: a count that begins anew with each group."""
        steps = {step.base for step in self._program.bounded.steps(name)}
        writes = self._program.values.writes.get(name, ())
        return any(s.base not in steps and self._program.procedures.loop_of(s) is not None for s in writes)
