"""The largest number that an item can hold, and the bytes that it takes, by picture and usage.

DISPLAY, PACKED-DECIMAL and BINARY hold as many digits as the picture has; COMP-5, COMP-X, BINARY-SHORT and their kin what their
bytes hold.
IBM Enterprise COBOL, Language Reference: PICTURE and USAGE clauses; Programming Guide: TRUNC(STD), the default, and TRUNC(BIN).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cobolscan.source.lazy import lazy

if TYPE_CHECKING:
    from cobolscan.program.data import DataItem

_REPEATED = lazy(r"(.)\((\d+)\)")
_COUNTED = lazy(r"\(\d+\)")
_NUMERIC = lazy(r"S?(9*)(?:V(9*))?")
_BINARY = ("COMP", "COMP-4", "BINARY", "COMPUTATIONAL", "COMPUTATIONAL-4")
_PACKED = ("COMP-3", "PACKED-DECIMAL", "COMPUTATIONAL-3", "COMP-6", "COMPUTATIONAL-6")
_DECIMAL = ("", "DISPLAY")
_FIXED = {"COMP-1": 4, "COMPUTATIONAL-1": 4, "COMP-2": 8, "COMPUTATIONAL-2": 8, "INDEX": 4}
_LARGEST = 1 << 26  # bytes of an area that are believed


def ceiling(item: DataItem) -> Decimal | None:
    """The largest number of a numeric item with a picture; None for all others, and where the bytes and not the digits decide."""
    match = _NUMERIC.fullmatch(item.picture) if item.picture else None
    if match is None or usage_of(item) not in (*_DECIMAL, *_PACKED, *_BINARY):
        return None
    whole, fraction = match[1] or "", match[2] or ""
    return Decimal(10) ** len(whole) - Decimal(1).scaleb(-len(fraction)) if whole or fraction else None


def is_binary(item: DataItem) -> bool:
    """COMP, COMP-4, BINARY: TRUNC(BIN) or -fno-binary-truncate let them hold more than their picture says."""
    return usage_of(item) in _BINARY


def usage_of(item: DataItem) -> str:
    """The item's own usage, or that of a group around it."""
    return item.usage or next((above.usage for above in item.ancestors() if above.usage), "")


def bytes_of(item: DataItem) -> int | None:
    """Bytes of an item, its OCCURS left out for itself and counted for what is in it; None where a compiler or a COPY decides."""
    total = 0
    stack: list[tuple[DataItem, int]] = [(item, 1)]
    while stack:
        part, times = stack.pop()
        if part is not item:
            times *= part.occurs_maximum or 1
            if part.depending_on:
                return None
            if part.redefines:
                continue
        if part.children:
            stack += [(child, times) for child in part.children]
            continue
        size = _elementary(part)
        if size is None or (total := total + size * times) > _LARGEST:
            return None
    return total or None


def _elementary(item: DataItem) -> int | None:
    usage = usage_of(item)
    if usage in _FIXED:
        return _FIXED[usage]
    if not item.picture or item.node.child("synchronized_clause", "sign_clause") is not None:
        return None
    if usage in _DECIMAL:
        return _characters(item)
    digits = item.picture.count("9")
    if usage in _PACKED and not usage.endswith("6"):
        return digits // 2 + 1
    if usage in (*_BINARY, "COMP-5", "COMPUTATIONAL-5") and digits > 2:  # one byte or two, compilers differ
        return 2 if digits <= 4 else 4 if digits <= 9 else 8
    return None


def _characters(item: DataItem) -> int | None:
    """Character positions of a picture as it is written: V, P and S take none; those of N, G, U and of CR and DB are left open."""
    clause = item.node.child("picture_clause")
    written = clause.text.split()[-1].upper() if clause is not None else ""
    if set(_COUNTED.sub("", written)) & set("PNGUCRD(),"):
        return None
    single = sum(1 for char in _REPEATED.sub("", written) if char not in "VS")
    return single + sum(int(number) for char, number in _REPEATED.findall(written) if char not in "VS")


def room_of(item: DataItem) -> int | None:
    """Bytes from the beginning of an item to the end of the record around it."""
    total = bytes_of(item)
    part = item
    while total is not None and part.parent is not None:
        behind = part.parent.children[part.parent.children.index(part) + 1 :]
        if part.occurs_maximum is not None:
            return None
        for other in behind:
            size = 0 if other.redefines else bytes_of(other)
            if size is None or other.depending_on:
                return None
            total += size * (other.occurs_maximum or 1)
        part = part.parent
    return total
