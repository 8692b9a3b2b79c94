"""What is known of a file's or a line's past, as JSON."""

from __future__ import annotations

from typing import TextIO

from cobolscan.history.events import Event
from cobolscan.report import View
from cobolscan.report.as_json import event_row, listing
from cobolscan.report.text import path_text


def write(answer: tuple[str, list[Event]], out: TextIO, view: View) -> None:
    path, events = answer
    listing(out, "events", map(event_row, events), path=path_text(path))
