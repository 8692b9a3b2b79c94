"""The same happened before: tickets and assumptions that also stand in other files of the estate."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cobolscan.history.events import Event

SHOWN = 2  # echoes of one answer; how many there are is always told
_TEXT = 600  # characters of an event that travel: what an echo shows of it
_WORD = re.compile(r"[A-Z][A-Z0-9]{3,}")
_LEAST_WORDS = 4  # of an assumption: "should be enough" alone is nobody's in particular
_SIGNED = frozenset({"changelog_entry", "author_note", "rationale", "assumption", "todo", "tombstone"})


@dataclass(slots=True)
class Echo:
    """What of an answer also stands elsewhere: the nearest of them, and the number of other files by what is shared."""

    events: list[Event] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)


def worth_telling(events: Iterable[Event]) -> list[Event]:
    """Of a file's events those that another file may share something with, cut to what an echo shows."""
    return [
        event if len(event.text) <= _TEXT else replace(event, text=event.text[:_TEXT])
        for event in events
        if event.kind in _SIGNED and (event.tickets or event.kind == "assumption")
    ]


def _tickets(event: Event) -> list[str]:
    return [ticket.upper() for ticket in event.tickets]


def _said(event: Event) -> str:
    """What an assumption says, without line ends, case and punctuation; nothing when it says too little to be recognised."""
    words = re.findall(r"\w+", event.text.upper()) if event.kind == "assumption" else []
    return " ".join(words) if len(words) >= _LEAST_WORDS else ""


class Echoes:
    """All signed events of a scan, by ticket and by what is assumed."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._by_ticket: dict[str, list[Event]] = defaultdict(list)
        self._by_text: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            for ticket in dict.fromkeys(_tickets(event)):
                self._by_ticket[ticket].append(event)
            if said := _said(event):
                self._by_text[said].append(event)

    def of(self, own: Sequence[Event], path: str, subject: str | None) -> Echo:
        """What the events of a place in the file `path` share with other files. A text that was only copied there echoes nothing new, but
        is counted."""
        answer = Echo()
        known = {_folded(event) for event in own}
        found: list[Event] = []
        for event in own:
            for ticket in _tickets(event):
                found += self._others(answer, ticket, self._by_ticket.get(ticket, ()), path)
            if said := _said(event):
                self._others(answer, "the same assumption", self._by_text.get(said, ()), path)
        wanted = set(_WORD.findall(f"{subject or ''} {' '.join(event.text for event in own)}".upper()))
        found = list({(event.path, event.start_line): event for event in found if _folded(event) not in known}.values())
        found.sort(key=lambda event: (-len(wanted & set(_WORD.findall(event.text.upper()))), event.path, event.start_line))
        for event in found:
            if len(answer.events) < SHOWN and _folded(event) not in known:
                known.add(_folded(event))
                answer.events.append(replace(event, source="estate", why_here="echo"))
        return answer

    @staticmethod
    def _others(answer: Echo, shared: str, events: Iterable[Event], path: str) -> list[Event]:
        others = [event for event in events if event.path != path]
        if others:
            answer.files[shared] = len({event.path for event in others})
        return others


def _folded(event: Event) -> str:
    return " ".join(event.text.upper().split())
