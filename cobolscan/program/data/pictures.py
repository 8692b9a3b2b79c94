"""Pictures: what a picture character-string says of an item (ISO 1989:2002, 13.16.38; Enterprise COBOL Language Reference, PICTURE clause).

A string is read as runs of a symbol and a count, so that PIC X(999999999) costs what PIC X does. What is no picture is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby, takewhile

from cobolscan.source.lazy import lazy

NUMERIC = "numeric"
NUMERIC_EDITED = "numeric-edited"
ALPHABETIC = "alphabetic"
ALPHANUMERIC = "alphanumeric"
ALPHANUMERIC_EDITED = "alphanumeric-edited"
NATIONAL = "national"
NATIONAL_EDITED = "national-edited"
DBCS = "DBCS"
UTF_8 = "UTF-8"
BOOLEAN = "boolean"
EXTERNAL_FLOAT = "external floating-point"

Run = tuple[str, int]
"""A symbol and how often it stands in a row."""

DOLLAR: Mapping[str, int] = {"$": 1}
"""The currency symbols of a program without CURRENCY SIGN: each with the number of characters that stand for it."""

_FLOAT = lazy(r"[+-](?=V?9)9*(?:V9*)?E[+-]99\Z")
_MOST = 10**9  # of a repetition: no compiler has items so large
_TEXTUAL = {"X": ALPHANUMERIC, "A": ALPHANUMERIC, "N": NATIONAL, "G": DBCS, "U": UTF_8, "1": BOOLEAN}
_EDITED = {ALPHANUMERIC: ALPHANUMERIC_EDITED, ALPHABETIC: ALPHANUMERIC_EDITED, NATIONAL: NATIONAL_EDITED, DBCS: DBCS}
_INSERTED = frozenset("B0/")
_NUMBER = frozenset(("9", "S", "V", "P"))
_EDITING = frozenset(("B", "0", "/", ",", ".", "Z", "*", "+", "-", "CR", "DB"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was read.

    `size`: character positions in storage; S, V and P have none, a sign that is SEPARATE is not in it, CR and DB are two.
    `digits`: digit positions that are stored, without P; of a floating insertion string all but the first symbol (13.16.38.5).
    `scale`: how many of them stand behind the decimal point; PP99 has 4, 99PP has -2.
    """

    text: str
    category: str
    size: int
    digits: int = 0
    scale: int = 0
    signed: bool = False

    @property
    def integer_digits(self) -> int:
        """Positions before the decimal point, those of P included: 99PP has 4."""
        return max(0, self.digits - self.scale)

    @property
    def edited(self) -> bool:
        return self.category in (NUMERIC_EDITED, ALPHANUMERIC_EDITED, NATIONAL_EDITED)

    @property
    def numeric(self) -> bool:
        """Whether the item holds a number that arithmetic can use: category numeric."""
        return self.category == NUMERIC

    @property
    def maximum(self) -> Decimal | None:
        """The greatest value of an item of category numeric or numeric-edited; None for others, and for more digits than compilers have."""
        if self.category not in (NUMERIC, NUMERIC_EDITED) or not self.digits <= 64 or abs(self.scale) > 64:
            return None
        return Decimal(10**self.digits - 1).scaleb(-self.scale)


def read(
    text: str, decimal_comma: bool = False, currency: Mapping[str, int] = DOLLAR, constant: Callable[[str], int | None] | None = None
) -> Picture | None:
    """A picture character-string in upper case; None when it is none.

    `constant` tells the integer that a name in parentheses stands for, X(LEN), in dialects that have constants.
    """
    runs = _runs(text, currency, constant)
    if not runs:
        return None
    symbols = frozenset(symbol for symbol, _ in runs)
    if symbols <= _NUMBER:
        return _numeric(text, runs)
    if "E" in symbols - currency.keys():
        return _floating_point(text, runs, "," if decimal_comma else ".")
    textual = symbols & _TEXTUAL.keys() - currency.keys()
    if textual:
        return _textual(text, runs, symbols, textual)
    return _numeric_edited(text, runs, symbols, "," if decimal_comma else ".", currency)


class Pictures(dict["str", "Picture | None"]):
    """The pictures of one program by their text in upper case, each read once; see `read` for what they depend on."""

    def __init__(self, decimal_comma: bool, currency: Mapping[str, int], constant: Callable[[str], int | None]) -> None:
        self._decimal_comma = decimal_comma
        self._currency = currency
        self._constant = constant

    def __missing__(self, text: str) -> Picture | None:
        picture = _usual(text, self._decimal_comma) if self._currency == DOLLAR else None
        if picture is None:
            picture = read(text, self._decimal_comma, self._currency, self._constant)
        self[text] = picture
        return picture


@lru_cache(maxsize=4096)
def _usual(text: str, decimal_comma: bool) -> Picture | None:
    """Pictures that need no constants and no other currency sign: most programs have the same ones."""
    return read(text, decimal_comma)


def _runs(text: str, currency: Mapping[str, int], constant: Callable[[str], int | None] | None) -> list[Run] | None:
    """The runs of a string, neighbours of the same symbol as one; None when parentheses do not say how often."""
    runs: list[Run] = []
    at = 0
    while at < len(text):
        symbol = text[at]
        if text[at : at + 2] in ("CR", "DB") and symbol not in currency:
            symbol = text[at : at + 2]
        at += len(symbol)
        times = 1
        if text[at : at + 1] == "(":
            end = text.find(")", at)
            found = _times(text[at + 1 : end], constant) if end > 0 else None
            if not found:
                return None
            times, at = found, end + 1
        if runs and runs[-1][0] == symbol:
            times += runs.pop()[1]
        runs.append((symbol, times))
    return runs


def _times(text: str, constant: Callable[[str], int | None] | None) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 10 and int(text) <= _MOST else None
    return constant(text) if constant is not None else None


def _count(runs: list[Run], *symbols: str) -> int:
    return sum(times for symbol, times in runs if symbol in symbols)


def _numeric(text: str, runs: list[Run]) -> Picture | None:
    order = [symbol for symbol, _ in runs]
    digits, behind = _count(runs, "9"), _count(runs[order.index("V") + 1 :], "9") if "V" in order else 0
    scale = _scale(runs, digits, behind)
    if scale is None or not digits or _count(runs, "S") > 1 or _count(runs, "V") > 1 or "S" in order[1:]:
        return None
    return Picture(text, NUMERIC, digits, digits, scale, order[0] == "S")


def _scale(runs: list[Run], digits: int, behind: int) -> int | None:
    """With P, the decimal point is at the other end of P than the digits, whether V says so or not. None: P stands elsewhere."""
    places = _count(runs, "P")
    if not places:
        return behind
    parts = "".join(part for part, _ in groupby(symbol if symbol in ("P", "V") else "D" for symbol, _ in runs if symbol != "S"))
    return places + digits if parts in ("PD", "VPD") else -places if parts in ("DP", "DPV") else None


def _textual(text: str, runs: list[Run], symbols: frozenset[str], textual: frozenset[str]) -> Picture | None:
    category = ALPHANUMERIC if textual <= {"X", "A"} else _TEXTUAL[next(iter(textual))] if len(textual) == 1 else ""
    rest = symbols - textual
    if category == ALPHANUMERIC:
        category = ALPHABETIC if symbols == {"A"} else category
        rest -= {"9"}
    if not category or not rest <= _INSERTED or (rest and category not in _EDITED):
        return None
    return Picture(text, _EDITED[category] if rest else category, sum(times for _, times in runs))


def _numeric_edited(text: str, runs: list[Run], symbols: frozenset[str], point: str, currency: Mapping[str, int]) -> Picture | None:
    money = symbols & currency.keys()
    if not symbols <= _EDITING | money | {"9", "V", "P"} or len(money) > 1 or not _in_place(runs, symbols, point, money):
        return None
    at = next((number for number, (symbol, _) in enumerate(runs) if symbol in (point, "V")), len(runs))
    digits, behind = _digits(runs, money), _digits_behind(runs, at, money)
    if not digits:
        return None
    scale = _scale(runs, digits, behind)
    size = sum(times for symbol, times in runs if symbol not in ("V", "P"))
    size += _count(runs, "CR", "DB") + sum(currency[symbol] - 1 for symbol in money)
    return None if scale is None else Picture(text, NUMERIC_EDITED, size, digits, scale, not symbols.isdisjoint(("+", "-", "CR", "DB")))


def _in_place(runs: list[Run], symbols: frozenset[str], point: str, money: frozenset[str]) -> bool:
    """Whether symbols that stand once do so, and those that exclude each other do."""
    signs = symbols & {"+", "-", "CR", "DB"}
    ends = [symbol for symbol, _ in runs if symbol in ("CR", "DB")]
    return (
        _count(runs, point, "V") <= 1
        and not ("Z" in symbols and "*" in symbols)
        and len(signs) <= 1
        and (not ends or (len(ends) == 1 and runs[-1] == (ends[0], 1)))
        and sum(_count(runs, symbol) > 1 for symbol in (signs | money) - {"CR", "DB"}) <= 1
    )


def _floats(runs: list[Run], money: frozenset[str]) -> str:
    """The symbol of a floating insertion string: of sign or currency, more than once."""
    return next((symbol for symbol in ("+", "-", *money) if _count(runs, symbol) > 1), "")


def _digits(runs: list[Run], money: frozenset[str]) -> int:
    floating = _floats(runs, money)
    return _count(runs, "9", "Z", "*") + (_count(runs, floating) - 1 if floating else 0)


def _digits_behind(runs: list[Run], at: int, money: frozenset[str]) -> int:
    """Digit positions behind the decimal point; the first symbol of a floating string is none, wherever it stands."""
    floating = _floats(runs, money)
    behind = _count(runs[at + 1 :], "9", "Z", "*", *filter(None, (floating,)))
    return behind - 1 if floating and not _count(runs[:at], floating) and behind else behind


def _floating_point(text: str, runs: list[Run], point: str) -> Picture | None:
    """External floating-point: +9(3).9(4)E-99 (Enterprise COBOL Language Reference, PICTURE clause)."""
    shape = "".join(symbol * min(times, 3) for symbol, times in runs)
    if not _FLOAT.match(shape.replace(point, "V")):
        return None
    mantissa = list(takewhile(lambda run: run[0] != "E", runs))
    at = next((number for number, (symbol, _) in enumerate(mantissa) if symbol in (point, "V")), len(mantissa))
    size = sum(times for symbol, times in runs if symbol != "V")
    return Picture(text, EXTERNAL_FLOAT, size, _count(mantissa, "9"), _count(mantissa[at + 1 :], "9"), True)
