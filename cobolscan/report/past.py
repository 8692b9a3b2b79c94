"""The history of a finding as a short timeline."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.history.events import Event
from cobolscan.report.text import Painter, clean, shorten

_WIDTH = 96  # of a line of what an event says
_LINES = 3
_AUTHOR = 24
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


def timeline(events: list[Event], paint: Painter) -> Iterator[str]:
    """The oldest first, those without a date last: date, author, what was said, and where."""
    ordered = sorted(events, key=lambda event: event.dates[0] if event.dates else "9999")
    dates, authors = (max((len(part(event)) for event in events), default=0) for part in (date, _author))
    for event in ordered:
        lead = "".join(f"{text:<{width}}  " for text, width in ((date(event), dates), (_author(event), authors)) if width)
        said = wrapped(f'"{clean(_said(event))}"', _WIDTH, _LINES)
        said[-1] += "  " + paint("dim", f"({_whence(event)}, {_where(event)})")
        yield paint("good", lead) + said[0]
        yield from (" " * len(lead) + line for line in said[1:])


def _said(event: Event) -> str:
    """The text without the date and the author that it begins with: they stand in front of it."""
    text = " ".join(event.text.split())
    for known in (*event.dates[:1], *event.authors[:1]):
        if text.upper().startswith(known.upper() + " "):
            text = text[len(known) :].lstrip()
    return text


def date(event: Event) -> str:
    """What is certain of the date, else the date as it is written."""
    return event.dates[0] if event.dates else clean(event.dates_raw[0])[:10] if event.dates_raw else ""


def _author(event: Event) -> str:
    return shorten(clean(", ".join(event.authors)), _AUTHOR)


def _whence(event: Event) -> str:
    if event.kind == "identification":
        return event.kind
    if event.source == "incidents":
        return f"incident {clean(event.tickets[0])}"
    return _HERE.get(event.why_here or "", event.kind.replace("_", " "))


def _where(event: Event) -> str:
    """The line, in the file of the finding; an incident stands in a file of its own."""
    return f"{clean(event.path)}:{event.start_line}" if event.source == "incidents" else f"line {event.start_line}"


def wrapped(text: str, width: int, most: int) -> list[str]:
    """Lines of at most `width`, broken at blanks where there are any; what is too much for `most` lines is cut with dots."""
    lines: list[str] = []
    while len(text) > width and len(lines) < most - 1:
        cut = text.rfind(" ", 0, width + 1)
        cut = cut if cut > 0 else width
        lines.append(text[:cut])
        text = text[cut:].lstrip()
    return [*lines, shorten(text, width)]
