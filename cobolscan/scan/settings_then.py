"""The settings of files that were written to another folder: those of where they come from, with folders that lie beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from cobolscan.rule import Finding
from cobolscan.scan.config.folders import Folders
from cobolscan.scan.links import inside
from cobolscan.scan.settings import Settings


def moved(settings: Settings, top: str, folder: str) -> Settings:
    """The settings of a run over files of `top` as they were, which now lie in `folder`."""
    if settings.folders is None:
        return _moved(settings, top, folder, None)
    return _Moved(settings.folders, top, folder).run


def _moved(settings: Settings, top: str, folder: str, folders: Folders | None) -> Settings:
    def there(path: str) -> str:
        place = inside(path, top)
        return path if place is None else os.path.normpath(os.path.join(folder, place))

    alone = replace(settings, baseline=None, diff=None, git=False, with_includers=False, force_exclude=False)
    return replace(alone, root=there(settings.root), copybook_paths=tuple(map(there, settings.copybook_paths)), folders=folders)


class _Moved(Folders):
    """Asks for each file what holds where it comes from. What is wrong in a configuration, or of no use, the run itself tells."""

    def __init__(self, now: Folders, top: str, folder: str) -> None:
        self._now, self._top, self._folder = now, top, folder
        self._known: dict[int, tuple[Settings, Settings]] = {}  # with the one that the number is of: it must not be given to another
        self.run = self._moved(now.run)

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_known": {}}

    def of(self, path: str) -> Settings:
        return self._moved(self._now.of(self._home(path)))

    def reading_of(self, path: str) -> tuple[str, str]:
        return self._now.reading_of(self._home(path))

    def carrying(self, settings: Settings) -> Settings:
        return settings

    def check(self, paths: Sequence[str]) -> None:
        pass

    @property
    def differ(self) -> bool:
        return self._now.differ

    def allowed(self, findings: list[Finding]) -> list[Finding]:
        return findings

    def unread(self, members: Iterable[str]) -> list[str]:
        return []

    def unused(self, paths: Iterable[str]) -> list[str]:
        return []

    def _home(self, path: str) -> str:
        place = os.path.relpath(os.path.abspath(path), self._folder)
        return path if place.split(os.sep, 1)[0] == os.pardir else os.path.join(self._top, place)

    def _moved(self, settings: Settings) -> Settings:
        if id(settings) not in self._known:
            self._known[id(settings)] = (settings, _moved(settings, self._top, self._folder, self))
        return self._known[id(settings)][1]
