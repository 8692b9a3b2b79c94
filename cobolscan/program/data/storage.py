"""Which items share storage: groups with what is in them, REDEFINES, RENAMES, and the records of one file.

The tree tells it, not the offsets alone: items on both sides of a missing copy member do not overlap, wherever they lie.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Reference

if TYPE_CHECKING:
    from cobolscan.program.data.division import DataDivision
    from cobolscan.program.data.items import DataItem

Span = tuple[int | None, int | None]
"""First byte and the one behind the last, from the start of the record; None where that is not known."""


class Storage:
    """Who shares storage in one program."""

    def __init__(self, division: DataDivision) -> None:
        self._division = division
        self._known: dict[DataItem, list[DataItem]] = {}

    def overlaps(self, item: DataItem) -> list[DataItem]:
        """The other items that share bytes with one, in the order of the program: the groups around it, the items in it, those that
        redefine it or are redefined, with what is in them as far as it lies there, those that rename it (level 66), other records of its
        file. Where offsets are not known, all that may share bytes with it. The list is remembered: do not change it.

        Conditions (88) and constants have no storage; REDEFINES of other programs and what CALL passes are not looked at.
        """
        known = self._known.get(item)
        if known is None:
            found = dict.fromkeys(self._overlapping(item))
            found.pop(item, None)
            known = self._known[item] = sorted(found, key=_token)
        return known

    def _overlapping(self, item: DataItem) -> Iterator[DataItem]:
        if item.level in (78, 88) or item.is_constant:
            return
        parts = self._renamed_items(item) if item.level == 66 else [item]
        for part in parts:
            span = _span(part)
            yield part
            yield from _under(part, (None, None))
            for around in (part, *part.ancestors()):
                yield around
                for other in self._others(around):
                    yield from _under(other, span)
        span = _span(item)
        for record in self.area(item.record):
            yield from (other for other in self._renaming.get(record, ()) if _touch(_span(other), span))

    def _renamed_items(self, item: DataItem) -> list[DataItem]:
        """The items that RENAMES spans; the whole record when it is not known which."""
        if item.renamed is None:
            return [item.record] if item.record is not item else []
        span = _span(item)
        first, last = item.renamed
        within = [other for other in _under(item.record, span) if not other.children]
        return [first, last, *within]

    def _others(self, item: DataItem) -> list[DataItem]:
        """What lies at the same place as an item: the other ends of REDEFINES, and at the top the other records of its file."""
        if item.parent is None:
            return [record for record in self.area(item) if record is not item]
        base = self._redefined[item.parent].get(item, item)
        if base is item and item not in self._redefined[item.parent].values():
            return []
        same = [other for other, at in self._redefined[item.parent].items() if at is base]
        return [other for other in (base, *same) if other is not item]

    @cached_property
    def _redefined(self) -> _Redefinitions:
        return _Redefinitions()

    def area(self, record: DataItem) -> list[DataItem]:
        """The records that begin at the same byte as one: by REDEFINES, as records of one file, by SAME RECORD AREA."""
        return self._areas.get(record, [record])

    @cached_property
    def _areas(self) -> dict[DataItem, list[DataItem]]:
        joined: dict[DataItem, list[DataItem]] = {}
        for records in self._joined():
            area = list(dict.fromkeys(other for record in records for other in joined.get(record, [record])))
            joined.update(dict.fromkeys(area, area))
        return joined

    def _joined(self) -> Iterator[list[DataItem]]:
        files = {file.name: file.records for file in self._division.files}
        yield from files.values()
        for names in self._division.same_record_areas:
            yield [record for name in names for record in files.get(name, ())]
        before: dict[tuple[str, str], DataItem] = {}
        for item in self._division.items:
            if item.parent is None and item.level in (1, 77):
                other = before.get((item.section, item.redefined or "")) if item.redefines else None
                if other is not None:
                    yield [other, item]
                if item.name:
                    before[item.section, item.name] = item

    @cached_property
    def _renaming(self) -> dict[DataItem, list[DataItem]]:
        """The items of level 66 of each record."""
        out: dict[DataItem, list[DataItem]] = defaultdict(list)
        for item in self._division.items:
            if item.level == 66:
                out[self.record_before(item)].append(item)
        return out

    @cached_property
    def _tokens(self) -> list[int]:
        return [_token(item) for item in self._division.items]

    def record_before(self, item: DataItem) -> DataItem:
        """The record that an item of level 66 stands behind; the item itself when there is none."""
        for at in range(bisect_left(self._tokens, _token(item)) - 1, -1, -1):
            other = self._division.items[at]
            if other.level not in (66, 78, 88):
                return other.record
        return item


class _Redefinitions(dict["DataItem", "dict[DataItem, DataItem]"]):
    """For each group: its items with REDEFINES, and the item whose place they take in the end."""

    def __missing__(self, group: DataItem) -> dict[DataItem, DataItem]:
        latest: dict[str, DataItem] = {}
        found: dict[DataItem, DataItem] = {}
        for item in group.children:
            if item.redefines and (base := latest.get(item.redefined or "")) is not None:
                found[item] = found.get(base, base)
            if item.name:
                latest[item.name] = item
        self[group] = found
        return found


def renamed(item: DataItem) -> tuple[DataItem, DataItem] | None:
    """The first and the last item that an entry of level 66 names, in the record before it."""
    clause = item.node.child("renames_clause")
    if clause is None or item.division is None:
        return None
    references = [child for child in clause.children if isinstance(child, Reference)]
    record = item.record
    found = [
        [other for other in item.division.names.get(name.data_name, ()) if other.record is record and _qualified(other, name.qualifiers)]
        for name in references
    ]
    if not found or any(len(items) != 1 or items[0].level in (66, 78, 88) for items in found):
        return None
    return found[0][0], found[-1][0]


def _qualified(item: DataItem, qualifiers: list[str]) -> bool:
    around = iter([above.name for above in item.ancestors()])
    return all(name in around for name in qualifiers)


def _token(item: DataItem) -> int:
    return item.node.base


def _span(item: DataItem) -> Span:
    place = item.place
    if place is None or place.offset is None or place.extent is None:
        return None, None
    return place.offset, place.offset + place.extent


def _touch(one: Span, other: Span) -> bool:
    """Whether they share a byte, or may."""
    if one[0] is None or one[1] is None or other[0] is None or other[1] is None:
        return True
    return one[0] < other[1] and other[0] < one[1]


def _under(item: DataItem, span: Span) -> Iterator[DataItem]:
    """The item and what is in it, as far as it touches a span."""
    stack = [item]
    while stack:
        item = stack.pop()
        if _touch(_span(item), span):
            yield item
            stack.extend(reversed(item.children))
