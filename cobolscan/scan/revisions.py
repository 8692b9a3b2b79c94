"""What an older revision held, asked of git and of nothing else.

Only commands are used that read objects (`rev-parse`, `merge-base`, `ls-tree`, `cat-file`, `for-each-ref`): none of them looks at the work
tree, so no filter, hook, pager, external diff or file system monitor of a hostile repository is ever started, and nothing is fetched. What
changed is told by comparing the bytes of files with the names of blobs.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cobolscan.history.git.objects import MOST_BYTES, blob_name, is_blob, objects
from cobolscan.history.git.places import top_of
from cobolscan.history.git.running import Git, GitFailed, GitProblem
from cobolscan.scan.errors import UsageProblem, suggestion
from cobolscan.source.regular import read_regular

_PATIENCE = 120.0  # seconds for one command; there is no bound for all together, for nothing can be said without their answers
_AT_ONCE = 1000  # objects that one command is asked for
_DEEPER = "`git fetch --deepen=500` (or --unshallow) brings more; CI: fetch-depth: 0 in actions/checkout, GIT_DEPTH: 0 in GitLab CI"


@dataclass(frozen=True, slots=True)
class Repository:
    """A work tree, by its top folder."""

    git: Git

    @property
    def top(self) -> str:
        return self.git.top

    @classmethod
    def around(cls, folder: str) -> Repository:
        """The work tree that holds a folder; raises UsageProblem when there is none that git trusts."""
        top = top_of(folder)
        if top is None:
            raise UsageProblem(f"--diff needs a work tree of git: {os.path.abspath(folder)} is in none")
        try:
            git = Git(top, ends=math.inf, call=_PATIENCE)
        except GitProblem as problem:
            raise UsageProblem(f"--diff needs git: {problem}") from None
        here = cls(git)
        place = here._asked("rev-parse", "--show-toplevel")
        if place is None:
            raise UsageProblem(_refusal(folder, git.complaint("rev-parse", "--show-toplevel")))
        if os.path.realpath(os.fsdecode(place.rstrip(b"\n"))) != git.top:
            raise UsageProblem(f"--diff: the settings of {top} say that its work tree is elsewhere (core.worktree)")
        return here

    def merge_base(self, revision: str) -> str:
        """The newest commit that `revision` and HEAD have in common; raises UsageProblem with what to do when there is none."""
        commit = self._commit(revision)
        if self._asked("rev-parse", "--verify", "--quiet", "HEAD^{commit}") is None:
            raise UsageProblem("--diff: there is no commit yet on this branch; without --diff all is reported")
        found = (self._asked("merge-base", commit, "HEAD") or b"").split()
        if not found:
            raise UsageProblem(*self._unrelated(revision))
        return os.fsdecode(found[0])

    def files(self, commit: str) -> tuple[dict[str, str], dict[str, str]]:
        """The names of the blobs of all regular files, by path from the top; and those of symbolic links."""
        listed = self._asked("ls-tree", "-r", "-z", "--full-tree", commit)
        if listed is None:
            raise UsageProblem(f"--diff: the files of {commit[:10]} cannot be listed: git failed; {_DEEPER}")
        found: dict[str, str] = {}
        links: dict[str, str] = {}
        for row in listed.split(b"\0"):
            head, _, path = row.partition(b"\t")
            mode, _, rest = head.partition(b" ")
            if mode in (b"100644", b"100755", b"100664", b"120000"):
                (links if mode == b"120000" else found)[os.fsdecode(path)] = os.fsdecode(rest.split()[1])
        return found, links

    def contents(self, blobs: Sequence[str]) -> Iterator[bytes]:
        """What the blobs hold, in order: nothing, where that is more than any source. Raises UsageProblem when one is not here, as in a
        partial clone."""
        for first in range(0, len(blobs), _AT_ONCE):
            yield from self._contents(blobs[first : first + _AT_ONCE])

    def _contents(self, blobs: Sequence[str]) -> Iterator[bytes]:
        """What a caller does between two of them is part of the time that the command has."""
        told = 0
        try:
            for name, data in objects(self.git, blobs):
                if data is None and self._asked("cat-file", "-e", name) is None:
                    break
                yield data or b""
                told += 1
        except GitFailed:  # it gave up: older ones do at the first object that is not here
            pass
        except GitProblem as problem:
            raise UsageProblem(f"--diff: {problem}") from None
        if told < len(blobs):
            raise UsageProblem(f"--diff: the object {blobs[told][:10]} is not in this clone; `git fetch --refetch --no-filter` brings it")

    def _commit(self, revision: str) -> str:
        if not revision or revision.startswith("-") or not revision.isprintable():
            raise UsageProblem(f'--diff: "{revision}" is no revision: a branch, a tag or a commit, such as origin/main')
        if ".." in revision:
            raise UsageProblem(f'--diff: "{revision}" is a range; one revision is wanted, and what came since it left HEAD is reported')
        names = (self._asked("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}") or b"").split()
        if not names:
            raise UsageProblem(*self._unknown(revision))
        return os.fsdecode(names[-1])

    def _unknown(self, revision: str) -> Iterator[str]:
        listed = self._asked("for-each-ref", "--count=5000", "--format=%(refname:short)") or b""
        hint = suggestion(revision, os.fsdecode(listed).split("\n"))
        yield f'--diff: no revision "{revision}" in this clone{hint}'
        remote, _, branch = revision.rpartition("/")
        if not hint:
            yield f"if it is a branch elsewhere: `git fetch {remote or 'origin'} {branch}`, then --diff FETCH_HEAD"

    def _unrelated(self, revision: str) -> Iterator[str]:
        if (self._asked("rev-parse", "--is-shallow-repository") or b"").strip() == b"true":
            yield f"--diff: this clone is shallow, and what {revision} and HEAD have in common is not in it"
            yield _DEEPER
        else:
            yield f"--diff: {revision} and HEAD have no commit in common"

    def _asked(self, *arguments: str) -> bytes | None:
        """What git says; None when it ends with an error."""
        try:
            return self.git.output(*arguments)
        except GitFailed:
            return None
        except GitProblem as problem:
            raise UsageProblem(f"--diff: {problem}") from None


def _refusal(folder: str, complaint: str) -> str:
    if "dubious ownership" in complaint:
        return (
            f"--diff: git does not trust {folder}, for it belongs to somebody else: "
            f"`git config --global --add safe.directory {folder}` says that you do"
        )
    return f"--diff needs a work tree of git: {os.path.abspath(folder)} is in none"


def is_same(path: str, blob: str) -> bool:
    """Whether a file holds what a blob holds, whatever its line ends were made when it was checked out."""
    try:
        data = read_regular(path, MOST_BYTES)
    except OSError:
        return False
    return is_blob(data, blob)


def is_same_link(path: str, blob: str) -> bool:
    """Whether a symbolic link leads to where a blob says."""
    try:
        return blob_name(os.fsencode(os.readlink(path)), blob) == blob
    except OSError:
        return False
