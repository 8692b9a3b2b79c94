"""Runs git so that nothing that a repository says is run: no hook, pager, filter, external diff, monitor, helper or transport.

Only commands that read the object store are used, and always with HEAD named: a command that looks at the work tree would run filters.
What a repository's settings could still name is set on the command line, which wins. Git's own refusals (`safe.directory`) stand.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import IO

CALL = 30.0  # seconds that one call may take
BUDGET = 60.0  # all calls of a run, in however many repositories
_CHUNK = 1 << 18
_KEPT = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"})  # where the user's own settings are
_DROPPED = ("GIT_", "SSH_ASKPASS", "PAGER", "LESS", "EDITOR", "VISUAL", "LC_", "LANG")
_SET = {
    "LC_ALL": "C",
    "TERM": "dumb",
    "GIT_ALLOW_PROTOCOL": "none",  # nothing is fetched, whatever the settings allow: also by gits that do not know the next one
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
}
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    f"core.attributesFile={os.devnull}",
    "core.sshCommand=false",
    "core.askPass=",
    "core.quotePath=true",
    "core.precomposeUnicode=false",
    "core.alternateRefsCommand=false",
    "credential.helper=",
    "protocol.allow=never",
    "diff.external=",
    f"diff.orderFile={os.devnull}",
    "diff.noprefix=false",
    "diff.mnemonicPrefix=false",
    "diff.relative=false",
    "diff.suppressBlankEmpty=false",
    "diff.renameLimit=1000",
    "diff.algorithm=myers",
    "diff.indentHeuristic=true",
    "diff.ignoreSubmodules=all",
    "gpg.program=false",
    "log.showSignature=false",
    "log.showRoot=true",
    "log.follow=false",
    "log.mailmap=false",
    "blame.showRoot=false",
    "color.ui=false",
    "submodule.recurse=false",
    "trace2.normalTarget=0",
    "trace2.eventTarget=0",
    "trace2.perfTarget=0",
    "gc.auto=0",
    "maintenance.auto=false",
)


class GitProblem(Exception):
    """Git could not answer; the text says why, for people, as the end of "git history is unknown: ..."."""


class GitFailed(GitProblem):
    """Git ran, and ended with an error."""


def executable(top: str) -> str | None:
    """The git of the PATH; never one that lies in the repository, nor one beside the working directory."""
    name = "git.exe" if sys.platform == "win32" else "git"
    inside = os.path.join(os.path.realpath(top), "")
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder, name)
        if os.path.isabs(folder) and not os.path.realpath(path).startswith(inside) and os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    return None


def environment(top: str) -> dict[str, str]:
    """The user's environment without what steers git or runs programs for it."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or not name.startswith(_DROPPED)}
    return kept | _SET | {"GIT_CEILING_DIRECTORIES": os.path.dirname(os.path.realpath(top))}


class Git:
    """Git in one repository, whose top folder is `top`. `ends`: when all calls must be done, as time.monotonic() has it; `call`:
    the seconds that one may take, CALL where nothing is said."""

    def __init__(self, top: str, ends: float | None = None, call: float | None = None) -> None:
        found = executable(top)
        if found is None:
            raise GitProblem("git is not installed, or not in PATH")
        self.top = os.path.realpath(top)
        flags = [flag for setting in _SETTINGS for flag in ("-c", setting)]
        self._command = [found, "--no-pager", "--no-replace-objects", "--literal-pathspecs", *flags]
        self._environment = environment(top)
        self._ends = time.monotonic() + BUDGET if ends is None else ends
        self._call = call

    def start(self, *arguments: str | bytes, stdin: bytes | None = None, errors: bool = False) -> Running:
        """A call that goes on; with `errors`, what git complains of is in its output."""
        seconds = min(CALL if self._call is None else self._call, self._ends - time.monotonic())
        if seconds <= 0:
            raise GitProblem(f"git took longer than {BUDGET:.0f} seconds")
        return Running([*self._command, *arguments], self.top, self._environment, stdin, seconds, errors)

    def output(self, *arguments: str | bytes, stdin: bytes | None = None) -> bytes:
        """All that a call says; for answers that are known to be small."""
        with self.start(*arguments, stdin=stdin) as running:
            return b"".join(running.chunks())

    def complaint(self, *arguments: str) -> str:
        """What git says when it refuses a call."""
        with self.start(*arguments, errors=True) as running:
            return (running.out.read(_CHUNK) or b"").decode("utf-8", "replace")


class Running:
    """One call of git. Use as a context: what still runs at its end is killed, with all that it started."""

    def __init__(
        self, command: list[str | bytes], top: str, environment: dict[str, str], stdin: bytes | None, seconds: float, errors: bool
    ) -> None:
        self._late = False
        self._seconds = seconds
        try:
            self._process = subprocess.Popen(
                command,
                cwd=top,
                env=environment,
                stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if errors else subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise GitProblem(f"git could not be run ({getattr(error, 'strerror', None) or error})") from None
        assert self._process.stdout is not None
        self.out: IO[bytes] = self._process.stdout
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()
        if stdin is not None:
            threading.Thread(target=self._feed, args=(stdin,), daemon=True).start()

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._process.poll() is None:
            self._kill()
        self.out.close()
        self._process.wait()

    def chunks(self) -> Iterator[bytes]:
        """The output piece by piece; raises GitProblem at its end when git failed."""
        while piece := self.out.read(_CHUNK):
            yield piece
        self.finish()

    def finish(self) -> None:
        """Waits for the end; raises GitProblem when git failed or took too long."""
        status = self._process.wait()
        if self._late:
            raise GitProblem(f"git took longer than {self._seconds:.0f} seconds")
        if status:
            raise GitFailed("git failed: objects may be missing or damaged")

    def _feed(self, data: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            assert self._process.stdin is not None
            self._process.stdin.write(data)
            self._process.stdin.close()

    def _expire(self) -> None:
        if self._process.poll() is None:
            self._late = True
            self._kill()

    def _kill(self) -> None:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
