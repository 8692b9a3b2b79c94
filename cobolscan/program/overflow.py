"""Counters that come to the end of their picture: compared with what they can never be, or counted up with nothing that looks.

What happens there is that high-order digits are lost, 999 + 1 in PIC 9(3) is 000, without a message and without ON SIZE ERROR
(IBM Enterprise COBOL, Language Reference: SIZE ERROR phrases; ISO/IEC 1989: size error condition).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.capacity import ceiling, is_binary
from cobolscan.syntax.nodes import Literal, Reference

if TYPE_CHECKING:
    from cobolscan.program.data import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Compared, Statement

_SMALL = Decimal(9999)  # counters of five digits and more take a while
_NOT_COUNTED = frozenset(("line", "page", "screen", "date", "time", "money"))
_VERDICTS = {">": (False, True), ">=": (False, False), "=": (False, False), "<": (True, False), "<=": (True, True), "<>": (True, False)}


@dataclass(frozen=True)
class Impossible:
    """A comparison that is always true or never, for the item cannot hold the number."""

    compared: Compared
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
        return [found for statement in self._program.statements if statement.facts.comparisons for found in self._of(statement)]

    def _of(self, statement: Statement) -> Iterator[Impossible]:
        for compared in statement.comparisons:
            if "number" not in _kinds(compared):
                continue
            literal, subject = compared.literal, compared.subject
            number = literal.number if literal is not None else None
            if literal is None or number is None or number < 9 or not isinstance(subject, Reference) or subject.modified:
                continue
            item, most = self._ceiling(subject)
            verdict = _VERDICTS.get(compared.normal_operator)
            if item is not None and most is not None and verdict is not None and (number > most or (number == most and verdict[1])):
                yield Impossible(compared, literal, item, most, verdict[0])

    def _ceiling(self, subject: Reference) -> tuple[DataItem | None, Decimal | None]:
        """The item with its largest number; nothing when several items of that name differ."""
        items = self._program.items_named(subject.data_name)
        ceilings = {ceiling(item) for item in items}
        return (items[0], next(iter(ceilings))) if len(ceilings) == 1 else (None, None)

    @cached_property
    def uncounted(self) -> list[Uncounted]:
        """Small counters that go up with each record read, in a loop, and are compared with nothing and never set back."""
        out: dict[str, Uncounted] = {}
        for statement in self._program.statements:
            if statement.shape[0] not in ("add_statement", "compute_statement") or not statement.facts.increments:
                continue
            for part, steps in statement.facts.increments:
                target = statement.part(part)
                if isinstance(target, Reference) and target.data_name not in out and all(step[0] == "number" for step in steps):
                    found = self._unwatched(target, statement)
                    if found is not None:
                        out[target.data_name] = found
        return list(out.values())

    def _unwatched(self, target: Reference, statement: Statement) -> Uncounted | None:
        name = target.data_name
        item, most = self._ceiling(target)
        if item is None or most is None or most > _SMALL or item.conditions or subjects.about(name) & _NOT_COUNTED:
            return None
        if any(inner.shape[0] == "size_error_phrase" for inner in self._program.children_of(statement)) or not item.picture.isalnum():
            return None
        things = self._program.bounded.counted_at(statement)
        if not things.startswith(("records read", "records returned", "rows fetched", "records of CICS")):
            return None
        if name in self._program.filling.compared or self._is_set_back(name) or self._program.procedures.loop_of(statement) is None:
            return None
        return Uncounted(item, most, statement, things)

    def _is_set_back(self, name: str) -> bool:
        """Whether something but the steps writes to the item in a loop: a count that begins anew with each group."""
        steps = {step.base for step in self._program.bounded.steps(name)}
        writes = self._program.values.writes.get(name, ())
        return any(s.base not in steps and self._program.procedures.loop_of(s) is not None for s in writes)


def _kinds(compared: Compared) -> set[str]:
    left, right = compared.comparison.left, compared.comparison.right
    return {right[0], left[0]} if left is not None else {right[0]}
