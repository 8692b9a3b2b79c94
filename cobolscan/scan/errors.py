"""What ends a run with status 2, as text for a person."""

from __future__ import annotations

import os

from cobolscan.near import suggestion

__all__ = ["UsageProblem", "beside", "suggestion"]


class UsageProblem(Exception):
    """Wrong use or wrong configuration: one clear line for each problem, all of them at once."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def beside(path: str) -> str:
    """A hint for a file that is not there: the name in its folder that was perhaps meant."""
    try:
        names = os.listdir(os.path.dirname(path) or os.curdir)
    except (OSError, ValueError):
        return ""
    return suggestion(os.path.basename(path), names) if path.isprintable() and len(names) < 10_000 else ""
