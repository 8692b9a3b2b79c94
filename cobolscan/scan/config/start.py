"""Where a run begins: its root, its configuration, and what the command line says on top."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cobolscan.scan.config.folders import Folders, here
from cobolscan.scan.config.names import NAMES
from cobolscan.scan.errors import UsageProblem, beside
from cobolscan.scan.settings import Settings
from cobolscan.scan.trust import House

if TYPE_CHECKING:
    from cobolscan.scan.config.layers import Configuration


def folders_for(
    paths: Sequence[str], given: dict[str, Any], *, named: str | None = None, isolated: bool = False, house: House | None = None
) -> Folders:
    """What holds in which folder, for a run over these paths. `named`: the configuration that alone holds; `isolated`: none does.

    The configuration of the run is the nearest to the working directory, where all paths lie in it, else to the folder that holds them all:
    so it does not change with the files that are named, as a hook names them. One that extends a configuration of a folder above is part
    of what that one is about, and it is the run's. `house`: what is said of house rules; they are loaded before a configuration speaks of
    them. Raises UsageProblem with all that is wrong in it.
    """
    start = _start(paths)
    root = git_root(start) or os.getcwd()
    house = house or House(runs=False)
    if isolated:
        given = given | house.settle((), "", given=False)
        return Folders(Settings(root=root, incidents=""), None, given, nested=False, boundary=root)
    if named:
        path, table = _named(named)
        given = given | house.settle(rules_path(path), path, given=True)
        run = _load(path, table, boundary=None)
        return Folders(Settings(root=run.folder), run, given, nested=False, boundary=None)
    found = nearest(start)
    boundary = git_root(start) or (os.path.dirname(found[0]) if found else root)
    given = given | house.settle(rules_path(found[0]) if found else (), found[0] if found else "", given=False)
    if found is None:
        return Folders(Settings(root=root), None, given, nested=True, boundary=boundary)
    run = _outermost(_load(*found, boundary=boundary))
    boundary = git_root(start) or run.folder
    return Folders(Settings(root=run.folder), run, given, nested=True, boundary=boundary)


def nearest(folder: str) -> tuple[str, dict[str, Any]] | None:
    """Path and content of the configuration that holds for a folder."""
    return next((found for directory in _upwards(folder) if (found := here(directory))), None)


def git_root(folder: str) -> str | None:
    """The work tree that holds a folder, if one does."""
    return next((directory for directory in _upwards(folder) if os.path.exists(os.path.join(directory, ".git"))), None)


def _start(paths: Sequence[str]) -> str:
    from cobolscan.scan.files import common_folder

    common, here_ = os.path.abspath(common_folder(paths)), os.getcwd()
    return here_ if os.path.join(common, "").startswith(os.path.join(here_, "")) and nearest(here_) else common


def _named(path: str) -> tuple[str, dict[str, Any] | None]:
    if not os.path.isfile(path):
        raise UsageProblem(f"no such configuration file: {path}{beside(path)}")
    return path, None


def rules_path(path: str) -> tuple[str, ...]:
    """The folders of house rules that a configuration names, or one that it extends. What is wrong in it is told when it is loaded."""
    from cobolscan.scan.config.files import LONGEST_CHAIN, table_of

    for _ in range(LONGEST_CHAIN):
        try:
            table = table_of(path) or {}
        except UsageProblem:
            break
        folder, listed, above = os.path.dirname(os.path.abspath(path)), table.get("rules-path"), table.get("extend")
        if isinstance(listed, list):
            return tuple(os.path.normpath(os.path.join(folder, item)) for item in listed if isinstance(item, str))
        if not isinstance(above, str):
            break
        path = os.path.join(folder, above)
        path = next((inner for name in NAMES if os.path.isfile(inner := os.path.join(path, name))), path)
    return ()


def _load(path: str, table: dict[str, Any] | None, *, boundary: str | None) -> Configuration:
    from cobolscan.scan import loader
    from cobolscan.scan.config.files import Loader

    reader = Loader(loader.load(), boundary)
    configuration = reader.load(path, table)
    if reader.problems or configuration is None:
        raise UsageProblem(*reader.problems)
    return configuration


def _outermost(configuration: Configuration) -> Configuration:
    """The last of those in a row that extend a configuration of a folder above."""
    inner = configuration.folder
    from cobolscan.scan.config.layers import Configuration

    above = configuration
    for number, path in enumerate(configuration.chain):
        folder = os.path.dirname(os.path.abspath(path))
        if number and os.path.basename(path) in NAMES and inner.startswith(os.path.join(folder, "")):
            layers = [layer for layer in configuration.layers if layer.path in configuration.chain[number:]]
            above, inner = Configuration(path, folder, layers, configuration.chain[number:]), folder
    return above


def _upwards(folder: str) -> Iterator[str]:
    folder = os.path.abspath(folder)
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
