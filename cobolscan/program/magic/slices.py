"""Parts of items that are taken by position: reference modification with literal offset and length."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.program.by_shape import ByShape
from cobolscan.syntax.driver import Shape
from cobolscan.syntax.nodes import Node, descend, edge, node

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement


@dataclass(frozen=True, eq=False)
class Slice:
    """ITEM (offset:length), both literals as written."""

    name: str
    offset: str
    length: str
    node: Node  # the reference modifier
    statement: Statement


class Slices:
    """The slices of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def repeated(self, times: int) -> list[list[Slice]]:
        """The parts that are taken so often and more, each with all its places, in the order of the program."""
        parts: dict[tuple[str, str, str], list[Slice]] = defaultdict(list)
        for statement in self._program.having("touched"):
            for modifier, name, offset, length in _slices(statement.shape):
                texts, base = statement.tree.tokens_.texts, statement.base
                part = Slice(
                    texts[base + name], texts[base + offset], texts[base + length], node(statement.tree, base, modifier), statement
                )
                parts[part.name, part.offset.lstrip("0"), part.length.lstrip("0")].append(part)
        return [places for places in parts.values() if len(places) >= times]


def _found(shape: Shape) -> list[tuple[Shape, int, int, int]]:
    out = []
    for part, _ in descend(shape):
        if part[0] != "identifier":
            continue
        for owner, modifier in ((inner, child) for inner in (part, part[1]) for child in inner[1:] if type(child) is not int):
            if modifier[0] == "reference_modifier":
                numbers = [child for child in modifier[1:] if type(child) is not int and child[0] == "number"]
                if len(numbers) == 2:
                    out.append((modifier, edge(owner, 0, 1), edge(numbers[0], 0, 1), edge(numbers[1], 0, 1)))
    return out


_slices = ByShape(_found)
"""(reference modifier, token of the item, of the offset, of the length) for each slice in a segment."""
