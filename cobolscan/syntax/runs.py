"""Tokens that come from several texts: runs of them, one after the other, and the way back from a token to its file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from cobolscan.syntax.origins import Chain, Origin, Text
from cobolscan.syntax.tokenizer import Tokenizer, Tokens

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText


class Run(NamedTuple):
    """Tokens `start` to `end` of a text, at least one, with the COPY statements through which they came."""

    text: Text
    tokens: Tokens
    start: int
    end: int
    chain: Chain = ()

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def span(self) -> tuple[int, int]:
        """The offsets in the text at which it begins and ends. It has tokens."""
        offsets = self.tokens.offsets
        return offsets[self.start], offsets[self.end - 1] + len(self.tokens.texts[self.end - 1])


class ExpandedTokens(Tokens):
    """The tokens of a file with its copy members in their place."""

    def __init__(self, runs: Sequence[Run], tokenizer: Tokenizer) -> None:
        texts: list[str] = []
        for run in runs:
            texts += run.tokens.texts[run.start : run.end]
        raw = "".join([run.tokens.raw[run.start : run.end] for run in runs])
        super().__init__("", texts, raw, raw)
        self._runs = runs
        self._sources: dict[str, SourceText] | None = None
        self._firsts = list(accumulate((run.length for run in self._runs), initial=0))
        tokenizer.settle(self)

    def _run(self, token: int) -> tuple[Run, int]:
        """The run of a token, and its number in the run's own tokens."""
        number = bisect_right(self._firsts, token) - 1
        run = self._runs[number]
        return run, token - self._firsts[number] + run.start

    def origin(self, token: int, source: SourceText, at: int = 0) -> Origin:
        run, own = self._run(token)
        offset = run.tokens.offsets[own] + (at if at >= 0 else len(run.tokens.texts[own]) + at)
        origin = run.text.origin(offset)
        return origin._replace(chain=run.chain + origin.chain) if run.chain else origin

    def code(self, first: int, last: int, source: SourceText) -> str:
        run, start = self._run(first)
        end = start + last - first
        if end >= run.end:
            return " ".join(self.code(token, token, source) for token in range(first, last + 1))
        return run.text.code[run.tokens.offsets[start] : run.tokens.offsets[end] + len(run.tokens.texts[end])]

    def begins_line(self, token: int) -> bool:
        run, own = self._run(token)
        return run.tokens.begins_line(own)

    def sources(self, source: SourceText) -> dict[str, SourceText]:
        if self._sources is None:
            texts = {id(run.text): run.text for run in self._runs}.values()
            self._sources = {stretch.source.path: stretch.source for text in texts for stretch in text.stretches}
            self._sources[source.path] = source
        return self._sources

    def number_at(self, offset: int, source: SourceText) -> int:
        for first, run in zip(self._firsts, self._runs, strict=False):
            if run.chain or len(run.text.stretches) > 1 or run.text.stretches[0].source is not source:
                continue
            offsets = run.tokens.offsets
            if offsets[run.start] <= offset <= offsets[run.end - 1]:
                own = bisect_left(offsets, offset, run.start, run.end)
                return first + own - run.start if offsets[own] == offset else -1
        return -1
