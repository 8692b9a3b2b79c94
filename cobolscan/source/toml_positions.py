"""On which line of a TOML file a key stands: tomllib does not tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_PATH = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"[ \t]*\[(\[)?[ \t]*({_PATH})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_PATH})[ \t]*=")
_PARTS = re.compile(_PART)
_TOKEN = re.compile(r'''"""|\'\'\'|"(?:[^"\\]|\\.)*"|'[^']*'|\#|[][{}]''')

_DEEPEST = 16  # keys that lead to a value, of those that anybody asks for

Keys = tuple[str | int, ...]


class Positions:
    """The lines of all keys and tables; those of an array of tables have their number among their keys."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._spans: dict[Keys, tuple[int, int]] = {}
        self._counts: Counter[Keys] = Counter()
        self._read()

    def line(self, keys: Sequence[str | int]) -> int:
        """The line (from 1) of a key; of one that stands inside of a value, where its name is to be seen there, else of what holds it; of a
        table that only its parts name, as [tool.x] does, that of the first of them."""
        known = next((size for size in range(min(len(keys), 2 * _DEEPEST), 0, -1) if tuple(keys[:size]) in self._spans), 0)
        parts = (first for each, (first, _) in self._spans.items() if each[: len(keys)] == tuple(keys))
        if known < len(keys) and (part := next(parts, None)) is not None:
            return part + 1
        if not known:
            return 1
        first, last = self._spans[tuple(keys[:known])]
        for word in keys[known:]:
            seen = (number for number in range(first, last + 1) if str(word) in self._lines[number])
            first = next(seen, first)
        return first + 1

    def _read(self) -> None:
        table: Keys = ()
        number = 0
        while number < len(self._lines):
            line = self._lines[number]
            header, key = _HEADER.match(line), _KEY.match(line)
            last = number
            if header is not None:
                table = self._table(_split(header[2]), header[1] is not None)
                self._spans.setdefault(table, (number, number))
            elif key is not None:
                last = self._end(number, key.end())
                self._add((*table, *_split(key[1])), number, last)
            number = last + 1

    def _table(self, keys: Keys, array: bool) -> Keys:
        """A header's keys, with the numbers of the arrays of tables on the way."""
        out: Keys = ()
        for at, key in enumerate(keys):
            out = (*out, key)
            if array and at == len(keys) - 1:
                self._counts[out] += 1
            if self._counts[out]:
                out = (*out, self._counts[out] - 1)
        return out

    def _add(self, keys: Keys, first: int, last: int) -> None:
        """A key, and the tables that its dots make."""
        for size in range(1, len(keys) + 1):
            self._spans.setdefault(keys[:size], (first, last))

    def _end(self, number: int, at: int) -> int:
        """The last line of a value: brackets and long strings may hold line ends."""
        depth, quote = 0, ""
        while number < len(self._lines):
            line = self._lines[number]
            while at < len(line):
                if quote:
                    found = line.find(quote, at)
                    at, quote = (len(line), quote) if found < 0 else (found + len(quote), "")
                    continue
                token = _TOKEN.search(line, at)
                if token is None or token[0] == "#":
                    break
                at = token.end()
                quote = token[0] if token[0] in ('"""', "'''") else ""
                depth += (token[0] in "[{") - (token[0] in "]}") if len(token[0]) == 1 else 0
            if depth <= 0 and not quote:
                return number
            number, at = number + 1, 0
        return number - 1


def _split(path: str) -> Keys:
    parts = islice(_PARTS.finditer(path), _DEEPEST)
    return tuple(part[0][1:-1] if part[0][0] in "\"'" else part[0] for part in parts)
