"""Entries of a baseline, and how much of each is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

from cobolscan.scan.baseline import Entry
from cobolscan.scan.fingerprint import Identity


class Stock:
    def __init__(self, known: Iterable[Entry]) -> None:
        self._entries: dict[Identity, list[Entry]] = defaultdict(list)
        self.old: dict[str, Entry] = {}
        self._left: dict[int, int] = {}
        self._all: list[Entry] = []
        self._indexes: dict[str, dict[Hashable, list[Identity]]] = {}
        for entry in sorted(known, key=lambda e: e.behind):
            self._all.append(entry)
            self._left[id(entry)] = entry.count
            if entry.digest:
                self.old[entry.digest] = entry
            else:
                self._entries[entry.identity].append(entry)
        self.paths = {entry.identity.path for entry in self._all}

    @property
    def is_empty(self) -> bool:
        return not any(self._left.values())

    def left(self) -> list[Entry]:
        """What is left of each entry."""
        parts = ((entry, self._left[id(entry)]) for entry in self._all)
        return [replace(entry, count=count) for entry, count in parts if count]

    def entries_left(self) -> Iterable[Entry]:
        return (entry for entry in self._all if self._left[id(entry)] > 0 and not entry.digest)

    def remaining(self) -> Iterable[tuple[Identity, int]]:
        """What is left, and how much of it."""
        return ((entry.identity, self._left[id(entry)]) for entry in self.entries_left())

    def take(self, name: Identity, behind: bool | None = None) -> Entry | None:
        """One of an identity, of what is reported first; None when nothing is left."""
        for entry in self._entries.get(name, ()):
            if behind in (None, entry.behind) and self.take_of(entry):
                return entry
        return None

    def take_of(self, entry: Entry) -> bool:
        if self._left[id(entry)] <= 0:
            return False
        self._left[id(entry)] -= 1
        return True

    def take_from(self, path: str, content: Hashable) -> Entry | None:
        """One of a file, with this content."""
        return self._first(self._index("file", lambda name: (name.path, name.content)).get((path, content)))

    def take_anywhere(self, content: Hashable) -> Entry | None:
        """One with this content."""
        return self._first(self._index("content", lambda name: name.content).get(content))

    def _first(self, names: list[Identity] | None) -> Entry | None:
        """Of what is used up nobody asks again: there may be thousands of one content."""
        while names:
            if (entry := self.take(names[-1])) is not None:
                return entry
            names.pop()
        return None

    def at(self, spot: Hashable) -> list[Identity]:
        """The identities at this spot, with whatever value."""
        return self._index("spot", lambda name: name.spot).get(spot, [])

    def entries(self, name: Identity) -> list[Entry]:
        return [entry for entry in self._entries.get(name, ()) if self._left[id(entry)] > 0]

    def _index(self, called: str, by: Callable[[Identity], Hashable]) -> dict[Hashable, list[Identity]]:
        if called not in self._indexes:
            index: dict[Hashable, list[Identity]] = defaultdict(list)
            for name in self._entries:
                index[by(name)].append(name)
            self._indexes[called] = index
        return self._indexes[called]
