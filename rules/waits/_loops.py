"""The loops around a statement, innermost first: what they are, how often they run, whether each pass comes by.

The only place of the family that knows how control flow is worked out: `Program.flow`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cobolscan.program.model import Program
from cobolscan.program.procedures import Loop
from cobolscan.program.statements import Statement


@dataclass(frozen=True)
class Around:
    """One loop around a statement. `inner` is what stands in it: the statement itself, or the loop next further in."""

    loop: Loop
    inner: Statement | Loop
    statement: Statement
    program: Program
    ways: int = 1  # places in the loop from which `inner` is performed

    @cached_property
    def passes(self) -> int | None:
        """How often the loop runs what stands in it at most, where something bounds it."""
        count = self.program.flow.passes(self.loop, self.statement)
        return None if count is None else count * self.ways

    @cached_property
    def exact(self) -> int | None:
        """The passes, where nothing but counting ends the loop."""
        return self.program.flow.exactly(self.loop, self.statement)

    @property
    def every_pass(self) -> bool:
        """Whether each pass comes to what stands in the loop."""
        return self.loop.every_pass

    @cached_property
    def body(self) -> list[Statement]:
        """What the loop can run, with what it performs."""
        return self.program.flow.body(self.loop)

    def is_same(self, other: Around) -> bool:
        return self.loop.cycle is other.loop.cycle

    def runs_with(self, other: Statement | Loop) -> bool:
        """Whether each pass that comes to what stands in the loop also comes to something else, a statement or a loop in it."""
        return bool(self.program.flow.runs_with(self.loop, self.inner, other))


def loops_around(statement: Statement, program: Program) -> list[Around]:
    """Every loop that the statement runs in, each in the next one."""
    return list(_around(statement, program))


def _around(statement: Statement, program: Program) -> Iterator[Around]:
    inner: Statement | Loop = statement
    for nested in program.flow.nest(statement):
        yield Around(nested.loop, inner, statement, program, nested.ways)
        inner = nested.loop


def loop_made_by(header: Statement, program: Program) -> Around | None:
    """The loop that a PERFORM makes, as seen from itself."""
    loop = program.flow.loop_made_by(header)
    return Around(loop, header, header, program) if loop is not None else None
