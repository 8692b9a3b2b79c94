"""Whether lines of a comment are COBOL: the grammars read them, with nothing left over.

A block of commented-out code may begin and end in the middle of a statement, for somebody took lines out and not statements. So what is
tried is: all lines; those from the first, and up to the last, at which a statement or entry begins. Scope terminators and ELSE whose
statement stands above the comment are no fault. READ THE NEXT RECORD is a statement for the grammar: an article among the names makes
prose of it. Whether the names are those of the program is judged by whoever asks (`OldCode.names`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cobolscan.source import reader
from cobolscan.syntax import parser, tables
from cobolscan.syntax.tree import Opaque, Tree

_ARTICLES = frozenset(
    ("THE", "THIS", "THESE", "THAT", "THOSE", "AN", "ITS", "OUR", "UNA", "UNE", "EINE", "EINEN", "DEN", "DEM", "DELLA", "DEL")
)
_MOST_LINES = 400  # of a block are read: enough to tell what it is
_MOST_CUT = 4  # lines at either end that may belong to a statement whose other part is not there


@dataclass(frozen=True)
class OldCode:
    """What the lines hold: the first of them that was read (from 0), how many, and what stands there."""

    first: int
    lines: int
    statements: int
    entries: int
    names: tuple[str, ...]  # the words that name something, in upper case, as often as they stand there


def read(lines: Sequence[str], decimal_comma: bool = False) -> OldCode | None:
    """The statements or entries that lines are; None when they are not COBOL, or only in part."""
    lines = lines[:_MOST_LINES]
    for first, end in _stretches(lines):
        tree = _parsed(lines[first:end], decimal_comma)
        statements = tree.statements or tree.items_.count("exec_statement")
        if statements + tree.data_entries and all(map(_is_orphan, tree.opaques)) and not tree.over_budget:
            names = _names(tree)
            return None if not _ARTICLES.isdisjoint(names) else OldCode(first, end - first, statements, tree.data_entries, names)
    return None


def _parsed(lines: Sequence[str], decimal_comma: bool) -> Tree:
    text = "\n".join(("SPECIAL-NAMES. DECIMAL-POINT IS COMMA.", *lines) if decimal_comma else lines) + "\n"
    return parser.parse(reader.read(text.encode(), "", "free", "utf-8"))


def _stretches(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """What to try: everything, then without the lines at the edges that begin no statement or entry."""
    yield 0, len(lines)
    starts = [number for number, line in enumerate(lines) if _begins(line)]
    if not starts:
        return
    first = starts[0] if starts[0] <= _MOST_CUT else 0
    if first:
        yield first, len(lines)
    last = starts[-1]
    if last > first and len(lines) - last <= _MOST_CUT:
        yield first, last


def _begins(line: str) -> bool:
    """Whether a line begins with a verb, a scope terminator, a branch or a level-number."""
    word = line.split(None, 1)[0].upper().rstrip(".") if line.strip() else ""
    return word in _openers() or word.isdigit()


@cache
def _openers() -> frozenset[str]:
    """The words that begin a statement or end one."""
    data = tables.load()
    starts, kinds = data["cutting"]["starts"], data["kinds"]
    verbs = {word for word in data["words"]["spellings"] if kinds.get(word.replace("-", "_")) in starts}
    return frozenset(verbs | {"EXEC", "FD", "SD", "SELECT"})


def _is_orphan(opaque: Opaque) -> bool:
    """An END-IF, ELSE or WHEN of a statement that begins above the comment."""
    words = opaque.text.upper().split()
    return bool(words) and (words[0] in ("ELSE", "WHEN") or words[0].startswith("END-")) and opaque.tokens <= 2


def _names(tree: Tree) -> tuple[str, ...]:
    name, tokens = tables.load()["kinds"]["NAME"], tree.tokens_
    return tuple(text for text, kind in zip(tokens.texts, tokens.kinds, strict=False) if kind == name)
