"""How often a statement can run at most in one run of its program: nested counts multiply, several PERFORMs of a paragraph add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobolscan.program.flow import counting
from cobolscan.program.flow.contexts import MAIN, Budget, Contexts
from cobolscan.program.flow.cycles import Cycle
from cobolscan.program.flow.graph import Graph, Range
from cobolscan.program.flow.loops import Loops

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement


class Counts:
    """Counts of one program, remembered for each context."""

    def __init__(self, program: Program, graph: Graph, contexts: Contexts, loops: Loops, budget: Budget) -> None:
        self._program = program
        self._graph = graph
        self._contexts = contexts
        self._loops = loops
        self._budget = budget
        self._entered: dict[Range, int | None] = {MAIN: 1}  # how often a context begins

    def most_runs(self, statement: Statement) -> int | None:
        """The most runs of a statement, None when nothing bounds them (a loop that nothing counts, a paragraph that performs itself)."""
        node = self._graph.number_of(statement)
        contexts = self._contexts.of(node)
        for context in contexts:
            self._enter(context)
        counts = [self._times(context, node) for context in contexts]
        return None if any(count is None for count in counts) else sum(count or 0 for count in counts)

    def _times(self, context: Range, node: int) -> int | None:
        """How often a node runs in all runs of a context together."""
        product = self._entered.get(context)
        for cycle in self._loops.cycles(context, node) if product is not None else ():
            count = self._passes(cycle, node)
            if count is None or product is None:
                return None
            product *= count
        return product

    def _passes(self, cycle: Cycle, node: int) -> int | None:
        """The most passes of a loop that run a node."""
        if not self._loops.counts_alone(cycle):
            return None
        statement = self._graph.statement_at(node)
        assert statement is not None
        return counting.Counter(cycle, self._loops, statement, self._program).most()

    def _enter(self, context: Range) -> None:
        """Counts how often a context begins, after those from which it is called; one that is called from itself stays None."""
        stack = [context]
        open_: set[Range] = set()
        while stack:
            at = stack[-1]
            if at in self._entered:
                stack.pop()
                continue
            self._budget.spend()
            calls = [(around, call.node) for call in self._contexts.callers(at) for around in self._contexts.of(call.node)]
            missing = [around for around, _ in calls if around not in self._entered]
            if missing and at not in open_ and not open_.intersection(missing):
                open_.add(at)
                stack += missing
                continue
            counts = [None if around not in self._entered else self._times(around, node) for around, node in calls]
            bounded = bool(calls) and not missing and all(count is not None for count in counts)
            self._entered[at] = sum(count or 0 for count in counts) if bounded else None
            stack.pop()
