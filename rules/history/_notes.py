"""What rules about comments share: the code that a note stands at, its dates, and which comments are no notes at all."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from cobolscan.history.events import Event
from cobolscan.history.lexicon import by_lexicon
from cobolscan.history.notes import Match, Notes
from cobolscan.history.phrases import Prose, fold
from cobolscan.program.by_line import node_at
from cobolscan.program.model import Program
from cobolscan.rule import Note, Place
from cobolscan.rules.waits._table import Routines
from cobolscan.syntax.nodes import Literal, Node

_NO_NOTES = frozenset(("copyright", "section_banner", "commented_code", "tombstone", "identification", "changelog_entry", "commit"))
_HEADS, _LAST_HEAD = 4, 40  # the head of a file: its first events, and down to which line
_STAMP_AT = 3  # characters before the words of a stamp that opens a comment
_NUMBER = re.compile(r"[+-]?\d*[.,]?\d+")
_DATED = re.compile(r"(?:19|20)\d\d(?:-\d\d){0,2}")


@by_lexicon
def asked() -> Notes:
    """The questions that can be put to a text, in all languages of the lexicons."""
    return Notes()


def is_note(note: Note, history: Any, unlike: frozenset[str] = _NO_NOTES) -> bool:
    """Whether somebody wrote this about the code: no licence, no banner, no old code, nothing of a generator.

    `unlike`: the kinds of event that the rule does not ask about.
    """
    text = prose(note)
    if note.event.kind in unlike or asked().generated(text) or asked().copyright(text):
        return False
    return not is_generated(history)


@lru_cache(maxsize=2)
def is_generated(history: Any) -> bool:
    """Whether the head of a file says that a tool wrote it: nobody answers for its comments.

    What a program of flesh and blood generates is another matter: the words must be about this file, or open its head.
    """
    for event in islice(history.events if history is not None else (), _HEADS):
        if event.start_line > _LAST_HEAD:
            return False
        if not _roots().search(fold(event.text)):
            continue
        text = Prose(event.text.replace("\n", " "))
        stamp = asked().generated(text)
        if event.kind != "changelog_entry" and (asked().find("generated_file", text) or (stamp and stamp.start <= _STAMP_AT)):
            return True
    return False


@by_lexicon
def _roots() -> re.Pattern[str]:
    """What one of stands in every text of a generator."""
    lexicon = asked().lexicon
    gates = lexicon.phrases("generated").gates | lexicon.phrases("generated_file").gates
    return re.compile("|".join(sorted(map(re.escape, gates))))


def note_of(event: Event, history: Any, span: tuple[int, int] | None = None) -> Note:
    """An event as a rule sees it; `span`: the first and last line that a finding is about, where these are not those of the event."""
    lines, (first, last) = history.source.lines, span or (event.start_line, event.end_line)
    text = lines[first - 1]
    column = 7 if history.source.reference_format == "fixed" and len(text) > 6 else len(text) - len(text.lstrip()) + 1
    return Note(event, Place(event.path, first, column, last, max(len(lines[last - 1].rstrip()), column) + 1), event.text)


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


def constants(node: Node | None) -> list[str]:
    """The literals of a statement or entry of any kind that are values, not flags: numbers, and texts of more than one character."""
    if node is None:
        return []
    texts = [n.spelling for n in node.all("string") if isinstance(n, Literal)]
    return literals(node) + [text for text in texts if len(text.strip()) > 1 and not _NUMBER.fullmatch(text)]


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


@lru_cache(maxsize=4)
def told(text: str, length: int = 90) -> str:
    """A sentence for a message."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 3].rstrip() + "..."


def without(match: Match, phrases: Iterable[str]) -> bool:
    """Whether the sentence of a match holds one of the phrases that a house leaves alone."""
    return any(phrase.lower() in match.sentence.lower() for phrase in phrases)
