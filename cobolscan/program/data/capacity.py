"""The largest number that an item can hold, and the bytes from an item to the end of its record.

DISPLAY, PACKED-DECIMAL and BINARY hold as many digits as the picture has; COMP-5, COMP-X, BINARY-SHORT and their kin what their
bytes hold. IBM Enterprise COBOL, Language Reference: PICTURE and USAGE clauses; Programming Guide: TRUNC(STD), the default, and
TRUNC(BIN).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem

_BY_DIGITS = ("DISPLAY", "PACKED-DECIMAL", "COMP-6", "BINARY")
BY_BYTES = ("COMP-5", "COMP-X", "BINARY-CHAR", "BINARY-SHORT", "BINARY-LONG", "BINARY-DOUBLE", "BINARY-C-LONG")
"""Usages of items that hold what their bytes hold."""


def ceiling(item: DataItem) -> Decimal | None:
    """The largest number of a numeric item with a picture; None for all others, and where the bytes and not the digits decide."""
    picture = item.pic
    if picture is None or not picture.numeric or "P" in picture.text or item.effective_usage not in _BY_DIGITS:
        return None
    return picture.maximum


def native_ceiling(item: DataItem) -> Decimal | None:
    """The largest number of an item that holds what its bytes hold: COMP-5, BINARY-CHAR and their kin; None for all others."""
    return span(item)[1] if item.effective_usage in BY_BYTES else None


def span(item: DataItem) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest number that an item can hold: by its digits, or by its bytes where these decide (COMP-5 and its kin).

    None, None for an item that is no number.
    """
    picture = item.pic
    if item.effective_usage in BY_BYTES:
        return _by_bytes(item)
    most = picture.maximum if picture is not None else None
    if picture is None or most is None:
        return None, None
    return (-most if picture.signed else Decimal(0)), most


def _by_bytes(item: DataItem) -> tuple[Decimal | None, Decimal | None]:
    if item.size is None or (item.pic is not None and item.pic.scale):
        return None, None
    signed = item.pic.signed if item.pic is not None else "UNSIGNED" not in item.usage
    bits = Decimal(256) ** item.size
    return (-bits / 2, bits / 2 - 1) if signed else (Decimal(0), bits - 1)


def is_binary(item: DataItem) -> bool:
    """COMP, COMP-4, BINARY: TRUNC(BIN) or -fno-binary-truncate let them hold more than their picture says."""
    return item.effective_usage == "BINARY"


def room_of(item: DataItem) -> int | None:
    """Bytes from the beginning of an item to the end of the record around it; None for an element of a table, which has many."""
    whole, before = item.record.size, item.offset
    if whole is None or before is None or item.tables():
        return None
    return whole - before
