"""The history of a finding as a short timeline: when, who, under which ticket, what was said, and where that stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cobolscan.history.events import Event
from cobolscan.report.text import Painter, clean, shorten

_WIDTH = 96  # of a line of what an event says
_LINES = 3
_NAMES = 24  # of a column of people or tickets
_HERE = {
    "above": "note above",
    "trailing": "beside the line",
    "same_paragraph": "in the same paragraph",
    "tag": "change tag",
    "change_log": "change log",
    "git": "git",
    "incident": "incident",
    "echo": "elsewhere",
}
# What a person wants to read first when not all has room: what went wrong, then why it is so, then who changed it.
_ORDER = ("incident", "above", "trailing", "tag", "change_log", "same_paragraph", "git", "echo")
_BEFORE = "\nbefore: "  # what a commit replaced stands behind its subject
_TELLING = frozenset({"incident", "assumption", "rationale", "author_note", "todo", "tombstone"})


def chosen(events: Sequence[Event], most: int) -> list[Event]:
    """The events that are shown when there is room for `most`: one of two that say the same, and who wrote the program only when little
    else is known."""
    events = _without_repeats(events)
    others = [event for event in events if event.kind != "identification"]
    events = others if len(others) > 1 else events
    return sorted(events, key=_weight)[:most]


def _weight(event: Event) -> tuple[bool, int]:
    order = _ORDER.index(event.why_here) if event.why_here in _ORDER else len(_ORDER)
    undated = event.kind in ("plain", "commented_code", "identification") or (event.kind == "commit" and not event.authors)
    return undated, order if event.kind in _TELLING or order > 1 else order + 2


def _without_repeats(events: Sequence[Event]) -> list[Event]:
    """A note and the entry of the change log that it was written with: the one that is nearer and tells more speaks for both."""
    kept: list[Event] = []
    for event in events:
        if not any(_same_change(event, other) for other in kept):
            kept.append(event)
    return kept


def _same_change(event: Event, other: Event) -> bool:
    """Whether two events of one file are about one change and the second says all that the first says."""
    if event.path != other.path or not set(event.dates) & set(other.dates) or not set(event.tickets) <= set(other.tickets):
        return False
    ours, theirs = set(event.text.upper().split()), set(other.text.upper().split())
    return len(ours - theirs) <= len(ours) // 4


def timeline(events: Sequence[Event], paint: Painter, path: str | None = None) -> Iterator[str]:
    """The oldest first, those without a date last. `path`: the file whose lines need no name."""
    ordered = sorted(events, key=lambda event: date(event) or "9999")
    columns = [(date(event), people(event), tickets(event)) for event in ordered]
    widths = [max((len(column[number]) for column in columns), default=0) for number in range(3)]
    for event, column in zip(ordered, columns, strict=True):
        lead = "".join(f"{text:<{width}}  " for text, width in zip(column, widths, strict=True) if width)
        lines = quoted(event)
        lines[-1] += ("  " if lines[-1] else "") + paint("dim", f"({whence(event, path)})")
        yield paint("good", lead) + lines[0]
        yield from (" " * len(lead) + line for line in lines[1:])


def quoted(event: Event) -> list[str]:
    """What an event says, in a few lines; in quotes when somebody wrote it in the source or as the subject of a commit."""
    if event.kind == "commit":
        subject, before, old = event.text.partition(_BEFORE)
        said = clean(" ".join(subject.split()))
        lines = wrapped(f'"{said}"' if event.authors else said, _WIDTH, _LINES)
        return [*lines, shorten(f"before: {clean(' '.join(old.split()))}", _WIDTH)] if before else lines
    if _is_signature(event):
        return [""]
    said = clean(_said(event))
    if event.changes:
        told = ", ".join(f"{clean(old)} became {clean(new)}" for old, new in event.changes)
        return wrapped(f'{told}: "{said}"', _WIDTH, _LINES)
    return wrapped(said if event.source == "incidents" else f'"{said}"', _WIDTH, _LINES)


def _is_signature(event: Event) -> bool:
    """Whether a paragraph such as AUTHOR holds nothing but the name or date that stands in front of it."""
    known = {word for text in (*event.authors, *event.dates_raw) for word in re.findall(r"\w+", text.upper())}
    return event.kind == "identification" and set(re.findall(r"\w+", event.text.upper())) <= known


def _said(event: Event) -> str:
    """The text without date, people and tickets at its begin and signature at its end: they stand in front of it."""
    text = " ".join(event.text.split())
    known = sorted((*event.dates, *event.dates_raw, *event.authors, *event.tickets), key=len, reverse=True)
    more = True
    while more:
        more = False
        for word in known:
            rest = text[len(word) :].lstrip(" :;,-=>|*/.")
            if word and text.upper().startswith(word.upper()) and rest and not text[len(word)].isalnum():
                text, more = rest, True
    for word in known:
        rest = text[: -len(word)].rstrip(" -,;:/(") if word and text.upper().endswith(word.upper()) else ""
        text = rest or text
    return text


def date(event: Event) -> str:
    """What is certain of the date, else the date as it is written; an import is no change, and says in words when it was."""
    if event.kind == "commit" and not event.dates:
        return ""
    return clean(event.dates[0]) if event.dates else clean(event.dates_raw[0])[:10] if event.dates_raw else ""


def people(event: Event) -> str:
    return shorten(clean(", ".join(event.authors)), _NAMES)


def tickets(event: Event) -> str:
    return shorten(clean(", ".join(event.tickets)), _NAMES)


def whence(event: Event, path: str | None = None) -> str:
    """How an event comes to be told here, and where it stands."""
    if event.kind == "commit":
        return f"commit {event.tag}" if event.tag and event.authors else "git"
    if event.source == "incidents":
        return f"incident, {clean(event.path)}:{event.start_line}"
    here = event.kind if event.kind == "identification" else _HERE.get(event.why_here or "", event.kind.replace("_", " "))
    other = path is not None and event.path != path
    return f"{here}, {clean(event.path)}:{event.start_line}" if other else f"{here}, line {event.start_line}"


def wrapped(text: str, width: int, most: int) -> list[str]:
    """Lines of at most `width`, broken at blanks where there are any; what is too much for `most` lines is cut with dots."""
    lines: list[str] = []
    while len(text) > width and len(lines) < most - 1:
        cut = text.rfind(" ", 0, width + 1)
        cut = cut if cut > 0 else width
        lines.append(text[:cut])
        text = text[cut:].lstrip()
    return [*lines, shorten(text, width)]
