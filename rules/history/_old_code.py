"""Blocks of commented-out code in a file: what the shape of lines suggests and the grammars confirm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cobolscan.history.events import Event
from cobolscan.history.lexicon import Prose
from cobolscan.rules.history._notes import asked
from cobolscan.syntax import commented
from cobolscan.syntax.tree import Tree

_DIVISION = re.compile(r"^[ \t]*(?:ENVIRONMENT|DATA|PROCEDURE)\s+DIVISION\b", re.MULTILINE)
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
    for run in _runs(history):
        if sum(event.text.count("\n") + 1 for event in run) < least:
            continue
        if begin < 0:
            begin, words = _first_line(tree), frozenset(tree.tokens_.texts)
        if run[0].start_line < begin or _is_shown(run[0], history):
            continue
        lines = [line for event in run for line in event.text.split("\n")]
        code = commented.read(lines, tree.source.decimal_comma)
        if code is not None and code.lines >= least and _is_own(code, words):
            yield Block(run, code)


def _runs(history: Any) -> Iterator[list[Event]]:
    """Events of old code with nothing but empty comment lines between them."""
    run: list[Event] = []
    for event in history.events:
        if run and not _follows(run[-1], event, history):
            yield run
            run = []
        if event.kind == "commented_code" and not history.is_echo(event) and _is_comment(event, history):
            run.append(event)
    if run:
        yield run


def _follows(event: Event, other: Event, history: Any) -> bool:
    near = other.start_line <= event.end_line + 1 + _GAP
    return other.kind == "commented_code" and near and not _code_between(event, other, history)


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


def _is_shown(event: Event, history: Any) -> bool:
    """Whether the words above it, in the same comment, say that it is an example, a layout or pseudo-code."""
    above = event.start_line
    for other in reversed(history.events):
        if other.start_line >= above:
            continue
        if other.end_line < above - 1 - _GAP or _code_between(other, event, history):
            return False
        if other.kind != "commented_code":
            text = other.text.rstrip()
            return text.endswith(":") or asked().find("example", Prose(text.replace("\n", " "))) is not None
        above = other.start_line
    return False


def _is_own(code: commented.OldCode, words: frozenset[str]) -> bool:
    """Whether enough of the names are the program's. Entries bring their own names."""
    names = set(code.names)
    return not code.statements or not names or len(names & words) * _KNOWN >= len(names)
