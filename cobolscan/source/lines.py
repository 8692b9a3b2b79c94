"""Cutting text into physical lines, and small help with characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate


def split_lines(text: str) -> list[str]:
    """Physical lines, without their ends (LF, CRLF, CR).

    A lone CR ends a line in a file without LF; in others only when something follows it on the line and no literal is open there.
    NEL, EBCDIC's line end, counts in a file without LF (see `ends_in_nel`). `str.splitlines` would cut at form feeds and much else.
    """
    if "\x85" in text and ends_in_nel(text):
        text = text.replace("\r\x85", "\n").replace("\x85", "\n")
    if "\r" in text:
        text = _unify_returns(text)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def ends_in_nel(text: str) -> bool:
    """Whether NEL ends lines, alone or behind CR: there is no LF, and no more CR than NEL."""
    return "\n" not in text and text.count("\r") <= text.count("\x85")


def _unify_returns(text: str) -> str:
    """The text with LF for each line end; carriage returns that end no line stay."""
    text = text.replace("\r\n", "\n")
    if text.count("\r") > text.count("\n"):
        return text.replace("\r", "\n")
    if "\r" not in text:
        return text
    return "\n".join(_cut_at_returns(line) if "\r" in line else line for line in text.split("\n"))


def _cut_at_returns(line: str) -> str:
    """The line with those carriage returns made line ends that are not at its end and not in a literal."""
    body = line.rstrip("\r \t")
    parts = body.split("\r")
    joined = parts[:1]
    quote = open_quote(parts[0])
    for part in parts[1:]:
        inside = quote != "" and quote in part
        joined += ("\r" if inside else "\n", part)
        quote = open_quote(quote + part if inside else part)
    return "".join(joined) + line[len(body) :]


_LITERAL = re.compile(r"""\"[^\"]*\"?|'[^']*'?""")
_LITERAL_OR_MARKER = re.compile(r"""\"[^\"]*\"?|'[^']*'?|\*>|\|+""")


def open_quote(text: str) -> str:
    """The quote of a literal that is still open at the end of the text, or "". A doubled quote closes and opens again."""
    literals = _LITERAL.findall(text)
    if not literals:
        return ""
    last: str = literals[-1]
    return last[0] if len(last) == 1 or last[-1] != last[0] else ""


def find_comment(text: str) -> int:
    """Where a floating comment begins in a line, or -1: at a `*>`, or a single `|` (ACUCOBOL; `||` is SQL's), that stands in no literal."""
    for found in _LITERAL_OR_MARKER.finditer(text):
        if found[0] in ("*>", "|"):
            return found.start()
    return -1


def ascii_upper(text: str) -> str:
    """ASCII letters in upper case, all else as it is: the length stays, which `str.upper` does not promise (sharp s)."""
    return text.upper() if text.isascii() else text.encode("utf-8", "surrogatepass").upper().decode("utf-8", "surrogatepass")


class LineIndex:
    """Line numbers (0-based) of offsets in a text whose lines end with LF."""

    def __init__(self, text: str) -> None:
        widths = [len(line) + 1 for line in text.split("\n")]
        self.starts = list(accumulate(widths[:-1], initial=0))
        """Offset at which each line begins; behind the last line end there is one more."""

    def line(self, offset: int) -> int:
        """The line in which an offset lies."""
        return bisect_right(self.starts, offset) - 1
