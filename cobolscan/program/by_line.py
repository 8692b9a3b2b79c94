"""The statement or entry on a line of the file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
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
        return _among_own(program, line)
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


def _among_own(program: Program, line: int) -> Node | None:
    """The node on a line of a file that copies members: what stands in a member has the line of the COPY that brought it."""
    items, tree = program.syntax, program.tree

    def own_line(item: Item) -> int:
        origin = tree.origin(item.start)
        return origin.chain[0].line if origin.chain else origin.position[0]

    first = max(bisect_left(items, line - _GLUED, key=own_line) - 1, 0)
    near = range(first, bisect_right(items, line, lo=first, key=own_line))
    numbers = (n for n in near if tree.is_own(items[n].start) or tree.is_own(items[n].start + items[n].length - 1))
    own = (node for node in _nodes(program, numbers) if tree.is_own(node.first_token))
    return next((node for node in own if node.line <= line <= node.end_line), None)
