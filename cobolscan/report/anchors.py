"""What became of the code of incidents, for people."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from cobolscan.estate.anchors import STATES, UNKNOWN, Anchored
from cobolscan.history.incidents import quoted
from cobolscan.report import View, grid
from cobolscan.report.text import plural

_SHOWN = 3


def write(found: list[Anchored], out: TextIO, view: View) -> None:
    if found:
        grid.write(out, view, ("state", "incident", "code", "where it is"), map(_row, found), firm=(0,))
    if not view.quiet:
        counts = Counter(each.state for each in found)
        parts = ", ".join(f"{state} {counts[state]:,}" for state in STATES if counts[state])
        out.write(f"{plural(len(found), 'anchor')}: {parts}.\n" if found else "No incident has an anchor.\n")


def _row(each: Anchored) -> tuple[str, ...]:
    anchor = each.anchor
    inside = " / ".join(name for name in (anchor.program, anchor.paragraph) if name) or anchor.path
    code = f"{anchor.statement}\n({inside})" if anchor.statement else inside
    return each.state, f"{each.incident.id}\n{each.incident.path}:{anchor.line}", code, "\n".join(_now(each)) or _nowhere(each)


def _now(each: Anchored) -> list[str]:
    lines = []
    for spot in each.spots[:_SHOWN]:
        changed = f": {quoted(spot.statement)}" if each.state == "changed" else f" ({spot.paragraph})" if spot.paragraph else ""
        lines.append(f"{spot.place.path}:{spot.place.line}{changed}")
    return lines + [f"and {len(each.spots) - _SHOWN:,} more"] * (len(each.spots) > _SHOWN)


def _nowhere(each: Anchored) -> str:
    where = each.anchor.path or each.anchor.program
    return f"{where} was not read, or not in full" if each.state == UNKNOWN else f"nowhere; it was in {where}"
