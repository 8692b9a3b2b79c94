"""The graph of a program in the language of Graphviz, for people and for tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.flow.graph import BEFORE_FIRST, Graph
from cobolscan.source.lazy import lazy

if TYPE_CHECKING:
    from cobolscan.program.model import Program

_PLAIN = lazy(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+")


def to_dot(program: Program) -> str:
    """The graph of a program, an edge a line. Nodes: see `Names`. Kinds are the labels of the edges."""
    lines = [f"    {_quoted(source)} -> {_quoted(target)} [label={_quoted(kind)}];" for source, target, kind in labelled_edges(program)]
    return "\n".join([f"digraph {_quoted(program.name or 'fragment')} {{", *lines, "}", ""])


def labelled_edges(program: Program) -> Iterator[tuple[str, str, str]]:
    """Every edge as (source, target, kind) by the names of its nodes, in the order of the text."""
    graph, names = program.flow.graph, Names(program.flow.graph)
    nodes = [graph.entry, *_in_order(graph)]
    for node in nodes:
        for target, kind in program.flow.edges(node):
            yield names.of(node), names.of(target), str(kind)


def _in_order(graph: Graph) -> Iterator[int]:
    for paragraph in range(BEFORE_FIRST, len(graph.paragraphs)):
        own = graph.paragraphs[paragraph].statements if paragraph >= 0 else [s for s in graph.statements if s.paragraph is None]
        if paragraph == BEFORE_FIRST and not own:
            continue
        yield graph.begin(paragraph)
        for statement in own:
            number = graph.number_of(statement)
            yield number
            yield from graph.backs.get(number, ())
        yield graph.end(paragraph)


class Names:
    """Names of nodes.

    A statement is its line (10, a second one on that line 10.2), the return of a PERFORM 10.return; a paragraph is its name at its
    begin and NAME.end at its end, NAME@10 with its line when the name is not unique; the statements in front of the first paragraph
    are `start`.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._counts = Counter(paragraph.name for paragraph in graph.paragraphs)

    def of(self, node: int) -> str:
        graph = self._graph
        special = {graph.entry: "entry", graph.exit: "exit", graph.unknown: "unknown"}.get(node)
        if special:
            return special
        paragraph = graph.paragraph_of(node)
        if paragraph is not None:
            return self._paragraph(paragraph) + (".end" if graph.ends(node) else "")
        if node in graph.owners:
            owner = graph.owners[node]
            place = graph.backs[owner].index(node)
            return f"{self._lines[owner]}.return{place + 1 if place else ''}"
        return self._lines[node]

    def _paragraph(self, number: int) -> str:
        if number == BEFORE_FIRST:
            return "start"
        paragraph = self._graph.paragraphs[number]
        return paragraph.name if self._counts[paragraph.name] == 1 else f"{paragraph.name}@{paragraph.line}"

    @cached_property
    def _lines(self) -> list[str]:
        counts: Counter[int] = Counter()
        out = []
        for statement in self._graph.statements:
            line = statement.line
            counts[line] += 1
            out.append(str(line) if counts[line] == 1 else f"{line}.{counts[line]}")
        return out


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f'"{name}"'
