"""Counters that come to the end of their picture: compared with what they can never be, or counted up with nothing that looks.

What happens there is that high-order digits are lost, 999 + 1 in PIC 9(3) is 000, without a message and without ON SIZE ERROR
(IBM Enterprise COBOL, Language Reference: SIZE ERROR phrases; ISO/IEC 1989: size error condition).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.data.capacity import ceiling, is_binary
from cobolscan.program.statements import Statement
from cobolscan.syntax.nodes import Literal, leaves

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.limits.bounds import Bound
    from cobolscan.program.model import Program

_SMALL = Decimal(9999)  # counters of five digits and more take a while
_NOT_COUNTED = frozenset(("line", "page", "screen", "date", "time", "money"))
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
    literal: Literal
    item: DataItem
    most: Decimal
    always: bool

    @property
    def binary(self) -> bool:
        return is_binary(self.item)


@dataclass(frozen=True)
class Uncounted:
    """A counter that goes up with each record and is looked at nowhere."""

    item: DataItem
    most: Decimal
    step: Statement
    things: str


class Overflow:
    """Counters of one program at the end of their picture."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def impossible(self) -> list[Impossible]:
        """Comparisons of an item with a number beyond its picture, in the order of the program."""
        return [found for bound in self._program.bounds.literal if (found := self._of(bound)) is not None]

    def _of(self, bound: Bound) -> Impossible | None:
        number, verdict = bound.number, _VERDICTS.get(bound.operator)
        if number is None or number < _LEAST or verdict is None or bound.composite or not isinstance(bound.where, Literal):
            return None
        item, most = self._ceiling(bound.subject)
        if item is None or most is None or number < most or (number == most and not verdict[1]):
            return None
        return Impossible(bound, bound.where, item, most, verdict[0])

    def _ceiling(self, name: str) -> tuple[DataItem | None, Decimal | None]:
        """The item with its largest number; nothing when several items of that name differ."""
        items = self._program.items_named(name)
        ceilings = {ceiling(item) for item in items}
        return (items[0], next(iter(ceilings))) if len(ceilings) == 1 else (None, None)

    @cached_property
    def uncounted(self) -> list[Uncounted]:
        """Small counters that go up with each record read, in a loop, and are compared with nothing and never set back."""
        out: dict[str, Uncounted] = {}
        for statement in self._program.having("add_statement"):
            for part, steps in statement.facts.increments:
                name = statement.tree.tokens_.texts[next(leaves(part, statement.base))]
                if name not in out and all(step[0] == "number" for step in steps):
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
