"""The commits that brought lines of many files, asked the cheapest way.

What the cache knows is not asked again. For few files `git blame`; for more a pass over the whole history that says which files were
touched at all: those that one commit brought need nothing else, and the others are blamed together (`replay.py`) when they are many.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cobolscan.history.git.commits import Commit, commits
from cobolscan.history.git.committed import line_map
from cobolscan.history.git.objects import MOST_BYTES, is_blob, line_count, objects
from cobolscan.history.git.origin import CHANGED, CREATED, Run, line_of
from cobolscan.history.git.places import top_of
from cobolscan.history.git.repository import Repository, open_repository
from cobolscan.history.git.running import BUDGET, GitProblem
from cobolscan.source.regular import read_regular

FEW = 20  # files, up to which each is blamed by itself
_REST = 1 << 30  # lines of a run that goes to the end


@dataclass(slots=True)
class Asked:
    """A file with the lines that are asked for. `size`: its lines as a reader counts them, if it was read.

    `data`: what it holds, if not what the disk has.
    """

    path: str
    lines: set[int]
    size: int | None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """The commit that brought a line, and how: see `origin`. `cut`: the clone ends there, so it need not be that commit."""

    commit: Commit
    how: int
    cut: bool = False

    @property
    def says_why(self) -> bool:
        """Whether it was about the line, not about a whole file."""
        return self.how == CHANGED and not self.cut


@dataclass(slots=True)
class Answers:
    """By file and line. `unknown`: why there is no answer for some files of a repository: its top folder, the reason, the number."""

    found: dict[tuple[str, int], Brought] = field(default_factory=dict)
    unknown: list[tuple[str, str, int]] = field(default_factory=list)


def brought(asked: Iterable[Asked], *, cached: bool = True) -> Answers:
    """Never raises for what git or a repository does. Files in no repository, and lines that are not committed, have no answer."""
    answers = Answers()
    ends = time.monotonic() + BUDGET
    for top, files in _by_repository(asked).items():
        try:
            _Answering(open_repository(top, ends), cached).answer(files, answers)
        except GitProblem as problem:
            answers.unknown.append((top, str(problem), len(files)))
    return answers


def _by_repository(asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    tops: dict[str, str | None] = {}
    groups: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        folder = os.path.dirname(os.path.realpath(one.path))
        if folder not in tops:
            tops[folder] = top_of(folder)
        if top := tops[folder]:
            groups[top].append(one)
    return groups


class _Answering:
    """The questions about one repository."""

    def __init__(self, repository: Repository, cached: bool) -> None:
        from cobolscan.history.git.cache import Cache

        self._repository = repository
        self._cache = Cache(repository.top, repository.identity, use=cached)
        self._problem = ""

    def answer(self, files: list[Asked], answers: Answers) -> None:
        try:
            self._answer(files, answers)
        finally:
            self._cache.close()

    def _answer(self, files: list[Asked], answers: Answers) -> None:
        names = {name: one for one in files if (name := self._repository.within(one.path)) is not None}
        blobs = self._repository.blobs(set(names))
        runs = self._runs(blobs)
        origins: dict[tuple[str, int], Run] = {}
        odd = 0
        for name, lines in self._committed({name: names[name] for name in runs}, blobs):
            odd += lines is None
            for line, old in (lines or {}).items():
                if run := line_of(runs[name], old):
                    origins[names[name].path, line] = run
        said = self._commits({run.commit for run in origins.values()})
        for place, run in origins.items():
            if run.commit in said:
                answers.found[place] = Brought(said[run.commit], run.how, run.commit in self._repository.shallow)
        reason = self._problem or "git failed: objects may be missing or damaged"
        for why, count in ((reason, len(blobs) - len(runs)), ("lines end otherwise than git counts them", odd)):
            if count:
                answers.unknown.append((self._repository.top, why, count))

    def _runs(self, blobs: dict[bytes, str]) -> dict[bytes, list[Run]]:
        head = self._repository.head
        runs = self._cache.runs(head, blobs)
        fresh = self._worked_out(blobs.keys() - runs.keys())
        self._cache.keep_runs(head, blobs, fresh)
        return runs | fresh

    def _worked_out(self, wanted: set[bytes]) -> dict[bytes, list[Run]]:
        """Each way helps the other out: a replay fails over one object that is missing, blame takes its time."""
        runs: dict[bytes, list[Run]] = {}
        ways = (self._together, self._one_by_one) if len(wanted) > FEW else (self._one_by_one, self._all_together)
        for way in ways:
            left = wanted - runs.keys()
            try:
                for name, found in way(left) if left else ():
                    runs[name] = found
            except GitProblem as problem:
                self._problem = str(problem)
        return runs

    def _one_by_one(self, wanted: set[bytes]) -> Iterator[tuple[bytes, list[Run]]]:
        from cobolscan.history.git.blame import blame  # here and below: a hook that finds all in the cache needs none of it

        return blame(self._repository.git, self._repository.head, sorted(wanted))

    def _together(self, wanted: set[bytes], few: int = FEW) -> Iterator[tuple[bytes, list[Run]]]:
        """What one commit brought; the others only when they are many."""
        from cobolscan.history.git.changes import changes_of
        from cobolscan.history.git.replay import replay

        changes = changes_of(self._repository.git, self._repository.head, wanted)
        single = changes.single(wanted)
        yield from ((name, [Run(_REST, commit, CREATED)]) for name, commit in single.items())
        if len(wanted) - len(single) > few:
            yield from replay(self._repository.git, changes, wanted - single.keys()).items()

    def _all_together(self, wanted: set[bytes]) -> Iterator[tuple[bytes, list[Run]]]:
        return self._together(wanted, 0)

    def _committed(self, files: Mapping[bytes, Asked], blobs: Mapping[bytes, str]) -> Iterator[tuple[bytes, dict[int, int] | None]]:
        """For each file the lines that are asked for and that HEAD has, with their number there; None when lines cannot be told apart."""
        edited: dict[str, list[tuple[bytes, bytes]]] = defaultdict(list)
        for name, one in files.items():
            data = _content(one)
            if data is None or one.size not in (None, line_count(data)):
                yield name, None
            elif is_blob(data, blobs[name]):
                yield name, {line: line for line in one.lines}
            else:
                edited[blobs[name]].append((name, data))
        for blob, old in objects(self._repository.git, edited):
            for name, data in edited[blob] if old is not None else ():
                lines = line_map(old or b"", data)
                yield name, {line: lines[line - 1] for line in files[name].lines if 0 < line <= len(lines) and lines[line - 1]}

    def _commits(self, names: set[str]) -> dict[str, Commit]:
        said = self._cache.commits(sorted(names))
        fresh = list(commits(self._repository.git, sorted(names - said.keys())))
        self._cache.keep_commits(fresh)
        return said | {commit.name: commit for commit in fresh}


def _content(one: Asked) -> bytes | None:
    if one.data is not None:
        return one.data
    try:
        return read_regular(one.path, MOST_BYTES)
    except OSError:
        return None
