"""The first pass: which commits touched which of the wanted files, under all the names that they have had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cobolscan.history.git.running import Git, GitProblem

MOST_COMMITS = 200_000
_FLAGS = ("diff-tree", "--stdin", "--always", "--root", "-r", "-M", "--no-ext-diff", "--no-textconv", "--raw", "-z", "--no-abbrev")


class Touch(NamedTuple):
    """One file changed between a parent and a commit. `status`: A, D, M, R or T."""

    status: str
    old: bytes
    new: bytes


@dataclass(slots=True)
class Changes:
    """`commits`: newest first, with parents. `touches`: by commit, for each parent (or the empty tree) the files."""

    commits: list[tuple[str, tuple[str, ...]]]
    touches: dict[str, list[list[Touch]]] = field(default_factory=dict)

    def names(self, wanted: Iterable[bytes]) -> set[bytes]:
        """The wanted names with those that the files had before."""
        names = set(wanted)
        for commit, _ in self.commits:
            for touches in self.touches.get(commit, ()):
                names |= {touch.old for touch in touches if touch.new in names}
        return names

    def of(self, commit: str, names: set[bytes]) -> list[list[Touch]]:
        """The touches of a commit on some files; an empty list where there are none."""
        lists = [[touch for touch in touches if touch.new in names or touch.old in names] for touches in self.touches.get(commit, ())]
        return lists if any(lists) else []

    def single(self, wanted: Iterable[bytes]) -> dict[bytes, str]:
        """Of the wanted files, those that one commit brought and none touched since."""
        brought: dict[bytes, list[tuple[str, str]]] = {name: [] for name in wanted}
        for commit, lists in self.touches.items():
            for name, status in against_all(lists).items():
                if name in brought:
                    brought[name].append((commit, status))
        return {name: found[0][0] for name, found in brought.items() if len(found) == 1 and found[0][1] == "A"}


def against_all(lists: list[list[Touch]]) -> dict[bytes, str]:
    """The files that a commit has otherwise than each of its parents; the status against the first."""
    first = {touch.new: touch.status for touch in lists[0]}
    for touches in lists[1:]:
        other = {touch.new for touch in touches}
        first = {name: status for name, status in first.items() if name in other}
    return first


def changes_of(git: Git, head: str, wanted: Iterable[bytes]) -> Changes:
    """Raises GitProblem when there are too many commits, or git fails."""
    rows = git.output("rev-list", "--topo-order", "--parents", f"--max-count={MOST_COMMITS + 1}", head).decode("ascii").split("\n")
    found = [(commit, tuple(parents)) for commit, *parents in map(str.split, filter(None, rows))]
    if len(found) > MOST_COMMITS:
        raise GitProblem(f"there are more than {MOST_COMMITS:,} commits")
    changes = Changes(found)
    names = set(wanted)
    asked = [(commit, parent) for commit, parents in found for parent in parents or ("",)]
    with git.start(*_FLAGS, stdin=feed(asked)) as running:
        for commit, touches in zip((commit for commit, _ in asked), _touched(running.chunks(), names), strict=True):
            changes.touches.setdefault(commit, []).append(touches)
            names |= {touch.old for touch in touches if touch.status == "R"}
    changes.touches = {commit: lists for commit, lists in changes.touches.items() if any(lists)}
    return changes


def feed(pairs: Iterable[tuple[str, str]]) -> bytes:
    """What `diff-tree --stdin` is asked: each commit with the parent to compare it with, if it has one."""
    return "".join(f"{commit} {parent}".rstrip() + "\n" for commit, parent in pairs).encode("ascii")


def _touched(chunks: Iterable[bytes], names: set[bytes]) -> Iterator[list[Touch]]:
    """For each pair that was asked, in order, the files with one of the names. `names` may grow meanwhile."""
    touches: list[Touch] | None = None
    fields = _fields(chunks)
    for one in fields:
        if not one.startswith(b":"):
            if touches is not None:
                yield touches
            touches = []
            continue
        old_mode, new_mode, _, _, status = one.split(b" ")
        old = next(fields)
        new = next(fields) if status[:1] == b"R" else old
        if (new in names or (old in names and status[:1] != b"D")) and touches is not None:
            touches.append(Touch(_status(status, old_mode, new_mode), old, new))
        elif old in names and touches is not None:
            touches.append(Touch("D", old, new))
    if touches is not None:
        yield touches


def _status(status: bytes, old_mode: bytes, new_mode: bytes) -> str:
    """A link or a submodule that becomes a file is a new file, and the reverse."""
    was, is_ = (mode.startswith((b":100", b"100")) for mode in (old_mode, new_mode))
    if was and is_:
        return status[:1].decode("ascii")
    return "A" if is_ else "D"


def _fields(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in chunks:
        *fields, rest = (rest + piece).split(b"\0")
        yield from fields
