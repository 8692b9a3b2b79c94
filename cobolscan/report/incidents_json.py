"""The incidents that are known, as JSON."""

from __future__ import annotations

from typing import Any, TextIO

from cobolscan.history.incidents import Anchor, Incident
from cobolscan.report import View
from cobolscan.report.as_json import TOOL, listing
from cobolscan.report.text import path_text

_TOLD = ("id", "date", "symptom", "cause", "remedy", "links", "tickets", "rules", "subjects")


def write(found: list[Incident], out: TextIO, view: View) -> None:
    listing(out, "incidents", map(_row, found), tool=TOOL)


def _row(incident: Incident) -> dict[str, Any]:
    told = {name: getattr(incident, name) for name in _TOLD}
    place = {"path": path_text(incident.path), "line": incident.line}
    return {**told, **place, "anchors": [anchor_row(anchor) for anchor in incident.anchors]}


def anchor_row(anchor: Anchor) -> dict[str, Any]:
    return {"path": anchor.path, "program": anchor.program, "paragraph": anchor.paragraph, "statement": anchor.statement}
