"""Texts made ready for questions, and the phrases that are looked for in them: without case and accents, behind a gate of beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cobolscan.source.lazy import lazy

_WORDS = lazy(r"[a-z0-9']+")
_ACCENTED = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿß’`´ºª"
_PLAIN = "aaaaaaceeeeiiiinoooooouuuuyys'''oa"
_FOLD = str.maketrans(_ACCENTED, _PLAIN)
_GATE = 4
_APART = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "'")}
_STARTS = lazy(r"(?<![a-z0-9'])[a-z0-9']{1,4}")


def fold(text: str) -> str:
    """Lower case without accents, of the same length as the text."""
    if text.isascii():
        return text.lower()
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower.translate(_FOLD)


class Prose:
    """A text made ready for questions: folded, and the beginnings of its words as a gate."""

    __slots__ = ("_words", "folded", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self._words: list[str] | None = None
        if self.folded.isascii():
            self._words = self.folded.translate(_APART).split()
            self.starts = {word[:_GATE] for word in self._words}
        else:
            self.starts = set(_STARTS.findall(self.folded))

    @property
    def words(self) -> list[str]:
        """The words in small letters, without accents."""
        if self._words is None:
            self._words = _WORDS.findall(self.folded)
        return self._words


def _pattern(phrase: str) -> str:
    """The regular expression of one phrase; every repetition is bounded or over one class of characters."""
    out = ""
    for word in fold(phrase).split():
        if word == "..":
            out += r"(?:[\s,\-]{1,3}[\w'\-]{1,20}){0,4}"
            continue
        piece = re.escape(word.rstrip("*")) + (r"\w{0,20}" if word.endswith("*") else "")
        out += (r"[\s\-]{1,4}" if out else "") + piece
    return out


def _gate(phrase: str) -> str | None:
    """The beginning of the longest word of a phrase, None when the phrase cannot be gated."""
    best = ""
    for word in _WORDS.findall(" ".join(w for w in fold(phrase).split() if not (w.endswith("*") and len(w) <= _GATE))):
        if len(word) > len(best):
            best = word
    return best[:_GATE] or None


@lru_cache(maxsize=10_000)
def _needs(phrase: str) -> frozenset[str]:
    """The beginnings of words without all of which a phrase is not in a text; a word that may go on after three letters tells none."""
    words = [word for word in fold(phrase).split() if not (word.endswith("*") and len(word) <= _GATE)]
    return frozenset(word[:_GATE] for word in _WORDS.findall(" ".join(words)))


class Phrases:
    """Phrases of one kind, with those that look like them and are not.

    They are kept by the beginning of their longest word: only those whose beginning occurs in a text, and of which all words begin there,
    are looked for.
    """

    def __init__(self, phrases: Iterable[str], exceptions: Iterable[str] = ()) -> None:
        self.wanted = _by_gate(phrases)
        self._unwanted = _by_gate(exceptions)
        self.gates = frozenset(self.wanted)
        self._not_gates = frozenset(self._unwanted)
        self._needed: dict[tuple[str, bool], list[frozenset[str]]] = {}
        self._compiled: dict[tuple[str, bool], re.Pattern[str]] = {}

    def find(self, prose: Prose) -> re.Match[str] | None:
        """The first phrase in the text (positions hold for the original text too), or None."""
        return None if self.gates.isdisjoint(prose.starts) else next(self.all(prose), None)

    def all(self, prose: Prose) -> Iterator[re.Match[str]]:
        """All phrases in the text, from left to right; of those that begin together the longest."""
        found = self._matches(prose, self.gates, self.wanted, True)
        if not found:
            return
        spans = [match.span() for match in self._matches(prose, self._not_gates, self._unwanted, False)]
        end = -1
        for match in sorted(found, key=lambda m: (m.start(), -m.end())):
            if match.start() >= end and not any(start < match.end() and match.start() < stop for start, stop in spans):
                yield match
                end = match.end()

    def _matches(self, prose: Prose, gates: frozenset[str], phrases: dict[str, list[str]], wanted: bool) -> list[re.Match[str]]:
        """All matches of the phrases whose gate is open."""
        found: list[re.Match[str]] = []
        for gate in gates & prose.starts:
            key = (gate, wanted)
            needed = self._needed.get(key)
            if needed is None:
                needed = self._needed[key] = [_needs(phrase) for phrase in phrases[gate]]
            if not any(needs <= prose.starts for needs in needed):
                continue
            if key not in self._compiled:
                self._compiled[key] = _compile(phrases[gate])
            found += self._compiled[key].finditer(prose.folded)
        return found


class Gates:
    """The gates of several kinds of phrases as one: a text that has not all beginnings of words of any phrase holds none of them."""

    def __init__(self, kinds: Iterable[Phrases]) -> None:
        self._phrases: dict[str, set[str]] = {}
        for kind in kinds:
            for gate, phrases in kind.wanted.items():
                self._phrases.setdefault(gate, set()).update(phrases)
        self._starts = frozenset(self._phrases)
        self._needed: dict[str, frozenset[frozenset[str]]] = {}

    def open(self, prose: Prose) -> bool:
        """Whether a phrase can be in the text."""
        starts = prose.starts
        return any(needs <= starts for gate in self._starts & starts for needs in self._needs(gate))

    def _needs(self, gate: str) -> frozenset[frozenset[str]]:
        if gate not in self._needed:
            self._needed[gate] = frozenset(map(_needs, self._phrases[gate]))
        return self._needed[gate]


def _by_gate(phrases: Iterable[str]) -> dict[str, list[str]]:
    """Phrases by their gate, the longest first."""
    out: dict[str, list[str]] = {}
    for phrase in sorted(set(phrases), key=lambda p: (-len(p), p)):
        gate = _gate(phrase)
        if gate:
            out.setdefault(gate, []).append(phrase)
    return out


def _compile(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w\-])(?:" + "|".join(_pattern(p) for p in phrases) + r")(?![\w]|-\w)")
