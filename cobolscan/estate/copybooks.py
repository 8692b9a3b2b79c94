"""Where copybooks are, which are missing, and who copies what."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

_VENDOR = re.compile(r"(?i)(DFH\w+|SQLCA|SQLDA|CMQ\w*|DSNT?\w*|DLIUIB|CEE\w+|IGZ\w+|XFH\w*|SCREENIO|SQLDESC|EIB\w*)")
_FOLDERS = frozenset(
    "cpy cpybk copy copys copybook copybooks copylib copies include includes inc cpylib cblcpy bms dclgen sqlinclude common".split()
)
_DEPTH = 8  # of COPY in COPY, when chains are followed upwards


@dataclass(slots=True, frozen=True)
class Use:
    """One COPY or INCLUDE."""

    name: str
    path: str
    line: int
    programs: tuple[str, ...]


class Copybooks:
    """Resolves names of copybooks among the scanned files, in configured folders and around the file that copies."""

    def __init__(self, paths: Iterable[str], folders: Iterable[str] = ()) -> None:
        self._scanned: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            self._scanned[_stem(path)].append(path)
        self._folders = tuple(folders)
        self._listings: dict[str, dict[str, str]] = {}

    def resolve(self, name: str, copier: str) -> str | None:
        """The file that a COPY in `copier` means, or None. The nearest of several scanned ones."""
        stem = _stem(name)
        found = [path for path in self._scanned.get(stem, ()) if path != copier]
        if found:
            return max(found, key=lambda path: (_shared(path, copier), -len(path)))
        return next((path for folder in self._around(copier) if (path := self._listing(folder).get(stem)) and path != copier), None)

    def missing(self, name: str, copier: str) -> bool:
        """Whether a COPY leads nowhere. Vendor copybooks are known by name."""
        return not _VENDOR.fullmatch(_stem(name)) and self.resolve(name, copier) is None

    def _around(self, copier: str) -> Iterable[str]:
        own = os.path.dirname(copier) or "."
        yield from self._folders
        yield own
        for base in (own, os.path.join(own, os.pardir)):
            yield from (os.path.join(base, name) for name in self._subfolders(base) if name.lower() in _FOLDERS)

    def _subfolders(self, folder: str) -> list[str]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir())
        except OSError:
            return []

    def _listing(self, folder: str) -> dict[str, str]:
        if folder not in self._listings:
            try:
                names = sorted(os.listdir(folder), reverse=True)
            except OSError:
                names = []
            self._listings[folder] = {_stem(name): os.path.join(folder, name) for name in names}
        return self._listings[folder]


def includers(uses: Iterable[Use], books: Copybooks) -> dict[str, list[dict[str, Any]]]:
    """For each copied file, the programs that copy it and by which chain of COPY statements, outermost first."""
    copied: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        target = books.resolve(use.name, use.path)
        if target is not None:
            copied[target].append(use)
    return {path: _programs(path, copied, (), frozenset({path})) for path in copied}


def _programs(path: str, copied: dict[str, list[Use]], chain: tuple[Use, ...], seen: frozenset[str]) -> list[dict[str, Any]]:
    """A file that is seen again, for a copybook may copy itself in the end, leads no further."""
    if len(chain) > _DEPTH:
        return []
    found: list[dict[str, Any]] = []
    for use in copied.get(path, ()):
        if use.path in seen:
            continue
        longer = (use, *chain)
        places = [{"path": step.path, "line": step.line} for step in longer]
        found += [{"program": name, "chain": places} for name in use.programs] or _programs(use.path, copied, longer, seen | {use.path})
    return found


def _stem(name: str) -> str:
    return os.path.splitext(re.split(r"[\\/]", name.strip("\"' "))[-1])[0].upper()


def _shared(one: str, other: str) -> int:
    """How many folders two paths have in common, from the left."""
    pairs = zip(os.path.dirname(one).split(os.sep), os.path.dirname(other).split(os.sep), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
