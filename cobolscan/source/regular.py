"""Reading what a scanned folder holds without waiting for a pipe, filling the memory from a device, or following a link elsewhere."""

from __future__ import annotations

import os
import stat

_WAITING = getattr(os, "O_NONBLOCK", 0)  # the opening of a pipe would wait for somebody who writes to it
_HERE = getattr(os, "O_NOFOLLOW", 0)


def read_regular(path: str, most: int, *, follow: bool = True) -> bytes:
    """The bytes of a regular file. Raises OSError for anything else, also when it holds more than `most` bytes, or, without `follow`, is a
    symbolic link."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | _WAITING | (0 if follow else _HERE)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(None, "not a regular file", path)
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(None, f"larger than {most:,} bytes", path)
    return data
