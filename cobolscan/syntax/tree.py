"""The tree of one file: what was accepted, where it stands, and what was not accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cobolscan.syntax.driver import Shape
from cobolscan.syntax.tokenizer import Tokens

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
        code = sum(1 for line in self.source.code.split("\n") if line and not line.isspace())
        return max(0, code - self.unparsed_lines)

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
        return "\n".join(line for item in self.items for line in _dump(self, item.shape, item.start, 0))


@dataclass(slots=True, frozen=True)
class Copy:
    """A COPY statement or EXEC SQL INCLUDE: the member's name as written (without quotes) and where it stands."""

    name: str
    line: int
    column: int
    library: str | None = None


def _dump(tree: Tree, shape: Shape, base: int, depth: int) -> Iterator[str]:
    if type(shape[0]) is int:
        base, shape = base + shape[0], shape[1]
    words = []
    nested = []
    for child in shape[1:]:
        if type(child) is int:
            words.append(" ".join(tree.text(base + child).split()))
            nested.append(None)
        else:
            nested.append(child)
    if all(child is None for child in nested):
        yield "  " * depth + f"{shape[0]}: {' '.join(words)}" if words else "  " * depth + str(shape[0])
        return
    yield "  " * depth + str(shape[0])
    tokens = iter(words)
    for child in nested:
        if child is None:
            yield "  " * (depth + 1) + next(tokens)
        else:
            yield from _dump(tree, child, base, depth + 1)


__all__ = ["Copy", "Item", "Opaque", "Tree", "cached_property"]
