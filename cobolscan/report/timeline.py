"""What is known of a file's or a line's past, for people."""

from __future__ import annotations

from typing import TextIO

from cobolscan.history.events import Event
from cobolscan.report import View
from cobolscan.report.text import Painter, clean, shorten

_WIDTH = 110


def write(answer: tuple[str, list[Event]], out: TextIO, view: View) -> None:
    path, events = answer
    paint = Painter(view)
    if not events and not view.quiet:
        out.write(f"{clean(path)}: nothing is known of its past\n")
    out.writelines(f"{_line(event, paint)}\n" for event in events)


def _line(event: Event, paint: Painter) -> str:
    when = ", ".join(event.dates or event.dates_raw[:1])
    who = ", ".join([*event.authors, *event.tickets])
    where = f"{event.start_line}-{event.end_line}" if event.end_line != event.start_line else str(event.start_line)
    if event.source == "incidents":
        where = f"{clean(event.path)}:{where}"
    why = f" ({event.why_here.replace('_', ' ')})" if event.why_here and event.why_here != event.kind else ""
    signed = " ".join(part for part in (paint("good", clean(when)), clean(who)) if part)
    text = shorten(clean(" ".join(event.text.split())), _WIDTH)
    kind = paint("dim", f"{event.kind.replace('_', ' ')}{why}")
    return f"{paint('gutter', f'{where:>11}')} {paint.bar} {signed}{'  ' if signed else ''}{text}  {kind}"
