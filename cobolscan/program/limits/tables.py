"""Tables: what indexes them, and which of them are filled at run time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.by_shape import ByShape
from cobolscan.program.data.items import DataItem
from cobolscan.program.facts import Part
from cobolscan.program.sentences import SentenceFacts, first
from cobolscan.syntax import exec_blocks
from cobolscan.syntax.nodes import descend

if TYPE_CHECKING:
    from cobolscan.program.model import Program

_OUTSIDE = ("file_description", "linkage_section")
_CONSTANT = frozenset(("number", "string", "figurative", "truth"))
_TAKERS = frozenset(("read_statement", "return_statement", "accept_statement", "call_statement", "unstring_statement", "receive_statement"))


class Tables:
    """Tables of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def all(self) -> list[DataItem]:
        """Items with OCCURS and a maximum, in the order of the program."""
        return [
            item
            for item in self._program.items_with("occurs_clause")
            if item.node.shape[0] == "data_entry" and item.occurs_maximum is not None
        ]

    @cached_property
    def _indexed(self) -> dict[str, list[DataItem]]:
        """The tables that a name indexes: as a subscript, by INDEXED BY, or as what OCCURS depends on."""
        out: dict[str, list[DataItem]] = defaultdict(list)
        for item in self.all:
            for name in (*item.indexes, *filter(None, (item.depending_on,))):
                out[name].append(item)
        for name, referred in self._program.values.subscripts.items():
            for element in (item for other in sorted(referred) for item in self._program.items_named(other)):
                out[name] += [table for table in _tables_around(element) if table not in out[name]]
        return dict(out)

    def indexed_by(self, name: str) -> list[DataItem]:
        return self._indexed.get(name, [])

    def filled(self, table: DataItem) -> bool:
        """Whether the table comes to hold what was not known when the program was compiled: an element is written at a varying place,
        a group around it (or what it redefines) as a whole, it is a record of a file or an area of the caller, or its size varies."""
        if table.depending_on or table.section in _OUTSIDE:
            return True
        if any(item.name in self._taken or item.redefined in self._taken for item in (table, *table.ancestors())):
            return True
        return any(name in self._varied for name in _names_under(table))

    def open(self, table: DataItem) -> bool:
        """Whether nothing is known of the table: it stands in a copybook without procedures, and no VALUE fixes its elements."""
        around = (table, *table.ancestors())
        if self._program.procedure_division.facts or self._program.name or any(item.redefined for item in around):
            return False
        return not any(item.values for item in _items_under(table))

    @cached_property
    def _varied(self) -> set[str]:
        """Names of items that are written at a place given by a name."""
        out = set()
        for statement in self._program.having("subscripts"):
            texts = statement.tree.tokens_.texts
            if statement.shape[0] == "initialize_statement" or _clears(statement.shape):
                continue
            for part in statement.facts.writes:
                if any(inner[0] == "subscripts" and _varies(inner) for inner, _ in descend(part)):
                    out.add(texts[statement.base + first(part)])
        return out

    @cached_property
    def _taken(self) -> set[str]:
        """Names of items that take a whole value from outside: READ INTO, CALL USING, EXEC ... INTO, a MOVE from another item."""
        out: set[str] = set()
        texts = self._program.tree.tokens_.texts
        for statement in self._program.having("exec_statement"):
            out |= _exec_targets(texts[statement.first_token])
        return out.union(self._program.procedure_division.by_name(_takes))


def _tables_around(element: DataItem) -> Iterator[DataItem]:
    for item in (element, *element.ancestors()):
        if item.occurs_maximum is not None:
            yield item


def _names_under(table: DataItem) -> Iterator[str]:
    for item in _items_under(table):
        yield item.name
        yield from (condition.name for condition in item.conditions)


def _items_under(table: DataItem) -> Iterator[DataItem]:
    stack = [table]
    while stack:
        item = stack.pop()
        yield item
        stack.extend(item.children)


def _varies(subscripts: Part) -> bool:
    return any(inner[0] == "qualified" for inner, _ in descend(subscripts))


def _taking(sentence: SentenceFacts) -> list[tuple[int]]:
    takers = [
        (offset, facts)
        for (offset, shape, _), facts in zip(sentence.segments, sentence.facts, strict=True)
        if shape[0] in _TAKERS or (shape[0] == "move_statement" and _source(shape) not in _CONSTANT)
    ]
    return [(offset + first(part),) for offset, facts in takers for part in facts.writes if not _modified(part)]


_takes = ByShape(_taking)
"""The receivers in a sentence of what comes from outside, by their tokens."""


def _source(shape: Part) -> str:
    """What a MOVE takes: number, string, figurative, identifier ..."""
    return next((str(child[0]) for child in shape[1:] if type(child) is not int), "")


def _clears(shape: Part) -> bool:
    return shape[0] == "move_statement" and _source(shape) == "figurative"


def _modified(part: Part) -> bool:
    return any(type(child) is not int and child[0] == "reference_modifier" for child in part[1:])


def _exec_targets(text: str) -> set[str]:
    """What EXEC CICS ... INTO(area) and EXEC SQL ... INTO :a, :b name."""
    names = (re.match(r"[\w-]+", name.rpartition(".")[2]) for name in exec_blocks.filled(text))
    return {name[0] for name in names if name}
