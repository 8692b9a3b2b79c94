"""Notes that begin with who and when: `H.BAUER 12.05.1995 ...`, `970312 JS RAISED ...`, `CR-4711 PETER 2003-05-01: ...`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cobolscan.history import tickets
from cobolscan.history.blocks import Line
from cobolscan.history.dates import DateReader
from cobolscan.history.lexicon import Lexicon
from cobolscan.history.people import People
from cobolscan.history.phrases import fold
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy

_EDGE = lazy(r"[\s(\[@$*<\-–]{0,6}")
_WORD = lazy(r"(?P<word>#?[^\W_][\w#\-]{1,19})\s{0,2}[:\])]?\s{1,3}")
_GAP = lazy(r"\s{0,2}[,\-–/:]?\s{0,3}")
_DOTTED = lazy(r"(?:[A-Z]\.\s?){1,3}(?P<last>[^\W\d_][\w'’\-]{2,20})(?![\w.])")
_INITIALS = lazy(r"[A-Z]{2,3}(?![\w.\-'’])")
_SMALL_INITIALS = lazy(r"[a-z]{2,3}(?=[\s:,\-])")
_USERID = lazy(r"(?=[A-Z0-9]{4,8}(?![\w.\-]))[A-Z]{1,6}\d{1,6}[A-Z]?")
_CAPITALS = lazy(r"[^\W\d_]{4,14}(?![\w.\-'’])")
_WORDS = lazy(r"[^\W\d_]{3,20}")
_SET_OFF = lazy(r"\s{0,2}(?:$|[:)\]]|[\-–]{1,2}\s)")
_POSSESSIVE = lazy(r"['’]s\Z", re.IGNORECASE)
_COLON = lazy(r"\s{0,2}[:)\]]")
_NEXT = lazy(r"\s{1,3}(?P<word>[^\W\d_]{2,20})(?!\w)")
_BECAUSE = frozenset("wegen for due because per pour suite por para devido wg weil lt laut".split())
_CHANGED = frozenset("raised increased lowered reduced erhoeht erhoht erweitert augmente passe porte aumentado aumentato elevado".split())
# Capitals that are a matter and no person, where the lexicons do not say so already.
_THINGS = frozenset(
    """vat gst iva tva mwst eur usd gbp irs sap sql db2 ims cics jcl vsam mqs pin ssn xml csv edi iban bic sepa y2k ibm mvs cpu pci gdpr
    easter christmas holiday holidays quarter month week merger cutover release golive migration payroll ledger audit euro budget closing
    deadline launch conversion phase start end germany france italy spain portugal brazil england europe""".split()
)


class Opening(NamedTuple):
    """Who and when at the beginning of a note."""

    who: str
    date: FoundDate
    sure: bool  # initials or a known name


class _Name(NamedTuple):
    text: str
    end: int
    sure: bool  # a name whatever follows it
    initials: bool


class Openings:
    """Reads the beginnings of the notes of one file."""

    def __init__(self, lexicon: Lexicon, people: People, reader: DateReader) -> None:
        self.lexicon = lexicon
        self.people = people
        self.reader = reader

    def read(self, lines: Sequence[Line]) -> Opening | None:
        """The opening of a note; None when later lines have dates, too: a table of values."""
        first = lines[0]
        if not first.dates or any(line.dates for line in lines[1:]):
            return None
        text = first.text
        at, told = self._lead(text)
        dates = {date.start: date for date in first.dates if self.reader.resolve(date)}
        date = dates.get(at)
        return self._date_first(text, date, told) if date else self._name_first(text, at, dates, told)

    def _lead(self, text: str) -> tuple[int, bool]:
        """Where the name or date begins, and whether a ticket or a word of change stands before it."""
        edge = _EDGE.match(text)
        at, told = edge.end() if edge else 0, False
        for _ in range(2):
            match = _WORD.match(text, at)
            if not match or not (self._is_change(match["word"]) or match["word"] in tickets.find(match["word"])):
                break
            at, told = match.end(), True
        return at, told

    def _is_change(self, word: str) -> bool:
        return fold(word) in self.lexicon.change

    def _date_first(self, text: str, date: FoundDate, told: bool) -> Opening | None:
        gap = _GAP.match(text, date.end)
        name = self._name(text, gap.end() if gap else date.end)
        if name is None or not (gap and gap[0]):
            return None
        if date.form == "compact" and not (name.sure or name.initials):
            return None
        ends = not text[name.end :].strip(" .)]*")
        verb = self._verb(text, name.end, name.text.isupper() or name.initials or told)
        if name.initials and len(name.text) == 2:
            verb = verb or any(self._verb(text, word.start() - 1) for word in _WORDS.finditer(text, name.end))
        told = told or not ends
        if name.sure or verb or (_SET_OFF.match(text, name.end) and told) or (ends and name.initials):
            return Opening(name.text, date, name.sure or name.initials)
        return None

    def _verb(self, text: str, at: int, change: bool = True) -> bool:
        """Whether a word of a reason follows, or one of `change`: COMPARISONS of `Comparisons removed` is nobody."""
        follows = _NEXT.match(text, at)
        word = fold(follows["word"]) if follows else ""
        return word in _BECAUSE or (change and (word in self.people.verbs or word in self.lexicon.change or word in _CHANGED))

    def _name_first(self, text: str, at: int, dates: dict[int, FoundDate], told: bool) -> Opening | None:
        name = self._name(text, at)
        gap = _GAP.match(text, name.end) if name else None
        date = dates.get(gap.end()) if gap and gap[0] else None
        if name is None or date is None:
            return None
        follows = _COLON.match(text, date.end) is not None or self._verb(text, date.end)
        if date.form == "compact":
            return Opening(name.text, date, name.sure or name.initials) if name.initials and follows else None
        return Opening(name.text, date, name.sure or name.initials) if name.sure or name.initials or told or follows else None

    def _before_change(self, text: str, at: int) -> int:
        """Where the first word of change behind a place begins: no name goes beyond."""
        words = _WORDS.finditer(text, at)
        return next((word.start() for word in words if self._is_change(word[0]) or fold(word[0]) in self.people.verbs), len(text))

    def _name(self, text: str, at: int) -> _Name | None:
        name = self._written(text, at)
        return None if name is None or fold(name.text) in _THINGS else name

    def _written(self, text: str, at: int) -> _Name | None:
        """What is like a name at a place: X.NAME, first and last name, userid, initials, a word that is no common one."""
        match = _DOTTED.match(text, at)
        if match:
            last = fold(match["last"])
            common = last in _THINGS or last in self.lexicon.common or last in self.lexicon.company or last in self.lexicon.months
            return None if common or not match["last"][0].isupper() else _Name(match[0], match.end(), True, False)
        match = _USERID.match(text, at)
        if match:
            return _Name(match[0], match.end(), False, False) if self.people.is_name(match[0]) else None
        small = _SMALL_INITIALS.match(text, at)
        if small and small[0] in self.people.known:
            return _Name(small[0], small.end(), True, True)
        match = _INITIALS.match(text, at)
        if match and self.people.is_initials(match[0]):
            return _Name(match[0], match.end(), self.people.is_given(match[0]), True)
        named = self.people.name_at_start(text[at : self._before_change(text, at)])
        if named and fold(named[0]) not in self.lexicon.label_kinds:
            if _POSSESSIVE.search(named[0]):
                return None
            initial = any(len(word.strip(".")) == 1 for word in named[0].split())
            return _Name(named[0], at + named[1], initial or self.people.is_given(named[0]), False)
        match = _CAPITALS.match(text, at)
        if match and self.people.is_caps_name(match[0]) and fold(match[0]) not in self.lexicon.label_kinds:
            return _Name(match[0], match.end(), False, False)
        return None
