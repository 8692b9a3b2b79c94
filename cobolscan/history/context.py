"""Which events bear on a line: notes above and beside it, its tag, notes of its paragraph, change-log entries on the same matter."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.history.events import Event
from cobolscan.history.phrases import fold
from cobolscan.source.lazy import lazy

if TYPE_CHECKING:
    from cobolscan.history.file_history import FileHistory

_WORD = lazy(r"[a-z][a-z0-9]{2,}")
_PREFIX = lazy(r"^(?:WS|W|LS|LK|L|WK|WRK|WW|WT|FD|D|C|CT|CN|SW|SS|WC|WA|K|H|HV|DCL|IN|OUT|TB|TAB|T|I|O|X|N|P|G|WX)\d{0,3}$", re.IGNORECASE)
_TELLING = frozenset({"author_note", "rationale", "assumption", "todo", "tombstone"})
_MOST_ENTRIES = 4
_DAY = len("YYYY-MM-DD")
_MOST_NOTES = 5  # of a paragraph
_AROUND = 16  # notes before and behind a line among which the nearest are
_FURTHEST = 6  # blank lines between a note and its statement
_ENOUGH = 2.0


class Context:
    """Answers for one file."""

    def __init__(self, history: FileHistory) -> None:
        self.history = history
        self.generic = history.lexicon.dull

    @cached_property
    def _notes(self) -> list[Event]:
        """The events that are notes, by their last line."""
        return sorted(
            (e for e in self.history.events if e.kind not in ("changelog_entry", "identification") and e.source != "column_tag"),
            key=lambda e: e.end_line,
        )

    @cached_property
    def _ends(self) -> list[int]:
        return [event.end_line for event in self._notes]

    @cached_property
    def _telling(self) -> tuple[list[Event], list[int]]:
        """The notes that are shown also from elsewhere in their paragraph, and their last lines."""
        telling = [e for e in self._notes if e.kind != "copyright" and (e.kind in _TELLING or e.dates or e.authors)]
        return telling, [event.end_line for event in telling]

    @cached_property
    def _comment_lines(self) -> dict[int, str]:
        """The kind of comment on each line that is one."""
        return {comment.line: comment.kind for comment in self.history.source.comments}

    @cached_property
    def _entries(self) -> list[tuple[Event, frozenset[str]]]:
        """The change-log entries with the words of their matter."""
        return [(event, self._matter(event.text)) for starts in self.history.entries.values() for event in starts]

    @cached_property
    def _by_ticket(self) -> dict[str, list[int]]:
        """The entries under each ticket."""
        found: dict[str, list[int]] = {}
        for at, (event, _) in enumerate(self._entries):
            for ticket in event.tickets:
                found.setdefault(fold(ticket), []).append(at)
        return found

    @cached_property
    def _by_day(self) -> dict[str, list[int]]:
        """The entries of each day."""
        found: dict[str, list[int]] = {}
        for at, (event, _) in enumerate(self._entries):
            for date in event.dates:
                found.setdefault(date, []).append(at)
        return found

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """The entries in which each word stands."""
        index: dict[str, list[int]] = {}
        for at, (_, words) in enumerate(self._entries):
            for word in words:
                index.setdefault(word, []).append(at)
        return index

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        """The words of entries by their first four letters."""
        alike: dict[str, list[str]] = {}
        for word in self._index:
            alike.setdefault(word[:4], []).append(word)
        return alike

    @cached_property
    def _identifications(self) -> list[Event]:
        """The identifications that name a person or a date."""
        return [e for e in self.history.events if e.kind == "identification" and (e.authors or e.dates)]

    @cached_property
    def _marks(self) -> list[Event]:
        """The marks in columns 73-80 that carry a date themselves."""
        return [e for e in self.history.events if e.source == "column_tag"]

    # -- the answer -----------------------------------------------------------------------------------------------

    def of(self, line: int, end_line: int, subject: str | None, words: Sequence[str], scope: tuple[int, int] | None) -> list[Event]:
        """See `FileHistory.context`."""
        if not self.history.events:
            return []
        out: list[Event] = []
        seen: set[tuple[int, int]] = set()

        def show(events: Iterable[Event], why: str) -> None:
            for event in events:
                key = (event.start_line, event.end_line)
                if key not in seen:
                    seen.add(key)
                    out.append(replace(event, why_here=why))

        beside = self._trailing(line, end_line)
        above = self._above(line)
        show(beside, "trailing")
        show(above, "above")
        tied = self._tied(line, end_line, [*beside, *above])
        show(tied, "tag")
        show(self._same_change([*beside, *above]), "change_log")
        if scope:
            show(self._same_paragraph(line, scope), "same_paragraph")
        show(self._same_matter(subject, words, [*beside, *above]), "change_log")
        if not any(event.kind not in ("plain", "section_banner", "commented_code", "copyright") for event in out):
            show(self._identification(line), "change_log")
        return out

    def _trailing(self, line: int, end_line: int) -> list[Event]:
        """Floating comments on the lines of the statement, and comments between its lines."""
        ending = self._notes[bisect_left(self._ends, line) : bisect_right(self._ends, end_line)]
        return [event for event in ending if event.start_line >= line and event.kind not in ("section_banner", "copyright")]

    def _above(self, line: int) -> list[Event]:
        """The block right above the statement; blank lines may stand between, code may not.

        Commented-out code lets the note above it through.
        """
        kinds, code = self._comment_lines, self.history.code_lines
        number, blank = line - 1, 0
        while number >= 1 and blank <= _FURTHEST:
            if kinds.get(number, "inline") != "inline":
                break
            if number <= len(code) and code[number - 1].strip():
                return []
            number, blank = number - 1, blank + 1
        out: list[Event] = []
        at = bisect_right(self._ends, number) - 1
        while at >= 0 and self._touches(self._notes[at], number):
            event = self._notes[at]
            if event.kind not in ("section_banner", "copyright") or not out:
                out.append(event)
            if event.kind not in ("commented_code", "tombstone", "section_banner") and len(out) >= 2:
                break
            number, at = event.start_line - 1, at - 1
            while number >= 1 and not self.history.source.lines[number - 1].strip() and number > event.start_line - 3:
                number -= 1
        return [event for event in out if event.kind not in ("section_banner", "copyright")]

    def _touches(self, event: Event, number: int) -> bool:
        """Whether a whole-line event ends at a line, or with borders or blank comment lines only before it."""
        kinds = self._comment_lines
        if kinds.get(event.end_line, "inline") == "inline":
            return False
        return event.end_line >= number or (
            all(kinds.get(n, "inline") != "inline" for n in range(event.end_line + 1, number + 1)) and number - event.end_line <= 3
        )

    def _tied(self, line: int, end_line: int, notes: Sequence[Event]) -> list[Event]:
        """The entries that the tags of the lines, or of the notes above, point to."""
        out: list[Event] = []
        for number in range(line, min(end_line, line + 40) + 1):
            tied = self.history.tied(number)
            if tied:
                out += [
                    replace(event, tag=event.tag or tied[0]) for event in tied[1] if event.start_line not in [e.start_line for e in out]
                ]
        out += [event for event in self._marks if event.start_line <= end_line and line <= event.end_line]
        known = {event.start_line for event in out}
        starts = {start for note in notes for start in note.tied_to} - known
        return out + [event for start in sorted(starts) for event in self.history.entries.get(start, ())]

    def _same_change(self, notes: Sequence[Event]) -> list[Event]:
        """The entries under a ticket that the notes name, or of their day, when nobody else wrote them."""
        tickets = {fold(ticket) for note in notes for ticket in note.tickets}
        days = [(date, {fold(who) for who in note.authors}) for note in notes for date in note.dates if len(date) == _DAY]
        found = {at for ticket in tickets for at in self._by_ticket.get(ticket, ())}
        found |= {at for date, _ in days for at in self._by_day.get(date, ()) if _of_day(self._entries[at][0], days)}
        return [self._entries[at][0] for at in sorted(found)]

    def _same_paragraph(self, line: int, scope: tuple[int, int]) -> list[Event]:
        """Signed, dated or telling notes elsewhere in the paragraph, nearest first."""
        first, last = scope
        notes, ends = self._telling
        low, at, high = bisect_left(ends, first), bisect_left(ends, line), bisect_right(ends, last)
        out = [event for event in notes[max(low, at - _AROUND) : min(high + 1, at + _AROUND)] if first <= event.start_line <= last]
        out.sort(key=lambda event: min(abs(event.start_line - line), abs(event.end_line - line)))
        return out[:_MOST_NOTES]

    def _identification(self, line: int) -> list[Event]:
        """Who wrote the program, when nothing else is known: the last identification before the line that names a person or date."""
        return [event for event in self._identifications if event.start_line <= line][-1:]

    # -- the same matter ------------------------------------------------------------------------------------------

    def _same_matter(self, subject: str | None, words: Sequence[str], notes: Sequence[Event]) -> list[Event]:
        """Change-log entries that share specific words with the data name, the given words or the notes; best first."""
        if not self._entries:
            return []
        own = self._matter(" ".join(self._parts(subject))) if subject else frozenset()
        given = self._matter(" ".join(words)) - own
        names = {stem(fold(name)) for note in notes for author in note.authors for name in author.split()}
        said = self._matter(" ".join(n.text for n in notes if n.kind not in ("commented_code", "tombstone"))) - own - given - names
        scores: dict[int, float] = {}
        for matter, weight in ((own, 2.0), (given, 1.6), (said, 1.0)):
            for word in matter:
                self._add(scores, word, weight)
        best = max(scores.values(), default=0.0)
        if best < _ENOUGH:
            return []
        chosen = [(score, self._entries[at][0]) for at, score in scores.items() if score >= max(_ENOUGH, 0.5 * best)]
        chosen.sort(key=lambda item: (-item[0], -item[1].start_line))
        return [event for _, event in chosen[:_MOST_ENTRIES]]

    def _add(self, scores: dict[int, float], word: str, weight: float) -> None:
        """Add to the scores of the entries what a word shared with them is worth; less when it stands only as an abbreviation."""
        found: dict[int, float] = {}
        for other in self._alike.get(word[:4], ()):
            if other == word:
                worth = weight
            elif len(word) >= 4 and len(other) >= 4 and (other.startswith(word) or word.startswith(other)):
                worth = 0.7 * weight
            else:
                continue
            worth *= self._rarity(other)
            for at in self._index[other]:
                found[at] = max(found.get(at, 0.0), worth)
        for at, worth in found.items():
            scores[at] = scores.get(at, 0.0) + worth

    def _rarity(self, word: str) -> float:
        """What stands in many entries tells little."""
        count = len(self._index[word])
        share = count / max(len(self._entries), 1)
        if share <= 0.1 or count <= (2 if len(self._entries) < 12 else _MOST_ENTRIES):
            return 1.0
        return 0.5 if share <= 0.5 or len(self._entries) <= 4 else 0.25

    def _parts(self, subject: str) -> list[str]:
        """The words of a data name, without prefixes like WS."""
        parts = [part for part in re.split(r"[\-_\s.()]+", subject) if part]
        while len(parts) > 1 and _PREFIX.match(parts[0]):
            parts = parts[1:]
        out: list[str] = []
        for part in parts:
            out += re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", part) if not (part.isupper() or part.islower()) else [part]
        return out

    def _matter(self, text: str) -> frozenset[str]:
        """The specific words of a text, without endings."""
        return frozenset(stem(word) for word in _WORD.findall(fold(text)) if word not in self.generic and stem(word) not in self.generic)


def stem(word: str) -> str:
    """A word without a plural or a common ending: connections and connection are one, so are pools and pool."""
    for ending, keep in (
        ("ations", "at"),
        ("ation", "at"),
        ("ings", ""),
        ("ing", ""),
        ("ions", "ion"),
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("ed", ""),
        ("es", "e"),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            base = word[: -len(ending)] + keep
            return base.rstrip("e") if len(base) > 4 else base
    return word.rstrip("e") if len(word) > 4 else word


def _of_day(entry: Event, days: Sequence[tuple[str, set[str]]]) -> bool:
    """Whether an entry is of one of the days, and not signed by others."""
    who = {fold(name) for name in entry.authors}
    return any(date in entry.dates and (not who or not authors or who & authors) for date, authors in days)
