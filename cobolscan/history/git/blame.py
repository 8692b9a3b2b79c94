"""Few files: `git blame` of each, whole, as many at a time as there are processors."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from cobolscan.history.git.counts import COUNTING, counted, wholly
from cobolscan.history.git.origin import CHANGED, CREATED, REWRITTEN, Run
from cobolscan.history.git.quoting import unquoted
from cobolscan.history.git.running import Git, GitProblem, Running

BLAME = ("blame", "--incremental", "-w", "--no-textconv", "--no-ext-diff", "--no-ignore-revs-file", "--no-progress")
_HOPELESS = 40  # files of which none was answered: a partial clone, where the rest would fare no better
Version = tuple[str, bytes, str, bytes]  # a commit and the file's name in it, the commit before and the name there


class Group(NamedTuple):
    """`lines` lines from `line` on; in the commit that brought them the file had this name, and they began at line `origin`."""

    line: int
    lines: int
    commit: str
    name: bytes
    origin: int


@dataclass(slots=True)
class Blamed:
    """What `git blame` says of one file: groups of lines, and the version before each version, by commit and name."""

    groups: list[Group] = field(default_factory=list)
    before: dict[tuple[str, bytes], tuple[str, bytes]] = field(default_factory=dict)


def read(output: bytes) -> Blamed:
    """The answer of `git blame --incremental`."""
    blamed = Blamed()
    group: list[bytes] = []
    before: tuple[str, bytes] | None = None
    for line in output.split(b"\n"):
        word, _, rest = line.partition(b" ")
        if word == b"previous":
            commit, _, name = rest.partition(b" ")
            before = commit.decode("ascii"), unquoted(name)
        elif word == b"filename" and group:
            _note(blamed, group, unquoted(rest), before)
            group, before = [], None
        elif not group:
            group = line.split()
    return blamed


def _note(blamed: Blamed, group: list[bytes], name: bytes, before: tuple[str, bytes] | None) -> None:
    commit, (origin, line, count) = group[0].decode("ascii"), map(int, group[1:4])
    if before:
        blamed.before[commit, name] = before
    blamed.groups.append(Group(line, count, commit, name, origin))


def blame(git: Git, head: str, names: Iterable[bytes]) -> Iterator[tuple[bytes, list[Run]]]:
    """The runs of each file that git can answer for. Raises GitProblem when the time is up, after the answers that there are."""
    answers: dict[bytes, Blamed] = {}
    problem: GitProblem | None = None
    try:
        for name, answer in _answers(git, head, names):
            answers[name] = answer
    except GitProblem as error:
        problem = error
    rewritten = _rewritten(git, {version for answer in answers.values() for version in _versions(answer)})
    for name, answer in answers.items():
        yield name, _runs(answer, rewritten)
    if problem:
        raise problem


def _answers(git: Git, head: str, names: Iterable[bytes]) -> Iterator[tuple[bytes, Blamed]]:
    left = iter(names)
    answered = failed = 0
    running: list[tuple[bytes, Running]] = []
    try:
        while True:
            room = min(os.cpu_count() or 1, 8) - len(running)
            running += [(name, git.start(*BLAME, head, "--", name)) for name in islice(left, room)]
            if not running:
                return
            name, call = running.pop(0)
            with call:
                try:
                    yield name, read(b"".join(call.chunks()))
                    answered += 1
                except GitProblem:  # this file stays unknown
                    failed += 1
                    if failed == _HOPELESS and not answered:
                        raise
    finally:
        for _, call in running:
            call.__exit__()


def _versions(answer: Blamed) -> Iterator[Version]:
    for (commit, name), before in answer.before.items():
        yield commit, name, *before


def _runs(answer: Blamed, rewritten: set[tuple[str, bytes]]) -> list[Run]:
    def how(commit: str, name: bytes) -> int:
        return CREATED if (commit, name) not in answer.before else REWRITTEN if (commit, name) in rewritten else CHANGED

    return [Run(group.lines, group.commit, how(group.commit, group.name)) for group in sorted(answer.groups)]


def _rewritten(git: Git, versions: set[Version]) -> set[tuple[str, bytes]]:
    """The versions that left next to nothing of the ones before."""
    try:
        return rewritten(git, versions)
    except GitProblem:
        return set()  # a version that is missing was not blamed either: only what is beside it


def rewritten(git: Git, versions: Iterable[Version]) -> set[tuple[str, bytes]]:
    """Of these versions of files, those that left next to nothing of the ones before. Raises GitProblem."""
    by_pair: dict[tuple[str, str], dict[bytes, bytes]] = defaultdict(dict)
    for commit, name, parent, before in versions:
        by_pair[commit, parent][name] = before
    names = sorted({name for pair in by_pair.values() for both in pair.items() for name in both})
    if not names:
        return set()
    asked = "".join(f"{commit} {parent}\n" for commit, parent in by_pair).encode()
    flags = ("--stdin", "-r", *COUNTING)
    return wholly(git, counted(git.output("diff-tree", *flags, "--", *names, stdin=asked)))
