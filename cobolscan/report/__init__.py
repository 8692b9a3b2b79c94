"""One module a format; each has `write(result, out, view)` and is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO

SCAN = {"full": "full", "concise": "concise", "json": "as_json", "jsonl": "jsonl", "sarif": "sarif"}
PARSE = {"full": "parsed", "json": "parsed_json", "jsonl": "parsed_jsonl"}
HISTORY = {"full": "timeline", "json": "timeline_json"}
FOR_PEOPLE = frozenset({"full", "concise"})


@dataclass(frozen=True, slots=True)
class View:
    """How a report is shown to a person; formats for machines look at none of it."""

    color: bool = False
    unicode: bool = True
    severity: str = "warning"  # the least that is shown
    quiet: bool = False
    statistics: bool = False
    command: str = "cobolscan scan"
    everything: bool = False  # of a file's past: also what carries no name, date or reason


Write = Callable[[Any, TextIO, View], None]


def writer(formats: dict[str, str], name: str) -> Write:
    """The `write` of a format."""
    write: Write = importlib.import_module(f"cobolscan.report.{formats[name]}").write
    return write
