"""A name for a finding that survives renumbering, change tags, indentation, case and lines inserted above.

It is made of rule, path from the root, program, paragraph, the *form* of the statement (columns 8-72, upper case, without blanks, and with
a mark in place of the literal), the literal, which may stand elsewhere, and how long a wait takes. So a limit or a wait with another value
is another finding, and one can tell where it had which. Several findings with one key are counted; the fingerprint is `KEY:n`.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from cobolscan.rule import Finding

NOTHING = "-"  # of a finding that has no program, paragraph, literal or duration
UNBOUNDED = "unbounded"
_LONGEST = 48  # characters of a name or literal that are kept as they are; of longer ones the end is told by a digest


class Identity(NamedTuple):
    """What makes two findings the same. All of it is text that keeps to its column; what is not there is NOTHING."""

    path: str
    code: str
    program: str
    paragraph: str
    form: str  # digest of the statement without its literal
    literal: str
    amount: str  # seconds of a wait, or UNBOUNDED

    @property
    def content(self) -> tuple[str, str, str, str]:
        """What stays the same wherever it is moved to."""
        return self.code, self.form, self.literal, self.amount

    @property
    def spot(self) -> tuple[str, str, str, str]:
        """What stays the same whatever the value, and whatever is said of it."""
        return self.path, self.program, self.paragraph, self.form


def assign(findings: Iterable[Finding], root: str) -> None:
    """Sets key and fingerprint of each finding, in the order of files and lines."""
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda f: (f.place.path, f.place.line, f.place.column, f.code, f.message)):
        finding.key = key(finding, finding.place.path, root)
        seen[finding.key] += 1
        finding.fingerprint = f"{finding.key}:{seen[finding.key]}"


def key(finding: Finding, path: str, root: str) -> str:
    """The key that the finding has in the file `path`: its own or an identical one."""
    return _digest("\0".join(identity(finding, path, root)))


def identity(finding: Finding, path: str, root: str) -> Identity:
    """What the finding is in the file `path`: its own or an identical one.

    What stands in a copy member is known by the member alone or by the programs that copy it, as the run has it; only the latter know no
    paragraph of it. So a paragraph counts within a program.
    """
    program = field(finding.program)
    paragraph = field(finding.paragraph) if finding.program else NOTHING
    return Identity(
        from_root(path, root),
        finding.code,
        program,
        paragraph,
        form(finding.statement, finding.literal),
        field(finding.literal),
        amount(finding),
    )


def amount(finding: Finding) -> str:
    """How long a wait takes: a value that may come from several places, and be another although each literal is the same."""
    if finding.family != "WAI":
        return NOTHING
    if finding.data.get("unbounded"):
        return UNBOUNDED
    seconds = finding.data.get("duration_s")
    return NOTHING if seconds is None else f"{seconds:.10g}"


def form(statement: str, literal: str | None) -> str:
    """A digest of the statement with a mark in place of the literal: the place of a value, whatever the value."""
    text = statement.upper()
    word = (literal or "").upper()
    if word and word in text:
        text = "".join(_masked(text, word))
    return _digest("".join(text.split()).rstrip("."))


def _masked(text: str, word: str) -> Iterator[str]:
    """The text with a mark for the word, where it is not a part of another one: 5 is none of 25, WS-5 and 5.0."""
    done = 0
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        before, after = text[max(at - 2, 0) : at], text[end : end + 2]
        inside = before[-1:] == "." or _is_part(before[-1:]) or (before[-1:] == "-" and _is_part(before[:-1]))
        goes_on = _is_part(after[:1]) or (after[:1] == "-" and _is_part(after[1:])) or (after[:1] == "." and after[1:].isdigit())
        if not inside and not goes_on:
            yield text[done:at]
            yield "\0"
            done = end
        at = text.find(word, end)
    yield text[done:]


def _is_part(char: str) -> bool:
    return char.isalnum() or char == "_"


@lru_cache(8192)
def field(text: str | None) -> str:
    """A name or literal in upper case, as one column of a line of text; of a long one the end is told by a digest."""
    folded = column(text or "")
    return f"{folded[:_LONGEST]}~{_digest(folded)[:8]}" if len(folded) > _LONGEST else folded or NOTHING


def column(text: str) -> str:
    """Text in upper case that keeps to its column: no tab, no line end, nothing that a terminal would act on."""
    folded = " ".join(text.upper().split())
    return folded if folded.isprintable() else "".join(char if char.isprintable() else "?" for char in folded)


def from_root(path: str, root: str) -> str:
    """The path as it is written in a baseline: from the root of the scan, with `/`, in one column."""
    return _from_root(path, root, os.getcwd())


@lru_cache(4096)
def _from_root(path: str, root: str, here: str) -> str:
    full = os.path.normpath(os.path.join(here, path))
    relative = os.path.relpath(full, os.path.join(here, root))
    outside = relative.split(os.sep, 1)[0] == os.pardir
    text = (full if outside else relative).replace(os.sep, "/")
    return text if text.isprintable() else "".join(char if char.isprintable() else f"%{ord(char):02X}" for char in text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
