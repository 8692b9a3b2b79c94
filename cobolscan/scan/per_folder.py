"""Workers where not all files of a run have the same settings: one for each, made when the first of its files comes."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from cobolscan.scan.config import Folders
from cobolscan.scan.pool import Make, Worker
from cobolscan.scan.result import FileResult
from cobolscan.scan.settings import Settings

_KEPT = 8  # workers; each keeps copy members. Files come sorted, so those of a folder come together


def worker(make: Make, folders: Folders) -> Make:
    """What makes the worker of a run that was checked."""
    return partial(_Dispatch, make) if folders.differ else make


def alike(copies: dict[str, list[str]], folders: Folders | None) -> dict[str, list[str]]:
    """Of files with the same bytes, by the first, those that have its settings too."""
    if folders is None or not folders.differ:
        return copies
    groups: dict[tuple[str, int], list[str]] = {}
    for first, others in copies.items():
        for path in (first, *others):
            groups.setdefault((first, id(folders.of(path))), []).append(path)
    return {paths[0]: paths[1:] for paths in groups.values() if len(paths) > 1}


class _Dispatch:
    """A worker that hands each file to the one with its settings."""

    def __init__(self, make: Make, settings: Settings) -> None:
        assert settings.folders is not None
        self._make = make
        self._folders = settings.folders
        self._workers: OrderedDict[int, Worker] = OrderedDict()

    def __call__(self, path: str, data: bytes | None = None) -> FileResult:
        return self._worker(path)(path, data)

    def lost(self, path: str, reason: str) -> FileResult:
        return self._worker(path).lost(path, reason)

    def _worker(self, path: str) -> Worker:
        settings = self._folders.of(path)
        if id(settings) not in self._workers:
            self._workers[id(settings)] = self._make(settings)
            if len(self._workers) > _KEPT:
                self._workers.popitem(last=False)
        self._workers.move_to_end(id(settings))
        return self._workers[id(settings)]
