"""Dates as they are written: in digits with separators, with the name of a month, by an emperor's years. `dates` says what they mean."""

from __future__ import annotations

import re
from typing import NamedTuple

from cobolscan.source.lazy import lazy

_ERAS = {"m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018}
_VERY_WEAK = frozenset({"set", "out", "mar", "ago", "gen", "mai", "mag", "may", "dec"})


_KANJI = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}


class FoundDate(NamedTuple):
    """A date as it stands in a text. `form` tells how to read `fields`: ymd, pair, month, compact, year, ym, era or julian."""

    start: int
    end: int
    raw: str
    form: str
    fields: tuple[int, ...]
    digits: int = 4  # of the year, as written
    separator: str = ""


_NUMERIC = lazy(
    r"(?<![\w./\-])(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?!\d|[.\-]\d)"
    r"|(?<![\w./\-])(?P<a>\d{1,2})(?P<s2>[-/.])(?P<b>\d{1,2})(?P=s2)(?P<c>\d{4}|\d{2})(?!\w|[./\-]\d)"
    r"|(?<![\w./\-])(?P<m3>\d{1,2})(?P<s3>[-/]|\s/\s)(?P<y3>(?:19|20)\d\d)(?![\w/\-])"
    r"|(?<![\w./\-])(?P<y4>(?:19|20)\d\d)(?P<s4>[-/])(?P<m4>\d{2})(?![\w/\-])"
    r"|(?<!\w)(?P<era>[SHRTMshrtm])\.?(?P<y5>\d{1,2})[./](?P<m5>\d{1,2})[./](?P<d5>\d{1,2})(?!\w|[./]\d)"
    r"|(?<![\w./\-])(?P<y7>(?:19|20)?\d\d)[./](?P<day7>\d{3})(?!\w|[.,/\-]\d)"
    r"|(?P<kanji>明治|大正|昭和|平成|令和)?(?P<y6>\d{1,4}|元)\s?年\s?(?P<m6>\d{1,2})\s?月(?:\s?(?P<d6>\d{1,2})\s?日)?"
)


class MonthNames:
    """The forms with the name of a month, compiled from the lexicon."""

    def __init__(self, months: dict[str, int]) -> None:
        self.months = months
        self.found: dict[tuple[str, bool, bool], list[FoundDate]] = {}  # by text: lines recur in and between files
        self.starts = frozenset(name[:3] for name in months)
        name = r"[a-z]{3,10}"
        day = r"\d{1,2}(?:st|nd|rd|th|er|o)?"
        gap = r"(?:[ \-/.,']{0,3}(?:(?:de|of|di|do|del)[ ]{1,2})?)"
        self.regex = re.compile(
            rf"(?<![\w.])(?P<d1>{day})\.?{gap}(?P<m1>{name})\.?(?P<g1>{gap})(?P<y1>\d{{4}}|'?\d{{2}})(?![\w]|[:/.]\d)"
            rf"|(?<![\w])(?P<m2>{name})\.?[ ]{{1,2}}(?P<d2>{day})(?:[ ]?,[ ]{{0,2}}|[ ]{{1,2}})(?P<y2>\d{{4}}|'?\d{{2}})(?![\w]|[:/.]\d)"
            rf"|(?<![\w])(?P<m3>{name})\.?(?P<g3>{gap})(?P<y3>\d{{4}}|'?\d{{2}})(?![\w]|[:/.\-]\d)"
        )

    def find(self, text: str, folded: str, sure: bool = False) -> list[FoundDate]:
        """All dates with a month's name in the text; `sure`: MAR 1993 is one, too."""
        found = []
        match = self.regex.search(folded)
        while match:
            known = (match["m1"] or match["m2"] or match["m3"]) in self.months
            date = self._date(text, match, sure) if known else None
            if date:
                found.append(date)
            match = self.regex.search(folded, match.end() if known else match.start() + 1)
        return found

    def _date(self, text: str, match: re.Match[str], sure: bool = False) -> FoundDate | None:
        which = "1" if match["m1"] else "2" if match["m2"] else "3"
        name, year = match["m" + which], match["y" + which].lstrip("'")
        day = 0
        if which != "3":
            day = int(re.sub(r"\D", "", match["d" + which]))
            if which == "2" and len(year) == 2 and "," not in match[0]:
                return None
        elif not sure and not self._stands_alone(name, match["g3"], year, text[match.start() : match.end()]):
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


def _same_gap(match: re.Match[str]) -> bool:
    """Whether day, month and a short year stand equally far apart: `1  out-01` is no date."""
    first = match.string[match.end("d1") : match.start("m1")]
    second = match["g1"] + ("'" if match["y1"].startswith("'") else "")
    return first.strip(".") == second.strip("'.,") or first.strip() == second.strip(" '.,") or first == second


def numeric_dates(text: str) -> list[FoundDate]:
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
    if match["y7"]:
        return FoundDate(start, end, raw, "julian", (int(match["y7"]), int(match["day7"])), len(match["y7"]))
    short = match["y6"]
    year = (_KANJI[match["kanji"]] if match["kanji"] else 0) + (1 if short == "元" else int(short))
    return FoundDate(start, end, raw, "era", (year, int(match["m6"]), int(match["d6"] or 0)))
