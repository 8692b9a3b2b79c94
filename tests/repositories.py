"""Repositories of git for tests of the outer layers; nothing of the caller's environment of git counts."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(folder: str | Path, *arguments: str, check: bool = True) -> str:
    """What git says, run in a folder."""
    names = ("AUTHOR", "COMMITTER")
    people = {f"GIT_{who}_{what}": value for who in names for what, value in (("NAME", "N"), ("EMAIL", "n@example.org"))}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, env=kept | people, check=False)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: str | Path, message: str = "change") -> str:
    """Commits all that is there; the name of the commit."""
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)
    return git(folder, "rev-parse", "HEAD")
