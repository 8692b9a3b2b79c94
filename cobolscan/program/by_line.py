"""The statement or entry on a line of the file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Node
from cobolscan.syntax.tokenizer import Tokens

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.syntax.tree import Item

_ENTRIES = frozenset(("data_entry", "screen_entry", "report_entry"))
_GLUED = 4  # lines before a line on which its text may stand, because it continues them


def node_at(program: Program, line: int) -> Node | None:
    """The first statement (or else data description entry) that begins on a line of the file, or that runs over it.

    What stands in a copy member is none: its lines are those of another file.
    """
    if type(program.tree.tokens_) is not Tokens:
        return _by_line(program).get(line)
    return next((node for node in _nodes(program, _around(program, line)) if node.line <= line <= node.end_line), None)


def _around(program: Program, line: int) -> range:
    """The numbers of the items that can stand on a line."""
    starts, offsets = program.source.line_starts, program.tree.tokens_.offsets
    first = bisect_left(offsets, starts[min(max(line - 1 - _GLUED, 0), len(starts) - 1)])
    last = bisect_left(offsets, starts[line]) - 1 if line < len(starts) else len(offsets) - 1
    items = program.syntax
    return range(max(bisect_right(items, first, key=_start) - 1, 0), bisect_right(items, last, key=_start))


def _start(item: Item) -> int:
    return item.start


def _nodes(program: Program, numbers: Iterable[int]) -> Iterator[Node]:
    """Their statements, then their entries."""
    numbers, division = list(numbers), program.procedure_division
    for number in numbers:
        if program.syntax[number].shape[0] == "sentence":
            yield from division.of_sentence(bisect_left(division.numbers, number))
    for number in numbers:
        item = program.syntax[number]
        if item.shape[0] in _ENTRIES:
            yield Node(program.tree, item.start, item.shape)


@lru_cache(maxsize=1)
def _by_line(program: Program) -> dict[int, Node]:
    """The same for all lines of a file that copies members: its tokens do not lie in the order of its lines."""
    nodes: dict[int, Node] = {}
    for node in _nodes(program, range(len(program.syntax))):
        if node.tree.is_own(node.first_token):
            for line in range(node.line, node.end_line + 1):
                nodes.setdefault(line, node)
    return nodes
