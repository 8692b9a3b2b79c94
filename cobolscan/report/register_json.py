"""The register of assumptions, as JSON."""

from __future__ import annotations

from typing import Any, TextIO

from cobolscan.report import View
from cobolscan.report.as_json import SCHEMA, TOOL, dump
from cobolscan.report.text import path_text
from cobolscan.scan.register import Entry


def write(entries: list[Entry], out: TextIO, view: View) -> None:
    """One object, an entry a line."""
    rows = ",\n".join(dump(row(entry)) for entry in entries)
    out.write(f'{{"schema": {SCHEMA}, "tool": {dump(TOOL)}, "assumptions": [\n{rows}]}}\n')


def row(entry: Entry) -> dict[str, Any]:
    paths = [path_text(path) for path in entry.identical_paths]
    return {**entry.row(), "path": path_text(entry.path), "identical_paths": paths}
