"""Compiled regexes, kept between runs as Python keeps .pyc files: to compile them was a third of what scanning one file costs.

They lie in the user's cache, never in a scanned tree, under the exact version of Python. The engine of `re` checks each one when it is
loaded. Whatever goes wrong, a regex is compiled as usual.
"""

from __future__ import annotations

import importlib
import marshal
import os
import re
import sys
from array import array
from collections.abc import Callable
from typing import Any

from cobolscan import __version__

_KNOWN = ((3, 11), (3, 12), (3, 13))  # versions of Python whose `re` is made this way
_MOST = 4_000  # regexes that are kept
_Kept = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]  # flags, code, groups, names, names by number


class Warm:
    """Stands in for `re._compiler.compile`, and remembers what it compiled."""

    def __init__(self) -> None:
        self._compiler: Any = importlib.import_module("re._compiler")
        self._sre: Any = importlib.import_module("_sre")
        self._usual: Callable[[Any, int], Any] = self._compiler.compile
        name = f"regexes-{__version__}-{sys.implementation.cache_tag}-{sys.hexversion:x}-{self._sre.MAGIC}.bin"
        self._path = os.path.join(_folder(), name)
        self._kept = self._load()
        self._loaded = len(self._kept)

    def start(self) -> None:
        self._compiler.compile = self

    def __call__(self, pattern: Any, flags: int = 0) -> Any:
        if not isinstance(pattern, str | bytes) or int(flags) & re.DEBUG:
            return self._usual(pattern, flags)
        key = (pattern, int(flags))
        try:
            kept = self._kept.get(key) or self._made(pattern, int(flags))
            made = self._sre.compile(pattern, kept[0], array("I", kept[1]).tolist(), *kept[2:])
        except (RuntimeError, TypeError, ValueError, OverflowError, AttributeError):
            return self._usual(pattern, flags)
        self._kept[key] = kept
        return made

    def _made(self, pattern: str | bytes, flags: int) -> _Kept:
        """What `re._compiler.compile` makes before it hands it to the engine."""
        parsed = self._compiler._parser.parse(pattern, flags)
        code = array("I", map(int, self._compiler._code(parsed, flags))).tobytes()
        names = dict(parsed.state.groupdict)
        by_number: list[str | None] = [None] * parsed.state.groups
        for name, number in names.items():
            by_number[number] = name
        return (flags | parsed.state.flags, code, parsed.state.groups - 1, names, tuple(by_number))

    def keep(self) -> None:
        """Writes them when there are new ones, whole or not at all; that it cannot is no error."""
        if not self._loaded < len(self._kept) <= _MOST:
            return
        draft = f"{self._path}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(draft), exist_ok=True)
            with open(draft, "wb") as file:
                file.write(marshal.dumps(self._kept))
            os.replace(draft, self._path)
        except OSError:
            pass

    def _load(self) -> dict[tuple[str | bytes, int], _Kept]:
        try:
            with open(self._path, "rb") as file:
                kept = marshal.loads(file.read())
        except (OSError, ValueError, EOFError, TypeError):
            return {}
        return kept if isinstance(kept, dict) else {}


def _folder() -> str:
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "cobolscan")


def begin() -> Warm | None:
    """Starts with the regexes that were kept, where this Python is known to allow it."""
    if sys.version_info[:2] not in _KNOWN or sys.implementation.name != "cpython":
        return None
    warm = Warm()
    warm.start()
    return warm
