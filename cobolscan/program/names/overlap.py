"""How items that share storage with one are related to it: what a write of the one means for the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.data.items import DataItem

if TYPE_CHECKING:
    from cobolscan.program.model import Program

Related = tuple[DataItem, str]
"""An item and how it holds another's storage: group (around it), member (in it), redefines, renames."""


class Overlap:
    """The storage that the items of one program share."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def related(self, item: DataItem) -> list[Related]:
        """The other items that share bytes with one (`DataItem.overlaps`), each with its relation."""
        above = list(item.ancestors())
        if not self.is_shared(item):  # where nothing lies is of no account: the tree says all
            return [*((group, "group") for group in above), *((member, "member") for member in _under(item))]
        return [(other, _relation(item, other, above)) for other in item.overlaps()]

    def is_shared(self, item: DataItem) -> bool:
        """Whether bytes of the record around an item have several names beside each other."""
        return item.level == 66 or item.record in self._shared

    def closure(self, items: Iterable[DataItem]) -> set[DataItem]:
        """Items with all that shares bytes with one of them."""
        return {other for item in items for other in (item, *(other for other, _ in self.related(item)))}

    @cached_property
    def _shared(self) -> set[DataItem]:
        """The records of which some bytes have several names beside each other: by REDEFINES, RENAMES, as records of one file."""
        shared: set[DataItem] = set()
        for item in self._program.items:
            if item.level == 66 or item.redefines:
                shared.add(item.record)
                if item.parent is None and item.redefined:
                    shared.update(self._program.items_named(item.redefined))
        areas = {name for names in self._program.data_division.same_record_areas for name in names}
        for file in self._program.files:
            if len(file.records) > 1 or file.name in areas:
                shared.update(file.records)
        return shared


def _relation(item: DataItem, other: DataItem, above: list[DataItem]) -> str:
    if other in above:
        return "group"
    if 66 in (item.level, other.level):
        return "renames"
    return "member" if any(group is item for group in other.ancestors()) else "redefines"


def _under(item: DataItem) -> Iterator[DataItem]:
    """The items in one, in order; condition-names left out."""
    stack = list(reversed(item.children))
    while stack:
        item = stack.pop()
        yield item
        stack.extend(reversed(item.children))
