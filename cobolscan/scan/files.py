"""Which files a run is about, by the names that every output uses."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence

from cobolscan.scan.errors import UsageProblem, beside
from cobolscan.scan.settings import Settings
from cobolscan.source.paths import shown as shown  # named here for those that show files


def find(paths: Sequence[str], settings: Settings) -> list[str]:
    """Files named on the command line as they are, folders searched; sorted, each file once. With `force_exclude`, named files only if
    their folder's search would find them."""
    absent = [path for path in paths if not os.path.lexists(path)]
    if absent:
        raise UsageProblem(*(f"no such file or folder: {path}{beside(path)}" for path in absent))
    named = [] if settings.force_exclude else [path for path in paths if not os.path.isdir(path)]
    searched = paths if settings.force_exclude else [path for path in paths if os.path.isdir(path)]
    found = [*named, *(_search(searched, settings) if searched else ())]
    return sorted({shown(path) for path in found})


def _search(paths: Sequence[str], settings: Settings) -> Iterable[str]:
    from cobolscan.source.discover import discover

    found = discover(paths, settings.root, settings.exclude, settings.extensions, force_exclude=settings.force_exclude)
    return [each.path for each in found]


def members(paths: Sequence[str], found: Sequence[str], copied: Iterable[str], settings: Settings) -> list[str]:
    """What programs of a run copy out of the folders that were searched, and what the search did not take for COBOL: COPY says that it is.
    What lies elsewhere, or is left out, is no subject of the run."""
    strange = sorted({*copied} - {*found})
    folders = [os.path.join(os.path.realpath(path), "") for path in paths if os.path.isdir(path)] if strange else []
    inside = [path for path in strange if os.path.realpath(path).startswith(tuple(folders))] if folders else []
    if not inside:
        return []
    from cobolscan.source.discover import not_left_out

    return not_left_out(inside, settings.root, settings.exclude)


def common_folder(paths: Sequence[str]) -> str:
    """The folder that holds all of the paths; the working directory where there is none."""
    folders = [os.path.abspath(path if os.path.isdir(path) else os.path.dirname(path) or ".") for path in paths if path != "-"]
    try:
        return os.path.commonpath(folders) if folders else os.getcwd()
    except ValueError:
        return os.getcwd()


def identical(paths: Sequence[str]) -> dict[str, list[str]]:
    """For the first of each group of files with the same bytes, the others."""
    by_size: dict[int, list[str]] = defaultdict(list)
    for path in paths:
        try:
            by_size[os.path.getsize(path)].append(path)
        except OSError:
            continue
    by_content: dict[bytes, list[str]] = defaultdict(list)
    for group in by_size.values():
        for path in group if len(group) > 1 else ():
            digest = _digest(path)
            if digest is not None:
                by_content[digest].append(path)
    return {group[0]: group[1:] for group in by_content.values() if len(group) > 1}


def _digest(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).digest()
    except OSError:
        return None
