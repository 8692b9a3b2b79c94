"""From bytes to text: every file gets a text, whatever its bytes are."""

from __future__ import annotations

import codecs

ERRORS = "cobolscan.keep"
"""Name of the error handler that keeps a byte that fits nothing as the character of the same number."""

SINGLE_BYTE = frozenset({"ascii", "cp1252", "latin-1"})
"""Encodings in which a character is a byte for sure."""

_CODECS = {"utf-8-bom": "utf-8-sig"}


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Map undecodable bytes one to one, as ISO 8859-1 does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(ERRORS, _keep)


def decode(data: bytes, encoding: str = "auto") -> tuple[str, str]:
    """The text of a file and the name of its encoding.

    `auto` tries ASCII, UTF-8 (with or without byte order mark), UTF-16 with a byte order mark, then Windows-1252, in which the five
    bytes that it leaves undefined keep their number. Raises ValueError for an encoding that Python does not know.
    """
    if encoding != "auto":
        return decode_as(data, encoding), encoding
    if data.isascii():
        return data.decode("ascii"), "ascii"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in data:
        return decode_as(data, "utf-16"), "utf-16"
    name = "utf-8-bom" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return data.decode(codec_name(name)), name
    except UnicodeDecodeError:
        return decode_as(data, "cp1252"), "cp1252"


def decode_as(data: bytes, encoding: str) -> str:
    """The text in a given encoding; bytes that do not fit are kept by their number. Raises ValueError for an unknown encoding."""
    return data.decode(codec_name(encoding), ERRORS)


def codec_name(encoding: str) -> str:
    """The name that Python's codecs know. Raises ValueError when there is no such text encoding."""
    name = _CODECS.get(encoding, encoding)
    try:
        b" ".decode(name, "ignore")
    except (LookupError, ValueError):
        raise ValueError(f"unknown encoding {encoding!r}: use auto or a name that Python knows, such as utf-8, cp1252 or cp037") from None
    return name
