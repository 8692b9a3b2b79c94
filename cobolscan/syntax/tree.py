"""The tree of one file: what was accepted, where it stands, and what was not accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cobolscan.syntax.driver import Shape
from cobolscan.syntax.tokenizer import Tokens
from cobolscan.syntax.words import FILLER

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText


class Item(NamedTuple):
    """An entry, header or sentence: its first token, its number of tokens, its shape."""

    start: int
    length: int
    shape: Shape


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


@dataclass(slots=True)
class Tree:
    """The syntax of one file. `items` are in the order of the file and cover every token."""

    source: SourceText
    tokens_: Tokens
    items: list[Item] = field(default_factory=list)
    opaques: list[Opaque] = field(default_factory=list)
    incomplete: int = 0  # segments cut in two by a missing copybook
    statements: int = 0
    data_entries: int = 0
    over_budget: bool = False
    names_known: bool | None = None  # whether all names are declared in this file, once it was asked; see Describer
    kind: str = "program"
    programs: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)

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
        return len({line for opaque in self.opaques for line in range(opaque.line, opaque.end_line + 1)})

    @property
    def parsed_lines(self) -> int:
        code = sum(map(bool, map(str.strip, self.source.code.split("\n"))))
        return max(0, code - self.unparsed_lines)

    @property
    def mostly_unread(self) -> bool:
        """Whether more lines of code were left than read: then one word about the file says more than one about each region."""
        return self.unparsed_lines > self.parsed_lines

    def position(self, token: int) -> tuple[int, int]:
        """Line and column of a token in the file on disk."""
        return self.source.position(self.tokens_.offsets[token])

    def end_position(self, token: int) -> tuple[int, int]:
        """Line and column just behind a token."""
        text = self.tokens_.texts[token]
        line, column = self.source.position(self.tokens_.offsets[token] + len(text) - 1)
        return line, column + 1

    def text(self, token: int) -> str:
        """A token as it is spelt in the source."""
        offset = self.tokens_.offsets[token]
        return self.source.code[offset : offset + len(self.tokens_.texts[token])]

    def dump(self) -> str:
        """The tree as text, one node a line, tokens in their spelling."""
        return "\n".join(line for item in self.items for line in _dump(self, item.shape, item.start))


_MAX_TEXT = 200
_MAX_INDENT = 100  # levels: what nests deeper is shown without further indentation


@dataclass(slots=True, frozen=True)
class Copy:
    """A COPY statement or EXEC SQL INCLUDE: the member's name as written (without quotes) and where it stands."""

    name: str
    line: int
    column: int
    library: str | None = None


def add_opaque(tree: Tree, start: int, length: int, at: int, expected: tuple[str, ...]) -> None:
    """Note a stretch that was not accepted; it is reported at the token that did not fit, or behind the one that lacks its period."""
    tokens = tree.tokens_
    last = start + length - 1
    end = tokens.offsets[last] + len(tokens.texts[last])
    text = " ".join(tree.source.code[tokens.offsets[start] : min(end, tokens.offsets[start] + 20 * _MAX_TEXT)].split())
    place = tree.end_position(at) if expected == ("a period",) and at <= last else tree.position(min(at, last))
    tree.opaques.append(Opaque(*place, *tree.end_position(last), text[:_MAX_TEXT], list(expected), length, start))


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


def _spelling(tree: Tree, token: int) -> str:
    """A token in its spelling, with those that were fused into it."""
    kinds = tree.tokens_.kinds
    end = token + 1
    while end < len(kinds) and kinds[end] == FILLER:
        end += 1
    return " ".join(" ".join(tree.text(number).split()) for number in range(token, end))


__all__ = ["Copy", "Item", "Opaque", "Tree", "add_opaque"]
