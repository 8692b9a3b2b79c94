"""How compilers lay data out: the sizes and boundaries in which they differ.

IBM: Enterprise COBOL for z/OS Language Reference, USAGE and SYNCHRONIZED clauses, with LP(32). GnuCOBOL: what cobc 3.1 does on a
machine of 64 bits, with -std=default, and with -std=ibm, which changes the size of binary items only. tests/program/test_layout_cobc.py
holds the latter two against cobc itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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
    "BINARY-CHAR": 1, "BINARY-SHORT": 2, "BINARY-LONG": 4, "BINARY-DOUBLE": 8, "INDEX": 4, "POINTER-32": 4, "HANDLE": 4,
}  # fmt: skip
_IBM_FIXED = {"POINTER": 4, "FUNCTION-POINTER": 4, "PROCEDURE-POINTER": 8, "OBJECT REFERENCE": 4}
_GNU_FIXED = {"POINTER": 8, "FUNCTION-POINTER": 8, "PROCEDURE-POINTER": 8, "PROGRAM-POINTER": 8, "BINARY-C-LONG": 8}
# binary items: the most digits for each number of bytes
_IBM_BINARY = ((4, 2), (9, 4), (18, 8))
_GNU_BINARY = ((2, 1), *_IBM_BINARY)
_COMP_X = ((2, 1), (4, 2), (7, 3), (9, 4), (12, 5), (14, 6), (16, 7), (19, 8))
# -std=mf: one to eight bytes; the sign costs a byte at 7 and at 12 digits
_MF_BINARY = ((2, 1), (4, 2), (7, 3), (9, 4), (12, 5), (14, 6), (16, 7), (18, 8))
_MF_SIGNED = ((2, 1), (4, 2), (6, 3), (9, 4), (11, 5), (14, 6), (16, 7), (18, 8))
_SHORTER_BOUNDARY = {"BINARY": 4, "COMP-5": 4, "PROCEDURE-POINTER": 4}  # IBM: of items that are longer


@dataclass(frozen=True)
class Profile:
    """One way to lay data out.

    `as_cobc`: slack bytes as cobc puts them, not as the manual of Enterprise COBOL says. They belong to the group whose item needs them,
    even when that is its first one; SYNCHRONIZED of a group, and of an item with REDEFINES, is ignored; a group forgets what boundary its
    occurrences need when another group begins in it; slack bytes at the end of an occurrence stand before its last item.
    """

    name: str
    binary: tuple[tuple[int, int], ...]
    native_binary: tuple[tuple[int, int], ...]  # COMP-5
    fixed: Mapping[str, int]  # usages without a picture
    aligned: frozenset[str]  # usages for which SYNCHRONIZED means anything
    boundaries: Mapping[str, int] = field(default_factory=dict)  # the widest of a usage, where that is not its size
    national_digit: int = 2  # bytes of a digit of a numeric item with USAGE NATIONAL
    as_cobc: bool = False
    signed_binary: tuple[tuple[int, int], ...] = ()  # where a sign makes a difference

    def binary_size(self, usage: str, digits: int, signed: bool = False) -> int | None:
        """Bytes of a binary item; None for more digits than there are."""
        if signed and usage in ("BINARY", "COMP-5") and self.signed_binary:
            return next((size for most, size in self.signed_binary if digits <= most), None)
        sizes = _COMP_X if usage == "COMP-X" else self.native_binary if usage == "COMP-5" else self.binary
        return next((size for most, size in sizes if digits <= most), None)

    def boundary(self, usage: str, size: int) -> int:
        """What the offset of an item with SYNCHRONIZED is a multiple of; 1 when it lies anywhere."""
        if usage not in self.aligned or size not in (2, 4, 8, 16):
            return 1
        return min(size, self.boundaries.get(usage, size))


IBM = Profile(
    "ibm", _IBM_BINARY, _IBM_BINARY, _FIXED | _IBM_FIXED, frozenset((*_FIXED, *_IBM_FIXED, "BINARY", "COMP-5")), _SHORTER_BOUNDARY
)
GNUCOBOL = Profile(
    "gnucobol",
    _GNU_BINARY,
    _GNU_BINARY,
    _FIXED | _GNU_FIXED,
    frozenset((*_FIXED, *_GNU_FIXED, "BINARY", "COMP-5", "COMP-X")),
    national_digit=1,
    as_cobc=True,
)
GNUCOBOL_IBM = replace(GNUCOBOL, name="gnucobol -std=ibm", binary=_IBM_BINARY)
GNUCOBOL_MF = replace(
    GNUCOBOL,
    name="gnucobol -std=mf",
    binary=_MF_BINARY,
    native_binary=_MF_BINARY,
    signed_binary=_MF_SIGNED,
    aligned=frozenset(),
)
"""Micro Focus with its default NOIBMCOMP, as GnuCOBOL has it: binary items take as many bytes as they need, SYNCHRONIZED is ignored."""
GNUCOBOL_ACU = replace(GNUCOBOL, name="gnucobol -std=acu")
"""ACUCOBOL, as GnuCOBOL has it, but for COMP-1, which is a binary item of 16 bits there and floating-point here."""
BY_DIALECT = {"ibm": IBM, "gnucobol": GNUCOBOL, "mf": GNUCOBOL_MF, "acu": GNUCOBOL_ACU}
"""The layout of a dialect that is stated. The standard (85) leaves sizes to the implementor: there the reference format tells."""
