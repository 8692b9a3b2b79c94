"""The register of assumptions, as a table for people."""

from __future__ import annotations

from typing import TextIO

from cobolscan.report import View, grid
from cobolscan.report.text import plural, shorten
from cobolscan.scan.register import DECLARED, PROPOSED, UNREADABLE, Entry

_HEADINGS = ("what is assumed, and why", "value", "where", "since, by", "review", "programs", "state")
_NAMES = 4
_LONGEST = 240  # characters of a claim or a reason; formats for machines have all


def write(entries: list[Entry], out: TextIO, view: View) -> None:
    if entries:
        grid.write(out, view, _HEADINGS, map(_row, entries))
    if not view.quiet:
        out.write(f"{_summary(entries)}\n")


def _row(entry: Entry) -> tuple[str, ...]:
    reasons = [f"because {shorten(entry.why, _LONGEST)}"] if entry.why else []
    reasons += [f"cannot be read: {entry.problem}"] if entry.problem else []
    what = "\n".join([shorten(entry.assumption, _LONGEST), *reasons])
    value = " ".join(part for part in (entry.operator if entry.operator != "=" else None, entry.value, entry.unit) if part)
    inside = " / ".join(name for name in (entry.program, entry.paragraph) if name)
    where = f"{entry.path}:{entry.line}" + (f"\n{inside}" if inside else "")
    owner = f"owner {entry.owner}" if entry.owner and entry.owner not in entry.by else ""
    since = "\n".join(part for part in (entry.since, ", ".join(entry.by), owner, ", ".join(entry.tickets)) if part)
    return what, value, where, since, _review(entry), _some(entry.programs), entry.state


def _review(entry: Entry) -> str:
    due = f"{'overdue: ' if entry.overdue else 'due '}{entry.review_due}" if entry.review_due else ""
    return "\n".join(part for part in (due, f"last {entry.last_reviewed}" if entry.last_reviewed else "") if part)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def _summary(entries: list[Entry]) -> str:
    if not entries:
        return "No assumption is declared or found."
    counts = [(sum(entry.state == state for entry in entries), state) for state in (DECLARED, PROPOSED, UNREADABLE)]
    parts = [f"{count:,} {state}" for count, state in counts if count]
    overdue = sum(entry.overdue for entry in entries)
    return f"{plural(len(entries), 'assumption')}: {', '.join(parts)}" + (f"; {overdue:,} overdue" if overdue else "") + "."
