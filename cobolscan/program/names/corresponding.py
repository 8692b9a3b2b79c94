"""MOVE, ADD and SUBTRACT CORRESPONDING: which items of two groups correspond, and so are read and written.

ISO/IEC 1989:2014, 14.7.5; IBM Enterprise COBOL for z/OS Language Reference, CORRESPONDING phrase: of the same name up to the groups, at
least one of them elementary (both for arithmetic), neither with REDEFINES, RENAMES or OCCURS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobolscan.program.data.items import DataItem
from cobolscan.program.names.mentions import Mention, mentions_in
from cobolscan.program.names.overlap import Overlap

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

Pair = tuple[DataItem, DataItem]


class Corresponding:
    """What the statements with CORRESPONDING reach."""

    def __init__(self, program: Program, overlap: Overlap) -> None:
        self._program = program
        self._overlap = overlap
        self._reached: dict[tuple[int, int], set[DataItem]] = {}

    def reaches(self, statement: Statement | None, mention: Mention | None, item: DataItem) -> bool:
        """Whether a statement reads or writes an item (or what overlaps it) because it names a group with CORRESPONDING."""
        if statement is None or mention is None:
            return True
        key = (id(statement), id(mention))
        if key not in self._reached:
            self._reached[key] = self._overlap.closure(self._items(statement, mention))
        return item in self._reached[key]

    def _items(self, statement: Statement, mention: Mention) -> list[DataItem]:
        """The items on the side of one of the groups."""
        groups = [other for other in mentions_in(self._program, statement) if other.operand.through == "corresponding"]
        source, targets = groups[0], groups[1:]
        is_source = mention.operand is source.operand
        found: list[DataItem] = []
        for target in targets if is_source else [target for target in targets if target.operand is mention.operand]:
            first, second = self._program.names.of_mention(source).item, self._program.names.of_mention(target).item
            if first is not None and second is not None:
                found += [pair[0 if is_source else 1] for pair in pairs(first, second, statement.name != "move_statement")]
        return found


def pairs(source: DataItem, target: DataItem, arithmetic: bool = False) -> list[Pair]:
    """The items that correspond in two groups."""
    found: list[Pair] = []
    stack = [(source, target)]
    while stack:
        first, second = stack.pop()
        by_name = {child.name: child for child in second.children if _takes_part(child)}
        for child in first.children:
            partner = by_name.get(child.name) if _takes_part(child) else None
            if partner is None:
                continue
            if child.children and partner.children:
                stack.append((child, partner))
            elif not arithmetic or not (child.children or partner.children):
                found.append((child, partner))
    return found


def _takes_part(item: DataItem) -> bool:
    return bool(item.name) and not item.redefines and not item.has_clause("occurs_clause")
