"""What ends a run with status 2, as text for a person."""

from __future__ import annotations

import os
from collections.abc import Iterable


class UsageProblem(Exception):
    """Wrong use or wrong configuration: one clear line for each problem, all of them at once."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def suggestion(word: str, known: Iterable[str]) -> str:
    """`` (did you mean "x"?)`` or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' (did you mean "{near[0]}"?)' if near else ""


def beside(path: str) -> str:
    """The same for a file that is not there: the name in its folder that was perhaps meant."""
    try:
        names = os.listdir(os.path.dirname(path) or os.curdir)
    except (OSError, ValueError):
        return ""
    return suggestion(os.path.basename(path), names) if path.isprintable() and len(names) < 10_000 else ""
