"""What a program holds at a statement: a record, a resource or a unit of work that was taken on the way and not given back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cobolscan.program.model import Program
from cobolscan.program.procedures import Paragraph
from cobolscan.program.statements import Statement
from cobolscan.program.values.reaching import Branches, Reaching, Walk
from cobolscan.rules.waits._failure import Failure
from cobolscan.rules.waits._forms import Forms
from cobolscan.rules.waits._locks import Lock, locks_of


@dataclass(frozen=True)
class Held:
    """`what` in words, and the statement that took it."""

    what: str
    taken: Statement


class Locks:
    """The locks of one program."""

    def __init__(self, program: Program, forms: Forms) -> None:
        self._program = program
        self._forms = forms
        self._reaching = Reaching(program)

    @cached_property
    def all(self) -> list[tuple[Lock, Failure]]:
        return [(lock, Failure(self._program, lock)) for lock in locks_of(self._program, self._forms) if lock.taken]

    def held_at(self, statement: Statement) -> Iterator[Held]:
        """What is held when control comes to the statement, on one way at least."""
        for lock, failure in self.all:
            last = _Back(self._reaching, lock, failure).back_from(statement)
            taken = {id(other) for other in lock.taken}
            first = next((found.statement for found in last if found.statement is not None and id(found.statement) in taken), None)
            if first is not None and first is not statement:
                yield Held(lock.says(), first)


class _Back(Walk):
    """Back to what took or gave back a lock last. A branch for the case that it could not be taken holds nothing."""

    def __init__(self, reaching: Reaching, lock: Lock, failure: Failure) -> None:
        super().__init__(reaching, [*lock.taken, *lock.given_back, *failure.first_statements])
        self._failure = failure
        self._closed = failure.ended
        self._open: set[tuple[int, int]] = set()

    def _through(self, paragraph: Paragraph | None, until: Statement | None) -> bool:
        if until is not None and self._failure.governs(until):
            return True
        return super()._through(paragraph, until)

    def _assigns(self, statement: Statement) -> bool:
        if statement.base in self._closed:
            return True
        if statement.base in self._bases:
            return super()._assigns(statement)
        numbers = self._program.procedures.ranges.get(statement.base, range(0))
        return bool(self._inside(numbers)) and self._performed(numbers)

    def _performed(self, numbers: range) -> bool:
        """Backwards through what a PERFORM runs; what it takes and gives back itself is not held behind it."""
        key = (numbers.start, numbers.stop)
        if key in self._open:
            return False
        self._open.add(key)
        settled = any(self._through(self._program.paragraphs[number], None) for number in reversed(numbers))
        self._open.discard(key)
        return settled

    def _round(self, statements: list[Statement], until: Statement, around: set[int]) -> None:
        branches = Branches(around, self._closed)
        for statement in reversed(statements):
            if statement.base <= until.base or branches.settled:
                return
            if not self._in_same_loop(statement, around):
                continue
            if not branches.covers(statement) and self._assigns(statement):
                branches.assigned(statement)
            branches.meet(statement)
