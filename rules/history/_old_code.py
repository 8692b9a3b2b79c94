"""Blocks of commented-out code in a file: what the shape of lines suggests and the grammars confirm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from cobolscan.history.events import Event
from cobolscan.history.phrases import Prose
from cobolscan.history.tombstone import TRANSLATED
from cobolscan.rules.history._notes import asked
from cobolscan.source.model import SourceText
from cobolscan.syntax import commented
from cobolscan.syntax.tree import Tree

_DIVISION = re.compile(r"^[ \t]*(?:ENVIRONMENT|DATA|PROCEDURE)\s+DIVISION\b", re.MULTILINE)
_CODE = "commented_code"
_PROSE = frozenset(("plain", "rationale", "section_banner"))
_GAP = 2  # lines of comment without words that part no block
_KNOWN = 3  # of the names in statements at least one in three must be the program's: else it is pseudo-code, or code of another program


class Block(NamedTuple):
    """Events that follow each other, and the code that they are."""

    events: list[Event]
    code: commented.OldCode

    @property
    def start(self) -> int:
        return self.events[0].start_line

    @property
    def end(self) -> int:
        return self.events[-1].end_line


def blocks(tree: Tree, history: Any, least: int) -> Iterator[Block]:
    """The blocks of at least so many lines. Echoes of translators, tombstones, examples and what stands above the code are none."""
    begin, words = -1, frozenset[str]()
    for first, run in _runs(history):
        if sum(map(_lines, run)) < least:
            continue
        if begin < 0:
            begin, words = _first_line(tree), frozenset(tree.tokens_.texts)
        if run[0].start_line < begin or _is_shown(first, history):
            continue
        for block in _read(run, tree.source.decimal_comma):
            if _is_embedded(block) and _is_translated(tree.source):
                continue  # a translator made CALLs of the commands of this file, or nothing of a DECLARE
            if block.code.lines >= least and _is_own(block.code, words):
                yield block


def _read(run: list[Event], decimal_comma: bool) -> Iterator[Block]:
    """A run as one block, if all of it is code; else those of its parts that are."""
    code = commented.read([line for event in run for line in event.text.split("\n")], decimal_comma)
    if code is not None:
        yield Block(run, code)
    elif any(event.kind != _CODE for event in run):
        for is_code, part in groupby(run, lambda event: event.kind == _CODE):
            if is_code:
                yield from _read(list(part), decimal_comma)


def _runs(history: Any) -> Iterator[tuple[int, list[Event]]]:
    """Events of old code with nothing but empty comment lines between them, each run with the number of its first event.

    What stands between two of them without a gap may be the middle of a statement that does not look like one: the grammars decide.
    """
    run: list[Event] = []
    first = 0
    events = [*history.events, None]
    for number, event in enumerate(events):
        if run and event is not None and _goes_on(run[-1], event, events[number + 1], history):
            run.append(event)
            continue
        if run:
            yield first, run
            run = []
        if event is not None and event.kind == _CODE and not history.is_echo(event) and _is_comment(event, history):
            first, run = number, [event]
    if run:
        yield first, run


def _goes_on(last: Event, event: Event, behind: Event | None, history: Any) -> bool:
    """Whether an event belongs to the run of the one before it."""
    if event.kind == _CODE:
        near = event.start_line <= last.end_line + 1 + _GAP
        return near and not history.is_echo(event) and not _code_between(last, event, history)
    inside = behind is not None and behind.kind == _CODE and behind.start_line == event.end_line + 1
    return inside and event.start_line == last.end_line + 1 and event.kind in _PROSE


def _is_embedded(block: Block) -> bool:
    """Whether a block begins with an EXEC command."""
    return block.events[0].text.lstrip()[:5].upper().split() == ["EXEC"]


@lru_cache(maxsize=1)
def _is_translated(source: SourceText) -> bool:
    return TRANSLATED.search(source.upper) is not None


def _lines(event: Event) -> int:
    return event.text.count("\n") + 1


def _code_between(event: Event, other: Event, history: Any) -> bool:
    return any(text.strip() for text in history.code_lines[event.end_line : other.start_line - 1])


def _is_comment(event: Event, history: Any) -> bool:
    """No debugging line and no optional one: those are code that somebody may want."""
    line = history.source.lines[event.start_line - 1]
    return line.lstrip().startswith("*") or line[6:7] in ("*", "/")


def _first_line(tree: Tree) -> int:
    """Above it comments describe the file: the first division with code, else the first line of code."""
    upper = tree.source.upper
    found = _DIVISION.search(upper) or re.search(r"\S", upper)
    return upper.count("\n", 0, found.start()) + 1 if found else len(tree.source.lines) + 1


def _is_shown(number: int, history: Any) -> bool:
    """Whether the words above an event, in the same comment, say that it is an example, a layout or pseudo-code."""
    events = history.events
    for place in range(number - 1, -1, -1):
        other, below = events[place], events[place + 1]
        if other.end_line < below.start_line - 1 - _GAP or _code_between(other, below, history):
            return False
        if other.kind != _CODE:
            text = other.text.rstrip()
            return text.endswith(":") or asked().find("example", Prose(text.replace("\n", " "))) is not None
    return False


def _is_own(code: commented.OldCode, words: frozenset[str]) -> bool:
    """Whether enough of the names are the program's. Entries bring their own names."""
    names = set(code.names)
    return not code.statements or not names or len(names & words) * _KNOWN >= len(names)
