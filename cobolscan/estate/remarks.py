"""What the comments of a file leave behind for the estate: assumptions, and the incidents that they name."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cobolscan.estate.facts import ASSUMPTIONS, MENTIONS, Assumption, Fact, Mention, Spot
from cobolscan.history import declared
from cobolscan.history.declared import Declaration
from cobolscan.program.by_line import node_at
from cobolscan.source.lazy import lazy
from cobolscan.source.place import Place

if TYPE_CHECKING:
    from cobolscan.history.events import Event
    from cobolscan.history.file_history import FileHistory
    from cobolscan.program.model import Program
    from cobolscan.program.procedures import Paragraph
    from cobolscan.source.model import SourceText
    from cobolscan.syntax.nodes import Node

_SENTENCE = lazy(r"[.!?;]\s+(?=[^\W_])")
_OPENING = 12  # characters by which the first line of a comment is found
_BELOW = 3  # lines between a comment and its code


def gather(programs: list[Program], history: FileHistory, wanted: frozenset[str]) -> Iterator[Fact]:
    """The facts of the kinds that are wanted, in the order of lines."""
    for event in history.events:
        if event.kind == "assumption" and ASSUMPTIONS in wanted:
            yield _assumption(event, history, programs)
        elif event.kind == "incident" and MENTIONS in wanted:
            spot = _spot(event, history.source, programs)
            about = code_below(_program_at(programs, event.start_line), event.start_line, event.end_line)
            for name in declared.incidents(event.text):
                yield Mention(name, spot, about)


def _assumption(event: Event, history: FileHistory, programs: list[Program]) -> Fact:
    told = declared.assumption(event.text)
    entries = [entry for start in event.tied_to for entry in history.entries.get(start, ())]
    dates = event.dates or [date for entry in entries for date in entry.dates]
    people = event.authors or [name for entry in entries for name in entry.authors]
    tickets = [*event.tickets, *(ticket for entry in entries for ticket in entry.tickets)]
    return Assumption(
        told or _in_its_words(event, history),
        by_author=told is not None,
        since=min(dates, default=None),
        by=tuple(dict.fromkeys(people)),
        tickets=tuple(dict.fromkeys(tickets)),
        spot=_spot(event, history.source, programs),
    )


def _in_its_words(event: Event, history: FileHistory) -> Declaration:
    """A note: the sentence that assumes something, and what the others say of it."""
    text = " ".join(event.text.split())
    found = history.notes.assumption(text)
    if found is None:
        return Declaration(claim=said(event))
    ends = [0, *(cut.end() for cut in _SENTENCE.finditer(text)), len(text)]
    number = max(bisect_right(ends, found.start), 1)
    first, last = ends[number - 1], ends[number] if number < len(ends) else len(text)
    claim = said(event, text[first:last])
    rest = " ".join(part for part in (said(event, text[:first]), said(event, text[last:])) if part)
    return Declaration(claim=claim or said(event), why=rest or None)


def said(event: Event, text: str | None = None) -> str:
    """What an event says (or a part of it) without the dates, tickets and names around it: they are told apart."""
    text = " ".join((event.text if text is None else text).split())
    known = [*event.dates_raw, *event.tickets, *event.authors]
    again = True
    while again:
        again = False
        text = text.strip(" -:;,|")
        for word in known:
            low, upper = word.upper(), text.upper()
            if upper.startswith(low) and not text[len(word) : len(word) + 1].isalnum():
                text, again = text[len(word) :], True
            elif upper.endswith(low) and not text[: -len(word)][-1:].isalnum():
                text, again = text[: -len(word)], True
            again = again and bool(text)
    return text


def _spot(event: Event, source: SourceText, programs: list[Program]) -> Spot:
    """The comment itself, from its first word: a box may be drawn around it."""
    opening = event.text.split("\n", 1)[0][:_OPENING]
    at = next((n for n in range(event.start_line, event.end_line + 1) if opening in source.lines[n - 1]), event.start_line)
    first, last = source.lines[at - 1], source.lines[event.end_line - 1]
    column = max(first.find(opening), 0) + 1
    place = Place(source.path, at, column, event.end_line, max(len(last.rstrip()), column) + 1)
    program = _program_at(programs, at)
    name, paragraph = (program.name or None, program.paragraph_at(at)) if program is not None else (None, None)
    return Spot(place, name, paragraph, " ".join(event.text.upper().split()), first)


def _program_at(programs: list[Program], line: int) -> Program | None:
    """The program in which a line stands: the last that has begun."""
    begun = [program for program in programs if not program.syntax or program.tree.position(program.syntax[0].start)[0] <= line]
    return begun[-1] if begun else programs[0] if programs else None


def code_below(program: Program | None, line: int, end_line: int) -> Spot | None:
    """The statement or entry beside or below a comment; the paragraph when its header comes first."""
    if program is None:
        return None
    for at in (line, *range(end_line + 1, end_line + 1 + _BELOW)):
        found = node_at(program, at)
        if found is not None:
            return spot_of(program, found)
        paragraph = program.procedure_division.at_line(at)
        if paragraph is not None and paragraph.line == at:
            return spot_of_paragraph(program, paragraph)
    return None


def spot_of(program: Program, node: Node) -> Spot:
    """Where a statement or entry of a file's own text stands."""
    place = node.place()
    line = program.source.lines[place.line - 1]
    return Spot(place, program.name or None, program.paragraph_at(place.line), node.folded(), line)


def spot_of_paragraph(program: Program, paragraph: Paragraph) -> Spot:
    """A paragraph of a file's own text, from its header to its last line."""
    first, last = max(paragraph.line, 1), max(paragraph.end_line, paragraph.line, 1)
    place = Place(program.source.path, first, 1, last, len(program.source.lines[last - 1]) + 1)
    return Spot(place, program.name or None, paragraph.name)
