"""What a note says: assumption, promise, fear, reason, task, copyright ... with the words that say it.

The predicates take any text and return the matched words (or None), for use in rules.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from cobolscan.history.dates import DateReader
from cobolscan.history.lexicon import Lexicon, in_use
from cobolscan.history.phrases import Phrases, Prose
from cobolscan.source.lazy import lazy

_TODO = lazy(r"(?<![\w\-])(?:TODO|To-do|todo(?=[:(])|FIXME|TBD|@todo)(?:\s?\([\w .\-]{1,30}\))?\s?(?P<mark>[:(!\-–]|\s+(?=[a-zA-Z]))")
_TODO_BARE = lazy(r"(?<![\w\-])(?:FIXME)(?![\w\-])")
_TODO_VERB = lazy(
    r"(?:\s*[:(!\-–]|\s+(?:check|ensure|add|remove|fix|decide|implement|make|move|use|handle|find|write|replace|review"
    r"|investigate|change|test|support|is|need|see|verify|clean|refactor|delete|drop|convert|"
    r"we|this|the|should|find|figure|improve|update|complete|finish|consider|allow|validate|document|put|get|set|create|define"
    r"|extend|only|when|if|for|maybe|not)\b)",
    re.IGNORECASE,
)
_ROMANCE_TODO = lazy(
    r"\btodo (?:o|os|a|as|el|lo|los|las|ano|dia|mes|registro|arquivo|campo|cliente|tipo|processo|mundo|momento|caso|proceso"
    r"|fichero|debe|lo que|que)\b",
    re.IGNORECASE,
)
_SENTENCE = lazy(r"(?<=[.!?;])\s+(?=[\"'(]?[^\W\d_])|\s{4,}|\s-{1,2}>\s")
_PURPOSE = lazy(
    r"(?<![\w\-])(?:to (?=[a-z]{3,} )|for (?=\w)|as (?=\w)|since (?=\w)|so (?=\w)|was missing|was wrong|too \w+ to |missing)", re.IGNORECASE
)
_WISH = lazy(
    r"\b(?:not needed|reported by|from [A-Z]\w+ [A-Z]\w+|not allow\w*|don't want|is a must|never used)\b",
    re.IGNORECASE,
)
_COPYRIGHT = lazy(
    r"\(c\)\s{0,3}(?:copyright|copr\b|(?:19|20)\d\d|[A-Z][\w.]+[ ,]+(?:\w+[ ,]+){0,4}(?:19|20)\d\d)|©|copyright\s{0,3}\(c\)|spdx-license",
    re.IGNORECASE,
)
_OWN_GATES = frozenset({"todo", "fixm", "tbd", "c", "copy", "spdx"})
_EXAMPLE = lazy(r"\b(?:example|e\.g\.|exemplo|ejemplo|exemple|esempio|beispiel|syntax|sample|format)\s*[:=]|\bfor example\b", re.IGNORECASE)
_EXAMPLE_GATES = frozenset("exam e exem ejem esem beis synt samp form".split())

FEARS = ("fear", "ignorance", "doubt", "caution")  # bans first; what is said most loosely last
_ASKED = ("copyright", "todo", "assumption", "strong_because", "hack", "temporary", "admission", "yearly", "promise", *FEARS)


class Match(NamedTuple):
    """The words of a text that say something, where they stand, and the sentence they stand in."""

    phrase: str
    start: int
    end: int
    sentence: str


class Promise(NamedTuple):
    """A note that holds only until a date or a condition. `passed` is None when only people can know."""

    phrase: str
    date: str | None
    condition: str | None
    passed: bool | None
    sentence: str


def sentence_at(text: str, start: int) -> str:
    """The sentence of the text that holds a position."""
    at = 0
    for match in _SENTENCE.finditer(text):
        if match.start() >= start:
            return text[at : match.start()].strip()
        at = match.end()
    return text[at:].strip()


class Notes:
    """The questions that can be put to a note, in the languages of its file."""

    def __init__(self, lexicon: Lexicon | None = None, codes: tuple[str, ...] = ()) -> None:
        self.lexicon = lexicon or in_use()
        self.codes = codes
        self._known: dict[str, Phrases] = {}

    def silent(self, prose: Prose) -> bool:
        """Whether no question about kinds of notes can have an answer: a cheap gate."""
        if not _OWN_GATES.isdisjoint(prose.starts) or "to-do" in prose.folded:
            return False
        return not self.lexicon.gates(_ASKED, self.codes).open(prose)

    def _phrases(self, kind: str) -> Phrases:
        """The phrases of a kind in the languages of the file."""
        if kind not in self._known:
            self._known[kind] = self.lexicon.phrases(kind, self.codes)
        return self._known[kind]

    def _codes(self, prose: Prose) -> tuple[str, ...]:
        return self.codes or self.lexicon.languages_of(prose.words)

    def find(self, kind: str, text: str | Prose) -> Match | None:
        """The first phrase of a kind of the lexicon in a text."""
        prose = text if isinstance(text, Prose) else Prose(text)
        match = self._phrases(kind).find(prose)
        if match and not self.codes:  # in some language; the languages of a text are told only where it matters
            match = self.lexicon.phrases(kind, self._codes(prose)).find(prose)
        if not match:
            return None
        original = prose.text[match.start() : match.end()] if len(prose.text) == len(prose.folded) else match[0]
        return Match(original, match.start(), match.end(), sentence_at(prose.text, match.start()))

    def assumption(self, text: str | Prose) -> Match | None:
        """A belief about capacity, volume, uniqueness or environment."""
        return self.find("assumption", text)

    def temporary(self, text: str | Prose) -> Match | None:
        """An excuse: for now, temporary fix. TEMPORARY STORAGE and temporary files are none."""
        return self.find("temporary", text)

    def fear(self, text: str | Prose) -> Match | None:
        """Do not touch, nobody knows why, not sure if. The head of a generated file is none."""
        prose = text if isinstance(text, Prose) else Prose(text)
        match = next((found for kind in FEARS if (found := self.find(kind, prose))), None)
        return None if match is None or self.find("generated", prose) or self.copyright(prose) else match

    def admission(self, text: str | Prose) -> Match | None:
        """Hard coded by its own admission."""
        return self.find("admission", text)

    def yearly(self, text: str | Prose) -> Match | None:
        """To be edited by hand every year."""
        return self.find("yearly", text)

    def limit(self, text: str | Prose) -> Match | None:
        """A limit in prose: maximum of 20, up to 100."""
        prose = text if isinstance(text, Prose) else Prose(text)
        found = self.find("limit", prose)
        return found if found and any(c.isdigit() for c in found.sentence) else None

    def copyright(self, text: str | Prose) -> Match | None:
        """Copyright and licence text."""
        prose = text if isinstance(text, Prose) else Prose(text)
        match = _COPYRIGHT.search(prose.text) if "(" in prose.text or "©" in prose.text or "-" in prose.text else None
        if match:
            return Match(match[0], match.start(), match.end(), sentence_at(prose.text, match.start()))
        return self.find("copyright", prose)

    def generated(self, text: str | Prose) -> Match | None:
        """The stamp of a generator."""
        return self.find("generated", text)

    def todo(self, text: str | Prose) -> Match | None:
        """A task left open: TODO and FIXME in the strict forms, never XXX, never `todo` for all in Portuguese and Spanish."""
        prose = text if isinstance(text, Prose) else Prose(text)
        if "todo" in prose.starts or "to-do" in prose.folded or "fixm" in prose.starts or "tbd" in prose.starts:
            match = _TODO.search(prose.text)
            if match and self._is_todo(prose.text, match):
                return Match(match[0].rstrip(" :(-"), match.start(), match.end(), sentence_at(prose.text, match.start()))
            match = _TODO_BARE.search(prose.text)
            if match:
                return Match(match[0], match.start(), match.end(), sentence_at(prose.text, match.start()))
        return self.find("todo", prose)

    @staticmethod
    def _is_todo(text: str, match: re.Match[str]) -> bool:
        word = match[0][:4].upper()
        if _ROMANCE_TODO.match(text, match.start()):
            return False
        if word.startswith("TBD") or match["mark"].strip() or (match[0].startswith("TODO") and text.upper() != text):
            return True
        return bool(_TODO_VERB.match(text, match.start() + len(match[0].split("(")[0].split()[0])))

    def rationale(self, text: str | Prose, signed: bool = False) -> Match | None:
        """Why a thing is as it is. `signed`: a note with author or date, in which a weaker word is reason enough."""
        prose = text if isinstance(text, Prose) else Prose(text)
        if signed:
            match = self.find("because", prose) or self.find("hack", prose) or self.find("temporary", prose) or self._condition(prose)
            wish = _WISH.search(prose.text)
            if match and not (wish and wish.start() < match.start):
                return match
            weak = wish if match else _PURPOSE.search(prose.text) or wish
            return Match(weak[0], weak.start(), weak.end(), sentence_at(prose.text, weak.start())) if weak else None
        return (
            self.find("strong_because", prose)
            or self.find("hack", prose)
            or self.find("temporary", prose)
            or self.find("admission", prose)
            or self.find("yearly", prose)
            or self.fear(prose)
            or self._condition(prose)
        )

    def _condition(self, prose: Prose) -> Match | None:
        """A promise with what it waits for: REMOVED WHEN. UNTIL alone stands in every loop, TO BE DELETED in every record of deletions."""
        found = self.find("promise", prose)
        if not found or " " not in found.phrase.strip():
            return None
        said = Prose(found.phrase + " " + prose.text[found.end : found.end + 24])
        return None if self.lexicon.condition.isdisjoint(said.words) else found

    def promise(self, text: str | Prose, today: datetime.date | None = None, reader: DateReader | None = None) -> Promise | None:
        """A note that holds until a date or condition, and whether the date has passed."""
        prose = text if isinstance(text, Prose) else Prose(text)
        match = self.find("promise", prose)
        if not match:
            return None
        today = today or datetime.date.today()
        if not reader:
            codes = [code for code in self._codes(prose) if code != "en" and code in self.lexicon.languages]
            reader = DateReader(
                self.lexicon, datetime.date(today.year + 50, 12, 31), any(self.lexicon.languages[c].day_first for c in codes)
            )
        after = prose.text[match.end : match.end + 60]
        found = next((d for d in reader.find(after, year=True) if d.start <= 30), None)
        condition = sentence_at(after, 0).strip(" .:") or None
        if found:
            value = reader.resolve(found)
            return Promise(match.phrase, value, None, _passed(value, today) if value else None, match.sentence)
        if match.phrase.lower() in ("until", "untill", "ate", "até", "hasta") and (not condition or len(condition.split()) < 2):
            return None
        return Promise(match.phrase, None, condition, None, match.sentence)

    def is_example(self, prose: Prose) -> bool:
        """Whether a note shows examples or formats, whose dates are not of the program."""
        return not _EXAMPLE_GATES.isdisjoint(prose.starts) and _EXAMPLE.search(prose.text) is not None


def _passed(value: str, today: datetime.date) -> bool:
    """Whether the last day of a date, month or year lies before today."""
    return value < today.isoformat()[: len(value)]


_default: list[Notes] = []


def _notes() -> Notes:
    if not _default:
        _default.append(Notes())
    return _default[0]


def assumption(text: str) -> Match | None:
    """See `Notes.assumption`; the language is guessed from the text."""
    return _notes().assumption(text)


def temporary(text: str) -> Match | None:
    """See `Notes.temporary`."""
    return _notes().temporary(text)


def fear(text: str) -> Match | None:
    """See `Notes.fear`."""
    return _notes().fear(text)


def admission(text: str) -> Match | None:
    """See `Notes.admission`."""
    return _notes().admission(text)


def limit(text: str) -> Match | None:
    """See `Notes.limit`."""
    return _notes().limit(text)


def todo(text: str) -> Match | None:
    """See `Notes.todo`."""
    return _notes().todo(text)


def rationale(text: str) -> Match | None:
    """See `Notes.rationale`."""
    return _notes().rationale(text)


def promise(text: str, today: datetime.date | None = None) -> Promise | None:
    """See `Notes.promise`."""
    return _notes().promise(text, today)
