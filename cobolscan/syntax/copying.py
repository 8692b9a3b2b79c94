"""COPY and REPLACE statements: their form, and what they say (ISO 1989:2002, 7.1.2 and 7.1.3).

Their operands are text-words and pseudo-text, which may be anything, reserved words included; so a regex over the kinds says
whether the statement is formed as it must be, and this module reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cobolscan.source.lazy import lazy
from cobolscan.source.lines import ascii_upper
from cobolscan.syntax.origins import Text
from cobolscan.syntax.replacing import Replacement, text_words
from cobolscan.syntax.tokenizer import Tokens
from cobolscan.syntax.words import FILLER


@dataclass(frozen=True, slots=True)
class CopyStatement:
    """A COPY (or INCLUDE): tokens `start` to `end`, the member's name and library, and what it replaces.

    What is in quotes is as written, without them, for a folder may have that spelling; so is the library. A name that is a COBOL word
    is in upper case.
    """

    start: int
    end: int
    name: str
    library: str | None = None
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplaceStatement:
    """A REPLACE: tokens `start` to `end`; OFF replaces nothing. ALSO adds to what is replaced, LAST OFF goes back to what it was."""

    start: int
    end: int
    replacements: tuple[Replacement, ...] = ()
    also: bool = False
    last: bool = False


class CopyStatements:
    """Finds the COPY and REPLACE statements of a file."""

    def __init__(self, kinds: dict[str, str]) -> None:
        k = self._kinds = kinds
        none = "PERIOD LPAR RPAR BY PSEUDO_TEXT UNCLOSED EXEC_SQL EXEC_CICS EXEC_DLI EXEC_OTHER".split()
        word = f"[^{''.join(k[name] for name in none)}]"
        operand = f"{word}(?:[{k['OF']}{k['IN']}]{word})*+(?:{k['LPAR']}[^{k['RPAR']}{k['PERIOD']}]*{k['RPAR']})?"
        side = f"(?:{k['PSEUDO_TEXT']}|{operand})"
        part = f"[{k['LEADING']}{k['TRAILING']}]"
        pseudo = f"(?:{part}{side}{k['BY']}{side}|{k['PSEUDO_TEXT']}{k['BY']}{k['PSEUDO_TEXT']})"
        self._pairs = f"(?:(?:{part})?{side}{k['BY']}{side})+"
        self._pair = lazy(f"(?P<part>{part})?(?P<wanted>{side}){k['BY']}(?P<put>{side})")
        library = f"(?:[{k['OF']}{k['IN']}](?P<library>{word}))?"
        options = f"(?:{k['SUPPRESS']}{k['PRINTING']}?)?(?:{k['REPLACING']}(?P<pairs>{self._pairs}))?"
        copy = f"{k['COPY']}(?P<name>{word}){library}{options}{k['PERIOD']}?"
        # a file's name without quotes: COPY DEFS.CPY REPLACING ...
        dotted = f"{k['COPY']}(?P<name>{word})(?P<dot>{k['PERIOD']})(?P<extension>{word}){library}{options}{k['PERIOD']}?"
        self._dotted = lazy(dotted)
        replace = f"{k['REPLACE']}(?:(?P<last>{k['LAST']})?{k['OFF']}|(?P<also>{k['ALSO']})?(?P<replace>(?:{pseudo})+)){k['PERIOD']}?"
        self._form = lazy(f"(?:{copy}|{replace})(?<={k['PERIOD']})")
        self._copy = lazy(copy)
        self._replace = lazy(replace)
        self._statement = lazy(f"[{k['COPY']}{k['REPLACE']}]{FILLER}*")

    def malformed(self, kinds: str, raw: str) -> Iterator[tuple[int, int]]:
        """First token and number of tokens of each statement that is not formed as it must be."""
        if self._kinds["COPY"] in kinds or self._kinds["REPLACE"] in kinds:
            for match in self._statement.finditer(kinds):
                if not self._form.fullmatch(raw, match.start(), match.end()):
                    yield match.start(), match.end() - match.start()

    def copies(self, text: Text, tokens: Tokens) -> Iterator[CopyStatement]:
        """The COPY statements of a text that are formed as they must be."""
        if self._kinds["COPY"] not in tokens.raw:
            return
        for match in self._copy.finditer(tokens.raw):
            name, match = self._named(text, tokens, match)
            library = unquoted(_written(text, tokens, match.start("library"))) if match["library"] else None
            pairs = self._replacements(text, tokens, *match.span("pairs")) if match["pairs"] else ()
            yield CopyStatement(match.start(), match.end(), name, library, pairs)

    def _named(self, text: Text, tokens: Tokens, match: re.Match[str]) -> tuple[str, re.Match[str]]:
        """The member's name; with an extension that touches it, the statement is longer than was thought."""
        name = tokens.texts[match.start("name")]
        longer = self._dotted.match(tokens.raw, match.start())
        if longer:
            extension, offsets = longer.start("extension"), tokens.offsets
            if offsets[extension] == offsets[match.start("name")] + len(name) + 1:
                return f"{name}.{tokens.texts[extension]}", longer
        literal = unquoted(name) != name
        return unquoted(_written(text, tokens, match.start("name"))) if literal else name, match

    def replaces(self, text: Text, tokens: Tokens, start: int, end: int) -> Iterator[ReplaceStatement]:
        """The REPLACE statements among the tokens `start` to `end` of a text that are formed as they must be."""
        if self._kinds["REPLACE"] not in tokens.raw:
            return
        for match in self._replace.finditer(tokens.raw, start, end):
            pairs = self._replacements(text, tokens, *match.span("replace")) if match["replace"] else ()
            yield ReplaceStatement(match.start(), match.end(), pairs, bool(match["also"]), bool(match["last"]))

    def _replacements(self, text: Text, tokens: Tokens, start: int, end: int) -> tuple[Replacement, ...]:
        return tuple(self._replacement(text, tokens, match) for match in self._pair.finditer(tokens.raw, start, end))

    def _replacement(self, text: Text, tokens: Tokens, match: re.Match[str]) -> Replacement:
        wanted, _ = _operand(text, tokens, *match.span("wanted"))
        put, offset = _operand(text, tokens, *match.span("put"))
        part = tokens.texts[match.start("part")] if match["part"] else ""
        if part:  # GnuCOBOL takes literals for parts of words, and SPACES for none
            wanted, put = unquoted(wanted), "" if put.upper() in ("SPACE", "SPACES") else unquoted(put)
        return Replacement(text_words(ascii_upper(wanted)), put, ascii_upper(put), text.origin(offset), part)


def _written(text: Text, tokens: Tokens, number: int) -> str:
    """A token as it is written: the texts of tokens are in upper case."""
    start = tokens.offsets[number]
    return text.code[start : start + len(tokens.texts[number])]


def _operand(text: Text, tokens: Tokens, start: int, end: int) -> tuple[str, int]:
    """The text of an operand, without the delimiters of pseudo-text, and its offset."""
    first = tokens.offsets[start]
    code = text.code[first : tokens.offsets[end - 1] + len(tokens.texts[end - 1])]
    if not code.startswith("=="):
        return code, first
    body = code[2:-2]
    return body.strip(), first + 2 + len(body) - len(body.lstrip())


def unquoted(name: str) -> str:
    """A name without the quotes around it."""
    return name[1:-1] if len(name) > 1 and name[0] in "\"'" and name[-1] == name[0] else name
