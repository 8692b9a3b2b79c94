"""Sentences with a misspelt verb or scope terminator are read as what is meant, and the one word is what is wrong.

    MOVE A TO B
    DIPSLAY "X".

A sentence that was not accepted is read again with the word that a name may be, misspelt (slips.py), and that reading is taken
when less is left unread. In a sentence that was accepted a name that stands like a verb, at the start of a line, is one operand
more of the statement before it; it is a misspelt verb when no item can have that name: it stands nowhere else in the file, and
no copybook that is not at hand may hold it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING

from cobolscan.syntax.slips import Slip
from cobolscan.syntax.tree import Item, Tree, add_opaque

if TYPE_CHECKING:
    from cobolscan.syntax.phrases import Parsed
    from cobolscan.syntax.tokenizer import Tokenizer

_MOST = 200  # misspelt words in one file: what has more is not COBOL, or is COBOL in a language of its own
_MOST_TOKENS = 100_000  # read again in one file


class Misspelt:
    """Reads those sentences of one tree again in which a word may be misspelt."""

    def __init__(self, tree: Tree, tokenizer: Tokenizer, parse: Callable[[str], Parsed], names_known: Callable[[], bool]) -> None:
        self._tree = tree
        self._tokenizer = tokenizer
        self._parse = parse
        self._names_known = names_known
        self._items = tree.items
        self._starts = [item.start for item in self._items]
        self._left = _MOST_TOKENS
        self._wrong = sorted(opaque.start for opaque in tree.opaques)

    def find(self) -> list[Slip]:
        """The misspelt words. Their sentences come into the tree as what is meant, and what was not read of them before is forgotten."""
        found: list[Slip] = []
        slips = self._tree.tokens_.slips[:_MOST]
        for number, group in groupby(reversed(slips), key=lambda slip: bisect_right(self._starts, slip.token) - 1):
            if number >= 0 and self._items[number].shape[0] == "sentence":
                found += self._meant(number, sorted(group, key=lambda slip: slip.token))
        if found:
            self._tree.items_.replace(self._items)
        return found

    def _meant(self, number: int, slips: list[Slip]) -> list[Slip]:
        """Those words of one sentence without which less of it can be read."""
        start, length, _ = self._items[number]
        end = start + length
        was_wrong = bisect_left(self._wrong, start) < bisect_left(self._wrong, end)
        if not was_wrong:
            slips = [slip for slip in slips if self._is_unknown(slip)]
            if not slips or not self._names_known():
                return []
        raw = self._tree.tokens_.raw[start:end]
        best, found = self._read(raw), []
        for slip in slips:
            self._left -= length
            if self._left < 0:
                break
            place = slip.token - start
            meant = raw[:place] + self._tokenizer.kinds[slip.word] + raw[place + 1 :]
            parsed = self._read(meant)
            if _unread(parsed) < _unread(best) or (not was_wrong and not parsed.misses):
                best, raw = parsed, meant
                found.append(slip)
        if found:
            self._replace(number, best)
        return found

    def _is_unknown(self, slip: Slip) -> bool:
        """Whether a name stands where the word may stand, and nowhere else in the file."""
        tokens = self._tree.tokens_
        stands_like_it = slip.may_be_operand or self._tree.begins_line(slip.token)
        return stands_like_it and tokens.counts[tokens.texts[slip.token]] == 1

    def _read(self, raw: str) -> Parsed:
        return self._parse(self._tokenizer.fuse(raw))

    def _replace(self, number: int, parsed: Parsed) -> None:
        """Put a sentence into the tree in place of the one that stands there."""
        tree = self._tree
        start, length, _ = self._items[number]
        before = self._parse(tree.tokens_.kinds[start : start + length])
        tree.statements += parsed.statements - before.statements
        self._items[number : number + 1] = [Item(start + offset, size, shape) for offset, size, shape in parsed.items]
        tree.opaques = [opaque for opaque in tree.opaques if not start <= opaque.start < start + length]
        for miss in parsed.misses:
            add_opaque(tree, start + miss.start, miss.length, start + miss.at, miss.expected)


def _unread(parsed: Parsed) -> tuple[int, int]:
    return sum(miss.extent for miss in parsed.misses), len(parsed.misses)
