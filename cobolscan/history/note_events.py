"""The kind of a note, and who signed it when. What a text says by itself is worked out once for each distinct text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cobolscan.history import declared, tickets
from cobolscan.history.blocks import Block, Line
from cobolscan.history.events import Event
from cobolscan.history.notes import Match, Notes
from cobolscan.history.phrases import Prose
from cobolscan.history.signing import Signing
from cobolscan.source.lazy import lazy

_OPENS = lazy(r"\s?(?:[:)\]]|-{1,2}\s)")
_MOST = 20_000
_BANNER = 12  # words of a section banner at most


class Reading(NamedTuple):
    """What a text says whatever file it stands in."""

    copyright: bool
    task: Match | None
    belief: Match | None
    reason: Match | None
    tickets: Sequence[str]
    signs: bool  # may carry an author or a year
    title: bool  # may be the title in a box: short, and no warning
    telling: bool


class NoteReader:
    """Classifies the notes of one file."""

    def __init__(self, notes: Notes, signing: Signing, code_lines: Sequence[str]) -> None:
        self.notes = notes
        self.signing = signing
        self.reader = signing.reader
        self.code_lines = code_lines
        self._readings: dict[str, Reading] = notes.lexicon.readings.setdefault(notes.codes, {})

    def classified(self, event: Event, lines: Sequence[Line], block: Block | None, header: bool) -> Event:
        """Enter kind, authors, dates, tickets and reason of a note; `block` is None for a comment behind code."""
        reading = self._readings.get(event.text) or self._reading(event.text, lines)
        if reading.copyright:
            event.kind = "copyright"
            return event
        event.telling = reading.telling
        if reading.signs or reading.tickets or any(line.dates for line in lines):
            self._sign(event, lines, reading, block is None)
        if reading.task:
            event.kind, event.rationale = "todo", reading.task.sentence
        elif reading.belief:
            event.kind, event.rationale = "assumption", reading.belief.sentence
        elif event.authors or event.dates_raw:
            self._signed_kind(event, reading, header and block is not None)
        elif reading.reason and not (header and self._asks(lines)):
            event.kind, event.rationale = "rationale", reading.reason.sentence
        elif event.tickets and not header:
            self._ticketed_kind(event)
        elif block is not None and block.boxed and len(lines) <= 3 and reading.title:
            event.kind = "section_banner"
        if event.kind in ("plain", "section_banner"):
            event.tickets = []
        return declared.mark(event) if event.text[:1] == "@" else event

    def _reading(self, text: str, lines: Sequence[Line]) -> Reading:
        """Read a text and remember what it says."""
        prose = Prose(text.replace("\n", " "))
        loud = not self.notes.silent(prose) or "©" in text
        copyright = loud and self.notes.copyright(prose) is not None
        ask = loud and not copyright
        short = prose.folded.count(" ") < _BANNER or len(prose.words) <= _BANNER
        reading = Reading(
            copyright,
            self.notes.todo(prose) if ask else None,
            self.notes.assumption(prose) if ask else None,
            self.notes.rationale(prose) if ask else None,
            tickets.find(prose.text),
            not copyright and self.signing.may_sign([line.text for line in lines], prose),
            short and not (ask and self.notes.fear(prose)),
            self.notes.lexicon.tells(prose),
        )
        if len(self._readings) > _MOST:
            self._readings.clear()
        self._readings[text] = reading
        return reading

    def _sign(self, event: Event, lines: Sequence[Line], reading: Reading, trailing: bool) -> None:
        """Enter who signed a note and when, and its tickets."""
        prose = Prose(event.text.replace("\n", " "))
        example = self.notes.is_example(prose)
        dates = [] if example else self.signing.dates(lines, prose, trailing)
        authors = self.signing.authors([line.text for line in lines], prose, dates, bool(reading.task or reading.belief))
        opening = None if example or authors else self.signing.openings.read(lines)
        if opening:
            authors = [opening.who]
            dates = dates if any(date == opening.date for _, date in dates) else [(0, opening.date), *dates]
        event.tickets = [ticket for ticket in reading.tickets if not self._is_data_name(ticket)]
        if len({index for index, _ in dates}) > 1 and not (authors or event.tickets or self._tells_surely(prose)):
            dates = []  # a table of values
        if authors and not dates:
            dates = self.signing.signed_year(lines, prose, self._code_near(event))
        event.dates = self.reader.resolved([date for _, date in dates])
        event.dates_raw = [date.raw for _, date in dates]
        event.authors = [name for name in authors if name not in event.tickets]

    def _tells_surely(self, prose: Prose) -> bool:
        """Whether a note with several dates is of changes, and no table of holidays or rates."""
        return not self.notes.lexicon.strong_change.isdisjoint(prose.words) or self.notes.generated(prose) is not None

    def _asks(self, lines: Sequence[Line]) -> bool:
        """Whether a line only tells who asked for the program: REQUESTED BY: X."""
        label = self.signing.people.label(lines[0].text)
        return label is not None and label.kind == "requester"

    def _is_data_name(self, ticket: str) -> bool:
        """Whether what looks like PROJECT-12 is a word of the program."""
        return "-" in ticket and any(ticket in line for line in self.code_lines)

    def _code_near(self, event: Event) -> str:
        """The code on the lines of a note and on the two below."""
        return " ".join(self.code_lines[event.start_line - 1 : event.end_line + 2])

    def _signed_kind(self, event: Event, reading: Reading, header: bool) -> None:
        """The kind of a note with an author or a date: a stamp, in the header a change or an identification, else an author's note."""
        prose = Prose(event.text.replace("\n", " "))
        weak = reading.reason or self.notes.rationale(prose, signed=True)
        event.rationale = weak.sentence if weak else None
        if event.dates and self.notes.generated(prose):
            event.kind, event.authors, event.rationale = "identification", [], None
        elif header and not event.dates_raw:
            event.kind, event.rationale = "identification", None
        elif header and (event.authors or self.signing.tells_change(prose)):
            event.kind, event.source = "changelog_entry", "header"
        else:
            event.kind = "author_note"

    def _ticketed_kind(self, event: Event) -> None:
        """A note that names a ticket gives a reason when it speaks of a change."""
        prose = Prose(event.text.replace("\n", " "))
        weak = self.notes.rationale(prose, signed=True)
        first = prose.text.find(event.tickets[0])
        opens = 0 <= first <= 3 and _OPENS.match(prose.text, first + len(event.tickets[0])) is not None
        if weak or opens or self.signing.tells_change(prose):
            event.kind, event.rationale = "rationale", weak.sentence if weak else prose.text
