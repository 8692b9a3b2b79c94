"""The loops around a statement: in line, by GO TO, and those from which its paragraph is performed, at any distance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cobolscan.program.flow_contexts import Budget, Contexts
from cobolscan.program.flow_cycles import Cycle, Cycles
from cobolscan.program.flow_graph import Graph, Range
from cobolscan.program.flow_targets import loop_form
from cobolscan.program.flow_walks import Walk
from cobolscan.program.procedures import Loop, passes

if TYPE_CHECKING:
    from cobolscan.program.statements import Statement

_REPEATING = ("perform_inline", "perform_statement", "xml_parse_statement")


class Loops:
    """The loops of one program."""

    def __init__(self, graph: Graph, contexts: Contexts, budget: Budget) -> None:
        self._graph = graph
        self._contexts = contexts
        self._budget = budget
        self._cycles = Cycles(graph, contexts, budget)
        self._headers: dict[Cycle, Statement] = {}
        self._walks: dict[int, Walk] = {}

    def around(self, statement: Statement) -> list[Loop]:
        """The loops that run a statement, innermost first; those from which its paragraph is performed behind those within it."""
        node = self._graph.number_of(statement)
        out: dict[Cycle, Loop] = {}
        for cycle, site in self._found(node):
            if cycle not in out and self._header(cycle) is not statement:
                out[cycle] = self._loop(cycle, node, site)
        return list(out.values())

    def _found(self, node: int) -> Iterator[tuple[Cycle, int]]:
        """Each loop around a node, with the node at which it runs there: it, or a call that leads to it."""
        seen: set[tuple[Range, int]] = set()
        level = [(context, node, node) for context in self._contexts.of(node)]
        while level:
            above = []
            for context, site, below in level:
                if (context, site) in seen:
                    continue
                self._budget.spend()
                seen.add((context, site))
                for cycle in self._cycles.around(context, site):
                    yield cycle, below if cycle.head == site else site
                for call in self._contexts.callers(context):
                    above += [(around, call.node, site) for around in self._contexts.of(call.node)]
            level = above

    def chains(self, statement: Statement) -> Iterator[tuple[list[Loop], list[Range]]]:
        """For each context of a statement the loops in it around the statement."""
        node = self._graph.number_of(statement)
        for context in self._contexts.of(node):
            cycles = [cycle for cycle in self._cycles.around(context, node) if self._header(cycle) is not statement]
            yield [self._loop(cycle, node, node) for cycle in cycles], [context]

    def _loop(self, cycle: Cycle, node: int, site: int) -> Loop:
        header = self._header(cycle)
        if header.shape[0] not in _REPEATING or not self._is_head(cycle, header):
            how, count = "GO TO", None
        else:
            inside = header.shape[0] == "perform_inline" and site == node
            how, count = "in line" if inside else "out of line", passes(header)
        at = self._graph.statement_at(site)
        return Loop(how, header, count, not self.avoids(cycle, frozenset((node,))), cycle, at)

    def _is_head(self, cycle: Cycle, header: Statement) -> bool:
        return self._graph.statement_at(cycle.head) is header

    def _header(self, cycle: Cycle) -> Statement:
        """What makes a loop one: the PERFORM at its head, or the last jump that leads back to it."""
        known = self._headers.get(cycle)
        if known is None:
            known = self._headers[cycle] = self._repeats(cycle) or self._jump(cycle)
        return known

    def _repeats(self, cycle: Cycle) -> Statement | None:
        statement = self._graph.statement_at(cycle.head)
        if statement is None or statement.shape[0] not in _REPEATING:
            return None
        return statement if statement.shape[0] == "xml_parse_statement" or loop_form(statement) else None

    def _jump(self, cycle: Cycle) -> Statement:
        graph = self._graph
        best: tuple[bool, bool, int] | None = None
        for node in cycle.nodes:
            if node < graph.size:
                leads = [target for target, _ in graph.successors[node] if target in cycle.nodes]
                jump = graph.statements[node].shape[0] == "go_to_statement"
                back = any(target == cycle.head for target in leads)
                candidate = (jump and any(graph.position(target) <= node for target in leads), back, node)
                best = candidate if best is None or candidate > best else best
        assert best is not None, "a loop without statements"
        return graph.statements[best[2]]

    # ---- passes that avoid something

    def avoids(self, cycle: Cycle, nodes: frozenset[int]) -> bool:
        """Whether a pass can go round a loop and run none of the nodes."""
        walk = self._walk(nodes)
        todo, seen = [cycle.head], set()
        while todo:
            node = todo.pop()
            if node in seen or node in nodes:
                continue
            self._budget.spend()
            seen.add(node)
            for target in walk.within(cycle.context, node):
                if target == cycle.head:
                    return True
                if target in cycle.nodes:
                    todo.append(target)
        return False

    def _walk(self, nodes: frozenset[int]) -> Walk:
        """Walks that avoid one statement are asked for again, for each of the loops around it."""
        if len(nodes) != 1:
            return Walk(self._graph, self._contexts, self._budget, nodes)
        node = next(iter(nodes))
        known = self._walks.get(node)
        if known is None:
            known = self._walks[node] = Walk(self._graph, self._contexts, self._budget, nodes)
        return known

    # ---- what a loop runs

    def body(self, cycle: Cycle) -> list[Statement]:
        """Every statement that a loop can run, in the order of the text, with what it performs."""
        return self.with_performed(cycle.nodes)

    def with_performed(self, nodes: frozenset[int] | set[int]) -> list[Statement]:
        """The statements of some nodes, and of all that these perform at any distance."""
        out = {node for node in nodes if node < self._graph.size}
        seen: set[Range] = set()
        todo = [call.range for node in nodes for call in self._graph.calls.get(node, ())]
        while todo:
            called = todo.pop()
            if called in seen:
                continue
            seen.add(called)
            for node in self._contexts.within(called):
                self._budget.spend()
                if node < self._graph.size:
                    out.add(node)
                todo += [call.range for call in self._graph.calls.get(node, ())]
        return [self._graph.statements[node] for node in sorted(out)]
