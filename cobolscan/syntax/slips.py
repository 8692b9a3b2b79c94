"""Misspelt words of COBOL: names that are one slip of the keys away from a verb, a scope terminator or a word of a header.

A name is looked at once, when its spelling is first seen; it gets a kind of its own, so that a file without such names pays for
one search in its string of kinds. What is done about one depends on where it stands: a word of a header is put right before the
file is cut (a division that is not recognised costs all that is in it); a verb is tried when its sentence is not accepted
without it, or when it stands like a verb, at the start of a line, and is named nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cobolscan.syntax.tokenizer import Tokens

SLIP = "\x01"  # in a string of kinds, before `settle`: a name that may be a misspelt word
_SHORTEST, _LONGEST = 2, 16


@dataclass(slots=True, frozen=True)
class Slip:
    """A name that may be `word`, misspelt."""

    token: int
    word: str

    @property
    def may_be_operand(self) -> bool:
        """Whether the word stands where a name may stand as well: a figurative constant does, a verb does not."""
        return self.word in _OPERAND_WORDS


class Slips:
    """The words that may be meant, and the places where a word of a header can only be that."""

    def __init__(self, spellings: Mapping[str, str], starts: Mapping[str, str], kinds: Mapping[str, str]) -> None:
        self._spellings = spellings
        self._name, self._section = kinds["NAME"], kinds["SECTION"]
        self._words = frozenset(word for word, kind in spellings.items() if kind in starts) | _HEADER_WORDS | _OPERAND_WORDS
        self._conditions = frozenset(kinds[word] + kinds["LPAR"] for word in ("DFHRESP", "DFHVALUE"))
        self._shortened: dict[str, str] = {}
        for word in sorted(self._words):
            for short in _shorter(word):
                self._shortened.setdefault(short, word)
        # the first and last letters of words with hyphens: most names with hyphens are told from all of them by these
        self.hyphened = frozenset(part for word in self._words if "-" in word for part in (word[:4], word[-4:]))
        self._patterns = _patterns(kinds)
        self._procedure = re.compile(f"{kinds['PROCEDURE']}[{kinds['DIVISION']}{SLIP}]")

    def word(self, spelling: str) -> str | None:
        """The word that a name is one slip away from: a letter left out, put in or exchanged, or two neighbours in the wrong order."""
        if not _SHORTEST <= len(spelling) <= _LONGEST:
            return None
        word = self._shortened.get(spelling)
        if word is not None and len(word) > 3:
            return word
        for short in _shorter(spelling):
            word = short if short in self._words else self._shortened.get(short)
            if word is not None and _is_sure(spelling, word):
                return word if spelling.replace("-", "") != word else None  # DE-LETE is a name on purpose
        return None

    def settle(self, tokens: Tokens, raw: str, words: Mapping[str, str]) -> tuple[str, list[Slip], list[Slip]]:
        """The kinds with names as names again and misspelt headers put right; the slips that stay, and those put right.

        `words` gives the word that a spelling may be. In DFHRESP(QZERO) a condition of CICS stands, and no ZERO.
        """
        places = (token for token, kind in enumerate(raw) if kind == SLIP and raw[max(0, token - 2) : token] not in self._conditions)
        found = [Slip(token, words[tokens.texts[token]]) for token in places]
        kinds = raw.replace(SLIP, self._name)
        procedure = self._procedure.search(raw)
        end = procedure.end() if procedure else len(raw)
        headers = [slip for slip in found if self._is_header(tokens, raw, slip, end)]
        if not headers:
            return kinds, found, headers
        changed = list(kinds)
        for slip in headers:
            changed[slip.token] = self._spellings[slip.word]
        put_right = {slip.token for slip in headers}
        return "".join(changed), [slip for slip in found if slip.token not in put_right], headers

    def _is_header(self, tokens: Tokens, raw: str, slip: Slip, end: int) -> bool:
        pattern = self._patterns.get(slip.word)
        if pattern is None:
            return False
        behind, ahead, everywhere = pattern
        token = slip.token
        return (
            (everywhere or token < end)
            and ahead.match(raw, token + 1) is not None
            and (behind is None or (tokens.begins_line(token) if behind == "" else raw[token - 1 : token] in behind and token > 0))
        )


def _shorter(word: str) -> Iterator[str]:
    """The word with each of its letters left out."""
    for number in range(len(word)):
        yield word[:number] + word[number + 1 :]


def is_slip(spelling: str, word: str) -> bool:
    """Whether one slip makes the spelling out of the word."""
    if len(spelling) != len(word):
        longer, shorter = max(spelling, word, key=len), min(spelling, word, key=len)
        return len(longer) == len(shorter) + 1 and shorter in _shorter(longer)
    wrong = [number for number, (a, b) in enumerate(zip(spelling, word, strict=True)) if a != b]
    if len(wrong) == 1:
        return True
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and spelling[wrong[0]] == word[wrong[1]] and spelling[wrong[1]] == word[wrong[0]]


def _is_sure(spelling: str, word: str) -> bool:
    """A slip, and in words of two letters none but their order: A is no misspelt GO."""
    return is_slip(spelling, word) and (min(len(spelling), len(word)) > 2 or sorted(spelling) == sorted(word))


def _patterns(kinds: Mapping[str, str]) -> dict[str, tuple[str | None, re.Pattern[str], bool]]:
    """Where a word of a header must be meant: the kinds before it ("": it begins a line), those behind it, whether in all divisions."""
    division, section, period, using = kinds["DIVISION"], kinds["SECTION"], kinds["PERIOD"], kinds["USING"]
    name = f"[{kinds['NAME']}{SLIP}]"
    divisions = "".join(kinds[word] for word in ("IDENTIFICATION", "ID", "ENVIRONMENT", "DATA", "PROCEDURE"))
    sections = [word.replace("-", "_") for word in _SECTIONS]
    before_division, before_section = re.compile(division), re.compile(f"{section}{period}")
    closed = re.compile(period)
    patterns: dict[str, tuple[str | None, re.Pattern[str], bool]] = dict.fromkeys(_DIVISIONS, (None, before_division, True))
    patterns |= dict.fromkeys(_SECTIONS, (None, before_section, False))
    patterns |= dict.fromkeys(_PARAGRAPHS, ("", closed, False))
    patterns["DIVISION"] = (divisions, re.compile(f"[{period}{using}]"), True)
    patterns["SECTION"] = ("".join(kinds[word] for word in sections), closed, False)
    patterns["DECLARATIVES"] = ("", re.compile(f"{period}{name}{section}[^{period}]*{period}{kinds['USE']}"), True)
    patterns["SELECT"] = (period, re.compile(f"{name}[^{period}]*{kinds['ASSIGN']}"), False)
    return patterns


_DIVISIONS = ("IDENTIFICATION", "ENVIRONMENT", "DATA", "PROCEDURE")
_SECTIONS = (
    "CONFIGURATION", "INPUT-OUTPUT", "FILE", "WORKING-STORAGE", "LOCAL-STORAGE", "LINKAGE", "SCREEN", "REPORT", "COMMUNICATION",
)  # fmt: skip
_PARAGRAPHS = (
    "PROGRAM-ID", "FUNCTION-ID", "SOURCE-COMPUTER", "OBJECT-COMPUTER", "SPECIAL-NAMES", "REPOSITORY", "FILE-CONTROL", "I-O-CONTROL",
)  # fmt: skip
# words that stand where a name may stand as well
_OPERAND_WORDS = frozenset(
    "SPACE SPACES ZERO ZEROS ZEROES NULL NUMERIC ALPHABETIC LEADING TRAILING FUNCTION SCREEN BLANK UPON TRUE FALSE".split()
)
_HEADER_WORDS = frozenset((*_DIVISIONS, *_SECTIONS, *_PARAGRAPHS, "DIVISION", "SECTION", "DECLARATIVES", "SELECT"))
