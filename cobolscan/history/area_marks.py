"""What columns 73-80 tell of changes: tags of change-log entries, and marks that carry their date themselves (`I.970709`, `D.970709`).

Most of what stands there is neither: sequence numbers, member names, levels such as `CL**2`. A tag counts when an entry has it as its key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cobolscan.history.tags import TagTable, fold_tag, line_tags
from cobolscan.source.lazy import lazy
from cobolscan.source.model import SourceText

_SELF_DATED = lazy(r"(?P<what>[ACDHIMRU])[. ](?P<year>\d\d)(?:(?P<month>\d\d)(?P<day>\d\d)|\.(?P<only>\d\d))")
_APART = 2  # lines between two marks of one run at most


class SelfDated(NamedTuple):
    """A run of lines with the same mark; month and day are numbers, day 0 when it is not told."""

    first: int
    last: int
    mark: str
    year: int  # of two digits
    month: int
    day: int


def _areas(source: SourceText) -> Iterator[tuple[int, str]]:
    """The lines with something in columns 73-80, and what."""
    least = 72 if source.upper.isascii() else 40  # letters of two columns make a line shorter than it is
    for number, text in enumerate(source.lines, 1):
        if len(text) > least:
            area = source.identification_area(number).strip()
            if area:
                yield number, area


def area_tags(source: SourceText, table: TagTable) -> Mapping[int, str]:
    """The lines whose columns 73-80 hold the key of a change-log entry; numbers that rise from line to line are none."""
    if not table.entries:
        return {}
    found = {number: area for number, area in _areas(source) if table.has(area)}
    if all(not area.isdigit() for area in found.values()):
        return found
    areas = dict(_areas(source))
    told = line_tags([areas.get(number, "") for number in range(1, len(source.lines) + 1)])
    return {number: area for number, area in found.items() if fold_tag(told.get(number, "")) == fold_tag(area)}


def self_dated(source: SourceText) -> list[SelfDated]:
    """The marks that carry a date, in runs of lines that stand near each other."""
    out: list[SelfDated] = []
    for number, area in _areas(source):
        if area[1:2] not in (".", " "):
            continue
        match = _SELF_DATED.fullmatch(area)
        if not match:
            continue
        if out and out[-1].mark == area and number - out[-1].last <= _APART:
            out[-1] = out[-1]._replace(last=number)
            continue
        month = int(match["month"] or match["only"])
        out.append(SelfDated(number, number, area, int(match["year"]), month, int(match["day"] or 0)))
    return out
