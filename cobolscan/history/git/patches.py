"""A stream of patches without context, read for the places of their hunks; the text in them is passed over, unlooked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cobolscan.history.git.quoting import unquoted
from cobolscan.history.git.running import GitProblem

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_COMMIT = re.compile(rb"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_LONGEST = 1 << 16  # of a line that is kept whole


class Hunk(NamedTuple):
    """`removed` lines from line `old` on gave way to `added` lines from `new` on (1-based; of nothing, the line before)."""

    old: int
    removed: int
    new: int
    added: int


@dataclass(slots=True)
class Patch:
    """The hunks of each file that a commit has, by its new name; those of a file that was not there before in `fresh`."""

    commit: str
    hunks: dict[bytes, list[Hunk]] = field(default_factory=dict)
    fresh: set[bytes] = field(default_factory=set)


class _Lines:
    """Lines of a stream, of which many may be passed over at once. Of a very long line only the beginning is kept."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._lines: list[bytes] = []
        self._at = 0
        self._rest = b""
        self._ended = False

    def _more(self) -> bool:
        """Whether there is a line to come."""
        while self._at >= len(self._lines):
            piece = next(self._chunks, None)
            if piece is None:
                return False
            if b"\n" not in piece:
                self._rest = (self._rest + piece)[:_LONGEST]
                continue
            self._lines, self._at = (self._rest + piece).split(b"\n"), 0
            self._rest = self._lines.pop()
        return True

    def next(self) -> bytes | None:
        if not self._more():
            return None
        self._at += 1
        return self._lines[self._at - 1]

    def skip(self, count: int) -> None:
        """Pass over lines, and over git's remark that the last of them has no end."""
        while count > 0 and self._more():
            step = min(count, len(self._lines) - self._at)
            self._at, count = self._at + step, count - step
        if self._more() and self._lines[self._at].startswith(b"\\"):
            self._at += 1


def read(chunks: Iterable[bytes]) -> Iterator[Patch]:
    """The patches of `diff-tree --stdin --always -p -U0`, one for each line that was asked."""
    lines = _Lines(chunks)
    patch: Patch | None = None
    is_new = False
    name = b""
    while (line := lines.next()) is not None:
        if line.startswith(b"@@ ") and patch is not None:
            hunk = _hunk(line)
            lines.skip(hunk.removed)
            lines.skip(hunk.added)
            patch.hunks.setdefault(name, []).append(hunk)
        elif line.startswith(b"--- "):
            is_new = line == b"--- /dev/null"
        elif line.startswith(b"+++ ") and patch is not None:
            name = unquoted(line[4:].removesuffix(b"\t"))[2:]
            if is_new:
                patch.fresh.add(name)
        elif _COMMIT.match(line):
            if patch is not None:
                yield patch
            patch = Patch(line.decode("ascii"))
    if patch is not None:
        yield patch


def _hunk(line: bytes) -> Hunk:
    found = _HUNK.match(line)
    if found is None:
        raise GitProblem("git's answer was not understood")
    old, removed, new, added = found.groups(b"1")
    return Hunk(int(old), int(removed), int(new), int(added))


def kept(hunks: Iterable[Hunk], old_lines: int) -> Iterator[tuple[int, int, int]]:
    """What the hunks leave: where it begins in the old and in the new file (0-based), and how many lines it is."""
    old = new = 0
    for hunk in hunks:
        start = hunk.old - 1 if hunk.removed else hunk.old
        yield old, new, start - old
        new += start - old + hunk.added
        old = start + hunk.removed
    yield old, new, old_lines - old


class Replaced(NamedTuple):
    """What a commit put in the place of what. `old`: number of the first of the removed lines; `at`: which of the added ones is meant."""

    old: int
    removed: list[bytes]
    added: list[bytes]
    at: int


def replaced(output: bytes, name: bytes, line: int) -> Replaced | None:
    """The hunk of one commit's patch that brought a line of a file; None when there is none."""
    lines = output.split(b"\n")
    at, here = 0, b""
    while at < len(lines):
        text = lines[at]
        at += 1
        if text.startswith(b"+++ "):
            here = unquoted(text[4:].removesuffix(b"\t"))[2:]
        elif text.startswith(b"@@ "):
            hunk = _hunk(text)
            removed, at = _taken(lines, at, hunk.removed)
            added, at = _taken(lines, at, hunk.added)
            if here == name and hunk.new <= line < hunk.new + hunk.added:
                return Replaced(hunk.old, removed, added, line - hunk.new)
    return None


def _taken(lines: list[bytes], at: int, count: int) -> tuple[list[bytes], int]:
    """So many lines without their sign, and where it goes on."""
    end = at + count
    taken = [line[1:] for line in lines[at:end]]
    return taken, end + (end < len(lines) and lines[end].startswith(b"\\"))
