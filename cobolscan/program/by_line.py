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
_NEAR = 8  # items that begin on one line or shortly before it
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


@lru_cache(maxsize=1)
def _own_items(program: Program) -> list[tuple[int, int, int]]:
    """The items of a file that copies members, as first and last line in the file itself and their number, by line.

    Their tokens do not lie in the order of the lines; what begins or ends in a member counts with the end that stands in the file.
    """
    tree, found = program.tree, []
    for number, item in enumerate(program.syntax):
        if item.shape[0] != "sentence" and item.shape[0] not in _ENTRIES:
            continue
        ends = [token for token in (item.start, item.start + item.length - 1) if tree.is_own(token)]
        if ends:
            lines = [tree.position(token)[0] for token in ends]
            found.append((lines[0], lines[-1], number))
    return sorted(found)


def _among_own(program: Program, line: int) -> Node | None:
    """The node on a line of such a file."""
    items = _own_items(program)
    last = bisect_right(items, (line, len(program.source.lines) + 1, 0))
    near = [number for first, end, number in items[max(last - _NEAR, 0) : last] if first <= line <= end + _GLUED]
    own = (node for node in _nodes(program, near) if node.tree.is_own(node.first_token))
    return next((node for node in own if node.line <= line <= node.end_line), None)
