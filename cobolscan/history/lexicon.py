"""The words of history in several languages: phrases, labels, month names, words that are no names.

They live in `lexicons/*.toml`, one file a language. A phrase is compared without case and accents; see the head of `en.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_WORDS = re.compile(r"[a-z0-9']+")
_ACCENTED = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿß’`´ºª"
_PLAIN = "aaaaaaceeeeiiiinoooooouuuuyys'''oa"
_FOLD = str.maketrans(_ACCENTED, _PLAIN)
_GATE = 4


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

    __slots__ = ("folded", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.words = _WORDS.findall(self.folded)
        self.starts = {word[:_GATE] for word in self.words}


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


class Phrases:
    """Phrases of one kind, with those that look like them and are not.

    They are kept by the beginning of their longest word: only those whose beginning occurs in a text are looked for there.
    """

    def __init__(self, phrases: Iterable[str], exceptions: Iterable[str] = ()) -> None:
        self._wanted = _by_gate(phrases)
        self._unwanted = _by_gate(exceptions)
        self.gates = frozenset(self._wanted)
        self._not_gates = frozenset(self._unwanted)
        self._compiled: dict[tuple[str, bool], re.Pattern[str]] = {}

    def find(self, prose: Prose) -> re.Match[str] | None:
        """The first phrase in the text (positions hold for the original text too), or None."""
        return None if self.gates.isdisjoint(prose.starts) else next(self.all(prose), None)

    def all(self, prose: Prose) -> Iterator[re.Match[str]]:
        """All phrases in the text, from left to right; of those that begin together the longest."""
        found = self._matches(prose, self.gates, self._wanted, True)
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
            regex = self._compiled.get((gate, wanted))
            if regex is None:
                regex = self._compiled[gate, wanted] = _compile(phrases[gate])
            found += regex.finditer(prose.folded)
        return found


def _by_gate(phrases: Iterable[str]) -> dict[str, list[str]]:
    """Phrases by their gate, the longest first."""
    out: dict[str, list[str]] = {}
    for phrase in sorted(set(phrases), key=lambda p: (-len(p), p)):
        gate = _gate(phrase)
        if gate:
            out.setdefault(gate, []).append(phrase)
    return out


def _unmistakable(phrase: str) -> bool:
    """Whether a phrase means the same wherever it stands: several words, or one long word."""
    return " " in phrase or "'" in phrase or len(phrase) >= 9


def _compile(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w\-])(?:" + "|".join(_pattern(p) for p in phrases) + r")(?![\w]|-\w)")


@dataclass(frozen=True)
class Language:
    """One lexicon file."""

    code: str
    day_first: bool
    months: Mapping[str, int]
    phrases: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]
    words: Mapping[str, frozenset[str]]


def _language(raw: Mapping[str, Any]) -> Language:
    months = {fold(name): int(number) for number, names in raw.get("months", {}).items() for name in names}
    return Language(
        str(raw.get("language", "")),
        bool(raw.get("day_first", False)),
        months,
        {key: tuple(value) for key, value in raw.get("phrases", {}).items()},
        {key: tuple(fold(label) for label in value) for key, value in raw.get("labels", {}).items()},
        {key: frozenset(fold(value).split()) for key, value in raw.get("words", {}).items()},
    )


class Lexicon:
    """All languages together, and views on some of them."""

    def __init__(self, languages: Iterable[Language], given: frozenset[str]) -> None:
        self.languages = {language.code: language for language in languages}
        self.given = given
        self.months: dict[str, int] = {}
        for language in self.languages.values():
            self.months.update(language.months)
        self.common = self._words("common")
        self.company = self._words("company")
        self.placeholder = self._words("placeholder")
        self.titles = self._words("titles")
        self.generic = self._words("generic")
        self.change = self._words("change")
        self._labels: dict[str, frozenset[str]] = {}
        self._phrases: dict[tuple[str, tuple[str, ...]], Phrases] = {}
        self._marks = self._language_marks()
        self._codes_of: dict[str, list[str]] = {}
        for code, marks in self._marks.items():
            for word in marks:
                self._codes_of.setdefault(word, []).append(code)

    def _words(self, kind: str) -> frozenset[str]:
        return frozenset().union(*(language.words.get(kind, frozenset()) for language in self.languages.values()))

    def words_of(self, kind: str) -> frozenset[str]:
        """The single words of the phrases of a kind, in all languages."""
        return frozenset(
            word for language in self.languages.values() for phrase in language.phrases.get(kind, ()) for word in fold(phrase).split()
        )

    @cached_property
    def label_kinds(self) -> dict[str, str]:
        """The kind of each label; where a label has several kinds, the most telling."""
        kinds = ("installation", "version", "ticket", "change", "requester", "date", "author")
        return {label: kind for kind in kinds for label in self.labels(kind)}

    @cached_property
    def label_starts(self) -> frozenset[str]:
        """The first letters of the labels, a cheap gate."""
        return frozenset(re.split(r"[^a-z]", label)[0][:4] for label in self.label_kinds)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The words of MODIFIED BY and the like."""
        return self.words_of("modified_by") - self.given

    @cached_property
    def column_words(self) -> frozenset[str]:
        """The words that head the columns of change logs."""
        return self.words_of("column_heading")

    def labels(self, kind: str) -> frozenset[str]:
        """The labels of a kind (author, date, ticket ...) in all languages."""
        if kind not in self._labels:
            self._labels[kind] = frozenset(label for language in self.languages.values() for label in language.labels.get(kind, ()))
        return self._labels[kind]

    def phrases(self, kind: str, codes: tuple[str, ...] = ()) -> Phrases:
        """The phrases of a kind: all of the given languages, and of the others those that cannot be mistaken.

        Without languages all phrases of all languages.
        """
        key = (kind, codes)
        if key not in self._phrases:
            wanted: list[str] = []
            exceptions: list[str] = []
            for code, language in self.languages.items():
                own = not codes or code in codes
                wanted += [phrase for phrase in language.phrases.get(kind, ()) if own or _unmistakable(phrase)]
                exceptions += language.phrases.get("not_" + kind, ())
            self._phrases[key] = Phrases(wanted, exceptions)
        return self._phrases[key]

    def _language_marks(self) -> dict[str, frozenset[str]]:
        """Words that only one group of languages has: they tell in which language a text is written."""
        english = self.languages["en"].words.get("common", frozenset()) if "en" in self.languages else frozenset()
        marks: dict[str, frozenset[str]] = {}
        foreign: set[str] = set()
        for code, language in self.languages.items():
            if code != "en":
                marks[code] = language.words.get("common", frozenset()) - english
                foreign |= marks[code] | language.words.get("common", frozenset())
        marks["en"] = english - foreign
        return marks

    def tongues(self, words: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """The language with most of its own words in a text, and all in which it seems to be written; English always among them."""
        counts = self._count(words)
        best = max(counts, key=lambda code: (counts[code], code == "en"))
        found = {code for code, count in counts.items() if count >= 2 and count * 3 >= counts[best]}
        return best if counts[best] >= 2 else "en", tuple(sorted(found | {"en"}))

    def languages_of(self, words: Iterable[str]) -> tuple[str, ...]:
        """The languages a text seems to be written in, English always among them."""
        return self.tongues(words)[1]

    def _count(self, words: Iterable[str]) -> dict[str, int]:
        """How many of the words only one group of languages has, by language."""
        counts = dict.fromkeys(self._marks, 0)
        index = self._codes_of
        for word in words:
            for code in index.get(word, ()):
                counts[code] += 1
        return counts


@lru_cache(maxsize=8)
def load(extra: tuple[str, ...] = ()) -> Lexicon:
    """The lexicon that comes with cobolscan, with further TOML files of a user laid on top (a language code of its own each)."""
    languages: list[Language] = []
    given: frozenset[str] = frozenset()
    folder = files("cobolscan.history") / "lexicons"
    texts = [(folder / f"{name}.toml").read_text(encoding="utf-8") for name in ("en", "pt", "es", "fr", "it", "de", "names")]
    texts += [Path(name).read_text(encoding="utf-8") for name in extra]
    for text in texts:
        raw = tomllib.loads(text)
        given |= frozenset(fold(raw.get("given", "")).split())
        if "language" in raw:
            languages.append(_language(raw))
    return Lexicon(languages, given)
