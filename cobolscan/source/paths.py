"""The names of files, as every output uses them: one file has one name, however it was come by."""

from __future__ import annotations

import os


def shown(path: str, beside: str = "") -> str:
    """The path as one would type it: relative to the working directory, unless an absolute one leads out of it.

    A path that leads out of it takes after `beside`, a file that was named already, where that leads out of it too.
    """
    relative = os.path.relpath(path)
    if not _leads_out(relative):
        return relative.replace(os.sep, "/")
    model = beside if beside and _leads_out(os.path.relpath(beside)) else path
    return (os.path.abspath(path) if os.path.isabs(model) else relative).replace(os.sep, "/")


def _leads_out(relative: str) -> bool:
    return relative.split(os.sep, 1)[0] == os.pardir
