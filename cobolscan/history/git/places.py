"""Which repository a folder lies in, without asking git: most runs need to know no more."""

from __future__ import annotations

import contextlib
import os

from cobolscan.source.regular import read_regular

_MOST = 100_000  # bytes of a .git that is a file


def top_of(folder: str) -> str | None:
    """The top folder of the repository that holds a folder; as git sees it, a `.git` that is no repository does not count."""
    folder = os.path.realpath(folder)
    while True:
        if _is_repository(os.path.join(folder, ".git")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _is_repository(path: str) -> bool:
    """A folder with a HEAD, or the file that a submodule or a second work tree has."""
    if os.path.isdir(path):
        return os.path.lexists(os.path.join(path, "HEAD"))
    with contextlib.suppress(OSError):
        return read_regular(path, _MOST).startswith(b"gitdir: ")
    return False


def top_of_file(path: str) -> str | None:
    """The top folder of the repository that holds a file; of a link, that of the file it leads to."""
    return top_of(os.path.dirname(os.path.realpath(path)))
