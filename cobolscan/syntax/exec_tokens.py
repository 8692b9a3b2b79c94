"""The text of an EXEC block as tokens: one regex for commands (CICS, DL/I), one for SQL; a kind is one character as everywhere.

Offsets count from the start of the block, so that a place in it is a place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate, compress
from typing import Any, NamedTuple

_WORD = r"[\w#@$](?:[\w#@$-]*[\w#@$])?"
_TAG = r"(?::[A-Z0-9-]+:|\([A-Z0-9-]+\))(?=[\w-])[\w#@$-]*"  # what COPY REPLACING fills in
_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:E[+-]?\d+)?(?![\w#@$-]*[\w#@$])"
_CLAUSE = "FROM|INTO|WHERE|AND|OR|SET|VALUES|ORDER|GROUP|FOR|WITH"  # a colon in front of these has lost its name
_COMMENT = r"\s+|--[^\n]*|/\*(?:[^*]|\*(?!/))*\*/"
_HOST = rf":(?!\s+(?:{_CLAUSE})\b)\s*(?:{_TAG}|{_WORD})(?:\s*\.\s*(?:{_TAG}|{_WORD}))*"
_COMMAND = (
    rf"[\s,;]+|(?:[XZNGBU]|NX|GX)?(?:'(?:[^'\n]|'')*'|\"(?:[^\"\n]|\"\")*\")|{_NUMBER}|:[A-Z0-9-]+:[\w#@$-]*|{_WORD}|\*\*|[<>=¬^!&|]+|."
)
_SQL = (
    rf"{_COMMENT}|==(?:[^=]|=(?!=))*==|(?:[XGNBUE]|[BGU]X|U&)?'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|{_HOST}|{_NUMBER}|{_WORD}|\|\||::|:=|"
    r"[<>=¬^!~]+|."
)


class Tokens:
    """The tokens of one block: a string of kinds; spellings and offsets are made when somebody asks."""

    __slots__ = ("_found", "_marks", "_start", "kinds")

    def __init__(self, found: list[str], marks: list[str], start: int) -> None:
        self.kinds = "".join(marks)
        self._found = found
        self._marks = marks
        self._start = start

    @property
    def texts(self) -> list[str]:
        return list(compress(self._found, self._marks))

    @property
    def offsets(self) -> list[int]:
        return list(compress(accumulate(map(len, self._found), initial=self._start), self._marks))


class Misfit(NamedTuple):
    """The token (or word) of a shape that does not fit, and what was expected there."""

    at: int
    expected: tuple[str, ...]


class Problem(NamedTuple):
    """What is wrong with a block: where it does not fit (an offset into the block) and what was expected."""

    offset: int
    expected: tuple[str, ...]


class Lexer:
    """One regex and the kinds of what it finds; a spelling is classified once."""

    def __init__(self, pattern: str, spellings: dict[str, str], classify: Callable[[str], str], kinds: dict[str, str]) -> None:
        self._findall = re.compile(pattern, re.DOTALL).findall
        self._spellings = spellings
        self._known: dict[str, str] = {}
        self._classify = classify
        self._kinds = kinds

    def tokens(self, text: str, start: int) -> Tokens:
        """The tokens of the upper-case `text`, whose first character stands at `start`."""
        found = self._findall(text)
        known = self._known
        try:
            marks = list(map(known.__getitem__, found))
        except KeyError:
            marks = [self._kind(spelling) for spelling in found]
        return Tokens(found, marks, start)

    def _kind(self, spelling: str) -> str:
        kind = self._known.get(spelling)
        if kind is None:
            if len(self._known) > _MAX_SPELLINGS:
                self._known.clear()
            kind = self._spellings.get(spelling)
            if kind is None:
                name = self._classify(spelling)
                kind = self._kinds[name] if name else ""
            self._known[spelling] = kind
        return kind


_MAX_SPELLINGS = 100_000


def command_lexer(data: dict[str, Any]) -> Lexer:
    kinds: dict[str, str] = data["kinds"]
    return Lexer(_COMMAND, {word: kinds[kind] for word, kind in _COMMAND_WORDS.items()}, _command_kind, kinds)


def sql_lexer(data: dict[str, Any]) -> Lexer:
    return Lexer(_SQL, data["words"]["spellings"], _sql_kind, data["kinds"])


_COMMAND_WORDS = {
    "OF": "OF", "IN": "IN", "AND": "AND", "OR": "OR", "FUNCTION": "FUNCTION", "(": "LPAR", ")": "RPAR", ":": "COLON", "+": "PLUS",
    "-": "MINUS", "*": "STAR", "/": "SLASH", "**": "POWER",
}  # fmt: skip
_SIGNS = {
    "(": "LPAR", ")": "RPAR", "[": "LPAR", "]": "RPAR", ",": "COMMA", ".": "DOT", "*": "STAR", "/": "SLASH", "+": "PLUS", "-": "MINUS",
    "=": "EQUALS",
    "?": "PARAMETER", ";": "SEMICOLON", ":": "JUNK",
}  # fmt: skip


def _command_kind(spelling: str) -> str:
    first, last = spelling[0], spelling[-1]
    if first.isspace() or first in ",;":
        return ""
    if last in "'\"":
        return "STRING" if len(spelling) > 1 else "UNCLOSED"
    if first.isdigit() and all(c in "0123456789.E+" for c in spelling):
        return "NUMBER"
    if first in "<>=¬^!&|":
        return "RELATION"
    return "WORD" if any(c.isalnum() for c in spelling) else "JUNK"


def _sql_kind(spelling: str) -> str:
    first, last = spelling[0], spelling[-1]
    if first.isspace() or spelling[:2] in ("--", "/*"):
        return ""
    if spelling in _SIGNS:
        return _SIGNS[spelling]
    if first == '"':
        return "QUOTED" if len(spelling) > 1 else "UNCLOSED"
    if last == "'":
        return "STRING" if len(spelling) > 1 else "UNCLOSED"
    if spelling[:2] == "==" and len(spelling) > 3:
        return "STRING"
    if first == ":" and spelling not in ("::", ":="):
        return "HOST"
    if first.isdigit() or (first == "." and len(spelling) > 1):
        return "NUMBER" if re.fullmatch(_NUMBER, spelling) else "NAME"
    if first.isalpha() or first in "_#@$":
        return "NAME"
    return "OPERATOR" if all(c in "|:=<>¬^!~/%&" for c in spelling) else "JUNK"


def similar(word: str, words: list[str]) -> tuple[str, ...]:
    """The words that somebody may have meant."""
    from difflib import get_close_matches

    return tuple(get_close_matches(word, words, 2, 0.7 if len(word) > 3 else 0.65))
