"""The register of assumptions, as JSON."""

from __future__ import annotations

from typing import Any, TextIO

from cobolscan.report import View
from cobolscan.report.as_json import TOOL, listing
from cobolscan.report.text import path_text
from cobolscan.scan.register import Entry


def write(entries: list[Entry], out: TextIO, view: View) -> None:
    """One object, an entry a line."""
    listing(out, "assumptions", map(row, entries), tool=TOOL)


def row(entry: Entry) -> dict[str, Any]:
    paths = [path_text(path) for path in entry.identical_paths]
    return {**entry.row(), "path": path_text(entry.path), "identical_paths": paths}
