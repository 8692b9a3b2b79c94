"""Which commit brought each line of a file, in runs of lines."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

CHANGED, CREATED, REWRITTEN = range(3)
"""How a commit brought lines: it changed them; it brought the whole file; it rewrote nearly all of the file, as converters do."""

_WHOLE = 0.8  # share of the lines, old and new, from which on a file was rewritten
_LEAST = 20  # lines; of a smaller file all lines may be changed for a reason
LEAST_REWRITTEN = int(_WHOLE * _LEAST)


class Run(NamedTuple):
    """`lines` lines that one commit brought."""

    lines: int
    commit: str
    how: int


def is_rewritten(old: int, removed: int, new: int, added: int) -> bool:
    """Whether a change of a file from `old` to `new` lines leaves next to nothing of it."""
    return min(old, new) >= _LEAST and removed >= _WHOLE * old and added >= _WHOLE * new


def runs_of(lines: Iterable[tuple[str, int]]) -> list[Run]:
    """Runs of the lines' commits."""
    return [Run(sum(1 for _ in group), *key) for key, group in groupby(lines)]


def line_of(runs: Iterable[Run], line: int) -> Run | None:
    """The run in which a line (1-based) lies."""
    for run in runs:
        if line <= run.lines:
            return run if line > 0 else None
        line -= run.lines
    return None
