"""Many files: all of them at once, by applying the hunks of every commit that touched them, oldest first.

The answer is that of `git blame -w`: in a merge each line comes from the first parent that has it, and a file that equals that of one
parent is that parent's. What one commit brought and none touched since needs no patch.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping

from cobolscan.history.git import patches
from cobolscan.history.git.changes import Changes, Touch, against_all, feed
from cobolscan.history.git.origin import CHANGED, CREATED, REWRITTEN, Run, is_rewritten, runs_of
from cobolscan.history.git.patches import Patch, kept
from cobolscan.history.git.running import Git, GitProblem

_FLAGS = (
    *("diff-tree", "--stdin", "--always", "--root", "-r", "-M", "-w", "-p", "-U0", "--text", "--no-ext-diff", "--no-textconv"),
    *("--no-color", "--src-prefix=a/", "--dst-prefix=b/", "--full-index", "--inter-hunk-context=0"),
)
_MOST_ARGUMENTS = 20_000 if sys.platform == "win32" else 200_000  # bytes of names: a command line has an end
_MOST_LINES = 1_000_000  # of a file; a longer one is blamed by itself
_HOWS = 4
State = Mapping[bytes, "array[int]"]


def replay(git: Git, changes: Changes, wanted: set[bytes]) -> dict[bytes, list[Run]]:
    """The runs of each file; what could not be followed is left out. Raises GitProblem."""
    names = changes.names(wanted)
    player = _Player(changes, names)
    asked = [(commit, parent) for commit, parents in reversed(changes.commits) for parent in player.asks(commit, parents)]
    limits = sorted(names) if sum(map(len, names)) < _MOST_ARGUMENTS else []
    with git.start(*_FLAGS, "--", *limits, stdin=feed(asked)) as running:
        state = player.play(patches.read(running.chunks()))
    numbers = player.commits
    return {name: runs_of((numbers[code // _HOWS], code % _HOWS) for code in state[name]) for name in sorted(wanted) if name in state}


class _Player:
    """Keeps the state of the files after each commit for as long as a child of it needs that."""

    def __init__(self, changes: Changes, names: set[bytes]) -> None:
        self._changes = changes
        self._names = names
        self._touches = {commit: lists for commit, _ in changes.commits if (lists := changes.of(commit, names))}
        self.commits: list[str] = []

    def asks(self, commit: str, parents: tuple[str, ...]) -> tuple[str, ...]:
        """The parents for which the patch is needed: none where all is known without one."""
        lists = self._touches.get(commit)
        if not lists or (len(parents) > 1 and not against_all(lists)):
            return ()
        return parents or ("",)

    def play(self, stream: Iterator[Patch]) -> State:
        """The state of HEAD."""
        waiting = Counter(parent for _, parents in self._changes.commits for parent in parents)
        states: dict[str, State] = {}
        state: State = {}
        for commit, parents in reversed(self._changes.commits):
            before = [states.get(parent, {}) for parent in parents] or [{}]
            state = before[0]
            if commit in self._touches:
                found = [self._next(stream, commit) for _ in self.asks(commit, parents)]
                state = self._after(commit, before, found)
            states[commit] = state
            for parent in parents:
                waiting[parent] -= 1
                if not waiting[parent]:
                    states.pop(parent, None)
        return state

    def _next(self, stream: Iterator[Patch], commit: str) -> Patch:
        patch = next(stream, None)
        if patch is None or patch.commit != commit:
            raise GitProblem("git stopped in the middle of an answer")
        return patch

    def _after(self, commit: str, before: list[State], found: list[Patch]) -> State:
        """The files of a commit."""
        self.commits.append(commit)
        lists = self._touches[commit]
        state = dict(before[0])
        for touch in lists[0]:
            state.pop(touch.old, None)
        for touch in lists[0]:
            if touch.status != "D":
                lines = self._lines(touch, lists, before, found)
                if lines is not None:
                    state[touch.new] = lines
        return state

    def _lines(self, touch: Touch, lists: list[list[Touch]], before: list[State], found: list[Patch]) -> array[int] | None:
        """The lines of a file that is not that of the first parent."""
        if len(lists) == 1:
            return self._changed(touch, before[0], found[0])
        against = [{other.new: other for other in touches} for touches in lists]
        for touches, state in zip(against, before, strict=True):
            if touch.new not in touches:
                return state.get(touch.new)
        return self._merged([touches[touch.new] for touches in against], before, found)

    def _changed(self, touch: Touch, before: State, patch: Patch) -> array[int] | None:
        hunks = patch.hunks.get(touch.new, [])
        added = sum(hunk.added for hunk in hunks)
        if touch.status == "A" or touch.new in patch.fresh:
            return array("I", [self._code(CREATED)]) * added if added <= _MOST_LINES else None
        old = before.get(touch.old)
        if old is None:
            return None
        removed = sum(hunk.removed for hunk in hunks)
        size = len(old) - removed + added
        if size > _MOST_LINES:
            return None
        how = REWRITTEN if is_rewritten(len(old), removed, size, added) else CHANGED
        lines = array("I", [self._code(how)]) * size
        for start, to, count in kept(hunks, len(old)):
            lines[to : to + count] = old[start : start + count]
        return lines

    def _merged(self, touches: list[Touch], before: list[State], found: list[Patch]) -> array[int] | None:
        """The lines of a file that is that of no parent: each from the first parent that has it."""
        sizes = []
        parts = []
        for touch, state, patch in zip(touches, before, found, strict=True):
            old = state.get(touch.old) if touch.status != "A" else array("I")
            if old is None:
                return None
            hunks = patch.hunks.get(touch.new, [])
            sizes.append(len(old) + sum(hunk.added - hunk.removed for hunk in hunks))
            parts.append((old, hunks))
        if len(set(sizes)) != 1:
            return None
        how = CREATED if all(touch.status == "A" for touch in touches) else CHANGED
        lines = array("I", [self._code(how)]) * sizes[0]
        for old, hunks in reversed(parts):  # the first parent last: what it has is its
            for start, to, count in kept(hunks, len(old)):
                lines[to : to + count] = old[start : start + count]
        return lines

    def _code(self, how: int) -> int:
        return (len(self.commits) - 1) * _HOWS + how
