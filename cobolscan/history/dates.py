"""Dates in comments: finding them in all their forms, and saying what is certain about each.

Nothing is assumed of the order of day and month or of the century: `DateReader` collects the evidence of one file first.
"""

from __future__ import annotations

import copy
import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from cobolscan.history.lexicon import Lexicon
from cobolscan.history.phrases import fold
from cobolscan.history.written_dates import FoundDate, MonthNames, numeric_dates
from cobolscan.source.lazy import lazy

FIRST_YEAR = 1955  # no program is older
_MOST = 20_000
_FIRST_SHORT_YEAR = 59  # a two-digit year below, in a Japanese form, counts from an emperor's accession
_SHOWA = 1925
_COMPACT = lazy(r"(?<![\w./\-])(\d{8}|\d{6})(?![\w/]|[.\-]\d)")
_YEAR = lazy(r"(?<![\w./\-:#])((?:19|20)\d\d)(?![\w/]|[.\-:]\d)")
_SHORT_MONTH = lazy(r"(?<![\w./\-])(0?[1-9]|1[0-2])/(\d\d)(?![\w/.])")
_YEAR_MONTH = lazy(r"(?<![\w./\-])((?:19|20)\d\d) (0[1-9]|1[0-2])(?=\s|$)")
_DIGIT = lazy(r"\d")
_HINT = lazy(r"\d ?[\-/.年]")
_LETTERS = lazy(r"[a-z]{3,}")


class DateReader:
    """Finds the dates of one file and resolves them by that file's own evidence."""

    def __init__(self, lexicon: Lexicon, today: datetime.date | None = None, day_first: bool = False) -> None:
        self.months = _month_names(lexicon)
        self._found = self.months.found
        self.today = today or datetime.date.today()
        self.day_first = day_first  # the language of the file writes the day first
        self.evidence: Counter[tuple[str, int, str]] = Counter()
        self.named: Counter[str] = Counter()
        self.compact_order: str | None = None
        self.newest = 0
        self.julian: Callable[[], bool] = lambda: False  # whether the file writes dates as a year and the number of a day
        self.showa = False  # a year that can only be one of an emperor was seen

    def ahead(self, years: int = 50) -> DateReader:
        """A reader with the same evidence that also takes dates to come: those of promises."""
        last = datetime.date(self.today.year + years, 12, 31)
        other = copy.copy(self)
        other.today = last
        return other

    def find(self, text: str, compact: bool = False, year: bool = False) -> list[FoundDate]:
        """The dates in a text, from left to right; `compact` admits 251199, `year` a lone 1999."""
        key = (text, compact, year)
        known = self._found.get(key)
        if known is None:
            if len(self._found) > _MOST:
                self._found.clear()
            known = self._found[key] = self._candidates(text, compact, year) if _DIGIT.search(text) else []
        return [date for date in known if self.possible(date)] if known else []

    def _candidates(self, text: str, compact: bool, year: bool) -> list[FoundDate]:
        """What is written like a date, whether or not it can be one."""
        found = numeric_dates(text) if _HINT.search(text) else []
        folded = fold(text)
        if not self.months.starts.isdisjoint(word[:3] for word in _LETTERS.findall(folded)):
            _add(found, self.months.find(text, folded))
        if compact:
            _add(found, [_compact_date(m) for m in _COMPACT.finditer(text)])
            _add(found, [FoundDate(m.start(), m.end(), m[0], "ym", (int(m[1]), int(m[2]))) for m in _YEAR_MONTH.finditer(text)])
        if year:
            _add(found, [FoundDate(m.start(), m.end(), m[0], "year", (int(m[1]),)) for m in _YEAR.finditer(text)])
            _add(found, [FoundDate(m.start(), m.end(), m[0], "month", (int(m[2]), int(m[1]), 0), 2) for m in _SHORT_MONTH.finditer(text)])
        found.sort(key=lambda date: date.start)
        return found

    def in_column(self, line: str, start: int) -> FoundDate | None:
        """The date that begins at a place where dates stand in other lines, also in forms that are doubtful elsewhere: MAR 93, 1993."""
        text = line[start : start + 24]
        if not text[:1].isalnum() or not _DIGIT.search(text):
            return None
        found = self.months.find(text, fold(text), True) + self.find(text, year=True)
        date = next((date for date in found if date.start == 0 and self.possible(date)), None)
        return date._replace(start=start, end=start + date.end) if date else None

    def observe(self, dates: Iterable[FoundDate]) -> None:
        """Learn from the dates of the file which order and which century it uses."""
        for date in dates:
            if date.form == "pair":
                first, second = date.fields[:2]
                key = (date.separator, date.digits)
                if first > 31:
                    self.evidence[(*key, "ymd")] += 1
                    self.showa = self.showa or (date.digits == 2 and first < _FIRST_SHORT_YEAR)
                elif first > 12:
                    self.evidence[(*key, "dmy")] += 1
                elif second > 12:
                    self.evidence[(*key, "mdy")] += 1
                if date.digits == 4:
                    self._saw(date.fields[2])
            elif date.form == "month":
                if date.fields[2]:
                    self.named[date.separator] += 1
                if date.digits == 4:
                    self._saw(date.fields[0])
            elif date.form in ("ymd", "ym") or (date.form == "julian" and date.digits == 4):
                self._saw(date.fields[0])

    def _saw(self, year: int) -> None:
        if FIRST_YEAR <= year <= self.today.year:
            self.newest = max(self.newest, year)

    def settle_compact(self, groups: Sequence[Sequence[str]]) -> None:
        """Decide the order of compact six-digit dates from groups of them as they follow each other in change logs and tags."""
        best: list[tuple[int, str]] = []
        for order in ("mdy", "dmy", "ymd"):
            cost = 0
            for group in groups:
                values = [self._compact_value(raw, order) for raw in group]
                if None in values:
                    cost += 3 * sum(v is None for v in values)
                read = [v for v in values if v]
                rising = sum(a > b for a, b in pairwise(read))
                falling = sum(a < b for a, b in pairwise(read))
                cost += min(rising, falling)
            best.append((cost, order))
        best.sort()
        if best and best[0][0] < best[1][0]:
            self.compact_order = best[0][1]
        elif best and {best[0][1], best[1][1]} == {"mdy", "dmy"} and best[1][0] < best[2][0]:
            self.compact_order = self.order("/", 2) or "year-last"
        elif best:
            tied = {order for cost, order in best if cost == best[0][0]}
            known = self.order("/", 2)
            self.compact_order = known if known in tied else None

    def _compact_value(self, raw: str, order: str) -> tuple[int, int, int] | None:
        value = _in_order([int(raw[:2]), int(raw[2:4]), int(raw[4:6])], order)
        year = self.century(value[0])
        return (year, value[1], value[2]) if year and _is_day(year, value[1], value[2]) else None

    def order(self, separator: str, digits: int) -> str | None:
        """The order of the numeric dates with this separator and this length of the year: dmy, mdy, ymd, or None when unknown."""
        own = {order: count for (s, n, order), count in self.evidence.items() if s == separator and n == digits}
        decided = _decided(own)
        if decided or own:
            return decided
        if separator == ".":
            return _decided({o: n for (s, _, o), n in self.evidence.items() if s == "." and o != "ymd"}) or "dmy"
        other: Counter[str] = Counter()
        for (_, _, order), count in self.evidence.items():
            if order != "ymd":
                other[order] += count
        decided = _decided(other)
        if decided or other:
            return decided
        if self.day_first:
            return "dmy"
        if self.named and len(self.named) == 1:
            return "dmy" if "dm" in self.named else "mdy"
        return None

    def century(self, short: int) -> int | None:
        """The full year of a two-digit one: the only one that can be, or the one nearest to what the file says elsewhere."""
        years = [y for y in range(1900 + short, self.today.year + 1, 100) if y >= FIRST_YEAR]
        if len(years) < 2:
            return years[0] if years else None
        near = self.newest or self.today.year
        return min(years, key=lambda y: abs(y - near))

    def possible(self, date: FoundDate) -> bool:
        """Whether any reading of the date is a day, month or year of the computer age, not later than today."""
        if date.form == "pair":
            return self._any_pair(date)
        if date.form == "julian" and not self.julian():
            return False
        return bool(self.resolve(date)) or (date.form == "compact" and self._any_compact(date))

    def _any_pair(self, date: FoundDate) -> bool:
        """Whether a numeric date is a day in any order."""
        first, second, last = date.fields
        if date.digits == 2 and self._year_first(first, second, last):
            return True
        year = self._pair_year(date)
        return year is not None and (_is_day(year, first, second) or _is_day(year, second, first))

    def _any_compact(self, date: FoundDate) -> bool:
        return any(self._compact_value(date.raw, order) for order in ("mdy", "dmy", "ymd"))

    def resolved(self, dates: Sequence[FoundDate]) -> list[str]:
        """What is certain of dates, each once, the more precise instead of the less."""
        if not dates:
            return []
        values = [value for value in map(self.resolve, dates) if value]
        out: list[str] = []
        for value in values:
            if value not in out and not any(other != value and other.startswith(value) for other in values):
                out.append(value)
        return out

    def resolve(self, date: FoundDate) -> str | None:
        """What is certain of the date, as YYYY-MM-DD, YYYY-MM or YYYY; None when nothing is."""
        if date.form == "pair":
            return self._resolve_pair(date)
        if date.form == "compact":
            return self._resolve_compact(date)
        if date.form == "julian":
            return self._resolve_julian(date)
        year: int | None = date.fields[0]
        if date.form == "month" and date.digits == 2:
            year = self.century(date.fields[0])
        fields = date.fields
        return self._text(year, fields[1] if len(fields) > 1 else 0, fields[2] if len(fields) > 2 else 0)

    def short_year_first(self, year: int, month: int, day: int = 0) -> str | None:
        """The date of a year of two digits, a month and perhaps a day (0 when not told); None when it is none."""
        if day:
            return self._year_first(year, month, day)
        return self._text(self.century(year), month)

    def _text(self, year: int | None, month: int = 0, day: int = 0) -> str | None:
        if year is None or not FIRST_YEAR <= year <= self.today.year:
            return None
        if day:
            if not _is_day(year, month, day) or datetime.date(year, month, day) > self.today + datetime.timedelta(days=400):
                return None
            return f"{year:04}-{month:02}-{day:02}"
        if month:
            return f"{year:04}-{month:02}" if 1 <= month <= 12 else None
        return f"{year:04}"

    def _pair_year(self, date: FoundDate) -> int | None:
        """The year of a numeric date whose day and month may stand in either order."""
        first, second, last = date.fields
        if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12):
            return None
        year = last if date.digits == 4 else self.century(last)
        return year if year and FIRST_YEAR <= year <= self.today.year else None

    def _resolve_pair(self, date: FoundDate) -> str | None:
        first, second, last = date.fields
        order = self.order(date.separator, date.digits)
        if date.digits == 2 and (first > 31 or order == "ymd"):
            return self._year_first(first, second, last)
        if first > 12 and first <= 31 and second <= 12:
            order = "dmy"
        elif second > 12 and first <= 12:
            order = "mdy"
        year = self._pair_year(date)
        if first == second and order is None:
            order = "dmy"
        if order not in ("dmy", "mdy"):
            return self._text(year)
        day, month = (first, second) if order == "dmy" else (second, first)
        return self._text(year, month, day)

    def _year_first(self, year: int, month: int, day: int) -> str | None:
        if not (month and day):
            return None
        if year >= _FIRST_SHORT_YEAR or year <= 31:
            if self.showa and _FIRST_SHORT_YEAR <= year <= 64:
                return self._text(_SHOWA + year, month, day)
            return self._text(self.century(year), month, day)
        return self._text(_SHOWA + year, month, day)

    def _resolve_compact(self, date: FoundDate) -> str | None:
        raw = date.raw
        if len(raw) == 8:
            return self._resolve_eight(raw)
        order = self.compact_order
        if order in ("mdy", "dmy", "ymd"):
            value = self._compact_value(raw, order)
            return self._text(*value) if value else None
        readings = {self._compact_value(raw, o) for o in ("mdy", "dmy")} - {None}
        if order == "year-last" and readings:
            if len(readings) == 1:
                return self._text(*next(iter(readings)))  # type: ignore[misc]
            return self._text(self.century(int(raw[4:])))
        readings |= {self._compact_value(raw, "ymd")} - {None}
        if len(readings) == 1:
            return self._text(*next(iter(readings)))  # type: ignore[misc]
        years = {value[0] for value in readings if value}
        return self._text(years.pop()) if len(years) == 1 else None

    def _resolve_julian(self, date: FoundDate) -> str | None:
        year = self.century(date.fields[0]) if date.digits == 2 else date.fields[0]
        if not year or not 1 <= date.fields[1] <= 366:
            return None
        day = datetime.date(year, 1, 1) + datetime.timedelta(days=date.fields[1] - 1)
        return self._text(year, day.month, day.day) if day.year == year else None

    def _resolve_eight(self, raw: str) -> str | None:
        year = int(raw[:4])
        if FIRST_YEAR <= year <= self.today.year and _is_day(year, int(raw[4:6]), int(raw[6:])):
            return self._text(year, int(raw[4:6]), int(raw[6:]))
        first, second, year = int(raw[:2]), int(raw[2:4]), int(raw[4:])
        return self._resolve_pair(FoundDate(0, 8, raw, "pair", (first, second, year), 4, "/"))


def _month_names(lexicon: Lexicon) -> MonthNames:
    if lexicon.month_names is None:
        lexicon.month_names = MonthNames(lexicon.months)
    names: MonthNames = lexicon.month_names
    return names


def _decided(counts: dict[str, int] | Counter[str]) -> str | None:
    """The order that the evidence shows; a rare contradiction (one in ten) is taken for a slip of the pen."""
    if not counts:
        return None
    order, most = max(counts.items(), key=lambda item: item[1])
    return order if most >= 9 * (sum(counts.values()) - most) else None


def _in_order(parts: Sequence[int], order: str) -> tuple[int, int, int]:
    """Year, month and day of three numbers written in an order."""
    return parts[order.index("y")], parts[order.index("m")], parts[order.index("d")]


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _add(found: list[FoundDate], more: Iterable[FoundDate]) -> None:
    """Add those that overlap none that is there."""
    for date in more:
        if not any(date.start < other.end and other.start < date.end for other in found):
            found.append(date)


def _compact_date(match: re.Match[str]) -> FoundDate:
    return FoundDate(match.start(), match.end(), match[0], "compact", (int(match[0]),), 4 if len(match[0]) == 8 else 2)
