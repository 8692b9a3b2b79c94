"""In which PERFORM ranges each part of a program runs, so that a paragraph returns to those only that performed it.

A *context* is what runs until the end of one range: the main program (which has none) or a range that something performs. At the
end of a paragraph the context decides whether control returns or falls through. All contexts are explored together, at the grain of
*stretches*: what can be reached from the begin of a paragraph (or another place that is jumped to) without leaving it. A stretch is the
same in every context, so that the work is that of one walk over the program and of one over (context, paragraph).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cobolscan.program.flow.graph import Call, Graph, Range

MAIN: Range = (-2, -2)  # the context of the main program: no paragraph ends it
DEAD: Range = (-3, -3)  # and that of paragraphs that nothing leads to


class Exhausted(Exception):
    """The budget of a program is spent."""


class Budget:
    """Steps that the questions about one program may take together."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise Exhausted


@dataclass
class Stretch:
    """What a begin leads to within its paragraph, and where that leads: other begins and ends of paragraphs."""

    nodes: set[int] = field(default_factory=set)
    leads: dict[int, None] = field(default_factory=dict)
    contexts: dict[Range, None] = field(default_factory=dict)


class Contexts:
    """The contexts of one graph. `returns`: the ranges of which some way comes to their end."""

    def __init__(self, graph: Graph, budget: Budget) -> None:
        self._graph = graph
        self._budget = budget
        self.stretches: dict[int, Stretch] = {}
        self.returns: set[Range] = set()
        self._callers: dict[Range, dict[int, Call]] = {}
        self._around: dict[int, list[Stretch]] = {}  # the stretches of a node
        self._led: dict[Range, set[Range]] = {}
        self._run: dict[Range, list[Stretch]] = {}  # the stretches of a context
        self._nodes: list[tuple[int, Stretch]] = []
        self._visits: list[tuple[Range, int]] = []
        self._waiting: dict[Range, list[tuple[Call, Stretch]]] = {}
        for target, _ in graph.entries:
            self._visits.append((MAIN, target))
        for called in graph.events:
            self._visits.append((called, graph.begin(called[0])))
        self._explore()
        self.live = frozenset(self._around)
        self._alive = {MAIN, *graph.events, *self._callers}
        self._dead()

    def of(self, node: int) -> list[Range]:
        """The contexts in which a node runs; those of dead code only when nothing else leads to it."""
        found = self.every(node)
        return [context for context in found if context in self._alive] or found

    def every(self, node: int) -> list[Range]:
        """All contexts in which a node runs, those of dead code as well."""
        return list(dict.fromkeys(context for stretch in self._around.get(node, ()) for context in stretch.contexts))

    def callers(self, context: Range) -> list[Call]:
        """The calls of a range; those in dead code only when there are no others."""
        calls = list(self._callers.get(context, {}).values())
        return [call for call in calls if call.node in self.live] or calls

    def falls_through(self, paragraph: int) -> bool:
        """Whether something comes to the end of a paragraph and does not return there."""
        stretch = self.stretches.get(self._graph.end(paragraph))
        return stretch is not None and any(context[1] != paragraph for context in stretch.contexts)

    # ---- exploring

    def _dead(self) -> None:
        """What nothing leads to is explored as well: paragraph by paragraph, then what stands behind a statement that leaves."""
        graph = self._graph
        for paragraph in range(-1, len(graph.paragraphs)):
            if graph.begin(paragraph) not in self._around and graph.successors[graph.begin(paragraph)]:
                self._visits.append((DEAD, graph.begin(paragraph)))
                self._explore()
        for node in range(graph.size):
            if node not in self._around:
                self._visits.append((DEAD, node))
                self._explore()

    def _explore(self) -> None:
        while self._nodes or self._visits:
            if self._nodes:
                node, stretch = self._nodes.pop()
                self._step(node, stretch)
            else:
                context, node = self._visits.pop()
                self._visit(context, node)

    def _visit(self, context: Range, node: int) -> None:
        """A context comes to the begin of a stretch."""
        stretch = self.stretches.get(node)
        if stretch is None:
            stretch = self.stretches[node] = Stretch()
            self._nodes.append((node, stretch))
        if context in stretch.contexts:
            return
        self._budget.spend()
        stretch.contexts[context] = None
        self._run.setdefault(context, []).append(stretch)
        if self._graph.ends(node):
            self._end(context, node)
        self._visits += [(context, target) for target in stretch.leads]

    def _end(self, context: Range, node: int) -> None:
        graph = self._graph
        paragraph = graph.paragraph_of(node)
        assert paragraph is not None
        if context[1] != paragraph:
            self._visits.append((context, graph.behind(paragraph)[0]))
        elif context not in self.returns:
            self.returns.add(context)
            for call, stretch in self._waiting.pop(context, ()):
                self._nodes.append((call.back, stretch))

    def _step(self, node: int, stretch: Stretch) -> None:
        if node in stretch.nodes:
            return
        self._budget.spend()
        stretch.nodes.add(node)
        self._around.setdefault(node, []).append(stretch)
        graph = self._graph
        for target, _ in graph.successors[node]:
            if graph.size <= target < graph.entry or target in graph.far:
                self._lead(stretch, target)
            elif target > graph.unknown or target < graph.size:
                self._nodes.append((target, stretch))
        for call in graph.calls.get(node, ()):
            self._called(call, stretch)

    def _lead(self, stretch: Stretch, target: int) -> None:
        if target not in stretch.leads:
            stretch.leads[target] = None
            self._visits += [(context, target) for context in stretch.contexts]

    def _called(self, call: Call, stretch: Stretch) -> None:
        self._callers.setdefault(call.range, {})[call.back] = call
        self._visits.append((call.range, self._graph.begin(call.range[0])))
        if call.range in self.returns:
            self._nodes.append((call.back, stretch))
        else:
            self._waiting.setdefault(call.range, []).append((call, stretch))

    def begins_again(self, context: Range, node: int) -> bool:
        """Whether a call in a context, outside of its range, leads into the range once more: a GO TO out of a PERFORM range that comes
        back to the PERFORM makes a loop, though nothing ever returns."""
        if context[0] < -1 or not (calls := self._graph.calls.get(node)):
            return False
        statement = self._graph.statement_at(node)
        paragraph = statement.paragraph.number if statement is not None and statement.paragraph is not None else -1
        return not context[0] <= paragraph <= context[1] and any(context in self._leading(call.range) for call in calls)

    def _leading(self, called: Range) -> set[Range]:
        """The ranges that begin when one is performed, at any distance."""
        known = self._led.get(called)
        if known is None:
            known, todo = set(), [called]
            while todo:
                at = todo.pop()
                if at not in known:
                    self._budget.spend()
                    known.add(at)
                    todo += self._callees.get(at, ())
            self._led[called] = known
        return known

    @cached_property
    def _callees(self) -> dict[Range, list[Range]]:
        """The ranges that are performed in each context."""
        out: dict[Range, list[Range]] = {}
        for called, calls in self._callers.items():
            for call in calls.values():
                for context in self.every(call.node):
                    out.setdefault(context, []).append(called)
        return out

    def within(self, context: Range) -> Iterator[int]:
        """The nodes that run in a context, each once."""
        seen: set[int] = set()
        for stretch in self._run.get(context, ()):
            yield from stretch.nodes - seen
            seen |= stretch.nodes
