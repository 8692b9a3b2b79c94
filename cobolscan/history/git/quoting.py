"""File names as git prints them where a line end may not stand."""

from __future__ import annotations

from cobolscan.source.lazy import lazy

_ESCAPE = lazy(r'\\([abfnrtv"\\]|[0-7]{3})')
_CHARS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\"}


def unquoted(name: bytes) -> bytes:
    r"""`"a\303\274"` as the bytes that it stands for; other names as they are."""
    if not (name.startswith(b'"') and name.endswith(b'"') and len(name) > 1):
        return name
    text = name[1:-1].decode("latin-1")
    return _ESCAPE.sub(lambda found: _CHARS.get(found[1]) or chr(int(found[1], 8) & 255), text).encode("latin-1")
