"""The waits of one program, found once for all rules of the family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import prod
from typing import Any

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.rules.waits._circumstances import Circumstances
from cobolscan.rules.waits._forms import Forms, message_waits
from cobolscan.rules.waits._held import Locks
from cobolscan.rules.waits._loops import Around
from cobolscan.rules.waits._table import Routines
from cobolscan.rules.waits._waiting import Waiting

KINDS = ("call_statement", "exec_statement", "continue_statement", "accept_statement", "read_statement", "write_statement",
         "rewrite_statement", "open_statement", "delete_statement", "enter_statement")  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A wait, where it stands and what else waits in its loop."""

    wait: Waiting
    statement: Statement
    around: Circumstances
    waits: Waits

    @property
    def is_yield(self) -> bool:
        """A duration of zero gives up the processor, it does not wait."""
        return self.wait.number is not None and self.wait.number <= 0

    @property
    def capped(self) -> bool:
        """Whether it puts a ceiling on a loop."""
        return bool(self.around.loops and self.wait.sleeps and self.wait.number)

    @cached_property
    def _beside(self) -> list[tuple[Decimal, Decimal]]:
        """Of the other waits that each such pass of the innermost loop meets: the least and the most seconds."""
        return [both for other in self.waits.found if other is not self and (both := self._share(other))] if self.around.loops else []

    def _share(self, other: Found) -> tuple[Decimal, Decimal] | None:
        mine, seconds = self.around.loops[0], other.wait.number
        at = next((number for number, loop in enumerate(other.around.loops) if loop.is_same(mine)), None)
        if at is None or not seconds or not other.wait.sleeps:
            return None
        levels = other.around.loops[: at + 1]
        least = _least_runs(mine, levels, other.statement)
        if not least:
            return None
        most = prod(level.passes or 1 for level in levels[:at])
        return seconds * least, seconds * max(least, most)

    @cached_property
    def a_pass(self) -> Decimal:
        """The least seconds that a pass with this wait takes in waits."""
        return (self.wait.number or Decimal(0)) + sum((least for least, _ in self._beside), Decimal(0))

    @property
    def worst(self) -> Decimal | None:
        """The most seconds in waits, over all passes that are counted; None when nothing bounds them."""
        passes = self.around.passes
        if passes is None or self.wait.number is None:
            return None
        others = (most for _, most in self._beside) if self.wait.sleeps else ()
        return passes * (self.wait.number + sum(others, Decimal(0)))


def _least_runs(mine: Around, levels: list[Around], statement: Statement) -> int:
    """How often a pass that comes to what stands in a loop runs a statement too, at the least; `levels`: the loops around that, the same
    loop last."""
    inner = levels[:-1]
    if all(level.every_pass and level.exact for level in inner) and mine.runs_with(levels[-1].inner):
        return prod(level.exact or 1 for level in inner)
    return 1 if mine.runs_with(statement) else 0


class Waits:
    """All waits of a program, and what it takes to find them."""

    def __init__(self, program: Program, more: Mapping[str, Any]) -> None:
        self._program = program
        self._more = more
        self.judged: list[Any] | None = None  # what the rules about single waits make of them, once for all of these
        self.forms = Forms(program, Routines.of(more))

    def is_of(self, program: Program, more: Mapping[str, Any]) -> bool:
        return self._program is program and self._more == more

    @cached_property
    def locks(self) -> Locks:
        """What the program locks, and until when."""
        return Locks(self._program, self.forms)

    @cached_property
    def found(self) -> list[Found]:
        statements = self._program.having_any(*KINDS)
        return [
            Found(wait, statement, Circumstances(statement, self._program), self)
            for statement in (*statements, *message_waits(self._program))
            for wait in self.forms.waits(statement)
        ]


_LAST: list[Waits] = []


def waits_of(program: Program, more: Mapping[str, Any]) -> Waits:
    """The waits of a program; `more` are the routines of the configuration, the same for all rules of the family.

    The last program's are kept: all rules ask about one program before the next one's turn.
    """
    if not _LAST or not _LAST[0].is_of(program, more):
        _LAST[:] = [Waits(program, more)]
    return _LAST[0]
