"""Files that were renamed: one that is gone and one of which nothing was known hold the same."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping

from cobolscan.scan.fingerprint import Identity
from cobolscan.scan.selection import ALWAYS

_COMMON = 50  # files that hold the same or are called the same: more say nothing about one of them

Content = tuple[str, str, str, str]
Contents = Mapping[str, Counter[Content]]


def pairs(new: Iterable[Identity], known: Iterable[tuple[Identity, int]], paths: Iterable[str], root: str) -> dict[str, str]:
    """For files with new findings the files that they were. `known`: what is left of each entry; `paths`: all that entries know.

    Each file is renamed once, the best match first; at least half of what one of the two holds must be in the other. That a file was not
    read says nothing about what it is.
    """
    known_paths = frozenset(paths)
    fresh: dict[str, Counter[Content]] = defaultdict(Counter)
    for name in new:
        if name.path not in known_paths and name.code != ALWAYS:
            fresh[name.path][name.content] += 1
    gone: dict[str, Counter[Content]] = defaultdict(Counter)
    absent = {path for path in known_paths if not os.path.lexists(os.path.join(root, path))} if fresh else ()
    for name, count in known:
        if name.path in absent and name.code != ALWAYS:
            gone[name.path][name.content] += count
    return _matched(fresh, gone)


def _matched(fresh: Contents, gone: Contents) -> dict[str, str]:
    scores = []
    for path, other in _candidates(fresh, gone):
        common = (fresh[path] & gone[other]).total()
        if common and common * 2 >= min(fresh[path].total(), gone[other].total()):
            scores.append((-common, _called(path) != _called(other), path, other))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, path, other in sorted(scores):
        if path not in found and other not in taken:
            found[path] = other
            taken.add(other)
    return found


def _candidates(fresh: Contents, gone: Contents) -> set[tuple[str, str]]:
    """Pairs that are worth a look: with the same name, or with something in common that few files hold."""
    holders: dict[Hashable, list[str]] = defaultdict(list)
    for path, contents in gone.items():
        for sign in _signs(path, contents):
            holders[sign].append(path)
    few = {sign: paths for sign, paths in holders.items() if len(paths) <= _COMMON}
    return {(path, other) for path, contents in fresh.items() for sign in _signs(path, contents) for other in few.get(sign, ())}


def _signs(path: str, contents: Iterable[Content]) -> Iterator[Hashable]:
    yield _called(path)
    yield from contents


def _called(path: str) -> str:
    return os.path.basename(path).upper()
