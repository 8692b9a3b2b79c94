"""Size and offset of data items, worked out for one record at a time (ISO 1989:2002, 13.16.57 SYNCHRONIZED, 13.16.36 OCCURS, 13.16.42
REDEFINES; Enterprise COBOL Language Reference, "Slack bytes within records").

Compilers differ: see compilers.py. What depends on text that is not there is None, with the reason, and so is all behind it in its record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.data import gaps
from cobolscan.program.data.elementary import Measure, measure

if TYPE_CHECKING:
    from cobolscan.program.data.division import DataDivision
    from cobolscan.program.data.items import DataItem

_WITHOUT_STORAGE = {"screen_section": "items of a screen have no storage", "report_section": "items of a report have no storage"}


@dataclass(slots=True, eq=False)
class Place:
    """Where an item lies. Bytes; None when unknown, and `reason` says why. `moves`: a table of varying length lies before it in its record,
    so that compilers that allocate tables as long as they are (Enterprise COBOL: complex OCCURS DEPENDING ON) put it at most there."""

    size: int | None = None
    minimum: int | None = None
    offset: int | None = None
    least: int = 1
    most: int | None = 1
    moves: bool = False
    reason: str = ""

    @property
    def extent(self) -> int | None:
        """Bytes of all occurrences, at most."""
        return None if self.size is None or self.most is None else self.size * self.most

    @property
    def shortest(self) -> int | None:
        """Bytes of all occurrences, at least."""
        return None if self.minimum is None else self.minimum * self.least


class Layout:
    """The layout of the records of one program, each worked out when it is first asked for."""

    def __init__(self, division: DataDivision) -> None:
        self._division = division
        self._places: dict[DataItem, Place] = {}

    def of(self, item: DataItem) -> Place:
        """The place of an item."""
        place = self._places.get(item)
        if place is None:
            if item.level == 66:
                place = self._places[item] = self._span(item)
            elif item.level == 88 or item.is_constant:
                place = self._places[item] = Place(reason="conditions and constants have no storage")
            else:
                _Record(self._division, self._gaps, self._places).lay(item.record)
                place = self._places[item]
        return place

    @cached_property
    def _gaps(self) -> dict[DataItem, str]:
        return gaps.behind(self._division)

    def _span(self, item: DataItem) -> Place:
        """From the first to the last of what RENAMES names."""
        if item.renamed is None:
            return Place(reason="what it renames is not described here")
        first, last = (self.of(renamed) for renamed in item.renamed)
        if first is last:
            return Place(first.size, first.minimum, first.offset, moves=first.moves, reason=first.reason)
        if first.offset is None or last.offset is None or last.extent is None:
            return Place(offset=first.offset, moves=first.moves, reason=first.reason or last.reason)
        size = last.offset + last.extent - first.offset
        return Place(size, size, first.offset, moves=first.moves)


@dataclass(slots=True, eq=False)
class _Group:
    """A group whose items are being placed. `start` is relative to the group around it, `used` to its own beginning."""

    item: DataItem
    place: Place
    start: int | None
    usage: str
    sign_separate: bool
    synchronized: bool
    children: Iterator[DataItem]
    used: int | None = 0
    shrinks: int = 0  # bytes fewer with the fewest occurrences
    boundary: int = 1  # what its occurrences must be a multiple of
    starts: dict[str, int | None] = field(default_factory=dict)  # of its items, by name
    last: DataItem | None = None
    reason: str = ""

    def lose(self, reason: str) -> None:
        """From here on nothing is known."""
        self.used = None
        self.reason = self.reason or reason


class _Record:
    """Places the items of one record. Nothing recurs: level-numbers may nest as deep as a file is long."""

    def __init__(self, division: DataDivision, holes: dict[DataItem, str], places: dict[DataItem, Place]) -> None:
        self._profile = division.profile
        self._holes = holes
        self._places = places
        self._open: list[_Group] = []

    def lay(self, root: DataItem) -> None:
        self._put(root, None)
        while self._open:
            group = self._open[-1]
            child = next(group.children, None)
            if child is not None:
                self._put(child, group)
            else:
                self._close(self._open.pop())

    def _put(self, item: DataItem, group: _Group | None) -> None:
        place = self._places[item] = Place()
        start = self._start(item, group, place)
        self._set_times(item, place)
        usage = item.own_usage or (group.usage if group else "DISPLAY")
        own = item.own_sign
        separate = own if own is not None else group is not None and group.sign_separate
        aligned = "synchronized_clause" in item.clauses or (group is not None and group.synchronized)
        if item.children:
            # Enterprise COBOL takes SYNCHRONIZED of a group for that of its items, cobc ignores it
            inherited = aligned and not self._profile.as_cobc
            self._open.append(_Group(item, place, start, usage, separate, inherited, iter(item.children)))
        else:
            self._set_size(item, place, usage, separate, aligned, group)
        for around in self._open if item in self._holes else ():
            around.lose(self._holes[item])

    def _start(self, item: DataItem, group: _Group | None, place: Place) -> int | None:
        """The start relative to the group; `place` gets the offset."""
        if group is None:
            place.reason = _rootless(item)
            place.offset = None if place.reason else 0
            return 0
        start = group.used
        if item.redefines:
            start = group.starts.get(item.redefined or "")
            if start is None:
                place.reason = group.reason or f"{item.redefined} is not described before it"
        elif start is None:
            place.reason = group.reason
        place.moves = group.place.moves or group.shrinks > 0
        self._set_offset(place, start, group)
        return start

    @staticmethod
    def _set_offset(place: Place, start: int | None, group: _Group) -> None:
        base = group.place.offset
        place.offset = None if base is None or start is None else base + start
        place.reason = place.reason or (group.place.reason if base is None else "")

    @staticmethod
    def _set_times(item: DataItem, place: Place) -> None:
        times = item.times
        if times is None:
            place.most = None
            place.reason = place.reason or "how often it occurs is not known"
        else:
            place.least, place.most = times

    def _set_size(self, item: DataItem, place: Place, usage: str, separate: bool, aligned: bool, group: _Group | None) -> None:
        """The size of an item without others under it, and its start on its boundary."""
        measured = self._measured(item, usage, separate)
        place.size = place.minimum = measured.size
        if measured.size is None:
            place.reason = measured.reason
        if group is None:
            return
        start = group.starts.get(item.redefined or "") if item.redefines else group.used
        if aligned and measured.size is not None:
            start = self._aligned(item, place, start, self._profile.boundary(measured.usage, measured.size), group)
        self._advance(item, place, start, group)

    def _measured(self, item: DataItem, usage: str, separate: bool) -> Measure:
        missing = self._holes.get(item)
        if missing and (not gaps.closed(item) or not (item.picture_string or item.own_usage)):
            return Measure(None, usage, missing)
        return measure(item, usage, separate, self._profile)

    def _aligned(self, item: DataItem, place: Place, start: int | None, boundary: int, group: _Group) -> int | None:
        """The start behind slack bytes."""
        if boundary == 1 or (item.redefines and self._profile.as_cobc):
            return start
        group.boundary = max(group.boundary, boundary)
        if item.redefines:  # begins where the other does
            return start
        if place.offset is None or start is None:
            place.offset = None
            place.reason = place.reason or "where its boundary is is not known"
            return None
        slack = -place.offset % boundary
        place.offset += slack
        return start if slack and not self._profile.as_cobc and self._before_groups(slack) else start + slack

    def _before_groups(self, slack: int) -> bool:
        """Put slack bytes before the groups that begin here, and at the end of those that end here. Whether there are such groups."""
        at = len(self._open) - 1
        while at > 0 and self._open[at].last is None and not self._open[at].item.redefines:
            group = self._open[at]
            assert group.place.offset is not None
            group.place.offset += slack
            at -= 1
        if at < len(self._open) - 1:
            outermost = self._open[at + 1]
            assert outermost.start is not None
            outermost.start += slack
        before = self._open[at].last
        while before is not None and before.children and not before.redefines and self._places[before].most == 1:
            place = self._places[before]
            if place.size is None or place.minimum is None:
                break
            place.size += slack
            place.minimum += slack
            before = before.children[-1]
        return at < len(self._open) - 1

    def _advance(self, item: DataItem, place: Place, start: int | None, group: _Group) -> None:
        """Go on behind an item, whose size is known now or never."""
        if item.name:
            group.starts[item.name] = start
        group.last = item
        extent, shortest = place.extent, place.shortest
        if start is None or extent is None or shortest is None:
            group.lose(place.reason)
        elif group.used is not None:
            group.used = max(group.used, start + extent) if item.redefines else start + extent
            group.shrinks += 0 if item.redefines else extent - shortest

    def _close(self, group: _Group) -> None:
        place, used = group.place, group.used
        if used is not None and (place.most is None or place.most > 1):
            slack = -used % group.boundary
            used += slack
            if slack and self._profile.as_cobc:
                self._push(group.item, slack)
        place.size = used
        place.minimum = None if used is None else used - group.shrinks
        if group.item.section in _WITHOUT_STORAGE:
            place.size = place.minimum = None
        elif used is None:
            place.reason = group.reason
        if not self._open:
            return
        around = self._open[-1]
        around.boundary = group.boundary if self._profile.as_cobc else max(around.boundary, group.boundary)
        self._advance(group.item, place, group.start, around)

    def _push(self, item: DataItem, slack: int) -> None:
        """What cobc does with slack bytes at the end of an occurrence: its last item lies behind them."""
        while item.children:
            item = item.children[-1]
        place = self._places[item]
        place.offset = None if place.offset is None else place.offset + slack


def _rootless(root: DataItem) -> str:
    """Why the record of an item at the top has no beginning here; "" when it is its beginning."""
    if root.section in _WITHOUT_STORAGE:
        return _WITHOUT_STORAGE[root.section]
    return "" if root.level in (1, 77) else "where its record begins is not known"
