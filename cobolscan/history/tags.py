"""Change tags in columns 1-6, and IBM's flags at the end of a line, tied to the change-log entries that they point to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from cobolscan.source.lazy import lazy

_FLAG = lazy(r"@(?P<flag>[A-Z0-9]{2})[ACDMP]?\s*(?:\*|\*/)?\s*$")
_NOISE = lazy(r"[^A-Z0-9]")
_NEAR = 3  # lines between neighbours of a run
_STEP = 1000  # between two sequence numbers
_REACH = 400  # lines within which a neighbour's sequence number is looked for


class TagTable:
    """What tags mean in one file: keys of change-log entries, each with the first lines of the entries that it names."""

    __slots__ = ("entries", "flags")

    def __init__(self) -> None:
        self.entries: dict[str, list[int]] = {}
        self.flags: dict[str, list[int]] = {}

    def add(self, key: str, line: int) -> None:
        """A key (tag, compact date, ticket) of the entry that begins at a line."""
        folded = fold_tag(key)
        if len(folded) >= 2 and line not in self.entries.setdefault(folded, []):
            self.entries[folded].append(line)

    def add_flag(self, flag: str, line: int) -> None:
        """IBM's `$01=`, to which `@01C` at the end of a line points."""
        self.flags.setdefault(flag.lstrip("$@")[:2].upper(), []).append(line)

    def tied(self, tag: str, line: int) -> list[int]:
        """The entry that a tag on a line points to: the nearest before it, since copied texts bring their own log; else the first."""
        starts = self.entries.get(fold_tag(tag)) or self._truncated(fold_tag(tag))
        if not starts:
            return []
        before = [start for start in starts if start <= line]
        return [max(before)] if before else [min(starts)]

    def _truncated(self, tag: str) -> list[int]:
        """A ticket cut to six columns, with or without a letter before it: C10158 for 101581."""
        digits = tag.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if len(digits) < 5 or len(tag) < 6 or not digits.isdigit():
            return []
        found = [
            starts
            for key, starts in self.entries.items()
            if key.isdigit() and len(key) > len(digits) and (key.startswith(digits) or key.endswith(digits))
        ]
        return found[0] if len(found) == 1 else []

    def flagged(self, text: str, line: int) -> list[int]:
        """The entry that `@01C` at the end of a line points to."""
        if not self.flags or "@" not in text:
            return []
        match = _FLAG.search(text)
        starts = self.flags.get(match["flag"], []) if match else []
        before = [start for start in starts if start <= line]
        return [max(before)] if before else starts[:1]


def fold_tag(tag: str) -> str:
    """A tag without arrows, dots and blanks, in upper case."""
    return _NOISE.sub("", tag.upper())


def line_tags(areas: Sequence[str]) -> Mapping[int, str]:
    """The lines (1-based) whose columns 1-6 hold a tag rather than blanks or a sequence number."""
    tags: dict[int, str] = {}
    numbers: list[tuple[int, int]] = []
    for number, area in enumerate(areas, 1):
        area = area.strip()
        if not area:
            continue
        if area.isdigit():
            if len(area) >= 5:
                numbers.append((number, int(area)))
        elif any(c.isalnum() for c in area) and len(area) >= 2:
            tags[number] = area
    for number, value in _not_ascending(numbers, len(areas)):
        tags[number] = f"{value:06}"
    return tags


def _stepped(numbers: Sequence[tuple[int, int]]) -> set[int]:
    """The lines of runs of three numbers or more, near each other, that rise by the same step: sequence numbers whatever they look like."""
    out: set[int] = set()
    for one, two, three in zip(numbers, numbers[1:], numbers[2:], strict=False):
        near = three[0] - one[0] <= 2 * _NEAR
        if near and 0 < two[1] - one[1] == three[1] - two[1] <= _STEP:
            out |= {one[0], two[0], three[0]}
    return out


def _not_ascending(numbers: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """The numbers that are no sequence numbers: they repeat or do not rise with the lines around them."""
    out = []
    rising = sum(a[1] < b[1] for a, b in pairwise(numbers))
    sequenced = 2 * len(numbers) >= count and rising >= 0.9 * (len(numbers) - 1)
    stepped = _stepped(numbers)
    for index, (line, value) in enumerate(numbers):
        if line in stepped:
            continue
        before = numbers[index - 1] if index else None
        after = numbers[index + 1] if index + 1 < len(numbers) else None
        above = before is not None and line - before[0] <= _REACH and before[1] < value
        below = after is not None and after[0] - line <= _REACH and value < after[1]
        if sequenced and (above or before is None or below):
            continue
        if above and below and before is not None and after is not None and after[1] - before[1] <= 20000 and sequenced:
            continue
        out.append((line, value))
    return out
