"""Literals that spell a calendar date: which forms there are, which date is meant, and which values mean "none" or "for ever"."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from functools import lru_cache

from cobolscan.source.lazy import lazy

_ISO = lazy(r"((?:18|19|20|21)[0-9][0-9])[-/.]([01]?[0-9])[-/.]([0-3]?[0-9])(?:[-T ].*)?")
_EUROPEAN = lazy(r"([0-3]?[0-9])([-/.])([0-3]?[0-9])\2((?:18|19|20|21)[0-9][0-9])")
_SHORT = lazy(r"([0-9][0-9])([-/.])([0-9][0-9])\2([0-9][0-9])")
_DIGITS = lazy(r"[+-]?[0-9]+")
_EPOCHS = frozenset(
    (
        "19000101",
        "19700101",
        "19691231",
        "18991231",
        "18991230",
        "19000100",
        "18000101",
        "18500101",
        "19010101",
        "20991231",
        "1601001",
        "16010101",
    )
)
_YEARS = range(1901, 2090)  # others bound what is plausible
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TRIVIAL_YEARS = frozenset((1970, 1601, 1582, 2099))


@dataclass(frozen=True, slots=True)
class DateLiteral:
    """`form` is YYYYMMDD, YYMMDD ...; `month` and `day` are 0 where the form has none. `digits` 4 is a year alone.

    `exact`: the calendar has such a day. Bounds like 20000200 are none of it, and still dates.
    """

    form: str
    digits: int
    year: int
    month: int
    day: int
    exact: bool = True
    clear: bool = True  # it cannot be read as another date, nor as anything else

    @property
    def says(self) -> str:
        """The date as ISO 8601 writes it, as far as it is known."""
        if not self.exact or not self.clear:
            return ""
        if self.form.endswith("DDD"):
            return f"day {self.day} of {self.year}"
        return "-".join([f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)])


@lru_cache(maxsize=16384)
def read(text: str) -> DateLiteral | None:
    """The date that a literal (without quotes) spells; None for other literals and for sentinels such as 99991231."""
    text = text.strip()
    if len(text) < 4 or not text[-1:].isalnum():
        return None
    if _DIGITS.fullmatch(text):
        digits = text.lstrip("+-")
        return None if _is_sentinel(digits) else _READERS.get(len(digits), _none)(digits)
    return _written(text)


def is_digits(text: str) -> bool:
    """0 to 9 and nothing else: str.isdigit takes superscripts as well."""
    return text.isascii() and text.isdigit()


def _none(digits: str) -> DateLiteral | None:
    return None


def _is_sentinel(digits: str) -> bool:
    return len(set(digits)) == 1 or digits in _EPOCHS or digits.startswith("9999") or digits.endswith("9999") or digits[:4] == "0000"


def _written(text: str) -> DateLiteral | None:
    match = _ISO.fullmatch(text)
    if match:
        return _plain("YYYY-MM-DD", int(match[1]), int(match[2]), int(match[3]))
    match = _EUROPEAN.fullmatch(text)
    if match:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if second > 12 or (first <= 12 and first == second):
            return _plain("MM/DD/YYYY", year, first, second)
        found = _plain("DD/MM/YYYY", year, second, first)
        return found if found is None or first > 12 else DateLiteral(found.form, 8, year, second, first, clear=False)
    match = _SHORT.fullmatch(text)
    return (
        DateLiteral("YY/MM/DD", 6, 0, 0, 0, clear=False)
        if match and len(set(text)) > 2 and _may_be_short(match[1], match[3], match[4])
        else None
    )


def _may_be_short(first: str, second: str, third: str) -> bool:
    numbers = sorted(map(int, (first, second, third)))
    return 1 <= numbers[0] <= 12 and numbers[1] <= 31


def _plain(form: str, year: int, month: int, day: int) -> DateLiteral | None:
    if f"{year:04}{month:02}{day:02}" in _EPOCHS or year not in _YEARS or not _is_day(month, day):
        return None
    return DateLiteral(form, 8, year, month, day)


def _is_day(month: int, day: int, year: int = 2000) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] and (month != 2 or day < 29 or isleap(year))


def _eight(digits: str) -> DateLiteral | None:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if year in _YEARS and month <= 13:
        return DateLiteral("YYYYMMDD", 8, year, month, day, exact=_is_day(month, day, year))
    year, first, second = int(digits[4:]), int(digits[:2]), int(digits[2:4])
    if year in _YEARS and (_is_day(first, second) or _is_day(second, first)):
        return DateLiteral("MMDDYYYY", 8, year, first, second, clear=False)
    return None


def _seven(digits: str) -> DateLiteral | None:
    if int(digits[:4]) in _YEARS and 1 <= int(digits[4:]) <= 366:
        return DateLiteral("YYYYDDD", 7, int(digits[:4]), 0, int(digits[4:]))
    if digits[0] in "01" and _is_day(int(digits[3:5]), int(digits[5:])):
        return DateLiteral("CYYMMDD", 7, 1900 + int(digits[:3]), int(digits[3:5]), int(digits[5:]))
    return None


def _six(digits: str) -> DateLiteral | None:
    a, b, c = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    forms = {}
    if _is_day(b, c):
        forms["YYMMDD"] = (a + (1900 if a >= 50 else 2000), b, c)
    if _is_day(a, b):
        forms["MMDDYY"] = (0, a, b)
    if _is_day(b, a):
        forms["DDMMYY"] = (0, b, a)
    if int(digits[:4]) in _YEARS and 1 <= c <= 12:
        forms["YYYYMM"] = (int(digits[:4]), c, 0)
    if int(digits[2:]) in _YEARS and 1 <= a <= 12:
        forms["MMYYYY"] = (int(digits[2:]), a, 0)
    if not forms:
        return None
    form, (year, month, day) = next(iter(forms.items()))
    return DateLiteral(form, 6, year, month, day, clear=len(forms) == 1 and form != "MMDDYY" and form != "DDMMYY")


def _five(digits: str) -> DateLiteral | None:
    year, day = int(digits[:2]), int(digits[2:])
    return DateLiteral("YYDDD", 5, year, 0, day, clear=False) if 1 <= day < 365 else None


def _four(digits: str) -> DateLiteral | None:
    year = int(digits)
    return DateLiteral("YYYY", 4, year, 0, 0) if year in _YEARS and year not in _TRIVIAL_YEARS else None


def _fourteen(digits: str) -> DateLiteral | None:
    return _eight(digits[:8])


_READERS = {4: _four, 5: _five, 6: _six, 7: _seven, 8: _eight, 14: _fourteen}
