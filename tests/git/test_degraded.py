"""What git cannot know is unknown, and is said once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from .conftest import Repo, program
from .test_scan import LIMIT, commits, findings, many, notices

pytestmark = pytest.mark.usefixtures("house")


def texts(run) -> list[str]:
    return [event["text"] for one in findings(run("scan", "--format", "json", ".")) for event in commits(one)]


@pytest.fixture
def two(repo) -> Repo:
    """A file that was changed once, after its import."""
    repo.write("A.cbl", program("A", LIMIT.format(50), "DISPLAY 'A'."))
    repo.commit("import", day="1999-01-01")
    repo.write("A.cbl", program("A", LIMIT.format(100), "DISPLAY 'A'."))
    repo.commit("raise", day="2000-01-01")
    return repo


@pytest.mark.parametrize("count", [1, 25], ids=["blame", "replay"])
def test_a_clone_that_was_cut(repo, run, tmp_path, monkeypatch, count):
    many(repo, count)
    repo.commit("import", day="1999-01-01")
    for number in range(count):
        repo.write(f"src/P{number:02}.cbl", program(f"P{number:02}", LIMIT.format(300 + number), "DISPLAY 'A'."))
    cut = repo.commit("raise", who="Ann Reed", day="2000-01-01")
    repo.write("src/P00.cbl", program("P00", LIMIT.format(999), "DISPLAY 'A'."))
    repo.commit("more", day="2001-01-01")
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.path}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    said = [event for one in findings(run("scan", "--format", "json", ".")) for event in commits(one)]
    boundary = f"present since before the clone was cut at 2000-01-01 ({cut[:8]})"
    assert sorted(event["text"] for event in said) == sorted(["more", *[boundary] * (count - 1)])
    assert {event["text"]: (event["authors"], event["dates"]) for event in said if event["text"] != "more"} in (
        {},
        {boundary: ([], [])},
    )
    assert notices(run) == []


@pytest.mark.parametrize("count", [2, 25], ids=["blame", "replay"])
def test_a_missing_object_costs_one_file(repo, run, count):
    many(repo, count)
    repo.commit("import", day="1999-01-01")
    gone = repo.git("rev-parse", "HEAD:src/P01.cbl")
    for number in range(count):
        repo.write(f"src/P{number:02}.cbl", program(f"P{number:02}", LIMIT.format(300 + number), "DISPLAY 'A'."))
    repo.commit("raise", day="2000-01-01")
    os.unlink(repo.path / ".git" / "objects" / gone[:2] / gone[2:])
    assert texts(run) == ["raise"] * (count - 1)
    assert notices(run) == ["Git history unknown for 1 file of the repository .: git failed: objects may be missing or damaged."]


def test_a_submodule_is_a_repository_of_its_own(two, run, tmp_path, monkeypatch):
    outer = Repo(tmp_path / "outer")
    outer.write("B.cbl", program("B", LIMIT.format(200)))
    outer.git("submodule", "--quiet", "add", str(two.path), "sub")
    outer.commit("all of it", day="2010-01-01")
    monkeypatch.chdir(outer.path)
    assert sorted(text[:24] for text in texts(run)) == ["present since the import", "raise"]


def test_a_second_work_tree(two, run, tmp_path, monkeypatch):
    two.git("worktree", "add", "-q", str(tmp_path / "second"))
    monkeypatch.chdir(tmp_path / "second")
    assert texts(run) == ["raise"]


def test_a_repository_that_is_not_asked_from_its_top(two, run, monkeypatch):
    two.write("deep/down/B.cbl", program("B", LIMIT.format(200)))
    two.commit("more", day="2005-05-05")
    monkeypatch.chdir(two.path / "deep")
    assert [text[:38] for text in texts(run)] == ["present since the import of 2005-05-05"]


def test_a_link_has_the_past_of_its_file(two, run, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "A.cbl").symlink_to(two.path / "A.cbl")
    monkeypatch.chdir(tmp_path / "elsewhere")
    (found,) = findings(run("scan", "--format", "json", "A.cbl"))
    assert [event["text"] for event in commits(found)] == ["raise"]


def test_no_commit_yet(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    assert texts(run) == []
    assert notices(run) == ["Git history unknown for 1 file of the repository .: there is no commit yet, or HEAD leads nowhere."]


def test_no_git(two, run, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert texts(run) == []
    assert notices(run) == ["Git history unknown for 1 file of the repository .: git is not installed, or not in PATH."]
    done = run("history", "A.cbl:5")
    assert (done.status, done.err) == (0, "cobolscan: " + notices(run)[0] + "\n")
    assert run("history", "-q", "A.cbl:5").err == ""


def test_something_else_called_git(tmp_path, run, monkeypatch):
    (tmp_path / "x" / ".git").mkdir(parents=True)
    (tmp_path / "x" / "A.cbl").write_text(program("A", LIMIT.format(100)))
    monkeypatch.chdir(tmp_path / "x")
    assert (texts(run), notices(run)) == ([], [])
    (tmp_path / "x" / ".git" / "HEAD").write_text("")
    assert texts(run) == []
    assert notices(run) == ["Git history unknown for 1 file of the repository .: what is called .git there is no repository."]


def test_a_repository_of_another_owner_is_refused(two, run, tmp_path, monkeypatch):
    """Git has a switch for its own tests that takes every repository for somebody else's."""
    git = shutil.which("git")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {git} "$@"\n')
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin") + os.pathsep + os.environ["PATH"])
    assert texts(run) == []
    assert "another user owns" in notices(run)[0] and "safe.directory" in notices(run)[0]
    (tmp_path / "settings").write_text(f"[safe]\n\tdirectory = {two.path}\n")
    assert (texts(run), notices(run)) == (["raise"], [])


def test_lines_that_git_cannot_count(two, run):
    two.write("A.cbl", program("A", LIMIT.format(100)).replace("\n", "\r"))
    two.commit("returns", day="2002-01-01")
    assert texts(run) == []
    assert notices(run) == ["Git history unknown for 1 file of the repository .: lines end otherwise than git counts them."]


def test_one_sentence_for_all_files(repo, run, monkeypatch, tmp_path):
    many(repo)
    repo.commit("import")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert notices(run) == ["Git history unknown for 25 files of the repository .: git is not installed, or not in PATH."]


def test_one_sentence_for_all_repositories(repo, run, monkeypatch, tmp_path):
    for number in range(5):
        Repo(repo.path / f"r{number}").write("A.cbl", program(f"R{number}", LIMIT.format(100)))
    (notice,) = notices(run)
    head = "Git history unknown for 5 files of 5 repositories (r0, r1, r2 ...)"
    assert notice == f"{head}: there is no commit yet, or HEAD leads nowhere."


def test_an_error_of_ours_does_not_cost_the_findings(two, run, monkeypatch):
    monkeypatch.setattr("cobolscan.scan.commits.add", lambda *_: 1 / 0)
    done = run("scan", "--format", "json", ".")
    assert done.status == 2 and json.loads(done.out)["findings"] and "git history" in done.err


def test_a_file_outside_any_repository_needs_no_git(tmp_path):
    (tmp_path / "A.cbl").write_text(program("A", LIMIT.format(100)))
    code = "import sys; from cobolscan.cli import main; main(['scan', '--isolated', 'A.cbl']); print(*sys.modules, file=sys.stderr)"
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": root}, capture_output=True, text=True)
    assert not {"subprocess", "sqlite3"} & set(done.stderr.split())


def test_a_partial_clone_is_not_asked_for_each_file(repo, run, tmp_path, monkeypatch):
    monkeypatch.setattr("cobolscan.history.git.blame._HOPELESS", 5)
    many(repo, 60)
    repo.commit("import")
    for number in range(60):
        repo.write(f"src/P{number:02}.cbl", program(f"P{number:02}", LIMIT.format(300 + number), "DISPLAY 'A'."))
    repo.commit("raise")
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.path}", str(tmp_path / "partial"))
    monkeypatch.chdir(tmp_path / "partial")
    calls = tmp_path / "calls"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text(f'#!/bin/sh\necho x >> {calls}\nexec {shutil.which("git")} "$@"\n')
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin") + os.pathsep + os.environ["PATH"])
    assert texts(run) == []
    assert len(calls.read_text().split()) < 30
    assert notices(run) == ["Git history unknown for 60 files of the repository .: git failed: objects may be missing or damaged."]
