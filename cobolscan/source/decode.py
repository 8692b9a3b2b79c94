"""From bytes to text: every file gets a text, whatever its bytes are."""

from __future__ import annotations

import codecs

ERRORS = "cobolscan.keep"
"""Name of the error handler that keeps a byte that fits nothing as the character of the same number."""

SINGLE_BYTE = frozenset({"ascii", "cp1252", "latin-1", "cp850", "cp437"})
"""Encodings in which a character is a byte for sure."""

DOUBLE_BYTE = frozenset("cp932 shift_jis shift-jis sjis ms932 euc_jp euc-jp gbk gb2312 big5 cp950 euc_kr euc-kr cp949".split())
"""Encodings in which characters take one byte or two, and two columns where they take two bytes."""

_CODECS = {"utf-8-bom": "utf-8-sig", "shift-jis": "cp932", "shift_jis": "cp932", "sjis": "cp932"}


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Map undecodable bytes one to one, as ISO 8859-1 does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(ERRORS, _keep)


def decode(data: bytes, encoding: str = "auto") -> tuple[str, str]:
    """The text of a file and the name of its encoding.

    `auto` tries ASCII, UTF-16 with a byte order mark, and UTF-8 (with or without one). What is none of these is EBCDIC, Shift-JIS, code
    page 850 or Windows-1252 by its bytes; in the last the five bytes that it leaves undefined keep their number. Raises ValueError for
    an encoding that is not known.
    """
    if encoding != "auto":
        return decode_as(data, encoding), encoding
    if data.isascii():
        return data.decode("ascii"), "ascii"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in data:
        return decode_as(data, "utf-16"), "utf-16"
    name = "utf-8-bom" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return data.decode(_CODECS.get(name, name)), name
    except UnicodeDecodeError:
        from cobolscan.source.legacy import recognise

        name = recognise(data)
        return decode_as(data, name), name


def decode_as(data: bytes, encoding: str) -> str:
    """The text in a given encoding; bytes that do not fit are kept by their number. Raises ValueError for an unknown encoding."""
    page = ebcdic_page(encoding)
    if page:
        from cobolscan.source.ebcdic import decode_page

        return decode_page(data, page)
    return data.decode(codec_name(encoding), ERRORS)


def ebcdic_page(encoding: str) -> str | None:
    """The code page that a name of an EBCDIC encoding means (`cp037`, `IBM-1047`), or None for other encodings."""
    digits = encoding.lower().lstrip("ibmcpsd-_ ")
    if not digits.isdecimal() or len(digits) > 4:
        return None
    from cobolscan.source.ebcdic import PAGES

    page = f"cp{int(digits):03}"
    return page if page in PAGES else None


def codec_name(encoding: str) -> str:
    """The name that Python's codecs know. Raises ValueError when there is no such text encoding."""
    name = _CODECS.get(encoding.lower(), encoding)
    try:
        b" ".decode(name, "ignore")
    except (LookupError, ValueError):
        known = "utf-8, cp1252, cp850, cp932 or cp037"
        raise ValueError(f"unknown encoding {encoding!r}: use auto or a name that Python knows, such as {known}") from None
    return name
