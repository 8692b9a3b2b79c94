"""Cutting text into physical lines, and small help with characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

NEL, FOREIGN_LF = "\x85", "\x8e"
"""What the EBCDIC bytes X"15" and X"0A" are decoded to."""

_LONGEST_RECORD = 256


def split_lines(text: str) -> list[str]:
    """Physical lines, without their ends (LF, CRLF, CR).

    A lone CR ends a line in a file without LF; in others only when something follows it on the line and no literal is open there.
    In text that was EBCDIC other characters may end lines (see `ebcdic_end`). `str.splitlines` would cut at form feeds and much else.
    """
    if end := ebcdic_end(text):
        text = text.replace(f"\r{end}", "\n").replace(end, "\n")
    if "\r" in text:
        text = _unify_returns(text)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def ebcdic_end(text: str) -> str:
    """The character that ends lines, alone or behind CR, where LF does not, or "": there is no LF, and no more CR than of it.

    It is NEL, or what a byte X"0A" becomes: transfers that end the records of EBCDIC text as ASCII does put LF there. In EBCDIC this is
    a control that does not stand in source, but in a literal of fixed-length records it may: no record is longer than source has them.
    """
    if "\n" in text:
        return ""
    end = NEL if NEL in text else FOREIGN_LF
    if end not in text or text.count("\r") > text.count(end):
        return ""
    return end if end == NEL or max(map(len, text.split(end))) <= _LONGEST_RECORD else ""


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
