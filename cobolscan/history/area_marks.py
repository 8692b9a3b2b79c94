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
_WIDE = 40  # characters of which a line can fill 72 columns when letters take two


class SelfDated(NamedTuple):
    """A run of lines with the same mark; month and day are numbers, day 0 when it is not told."""

    first: int
    last: int
    mark: str
    year: int  # of two digits
    month: int
    day: int


class AreaMarks:
    """Columns 73-80 of one file, as far as they may tell of changes."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        if source.encoding == "ascii":
            self._areas = {n: area for n, text in enumerate(source.lines, 1) if len(text) > 72 and (area := text[72:80].strip())}
        else:
            self._areas = dict(self._filled())

    def _filled(self) -> Iterator[tuple[int, str]]:
        """The lines that seem to have something in columns 73-80, and what; free format is told apart only where it matters."""
        for number, text in enumerate(self._source.lines, 1):
            if len(text) > 72 and text.isascii():
                if area := text[72:80].strip():
                    yield number, area
            elif len(text) > _WIDE and not text.isascii() and (area := self._source.identification_area(number).strip()):
                yield number, area

    def _is_area(self, number: int) -> bool:
        return bool(self._source.identification_area(number))

    def tags(self, table: TagTable) -> Mapping[int, str]:
        """The lines whose columns 73-80 hold the key of a change-log entry; numbers that rise from line to line are none."""
        keys = table.entries.keys()
        if not keys or not self._areas:
            return {}
        found = {
            number: area
            for number, area in self._areas.items()
            if (area.upper() if area.isalnum() else fold_tag(area)) in keys and self._is_area(number)
        }
        if not any(area.isdigit() for area in found.values()):
            return found
        told = line_tags([self._areas.get(number, "") for number in range(1, len(self._source.lines) + 1)])
        return {number: area for number, area in found.items() if fold_tag(told.get(number, "")) == fold_tag(area)}

    def self_dated(self) -> list[SelfDated]:
        """The marks that carry a date, in runs of lines that stand near each other."""
        out: list[SelfDated] = []
        for number, area in self._areas.items():
            match = _SELF_DATED.fullmatch(area) if area[1:2] in ". " and len(area) > 1 else None
            if match is None or not self._is_area(number):
                continue
            if out and out[-1].mark == area and number - out[-1].last <= _APART:
                out[-1] = out[-1]._replace(last=number)
                continue
            month = int(match["month"] or match["only"])
            out.append(SelfDated(number, number, area, int(match["year"]), month, int(match["day"] or 0)))
        return out
