"""Continuation: text of lines with a hyphen in column 7 of fixed format is glued to the line that it continues, so are cut literals.

COBOL 85 and the IBM Language Reference ("Continuation of lines"): a word goes on with the first character that is not blank; a literal
that is open at column 72 is taken with all blanks up to there, and goes on behind the quote that begins the continuation line. A
literal that has a quote in column 72 goes on with two of them, which stand for one quote in it. ISO 1989:2002, 6.2.4 ("continuation
of alphanumeric literals"): in any format a literal that ends in a quote and a hyphen goes on behind the quote that begins the next line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cobolscan.source.cells import extra
from cobolscan.source.layout import Piece, Run
from cobolscan.source.lines import open_quote


def glue(
    out: list[str], continued: Sequence[int], pieces: dict[int, list[Piece]], run_at: Callable[[int], Run], wide: frozenset[str]
) -> None:
    """Move the text of continuation lines, given by number, to the lines that they continue; note in `pieces` where it came from.

    Characters in `wide` take two columns each.
    """
    chain: _Chain | None = None
    for index in continued:
        if not out[index].strip():
            continue
        before = index - 1
        while before >= 0 and not out[before].strip():
            before -= 1
        if before < 0:
            continue
        if chain is None or before != chain.last:
            if chain is not None:
                chain.settle(out, pieces)
            chain = _Chain(before, out[before], pieces.get(before), run_at(before), wide)
        chain.add(index, out[index], run_at(index), pieces.pop(index, ()))
    if chain is not None:
        chain.settle(out, pieces)


def floating(upper: str, starts: Sequence[int]) -> list[int]:
    """The numbers of those lines, given by their offsets, that continue a literal which ends in a quote and a hyphen."""
    found = []
    for start in starts:
        before = _text_before(upper, start)
        if before[-1:] == "-" and _floats(before, upper[start : start + 300].lstrip()):
            found.append(upper.count("\n", 0, start))
    return found


def _text_before(upper: str, end: int) -> str:
    """Some text that ends with the last character before an offset which is no blank; "" when there is none."""
    width = 100
    while True:
        text = upper[max(end - width, 0) : end].rstrip()
        if text or width >= end:
            return text
        width *= 4


def _floats(before: str, text: str) -> bool:
    """Whether a line ends in the floating indicator of a continued literal, and the next begins with its quote."""
    mark = before.rstrip()[-2:]
    return mark in ('"-', "'-") and text.startswith(mark[0])


class _Chain:
    """A line and those that continue it."""

    def __init__(self, first: int, text: str, pieces: list[Piece] | None, run: Run, wide: frozenset[str]) -> None:
        self.wide = wide
        self.first = first
        self.last = first
        self.parts = [text]
        self.pieces = pieces or [Piece(0, first, run.base)]
        self.length = 0  # of all parts but the last
        self.quote = open_quote(text)

    def add(self, index: int, line: str, run: Run, own: Sequence[Piece]) -> None:
        """Glue one more line, itself made of the pieces `own` when lines were glued to it before."""
        text = line.lstrip()
        last = self.parts[-1]
        if _floats(last, text):
            last = last.rstrip()[:-2]
            self.quote = open_quote(text)
            text = text[1:]
        elif self.quote and text.startswith(self.quote):
            text = text[1:]
            if run.right == 72:
                last = last + " " * (72 - self._column_behind(last))
            self.quote = open_quote(self.quote + text)
        elif self._ends_in_quote(last, run) and text.startswith(last[-1] * 2):
            text = text[1:]
            self.quote = open_quote(text)
        else:
            last = last.rstrip() if not self.quote else last
            self.quote = open_quote(text)
        self.parts[-1] = last
        self.length += len(last)
        cut = len(line) - len(text)
        column = own[0].column if own else run.base
        self.pieces.append(Piece(self.length, index, column + cut))
        self.pieces += [Piece(self.length + piece.offset - cut, piece.line, piece.column) for piece in own[1:]]
        self.parts.append(text)
        self.last = index

    def _ends_in_quote(self, last: str, run: Run) -> bool:
        """Whether the last part has a quote in its last column."""
        return last[-1:] in ('"', "'") and self._column_behind(last) == run.right

    def _column_behind(self, last: str) -> int:
        """The column (0-based) behind the last part, on the physical line on which it ends."""
        piece = self.pieces[-1]
        text = last[piece.offset - self.length :]
        return piece.column + len(text) + extra(text, self.wide)

    def settle(self, out: list[str], pieces: dict[int, list[Piece]]) -> None:
        """Write the glued line, and blank those that went into it."""
        out[self.first] = "".join(self.parts)
        for piece in self.pieces[1:]:
            out[piece.line] = ""
        pieces[self.first] = self.pieces
