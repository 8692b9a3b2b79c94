"""The incidents that are known, for people."""

from __future__ import annotations

from typing import TextIO

from cobolscan.history.incidents import Anchor, Incident
from cobolscan.report import View, grid
from cobolscan.report.text import plural


def write(found: list[Incident], out: TextIO, view: View) -> None:
    if found:
        grid.write(out, view, ("id", "date", "what happened", "cause and remedy", "code"), map(_row, found))
    if not view.quiet:
        out.write(
            f"{plural(len(found), 'incident')}.\n" if found else "No incident is known; `cobolscan incident add FILE:LINE` writes one.\n"
        )


def _row(incident: Incident) -> tuple[str, ...]:
    told = "\n".join(text for text in (incident.cause, incident.remedy) if text)
    places = [_place(anchor) for anchor in incident.anchors] + [f"findings about {', '.join(incident.subjects)}"] * bool(incident.subjects)
    return "\n".join([incident.id, *incident.tickets]), incident.date, incident.symptom, told, "\n".join(places)


def _place(anchor: Anchor) -> str:
    inside = " / ".join(name for name in (anchor.program, anchor.paragraph) if name) or anchor.path
    return f"{anchor.statement} ({inside})" if anchor.statement else inside
