"""Columns where characters of double width stand: each takes two, as on a terminal or in the two bytes that it takes on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cobolscan.source.decode import DOUBLE_BYTE, SINGLE_BYTE
from cobolscan.source.lazy import lazy

FILL = "\0"
"""Stands in a view of a line for a column that has no character of its own."""

NONE: frozenset[str] = frozenset()
_MAY_BE_WIDE = lazy("[\u1100-\U0010ffff]")


def wide_characters(text: str, encoding: str) -> frozenset[str]:
    """Those characters of a text that take two columns (Unicode Standard Annex 11: wide and full width; ambiguous ones in double-byte
    encodings)."""
    if text.isascii() or encoding in SINGLE_BYTE:
        return NONE
    double = encoding.lower() in DOUBLE_BYTE
    if not double and not _MAY_BE_WIDE.search(text):
        return NONE
    from unicodedata import east_asian_width

    widths = "WFA" if double else "WF"
    return frozenset(char for char in set(text) if char >= "\x80" and east_asian_width(char) in widths)


def doubled(line: str, wide: frozenset[str]) -> str:
    """The line with each wide character twice, so that its characters are its columns."""
    return line if wide.isdisjoint(line) else "".join(char * 2 if char in wide else char for char in line)


def extra(text: str, wide: frozenset[str]) -> int:
    """Columns that a text takes beyond the number of its characters."""
    return sum(map(wide.__contains__, text)) if wide else 0


def spread(raw: str, first: int, base: int, right: int, wide: frozenset[str]) -> tuple[str, Sequence[int]]:
    """A line as its areas are counted, and for each of its characters the index in the raw line.

    Up to column `base` (0-based) and from column `right` on, characters stand in their own columns, filled up where a wide one takes two;
    in between is the code, character by character. `first` characters in front do not count.
    """
    if not first and "\t" not in raw and wide.isdisjoint(raw[:base]) and len(raw) + extra(raw, wide) <= right:
        return raw, range(len(raw))
    chars: list[str] = []
    places: list[int] = []
    for index, column, char, width in _columns(raw, first, wide):
        if column >= right or (column < right < column + width and width == 2):
            _fill(chars, places, right, index)
        elif column <= base:
            _fill(chars, places, column, index)
        chars += " " * width if char == "\t" else char
        places += [index] * (width if char == "\t" else 1)
    return "".join(chars), places


def _columns(raw: str, first: int, wide: frozenset[str]) -> Iterator[tuple[int, int, str, int]]:
    """(index, column, character, width) of each character; tab stops stand every 8 columns."""
    column = 0
    for index in range(first, len(raw)):
        char = raw[index]
        width = 8 - column % 8 if char == "\t" else 2 if char in wide else 1
        yield index, column, char, width
        column += width


def _fill(chars: list[str], places: list[int], column: int, index: int) -> None:
    """Fill up to a column."""
    missing = column - len(chars)
    if missing > 0:
        chars += FILL * missing
        places += [index] * missing
