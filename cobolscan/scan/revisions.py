"""What an older revision held, asked of git and of nothing else.

Only commands are used that read objects (`rev-parse`, `merge-base`, `ls-tree`, `cat-file`, `for-each-ref`): none of them looks at the work
tree, so no filter, hook, pager, external diff or file system monitor of a hostile repository is ever started, and nothing is fetched. What
changed is told by comparing the bytes of files with the names of blobs.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cobolscan.scan.errors import UsageProblem, suggestion
from cobolscan.source.regular import read_regular

_PATIENCE = 120  # seconds for one command
_MOST = 64_000_000  # bytes of one object, and of several that are asked for at once
_SAFE = (
    "--no-pager --no-optional-locks --literal-pathspecs --no-replace-objects -c core.hooksPath=/dev/null -c core.fsmonitor=false "
    "-c core.attributesFile=/dev/null -c protocol.allow=never -c core.sshCommand=false -c core.askPass=false -c credential.helper="
).split()
_TALKATIVE = ("PAGER", "EDITOR", "VISUAL", "SSH_ASKPASS")
_DEEPER = "`git fetch --deepen=500` (or --unshallow) brings more; CI: fetch-depth: 0 in actions/checkout, GIT_DEPTH: 0 in GitLab CI"


@dataclass(frozen=True, slots=True)
class Repository:
    """A work tree, by its top folder."""

    top: str

    @classmethod
    def around(cls, folder: str) -> Repository:
        """The work tree that holds a folder; raises UsageProblem when there is none that git trusts."""
        done = _git(folder, "rev-parse", "--show-toplevel")
        if done.status:
            if "dubious ownership" in done.error:
                raise UsageProblem(
                    f"--diff: git does not trust {folder}, for it belongs to somebody else: "
                    f"`git config --global --add safe.directory {folder}` says that you do"
                )
            raise UsageProblem(f"--diff needs a work tree of git: {os.path.abspath(folder)} is in none")
        return cls(os.path.realpath(os.fsdecode(done.output.rstrip(b"\n"))))

    def merge_base(self, revision: str) -> str:
        """The newest commit that `revision` and HEAD have in common; raises UsageProblem with what to do when there is none."""
        commit = self._commit(revision)
        if _git(self.top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").status:
            raise UsageProblem("--diff: there is no commit yet on this branch; without --diff all is reported")
        done = _git(self.top, "merge-base", commit, "HEAD")
        found = done.output.split()
        if done.status or not found:
            raise UsageProblem(*self._unrelated(revision))
        return os.fsdecode(found[0])

    def files(self, commit: str) -> dict[str, str]:
        """The names of the blobs of all regular files, by path from the top."""
        done = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", commit)
        if done.status:
            raise UsageProblem(f"--diff: the files of {commit[:10]} cannot be listed: {done.error or 'git failed'}; {_DEEPER}")
        found = {}
        for row in done.output.split(b"\0"):
            head, _, path = row.partition(b"\t")
            mode, _, rest = head.partition(b" ")
            if mode in (b"100644", b"100755", b"100664"):
                found[os.fsdecode(path)] = os.fsdecode(rest.split()[1])
        return found

    def contents(self, blobs: Sequence[str]) -> Iterator[bytes]:
        """What the blobs hold, in order: nothing, where that is more than any source. Raises UsageProblem when one is not here, as in a
        partial clone."""
        batch: list[tuple[str, int]] = []
        room = _MOST
        for name, size in zip(blobs, self._sizes(blobs), strict=True):
            size = size if size <= _MOST else 0
            if size > room:
                yield from self._batch(batch)
                batch, room = [], _MOST
            batch.append((name, size))
            room -= size
        yield from self._batch(batch)

    def _sizes(self, blobs: Sequence[str]) -> list[int]:
        done = _git(self.top, "cat-file", "--batch-check", given="".join(f"{name}\n" for name in blobs).encode())
        rows = [row.split() for row in done.output.splitlines()][: len(blobs)]
        rows += [[]] * (len(blobs) - len(rows))  # git gave up
        for name, row in zip(blobs, rows, strict=True):
            if len(row) != 3 or row[1] != b"blob":
                raise UsageProblem(f"--diff: the object {name[:10]} is not in this clone; `git fetch --refetch --no-filter` brings it")
        return [int(row[2]) for row in rows]

    def _batch(self, blobs: Sequence[tuple[str, int]]) -> Iterator[bytes]:
        done = _git(self.top, "cat-file", "--batch", given="".join(f"{name}\n" for name, size in blobs if size).encode())
        if done.status:
            raise UsageProblem(f"--diff: git cat-file failed: {done.error}")
        at = 0
        for _, size in blobs:
            start = done.output.find(b"\n", at) + 1 if size else at
            yield done.output[start : start + size]
            at = start + size + 1 if size else at

    def _commit(self, revision: str) -> str:
        if not revision or revision.startswith("-") or not revision.isprintable():
            raise UsageProblem(f'--diff: "{revision}" is no revision: a branch, a tag or a commit, such as origin/main')
        if ".." in revision:
            raise UsageProblem(f'--diff: "{revision}" is a range; one revision is wanted, and what came since it left HEAD is reported')
        done = _git(self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        names = done.output.split()
        if done.status or not names:
            raise UsageProblem(*self._unknown(revision))
        return os.fsdecode(names[-1])

    def _unknown(self, revision: str) -> Iterator[str]:
        listed = _git(self.top, "for-each-ref", "--count=5000", "--format=%(refname:short)").output
        hint = suggestion(revision, os.fsdecode(listed).split("\n"))
        yield f'--diff: no revision "{revision}" in this clone{hint}'
        remote, _, branch = revision.rpartition("/")
        if not hint:
            yield f"if it is a branch elsewhere: `git fetch {remote or 'origin'} {branch}`, then --diff FETCH_HEAD"

    def _unrelated(self, revision: str) -> Iterator[str]:
        shallow = _git(self.top, "rev-parse", "--is-shallow-repository").output.strip() == b"true"
        if shallow:
            yield f"--diff: this clone is shallow, and what {revision} and HEAD have in common is not in it"
            yield _DEEPER
        else:
            yield f"--diff: {revision} and HEAD have no commit in common"


def blob_name(data: bytes, like: str) -> str:
    """The name that git gives to these bytes, by the algorithm of a name that it gave."""
    digest = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return digest(b"blob %d\0" % len(data) + data).hexdigest()


def is_same(path: str, blob: str) -> bool:
    """Whether a file holds what a blob holds, whatever its line ends were made when it was checked out."""
    try:
        data = read_regular(path, _MOST)
    except OSError:
        return False
    return blob_name(data, blob) == blob or (b"\r\n" in data and blob_name(data.replace(b"\r\n", b"\n"), blob) == blob)


# ---- git, run so that a repository cannot make it do anything else


@dataclass(frozen=True, slots=True)
class _Done:
    status: int
    output: bytes
    error: str


def _git(folder: str, *arguments: str, given: bytes = b"") -> _Done:
    """Runs git in a folder: no shell, no terminal, no network, nothing of the environment that points it elsewhere."""
    import subprocess

    from cobolscan.history.git.running import executable

    git = executable(folder)  # a git that lies in the repository is none
    if git is None:
        raise UsageProblem("--diff needs git, and there is none on the PATH")
    try:
        done = subprocess.run(
            [git, *_SAFE, *arguments],
            cwd=folder,
            input=given,
            capture_output=True,
            timeout=_PATIENCE,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UsageProblem(f"--diff: git {arguments[0]} did not answer within {_PATIENCE} seconds") from None
    except OSError as error:
        raise UsageProblem(f"--diff: git cannot be started in {folder}: {error.strerror or error}") from None
    return _Done(done.returncode, done.stdout, " ".join(done.stderr.decode("utf-8", "replace").split()))


def _environment() -> dict[str, str]:
    """A hook runs with variables of git that name another index or directory: they go. The user's own configuration stays: it says
    which folders are trusted."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") and name not in _TALKATIVE}
    return kept | dict.fromkeys(("GIT_NO_LAZY_FETCH", "GIT_NO_REPLACE_OBJECTS"), "1") | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
