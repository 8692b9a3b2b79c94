"""Where text comes from: a text put together from stretches of files knows, for each of its characters, the file and the place in it.

COPY, REPLACE and conditional compilation make one text of many. The design is that of an overlay: the text itself knows nothing,
a sorted list of stretches beside it says where each began.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText


MAX_LENGTH = 40_000_000  # characters of a text in which words are replaced


class CopyStep(NamedTuple):
    """One COPY on the way to a text: the file and line (1-based) in which the statement stands."""

    path: str
    line: int


Chain = tuple[CopyStep, ...]
"""The COPY statements through which a text came, outermost first; empty for the text of the file itself."""


class Replaced(NamedTuple):
    """The words for which REPLACE or REPLACING put others: offsets of the first character and the last one in the code of `source`."""

    source: SourceText
    first: int
    last: int


class Origin(NamedTuple):
    """A character's own place: `offset` into the code of `source`. `replaced`: what it stands for, when it was written elsewhere."""

    source: SourceText
    offset: int
    chain: Chain
    replaced: Replaced | None = None

    def standing(self, last: bool = False) -> Origin:
        """Where it stands in the text that is compiled: where the words are that were replaced, or the last character of them."""
        if self.replaced is None:
            return self
        return Origin(self.replaced.source, self.replaced.last if last else self.replaced.first, self.chain)

    @property
    def position(self) -> tuple[int, int]:
        """Line and column, both 1-based."""
        return self.source.position(self.offset)


class Stretch(NamedTuple):
    """From `start` on (an offset in the text), characters come from `offset` on in the code of `source`.

    `still`: they all stand for the one character at `offset`; so it is where a part of a word was replaced.
    """

    start: int
    source: SourceText
    offset: int
    chain: Chain = ()
    still: bool = False
    replaced: Replaced | None = None


@dataclass(slots=True)
class Text:
    """Code, the same in upper case, and where it comes from. `stretches` are sorted; the first begins at 0."""

    code: str
    upper: str
    stretches: Sequence[Stretch]

    def origin(self, offset: int) -> Origin:
        """The place that a character comes from."""
        stretches = self.stretches
        stretch = stretches[bisect_right(stretches, offset, key=_start) - 1] if len(stretches) > 1 else stretches[0]
        at = stretch.offset + (0 if stretch.still else offset - stretch.start)
        return Origin(stretch.source, at, stretch.chain, stretch.replaced)


def _start(stretch: Stretch) -> int:
    return stretch.start


def whole(source: SourceText, upper: str | None = None) -> Text:
    """The code of a file as a text; `upper` when some of it is not to be read."""
    return Text(source.code, source.upper if upper is None else upper, (Stretch(0, source, 0),))


def joined(parts: Sequence[tuple[Text, int, int, Chain]]) -> Text:
    """One text of parts of texts: (text, start, end, the COPY statements around it). Line ends stand between them."""
    code: list[str] = []
    upper: list[str] = []
    stretches: list[Stretch] = []
    at = 0
    for text, start, end, chain in parts:
        stretches += _cut(text.stretches, start, end, at, chain)
        code.append(text.code[start:end])
        upper.append(text.upper[start:end])
        at += end - start + 1
    return Text("\n".join(code), "\n".join(upper), stretches)


def _cut(stretches: Sequence[Stretch], start: int, end: int, at: int, chain: Chain) -> list[Stretch]:
    """The stretches of a text from `start` to `end`, as they lie in another one from `at` on."""
    first = bisect_right(stretches, start, key=_start) - 1
    out = []
    for number in range(first, len(stretches)):  # no slice: it would copy all to the end for each of many spans
        stretch = stretches[number]
        if stretch.start >= end and stretch.start > start:
            break
        skipped = max(start - stretch.start, 0)
        offset = stretch.offset + (0 if stretch.still else skipped)
        place = at + stretch.start + skipped - start
        out.append(Stretch(place, stretch.source, offset, chain + stretch.chain, stretch.still, stretch.replaced))
    return out


class TooMuch(Exception):
    """A file with its copy members is larger than any program; the text says which limit it exceeds."""


class TextBuilder:
    """Makes a text from another one in which some spans are replaced."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._code: list[str] = []
        self._upper: list[str] = []
        self._stretches: list[Stretch] = []
        self._length = 0
        self._done = 0

    def keep_until(self, end: int) -> None:
        """Take over what stands before `end` and was not taken yet."""
        if end > self._done:
            self._stretches += _cut(self._text.stretches, self._done, end, self._length, ())
            self._append(self._text.code[self._done : end], self._text.upper[self._done : end])
            self._done = end

    def put(self, end: int, code: str, upper: str, origin: Origin, still: bool) -> None:
        """Put other characters in the place of those up to `end`."""
        if code:
            replaced = None if still else self._replaced(end)
            self._stretches.append(Stretch(self._length, origin.source, origin.offset, origin.chain, still, replaced))
            self._append(code, upper)
        self._done = end

    def _replaced(self, end: int) -> Replaced:
        """What is taken out up to `end`."""
        first = self._text.origin(self._done).standing()
        last = self._text.origin(end - 1).standing(last=True)
        same = last.source is first.source and last.offset >= first.offset
        return Replaced(first.source, first.offset, last.offset if same else first.offset)

    def _append(self, code: str, upper: str) -> None:
        self._code.append(code)
        self._upper.append(upper)
        self._length += len(code)
        if self._length > MAX_LENGTH:
            raise TooMuch(f"at most {MAX_LENGTH:,} characters with all copy members")

    def text(self) -> Text:
        """The new text."""
        self.keep_until(len(self._text.code))
        first = self._text.stretches[0]
        return Text("".join(self._code), "".join(self._upper), self._stretches or [Stretch(0, first.source, first.offset, first.chain)])
