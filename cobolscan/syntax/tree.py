"""The tree of one file: what was accepted, where it stands, and what was not accepted."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, chain, compress, count, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cobolscan.syntax.driver import Shape
from cobolscan.syntax.origins import Origin
from cobolscan.syntax.tokenizer import Tokens
from cobolscan.syntax.words import FILLER

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText


Span = tuple[str, int, int, int, int]
"""Path, line, column, end line and end column."""


class Item(NamedTuple):
    """An entry, header or sentence: its first token, its number of tokens, its shape."""

    start: int
    length: int
    shape: Shape


_name = itemgetter(0)
_item: Callable[[tuple[int, int, Shape]], Item] = partial(tuple.__new__, Item)


class Items:
    """The items of a tree in the order of the file: runs of shapes, of which `Item`s are made when somebody asks for them."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, list[str], list[Shape]]] = []
        self._begins: list[int] = []  # the number of the first item of each run
        self._length = 0
        self._made: list[Item] | None = None
        self._counts: Counter[str] = Counter()

    def add(self, start: int, chunks: list[str], shapes: list[Shape]) -> None:
        """Shapes that follow each other from a token on; the strings of kinds that they came from have their lengths."""
        self._runs.append((start, chunks, shapes))
        self._begins.append(self._length)
        self._length += len(shapes)
        self._made = None
        self._counts.update(map(_name, shapes))

    def named(self, name: str) -> Iterator[Item]:
        """The items whose shape has a name."""
        return (item for _, item in self.among(frozenset((name,))))

    def names(self, first: int, end: int) -> list[str]:
        """The names of the shapes from one number to another."""
        run = max(bisect_right(self._begins, first) - 1, 0)
        before = self._begins[run] if self._begins else 0
        shapes = chain.from_iterable(shapes for _, _, shapes in islice(self._runs, run, None))
        return list(map(_name, islice(shapes, first - before, end - before)))

    def among(self, names: frozenset[str]) -> Iterator[tuple[int, Item]]:
        """The items whose shape has one of the names, each with its number. Nothing in Python for each of the others."""
        if names.isdisjoint(self._counts):
            return
        number = 0
        for start, chunks, shapes in self._runs:
            done = 0
            for place in compress(count(), map(names.__contains__, map(_name, shapes))):
                start += sum(map(len, chunks[done:place]))
                done = place
                yield number + place, Item(start, len(chunks[place]), shapes[place])
            number += len(shapes)

    def count(self, name: str) -> int:
        """How many have a name."""
        return self._counts[name]

    @property
    def made(self) -> list[Item]:
        """All of them."""
        if self._made is None:
            made: list[Item] = []
            for start, chunks, shapes in self._runs:
                lengths = list(map(len, chunks))
                made += map(_item, zip(accumulate(lengths, initial=start), lengths, shapes, strict=False))
            self._made = made
        return self._made

    def replace(self, items: list[Item]) -> None:
        """Other items instead of all."""
        self._runs = [(item.start, [" " * item.length], [item.shape]) for item in items]
        self._begins = list(range(len(items)))
        self._length = len(items)
        self._made = items
        self._counts = Counter(item.shape[0] for item in items)

    @property
    def end(self) -> int:
        """The token behind the last one."""
        start, chunks, _ = self._runs[-1] if self._runs else (0, [], [])
        return start + sum(map(len, chunks))


@dataclass(slots=True)
class Opaque:
    """A stretch that no grammar accepts. Lines and columns are 1-based; `expected` in COBOL's words."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    expected: list[str]
    tokens: int
    start: int  # first token
    path: str = ""  # of the file in which it stands, when that is a copy member


@dataclass(slots=True)
class Tree:
    """The syntax of one file. `items` cover every token."""

    source: SourceText
    tokens_: Tokens
    items_: Items = field(default_factory=Items)
    opaques: list[Opaque] = field(default_factory=list)
    incomplete: int = 0  # segments cut in two by a missing copybook
    statements: int = 0
    data_entries: int = 0
    code_lines: int = -1  # that are not blank; -1 until it was asked
    inactive_lines: int = 0  # code that conditional compilation leaves out
    over_budget: bool = False
    names_known: bool | None = None  # whether all names are declared in this file, once it was asked; see Describer
    kind: str = "program"
    programs: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """Entries, headers and sentences in the order of the file."""
        return self.items_.made

    @property
    def tokens(self) -> int:
        return len(self.tokens_)

    @property
    def unparsed_tokens(self) -> int:
        return sum(opaque.tokens for opaque in self.opaques)

    @property
    def complete(self) -> bool:
        return not self.opaques and not self.over_budget

    @property
    def unparsed_lines(self) -> int:
        return len({line for opaque in self.opaques if not opaque.path for line in range(opaque.line, opaque.end_line + 1)})

    @property
    def parsed_lines(self) -> int:
        if self.code_lines < 0:
            self.code_lines = len(list(filter(str.strip, self.source.code.split("\n"))))
        return max(0, self.code_lines - self.unparsed_lines - self.inactive_lines)

    @property
    def mostly_unread(self) -> bool:
        """Whether more lines of code were left than read: then one word about the file says more than one about each region."""
        return bool(self.opaques) and self.unparsed_lines > self.parsed_lines

    def origin(self, token: int) -> Origin:
        """The file that a token comes from, its place there, and the COPY statements through which it came."""
        return self.tokens_.origin(token, self.source)

    def path(self, token: int) -> str:
        """The file that a token comes from."""
        return self.origin(token).source.path

    @property
    def sources(self) -> dict[str, SourceText]:
        """The file and the copy members in it, by their paths."""
        return self.tokens_.sources(self.source)

    def is_own(self, token: int) -> bool:
        """Whether a token stands in the file itself, and not in a copy member."""
        return self.origin(token).source is self.source

    def position(self, token: int) -> tuple[int, int]:
        """Line and column of a token in the file that it comes from."""
        return self.origin(token).position

    def end_position(self, token: int) -> tuple[int, int]:
        """Line and column just behind a token."""
        return self.span(token, token)[3:]

    def span(self, first: int, last: int) -> Span:
        """Path, line, column, end line and end column from one token to another; only as far as the file of the first goes."""
        return self._span(self.origin(first), self._ends(first, last))

    def span_within(self, token: int, start: int, length: int) -> Span:
        """The same for a part of a token: an option of an EXEC block, for instance."""
        begin = self.tokens_.origin(token, self.source, start)
        return self._span(begin, self._ends(token, token, start, start + max(length, 1)))

    def region(self, first: int, last: int, inside: int = 0) -> Span:
        """The same from `inside` characters behind the beginning of a token, and where the statement stands: not where words were written
        that REPLACE or REPLACING put there, but where those are that they replaced."""
        begin = self.tokens_.origin(first, self.source, inside).standing()
        return self._span(begin, (end.standing(last=True) for end in self._ends(first, last, inside)))

    def _ends(self, first: int, last: int, start: int = 0, end: int | None = None) -> Iterator[Origin]:
        """Where from one token to another could end, the last place first: the ends of tokens, then the characters of the first one, for a
        part of a word may have been replaced."""
        yield from (self.tokens_.origin(token, self.source, -1) for token in range(last, first, -1))
        length = len(self.tokens_.texts[first])
        yield from (self.tokens_.origin(first, self.source, at) for at in range((length if end is None else end) - 1, start - 1, -1))

    @staticmethod
    def _span(begin: Origin, ends: Iterator[Origin]) -> Span:
        """From a place to the first of the others that lies in the same file and not before it."""
        line, column = begin.position
        for end in ends:
            if end.source is begin.source and end.offset >= begin.offset:
                end_line, end_column = end.position
                return begin.source.path, line, column, end_line, end_column + 1
        return begin.source.path, line, column, line, column

    def begins_line(self, token: int) -> bool:
        """Whether only blanks stand before a token on its line."""
        origin = self.origin(token)
        code = origin.source.code
        return not code[code.rfind("\n", 0, origin.offset) + 1 : origin.offset].strip()

    def text(self, token: int) -> str:
        """A token as it is spelt in the source."""
        return self.tokens_.code(token, token, self.source)

    def code(self, first: int, last: int) -> str:
        """The code from one token to another, as it is written."""
        return self.tokens_.code(first, last, self.source)

    def dump(self) -> str:
        """The tree as text, one node a line, tokens in their spelling."""
        return "\n".join(line for item in self.items for line in _dump(self, item.shape, item.start))


_MAX_TEXT = 200
_MAX_INDENT = 100  # levels: what nests deeper is shown without further indentation


@dataclass(slots=True, frozen=True)
class Copy:
    """A COPY statement or INCLUDE: the member's name as written (without quotes), where it stands, and where it leads."""

    name: str
    line: int
    column: int
    library: str | None = None
    path: str = ""  # of the file in which the statement stands: the file itself, or a member that it copies
    target: str | None = None  # the member's file; None when there is none
    vendors: bool = False  # the member belongs to a product (DFHAID, SQLCA ...)

    @property
    def missing(self) -> bool:
        return self.target is None and not self.vendors


def add_opaque(tree: Tree, start: int, length: int, at: int, expected: tuple[str, ...], inside: int = 0) -> None:
    """Note a stretch that was not accepted; it is reported at the token that did not fit (`inside` characters behind its first), or behind
    the one that lacks its period."""
    last = start + length - 1
    text = " ".join(tree.code(start, min(last, start + _MAX_TEXT))[: 20 * _MAX_TEXT].split())
    path, line, column, end_line, end_column = tree.region(min(at, last), last, inside)
    if expected == ("a period",) and at <= last:
        line, column = tree.region(at, at)[3:]
    member = "" if path == tree.source.path else path
    tree.opaques.append(Opaque(line, column, end_line, end_column, text[:_MAX_TEXT], list(expected), length, start, member))


def _dump(tree: Tree, shape: Shape, base: int) -> Iterator[str]:
    """The lines of one item. A node whose children are all tokens is one line; nothing recurs, for programs nest deep."""
    todo: list[tuple[int, int, Any]] = [(0, base, shape)]
    while todo:
        depth, base, node = todo.pop()
        indent = "  " * min(depth, _MAX_INDENT)
        if type(node) is int:
            yield indent + _spelling(tree, base + node)
            continue
        if type(node[0]) is int:
            base, node = base + node[0], node[1]
        if any(type(child) is tuple for child in node[1:]):
            yield indent + str(node[0])
            todo.extend((depth + 1, base, child) for child in reversed(node[1:]))
        else:
            words = " ".join(_spelling(tree, base + child) for child in node[1:])
            yield f"{indent}{node[0]}: {words}" if words else indent + str(node[0])
            if node[0] == "exec_statement":
                from cobolscan.syntax import exec_blocks

                yield from (f"{indent}  {line}" for line in exec_blocks.described(tree.text(base + node[1])))


def _spelling(tree: Tree, token: int) -> str:
    """A token in its spelling, with those that were fused into it."""
    kinds = tree.tokens_.kinds
    end = token + 1
    while end < len(kinds) and kinds[end] == FILLER:
        end += 1
    return " ".join(" ".join(tree.text(number).split()) for number in range(token, end))


__all__ = ["Copy", "Item", "Items", "Opaque", "Tree", "add_opaque"]
