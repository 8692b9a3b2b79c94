"""What other files of the repository tell of one line: the same ticket, and the same data name where somebody wrote why.

Only for `history FILE:LINE`, where no scan has gathered anything: the files are searched as bytes, and only those that name what is looked
for are read.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cobolscan.estate.echoes import Echoes, worth_telling
from cobolscan.history.events import Event
from cobolscan.history.file_history import FileHistory
from cobolscan.scan import files
from cobolscan.scan.reading import read_file
from cobolscan.scan.settings import Settings
from cobolscan.source import reader
from cobolscan.source.model import SourceText

_PATIENCE = 4.0  # seconds; a person waits for the answer
_MOST_WORDS = 100  # tickets that are looked for
_READ = 24  # files that name what is looked for, of each kind
_NAMED = 2  # places of a data name elsewhere
_LEAST = 4  # characters of a ticket or name that is looked for: less is anywhere
_NEAR = ("above", "trailing", "tag")
_TELLING = ("assumption", "rationale", "author_note")


class Elsewhere:
    """Looks through the other files under the root. `cut` is true when not all of them were looked at."""

    def __init__(self, settings: Settings, source: SourceText) -> None:
        self._settings = settings
        self._source = source
        self.cut = False

    def of(self, events: Sequence[Event], subject: str | None) -> list[Event]:
        """Echoes of the events of a line, whose statement is about `subject`."""
        tickets = {ticket.upper() for event in events for ticket in event.tickets if len(ticket) >= _LEAST}
        tickets = set(sorted(tickets)[:_MOST_WORDS])
        wanted = tickets | ({subject.upper()} if subject and len(subject) >= _LEAST else set())
        if not wanted:
            return []
        naming = list(self._naming(wanted))
        told = [event for source in self._read(naming, tickets) for event in worth_telling(FileHistory(source).events)]
        found = Echoes(told).of(events, self._source.path, subject).events
        if subject:
            found += self._about(subject, naming, {(event.path, event.start_line) for event in found})
        return found

    @staticmethod
    def _end() -> float:
        return time.monotonic() + _PATIENCE

    def _naming(self, wanted: set[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """The other files that hold one of the words, each with those that it holds: their texts together may be more than memory holds."""
        word = re.compile("|".join(rf"(?<![\w-]){re.escape(each)}(?![\w-])" for each in sorted(wanted)).encode("utf-8", "replace"))
        end = self._end()
        for path in files.find([self._settings.root], self._settings):
            if time.monotonic() > end:
                self.cut = True
                return
            try:
                data = reader.read_bytes(path).upper() if path != self._source.path else b""
            except OSError:
                continue
            named = frozenset(found[0].decode("utf-8", "replace") for found in word.finditer(data))
            if named:
                yield path, named

    def _read(self, naming: Iterable[tuple[str, frozenset[str]]], words: set[str]) -> Iterator[SourceText]:
        holding = [path for path, named in naming if not named.isdisjoint(words)]
        self.cut = self.cut or len(holding) > _READ
        end = self._end()
        for path in holding[:_READ]:
            if time.monotonic() > end:
                self.cut = True
                return
            try:
                yield read_file(path, self._settings)
            except OSError:
                continue

    def _about(self, subject: str, naming: Iterable[tuple[str, frozenset[str]]], known: set[tuple[str, int]]) -> list[Event]:
        """The notes at the same data name in other files that say why."""
        name = re.compile(rf"(?<![\w-]){re.escape(subject.upper())}(?![\w-])")
        found: list[Event] = []
        for source in self._read(naming, {subject.upper()}):
            history = FileHistory(source)
            lines = (number for number, line in enumerate(source.upper.split("\n"), 1) if name.search(line))
            near = (event for line in lines for event in history.context(line, line, subject) if event.why_here in _NEAR)
            best = min((event for event in near if event.kind in _TELLING), key=lambda event: _TELLING.index(event.kind), default=None)
            if best is not None and (best.path, best.start_line) not in known and len(found) < _NAMED:
                found.append(replace(best, source="estate", why_here="echo"))
        return found
