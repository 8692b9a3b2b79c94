"""Files that were renamed: one that is gone and one of which nothing was known hold the same."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cobolscan.scan.fingerprint import NOTHING, Identity
from cobolscan.scan.selection import ALWAYS

_COMMON = 50  # files that hold the same or are called the same: more say nothing about one of them

Content = tuple[str, str, str, str]


def pairs(new: Iterable[Identity], known: Iterable[tuple[Identity, int]], paths: Iterable[str], root: str) -> dict[str, str]:
    """For files with new findings the files that they were. `known`: what is left of each entry; `paths`: all that entries know.

    Each file is renamed once, the best match first; at least half of what one of the two holds must be in the other. Of one statement that
    is little (`CALL "C$SLEEP" USING 5` may stand in any program): then file, program or paragraph must be called the same. That a file was
    not read says nothing about what it is.
    """
    known_paths = frozenset(paths)
    fresh: dict[str, _Held] = defaultdict(_Held)
    for name in new:
        if name.path not in known_paths and name.code != ALWAYS:
            fresh[name.path].add(name, 1)
    gone: dict[str, _Held] = defaultdict(_Held)
    absent = {path for path in known_paths if not os.path.lexists(os.path.join(root, path))} if fresh else ()
    for name, count in known:
        if name.path in absent and name.code != ALWAYS:
            gone[name.path].add(name, count)
    return _matched(fresh, gone)


@dataclass(slots=True)
class _Held:
    """What a file holds, and the programs that it holds it in."""

    contents: Counter[Content] = field(default_factory=Counter)
    programs: set[str] = field(default_factory=set)
    spots: set[tuple[Content, str]] = field(default_factory=set)  # with the paragraph

    def add(self, name: Identity, count: int) -> None:
        self.contents[name.content] += count
        self.programs.add(name.program)
        self.spots.add((name.content, name.paragraph))

    def signs(self, path: str) -> Iterator[Hashable]:
        """What it may be known by: its name, its programs, its contents."""
        yield _called(path)
        yield from ((program,) for program in self.programs)
        yield from self.contents


def _matched(fresh: Mapping[str, _Held], gone: Mapping[str, _Held]) -> dict[str, str]:
    scores = []
    for path, other in _candidates(fresh, gone):
        one, former = fresh[path], gone[other]
        same = one.contents & former.contents
        common = same.total()
        if common and common * 2 >= min(one.contents.total(), former.contents.total()):
            names = (_called(path) != _called(other), one.programs.isdisjoint(former.programs - {NOTHING}))
            if len(same) > 1 or not all(names) or not one.spots.isdisjoint(former.spots):
                scores.append((-common, *names, path, other))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for *_, path, other in sorted(scores):
        if path not in found and other not in taken:
            found[path] = other
            taken.add(other)
    return found


def _candidates(fresh: Mapping[str, _Held], gone: Mapping[str, _Held]) -> set[tuple[str, str]]:
    """Pairs that are worth a look: those that share a sign which few files have."""
    holders: dict[Hashable, list[str]] = defaultdict(list)
    for path, held in gone.items():
        for sign in held.signs(path):
            holders[sign].append(path)
    few = {sign: paths for sign, paths in holders.items() if len(paths) <= _COMMON}
    return {(path, other) for path, held in fresh.items() for sign in held.signs(path) for other in few.get(sign, ())}


def _called(path: str) -> str:
    return os.path.basename(path).upper()
