"""What an item holds after a number was stored in it: rounded, cut to its picture, without a sign that it has no place for.

ISO 1989:2002, 14.8.24 (MOVE), 14.6.4 (SIZE ERROR), 14.6.3 (ROUNDED); Enterprise COBOL for z/OS, Language Reference, "Elementary moves":
the number is aligned at the decimal point, and digits for which there is no place are lost, at both ends.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from cobolscan.program.data import pictures
from cobolscan.program.data.capacity import BY_BYTES, span

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem

_BY_DIGITS = ("DISPLAY", "PACKED-DECIMAL", "COMP-6", "NATIONAL")
_FLOATING = ("COMP-1", "COMP-2")
_MOST_DIGITS = 64
ROUNDINGS = {
    "": ROUND_HALF_UP,
    "NEAREST-AWAY-FROM-ZERO": ROUND_HALF_UP,
    "AWAY-FROM-ZERO": ROUND_UP,
    "NEAREST-EVEN": ROUND_HALF_EVEN,
    "NEAREST-TOWARD-ZERO": ROUND_HALF_DOWN,
    "TOWARD-GREATER": ROUND_CEILING,
    "TOWARD-LESSER": ROUND_FLOOR,
    "TRUNCATION": ROUND_DOWN,
}
"""By the word behind ROUNDED MODE IS; "" is ROUNDED alone."""


def begins_anew(item: DataItem) -> tuple[Decimal | None, Decimal | None]:
    """The least number that an item can hold after one too great for it, and the greatest after one too small: digits in front are lost
    and the sign stays; what is as large as its bytes goes on from the other end."""
    low, high = span(item)
    if low is None or high is None or item.effective_usage in BY_BYTES:
        return low, high
    return Decimal(0), Decimal(0) if low else high


def fits(item: DataItem, number: Decimal, rounding: str = ROUND_DOWN) -> bool:
    """Whether a number is stored without loss of its first digits, the sign apart: what SIZE ERROR asks."""
    low, high = span(item)
    kept = _aligned(item, number, rounding)
    return kept is not None and (low is None or high is None or abs(kept) <= max(high, -low))


def stored(item: DataItem, number: Decimal, rounding: str = ROUND_DOWN) -> Decimal | None:
    """The number that the item holds then; None when it depends on the compiler and its options.

    Of more digits than a binary item has, TRUNC(STD) and -fbinary-truncate keep the last ones, TRUNC(BIN) and -fno-binary-truncate more.
    """
    kept = _aligned(item, number, rounding)
    low, high = span(item)
    if kept is None or low is None or high is None:
        return kept
    if low <= kept <= high:
        return kept
    usage = item.effective_usage
    picture = item.pic
    if picture is None or not picture.numeric or usage not in (*_BY_DIGITS, "BINARY"):
        return None
    if not low:
        kept = abs(kept)
    if abs(kept) <= high:
        return kept
    return kept % _modulus(item) + 0 if usage in _BY_DIGITS else None  # + 0: minus zero is zero


def _modulus(item: DataItem) -> Decimal:
    """Digits from here on are lost. Of a negative number % keeps the sign."""
    assert item.pic is not None
    return Decimal(10) ** (item.pic.digits - item.pic.scale)


def _aligned(item: DataItem, number: Decimal, rounding: str) -> Decimal | None:
    """The number without the decimal places that the item has no room for."""
    picture = item.pic
    if abs(number.adjusted()) > _MOST_DIGITS:
        return None
    if picture is None or item.effective_usage in _FLOATING:
        return number
    if picture.category == pictures.ALPHANUMERIC:
        return number if number == abs(number).to_integral_value() and len(f"{number:f}") <= picture.size else None
    if picture.category not in (pictures.NUMERIC, pictures.NUMERIC_EDITED) or abs(picture.scale) > _MOST_DIGITS:
        return number
    with localcontext() as context:
        context.prec = 4 * _MOST_DIGITS
        return number.quantize(Decimal(1).scaleb(-picture.scale), rounding)
