"""What rules about comments share: the code that a note stands at, its dates, and which comments are no notes at all."""

from __future__ import annotations

import datetime
import re
from functools import cache, lru_cache
from typing import Any

from cobolscan.history.lexicon import Lexicon, Prose, in_use
from cobolscan.history.notes import Notes
from cobolscan.program.by_line import node_at
from cobolscan.program.model import Program
from cobolscan.rule import Note
from cobolscan.rules.waits._table import Routines
from cobolscan.syntax.nodes import Literal, Node

_NO_NOTES = frozenset(("copyright", "section_banner", "commented_code", "tombstone", "identification", "changelog_entry", "commit"))
_NUMBER = re.compile(r"[+-]?\d*[.,]?\d+")
_DATED = re.compile(r"(?:19|20)\d\d(?:-\d\d){0,2}")


def asked() -> Notes:
    """The questions that can be put to a text, in all languages of the lexicons."""
    return _asked(in_use())


@lru_cache(maxsize=4)
def _asked(lexicon: Lexicon) -> Notes:
    return Notes(lexicon)


def is_note(note: Note) -> bool:
    """Whether somebody wrote this about the code: no licence, no banner, no old code, nothing of a generator."""
    text = prose(note)
    return note.event.kind not in _NO_NOTES and not asked().generated(text) and not asked().copyright(text)


@lru_cache(maxsize=4)
def _prose(text: str) -> Prose:
    return Prose(" ".join(text.split()))


def prose(note: Note) -> Prose:
    """The text as one line, so that a phrase may run over two; made once for all rules."""
    return _prose(note.text)


def beneath(note: Note, program: Program | None) -> Node | None:
    """The statement or data entry that a note is about: beside it, right below, right above when nothing follows at once, else below."""
    if program is None:
        return None
    event = note.event
    near = (event.start_line, event.end_line + 1, event.start_line - 1, event.end_line + 2, event.end_line + 3)
    return next((node for line in near if (node := node_at(program, line)) is not None), None)


def literals(node: Node | None) -> list[str]:
    """The numbers of a statement or entry that could be there for a reason: no zero, no one, no text."""
    if node is None:
        return []
    if node.name == "exec_statement":
        found = re.findall(r"\(\s*(\d+)\s*\)", node.text)
    else:
        found = [n.spelling for n in node.all("number", "string") if isinstance(n, Literal)]
    return [spelling for spelling in found if _NUMBER.fullmatch(spelling) and spelling.lstrip("+-0") not in ("", "1")]


def wait_in(node: Node | None) -> list[str]:
    """The name of the routine, when a statement is the call of one that waits."""
    callee = node.child("string") if node is not None and node.name == "call_statement" else None
    routine = _routines().find(callee.spelling) if isinstance(callee, Literal) else None
    return [routine.name] if routine is not None and routine.kind == "sleep" else []


@cache
def _routines() -> Routines:
    return Routines({})


def sizes(node: Node | None) -> list[str]:
    """The sizes that a data entry gives: of its picture and of its table."""
    clause = node.child("picture_clause") if node is not None and node.name == "data_entry" else None
    return re.findall(r"\((\d{2,})\)", clause.text) if clause is not None else []


def line_of(note: Note, phrase: str) -> str:
    """The line of a note that says a phrase, for a message; the phrase alone where it runs over two."""
    return next((" ".join(line.split()) for line in note.text.split("\n") if phrase.lower() in line.lower()), " ".join(phrase.split()))


def dates(note: Note, history: Any) -> list[str]:
    """The dates of a note, else of the change-log entries that its tag points to; the oldest first."""
    event = note.event
    found = list(event.dates)
    if not found and history is not None and event.tied_to:
        found = [date for entry in history.events if entry.start_line in event.tied_to for date in entry.dates]
    return sorted(date for date in found if _DATED.fullmatch(date))


def years_since(date: str, today: datetime.date) -> int:
    """Whole years between the last day that a date can mean and today."""
    last = date + "-12-31"[3 * date.count("-") :]
    return today.year - int(date[:4]) - (today.isoformat()[5:] < last[5:10])


def parsed_day(text: str) -> datetime.date:
    """The day that an option gives; today where it gives none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return datetime.date.today()


def told(text: str, length: int = 90) -> str:
    """A sentence for a message."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 3].rstrip() + "..."
