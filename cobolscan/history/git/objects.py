"""Objects by their names, one process for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import IO

from cobolscan.history.git.running import Git, GitProblem

MOST_BYTES = 64_000_000  # of an object that is looked at; sources have the same bound


def objects(git: Git, names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Each object with what it holds: None when it is missing, or larger than any source. Raises GitProblem."""
    wanted = list(names)
    if not wanted:
        return
    with git.start("cat-file", "--batch", stdin="".join(f"{name}\n" for name in wanted).encode()) as running:
        for name in wanted:
            head = running.out.readline(512).split()
            if len(head) == 3 and head[2].isdigit():
                yield name, _content(running.out, int(head[2]))
            elif head[1:] == [b"missing"]:
                yield name, None
            else:
                running.finish()
                raise GitProblem("git failed: objects may be missing or damaged")


def _content(out: IO[bytes], size: int) -> bytes | None:
    kept = out.read(size) if size <= MOST_BYTES else None
    left = 0 if kept is not None else size
    while left > 0:
        piece = out.read(min(left, 1 << 18))
        if not piece:
            break
        left -= len(piece)
    out.read(1)
    if kept is not None and len(kept) < size:
        raise GitProblem("git stopped in the middle of an answer")
    return kept


def blob_name(data: bytes, like: str) -> str:
    """What git would call a blob, by the kind of hash that another name has."""
    whole = b"blob %d\0" % len(data) + data
    return (hashlib.sha1(whole, usedforsecurity=False) if len(like) == 40 else hashlib.sha256(whole)).hexdigest()


def is_blob(data: bytes, name: str) -> bool:
    """Whether a file is that blob, or was until a checkout changed its line ends."""
    return blob_name(data, name) == name or (b"\r\n" in data and blob_name(data.replace(b"\r\n", b"\n"), name) == name)


def line_count(data: bytes) -> int:
    """Lines as git counts them."""
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
