"""COPY REPLACING and REPLACE: text-words are compared, and other text put in their place (ISO 1989:2002, 7.1.2 and 7.1.3).

A text-word is a separator such as a parenthesis or colon, a literal, or any other run of characters between separators. Blanks, commas
and semicolons between text-words do not count when they are compared. This is how :TAG: stands inside a word: it is three text-words,
and nothing is put between what replaces them and the rest of the word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cobolscan.source.lazy import lazy
from cobolscan.syntax.origins import Origin, Text, TextBuilder

_TEXT_WORD = lazy(
    r"\"[^\"\n]*\"(?:\"[^\"\n]*\")*|'[^'\n]*'(?:'[^'\n]*')*"
    r"|[():]|==|[^\s,;.():\"'=]+(?:[.,](?=[0-9A-Z*])(?<=[0-9ZB*)].)[^\s,;.():\"'=]+)*|[.=\"']"
)


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is replaced by what. `wanted` are text-words in upper case; `part` is LEADING or TRAILING when only that part of a word is."""

    wanted: tuple[str, ...]
    code: str
    upper: str
    origin: Origin
    part: str = ""


@lru_cache(maxsize=1024)
def text_words(upper: str) -> tuple[str, ...]:
    """The text-words of a short text, pseudo-text for instance."""
    return tuple(_TEXT_WORD.findall(upper))


def replaced(text: Text, replacements: Sequence[Replacement]) -> Text:
    """The text with everything replaced that is to be; the same text when there is nothing. Time is linear in its length."""
    if not any(_may_occur(replacement, text.upper) for replacement in replacements):
        return text
    found = [(match.start(), match.end(), match[0]) for match in _TEXT_WORD.finditer(text.upper)]
    builder = TextBuilder(text)
    for start, end, replacement in _matches(text, found, replacements):
        builder.keep_until(start)
        # a part of a word stands where the word stands; whole words come from where they were written
        inside = bool(replacement.part) or _touches(text.upper, start, end)
        builder.put(end, replacement.code, replacement.upper, text.origin(start) if inside else replacement.origin, inside)
    return builder.text()


def _may_occur(replacement: Replacement, upper: str) -> bool:
    return bool(replacement.wanted) and all(word in upper for word in replacement.wanted)


def _touches(upper: str, start: int, end: int) -> bool:
    """Whether what is replaced is a part of a longer word."""
    before, after = upper[start - 1 : start], upper[end : end + 1]
    return _is_word(before) or _is_word(after)


def _is_word(char: str) -> bool:
    return char.isalnum() or char in ("-", "_") if char else False


def _matches(text: Text, found: list[tuple[int, int, str]], replacements: Sequence[Replacement]) -> Iterator[tuple[int, int, Replacement]]:
    """(start, end, replacement) of each match, from left to right; of several replacements the first that fits is taken."""
    words = [word for _, _, word in found]
    choices = _Choices(replacements)
    number = 0
    while number < len(words):
        start, end, _ = found[number]
        replacement = choices.best(words, number)
        length = 1
        if replacement is not None and not replacement.part:
            length = len(replacement.wanted)
            yield start, found[number + length - 1][1], replacement
        elif replacement is not None:
            yield *_part_of(start, end, replacement), replacement
        number += length


class _Choices:
    """Replacements by the word that they begin with, each with its number: the first in the statement that fits is taken."""

    def __init__(self, replacements: Sequence[Replacement]) -> None:
        self._parts: list[tuple[int, Replacement]] = []
        self._whole: dict[str, list[tuple[int, Replacement]]] = {}
        for number, replacement in enumerate(replacements):
            if replacement.part and len(replacement.wanted) == 1:
                self._parts.append((number, replacement))
            elif replacement.part and ":" in replacement.wanted:  # LEADING ==:TAG:==, which ends where it ends
                whole = replace(replacement, part="")
                self._whole.setdefault(whole.wanted[0], []).append((number, whole))
            elif not replacement.part and replacement.wanted:
                self._whole.setdefault(replacement.wanted[0], []).append((number, replacement))

    def best(self, words: list[str], at: int) -> Replacement | None:
        """The replacement for the words from `at` on."""
        word = words[at]
        found: tuple[int, Replacement] | None = None
        for choice in self._whole.get(word, ()):
            wanted = choice[1].wanted
            if tuple(words[at : at + len(wanted)]) == wanted:
                found = choice
                break
        for choice in self._parts:
            if found is not None and found[0] < choice[0]:
                break
            if _has_part(word, choice[1]):
                return choice[1]
        return found[1] if found else None


def _has_part(word: str, replacement: Replacement) -> bool:
    """Whether a word begins or ends with what is to be replaced."""
    wanted = replacement.wanted[0]
    return word.startswith(wanted) if replacement.part == "LEADING" else word.endswith(wanted)


def _part_of(start: int, end: int, replacement: Replacement) -> tuple[int, int]:
    """Where the leading or trailing part of a word is that is to be replaced."""
    length = len(replacement.wanted[0])
    return (start, start + length) if replacement.part == "LEADING" else (end - length, end)
