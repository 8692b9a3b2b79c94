"""The loops around a statement that stand one in the other, along one way of PERFORMs: what multiplies when passes are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.program.flow.contexts import Budget, Contexts
from cobolscan.program.flow.cycles import Cycle
from cobolscan.program.flow.graph import Graph, Range
from cobolscan.program.flow.loops import Loops
from cobolscan.program.procedures import Loop

if TYPE_CHECKING:
    from cobolscan.program.statements import Statement

State = tuple[Range, int]  # a context, and the node in it that runs the statement: its own, or that of a PERFORM


@dataclass(frozen=True)
class Nested:
    """One loop of a nest. `every_pass` of the loop: whether each pass comes to what stands in it, the statement or the next loop.

    `ways`: from how many places of the loop that is performed; each of them counts.
    """

    loop: Loop
    ways: int = 1


class Nests:
    """The nests of loops of one program."""

    def __init__(self, graph: Graph, contexts: Contexts, loops: Loops, budget: Budget) -> None:
        self._graph = graph
        self._contexts = contexts
        self._loops = loops
        self._budget = budget

    def around(self, statement: Statement) -> list[Nested]:
        """The nest of a statement, innermost loop first. A PERFORM stands outside of the loop that it makes."""
        node = self._graph.number_of(statement)
        out: list[Nested] = []
        known: set[Cycle] = set()
        level = dict.fromkeys(((context, node) for context in self._contexts.of(node)), 1)
        while level:
            found = self._nearest(self._climb(level), known, statement)
            if found is None:
                break
            context, site, cycles, ways = found
            for cycle in cycles:
                out.append(Nested(self._loops.loop(cycle, node, site), ways))
                known.add(cycle)
                node, ways = cycle.head, 1
                site = node if self._graph.statement_at(node) is not None else site
            level = self._above(context)
        return out

    def _nearest(self, ways: dict[State, int], known: set[Cycle], statement: Statement) -> tuple[Range, int, list[Cycle], int] | None:
        """The first state with loops around it, these, and the number of ways in the innermost."""
        for context, site in ways:
            cycles = [c for c in self._loops.cycles(context, site) if c not in known and self._loops.header(c) is not statement]
            if cycles:
                inner = cycles[0]
                count = sum(number for (other, at), number in ways.items() if other == inner.context and at in inner.nodes)
                return context, site, cycles, count
        return None

    def _climb(self, level: dict[State, int]) -> dict[State, int]:
        """What performs some states, at any distance, nearest first, each with the number of ways from it."""
        ways = dict(level)
        todo = list(level)
        for state in todo:
            self._budget.spend()
            for above in self._above(state[0]):
                if above not in ways:
                    ways[above] = 0
                    todo.append(above)
                ways[above] += ways[state]
        return ways

    def _above(self, context: Range) -> dict[State, int]:
        """The calls of a context, in the contexts in which they stand."""
        return {(around, call.node): 1 for call in self._contexts.callers(context) for around in self._contexts.of(call.node)}
