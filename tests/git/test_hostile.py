"""A repository runs nothing: each of these settings would leave a mark if git acted on it."""

from __future__ import annotations

import json
import os
import sys

import pytest

from .conftest import Repo, program
from .test_scan import LIMIT, commits, findings, many

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.skipif(sys.platform == "win32", reason="the marks are made by a shell")]


@pytest.fixture
def mark(tmp_path):
    """A program that leaves a mark when it is run, and then fails."""
    path = tmp_path / "evil.sh"
    path.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{tmp_path}/RAN'\ncat\nexit 1\n")
    path.chmod(0o755)
    return path


def ran(mark) -> str:
    trace = mark.parent / "RAN"
    return trace.read_text() if trace.exists() else ""


def settings_of(mark) -> dict[str, str]:
    evil = str(mark)
    return {
        "core.fsmonitor": evil,
        "core.pager": evil,
        "core.editor": evil,
        "core.sshCommand": evil,
        "core.askPass": evil,
        "core.gitProxy": evil,
        "core.alternateRefsCommand": evil,
        "core.hooksPath": os.path.dirname(evil),
        "pager.log": evil,
        "pager.blame": evil,
        "pager.diff-tree": evil,
        "diff.external": evil,
        "diff.evil.command": evil,
        "diff.evil.textconv": evil,
        "diff.evil.cachetextconv": "false",
        "filter.evil.clean": evil,
        "filter.evil.smudge": evil,
        "filter.evil.process": evil,
        "filter.evil.required": "true",
        "merge.evil.driver": evil,
        "credential.helper": f"!{evil}",
        "gpg.program": evil,
        "gpg.ssh.program": evil,
        "log.showSignature": "true",
        "interactive.diffFilter": evil,
        "sequence.editor": evil,
        "uploadpack.packObjectsHook": evil,
        "trace2.eventTarget": str(mark.parent / "RAN"),
        "alias.blame": f"!{evil}",
        "alias.log": f"!{evil}",
        "alias.rev-parse": f"!{evil}",
        "alias.diff-tree": f"!{evil}",
        "protocol.ext.allow": "always",
        "remote.origin.url": f"ext::{evil}",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": evil,
        "submodule.recurse": "true",
        "diff.submodule": "log",
        "blame.ignoreRevsFile": "/nonexistent",
        "diff.orderFile": "/nonexistent",
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.relative": "true",
        "diff.algorithm": "histogram",
        "diff.renames": "false",
        "color.ui": "always",
        "color.diff": "always",
        "diff.colorMoved": "zebra",
        "diff.context": "7",
        "diff.interHunkContext": "9",
        "diff.suppressBlankEmpty": "true",
        "log.date": "format:x",
        "log.follow": "true",
        "format.pretty": "format:evil",
        "i18n.logOutputEncoding": "UTF-16",
        "core.quotePath": "false",
        "core.attributesFile": "/nonexistent",
        "include.path": str(mark.parent / "included"),
    }


def arm(repo: Repo, mark) -> None:
    """All of it at once, in the repository's own settings, hooks and attributes."""
    (mark.parent / "included").write_text(f"[diff]\n\texternal = {mark}\n[core]\n\tpager = {mark}\n")
    for name, value in settings_of(mark).items():
        repo.git("config", "-f", ".git/config", name, value)
    for hook in ("post-index-change", "pre-commit", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman"):
        (repo.path / ".git" / "hooks" / hook).parent.mkdir(exist_ok=True)
        (repo.path / ".git" / "hooks" / hook).write_bytes(mark.read_bytes())
        (repo.path / ".git" / "hooks" / hook).chmod(0o755)
        (mark.parent / hook).write_bytes(mark.read_bytes())
        (mark.parent / hook).chmod(0o755)
    (repo.path / ".git" / "info").mkdir(exist_ok=True)
    (repo.path / ".git" / "info" / "attributes").write_text("* diff=evil filter=evil merge=evil ident\n")


@pytest.mark.parametrize("count", [1, 25], ids=["blame", "replay"])
def test_no_setting_runs_anything_or_changes_the_answer(repo, run, mark, count, monkeypatch):
    many(repo, count)
    repo.commit("import", day="1999-01-01")
    for number in range(count):
        repo.write(f"src/P{number:02}.cbl", program(f"P{number:02}", LIMIT.format(300 + number), "DISPLAY 'A'."))
    repo.write(".gitattributes", "*.cbl diff=evil filter=evil -text\n*.cbl export-subst\n")
    repo.git("add", "-A")
    repo.commit("raise", day="2000-01-01")
    repo.write("src/P00.cbl", program("P00", "CONTINUE.", LIMIT.format(300)))  # so that git would look at the work tree
    plain = findings(run("scan", "--format", "json", "--no-cache", "."))
    arm(repo, mark)
    for name in (
        "GIT_EXTERNAL_DIFF",
        "GIT_PAGER",
        "PAGER",
        "GIT_SSH_COMMAND",
        "GIT_ASKPASS",
        "GIT_EDITOR",
        "SSH_ASKPASS",
        "GIT_PROXY_COMMAND",
    ):
        monkeypatch.setenv(name, str(mark))
    for name, value in (("GIT_DIR", "/nonexistent"), ("GIT_WORK_TREE", "/"), ("GIT_INDEX_FILE", "/x"), ("GIT_DIFF_OPTS", "-u9")):
        monkeypatch.setenv(name, value)
    assert findings(run("scan", "--format", "json", "--no-cache", ".")) == plain
    assert ran(mark) == ""
    assert {event["text"] for one in plain for event in commits(one)} == {"raise"}
    for place in ("src/P00.cbl", "src/P00.cbl:6"):
        events = json.loads(run("history", "--format", "json", "--no-git", place).out)["events"]
        done = run("history", "--format", "json", place)
        assert ran(mark) == ""
        assert (done.err, len(json.loads(done.out)["events"])) == ("", len(events) + 2)
    assert ran(mark) == ""


def test_the_marks_would_show(repo, mark):
    """The test above proves something: git on its own does run them."""
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("import")
    arm(repo, mark)
    repo.write("A.cbl", program("A", LIMIT.format(101)))
    for command in (["diff"], ["status"], ["blame", "A.cbl"]):
        try:
            repo.git(*command)
        except Exception:
            continue
    assert "evil.sh" in ran(mark) or "fsmonitor" in ran(mark)


def test_what_is_missing_is_not_fetched(repo, run, mark, tmp_path):
    """A partial clone fetches what it lacks, by whatever its settings say; here it must not."""
    repo.write("A.cbl", program("A", LIMIT.format(50), *(f"DISPLAY {n}." for n in range(40))))
    repo.commit("import")
    repo.write("A.cbl", program("A", LIMIT.format(100), *(f"DISPLAY {n}." for n in range(40))))
    repo.commit("raise")
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.path}", str(tmp_path / "partial"))
    partial = Repo(tmp_path / "partial")
    for name, value in settings_of(mark).items():
        if name.startswith(("remote.", "protocol.", "core.sshCommand")):
            partial.git("config", name, value)
    os.chdir(partial.path)
    done = json.loads(run("scan", "--format", "json", ".").out)
    (notice,) = done["summary"]["notices"]
    assert notice == "Git history unknown for 1 file of the repository .: git failed: objects may be missing or damaged."
    assert not any(commits(one) for one in done["findings"])
    assert ran(mark) == ""


def test_replacements_and_grafts_do_not_mislead(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(50)))
    repo.commit("import")
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    name = repo.commit("raise", who="Ann Reed")
    false = repo.git("commit-tree", "-p", "HEAD~1", "-m", "lies", "HEAD^{tree}", who="Somebody Else")
    repo.git("replace", name, false)
    repo.write(".git/info/grafts", f"{name}\n")
    (found,) = findings(run("scan", "--format", "json", "."))
    assert [(event["text"], event["authors"]) for event in commits(found)] == [("raise", ["Ann Reed"])]


def test_a_git_in_the_repository_is_not_run(repo, run, mark, monkeypatch):
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("import")
    (repo.path / "git").write_bytes(mark.read_bytes())
    (repo.path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(repo.path), ".", "", os.environ["PATH"]]))
    (found,) = findings(run("scan", "--format", "json", "A.cbl"))
    assert commits(found) and ran(mark) == ""


def test_a_work_tree_that_is_elsewhere(repo, run):
    """`core.worktree` above the folder: names would mean other files."""
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("import")
    repo.git("config", "core.worktree", str(repo.path.parent))
    done = json.loads(run("scan", "--format", "json", "A.cbl").out)
    assert "core.worktree" in done["summary"]["notices"][0]
    assert not any(commits(one) for one in done["findings"])


def test_a_git_that_never_ends(repo, run, monkeypatch, tmp_path):
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("import")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text("#!/bin/sh\nsleep 600 & sleep 600\n")
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin") + os.pathsep + os.environ["PATH"])
    monkeypatch.setattr("cobolscan.history.git.running.CALL", 0.3)
    done = json.loads(run("scan", "--format", "json", "A.cbl").out)
    assert "git took longer than" in done["summary"]["notices"][0]
