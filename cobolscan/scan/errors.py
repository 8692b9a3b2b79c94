"""What ends a run with status 2, as text for a person."""

from __future__ import annotations

from cobolscan.near import suggestion

__all__ = ["UsageProblem", "suggestion"]


class UsageProblem(Exception):
    """Wrong use or wrong configuration: one clear line for each problem, all of them at once."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
