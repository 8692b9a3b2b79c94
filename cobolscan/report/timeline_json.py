"""What is known of a file's or a line's past, as JSON."""

from __future__ import annotations

from typing import TextIO

from cobolscan.history.events import Event
from cobolscan.report import View
from cobolscan.report.as_json import SCHEMA, dump, event_row
from cobolscan.report.text import path_text


def write(answer: tuple[str, list[Event]], out: TextIO, view: View) -> None:
    path, events = answer
    rows = ",\n".join(dump(event_row(event)) for event in events)
    out.write(f'{{"schema": {SCHEMA}, "path": {dump(path_text(path))}, "events": [\n{rows}]}}\n')
