"""The cache: a help, never a need."""

from __future__ import annotations

import json
import os
import sqlite3
from concurrent.futures import ProcessPoolExecutor

import pytest

from cobolscan.history.git import answers, cache
from cobolscan.history.git.cache import Cache
from cobolscan.history.git.commits import Commit
from cobolscan.history.git.origin import Run

from .conftest import Repo, program
from .test_scan import LIMIT, commits, findings, many

pytestmark = pytest.mark.usefixtures("house")
RUNS = {b"A.cbl": [Run(3, "a" * 40, 0), Run(1, "b" * 40, 2)], b"\xff\n.cbl": [Run(1 << 30, "c" * 40, 1)]}
BLOBS = {b"A.cbl": "1" * 40, b"\xff\n.cbl": "2" * 40}
SAID = Commit("a" * 40, ("Ann Reed", "Bo \udcff"), "2001-02-03", "why \u2603", ("PAY-1",))


@pytest.fixture
def changed(repo) -> Repo:
    repo.write("A.cbl", program("A", LIMIT.format(50)))
    repo.commit("import")
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("raise", day="2000-01-01")
    return repo


def texts(run, *more: str) -> list[str]:
    return [event["text"] for one in findings(run("scan", "--format", "json", *more, ".")) for event in commits(one)]


def base(tmp_path):
    return tmp_path / "cache" / cache.FILE


def test_what_was_asked_is_not_asked_again(changed, run, monkeypatch):
    assert texts(run) == ["raise"]
    monkeypatch.setattr(answers._Answering, "_worked_out", lambda self, wanted: pytest.fail("asked again") if wanted else {})
    monkeypatch.setattr(answers, "commits", lambda git, names: pytest.fail("asked again") if names else iter(()))
    assert texts(run) == ["raise"]


def test_a_new_head_is_asked_anew(changed, run):
    assert texts(run) == ["raise"]
    changed.write("A.cbl", program("A", LIMIT.format(101)))
    changed.commit("again")
    assert texts(run) == ["again"]
    changed.git("checkout", "-q", "HEAD~1")
    assert texts(run) == ["raise"]


def test_a_clone_that_was_cut_and_is_cut_no_more(changed, run, tmp_path, monkeypatch):
    changed.git("clone", "-q", "--depth", "1", f"file://{changed.path}", str(tmp_path / "shallow"))
    shallow = Repo(tmp_path / "shallow")
    monkeypatch.chdir(shallow.path)
    assert texts(run)[0].startswith("present since before the clone was cut")
    shallow.git("fetch", "-q", "--unshallow")
    assert texts(run) == ["raise"]


def test_no_cache(changed, run, tmp_path):
    assert texts(run, "--no-cache") == ["raise"]
    assert not base(tmp_path).exists()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"nonsense" * 100,
        b"SQLite format 3\0" + b"\0" * 500,
        b"SQLite format 3\0" + b"\0" * 52 + (0x436F6247).to_bytes(4, "big") + b"x" * 900,
    ],
)
def test_a_broken_cache_is_only_slower(changed, run, tmp_path, damage):
    base(tmp_path).parent.mkdir()
    base(tmp_path).write_bytes(damage)
    for _ in range(2):
        assert texts(run) == ["raise"]


def test_a_cache_that_was_ours_and_is_damaged_is_made_anew(changed, run, tmp_path):
    texts(run)
    for name in os.listdir(tmp_path / "cache"):
        if name != cache.FILE:
            os.unlink(tmp_path / "cache" / name)
    data = bytearray(base(tmp_path).read_bytes())
    data[100:] = b"x" * (len(data) - 100)
    base(tmp_path).write_bytes(data)
    for _ in range(2):
        assert texts(run) == ["raise"]
    assert sqlite3.connect(base(tmp_path)).execute("SELECT count(*) FROM blame").fetchone() == (1,)


def test_a_file_of_another_program_stays_as_it_is(changed, run, tmp_path):
    base(tmp_path).parent.mkdir()
    other = sqlite3.connect(base(tmp_path))
    other.execute("CREATE TABLE mine (x)")
    other.commit()
    other.close()
    before = base(tmp_path).read_bytes()
    assert texts(run) == ["raise"]
    assert base(tmp_path).read_bytes() == before


def test_a_cache_that_is_locked(changed, run, tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "_WAIT", 0.01)
    texts(run)
    other = sqlite3.connect(base(tmp_path), isolation_level=None)
    other.execute("DELETE FROM blame")
    other.execute("BEGIN EXCLUSIVE")
    assert texts(run) == ["raise"]
    other.execute("COMMIT")


@pytest.mark.parametrize("place", ["/dev/null/x", "\0", "relative/../../.."])
def test_a_folder_that_cannot_be(changed, run, monkeypatch, place):
    monkeypatch.setattr(cache, "folder", lambda: place)
    assert texts(run) == ["raise"]


def test_never_inside_the_repository(changed, run, monkeypatch):
    monkeypatch.setenv("COBOLSCAN_CACHE_DIR", str(changed.path / "cache"))
    assert texts(run) == ["raise"]
    monkeypatch.setenv("COBOLSCAN_CACHE_DIR", "cache")
    assert texts(run) == ["raise"]
    assert sorted(os.listdir(changed.path)) == [".git", "A.cbl"]


@pytest.mark.parametrize(
    "row",
    [
        "",
        "{}",
        "[[1]]",
        "[[1,2,3]]",
        '[["1","aa",0]]',
        '[[1,"../x",0]]',
        '[[-1,"aa",0]]',
        '[[1,"aa",9]]',
        "[" * 99999,
        "null",
        "x",
        '[[true,"a",0]]',
    ],
)
def test_what_a_cache_says_is_looked_at(row):
    assert cache._runs(row) == [] and cache._commit("a", row) is None


@pytest.mark.parametrize(
    "row", ['[["Ann"], 1, "x", []]', '["Ann", "2001", "x", []]', '[[1], "2001", "x", []]', '[[], "2001", null, []]', 7, b"[]"]
)
def test_so_is_what_it_says_of_commits(row):
    assert cache._commit("a", row) is None


def test_a_cache_that_lies_is_asked_anew(changed, run, tmp_path):
    texts(run)
    with sqlite3.connect(base(tmp_path)) as other:
        other.execute("UPDATE blame SET runs = '[[1,2,3]]'")
        other.execute("UPDATE commits SET said = '[[]]'")
    assert texts(run) == ["raise"]


def test_it_gives_back_what_it_was_given(tmp_path):
    kept = Cache("/nowhere", "one")
    kept.keep_runs("h" * 40, BLOBS, RUNS)
    kept.keep_commits([SAID])
    kept.close()
    again = Cache("/nowhere", "one")
    assert again.runs("h" * 40, BLOBS) == RUNS
    assert again.commits([SAID.name]) == {SAID.name: SAID}
    assert again.runs("i" * 40, BLOBS) == again.runs("h" * 40, dict.fromkeys(BLOBS, "3" * 40)) == {}
    again.close()
    assert Cache("/nowhere", "two").runs("h" * 40, BLOBS) == {}


def test_it_does_not_grow_without_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "MOST_BYTES", 200_000)
    runs = [Run(1, f"{n:040}", 0) for n in range(300)]
    for number in range(100):
        kept = Cache("/nowhere", "one")
        kept.keep_runs("h" * 40, {b"%d" % number: "1" * 40}, {b"%d" % number: runs})
        kept.close()
    assert base(tmp_path).stat().st_size < 400_000
    assert Cache("/nowhere", "one").runs("h" * 40, {b"99": "1" * 40}) == {b"99": runs}


def _write(number: int) -> int:
    for at in range(20):
        kept = Cache("/nowhere", f"{number}")
        kept.keep_runs("h" * 40, BLOBS, RUNS)
        kept.keep_commits([SAID])
        kept.close()
        assert at >= 0
    return number


def test_several_processes_at_once():
    with ProcessPoolExecutor(4) as pool:
        assert sorted(pool.map(_write, range(8))) == list(range(8))
    found = [number for number in range(8) if Cache("/nowhere", f"{number}").runs("h" * 40, BLOBS) == RUNS]
    assert found


def test_a_scan_of_many_files_from_the_cache(repo, run):
    many(repo)
    repo.commit("import")
    first, second = (json.loads(run("scan", "--format", "json", ".").out)["findings"] for _ in range(2))
    assert first == second and sum(len(commits(one)) for one in first) >= 25
