"""Which repository a file belongs to, and what must be known of it before it is asked."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass

from cobolscan.history.git.running import Git, GitProblem
from cobolscan.source.lazy import lazy
from cobolscan.source.regular import read_regular

_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOST_CUTS = 50_000_000  # bytes
_MOST_NAMED = 50  # paths that are asked for one by one
_OWNER = lazy(r"dubious ownership|safe\.directory|unsafe repository")


@dataclass(slots=True)
class Repository:
    """A repository with a commit. `identity` changes with everything but HEAD that an answer depends on."""

    git: Git
    head: str
    shallow: frozenset[str]  # the commits at which the clone was cut
    identity: str

    @property
    def top(self) -> str:
        return self.git.top

    def within(self, path: str) -> bytes | None:
        """The name of a file in the tree of a commit; None when it lies elsewhere."""
        relative = os.path.relpath(os.path.realpath(path), self.top)
        if relative.split(os.sep, 1)[0] == os.pardir or os.path.isabs(relative):
            return None
        return os.fsencode(relative.replace(os.sep, "/"))

    def blobs(self, names: set[bytes]) -> dict[bytes, str]:
        """Of these files, those that HEAD has, with their blobs. Raises GitProblem."""
        asked: list[bytes] = sorted(names) if len(names) <= _MOST_NAMED else []
        found = {}
        with self.git.start("ls-tree", "-r", "-z", "--full-tree", self.head, "--", *asked) as running:
            rest = b""
            for piece in running.chunks():
                *rows, rest = (rest + piece).split(b"\0")
                for row in rows:
                    facts, _, name = row.partition(b"\t")
                    if name in names and facts.startswith(b"100"):
                        found[name] = facts.split()[2].decode("ascii")
        return found


def open_repository(top: str, ends: float | None = None) -> Repository:
    """See `Git` for `ends`. Raises GitProblem, with the reason in words, when git cannot or will not answer."""
    git = Git(top, ends)
    asked = ("rev-parse", "--git-common-dir", "--git-path", "shallow", "--show-prefix", "HEAD^{commit}")
    try:
        lines = os.fsdecode(git.output(*asked)).split("\n")
    except GitProblem as problem:
        raise GitProblem(_refusal(git.complaint(*asked), problem)) from None
    common, (shallow, prefix, head) = "\n".join(lines[:-4]), lines[-4:-1]
    if not _HASH.fullmatch(head):
        raise GitProblem("git's answer was not understood")
    if prefix:
        raise GitProblem("its settings say that its work tree is elsewhere (core.worktree)")
    cut = _cut(os.path.join(git.top, shallow))
    place = os.path.realpath(os.path.join(git.top, common))
    identity = hashlib.sha256("\0".join((place, *sorted(cut))).encode("utf-8", "surrogateescape")).hexdigest()
    return Repository(git, head, cut, identity)


def _refusal(complaint: str, problem: GitProblem) -> str:
    if _OWNER.search(complaint):
        return "git refuses a repository that another user owns (see safe.directory in git's manual)"
    if "ambiguous argument" in complaint or "unknown revision" in complaint:
        return "there is no commit yet, or HEAD leads nowhere"
    if "not a git repository" in complaint:
        return "what is called .git there is no repository"
    lines = complaint.strip().splitlines()
    return f"git says {lines[-1][:200]!r}" if lines else str(problem)


def _cut(path: str) -> frozenset[str]:
    try:
        lines = read_regular(path, _MOST_CUTS).decode("ascii", "replace").splitlines()
        return frozenset(line.strip() for line in lines if _HASH.fullmatch(line.strip()))
    except OSError:
        return frozenset()
