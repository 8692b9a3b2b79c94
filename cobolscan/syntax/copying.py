"""COPY and REPLACE statements: one token each for the grammars; here their own words are looked at (ISO 1989:2002, 7.1).

Their operands are text-words and pseudo-text, which may be anything, reserved words included; so a regex over the kinds says
whether the statement is formed as it must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cobolscan.syntax.words import FILLER


class CopyStatements:
    """Finds the COPY and REPLACE statements of a file."""

    def __init__(self, kinds: dict[str, str]) -> None:
        k = kinds
        word = f"[^{k['PERIOD']}{k['LPAR']}{k['RPAR']}{k['BY']}{k['PSEUDO_TEXT']}{k['UNCLOSED']}]"
        operand = f"{word}(?:[{k['OF']}{k['IN']}]{word})*+(?:{k['LPAR']}[^{k['RPAR']}{k['PERIOD']}]*{k['RPAR']})?"
        side = f"(?:{k['PSEUDO_TEXT']}|{operand})"
        pseudo = f"(?:[{k['LEADING']}{k['TRAILING']}])?{k['PSEUDO_TEXT']}{k['BY']}{k['PSEUDO_TEXT']}"
        pairs = f"(?:(?:[{k['LEADING']}{k['TRAILING']}])?{side}{k['BY']}{side})+"
        library = f"(?:[{k['OF']}{k['IN']}]{word})?"
        options = f"(?:{k['SUPPRESS']}{k['PRINTING']}?)?(?:{k['REPLACING']}{pairs})?"
        copy = f"{k['COPY']}{word}{library}{options}{k['PERIOD']}"
        replace = f"{k['REPLACE']}(?:{k['OFF']}|(?:{pseudo})+){k['PERIOD']}"
        self._form = re.compile(f"{copy}|{replace}")
        self._statement = re.compile(f"[{k['COPY']}{k['REPLACE']}]{FILLER}*")

    def present(self, kinds: str) -> bool:
        """Whether there are any."""
        return self._statement.search(kinds) is not None

    def malformed(self, kinds: str, raw: str) -> Iterator[tuple[int, int]]:
        """First token and number of tokens of each statement that is not formed as it must be."""
        for match in self._statement.finditer(kinds):
            if not self._form.fullmatch(raw, match.start(), match.end()):
                yield match.start(), match.end() - match.start()
