"""How items that share storage with one are related to it: what a write of the one means for the other."""

from __future__ import annotations

from collections.abc import Iterable

from cobolscan.program.data import DataItem

Related = tuple[DataItem, str]
"""An item and how it holds another's storage: group (around it), member (in it), redefines, renames."""


def related(item: DataItem) -> list[Related]:
    """The other items that share bytes with one (`DataItem.overlaps`), each with its relation."""
    others = item.overlaps()
    above = set(item.ancestors()) if others else set()
    return [(other, _relation(item, other, above)) for other in others]


def _relation(item: DataItem, other: DataItem, above: set[DataItem]) -> str:
    if other in above:
        return "group"
    if 66 in (item.level, other.level):
        return "renames"
    return "member" if any(group is item for group in other.ancestors()) else "redefines"


def closure(items: Iterable[DataItem]) -> set[DataItem]:
    """Items with all that shares bytes with one of them."""
    return {other for item in items for other in (item, *item.overlaps())}
