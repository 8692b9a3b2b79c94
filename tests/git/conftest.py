"""Repositories made with real git, in a folder of the test's own; nothing of the machine's git settings counts."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

if shutil.which("git") is None:  # git is needed to make a repository at all
    collect_ignore_glob = ["test_*"]

HEAD = "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. {name}.\n       PROCEDURE DIVISION.\n       MAIN-PARA.\n"


def program(name: str, *statements: str) -> str:
    """A program whose first statement stands on line 5."""
    return HEAD.format(name=name) + "".join(f"           {statement}\n" for statement in (*statements, "GOBACK."))


class Repo:
    """A repository with a work tree. Each commit is by somebody, on some day."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        if not (path / ".git").exists():
            self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str | bytes, stdin: bytes | None = None, who: str = "Ann Reed", day: str = "2001-02-03") -> str:
        signed = {
            f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", who), ("EMAIL", "x@y.example"))
        }
        dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00 +0000", "GIT_COMMITTER_DATE": f"{day}T12:00:00 +0000"}
        command = ["git", "-c", "protocol.file.allow=always", "-c", "core.autocrlf=false", *arguments]
        done = subprocess.run(command, cwd=self.path, env=os.environ | signed | dates, input=stdin, capture_output=True, check=True)
        return os.fsdecode(done.stdout).strip()

    def write(self, name: str | bytes, content: str | bytes) -> Path:
        path = self.path / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def commit(self, message: str, who: str = "Ann Reed", day: str = "2001-02-03") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", message, who=who, day=day)
        return self.git("rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    (tmp_path / "settings").write_text("")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("COBOLSCAN_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    made = Repo(tmp_path / "estate")
    monkeypatch.chdir(made.path)
    return made
