"""The loops of one context, nested: strongly connected parts of its graph, and those that are left of each without the edges to its head.

The same as natural loops where control enters a loop at one place only; a loop that a GO TO enters in the middle is found as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from cobolscan.program.flow.contexts import MAIN, Budget, Contexts
from cobolscan.program.flow.graph import Graph, Kind, Range


@dataclass(eq=False)
class Cycle:
    """A loop in one context. `head`: the node at which a pass begins; `nodes` with those of the loops within, not what they perform."""

    context: Range
    head: int
    nodes: frozenset[int]
    outer: Cycle | None


class Cycles:
    """The loops of every context that is asked for."""

    def __init__(self, graph: Graph, contexts: Contexts, budget: Budget) -> None:
        self._graph = graph
        self._contexts = contexts
        self._budget = budget
        self._innermost: dict[Range, dict[int, Cycle]] = {}

    def around(self, context: Range, node: int) -> list[Cycle]:
        """The loops around a node in a context, innermost first."""
        known = self._innermost.get(context)
        if known is None:
            known = self._innermost[context] = self._find(context)
        out, cycle = [], known.get(node)
        while cycle is not None:
            out.append(cycle)
            cycle = cycle.outer
        return out

    def _find(self, context: Range) -> dict[int, Cycle]:
        edges = {node: self._edges(context, node) for node in self._contexts.within(context)}
        innermost: dict[int, Cycle] = {}
        todo: list[tuple[frozenset[int], Cycle | None]] = [(frozenset(edges), None)]
        while todo:
            nodes, outer = todo.pop()
            parts = _connected(edges, nodes, outer.head if outer else -1)
            entered = self._entered(context, edges, nodes, parts)
            for number, part in enumerate(parts):
                cycle = Cycle(context, self._head(entered[number] or part), part, outer)
                innermost.update(dict.fromkeys(part, cycle))
                todo.append((part, cycle))
        return innermost

    def _edges(self, context: Range, node: int) -> list[int]:
        """What follows a node in a context. A CICS condition that leads back makes no loop: it is only what HANDLE allows for."""
        graph = self._graph
        place = graph.position(node) if any(kind is Kind.HANDLE for _, kind in graph.successors[node]) else 0
        out = [target for target, kind in graph.successors[node] if kind is not Kind.HANDLE or graph.position(target) > place]
        out += [call.back for call in graph.calls.get(node, ()) if call.range in self._contexts.returns]
        if graph.ends(node):
            paragraph = graph.paragraph_of(node)
            if paragraph is not None and paragraph != context[1]:
                out.append(graph.behind(paragraph)[0])
        if self._contexts.begins_again(context, node):
            out.append(graph.begin(context[0]))
        return out

    def _entered(self, context: Range, edges: dict[int, list[int]], nodes: frozenset[int], parts: list[frozenset[int]]) -> list[set[int]]:
        """The nodes of each part to which control comes from outside of it."""
        part_of = {node: number for number, part in enumerate(parts) for node in part}
        entered: list[set[int]] = [set() for _ in parts]
        starts = [self._graph.begin(context[0])] if context != MAIN else [target for target, _ in self._graph.entries]
        for start in starts:
            if start in part_of:
                entered[part_of[start]].add(start)
        for node in nodes:
            self._budget.spend()
            own = part_of.get(node, -1)
            for target in edges[node]:
                number = part_of.get(target, -1)
                if number not in (own, -1):
                    entered[number].add(target)
        return entered

    def _head(self, candidates: set[int] | frozenset[int]) -> int:
        """Where a loop is entered; of several places the first in the text."""
        return min(candidates, key=lambda node: (self._graph.position(node), not self._graph.begins(node), node))


def _connected(edges: dict[int, list[int]], nodes: frozenset[int], head: int) -> list[frozenset[int]]:
    """The strongly connected parts among some nodes that hold a loop, edges to `head` left out (Tarjan, without recursion)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    open_: list[int] = []
    is_open: set[int] = set()
    out: list[frozenset[int]] = []
    for root in sorted(nodes):
        if root in order:
            continue
        work = [(root, iter(edges[root]))]
        order[root] = low[root] = len(order)
        open_.append(root)
        is_open.add(root)
        while work:
            node, following = work[-1]
            for target in following:
                if target not in nodes or target == head:
                    continue
                if target not in order:
                    order[target] = low[target] = len(order)
                    open_.append(target)
                    is_open.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in is_open:
                    low[node] = min(low[node], order[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    part = _popped(open_, is_open, node)
                    if len(part) > 1 or (node in edges[node] and node != head):
                        out.append(part)
    return out


def _popped(open_: list[int], is_open: set[int], node: int) -> frozenset[int]:
    part = set()
    while True:
        other = open_.pop()
        is_open.discard(other)
        part.add(other)
        if other == node:
            return frozenset(part)
