"""What is known of a file's or a line's past, for people: for a line nearest and most specific first, for a file from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from cobolscan.history.events import Event
from cobolscan.report import View
from cobolscan.report.past import date, people, quoted, tickets, whence
from cobolscan.report.text import Painter, clean, plural

_NOT_TOLD = frozenset({"plain", "section_banner", "copyright", "commented_code"})
_WIDEST = 40  # of the column that says who and under which ticket


def write(answer: tuple[str, list[Event]], out: TextIO, view: View) -> None:
    path, events = answer
    paint = Painter(view)
    told = [event for event in events if event.why_here or not _says_nothing(event) or view.everything]
    if not events and not view.quiet:
        out.write(f"{clean(path)}: nothing is known of its past\n")
    out.writelines(f"{line}\n" for line in _table(told, path, paint))
    if len(told) < len(events) and not view.quiet:
        out.write(f"{plural(len(events) - len(told), 'comment')} without name, date or reason not shown (--all)\n")


def _says_nothing(event: Event) -> bool:
    """Whether an event carries no name, date or reason: also the paragraph of an author that names a company."""
    unsigned = event.kind == "identification" and not (event.authors or event.dates or event.tickets)
    return event.kind in _NOT_TOLD or unsigned


def _table(events: Sequence[Event], path: str, paint: Painter) -> Iterator[str]:
    columns = [(_lines(event, path), date(event), _signed(event)) for event in events]
    widths = [min(max((len(column[number]) for column in columns), default=0), _WIDEST) for number in range(3)]
    for event, (lines, when, who) in zip(events, columns, strict=True):
        head = f"{paint('gutter', f'{lines:>{widths[0]}}')} {paint.bar} "
        lead = "".join(f"{text:<{width}}  " for text, width in ((when, widths[1]), (who, widths[2])) if width)
        said = quoted(event)
        said[-1] += ("  " if said[-1] else "") + paint("dim", f"({_reason(event, path)})")
        yield head + paint("good", lead) + said[0]
        rest = " " * widths[0] + f" {paint.bar} " + " " * len(lead)
        yield from (rest + line for line in said[1:])


def _lines(event: Event, path: str) -> str:
    if event.path != path or event.kind == "incident":
        return ""
    return f"{event.start_line}-{event.end_line}" if event.end_line != event.start_line else str(event.start_line)


def _signed(event: Event) -> str:
    return "  ".join(part for part in (people(event), tickets(event)) if part)


def _reason(event: Event, path: str) -> str:
    """Why an event is told: of a line how it bears on it, of a file what it is."""
    if event.why_here and (event.kind == "commit" or event.path == path):
        kind = event.kind.replace("_", " ")
        here = whence(event).partition(", line ")[0]
        return here if kind in here else f"{here}, {kind}"
    return whence(event, path) if event.why_here else event.kind.replace("_", " ")
