"""The commits that made one line what it is, newest first, each with what stood there before."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from cobolscan.history.events import Event
from cobolscan.history.git.answers import Asked, Brought, brought
from cobolscan.history.git.blame import BLAME, Blamed, read, rewritten
from cobolscan.history.git.commits import commits
from cobolscan.history.git.committed import line_map
from cobolscan.history.git.events import event_of
from cobolscan.history.git.objects import is_blob, line_count, objects
from cobolscan.history.git.origin import CHANGED, CREATED, REWRITTEN
from cobolscan.history.git.patches import Replaced, replaced
from cobolscan.history.git.places import top_of_file
from cobolscan.history.git.repository import Repository, open_repository
from cobolscan.history.git.running import GitProblem

MOST = 6  # steps back
_ALIKE = 0.5  # from which on two lines are versions of one
_NEAR = 100  # lines before and after that are compared
_LONGEST = 160
_PATCH = ("diff-tree", "-r", "-M", "-w", "-p", "-U0", "--text", "--no-ext-diff", "--no-textconv", "--no-color", "--inter-hunk-context=0")


class Step(NamedTuple):
    """A commit that changed the line, and the line before; None where it was not there."""

    commit: str
    how: int
    before: bytes | None


def of_line(asked: Asked, line: int, encoding: str) -> list[Event]:
    """The events of a line; that of a line that is not committed says so. Raises GitProblem."""
    top = top_of_file(asked.path)
    if top is None:
        return []
    repository = open_repository(top)
    name = repository.within(asked.path)
    blob = repository.blobs({name}).get(name) if name is not None else None
    committed = _committed(repository, blob, asked, line) if blob else 0
    if name is None or not committed:
        return [Event(line, line, asked.path, "commit", "not committed yet", source="git", why_here="git")]
    try:
        steps = list(_steps(repository, name, committed))
    except GitProblem:  # of what is there, the last step
        found = brought([replace(asked, lines={line})], cached=False).found.get((asked.path, line))
        if found is None:
            raise
        return [event_of(found, asked.path, line, line)]
    return _events(repository, steps, asked.path, line, encoding)


def _committed(repository: Repository, blob: str, asked: Asked, line: int) -> int:
    """The number of the line in HEAD, 0 when it is not there."""
    data = asked.data or b""
    if line_count(data) != asked.size:
        raise GitProblem("lines end otherwise than git counts them")
    if is_blob(data, blob):
        return line
    old = dict(objects(repository.git, [blob]))[blob]
    if old is None:
        raise GitProblem("its content in HEAD is missing")
    return line_map(old, data)[line - 1]


def _steps(repository: Repository, name: bytes, line: int) -> Iterator[Step]:
    """From HEAD back, for as long as there is a line that this one came from."""
    git, at = repository.git, repository.head
    for _ in range(MOST):
        answer = read(git.output(*BLAME, "-L", f"{line},{line}", at, "--", name))
        if not answer.groups:
            return
        _, _, commit, here, origin = answer.groups[0]
        if (commit, here) not in answer.before:
            yield Step(commit, CREATED, None)
            return
        parent, there = answer.before[commit, here]
        change = replaced(git.output(*_PATCH, parent, commit, "--", *sorted({there, here})), here, origin)
        before = _before(change) if change else None
        yield Step(commit, _how(repository, answer), change.removed[before] if change and before is not None else None)
        if change is None or before is None:
            return
        at, name, line = parent, there, change.old + before


def _how(repository: Repository, answer: Blamed) -> int:
    versions = {(*here, *there) for here, there in answer.before.items()}
    return REWRITTEN if rewritten(repository.git, versions) else CHANGED


def _before(change: Replaced) -> int | None:
    """Which of the lines that were removed the line was: the one in its place when nothing moved, else the most alike."""
    if len(change.removed) == len(change.added):
        return change.at
    first = max(0, min(change.at, len(change.removed)) - _NEAR)
    text = _plain(change.added[change.at])
    ratios = (difflib.SequenceMatcher(None, text, _plain(line)).ratio() for line in change.removed[first : first + 2 * _NEAR])
    near = ((ratio, -at) for at, ratio in enumerate(ratios, first))
    alike, at = max(near, default=(0.0, 0))
    return -at if alike >= _ALIKE else None


def _plain(line: bytes) -> str:
    return " ".join(line[:_LONGEST].decode("latin-1").split())


def _shown(line: bytes, encoding: str) -> str:
    """A line in one piece, without the blanks around it."""
    try:
        text = line.decode(encoding, "replace")
    except LookupError:
        text = line.decode("latin-1")
    return " ".join(text.split())[:_LONGEST]


def _events(repository: Repository, steps: list[Step], path: str, line: int, encoding: str) -> list[Event]:
    said = {commit.name: commit for commit in commits(repository.git, dict.fromkeys(step.commit for step in steps))}
    events = []
    for step in steps:
        if commit := said.get(step.commit):
            bringing = Brought(commit, step.how, commit.name in repository.shallow)
            event = event_of(bringing, path, line, line)
            if step.before is not None and bringing.says_why:
                event.text += f"\nbefore: {_shown(step.before, encoding)}"
            events.append(event)
    return events
