"""What is known of the past of one file and of any of its lines, from the file itself."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.history.area_marks import AreaMarks, SelfDated
from cobolscan.history.builder import Builder, IsCobol
from cobolscan.history.events import Event
from cobolscan.history.lexicon import Lexicon, in_use
from cobolscan.history.notes import Notes, Promise
from cobolscan.history.tags import line_tags
from cobolscan.source.model import SourceText

if TYPE_CHECKING:
    from cobolscan.history.context import Context


class FileHistory:
    """The events of one file, and those of them that bear on a line.

    `code_lines` is the code of each physical line (blank for comments); by default that of the source. `is_cobol` tells whether
    lines of a comment are commented-out code; by default their shape decides. `today` bounds what can be a date. `lexicon`
    holds the words of history, by default those that come with cobolscan; see `lexicon.load` for those of a user.
    """

    def __init__(
        self,
        source: SourceText,
        code_lines: Sequence[str] | None = None,
        *,
        is_cobol: IsCobol | None = None,
        today: datetime.date | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        self.source = source
        self.code_lines: Sequence[str] = source.code.split("\n") if code_lines is None else code_lines
        self.lexicon = lexicon or in_use()
        self._options = (is_cobol, today, self.lexicon)

    @cached_property
    def _builder(self) -> Builder:
        return Builder(self.source, self.code_lines, *self._options)

    @cached_property
    def events(self) -> list[Event]:
        """All events of the file, sorted by line."""
        if not self.source.comments:
            return []
        events = self._builder.build()
        if self._builder.tags.entries or self._builder.tags.flags:
            self._tie(events)
        marks = self._areas.self_dated()
        return self._marked(events, marks) if marks else events

    @cached_property
    def _areas(self) -> AreaMarks:
        return AreaMarks(self.source)

    def _marked(self, events: list[Event], marks: Sequence[SelfDated]) -> list[Event]:
        """The events with those that dated marks in columns 73-80 tell; a mark on a comment dates the comment."""
        noted = {number: event for event in events for number in range(event.start_line, event.end_line + 1)}
        out = list(events)
        for mark in marks:
            date = self._builder.reader.short_year_first(mark.year, mark.month, mark.day)
            if date is None:
                continue
            event = noted.get(mark.first)
            if event is None:
                event = Event(mark.first, mark.last, self.source.path, "author_note", mark.mark, source="column_tag")
                out.append(event)
            elif event.kind not in ("commented_code", "author_note", "rationale", "tombstone"):
                continue
            event.tag = event.tag or mark.mark
            if date not in event.dates:
                event.dates.append(date)
                event.dates_raw.append(mark.mark)
        return sorted(out, key=lambda event: (event.start_line, event.end_line))

    @cached_property
    def entries(self) -> dict[int, list[Event]]:
        """The change-log entries by their first line."""
        found: dict[int, list[Event]] = {}
        for event in self.events:
            if event.kind == "changelog_entry":
                found.setdefault(event.start_line, []).append(event)
        return found

    @cached_property
    def line_tags(self) -> dict[int, str]:
        """The change tags in columns 1-6, by line (1-based); sequence numbers are none."""
        source = self.source
        areas = ["" if not text[:6] or text[:6].isspace() else source.sequence_area(n) for n, text in enumerate(source.lines, 1)]
        return dict(line_tags(areas)) if any(areas) else {}

    @cached_property
    def area_tags(self) -> Mapping[int, str]:
        """The change tags in columns 73-80, by line (1-based): keys of change-log entries only."""
        return self._areas.tags(self._builder.tags) if self.source.comments and self.events else {}

    def touched(self) -> dict[int, list[tuple[int, int]]]:
        """The lines that each change touched, without git: by the first line of its entry, runs of lines that its tag stands on."""
        inside = {n for starts in self.entries.values() for event in starts for n in range(event.start_line, event.end_line + 1)}
        flags = self._builder.tags.flags if self.source.comments else {}
        flagged = {n for n, text in enumerate(self.source.lines, 1) if "@" in text} if flags else set()
        found: dict[int, list[tuple[int, int]]] = {}
        for line in sorted((self.line_tags.keys() | self.area_tags.keys() | flagged) - inside):
            tied = self.tied(line)
            for event in tied[1] if tied else ():
                runs = found.setdefault(event.start_line, [])
                if runs and runs[-1][1] == line - 1:
                    runs[-1] = (runs[-1][0], line)
                else:
                    runs.append((line, line))
        return found

    def told(self) -> list[Event]:
        """All events, the entries of change logs with the lines that they touched."""
        for start, runs in self.touched().items():
            for event in self.entries[start]:
                event.touches = runs
        return self.events

    def _tie(self, events: Sequence[Event]) -> None:
        """Name, on each event that is marked by a tag, the tag and the change-log entries that it points to."""
        tags, table = self.line_tags, self._builder.tags
        areas = self._areas.tags(table)
        for event in events:
            if event.kind == "changelog_entry":
                continue
            tag = next((tags[n] for n in range(event.start_line, event.end_line + 1) if n in tags), None)
            if not (tag and table.tied(tag, event.start_line)):
                tag = next((areas[n] for n in range(event.start_line, event.end_line + 1) if n in areas), tag)
            if tag:
                event.tag = tag
                event.tied_to = table.tied(tag, event.start_line)
            elif table.flags:
                event.tied_to = table.flagged(event.text.split("\n")[-1], event.start_line)

    def tied(self, line: int) -> tuple[str, list[Event]] | None:
        """The change tag of a line (in columns 1-6, 73-80, or IBM's flag) and the entries it points to, None when it points nowhere."""
        events, table = self.events, self._builder.tags if self.source.comments else None
        if not events or table is None or not (table.entries or table.flags):
            return None
        tag = self.line_tags.get(line, "")
        starts = table.tied(tag, line) if tag else []
        if not starts and line in self.area_tags:
            tag = self.area_tags[line]
            starts = table.tied(tag, line)
        if not starts and table.flags and 0 < line <= len(self.source.lines):
            starts = table.flagged(self.source.lines[line - 1][:72], line)
        found = [event for start in starts for event in self.entries.get(start, ())]
        return (tag, found) if found else None

    @property
    def notes(self) -> Notes:
        """The questions that can be put to a text, in the languages of this file."""
        return self._builder.notes

    def promise(self, event: Event, today: datetime.date | None = None) -> Promise | None:
        """What an event promises until when, its date read in the order that this file uses."""
        return self.notes.promise(event.text.replace("\n", " "), today, self._builder.reader.ahead())

    def is_echo(self, event: Event) -> bool:
        """Whether commented-out code is the echo that a CICS or SQL translator leaves."""
        return event.kind == "commented_code" and event.start_line in self._builder.echoes

    def forget(self) -> None:
        """Drop what was worked out: it refers to this history, and the collector would have to find the circle."""
        vars(self).pop("_context", None)

    @cached_property
    def _context(self) -> Context:
        from cobolscan.history.context import Context

        return Context(self)

    def context(
        self,
        line: int,
        end_line: int | None = None,
        subject: str | None = None,
        words: Sequence[str] = (),
        scope: tuple[int, int] | None = None,
    ) -> list[Event]:
        """The events that bear on a statement, nearest and most specific first; copies, each with `why_here`.

        `subject` is the data name that the statement is about, `words` are further words of its matter, `scope` is the first and last
        line of its paragraph.
        """
        return self._context.of(line, end_line or line, subject, words, scope)
