"""Patterns in the syntax of .gitignore that a scanned repository brings: which of them would take for ever.

pathspec makes a regex of each pattern, and several wildcards in a row backtrack: `*a*a*a*a*b` takes hours for a long name of one letter.
"""

from __future__ import annotations

import re

MOST_STARS = 3  # of one name in a pattern, and of the `**` between names
LONGEST = 1_000
_STARS = re.compile(r"\*+")


def is_costly(pattern: str) -> bool:
    """Whether to match a pattern may take more time than any honest one is worth."""
    names = pattern.strip("/").split("/")
    between = sum(name == "**" for name in names)
    inside = max(len(_STARS.findall(name)) for name in names)
    return len(pattern) > LONGEST or between > MOST_STARS or inside > MOST_STARS
