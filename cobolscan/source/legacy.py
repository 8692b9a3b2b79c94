"""Telling encodings apart that are neither ASCII nor Unicode: EBCDIC, Shift-JIS, EUC-JP, code page 850 and Windows-1252."""

from __future__ import annotations

import re
from itertools import islice

from cobolscan.source.decode import decode_as
from cobolscan.source.ebcdic import is_ebcdic, page_of

_ASCII = bytes(range(0x80))
_PAIRS = re.compile(rb"(?:[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]){2,}|[\xa1-\xdf]{3,}")
"""What Japanese text is made of in Shift-JIS: runs of double-byte characters, and of katakana of half width."""

_KANA = re.compile(rb"\x81[\x40-\x5c]|\x82[\x4f-\x9a\x9f-\xf1]|\x83[\x40-\x96]")
_HALF_WIDTH = bytes(range(0xA6, 0xC0))
_EUC_KANA = re.compile(rb"[\xa4\xa5][\xa1-\xf6]")
_REPEATED = re.compile(rb"([\x80-\xff])\1\1")
_HIGH = re.compile(r"[^\x00-\x7f]")
_SAMPLE = 5_000
"""Characters beyond ASCII that are looked at to choose between two code pages."""

_LETTERS = frozenset("áàâãäåæçéèêëíìîïñóòôõöøúùûüßÿœ")
_SIGNS = frozenset("€°ºª§«»“”‘’‚„–—…·•©®²³½¼£±")
_APOSTROPHES = frozenset("’‘·")


def recognise(data: bytes) -> str:
    """The name of the encoding of text that has bytes beyond ASCII and is not UTF-8."""
    if is_ebcdic(data):
        return page_of(data)
    if _is_euc_jp(data):
        return "euc_jp"
    if _is_shift_jis(data):
        return "cp932"
    return "cp850" if _plausibility(decode_as(data, "cp850")) > _plausibility(decode_as(data, "cp1252")) else "cp1252"


def _plausibility(text: str) -> int:
    """How well the characters beyond ASCII go with those beside them."""
    found = islice(_HIGH.finditer(text), _SAMPLE)
    return sum(_fits(char[0], text[max(at - 2, 0) : at], text[at + 1 : at + 2]) for char in found for at in (char.start(),))


def _fits(char: str, before: str, after: str) -> int:
    """Whether a character goes with the one or two before it and the one behind it: 2 as well as any, -2 not at all."""
    beside = [near for near in (before[-1:], after) if near.isalpha()]
    if "\u2500" <= char <= "\u259f":  # lines and blocks
        return -2 if beside else 2
    if before[-1:] == char == after:  # a line that was drawn
        return -2
    if char.lower() in _LETTERS:
        conflict = before[-1:].islower() if char.isupper() else after.isupper() or (len(before) == 2 and before.isupper())
        return -2 if conflict and beside else 2 if beside else 0
    if char in _SIGNS:
        return 1 if len(beside) < 2 or char in _APOSTROPHES else -2
    return -2 if beside or char < "\xa0" else -1


def _is_euc_jp(data: bytes) -> bool:
    """Whether all bytes beyond ASCII are pairs of EUC-JP, and one in five a kana: rows 4 and 5 of JIS X 0208."""
    kana = len(_EUC_KANA.findall(data))
    if kana * 10 < _count_high(data):
        return False
    try:
        data.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    return True


def _is_shift_jis(data: bytes) -> bool:
    """Whether bytes beyond ASCII stand in runs as Japanese text has them.

    In the other encodings such bytes stand alone among ASCII letters, or are drawn lines: the same byte many times over. Without kana
    among the double-byte characters nearly all must be in runs, a fourth of them with two bytes beyond ASCII. Katakana of half width
    include those that are signs, and no capitals, in Windows-1252.
    """
    high = _count_high(data)
    inside = pairs = kana = full = half = common = 0
    for run in _PAIRS.findall(data):
        if _REPEATED.search(run) or (len(run) == 4 and run[1::2].isalpha()):
            continue
        inside += _count_high(run)
        if 0xA1 <= run[0] <= 0xDF:
            half += len(run)
            common += len(run) - len(run.translate(None, _HALF_WIDTH))
        else:
            pairs += len(run) // 2
            kana += len(_KANA.findall(run))
            full += _count_high(run[1::2]) if run[0] < 0xA0 else 0
    if not pairs:
        return common * 6 > half and inside * 2 > high
    return inside * 2 > high if kana * 5 > pairs else inside * 10 >= high * 9 and full * 4 >= pairs


def _count_high(data: bytes) -> int:
    """Number of bytes beyond ASCII."""
    return len(data.translate(None, _ASCII))
