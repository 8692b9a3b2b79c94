"""Paragraph headers that the sentence before them swallowed, because its period is missing: area A tells them apart.

    MOVE A TO B
NEXT-PARAGRAPH.

reads as one more receiver of the MOVE. In fixed format a user-defined word that begins in area A (columns 8-11) and is followed by
a period is a header (ISO 1989:2002, 6.2.3 and 14.5.1).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
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
    words = map(kinds.__getitem__, _HEADER.findall(tree.source.upper))
    counts = Counter(words)
    if counts[name] + counts[SLIP] <= tree.items_.count("paragraph_header"):
        return []
    places = [match.start(1) for match in _HEADER.finditer(tree.source.upper) if kinds[match[1]] in (name, SLIP)]
    known = {item.start for item in tree.items_.named("paragraph_header")}
    tokens = (tree.tokens_.number_at(place, tree.source) for place in places)
    return [token for token in tokens if token >= 0 and token not in known]


def split(tree: Tree, tokens: list[int], sentences: Sentences) -> Iterator[int]:
    """Cut sentences before the headers that stand inside them; yields each header's token, where a period is missing."""
    if not tokens:
        return
    items = tree.items
    starts = [item.start for item in items]
    for token in reversed(tokens):
        number = bisect_left(starts, token + 1) - 1
        item = items[number]
        if item.shape[0] != "sentence" or token != item.start + item.length - 2 or token == item.start:
            continue
        before = sentences.parsed(tree.tokens_.kinds[item.start : token])
        if before.misses:
            continue
        parts = [Item(item.start + start, length, shape) for start, length, shape in before.items]
        items[number : number + 1] = [*parts, Item(token, 2, ("paragraph_header", 0, 1))]
        yield token
    tree.items_.replace(items)
