"""What became of the code of incidents, as JSON."""

from __future__ import annotations

from typing import Any, TextIO

from cobolscan.estate.anchors import Anchored
from cobolscan.report import View
from cobolscan.report.as_json import TOOL, listing
from cobolscan.report.incidents_json import anchor_row
from cobolscan.report.text import path_text


def write(found: list[Anchored], out: TextIO, view: View) -> None:
    listing(out, "anchors", map(_row, found), tool=TOOL)


def _row(each: Anchored) -> dict[str, Any]:
    places = [
        {
            "path": path_text(spot.place.path),
            "line": spot.place.line,
            "program": spot.program,
            "paragraph": spot.paragraph,
            "statement": spot.statement or None,
        }
        for spot in each.spots
    ]
    told = {"incident": each.incident.id, "state": each.state, "path": path_text(each.incident.path), "line": each.anchor.line}
    return {**told, "anchor": anchor_row(each.anchor), "places": places}
