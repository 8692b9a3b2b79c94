"""Which line of HEAD each line of the work tree is: what was edited since is nobody's yet.

Git is not asked, for it would run the filters that a repository names. Lines are compared without their blanks, as `blame -w` does: then a
line end that a checkout changed is no edit. The longest run of lines that are unique on both sides anchors the rest (patience diff).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

_DEEPEST = 40  # areas within areas; each level costs a look at all lines
_BLANKS = b" \t\r\x0b\x0c"


def line_map(old: bytes, new: bytes) -> list[int]:
    """For each line of `new`, in order, its line in `old` (1-based); 0 for one that is not there."""
    before, after = _lines(old), _lines(new)
    found = [0] * len(after)
    areas = [(0, (0, len(before), 0, len(after)))]
    while areas:
        depth, (first, last, start, end) = areas.pop()
        while first < last and start < end and before[first] == after[start]:
            found[start] = first + 1
            first, start = first + 1, start + 1
        while first < last and start < end and before[last - 1] == after[end - 1]:
            found[end - 1] = last
            last, end = last - 1, end - 1
        if first < last and start < end and depth < _DEEPEST:
            areas += [(depth + 1, area) for area in _between(before, after, (first, last, start, end))]
    return found


def _lines(data: bytes) -> list[bytes]:
    lines = data.translate(None, _BLANKS).split(b"\n")
    if not lines[-1] and (not data or data.endswith(b"\n")):
        lines.pop()
    return lines


def _between(before: Sequence[bytes], after: Sequence[bytes], area: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    """The areas at and between the anchors; none when there are no anchors."""
    first, last, start, end = area
    once_before, once_after = (Counter(before[first:last]), Counter(after[start:end]))
    places = {line: at for at, line in enumerate(before[first:last], first) if once_before[line] == 1 and once_after[line] == 1}
    pairs = [(places[line], at) for at, line in enumerate(after[start:end], start) if line in places]
    areas = []
    for old, new in [*_rising(pairs), (last, end)] if pairs else ():
        areas.append((first, old, start, new))
        first, start = old, new
    return areas


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of pairs in which both numbers rise."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (old, _) in enumerate(pairs):
        length = bisect_left(tails, old)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [old]
        ends[length : length + 1] = [at]
    chain, at = [], ends[-1]
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
