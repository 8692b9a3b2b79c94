"""Replaying the history says of every line what `git blame -w` says, whatever the history."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobolscan.history.git.blame import blame
from cobolscan.history.git.changes import changes_of
from cobolscan.history.git.origin import Run
from cobolscan.history.git.replay import replay
from cobolscan.history.git.repository import open_repository

FILES = ("A.cbl", "b c/B.cbl", "ü.cpy")
LINE = st.sampled_from([*(f"           MOVE {n} TO X-{n}." for n in range(9)), "", "@@ -1 +1 @@", "-- a", "++ b/A.cbl", "\t  x", "x"])
LINES = st.lists(LINE, max_size=30).map(tuple)
EDIT = st.tuples(
    st.sampled_from(("edit", "edit", "edit", "move", "drop", "ends")), st.integers(0, 2), st.integers(0, 30), st.integers(0, 6), LINES
)
COMMIT = st.tuples(st.integers(0, 3), st.none() | st.integers(0, 5), st.lists(EDIT, max_size=3), st.booleans())


def edited(files: dict[str, bytes], edits: list, is_merge: bool) -> dict[str, bytes]:
    """Each file has lines of its own, and moves once: of several files alike, which came from which would be git's guess."""
    files = dict(files)
    for what, number, at, count, lines in edits:
        name = next((name for name in files if name in (FILES[number], f"moved/{number}.cbl")), None)
        if name is None:
            continue
        rows = files[name].split(b"\n")
        if what == "edit":
            rows[at : at + count] = [b"%s%d" % (line.encode(), number) for line in lines[:8]]
            files[name] = b"\n".join(rows)
        elif what == "move" and files[name] and not is_merge:
            files[f"moved/{number}.cbl"] = files.pop(name)
        elif what == "drop" and len(files) > 2 and not is_merge:
            del files[name]
        elif what == "ends":
            files[name] = files[name].replace(b"\n", b"\r\n") if b"\r" not in files[name] else files[name].replace(b"\r", b"")
    return files


def merged(ours: dict[str, bytes], theirs: dict[str, bytes], mixed: bool) -> dict[str, bytes]:
    """Some of their files; with `mixed` none that we do not have."""
    tree = dict(ours)
    for number, (name, data) in enumerate(sorted(theirs.items())):
        if (name in tree and number % 2) or (name not in tree and not mixed):
            tree[name] = data
    return tree


def stream(commits: list) -> bytes:
    """The history for `git fast-import`: each commit upon an earlier one, or upon two."""
    trees = [{name: b"\n".join(b"           ADD %d TO Y-%d." % (n, at) for n in range(25)) for at, name in enumerate(FILES)}]
    parents: list[list[int]] = [[]]
    for back, other, edits, mixed in commits:
        first = max(0, len(trees) - 1 - back)
        second = first if other is None else max(0, len(trees) - 1 - other)
        tree = trees[first] if second == first else merged(trees[first], trees[second], mixed)
        trees.append(edited(tree, edits, second != first))
        parents.append([first] if second == first else [first, second])
    out = []
    for mark, (tree, above) in enumerate(zip(trees, parents, strict=True), 1):
        out.append(b"commit refs/heads/main\nmark :%d\ncommitter A <a@b.example> %d +0000\ndata 1\nx\n" % (mark, 10**9 + mark))
        out += [b"%s :%d\n" % (b"merge" if at else b"from", parent + 1) for at, parent in enumerate(above)]
        out.append(b"deleteall\n")
        out += [b'M 100644 inline "%s"\ndata %d\n%s\n' % (name.encode(), len(data), data) for name, data in tree.items()]
    return b"".join(out)


def lines_of(runs: list[Run]) -> list[tuple[str, int]]:
    return [(run.commit, run.how) for run in runs for _ in range(run.lines)]


def truth(top: str, name: str) -> list[str]:
    done = subprocess.run(["git", "blame", "-w", "--porcelain", "HEAD", "--", name], cwd=top, capture_output=True, check=True)
    heads = [line.split() for line in done.stdout.split(b"\n") if line[:40].isalnum() and len(line.split(b" ")[0]) == 40]
    return [head[0].decode() for head in heads]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(COMMIT, min_size=1, max_size=8))
def test_replay_is_blame(commits):
    with tempfile.TemporaryDirectory() as folder:
        top = str(Path(folder).resolve())
        subprocess.run(["git", "init", "-q", "-b", "main", top], check=True)
        subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=top, input=stream(commits), check=True)
        repository = open_repository(top)
        listed = subprocess.run(["git", "ls-tree", "-r", "-z", "--name-only", "HEAD"], cwd=top, capture_output=True, check=True).stdout
        names = set(filter(None, listed.split(b"\0")))
        assert repository.blobs(names).keys() == names
        changes = changes_of(repository.git, repository.head, names)
        played = replay(repository.git, changes, names)
        asked = dict(blame(repository.git, repository.head, sorted(names)))
        single = changes.single(names)
        for name in names:
            lines = [commit for commit, _ in lines_of(played[name])]
            assert lines == truth(top, name.decode())
            assert lines_of(asked.get(name, [])) == lines_of(played[name])
            assert name not in single or set(lines) <= {single[name]}
