"""One module a format; each has `write(result, out, view)` and is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO

SCAN = {
    "full": "full",
    "concise": "concise",
    "grouped": "grouped",
    "json": "as_json",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "sonar": "sonar",
    "azure": "azure",
    "teamcity": "teamcity",
    "checkstyle": "checkstyle",
    "csv": "as_csv",
    "markdown": "markdown",
    "html": "as_html",
    "github-sarif": "github_sarif",
}
PARSE = {"full": "parsed", "json": "parsed_json", "jsonl": "parsed_jsonl"}
HISTORY = {"full": "timeline", "json": "timeline_json"}
CONFIG = {"full": "settings", "json": "settings_json"}
ASSUMPTIONS = {"table": "register_table", "json": "register_json", "csv": "register_csv", "markdown": "register_markdown"}
INCIDENTS = {"table": "incidents", "json": "incidents_json"}
INCIDENT_CHECK = {"table": "anchors", "json": "anchors_json"}
FOR_PEOPLE = frozenset({"full", "concise", "grouped"})

Given = tuple[tuple[str, tuple[str, ...]], ...]  # name of an option (or "paths"), and the words that it was given with


@dataclass(frozen=True, slots=True)
class View:
    """How a report is shown to a person; formats for machines look at none of it."""

    color: bool = False
    unicode: bool = True
    severity: str = "warning"  # the least that is shown
    quiet: bool = False
    statistics: bool = False
    everything: bool = False  # of a file's past: also what carries no name, date or reason
    given: Given = ()  # what the command line said of what is read and found: for commands to try next


Write = Callable[[Any, TextIO, View], None]


def writer(formats: dict[str, str], name: str) -> Write:
    """The `write` of a format."""
    write: Write = importlib.import_module(f"cobolscan.report.{formats[name]}").write
    return write
