"""Regexes that are compiled when they are first used: a pre-commit run on one file needs few of them, and starts sooner."""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    """Stands in for a compiled pattern; its methods become those of the pattern on first use."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(*self._source)
        for method in ("match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split", "pattern", "groupindex", "flags"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(pattern: str, flags: int | re.RegexFlag = 0) -> re.Pattern[str]:
    """As `re.compile`, but later. A wrong pattern shows at its first use."""
    return cast("re.Pattern[str]", _LazyPattern(pattern, int(flags)))
