"""From the comments of one file to its events: evidence first, then identification, change logs and notes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice

from cobolscan.history import blocks, cobol_shape, declared, tickets, tombstone
from cobolscan.history.blocks import Block, Line
from cobolscan.history.cards import Cards
from cobolscan.history.change_log import ChangeLogs
from cobolscan.history.columns import Columns
from cobolscan.history.dates import DateReader
from cobolscan.history.entries import Entry, is_paragraph
from cobolscan.history.events import Event
from cobolscan.history.identification import Found, Identification
from cobolscan.history.leads import Lead, LeadScanner, find_by, recurring_names
from cobolscan.history.lexicon import Lexicon, in_use
from cobolscan.history.note_events import NoteReader
from cobolscan.history.notes import Notes
from cobolscan.history.people import People
from cobolscan.history.phrases import Prose, fold
from cobolscan.history.signing import Signing
from cobolscan.history.tags import TagTable
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy
from cobolscan.source.model import Comment, SourceText

IsCobol = Callable[[Sequence[str]], bool]

_BEFORE_BODY = {"DIVISION": lazy(r"(?:DATA|PROCEDURE)\s+$"), "SECTION": lazy(r"(?:WORKING-STORAGE|LINKAGE|FILE)\s+$")}
_DIVISION = lazy(r"\b(?:IDENTIFICATION|ID|ENVIRONMENT)\s+DIVISION\b")
_MAYBE_LEAD = lazy(
    r"\W{0,6}(?:[$@][A-Z0-9]{2}|(?:ver|vers|rev|rel|mod|release|v)[a-z]{0,6}\.?\s{0,3}[#:]?\d|\d|[A-Za-z]{2,3}\d{4}(?!\w)"
    r"|[A-Z]{0,4}[#\-]?\d{4})",
    re.IGNORECASE,
)
_FLAGGED = lazy(r"[$@]")  # of a lead without digits
_COMPACT_HINT = lazy(r"\b(yymmdd|ddmmyy|mmddyy|ddmmaa|aammdd|jjmmaa|ggmmaa|ttmmjj)\b", re.IGNORECASE)
_HINTS = {"yymmdd": "ymd", "aammdd": "ymd", "mmddyy": "mdy"}
_JULIAN_HINT = lazy(r"(?:yy|aa|jj)[./\-]?(?:ddd|jjj|ttt)\b|\bjulian", re.IGNORECASE)
_SAMPLE = 250  # comment lines looked at to tell the language


class Builder:
    """Builds the events of one file. `is_cobol` decides on commented-out code; without it the shape of lines does."""

    def __init__(
        self,
        source: SourceText,
        code_lines: Sequence[str],
        is_cobol: IsCobol | None = None,
        today: datetime.date | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        self.source = source
        self.code_lines = code_lines
        self.is_cobol = is_cobol
        self.lexicon = lexicon or in_use()
        self.tags = TagTable()
        self.echoes: set[int] = set()
        words = fold("\n".join(comment.text for comment in islice(source.comments, _SAMPLE))).split()
        main, self.codes = self.lexicon.tongues(words)
        self.reader = DateReader(self.lexicon, today, self.lexicon.languages[main].day_first)
        self.reader.julian = _julian(source.comments)
        self.people = People(self.lexicon)
        self.notes = Notes(self.lexicon, self.codes)
        signing = Signing(self.lexicon, self.people, self.reader, self.codes)
        self.note_reader = NoteReader(self.notes, signing, code_lines)
        self.scanner = LeadScanner(self.reader, self.people)
        self.columns = Columns(self.lexicon, self.people, self.reader)
        self.logs = ChangeLogs(self.lexicon, self.people, self.reader)
        self.identification = Identification(self.lexicon, self.people, self.reader, self.notes)
        self.cards = Cards(self.people, self.reader, self.logs)
        self.body = self._body_line()

    def _body_line(self) -> int:
        """The first line of what is no longer the header."""
        upper = self.source.upper
        found = [at for word in _BEFORE_BODY if (at := _header_end(upper, word)) >= 0]
        if found:
            return upper.count("\n", 0, min(found)) + 1
        if _DIVISION.search(upper):
            return len(self.code_lines) + 1
        return next((number for number, text in enumerate(self.code_lines, 1) if text.strip()), len(self.code_lines) + 1)

    # -- the passes -----------------------------------------------------------------------------------------------

    def build(self) -> list[Event]:
        """All events, by line."""
        runs = list(blocks.regions(self.source.comments, self.source.lines))
        inline = [blocks.prepare(comment) for comment in self.source.comments if comment.kind == "inline"]
        for run in runs:
            self._find_dates(run)
        for line in inline:
            if line.digits:
                line.dates = self.reader.find(line.text, compact=True)
                self.reader.observe(line.dates)
        leads = [self._leads_of(run) for run in runs]
        self._settle_compact(runs, leads)
        events: list[Event] = []
        for run, lead in zip(runs, leads, strict=True):
            events += self._region(run, lead)
        for line in inline:
            if line.shape == "text":
                event = self._event(line, line, "plain", line.text)
                events.append(self.note_reader.classified(event, [line], None, False))
        events.sort(key=lambda event: (event.start_line, event.end_line))
        return events

    def _find_dates(self, run: Sequence[Line]) -> None:
        """Enter the dates of each line; as evidence, too. Lines of code give none."""
        header = run[0].number < self.body
        blocks.mark_code(run, cobol_shape.looks_like_cobol if header else cobol_shape.looks_commented_out)
        if self.is_cobol is not None:
            self._ask_parser(run)
        for line in run:
            if line.digits and not line.code:
                line.dates = self.reader.find(line.text, compact=True)
                if line.dates:
                    self.reader.observe(line.dates)

    def _ask_parser(self, run: Sequence[Line]) -> None:
        """Let the parser decide on each run of lines that look like code."""
        group: list[Line] = []
        for line in [*run, None]:
            if line is not None and line.code:
                group.append(line)
                continue
            if group and self.is_cobol is not None and not self.is_cobol([item.text for item in group]):
                for item in group:
                    item.code = False
            group = []

    def _leads_of(self, run: Sequence[Line]) -> list[Lead | None]:
        """The lead of each line that may have one."""
        out: list[Lead | None] = []
        for line in run:
            words = line.shape == "text" and not line.code and not is_paragraph(line)
            possible = words and (line.dates or ((line.digits or _FLAGGED.search(line.text)) and _MAYBE_LEAD.match(line.text)))
            out.append(self.scanner.scan(line, line.dates) if possible else None)
        if any(line.dates for line in run):
            recurring_names(out, self.people)
            self.columns.read(run, out, run[0].number < self.body)
        return out

    def _settle_compact(self, runs: Sequence[Sequence[Line]], leads: Sequence[Sequence[Lead | None]]) -> None:
        """Decide the order of six-digit dates from all change logs of the file, or as the file itself says."""
        groups = [
            [lead.date.raw for lead in found if lead and lead.date and lead.date.form == "compact" and len(lead.date.raw) == 6]
            for found in leads
        ]
        groups = [group for group in groups if group]
        if not groups:
            return
        for run, found in zip(runs, leads, strict=True):
            if any(lead and lead.date and lead.date.form == "compact" for lead in found):
                for line in run:
                    match = _COMPACT_HINT.search(line.text)
                    if match:
                        self.reader.compact_order = _HINTS.get(match[1].lower(), "dmy")
                        return
        self.reader.settle_compact(groups)

    # -- one region -----------------------------------------------------------------------------------------------

    def _region(self, run: list[Line], leads: Sequence[Lead | None]) -> list[Event]:
        """The events of one run of comment lines."""
        header = run[0].number < self.body
        if declared.opens(run[0].text):
            return self._notes_of(run, False)
        if not header and not any(leads) and not any(line.dates or ":" in line.text or line.comment.kind == "entry" for line in run):
            return self._notes_of(run, header)
        free = [True] * len(run)
        events: list[Event] = []
        entries = self.logs.find(run, leads, header)
        tag_dates = self.logs.tag_dates(entries) if entries else {}
        for entry in entries:
            free[entry.first : entry.last + 1] = [False] * (entry.last + 1 - entry.first)
            event = self._entry_event(entry, run, tag_dates)
            events.append(event)
            if entry.lead.table or len(event.authors) == 1:
                self._learn(event)
        for card in self.cards.find(run, free):
            free[card.first : card.last + 1] = [False] * (card.last + 1 - card.first)
            events.append(self._identification_event(card, run))
        for found in self.identification.find(run, free, header):
            free[found.first : found.last + 1] = [False] * (found.last + 1 - found.first)
            events.append(self._identification_event(found, run))
            self._learn(events[-1])
        stretch: list[Line] = []
        for line, is_free in zip(run, free, strict=True):
            if is_free:
                stretch.append(line)
            elif stretch:
                events += self._notes_of(stretch, header)
                stretch = []
        return events + (self._notes_of(stretch, header) if stretch else [])

    def _learn(self, event: Event) -> None:
        for name in event.authors:
            self.people.learn(name)

    def _event(self, first: Line, last: Line, kind: str, text: str, dates: Sequence[FoundDate] = ()) -> Event:
        event = Event(first.number, last.number, self.source.path, kind, text)
        if dates:
            event.dates = self.reader.resolved(dates)
            event.dates_raw = [date.raw for date in dates]
        return event

    def _entry_event(self, entry: Entry, run: Sequence[Line], tag_dates: dict[int, str]) -> Event:
        """The event of a change-log entry, and the keys by which tags point to it."""
        lines = [line for line in run[entry.first : entry.last + 1] if line.shape == "text"]
        prose = self._entry_prose(entry, lines)
        event = self._event(
            run[entry.first], run[entry.last], "changelog_entry", "\n".join(line.text for line in lines), self.logs.dates_of(entry)
        )
        if entry.first in tag_dates:
            event.dates = [tag_dates[entry.first]]
            event.dates_raw = [entry.lead.tag or ""]
        event.authors = self.logs.people_of(entry, prose, self.codes)
        if not event.authors and not entry.lead.table:
            opening = self.note_reader.signing.openings.read([entry.lead.line])
            event.authors = [opening.who] if opening and opening.sure else self.note_reader.signing.closing(lines)
        event.tickets = self.logs.tickets_of(entry, event.text)
        signatures = {lead.line.number for lead in entry.more}
        reason = self.notes.rationale(
            prose if not signatures else self._entry_prose(entry, [line for line in lines if line.number not in signatures]), signed=True
        )
        event.rationale = reason.sentence if reason else None
        event.tag = entry.lead.tag or find_by(event.text)
        if len(event.tickets) > 1:
            event.tickets = [ticket for ticket in event.tickets if ticket != find_by(event.text)]  # what lines are marked with
        event.source = "header"
        self._keys(entry, event, run[entry.first])
        return event

    @staticmethod
    def _entry_prose(entry: Entry, lines: Sequence[Line]) -> Prose:
        """The words of an entry without its lead."""
        lead = entry.lead
        if entry.bottom_up:
            return Prose(" ".join(line.text for line in lines if line is not lead.line))
        again = tuple(mark for mark in (lead.tag, lead.version, lead.date.raw if lead.date else None, *lead.tickets) if mark)
        return Prose(" ".join(line.text[lead.text_at :].strip() if line is lead.line else _continued(line.text, again) for line in lines))

    def _keys(self, entry: Entry, event: Event, line: Line) -> None:
        """Enter what may stand in columns 1-6 for this entry."""
        start = event.start_line
        if "F" in entry.lead.fields and entry.lead.tag:
            self.tags.add_flag(entry.lead.tag, start)
        for key in (event.tag, find_by(event.text), line.comment.tag, self._area_key(line)):
            if key:
                self.tags.add(key, start)
        for ticket in event.tickets:
            self.tags.add(ticket, start)
        date = entry.lead.date
        if date is not None:
            self._date_keys(date, event, start)

    def _area_key(self, line: Line) -> str:
        """What stands in columns 73-80 of an entry itself, unless it stands there from the first line of the file on: the member's name."""
        area = line.comment.identification
        if not area or area.isdigit():
            return ""
        return "" if any(self.source.identification_area(n).strip() == area for n in (1, 2) if n <= len(self.source.lines)) else area

    def _date_keys(self, date: FoundDate, event: Event, start: int) -> None:
        """The compact date itself, or the numeric date without its separators; initials with the month."""
        digits = "".join(c for c in date.raw if c.isdigit())
        if len(digits) == 6:
            self.tags.add(digits, start)
        for value in event.dates:
            if len(value) == 10:
                year, month, day = value[2:4], value[5:7], value[8:]
                for key in (month + day + year, day + month + year, year + month + day):
                    self.tags.add(key, start)
                for who in event.authors:
                    if len(who) <= 3:
                        self.tags.add(who + month + year, start)
                        self.tags.add(who[:2] + month + year, start)  # as much of it as columns 1-6 hold

    def _identification_event(self, found: Found, run: Sequence[Line]) -> Event:
        lines = [line for line in run[found.first : found.last + 1] if line.shape == "text"]
        kind = "changelog_entry" if found.change else "identification"
        event = self._event(run[found.first], run[found.last], kind, "\n".join(line.text for line in lines), found.dates)
        event.authors = found.authors
        event.tickets = found.tickets
        event.rationale = found.reason
        event.source = "header"
        if found.change:
            event.tag = found.tag or find_by(event.text)
            for key in (event.tag, *event.tickets, run[found.first].comment.tag):
                if key:
                    self.tags.add(key, event.start_line)
            for date in found.dates:
                self._date_keys(date, event, event.start_line)
        return event

    # -- notes ----------------------------------------------------------------------------------------------------

    def _notes_of(self, lines: Sequence[Line], header: bool) -> list[Event]:
        events = []
        for block in blocks.cut(lines, header):
            event = self._note(block, header)
            if event:
                events.append(event)
        return events

    def _note(self, block: Block, header: bool) -> Event | None:
        """The event of one block, None when it holds no words."""
        texts = block.texts
        if not texts:
            return None
        block.trim()
        text = "\n".join(line.text for line in texts)
        first, last = block.lines[0], block.lines[-1]
        if block.code:
            return self._code_event(block, text)
        event = self._event(first, last, "plain", text)
        self.note_reader.classified(event, texts, block, header)
        if event.kind == "changelog_entry":
            event.authors = event.authors or self.note_reader.signing.closing(texts)
            for key in (texts[0].comment.tag, self._area_key(texts[0]), *event.tickets):
                if key:
                    self.tags.add(key, event.start_line)
        return event

    def _code_event(self, block: Block, text: str) -> Event:
        """Commented-out code: dates and people stand before it or behind a floating comment."""
        event = self._event(block.lines[0], block.lines[-1], "commented_code", text)
        remarks = [part for line in block.texts for part in _parts(line.text)]
        for remark in remarks:
            prose = Prose(remark)
            dates = self.reader.find(remark, compact=True)
            dates = [date for date in dates if not (date.form == "compact" and len(date.raw) == 6)]
            names = [name for date in dates if (name := self.people.beside_date(remark, date))]
            event.dates += [value for value in self.reader.resolved(dates) if value not in event.dates]
            event.dates_raw += [date.raw for date in dates]
            event.authors += [name for name in names if name not in event.authors]
            event.tickets += [ticket for ticket in tickets.find(remark) if ticket not in event.tickets]
            reason = self.notes.rationale(prose, signed=bool(dates))
            event.rationale = event.rationale or (reason.sentence if reason else None)
        changes = tombstone.replacement(block, self.code_lines)
        if changes:
            event.kind = "tombstone"
            event.changes = changes
        elif tombstone.is_echo(block, self.code_lines):
            self.echoes.add(event.start_line)
        return event


def _continued(text: str, again: Sequence[str]) -> str:
    """A continuation line without the tag, date or version that it repeats from the first line of its entry."""
    mark = next((mark for mark in again if text.startswith(mark) and text[len(mark) : len(mark) + 2].strip() != text[len(mark) :][:2]), "")
    return text[len(mark) :].strip(" *|!;:-") if mark else text


def _julian(comments: Sequence[Comment]) -> Callable[[], bool]:
    """Whether a comment says that dates are a year and the number of a day; only looked for when something is like one, and once."""

    @cache
    def says() -> bool:
        return any(_JULIAN_HINT.search(comment.text) for comment in comments)

    return says


def _header_end(upper: str, word: str) -> int:
    """Where the first DATA or PROCEDURE DIVISION, or the first section of the DATA DIVISION, stands; -1 when there is none."""
    at = upper.find(word)
    while at >= 0:
        if _BEFORE_BODY[word].search(upper, max(0, at - 40), at):
            return at
        at = upper.find(word, at + 1)
    return -1


def _parts(text: str) -> list[str]:
    """What stands before commented-out code and behind it, when there is anything."""
    before, _, behind = cobol_shape.split_code(text)
    return [part for part in (before, behind) if part]
