"""Who signed a note and when: the authors and dates of a comment block that is neither log nor identification."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cobolscan.history import tickets
from cobolscan.history.blocks import Line
from cobolscan.history.dates import DateReader
from cobolscan.history.lexicon import Lexicon
from cobolscan.history.openings import Openings
from cobolscan.history.people import People
from cobolscan.history.phrases import Prose, fold
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy

_QUOTED = lazy(r"'[^']*'|\"[^\"]*\"")
_EDGE = lazy(r"[\s\-–—:;,.*()\[\]<>/!#]*\Z")
_MAYBE_SIGNED = lazy(r"(?:[\-–—~/]\s{0,3}|[(\[]\s?)[^\W\d_][\w.' ]{0,40}\W{0,4}$")
_SET_OFF = lazy(r"[\-–—~/(\[]")  # one of them stands before a signature
_LONE = lazy(r"^[\s(\[\-–—~]*(?P<who>[^\W\d_][\w.' ]{1,30})[\s)\].]*$")
_PAREN = lazy(r"[(\[]\s?(?P<who>[^\W\d_][\w.' ]{1,24})\s?[)\]]\s*\.?\s*$")
_RANGE = lazy(r"\s{0,3}(?:to|and|thru|through|until|till|or|-|–|a|al|au|e|et|bis|und|ate)\s{0,3}", re.IGNORECASE)
_FEW = 6  # lines of a note that a year at its beginning can date
_BRACKET = lazy(r"[(\[]\s?(?:(?:le|am|il|el|em|on|du|vom|del)\s)?$", re.IGNORECASE)
_AFTER_PERIOD = lazy(r"[.!?]\s{1,3}(?P<who>[A-Z]{2,4}|(?:[A-Z]\.\s?){1,3}[A-Z])\.?\s*$")
_COUNTED = lazy(
    r"[\-–+*/=<>%.,)]|\d|x\b|(?:of|or|and|to|is|are|was|were|will|would|should|shall|must|may|might|can|could|ought|seems?|suffices?|per|max"
    r"|min|times|ms|kb|mb|bytes?|at|in|by|be|has|have|had|more|other|different|new|old|compliant|compliance|problem|dates?|project|rollover"
    r"|[a-z]{3,}(?<!s)s)\b"
)
_IN_YEAR = lazy(
    r"\b(?:in|im|en|em|nel|of|spring|summer|autumn|fall|winter|anno|jahr)\s(?P<year>(?:19|20)\d\d)(?![\w\-/]|[.,]\d)", re.IGNORECASE
)
_TRIPLE = lazy(r"(?<![\w./\-])\d{1,3}(?P<sep>[\-/.])\d{1,3}(?P=sep)\d{1,3}(?![\w/\-])")
_YEARISH = lazy(r"(?:19|20)\d\d|\d/\d\d")


class Signing:
    """Finds signatures and dates of notes."""

    def __init__(self, lexicon: Lexicon, people: People, reader: DateReader, codes: tuple[str, ...]) -> None:
        self.lexicon = lexicon
        self.people = people
        self.reader = reader
        self.codes = codes
        self.openings = Openings(lexicon, people, reader)
        self._by = lexicon.phrases("modified_by", codes)
        self._not_change = lexicon.phrases("not_change_date")

    def tells_change(self, whole: Prose) -> bool:
        """Whether a note has a word of changing."""
        return not self.lexicon.change.isdisjoint(whole.words)

    # -- dates ----------------------------------------------------------------------------------------------------

    def may_sign(self, texts: Sequence[str], whole: Prose) -> bool:
        """Whether a note without dates can have an author or a year: what the text alone tells."""
        last = texts[-1]
        tail = last[-60:]
        if _YEARISH.search(last) or _YEARISH.search(texts[0]) or (_SET_OFF.search(tail) and _MAYBE_SIGNED.search(tail)):
            return True
        if _AFTER_PERIOD.search(last[-12:]):
            return True
        if len(texts) > 1 and len(last) <= 40 and _LONE.match(last) and len(last.split()) <= 3:
            return True
        if not self._by.gates.isdisjoint(whole.starts) and self._by.find(whole):
            return True
        return any(":" in text and self._author_label(text) for text in (texts[0], last))

    def _author_label(self, text: str) -> bool:
        label = self.people.label(text)
        return label is not None and label.kind == "author"

    def dates(self, lines: Sequence[Line], whole: Prose, trailing: bool) -> list[tuple[int, FoundDate]]:
        """The dates of change in the lines of a note, each with the index of its line."""
        out: list[tuple[int, FoundDate]] = []
        changed = self.tells_change(whole)
        for index, line in enumerate(lines):
            refused = -99
            near = changed if len(lines) <= _FEW else not self.lexicon.strong_change.isdisjoint(_around(lines, index).words)
            numbers = _number_triples(line)
            for date in line.dates:
                if date.separator and date.separator in numbers:
                    continue
                if date.form == "compact" or (date.form == "ym" and " " in date.raw):
                    continue
                ranged = _RANGE.match(line.text, refused) if refused >= 0 else None
                if (
                    (ranged and ranged.end() == date.start)
                    or not self._of_change(line.text, date, near or trailing, lines[index - 1].text if index else "")
                    or _opens_range(line, date)
                ):
                    refused = date.end
                else:
                    out.append((index, date))
        return out or self._closing_year([line.text for line in lines])

    def _of_change(self, text: str, date: FoundDate, changed: bool, before_line: str) -> bool:
        """Whether a date tells when something was changed, and not of what the program computes with."""
        if any(q.start() < date.start < q.end() for q in _QUOTED.finditer(text)):
            return False
        before = fold(text[: date.start])
        last = before.split()[-3:] if before.strip() else fold(before_line).split()[-3:]
        if self._is_business(last):
            return False
        at_edge = (
            bool(_EDGE.match(text[: date.start]))
            or tickets.column(text[: date.start].strip(" -–:|")) is not None
            or not text[date.end :].strip(" .)]*-–:;,")
        )
        if at_edge or changed or _BRACKET.search(text[max(0, date.start - 10) : date.start]):
            return True
        return self.people.beside_date(text, date) is not None

    def _is_business(self, last: Sequence[str]) -> bool:
        """Whether the words before a date are like EFFECTIVE, AS OF, UNTIL."""
        if not last:
            return False
        words = Prose(" ".join(last))
        return any(match.end() >= len(words.folded.rstrip(" :.,(")) - _slack(match[0]) for match in self._not_change.all(words))

    def _closing_year(self, texts: Sequence[str]) -> list[tuple[int, FoundDate]]:
        """A lone year (or 3/97) that dates a note: at its very end after a name, in brackets, or at its beginning before a dash."""
        if not _YEARISH.search(texts[-1]) and not _YEARISH.search(texts[0]):
            return []
        text = texts[-1]
        for date in self.reader.find(text, year=True)[-1:]:
            if self._is_business(fold(text[: date.start]).split()[-3:]):
                break
            closing = not text[date.end :].strip(" .)]*")
            before = text[: date.start].rstrip()
            after = text[date.end :].strip(" -,.()")
            signed = self.people.name_at_start(after, alone=True) if after and date.form == "month" else None
            if signed and (self.people.is_initials(signed[0]) or self.people.is_given(signed[0])):
                return [(len(texts) - 1, date)]
            if closing and (before[-1:] in ("(", "[") or self._signed_before(before)):
                return [(len(texts) - 1, date)]
        first = texts[0]
        for date in self.reader.find(first, year=True)[:1] if len(texts) <= _FEW else []:
            if date.start <= 1 and re.match(r"\s{0,2}(?:[-:–)]\s|\s?,)", first[date.end :]):
                return [(0, date)]
        return []

    def signed_year(self, lines: Sequence[Line], whole: Prose, code: str) -> list[tuple[int, FoundDate]]:
        """In a note that is signed: a year at its beginning (1997 ENOUGH FOR ANYBODY), or after IN; not a number of things.

        `code` is what stands beside or below: a number that is in it is no year.
        """
        first = lines[0].text
        for date in self.reader.find(first[:8], year=True)[:1]:
            rest = fold(first[date.end :])
            gap = len(rest) - len(rest.lstrip())
            if date.start == 0 and date.form == "year" and gap and not _COUNTED.match(rest.lstrip()) and date.raw not in code:
                return [(0, date)]
        if self.tells_change(whole):
            for index, line in enumerate(lines):
                match = _IN_YEAR.search(line.text)
                if match and match["year"] not in code:
                    return [(index, date) for date in self.reader.find(line.text, year=True) if date.start == match.start("year")]
        return []

    def _signed_before(self, before: str) -> bool:
        """Whether a name ends the text before a year, set off by a dash, comma or bracket."""
        name = self.people.name_at_end(before.rstrip(" ,'-–(["))
        if not name:
            return False
        rest = before.rstrip(" ,'-–([")[: -len(name)].rstrip()
        return not rest or rest[-1] in "-–—(.[,~:;!?"

    # -- people ---------------------------------------------------------------------------------------------------

    def authors(self, texts: Sequence[str], whole: Prose, dates: Sequence[tuple[int, FoundDate]], trusted: bool) -> list[str]:
        """Who signed: after BY, beside a date, after a dash at the end, alone on the last line, in brackets at the end."""
        found = self.people.by_phrase(whole, self.codes)
        for index, date in dates:
            name = self.people.beside_date(texts[index], date)
            if name and not self._requested(texts[index], name):
                found.append(name)
        if not texts:
            return []
        cut = self._without_dates(texts[-1], [date for index, date in dates if index == len(texts) - 1])
        if not cut.strip() and len(texts) > 1:
            texts, cut = texts[:-1], texts[-2]
        name = (
            (self.people.signature(_context(texts, cut), trusted or bool(dates)) if _may_sign(cut) else None)
            or self._alone(texts, cut, trusted or bool(dates))
            or self._bracketed(cut, trusted or bool(dates))
            or self._after_period(cut, bool(dates))
        )
        if name and fold(name) not in self.lexicon.change and not self._requested(cut, name):
            found.append(name)
        for text in (texts[0], texts[-1]):
            label = self.people.label(text)
            if label and label.kind == "author" and label.value:
                found += self.people.clean(label.value)
        return _distinct(found)

    def closing(self, lines: Sequence[Line]) -> list[str]:
        """Who signed an entry behind its last sentence: initials, or a name before the date that ends it (MARIA AL-SAD 09/02/2003.)"""
        for line in (lines[-1], lines[0]):
            last = line.dates[-1] if line.dates else None
            if last and last.start and not line.text[last.end :].strip(" ."):
                name = self.people.closing(re.split(r"\.\s|\s{2,}|:", line.text[: last.start].rstrip())[-1])
                return [name] if name else []
            signed = self._after_period(line.text, True)
            if signed:
                return [signed]
        return []

    @staticmethod
    def _without_dates(text: str, dates: Sequence[FoundDate]) -> str:
        """The last line without the dates that close it."""
        for date in reversed(dates):
            if not text[date.end :].strip(" .)]*-"):
                text = text[: date.start].rstrip(" ,.([-–—'")
        return text

    def _requested(self, text: str, name: str) -> bool:
        """Whether PER, REQUESTED BY or the like stands before a name."""
        at = text.find(name)
        before = Prose(" ".join(text[:at].split()[-3:])) if at > 0 else None
        return before is not None and any(
            match.end() >= len(before.folded) - 2 for match in self.lexicon.phrases("requested_by").all(before)
        )

    def _alone(self, texts: Sequence[str], cut: str, trusted: bool) -> str | None:
        """A name alone on the last line of a note."""
        if len(texts) < 2 or not cut.strip():
            return None
        match = _LONE.match(cut)
        if not match or len(match["who"].split()) > 3:
            return None
        named = self.people.name_at_start(match["who"].strip(), alone=True)
        dashed = cut.lstrip()[:1] in "-–—~"
        if not named:
            return None
        words = re.split(r"[\s.]+", named[0])
        known = self.people.is_given(named[0])
        if not (known or trusted) and any(c.isdigit() for c in named[0]):
            return None  # a program or a table at the end of a sentence
        initials = len(words) == 1 and self.people.is_initials(named[0])
        return named[0] if known or ((dashed or trusted) and (initials or len(words) > 1 or dashed)) else None

    def _bracketed(self, cut: str, trusted: bool) -> str | None:
        """(Carl) at the end of a note."""
        match = _PAREN.search(cut)
        if not match or len(match["who"].split()) > 3 or not cut[: match.start()].strip():
            return None
        named = self.people.name_at_start(match["who"], alone=True)
        if not named:
            return None
        known = self.people.is_given(named[0])
        return named[0] if known or (trusted and self.people.is_initials(named[0])) else None

    def _after_period(self, cut: str, dated: bool) -> str | None:
        """Initials behind the last sentence, of somebody whom the change log knows or beside a date."""
        match = _AFTER_PERIOD.search(cut)
        if not match:
            return None
        bare = fold(match["who"]).replace(".", "").replace(" ", "")
        return match["who"].strip() if bare in self.people.known or (dated and self.people.is_initials(match["who"])) else None


def _number_triples(line: Line) -> set[str]:
    """The separators of three numbers on a line that are no date: what is written like them there is none either."""
    if not line.dates or not _TRIPLE.search(line.text):
        return set()
    dates = {date.start for date in line.dates}
    return {match["sep"] for match in _TRIPLE.finditer(line.text) if match.start() not in dates}


def _around(lines: Sequence[Line], index: int) -> Prose:
    """The words on a line of a long note and beside it: what is said further off is not said of its date."""
    return Prose(" ".join(line.text for line in lines[max(0, index - 2) : index + 3]))


def _opens_range(line: Line, date: FoundDate) -> bool:
    """FROM 01/01/1990 TO 12/31/1999: what the program deals with."""
    match = _RANGE.match(line.text, date.end)
    return match is not None and any(c.isalpha() for c in match[0]) and any(other.start == match.end() for other in line.dates)


def _may_sign(cut: str) -> bool:
    """Whether the last line can end in a signature: alone on it, or after a few words; `F12 - Cancel` explains a key."""
    before = re.split(r"\s(?:-{1,3}|–|—|~)\s?(?=\S+(?:\s\S+){0,2}\s*$)", " " + cut)
    return len(before) == 1 or not before[0].strip() or len(before[0].split()) >= 3


def _slack(phrase: str) -> int:
    """How far from the date a word of business may stand: EFFECTIVE FOR 10/1/04 still is one, BEFORE THE is too."""
    return 9 if len(phrase) >= 5 else 3


def _context(texts: Sequence[str], cut: str) -> str:
    """The last line with those before it, as far as a signature needs them."""
    return " ".join([*texts[-3:-1], cut])


def _distinct(names: Sequence[str]) -> list[str]:
    """Each person once; the fuller spelling wins."""
    out: list[str] = []
    for name in names:
        words = set(re.findall(r"\w+", fold(name)))
        twin = next((other for other in out if words <= set(re.findall(r"\w+", fold(other)))), None)
        if twin:
            continue
        out = [other for other in out if not set(re.findall(r"\w+", fold(other))) < words] + [name]
    return out
