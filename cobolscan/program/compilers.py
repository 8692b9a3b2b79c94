"""How compilers lay data out: the sizes and boundaries in which they differ.

IBM: Enterprise COBOL for z/OS Language Reference, USAGE clause and SYNCHRONIZED clause, with LP(32). GnuCOBOL: what cobc 3.1 does on a
machine of 64 bits, with -std=default, and with -std=ibm, which changes the size of binary items only. tests/program/test_layout_cobc.py
holds the latter two against cobc itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_USAGES = {
    "COMP": "BINARY", "COMPUTATIONAL": "BINARY", "COMP-4": "BINARY", "COMPUTATIONAL-4": "BINARY",
    "COMPUTATIONAL-5": "COMP-5", "COMPUTATIONAL-6": "COMP-6", "COMPUTATIONAL-X": "COMP-X", "COMP-N": "COMP-X", "COMPUTATIONAL-N": "COMP-X",
    "COMP-3": "PACKED-DECIMAL", "COMPUTATIONAL-3": "PACKED-DECIMAL",
    "COMPUTATIONAL-1": "COMP-1", "FLOAT": "COMP-1", "FLOAT-SHORT": "COMP-1",
    "COMPUTATIONAL-2": "COMP-2", "DOUBLE": "COMP-2", "FLOAT-LONG": "COMP-2",
    "BINARY-INT": "BINARY-LONG", "BINARY-LONG-LONG": "BINARY-DOUBLE",
    "SIGNED-SHORT": "BINARY-SHORT", "UNSIGNED-SHORT": "BINARY-SHORT", "SIGNED-INT": "BINARY-LONG", "UNSIGNED-INT": "BINARY-LONG",
    "SIGNED-LONG": "BINARY-C-LONG", "UNSIGNED-LONG": "BINARY-C-LONG", "UNSIGNED-CHAR": "BINARY-CHAR",
    "OBJECT": "OBJECT REFERENCE",
}  # fmt: skip


def usage_of(words: list[str]) -> str:
    """The one name for what a USAGE clause says: BINARY for COMP and COMP-4, PACKED-DECIMAL for COMP-3 ..., COMP-1 for FLOAT."""
    first = next((word for word in words if word not in ("USAGE", "IS")), "DISPLAY")
    return _USAGES.get(first, first)


_FIXED = {
    "COMP-1": 4, "COMP-2": 8, "FLOAT-EXTENDED": 16, "FLOAT-BINARY-32": 4, "FLOAT-BINARY-64": 8, "FLOAT-BINARY-128": 16,
    "FLOAT-DECIMAL-7": 4, "FLOAT-DECIMAL-16": 8, "FLOAT-DECIMAL-34": 16,
    "BINARY-CHAR": 1, "BINARY-SHORT": 2, "BINARY-LONG": 4, "BINARY-DOUBLE": 8, "INDEX": 4, "POINTER-32": 4,
}  # fmt: skip
_IBM_FIXED = {"POINTER": 4, "FUNCTION-POINTER": 4, "PROCEDURE-POINTER": 8, "OBJECT REFERENCE": 4}
_GNU_FIXED = {"POINTER": 8, "FUNCTION-POINTER": 8, "PROCEDURE-POINTER": 8, "PROGRAM-POINTER": 8, "BINARY-C-LONG": 8, "HANDLE": 4}
# binary items: the most digits for each number of bytes
_IBM_BINARY = ((4, 2), (9, 4), (18, 8))
_GNU_BINARY = ((2, 1), *_IBM_BINARY)
_COMP_X = ((2, 1), (4, 2), (7, 3), (9, 4), (12, 5), (14, 6), (16, 7), (19, 8))
_PADDED_BY_SIZE = frozenset((*_FIXED, "BINARY", "COMP-5", "COMP-X", "BINARY-C-LONG")) - {"INDEX", "POINTER-32"}


@dataclass(frozen=True)
class Profile:
    """One way to lay data out.

    `group_slack`: slack bytes belong to the group of the elementary item before them, not to the group that begins behind them.
    `resets_alignment`: a group forgets what boundaries it needs when another group begins in it, as GnuCOBOL does: its occurrences may
    then lie off their boundaries; and slack bytes at the end of an occurrence stand before its last item.
    """

    name: str
    binary: tuple[tuple[int, int], ...]
    native_binary: tuple[tuple[int, int], ...]  # COMP-5
    fixed: Mapping[str, int] = field(default_factory=dict)  # usages without a picture
    national_digit: int = 2  # bytes of a digit of a numeric item with USAGE NATIONAL
    most_aligned: int = 16  # the widest boundary of a binary item
    group_slack: bool = True
    resets_alignment: bool = False

    def binary_size(self, usage: str, digits: int) -> int | None:
        """Bytes of a binary item; None for more digits than there are."""
        sizes = _COMP_X if usage == "COMP-X" else self.native_binary if usage == "COMP-5" else self.binary
        return next((size for most, size in sizes if digits <= most), None)

    def boundary(self, usage: str, size: int) -> int:
        """What the offset of an item with SYNCHRONIZED is a multiple of."""
        if self.resets_alignment:
            if usage in _PADDED_BY_SIZE:
                return size if size in (2, 4, 8, 16) else 1
            return size if usage in self.fixed else 1
        if usage in ("BINARY", "COMP-5"):
            return min(size, self.most_aligned)
        if usage == "PROCEDURE-POINTER":
            return 4
        return size if usage in self.fixed else 1


IBM = Profile("ibm", _IBM_BINARY, _IBM_BINARY, _FIXED | _IBM_FIXED, most_aligned=4)
GNUCOBOL = Profile("gnucobol", _GNU_BINARY, _GNU_BINARY, _FIXED | _GNU_FIXED, national_digit=1, group_slack=False, resets_alignment=True)
GNUCOBOL_IBM = Profile(
    "gnucobol -std=ibm", _IBM_BINARY, _GNU_BINARY, _FIXED | _GNU_FIXED, national_digit=1, group_slack=False, resets_alignment=True
)
