"""The beginning of a change-log line: the fields (date, ticket, author, version, tag) that stand before its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cobolscan.history import tickets
from cobolscan.history.blocks import Line
from cobolscan.history.dates import DateReader
from cobolscan.history.people import People
from cobolscan.history.phrases import Prose, fold
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy

_SKIP = lazy(r"[\s\-–|!:=>*,;()\[\]/Ù¦+~_<]{1,20}")
_TIME = lazy(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp][Mm])?(?![\w.])")
_VERSION = lazy(
    r"(?:(?:version|vers|ver|versao|versione|rev|revision|release|rel|level|mod|v)\.?\s{0,3}[#:]?\s?\d[\w.]{0,10}"
    r"|v?\d{1,3}(?:\.\d{1,3}){1,3}[a-zA-Z]?|\.\d{1,3})(?![\w/]|-\d)",
    re.IGNORECASE,
)
_TAG = lazy(r"(?P<who>[A-Za-z]{2,3})(?P<month>0[1-9]|1[0-2])(?P<year>\d\d)(?![\w\-])")
_FLAG = lazy(r"(?P<flag>[$@][A-Z0-9]{2,3}[ACDMP]?)\s?=")
_MARK = lazy(r"[$@#*]?[A-Z0-9]{2,8}(?![\w\-.])")
_NUMBER = lazy(r"\d{1,4}[.)]?(?=\s|$)")
_WORD = lazy(r"(?:[^\s,;:()\[\]|!*=\-]|-(?!-)){1,30}")
_SIGN = lazy(
    r"[A-Za-z][\w.]{1,9}(?=\s{2,}\S|(?<=\(\w\w)\)\s|(?<=\(\w\w\w)\)\s|\s?[|!*:]\s?\S|\s-\s|\s?$)|[A-Z]{2,8}(?=\s-[A-Z])|[A-Z]{2,8}(?=\s(?:[A-Z][A-Z0-9]{0,5}-?\d{3}|\d{4}))|[A-Z]{2,5}(?=\s\S)"
)
_BEHIND = lazy(r"\s{1,12}(?P<ticket>[\w#\-]{3,16})(?=\s|$)")
_FIND_BY = lazy(
    r"(?:procurar por|buscar por|search for|marca|tag|marked|flag(?:ged)?(?: as| with)?)\s{0,3}:?\s{0,3}(?P<tag>[\w@$#\-]{2,10})",
    re.IGNORECASE,
)
_KIND_FIELD = lazy(r"(?:FIX|ENH|ENHANCEMENT|BUG|NEW|CHG|ADD|MOD|DEL|COR|UPD|MNT|PRJ|REQ|INI|ALT|INC|EXC)(?=\s?[*|!])")
_KIND_CELL = lazy(r"[A-Z]{2,4}(?=\s{0,8}[*|!;]\s)")  # the kind of a change, in a cell of its own behind that of the author
_LINK = lazy(r"(?:du|le|vom|am|del|dal|el|il|of|on|dated|em|de|van)\s{1,2}(?=\d)", re.IGNORECASE)  # FT-0412 DU 15/01/97
_BY = lazy(r"(?:by|par|por|von|durch)\s{1,3}", re.IGNORECASE)  # LE 12/01/92 PAR M. QUESNEL
_LABELS = lazy(r"\.{0,20}\s?:")
_LABELLED = lazy(r"(?P<label>[^\W\d_]{5,14})\.{0,20}\s?:\s{0,12}")  # a word for CORRECTED, in whatever language
_DASHED_CELLS = lazy(r"(?P<tag>[A-Z0-9]{2,10})\s{1,8}-{1,2}\s{1,8}(?P<who>[^\W\d_][\w.]{1,11})\s{1,8}-{1,2}\s{1,8}")
_NAMED_BEHIND = lazy(
    r"\s?-{1,2}\s?(?P<who>[A-Z][A-Z']{1,20}(?: [A-Z][A-Z'.]{0,20}){1,4})(?:(?P<userid>\s?\([A-Z]{1,3}\d{4,6}\s{0,6}\))|\s{2,}(?=\S)|\s-\s)"
)
_WEAK_WORDS = frozenset("per for from by and to".split())


Guess = tuple[str, int, int]


class Lead:
    """The fields at the beginning of one line; `fields` is their order, as letters: D K W V T N F M (see `scan`)."""

    __slots__ = (
        "columns",
        "date",
        "fields",
        "guess",
        "labelled",
        "line",
        "people",
        "table",
        "tag",
        "tag_month",
        "text_at",
        "tickets",
        "version",
    )

    def __init__(
        self,
        line: Line,
        fields: str = "",
        columns: list[int] | None = None,
        date: FoundDate | None = None,
        version: str | None = None,
        text_at: int = 0,
    ) -> None:
        self.line = line
        self.fields = fields
        self.columns = columns or []
        self.date = date
        self.people: list[str] = []
        self.tickets: list[str] = []
        self.tag: str | None = None
        self.tag_month: tuple[str, int, int] | None = None  # initials, month, two-digit year
        self.version = version
        self.text_at = text_at  # where free text begins, in Line.text
        self.table = False  # read by the columns of a table
        self.labelled = False  # a word that is no label of the lexicon stands before the date, like one
        self.guess: Guess | None = None  # a word that may be the author's sign: word, start, end

    @property
    def indent(self) -> int:
        return self.line.indent

    @property
    def text(self) -> str:
        return self.line.text[self.text_at :].strip()

    def column(self, at: int) -> int:
        """A position in the line's text as a position in the comment."""
        return self.line.indent + at


class LeadScanner:
    """Reads leads, with the dates and people of one file."""

    def __init__(self, reader: DateReader, people: People) -> None:
        self.reader = reader
        self.people = people

    def scan(self, line: Line, dates: Sequence[FoundDate]) -> Lead | None:
        """The lead of a line, None when there is none.

        Its fields: D date, K ticket, W author, V version, T tag of initials and month, N number, F IBM flag, M mark.
        """
        text = line.text
        lead = Lead(line)
        at, limit = 0, min(len(text), 70)
        by_start = {date.start: date for date in dates}
        cells = _DASHED_CELLS.match(text) if " - " in text else None
        if cells and cells.end() in by_start and self.people.may_sign(cells["who"]):
            return self._of_cells(lead, cells, by_start[cells.end()])
        told = _LABELLED.match(text) if by_start else None
        if told and told.end() in by_start and self._is_unknown(fold(told["label"])):
            at, lead.labelled = told.end(), True
        while at < limit and len(lead.fields) < 7:
            skip = _SKIP.match(text, at)
            if skip:
                at = skip.end()
                if skip[0].startswith("--") and "D" in lead.fields and len(lead.fields) > 3:
                    break
            link = _LINK.match(text, at)
            at = link.end() if link and link.end() in by_start else at
            by = _BY.match(text, at) if lead.fields[-1:] == "D" else None
            at = by.end() if by and self.people.name_at_start(text[by.end() :]) else at
            after = self._field(lead, text, at, by_start)
            if after is None:
                break
            at = after
        lead.text_at = at
        if not lead.fields.strip("N"):
            return None
        self._guess(lead, text)
        return lead

    def _is_unknown(self, label: str) -> bool:
        """Whether a word is no label of the lexicon, and does not say that its date is of no change: EXAMPLE."""
        lexicon = self.people.lexicon
        return label not in lexicon.label_kinds and lexicon.phrases("not_change_date").find(Prose(label)) is None

    def _of_cells(self, lead: Lead, cells: re.Match[str], date: FoundDate) -> Lead:
        """`GH1NVB - NVBUOT - 22/10/2002 - TEXT`: what stands between dashes is a tag, a person and a date, however it looks."""
        lead.fields, lead.columns = "MWD", [cells.start("tag"), cells.start("who"), date.start]
        lead.tag, lead.people, lead.date = cells["tag"], [cells["who"]], date
        behind = _SKIP.match(lead.line.text, date.end)
        lead.text_at = behind.end() if behind else date.end
        return lead

    def _field(self, lead: Lead, text: str, at: int, dates: dict[int, FoundDate]) -> int | None:
        """Read one field at a position; its end, or None when text begins here."""
        if at in dates and "D" not in lead.fields and (dates[at].form != "compact" or "W" not in lead.fields or "F" in lead.fields):
            lead.date = dates[at]
            return self._take(lead, "D", at, dates[at].end)
        if at in dates and dates[at].form != "compact":
            return dates[at].end
        if match := _TIME.match(text, at):
            return match.end() if "D" in lead.fields else None
        if not lead.fields and (match := _FLAG.match(text, at)):
            lead.tag = match["flag"]
            return self._take(lead, "F", at, match.end())
        if not lead.fields and (match := _TAG.match(text, at)):
            lead.tag = match[0]
            lead.tag_month = (match["who"], int(match["month"]), int(match["year"]))
            return self._take(lead, "T", at, match.end())
        return self._later_field(lead, text, at, dates)

    def _later_field(self, lead: Lead, text: str, at: int, dates: dict[int, FoundDate]) -> int | None:
        match = _VERSION.match(text, at)
        if match and "V" not in lead.fields and not text[match.end() :].startswith("%"):
            lead.version = match[0]
            return self._take(lead, "V", at, match.end())
        word = _WORD.match(text, at)
        if not word:
            return None
        if text[at - 1 : at] == "(" and text[word.end() : word.end() + 1] == ")" and "W" in lead.fields:
            return word.end() + 1
        ticket = tickets.column(word[0]) if "K" not in lead.fields else None
        if ticket and ticket.isdigit() and lead.fields and text[:at].rstrip().endswith(":"):
            return None  # behind a colon the text begins: 20000 RECORDS is no ticket
        if ticket and (len(ticket) >= 5 or not ticket.isdigit()) and self._is_column(text, at, word.end()):
            lead.tickets.append(ticket)
            return self._take(lead, "K", at, word.end())
        labelled = re.match(r"(?:cr|ticket|chg|pr|ir)\s?[#:]?\s?(?=\d{3})", text[at:], re.IGNORECASE)
        if labelled and (found := tickets.find(text[at : at + 30])) and "K" not in lead.fields:
            lead.tickets.append(found[0])
            return self._take(lead, "K", at, at + text[at:].find(found[0].split()[-1]) + len(found[0].split()[-1]))
        return self._name(lead, text, at, word, dates)

    def _name(self, lead: Lead, text: str, at: int, word: re.Match[str], dates: dict[int, FoundDate]) -> int | None:
        """A person, a number or a mark."""
        skip = _KIND_FIELD.match(text, at) or (_KIND_CELL.match(text, at) if "W" in lead.fields else None)
        if skip and lead.fields:
            return skip.end()
        if lead.fields == "F":
            return self._take(lead, "M", at, word.end())  # the reason of an IBM change: BASE, or a ticket of its own form
        told = "WK" in lead.fields and not self._before_date(word.end(), dates, text)  # who and what for: text follows
        if lead.fields.count("W") < 2 and not told and word[0].lower() not in _WEAK_WORDS:
            named = self.people.name_at_start(text[at:])
            if (
                named
                and not (not lead.fields and any(c.isdigit() for c in named[0]))
                and self._name_stands(text, at, named[1], lead, dates, named[0])
            ):
                lead.people.append(named[0])
                end = at + named[1]
                mail = re.match(r"\s{0,2}<[^<>]{3,80}>", text[end : end + 84])
                return self._take(lead, "W", at, end + (mail.end() if mail else 0))
        if (not lead.fields or ("F" in lead.fields and "D" not in lead.fields)) and (match := _NUMBER.match(text, at)):
            return self._take(lead, "N", at, match.end())
        if not lead.fields.strip("N") and (match := _MARK.match(text, at)) and self._marks(match, dates, text):
            lead.tag = match[0]
            return self._take(lead, "M", at, match.end())
        return None

    def _name_stands(self, text: str, at: int, length: int, lead: Lead, dates: dict[int, FoundDate], name: str) -> bool:
        """A name counts when it is set off from what follows, ends the line, or a date follows."""
        end = at + length
        rest = text[end : end + 84]
        if not lead.fields.strip("N") and " " not in name and _LABELS.match(text, end - len(name) + len(name.rstrip("."))):
            return self.people.is_initials(name.rstrip(".")) and not name.endswith("..")
        mail = re.match(r"\s{0,2}<[^<>]{3,80}>", rest)
        if mail:
            end += mail.end()
            rest = text[end : end + 84]
        if self._before_date(end, dates, text) or not rest.strip(" .:;,-"):
            return True
        if not lead.fields.strip("N") or (any(c.isdigit() for c in name) and "W" in lead.fields):
            return False
        if rest[:1] in ":-–|!*/,;)" or rest.startswith("  ") or re.match(r"\s[-–|:!*(/]", rest):
            return True
        word = name.split()[0]
        return self.people.is_initials(word) and " " not in name and not (word.isupper() and text[end:].upper() == text[end:])

    def _marks(self, match: re.Match[str], dates: dict[int, FoundDate], text: str) -> bool:
        """A mark stands before a date; a mere word does not before six digits, which then are a number."""
        if not self._is_unknown(fold(match[0])) or (match[0].isalpha() and not self.people.may_sign(match[0])):
            return False
        following = [date for start, date in dates.items() if start >= match.end()]
        if not following or not self._before_date(match.end(), dates, text):
            return False
        first = min(following, key=lambda date: date.start)
        return first.form != "compact" or len(first.raw) == 8 or any(c.isdigit() for c in match[0])

    @staticmethod
    def _before_date(end: int, dates: dict[int, FoundDate], text: str) -> bool:
        """Whether a date follows, with nothing but separators between."""
        return any(start >= end and not text[end:start].strip(" ,-–:;|!*/([<>.") for start in dates)

    @staticmethod
    def _is_column(text: str, start: int, end: int) -> bool:
        """A ticket by column: blanks, a separator or the end follows it."""
        rest = text[end : end + 2]
        return not rest.strip() or rest[:1] in "-–|!:*;,)" or rest == "  " or rest[:1] == " "

    @staticmethod
    def _take(lead: Lead, kind: str, start: int, end: int) -> int:
        lead.fields += kind
        lead.columns.append(start)
        return end

    def _guess(self, lead: Lead, text: str) -> None:
        """A word set off by blanks where the author's sign may stand, to be settled by the other lines of the log."""
        if "W" in lead.fields or not set("DK") & set(lead.fields):
            return
        skip = _SKIP.match(text, lead.text_at)
        at = skip.end() if skip else lead.text_at
        word = _SIGN.match(text, at)
        if word:
            lead.guess = (word[0], at, word.end())


def recurring_names(leads: Sequence[Lead | None], people: People) -> None:
    """Take unknown names between date and text (25/07/2014 - ALBA MOR (TE1) TASK 4) that come again, or have a userid."""
    found = [(lead, who) for lead in leads if lead and lead.fields == "D" and lead.date and (who := _between(lead, people))]
    often = Counter(fold(who["who"]).split()[0] for _, who in found)
    for lead, who in found:
        if often[fold(who["who"]).split()[0]] >= 3 or who["userid"]:
            lead.fields, lead.people = "DW", [who["who"].strip(" .")]
            lead.columns.append(who.start("who"))
            lead.text_at = who.end()


def _between(lead: Lead, people: People) -> re.Match[str] | None:
    """First and last name behind a dash behind the date, with more to come."""
    match = _NAMED_BEHIND.match(lead.line.text, lead.date.end) if lead.date else None
    return match if match and people.closing(match["who"]) else None


def ticket_behind(lead: Lead) -> None:
    """Take the ticket that stands right behind an author's sign that was settled late."""
    match = _BEHIND.match(lead.line.text, lead.text_at)
    ticket = tickets.column(match["ticket"]) if match and not lead.tickets else None
    if match and ticket:
        lead.tickets.append(ticket)
        lead.text_at = match.end()


def find_by(text: str) -> str | None:
    """The tag that an entry says its lines are marked with."""
    match = _FIND_BY.search(text)
    return match["tag"] if match and any(c.isdigit() for c in match["tag"]) else None
