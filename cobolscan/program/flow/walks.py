"""Walks over the graph that pair each return with its call: on from a statement, back to who performed it, into what is performed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobolscan.program.flow.contexts import MAIN, Budget, Contexts
from cobolscan.program.flow.graph import Call, Graph, Range

State = tuple[Range, int, bool]  # context, node, and whether the end of the context may return to its callers


class Walk:
    """Ways that avoid some nodes.

    A call that avoids them on some way is stepped over as a whole. A walk goes up (to the callers of the range in which it began) and then
    down (into what is performed); having gone down it comes up only by stepping over, so that no way leaves by another return than it came.
    """

    def __init__(self, graph: Graph, contexts: Contexts, budget: Budget, avoiding: frozenset[int] = frozenset()) -> None:
        self._graph = graph
        self._contexts = contexts
        self._budget = budget
        self._avoiding = avoiding
        self._returns = self._coming_back() if avoiding else contexts.returns

    def avoids(self, node: int) -> bool:
        """Whether a node is one of those to be avoided."""
        return node in self._avoiding

    def within(self, context: Range, node: int) -> Iterator[int]:
        """What follows a node in its context, calls stepped over; nothing behind the end of the context."""
        graph = self._graph
        for target, _ in graph.successors[node]:
            yield target
        for call in graph.calls.get(node, ()):
            if call.range in self._returns:
                yield call.back
        if graph.ends(node):
            paragraph = graph.paragraph_of(node)
            if paragraph is not None and paragraph != context[1]:
                yield graph.behind(paragraph)[0]

    # ---- ranges

    def _coming_back(self) -> set[Range]:
        """The ranges that can come to their end and avoid the nodes. Those that cannot meet one need no look."""
        touching = self._touching()
        out = {called for called in self._contexts.returns if called not in touching}
        self._returns = out
        waiting: dict[Range, list[tuple[Range, Call]]] = {}
        seen: dict[Range, set[int]] = {called: set() for called in touching}
        todo = [(called, self._graph.begin(called[0])) for called in touching if called in self._contexts.returns]
        while todo:
            context, node = todo.pop()
            if node in seen[context] or node in self._avoiding:
                continue
            self._budget.spend()
            seen[context].add(node)
            todo += [(context, target) for target in self.within(context, node)]
            for call in self._graph.calls.get(node, ()):
                if call.range in touching and call.range not in out:
                    waiting.setdefault(call.range, []).append((context, call))
            if self._graph.ends(node) and self._graph.paragraph_of(node) == context[1] and context not in out:
                out.add(context)
                todo += [(waiter, call.back) for waiter, call in waiting.pop(context, ())]
        return out

    def _touching(self) -> set[Range]:
        """The ranges in which one of the nodes can run, also in what they perform."""
        out: set[Range] = set()
        todo = [context for node in self._avoiding for context in self._contexts.every(node)]
        while todo:
            context = todo.pop()
            if context not in out:
                self._budget.spend()
                out.add(context)
                for call in self._contexts.callers(context):
                    todo += self._contexts.every(call.node)
        return out

    # ---- from a node on

    def after(self, nodes: Iterable[int]) -> Iterator[int]:
        """Every node that can come behind one of the nodes, in no order; nodes to be avoided end a way, and are given."""
        seen: set[State] = set()
        given: set[int] = set()
        todo = [state for node in nodes for state in self._first(node)]
        while todo:
            state = todo.pop()
            if state in seen or (state[2] is False and (state[0], state[1], True) in seen):
                continue
            self._budget.spend()
            seen.add(state)
            node = state[1]
            if node not in given:
                given.add(node)
                yield node
            if node not in self._avoiding:
                todo += self._follow(state)

    def _first(self, node: int) -> Iterator[State]:
        """What follows a node in each of its contexts; at the entry, where the program begins."""
        graph = self._graph
        if node == graph.entry:
            yield from ((MAIN, target, True) for target, _ in graph.entries)
            yield from ((called, graph.begin(called[0]), True) for called in graph.events)
        for context in self._contexts.of(node):
            yield from self._follow((context, node, True))

    def _follow(self, state: State) -> list[State]:
        context, node, up = state
        out = [(context, target, up) for target in self.within(context, node)]
        for call in self._graph.calls.get(node, ()):
            out.append((call.range, self._graph.begin(call.range[0]), False))
        if up and self._graph.ends(node) and self._graph.paragraph_of(node) == context[1]:
            for call in self._contexts.callers(context):
                out += [(around, call.back, True) for around in self._contexts.of(call.node)]
        return out
