"""A change-log entry, and what its shape tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cobolscan.history.blocks import Line
from cobolscan.history.leads import Lead, find_by
from cobolscan.history.phrases import fold

NEAR = 2  # columns by which the beginnings of two entries may differ
_MARKERS = frozenset("begin end start stop inicio fim fine inizio debut fin ende anfang beginn comienzo termino final".split())


class Entry:
    """One entry: its lines, its lead, and leads of later lines that complete it (signatures, tickets)."""

    __slots__ = ("bottom_up", "first", "headed", "last", "lead", "more")

    def __init__(
        self, first: int, last: int, lead: Lead, more: list[Lead] | None = None, headed: bool = False, bottom_up: bool = False
    ) -> None:
        self.first = first
        self.last = last
        self.lead = lead
        self.more = more or []
        self.headed = headed
        self.bottom_up = bottom_up

    @property
    def dated(self) -> bool:
        return bool(self.lead.date or self.lead.tag_month or any(lead.date for lead in self.more))

    @property
    def all_leads(self) -> list[Lead]:
        return [self.lead, *self.more]


def text_column(line: Line, lead: Lead) -> int:
    """The column in which the free text of a line begins."""
    rest = line.text[lead.text_at :]
    return line.indent + lead.text_at + len(rest) - len(rest.lstrip())


def shape(entry: Entry) -> str:
    """What makes entries alike: where they begin, and by which kind of field; numbers and versions may differ."""
    fields = entry.lead.fields.replace("N", "")
    return f"{entry.lead.indent // (NEAR + 1)}{fields[:1]}" if fields[:1] != "W" else f"W{fields[1:2]}"


def is_marker(lead: Lead) -> bool:
    """`J. Smith - 12/2004 - Begin`: it brackets changed code and is a note."""
    return fold(lead.text).strip(" .-*:=<>") in _MARKERS


def is_paragraph(line: Line) -> bool:
    """A line of AUTHOR, DATE-WRITTEN or the like: no change, and no part of one. Only REMARKS may hold a log."""
    return line.comment.kind == "entry" and (line.comment.paragraph or "").upper() not in ("", "REMARKS")


def separated(lead: Lead) -> bool:
    """Whether a dash, colon or arrow stands between the date and the text."""
    if not lead.date:
        return False
    return bool(re.match(r"\s{0,3}(?:-{1,3}|:|={1,3}>|\|)\s", lead.line.text[lead.date.end : lead.date.end + 8]))


def closes(lead: Lead) -> bool:
    """A line that closes an entry of a bottom-up log: a date with a person or a ticket and little else."""
    return bool(lead.people or lead.tickets) or find_by(lead.line.text) is not None


def paragraphs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """First and last index of each run of text lines between blank lines, borders and gaps."""
    out: list[tuple[int, int]] = []
    first: int | None = None
    for index, line in enumerate(lines):
        if first is not None and (line.shape != "text" or line.gap or is_paragraph(line)):
            out.append((first, index - 1))
            first = None
        if line.shape == "text" and first is None and not is_paragraph(line):
            first = index
    if first is not None:
        out.append((first, len(lines) - 1))
    return out


def longest_rising(values: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The longest part of a sequence that never falls in (year, month); short logs are small, so the square of their length is."""
    values = values[-400:]
    best: list[int] = []
    before: list[int] = []
    for i, value in enumerate(values):
        length, previous = 1, -1
        for j in range(i):
            if values[j][:2] <= value[:2] and best[j] + 1 > length:
                length, previous = best[j] + 1, j
        best.append(length)
        before.append(previous)
    if not best:
        return []
    at = best.index(max(best))
    out = []
    while at >= 0:
        out.append(values[at])
        at = before[at]
    return out[::-1]
