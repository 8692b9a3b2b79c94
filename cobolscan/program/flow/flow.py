"""How control flows through a program: what can come behind a statement, what it cannot do without, what loops.

A graph of the statements (`flow_graph.py`, drawn by `flow_edges.py`); the PERFORM ranges in which each part of it runs
(`flow_contexts.py`), so that a paragraph returns to those that performed it and falls through only where nothing did; walks that
pair returns with calls (`flow_walks.py`); loops (`flow_cycles.py`, `flow_loops.py`). Everything is worked out when it is asked for,
and within a budget: beyond it the answer is None, "unknown".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from cobolscan.program.flow import counting
from cobolscan.program.flow.contexts import Budget, Contexts, Exhausted
from cobolscan.program.flow.counts import Counts
from cobolscan.program.flow.cycles import Cycle
from cobolscan.program.flow.edges import Builder
from cobolscan.program.flow.graph import Edge, Graph, Kind
from cobolscan.program.flow.loops import Loops
from cobolscan.program.flow.nests import Nested, Nests
from cobolscan.program.flow.walks import Walk
from cobolscan.program.procedures import Loop

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_STEPS = 2_000_000  # for all questions about one program: a few seconds

T = TypeVar("T")


class Flow:
    """The flow of control of one program."""

    def __init__(self, program: Program, steps: int = _STEPS) -> None:
        self._program = program
        self._budget = Budget(steps)

    @cached_property
    def graph(self) -> Graph:
        return Builder(self._program).build()

    @cached_property
    def contexts(self) -> Contexts | None:
        """The PERFORM ranges in which nodes run; None when there are too many to look at."""
        try:
            return Contexts(self.graph, self._budget)
        except Exhausted:
            return None

    @cached_property
    def _loops(self) -> Loops | None:
        return Loops(self.graph, self.contexts, self._budget) if self.contexts is not None else None

    @property
    def exhausted(self) -> bool:
        """Whether answers are missing because the budget is spent."""
        return self._budget.left < 0

    # ---- edges

    def edges(self, node: int) -> list[Edge]:
        """Where control can go from a node, calls and returns with the rest; returns only from ranges that come back."""
        graph, contexts = self.graph, self.contexts
        if node == graph.entry:
            return [*graph.entries, *((graph.begin(called[0]), Kind.USE) for called in graph.events)]
        out = list(graph.successors[node])
        out += [(graph.begin(call.range[0]), call.kind) for call in graph.calls.get(node, ())]
        paragraph = graph.paragraph_of(node)
        if paragraph is not None and graph.ends(node):
            if contexts is None or contexts.falls_through(paragraph):
                out.append(graph.behind(paragraph))
            out += [(back, Kind.RETURN) for back in self._returning.get(paragraph, ())]
        return list(dict.fromkeys(out))

    @cached_property
    def _returning(self) -> dict[int, list[int]]:
        """By the last paragraph of ranges that come back, the nodes to which these return."""
        out: dict[int, list[int]] = {}
        for calls in self.graph.calls.values():
            for call in calls:
                if self.contexts is None or call.range in self.contexts.returns:
                    out.setdefault(call.range[1], []).append(call.back)
        return out

    # ---- what comes behind what

    def reachable(self, statement: Statement) -> bool | None:
        """Whether something leads from the entry of the program to a statement; None for what is no program (a copybook) and unknown."""
        if self.contexts is None or not self._program.name:
            return None
        return self.graph.number_of(statement) in self.contexts.live

    def unreachable(self) -> list[Statement]:
        """The statements to which nothing leads, branch phrases included; none when that is unknown."""
        if self.contexts is None or not self._program.name:
            return []
        return [statement for number, statement in enumerate(self.graph.statements) if number not in self.contexts.live]

    def reaches(self, first: Statement, second: Statement, avoiding: Iterable[Statement] = ()) -> bool | None:
        """Whether control can come from one statement to another and run none of some others in between.

        A PERFORM on the way is run as a whole: it is no way when each way through what it performs runs one of the others.
        """
        number = self.graph.number_of
        return self._leads([number(first)], number(second), frozenset(number(other) for other in avoiding))

    def dominates(self, first: Statement, second: Statement) -> bool | None:
        """Whether each way from the entry of the program to `second` runs `first`. Nothing leads to dead code, so that all dominates it."""
        if first is second:
            return True
        number = self.graph.number_of
        known = self._leads([self.graph.entry], number(second), frozenset((number(first),)))
        return None if known is None else not known

    def behind(self, statement: Statement, avoiding: Iterable[Statement] = ()) -> list[Statement] | None:
        """All statements that can run behind one, in the order of the text, on ways that end at some others (which are told as well)."""
        number = self.graph.number_of
        avoided = frozenset(number(other) for other in avoiding)
        nodes = self._within_budget(lambda walk: {n for n in walk.after([number(statement)]) if n < self.graph.size}, avoided)
        return None if nodes is None else [self.graph.statements[node] for node in sorted(nodes)]

    def _leads(self, starts: list[int], target: int, avoided: frozenset[int]) -> bool | None:
        return self._within_budget(lambda walk: any(node == target for node in walk.after(starts)), avoided - {target})

    def _within_budget(self, question: Callable[[Walk], T], avoided: frozenset[int]) -> T | None:
        if self.contexts is None:
            return None
        try:
            return question(Walk(self.graph, self.contexts, self._budget, avoided))
        except Exhausted:
            return None

    # ---- loops

    def loops_around(self, statement: Statement) -> list[Loop]:
        """The loops that run a statement, innermost first: those of its paragraph, then those that perform it, nearest first.

        Those around the body of an in-line PERFORM are not around the PERFORM itself. Empty when unknown, see `exhausted`.
        """
        if self._loops is None:
            return []
        try:
            return self._loops.around(statement)
        except Exhausted:
            return []

    def body(self, loop: Loop) -> list[Statement]:
        """Every statement that a loop of `loops_around` can run, with what it performs, in the order of the text; [] when unknown."""
        return self._of_loop(loop, lambda loops, cycle: loops.body(cycle)) or []

    def avoids(self, loop: Loop, statements: Iterable[Statement]) -> bool | None:
        """Whether a pass can go round a loop and run none of the statements; None when unknown."""
        nodes = frozenset(map(self.graph.number_of, statements))
        return self._of_loop(loop, lambda loops, cycle: loops.avoids(cycle, nodes))

    def between(self, loop: Loop, statement: Statement) -> list[Statement]:
        """What can run in a pass of a loop before a statement of it: in the loop's own paragraphs (with what they perform), and in the
        PERFORM range in which the statement stands. [] when unknown."""
        number = self.graph.number_of
        site = number(loop.site) if loop.site is not None else number(statement)
        return self._of_loop(loop, lambda loops, cycle: loops.between(cycle, site, number(statement))) or []

    def passes(self, loop: Loop, statement: Statement) -> int | None:
        """The most passes of a loop around a statement that run it, None when nothing bounds them. See `counting.py`."""
        return self._of_loop(loop, lambda loops, cycle: counting.Counter(cycle, loops, loop.site or statement, self._program).most())

    def exactly(self, loop: Loop, statement: Statement) -> int | None:
        """The passes of a loop that run a statement, where a single count decides and nothing else ends it; None otherwise."""
        return self._of_loop(loop, lambda loops, cycle: counting.Counter(cycle, loops, loop.site or statement, self._program).exactly())

    def nest(self, statement: Statement) -> list[Nested]:
        """The loops around a statement, one in the other, innermost first; where several lead to it, along the nearest."""
        if self._nests is None:
            return []
        try:
            return self._nests.around(statement)
        except Exhausted:
            return []

    def loop_made_by(self, statement: Statement) -> Loop | None:
        """The loop that a PERFORM makes; None when it makes none, or none that comes round."""
        if self._loops is None:
            return None
        try:
            return self._loops.made_by(statement)
        except Exhausted:
            return None

    def runs_with(self, loop: Loop, first: Statement | Loop, second: Statement | Loop) -> bool | None:
        """Whether each pass of a loop that runs one statement (or comes to one loop within) also runs another; None when unknown."""
        nodes = [self._node(part) for part in (first, second)]
        if None in nodes:
            return None
        found = self._of_loop(loop, lambda loops, cycle: loops.comes_round(cycle, nodes[0] or 0, nodes[1] or 0))
        return None if found is None else not found

    def _node(self, part: Statement | Loop) -> int | None:
        """A statement's node, or that at which the passes of a loop begin."""
        if isinstance(part, Loop):
            return part.cycle.head if part.cycle is not None else None
        return self.graph.number_of(part)

    @cached_property
    def _nests(self) -> Nests | None:
        if self.contexts is None or self._loops is None:
            return None
        return Nests(self.graph, self.contexts, self._loops, self._budget)

    def most_runs(self, statement: Statement) -> int | None:
        """How often a statement runs at most in one run of the program, over all loops and PERFORMs around it; None when nothing bounds it.

        An upper bound, from the counts of `counting.py`: of nested loops the product, of several PERFORMs of its paragraph the sum.
        """
        if self._counts is None:
            return None
        try:
            return self._counts.most_runs(statement)
        except Exhausted:
            return None

    @cached_property
    def _counts(self) -> Counts | None:
        if self.contexts is None or self._loops is None:
            return None
        return Counts(self._program, self.graph, self.contexts, self._loops, self._budget)

    def _of_loop(self, loop: Loop, question: Callable[[Loops, Cycle], T]) -> T | None:
        if self._loops is None or loop.cycle is None:
            return None
        try:
            return question(self._loops, loop.cycle)
        except Exhausted:
            return None
