"""Paragraph headers that the sentence before them swallowed, because its period is missing: area A tells them apart.

    MOVE A TO B
NEXT-PARAGRAPH.

reads as one more receiver of the MOVE. In fixed format a user-defined word that begins in area A (columns 8-11) and is followed by
a period is a header (ISO 1989:2002, 6.2.3 and 14.5.1).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cobolscan.source.lazy import lazy
from cobolscan.syntax.slips import SLIP
from cobolscan.syntax.tree import Item, Tree

if TYPE_CHECKING:
    from cobolscan.syntax.sentences import Sentences

_HEADER = lazy(r"\n {0,3}([0-9A-Z][0-9A-Z_-]*) *\.")
_FORMATS = frozenset(("fixed", "variable", "extended"))


def swallowed(tree: Tree, kinds: Mapping[str, str], name: str) -> list[int]:
    """The tokens of names that stand like paragraph headers and are none. `kinds` gives the kind of a spelling, `name` is that of names."""
    if tree.source.reference_format not in _FORMATS:
        return []
    places = [match.start(1) for match in _HEADER.finditer(tree.source.upper) if kinds[match[1]] in (name, SLIP)]
    headers = [item.start for item in tree.items if item.shape[0] == "paragraph_header"]
    if len(places) <= len(headers):
        return []
    offsets, known = tree.tokens_.offsets, set(headers)
    return [token for token in (bisect_left(offsets, place) for place in places) if token not in known]


def split(tree: Tree, tokens: list[int], sentences: Sentences, deadline: float) -> Iterator[int]:
    """Cut sentences before the headers that stand inside them; yields each header's token, where a period is missing."""
    starts = [item.start for item in tree.items]
    for token in reversed(tokens):
        number = bisect_left(starts, token + 1) - 1
        item = tree.items[number]
        if item.shape[0] != "sentence" or token != item.start + item.length - 2 or token == item.start:
            continue
        before = sentences.parse(tree.tokens_.kinds[item.start : token], deadline)
        if before.misses:
            continue
        parts = [Item(item.start + start, length, shape) for start, length, shape in before.items]
        tree.items[number : number + 1] = [*parts, Item(token, 2, ("paragraph_header", 0, 1))]
        yield token
