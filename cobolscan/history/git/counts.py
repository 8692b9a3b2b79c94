"""How many lines commits changed in files, and so which of them left next to nothing of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cobolscan.history.git.objects import line_count, objects
from cobolscan.history.git.origin import LEAST_REWRITTEN, is_rewritten
from cobolscan.history.git.running import Git

COUNTING = ("-M", "-w", "--text", "--no-ext-diff", "--no-textconv", "--raw", "--numstat", "-z", "--no-abbrev")


class Count(NamedTuple):
    """A file that a commit changed: its blobs, and the lines removed and added. `status`: A, D, M, R or T."""

    commit: str
    name: bytes
    status: str
    old: str
    new: str
    removed: int
    added: int


def counted(output: bytes) -> Iterator[Count]:
    """What `--raw --numstat -z` says, each commit headed by its name."""
    commit = ""
    blobs: dict[bytes, tuple[str, str, str]] = {}
    fields = iter(output.split(b"\0"))
    for one in fields:
        one = one.lstrip(b"\n")
        if one.startswith(b":"):
            _, _, old, new, status = one.decode("ascii").split(" ")
            name = [next(fields) for _ in range(2 if status[0] == "R" else 1)][-1]
            blobs[name] = (status[0], old, new)
        elif b"\t" in one:
            added, removed, name = one.split(b"\t", 2)
            if not name:
                _, name = next(fields), next(fields)
            if name in blobs and added.isdigit() and removed.isdigit():
                yield Count(commit, name, *blobs[name], int(removed), int(added))
        elif one:
            commit, blobs = one.decode("ascii", "replace"), {}


def wholly(git: Git, counts: Iterable[Count]) -> set[tuple[str, bytes]]:
    """Of these changes those that rewrote the file, by commit and name. Raises GitProblem."""
    large = [count for count in counts if min(count.removed, count.added) >= LEAST_REWRITTEN]
    sizes = {name: line_count(data or b"") for name, data in objects(git, sorted({blob for one in large for blob in one[3:5]}))}
    return {(one.commit, one.name) for one in large if is_rewritten(sizes[one.old], one.removed, sizes[one.new], one.added)}
