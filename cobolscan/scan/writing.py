"""Files that are written whole or not at all: beside their place, then renamed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter


def replace(path: str, data: bytes) -> None:
    """Writes a file. See `replacing`."""
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: str) -> Iterator[BufferedWriter]:
    """A file that takes the name `path` when it is complete: readers never see a half, and what was there stays until then.

    It has the permissions of what it replaces. A link is replaced, not followed: resolve it first where it may be followed. Raises OSError.
    """
    beside = f"{path}.{os.urandom(4).hex()}.tmp"
    try:
        with open(beside, "xb") as file:
            if os.path.exists(path):
                os.chmod(beside, stat.S_IMODE(os.stat(path).st_mode))
            yield file
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
