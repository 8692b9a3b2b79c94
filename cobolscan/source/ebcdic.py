"""EBCDIC: recognising it, its code pages, and double-byte characters between shift-out and shift-in."""

from __future__ import annotations

import re
from importlib import import_module

BUILT_IN = frozenset({"cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1047", "cp1140"})
"""Pages that need no package: those of Python, and 1047, which is 037 with some characters in each other's place."""

PAGES = BUILT_IN | {f"cp{page}" for page in (277, 278, 280, 284, 285, 290, 297, 420, 833, 838, 870, 871, 1025, 1097, 1112, 1122, 1123)}
PAGES |= {f"cp{page}" for page in range(1141, 1150)}
"""All pages that can be named; those that are not built in are in the package `ebcdic`."""

_MIXED = {"cp930": "cp290", "cp1390": "cp290", "cp933": "cp833", "cp1364": "cp833", "cp937": "cp037", "cp1371": "cp037"}
"""Pages of one and two bytes a character (Japan, Korea, Taiwan), and that of their single bytes."""

PAGES |= frozenset(_MIXED)

BLANK, LINE_ENDS = 0x40, b"\x15\x25\x0d\x0a"  # the last is ASCII's: see lines.ebcdic_end

_OPEN_SYSTEMS = str.maketrans("\u00ac^[\u00dd]\u00a8", "^\u00ac\u00dd[\u00a8]")
"""From page 037 to 1047, "Latin 1/Open Systems" (IBM, code page 01047): three pairs of characters change places."""

_SHIFTED = re.compile(rb"\x0e((?:[\x40-\xfe]{2})++)\x0f")
_TEXT = bytes((*range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA), *range(0xC1, 0xCA), *range(0xD1, 0xDA), *range(0xE2, 0xEA)))
_TEXT += bytes(range(0xF0, 0xFA)) + b"\x40\x4b\x4d\x5d\x5c\x60\x61\x6b\x6d\x6e\x7a\x7d\x7e\x7f" + LINE_ENDS
_RARE = bytes((*range(0x8A, 0x91), *range(0x9A, 0x9F)))
"""Bytes that are rare with Latin letters: where there are many, brackets and the euro sign are katakana, too."""

_UNKNOWN = "\u3013"
"""The geta mark, which Japanese typesetters put where a character is missing."""


def is_ebcdic(data: bytes) -> bool:
    """Whether bytes are those of EBCDIC source: four in five are letters, digits, blanks and what COBOL is punctuated with.

    In ASCII and its relatives the bytes of these letters are accented letters or graphics, and a blank is X"20", a control in EBCDIC.
    """
    blanks = data.count(BLANK)
    if blanks * 20 < len(data) or data.count(0x20) * 20 > blanks:
        return False
    body = _SHIFTED.sub(b"", data) if b"\x0e" in data else data
    return len(body.translate(None, _TEXT)) * 5 <= len(body)


def page_of(data: bytes) -> str:
    """The code page of EBCDIC text, by the few bytes that tell: 037 unless there is evidence for another."""
    if b"\x0e" in data:
        data = _SHIFTED.sub(b"", data)
    katakana = len(data) - len(data.translate(None, _RARE))
    if data.count(0xAD) + data.count(0xBD) > data.count(0xBA) + data.count(0xBB) + katakana:
        return "cp1047"  # brackets
    return "cp1140" if data.count(0x9F) > katakana else "cp037"  # the euro sign


def decode_page(data: bytes, page: str) -> str:
    """The text; shift-out and shift-in stay, each pair of bytes between them is one character.

    A pair of row X"42" is a letter of double width, X"4040" a blank; what the others are depends on the country's page and is not known
    here: each is a geta mark. Raises ValueError when the page is not installed.
    """
    if b"\x0e" not in data:
        return _single(data, page)
    parts: list[str] = []
    done = 0
    for found in _SHIFTED.finditer(data):
        parts += (_single(data[done : found.start(1)], page), _pairs(found[1]))
        done = found.end(1)
    return "".join(parts) + _single(data[done:], page)


def _single(data: bytes, page: str) -> str:
    """Text of one byte a character."""
    page = _MIXED.get(page, page)
    if page == "cp1047":
        return data.decode("cp037").translate(_OPEN_SYSTEMS)
    if page not in BUILT_IN:
        _install(page)
    return data.decode(page, "cobolscan.keep")


def _install(page: str) -> None:
    """Make the codecs of the package `ebcdic` known to Python."""
    try:
        import_module("ebcdic")
    except ImportError:
        raise ValueError(f"encoding {page} needs the package ebcdic: pip install 'cobolscan[ebcdic]'") from None


def _pairs(data: bytes) -> str:
    """The characters that pairs of bytes stand for."""
    return "".join(_pair(data[at], data[at + 1]) for at in range(0, len(data), 2))


def _pair(row: int, cell: int) -> str:
    if row == cell == BLANK:
        return "\u3000"
    if row == 0x42:
        char = bytes((cell,)).decode("cp037")
        if "!" <= char <= "~":
            return chr(ord(char) + 0xFEE0)
    return _UNKNOWN


def offsets(data: bytes) -> list[int]:
    """Byte offset of each character of the text, and the number of bytes."""
    out: list[int] = []
    done = 0
    for found in _SHIFTED.finditer(data):
        out += range(done, found.start(1))
        out += range(found.start(1), found.end(1), 2)
        done = found.end(1)
    out += range(done, len(data) + 1)
    return out
