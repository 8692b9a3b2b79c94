"""The tutorials are true: their files are written, their commands run, and what comes out is what the page shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["docs/writing-rules.md"]
_BLOCK = re.compile(r'^(?P<fence>`{3,})(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^(?P=fence)$', re.MULTILINE | re.DOTALL)


def fits(shown, printed):
    """Whether lines are those of the page; `...` on a line of its own stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, printed if printed.endswith("\n") or not printed else printed + "\n")


def run(command, folder):
    words = shlex.split(command, comments=True)
    assert words[0] == "cobolscan", command
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("COBOLSCAN_", "GIT_"))} | {
        "PYTHONPATH": str(ROOT)
    }
    return subprocess.run([sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, text=True)


def session(text, folder):
    """Runs the commands of a console block; each has the status 0 unless the line behind its output says otherwise."""
    for part in re.split(r"^\$ (?!status )", text, flags=re.MULTILINE)[1:]:
        command, *lines = part.rstrip("\n").split("\n")
        status = int(lines.pop().removeprefix("$ status ")) if lines and lines[-1].startswith("$ status ") else 0
        done = run(command, folder)
        assert done.returncode == status, (command, done.returncode, done.stdout, done.stderr)
        assert fits(lines, done.stdout + done.stderr), f"{command}\nprinted:\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", PAGES)
def test_a_tutorial_is_true(page, tmp_path):
    blocks = list(_BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")))
    assert any(block["kind"] == "console" for block in blocks)
    (tmp_path / ".git").mkdir()  # the root of its own
    for block in blocks:
        if block["title"]:
            path = tmp_path / block["title"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")
        elif block["kind"] == "console":
            session(block["text"], tmp_path)


def test_a_page_that_is_not_true_is_found(tmp_path):
    assert fits(["a", "...", "d"], "a\nb\nc\nd\n") and fits([], "")
    assert not fits(["a", "...", "d"], "a\nb\n") and not fits(["a"], "a\nb\n")
    with pytest.raises(AssertionError):
        session("$ cobolscan test house\n1 rule\n", tmp_path)
