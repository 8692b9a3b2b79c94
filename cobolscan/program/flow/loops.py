"""The loops around a statement: in line, by GO TO, and those from which its paragraph is performed, at any distance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cobolscan.program.flow.contexts import Budget, Contexts
from cobolscan.program.flow.cycles import Cycle, Cycles
from cobolscan.program.flow.graph import Graph, Kind, Range
from cobolscan.program.flow.targets import loop_form
from cobolscan.program.flow.walks import Walk
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
        self._repeated: dict[Cycle, list[Statement]] = {}

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

    def cycles(self, context: Range, node: int) -> list[Cycle]:
        """The loops around a node in one context; those of a PERFORM also around it."""
        return self._cycles.around(context, node)

    def header(self, cycle: Cycle) -> Statement:
        """What makes a loop one: the PERFORM at its head, or the last jump that leads back to it."""
        return self._header(cycle)

    def _loop(self, cycle: Cycle, node: int, site: int) -> Loop:
        header = self._header(cycle)
        if header.shape[0] not in _REPEATING or not self._is_head(cycle, header):
            how, count = "GO TO", None
        else:
            inside = header.shape[0] == "perform_inline" and site == node
            how, count = "in line" if inside else "out of line", passes(header) if self._goes_round_alone(cycle, header) else None
        at = self._graph.statement_at(site)
        return Loop(how, header, count, not self.avoids(cycle, frozenset((node,))), cycle, at)

    def made_by(self, statement: Statement) -> Loop | None:
        """The loop whose passes a PERFORM begins."""
        node = self._graph.number_of(statement)
        for context in self._contexts.of(node):
            for cycle in self._cycles.around(context, node):
                if self._header(cycle) is statement:
                    return self._loop(cycle, node, node)
        return None

    def loop(self, cycle: Cycle, node: int, site: int) -> Loop:
        """A loop as the one around a node, which stands in it or is performed from `site`."""
        return self._loop(cycle, node, site)

    def counts_alone(self, cycle: Cycle) -> bool:
        """Whether what a PERFORM counts is what the loop counts, see `_goes_round_alone`; True for a loop by GO TO."""
        header = self._repeats(cycle)
        return header is None or self._goes_round_alone(cycle, header)

    def _goes_round_alone(self, cycle: Cycle, header: Statement) -> bool:
        """Whether only the passes of a PERFORM lead back to it: what jumps to it from outside its body begins it anew."""
        graph = self._graph
        number = graph.number_of(header)
        for node in cycle.nodes:
            if any(target == number for target, _ in graph.successors[node]) and graph.owners.get(node) != number:
                statement = graph.statement_at(node)
                while statement is not None and statement is not header:
                    statement = statement.parent
                if statement is None:
                    return False
        return True

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
            for target in self._following(walk, cycle.context, node):
                if target == cycle.head:
                    return True
                if target in cycle.nodes:
                    todo.append(target)
        return False

    def exits(self, cycle: Cycle) -> Iterator[tuple[Statement, Kind]]:
        """The IFs that end a loop and are tested on each pass, with the kind of the edge that leaves; in what the loop performs, those of
        which a branch does not come back."""
        for statement in self.repeated(cycle):
            if statement.shape[0] != "if_phrase":
                continue
            node = self._graph.number_of(statement)
            for target, kind in self._graph.successors[node]:
                if self._leaves(cycle, node, target) and not self.avoids(cycle, frozenset((node,))):
                    yield statement, kind

    def _leaves(self, cycle: Cycle, node: int, target: int) -> bool:
        if node in cycle.nodes:
            return target not in cycle.nodes
        contexts = self._contexts.of(node)
        return len(contexts) == 1 and not self._comes(contexts[0], target, self._graph.end(contexts[0][1]), self._walk(frozenset()))

    def comes_round(self, cycle: Cycle, site: int, without: int) -> bool:
        """Whether a pass of a loop can run a node and not run another one, before or behind it."""
        walk = self._walk(frozenset((without,)))
        seen: set[tuple[Range, int]] = set()
        todo = [(context, site) for context in self._contexts.of(site)]
        while todo:
            state = todo.pop()
            if state in seen:
                continue
            self._budget.spend()
            seen.add(state)
            context, node = state
            if context == cycle.context and node in cycle.nodes:
                if self._comes_round_in(cycle, node, walk):
                    return True
            elif self._comes_through(context, node, walk):
                todo += [(around, call.node) for call in self._contexts.callers(context) for around in self._contexts.of(call.node)]
            elif not self._comes_through(context, node, self._walk(frozenset())):
                return True  # a GO TO leads out of the range: not known
        return False

    def _comes_round_in(self, cycle: Cycle, node: int, walk: Walk) -> bool:
        """The same for a node of the loop itself: from the head to the node, and on to the head."""
        context, head, among = cycle.context, cycle.head, cycle.nodes
        behind = any(self._comes(context, target, head, walk, among) for target in self._following(walk, context, node))
        return behind and (node == head or self._comes(context, head, node, walk, among))

    def _comes_through(self, context: Range, node: int, walk: Walk) -> bool:
        """Whether a walk leads through a range by way of a node."""
        begin, end = self._graph.begin(context[0]), self._graph.end(context[1])
        behind = any(self._comes(context, target, end, walk) for target in self._following(walk, context, node))
        return behind and self._comes(context, begin, node, walk)

    def ends_only_at(self, cycle: Cycle, deciding: Statement) -> bool:
        """Whether nothing but one statement ends a loop, neither in it nor in what it performs."""
        walk = self._walk(frozenset())
        number = self._graph.number_of(deciding)
        for node in cycle.nodes:
            leaves = any(target not in cycle.nodes for target in self._following(walk, cycle.context, node))
            if leaves and self._graph.owners.get(node, node) != number:
                return False
        inside = self.repeated(cycle)
        return not any(self._ends_run(statement) for statement in inside)

    def _ends_run(self, statement: Statement) -> bool:
        node = self._graph.number_of(statement)
        return any(kind is Kind.LEAVE or target == self._graph.exit for target, kind in self._graph.successors[node])

    def follows(self, cycle: Cycle, first: int, second: int) -> bool:
        """Whether in one pass of a loop a node can run behind another; True where that is not known."""
        walk = self._walk(frozenset())
        if first in cycle.nodes and second in cycle.nodes:
            among = cycle.nodes - {cycle.head}
            return any(self._comes(cycle.context, target, second, walk, among) for target in self._following(walk, cycle.context, first))
        contexts = self._contexts.of(first)
        if len(contexts) == 1 and contexts == self._contexts.of(second):
            return any(self._comes(contexts[0], target, second, walk) for target in walk.within(contexts[0], first))
        return True

    def _comes(self, context: Range, start: int, target: int, walk: Walk, among: frozenset[int] | None = None) -> bool:
        """Whether a walk leads from a node to another in one context."""
        todo, seen = [start], set()
        while todo:
            node = todo.pop()
            if node in seen or walk.avoids(node) or (among is not None and node not in among):
                continue
            if node == target:
                return True
            self._budget.spend()
            seen.add(node)
            todo += self._following(walk, context, node)
        return False

    def _following(self, walk: Walk, context: Range, node: int) -> Iterator[int]:
        """What follows a node in a context, with the begin of the range where that is performed anew."""
        yield from walk.within(context, node)
        if self._contexts.begins_again(context, node):
            yield self._graph.begin(context[0])

    def _walk(self, nodes: frozenset[int]) -> Walk:
        """Walks that avoid one statement are asked for again, for each of the loops around it."""
        if len(nodes) != 1:
            return Walk(self._graph, self._contexts, self._budget, nodes)
        node = next(iter(nodes))
        known = self._walks.get(node)
        if known is None:
            known = self._walks[node] = Walk(self._graph, self._contexts, self._budget, nodes)
        return known

    def between(self, cycle: Cycle, site: int, node: int) -> list[Statement]:
        """What a pass can run before a node: between the head and what leads to the node, and from the begin of the node's range."""
        out = self._on_ways(cycle.context, cycle.head, site if site in cycle.nodes else cycle.head, cycle.nodes)
        if node not in cycle.nodes:
            for context in self._contexts.of(node):
                out |= self._on_ways(context, self._graph.begin(context[0]), node, None)
        out -= {node, site}
        header = self._repeats(cycle)
        return [statement for statement in self.with_performed(out) if statement is not header]

    def _on_ways(self, context: Range, start: int, target: int, among: frozenset[int] | None) -> set[int]:
        """The nodes on ways in a context from one node to another that run neither in between."""
        if start == target:
            return set()
        walk = self._walk(frozenset())
        before: dict[int, list[int]] = {}
        todo, seen = [start], {start}
        while todo:
            at = todo.pop()
            self._budget.spend()
            for following in self._following(walk, context, at) if at != target else ():
                if (among is None or following in among) and following != start:
                    before.setdefault(following, []).append(at)
                    if following not in seen:
                        seen.add(following)
                        todo.append(following)
        todo, out = [target], set()
        while todo:
            for at in before.get(todo.pop(), ()):
                if at not in out:
                    out.add(at)
                    todo.append(at)
        return out

    # ---- what a loop runs

    def repeated(self, cycle: Cycle) -> list[Statement]:
        """Every statement that a loop can run again, in the order of the text, with what it performs; the PERFORM at its head left out."""
        known = self._repeated.get(cycle)
        if known is None:
            header = self._repeats(cycle)
            known = [statement for statement in self.with_performed(cycle.nodes) if statement is not header]
            self._repeated[cycle] = known
        return known

    def body(self, cycle: Cycle) -> list[Statement]:
        """Every statement of a loop: what it can run again, and what else stands in the body of an in-line PERFORM, to leave it."""
        header = self._repeats(cycle)
        if header is None or header.shape[0] != "perform_inline":
            return self.repeated(cycle)
        inside = {id(header)}
        nodes = set(cycle.nodes)
        for number in range(self._graph.number_of(header) + 1, self._graph.size):
            if id(self._graph.statements[number].parent) not in inside:
                break
            inside.add(id(self._graph.statements[number]))
            nodes.add(number)
        return [statement for statement in self.with_performed(nodes) if statement is not header]

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
