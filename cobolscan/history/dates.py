"""Dates in comments: finding them in all their forms, and saying what is certain about each.

Nothing is assumed of the order of day and month or of the century: `DateReader` collects the evidence of one file first.
"""

from __future__ import annotations

import copy
import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cobolscan.history.lexicon import Lexicon, fold

FIRST_YEAR = 1955  # no program is older
_FIRST_SHORT_YEAR = 59  # a two-digit year below, in a Japanese form, counts from an emperor's accession
_ERAS = {"m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018}
_SHOWA = 1925
_WEAK_MONTHS = frozenset(
    {
        "may",
        "mar",
        "set",
        "out",
        "dec",
        "ago",
        "gen",
        "mai",
        "mag",
        "dic",
        "ott",
        "ene",
        "sep",
        "jan",
        "abr",
        "jun",
        "jul",
        "nov",
        "oct",
        "apr",
        "aug",
        "feb",
        "dez",
        "fev",
    }
)
_VERY_WEAK = frozenset({"set", "out", "mar", "ago", "gen", "mai", "mag", "may", "dec"})


@dataclass(slots=True, frozen=True)
class FoundDate:
    """A date as it stands in a text. `form` tells how to read `fields`: ymd, pair, month, compact, year, ym or era."""

    start: int
    end: int
    raw: str
    form: str
    fields: tuple[int, ...]
    digits: int = 4  # of the year, as written
    separator: str = ""


_NUMERIC = re.compile(
    r"(?<![\w./\-])(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?!\d|[.\-]\d)"
    r"|(?<![\w./\-])(?P<a>\d{1,2})(?P<s2>[-/.])(?P<b>\d{1,2})(?P=s2)(?P<c>\d{4}|\d{2})(?!\w|[./\-]\d)"
    r"|(?<![\w./\-])(?P<m3>\d{1,2})(?P<s3>[-/])(?P<y3>(?:19|20)\d\d)(?![\w/\-])"
    r"|(?<![\w./\-])(?P<y4>(?:19|20)\d\d)(?P<s4>[-/])(?P<m4>\d{2})(?![\w/\-])"
    r"|(?<!\w)(?P<era>[SHRTMshrtm])\.?(?P<y5>\d{1,2})[./](?P<m5>\d{1,2})[./](?P<d5>\d{1,2})(?!\w|[./]\d)"
    r"|(?P<kanji>明治|大正|昭和|平成|令和)?(?P<y6>\d{1,4}|元)\s?年\s?(?P<m6>\d{1,2})\s?月(?:\s?(?P<d6>\d{1,2})\s?日)?"
)
_COMPACT = re.compile(r"(?<![\w./\-])(\d{8}|\d{6})(?![\w/]|[.\-]\d)")
_YEAR = re.compile(r"(?<![\w./\-:#])((?:19|20)\d\d)(?![\w/]|[.\-:]\d)")
_SHORT_MONTH = re.compile(r"(?<![\w./\-])(0?[1-9]|1[0-2])/(\d\d)(?![\w/.])")
_YEAR_MONTH = re.compile(r"(?<![\w./\-])((?:19|20)\d\d) (0[1-9]|1[0-2])(?=\s|$)")
_DIGIT = re.compile(r"\d")
_HINT = re.compile(r"\d ?[\-/.年]")
_LETTERS = re.compile(r"[a-z]{3,}")
_KANJI = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}


class MonthNames:
    """The forms with the name of a month, compiled from the lexicon."""

    def __init__(self, months: dict[str, int]) -> None:
        self.months = months
        self.starts = frozenset(name[:3] for name in months)
        name = r"[a-z]{3,10}"
        day = r"\d{1,2}(?:st|nd|rd|th|er|o)?"
        gap = r"(?:[ \-/.,']{0,3}(?:(?:de|of|di|do|del)[ ]{1,2})?)"
        self.regex = re.compile(
            rf"(?<![\w.])(?P<d1>{day})\.?{gap}(?P<m1>{name})\.?(?P<g1>{gap})(?P<y1>\d{{4}}|'?\d{{2}})(?![\w]|[:/.]\d)"
            rf"|(?<![\w])(?P<m2>{name})\.?[ ]{{1,2}}(?P<d2>{day})(?:[ ]?,[ ]{{0,2}}|[ ]{{1,2}})(?P<y2>\d{{4}}|'?\d{{2}})(?![\w]|[:/.]\d)"
            rf"|(?<![\w])(?P<m3>{name})\.?(?P<g3>{gap})(?P<y3>\d{{4}}|'?\d{{2}})(?![\w]|[:/.\-]\d)"
        )

    def find(self, text: str, folded: str) -> list[FoundDate]:
        """All dates with a month's name in the text."""
        found = []
        match = self.regex.search(folded)
        while match:
            known = (match["m1"] or match["m2"] or match["m3"]) in self.months
            date = self._date(text, match) if known else None
            if date:
                found.append(date)
            match = self.regex.search(folded, match.end() if known else match.start() + 1)
        return found

    def _date(self, text: str, match: re.Match[str]) -> FoundDate | None:
        which = "1" if match["m1"] else "2" if match["m2"] else "3"
        name, year = match["m" + which], match["y" + which].lstrip("'")
        day = 0
        if which != "3":
            day = int(re.sub(r"\D", "", match["d" + which]))
            if which == "2" and len(year) == 2 and "," not in match[0]:
                return None
        elif not self._stands_alone(name, match["g3"], year, text[match.start() : match.end()]):
            return None
        if day > 31 or (which == "1" and len(year) == 2 and not _same_gap(match)):
            return None
        return FoundDate(
            match.start(),
            match.end(),
            text[match.start() : match.end()],
            "month",
            (int(year), self.months[name], day),
            len(year),
            "dm" if which == "1" else "md",
        )

    @staticmethod
    def _stands_alone(name: str, gap: str, year: str, raw: str) -> bool:
        """Whether a month and a year without a day are a date: `SET 50` and `may 20` are not."""
        joined = any(c in gap for c in "-/'") or "'" in raw
        if len(year) == 2:
            return joined or ("." in raw and name not in _VERY_WEAK)
        if joined or "de" in gap:
            return True
        return name not in _VERY_WEAK or (name in ("may", "mai") and raw[0].isupper())


class DateReader:
    """Finds the dates of one file and resolves them by that file's own evidence."""

    def __init__(self, lexicon: Lexicon, today: datetime.date | None = None, day_first: bool = False) -> None:
        self.months = _month_names(lexicon)
        self.today = today or datetime.date.today()
        self.day_first = day_first  # the language of the file writes the day first
        self.evidence: Counter[tuple[str, int, str]] = Counter()
        self.named: Counter[str] = Counter()
        self.compact_order: str | None = None
        self.newest = 0
        self.showa = False  # a year that can only be one of an emperor was seen

    def ahead(self, years: int = 50) -> DateReader:
        """A reader with the same evidence that also takes dates to come: those of promises."""
        last = datetime.date(self.today.year + years, 12, 31)
        other = copy.copy(self)
        other.today = last
        return other

    def find(self, text: str, compact: bool = False, year: bool = False) -> list[FoundDate]:
        """The dates in a text, from left to right; `compact` admits 251199, `year` a lone 1999."""
        if not _DIGIT.search(text):
            return []
        found = _numeric_dates(text) if _HINT.search(text) else []
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
        return [date for date in found if self.possible(date)]

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
            elif date.form in ("ymd", "ym"):
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
        other: Counter[str] = Counter()
        for (_, _, order), count in self.evidence.items():
            if order != "ymd":
                other[order] += count
        decided = _decided(other)
        if decided or other:
            return decided
        if separator == "." or self.day_first:
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

    def resolve(self, date: FoundDate) -> str | None:
        """What is certain of the date, as YYYY-MM-DD, YYYY-MM or YYYY; None when nothing is."""
        if date.form == "pair":
            return self._resolve_pair(date)
        if date.form == "compact":
            return self._resolve_compact(date)
        year: int | None = date.fields[0]
        if date.form == "month" and date.digits == 2:
            year = self.century(date.fields[0])
        fields = date.fields
        return self._text(year, fields[1] if len(fields) > 1 else 0, fields[2] if len(fields) > 2 else 0)

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

    def _resolve_eight(self, raw: str) -> str | None:
        year = int(raw[:4])
        if FIRST_YEAR <= year <= self.today.year and _is_day(year, int(raw[4:6]), int(raw[6:])):
            return self._text(year, int(raw[4:6]), int(raw[6:]))
        first, second, year = int(raw[:2]), int(raw[2:4]), int(raw[4:])
        return self._resolve_pair(FoundDate(0, 8, raw, "pair", (first, second, year), 4, "/"))


def _same_gap(match: re.Match[str]) -> bool:
    """Whether day, month and a short year stand equally far apart: `1  out-01` is no date."""
    first = match.string[match.end("d1") : match.start("m1")]
    second = match["g1"] + ("'" if match["y1"].startswith("'") else "")
    return first.strip(".") == second.strip("'.,") or first.strip() == second.strip(" '.,") or first == second


_MONTHS: dict[int, MonthNames] = {}


def _month_names(lexicon: Lexicon) -> MonthNames:
    key = id(lexicon.months)
    if key not in _MONTHS:
        _MONTHS[key] = MonthNames(lexicon.months)
    return _MONTHS[key]


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


def _numeric_dates(text: str) -> list[FoundDate]:
    """The dates of a text that are written in digits with separators."""
    found = []
    for match in _NUMERIC.finditer(text):
        date = _numeric_date(match)
        if date:
            found.append(date)
    return found


def _numeric_date(match: re.Match[str]) -> FoundDate | None:
    start, end, raw = match.start(), match.end(), match[0]
    if match["y1"]:
        return FoundDate(start, end, raw, "ymd", (int(match["y1"]), int(match["m1"]), int(match["d1"])))
    if match["a"]:
        if match["s2"] == "." and (len(match["a"]) == 1 or len(match["b"]) == 1) and len(match["c"]) == 2:
            return None  # a version number rather than a date
        return FoundDate(start, end, raw, "pair", (int(match["a"]), int(match["b"]), int(match["c"])), len(match["c"]), match["s2"])
    if match["m3"]:
        return FoundDate(start, end, raw, "ym", (int(match["y3"]), int(match["m3"])))
    if match["y4"]:
        return FoundDate(start, end, raw, "ym", (int(match["y4"]), int(match["m4"])))
    if match["era"]:
        return FoundDate(start, end, raw, "era", (_ERAS[match["era"].lower()] + int(match["y5"]), int(match["m5"]), int(match["d5"])))
    short = match["y6"]
    year = (_KANJI[match["kanji"]] if match["kanji"] else 0) + (1 if short == "元" else int(short))
    return FoundDate(start, end, raw, "era", (year, int(match["m6"]), int(match["d6"] or 0)))
