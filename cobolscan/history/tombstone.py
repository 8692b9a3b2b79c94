"""Commented-out code and the code below it: tombstones (the same with another value), and echoes of a translator."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cobolscan.history.blocks import Block
from cobolscan.history.cobol_shape import split_code
from cobolscan.source.lazy import lazy

_TOKEN = lazy(r"'[^']*'|\"[^\"]*\"|[+\-]?\d+(?:[.,]\d+)*(?![\w\-])|[\w\-]+(?:\(\d+\))?|[^\s\w]")
_VALUE = lazy(r"['\"]|[+\-]?\d+(?:[.,]\d+)*\Z")
_PICTURE = lazy(r"(?=.*[\dX9])[SXAZ9VP$*,.()0-9+\-/B]+\Z", re.IGNORECASE)
_EXEC = lazy(r"EXEC\s+(?:CICS|SQL|DLI)\b", re.IGNORECASE)
TRANSLATED = lazy(
    r"['\"](?:(?:KX)?DFHEI1|DSNHLI|DSNHADDR|DFHEXEC|SQLEXEC|OCSQL|ESQL|OCESQL)|\b(?:DFHEIV\d|DFHDUMMY|SQL-PLIST\d|SQL-INIT-FLAG)",
    re.IGNORECASE,
)
_FURTHEST = 3  # blank lines between a tombstone and what replaces it


def replacement(block: Block, code_lines: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs (old value, new value) when the code below a block of commented-out code is the same but for its values."""
    olds = [split_code(line.text)[1] for line in block.texts]
    if not 1 <= len(olds) <= 6:
        return []
    news = _below(code_lines, block.end, len(olds))
    for take in range(len(olds), 0, -1):
        if len(news) < take:
            continue
        changes: list[tuple[str, str]] = []
        for old, new in zip(olds[-take:], news[:take], strict=True):
            difference = _difference(old, new)
            if difference is None:
                break
            changes += difference
        else:
            if changes:
                return changes
    return []


def is_echo(block: Block, code_lines: Sequence[str]) -> bool:
    """Whether a block is an EXEC command that a CICS or SQL translator turned into the CALL below."""
    if not any(_EXEC.match(line.text) for line in block.texts):
        return False
    return any(TRANSLATED.search(text) for text in _below(code_lines, block.end, 6))


def _below(code_lines: Sequence[str], line: int, count: int) -> list[str]:
    """The next lines of code under a line (1-based), skipping few blank ones before the first."""
    out: list[str] = []
    for number in range(line, min(line + count + _FURTHEST, len(code_lines))):
        text = code_lines[number].split("*>", 1)[0].strip()
        if text:
            out.append(text)
        elif out:
            break
        if len(out) == count:
            break
    return out


def _difference(old: str, new: str) -> list[tuple[str, str]] | None:
    """The values in which two lines differ, None when they differ in more."""
    old, new = old.rstrip(" ."), new.rstrip(" .")
    if len(old) > 160 or len(new) > 160:
        return None
    first, second = _TOKEN.findall(old.upper()), _TOKEN.findall(new.upper())
    if first == second:
        return []
    if len(first) != len(second) or len(first) < 3:
        return None
    changes = []
    for a, b in zip(first, second, strict=True):
        if a == b:
            continue
        if not _is_value(a) or not _is_value(b):
            return None
        changes.append((a, b))
    return changes if len(changes) <= 2 else None


def _is_value(token: str) -> bool:
    """A literal or a picture."""
    return bool(_VALUE.match(token)) or (bool(_PICTURE.match(token)) and any(c.isdigit() for c in token))
