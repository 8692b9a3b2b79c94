"""The tutorials are true: their files are written, their commands run, and what comes out is what the page shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORY = ROOT / "fixtures" / "story"
PAGES = {"docs/writing-rules.md": None, "docs/first-ten-minutes.md": "fixtures/story", "docs/old-estate.md": "."}  # where the story lies
RUNNABLE = {"cobolscan": (sys.executable, "-m", "cobolscan"), "git": ("git",)}
NOBODY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull} | {
    f"GIT_{who}_{what}": said for who in ("AUTHOR", "COMMITTER") for what, said in (("NAME", "Dana"), ("EMAIL", "dana@example.org"))
}
_BLOCK = re.compile(r'^(?P<fence>`{3,})(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^(?P=fence)$', re.MULTILINE | re.DOTALL)


def fits(shown, printed):
    """Whether lines are those of the page; `...` on a line of its own stands for any lines, within a line for what was left out of it."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n" for line in shown)
    return re.fullmatch(pattern, printed if printed.endswith("\n") or not printed else printed + "\n")


def run(command, folder):
    words = shlex.split(command, comments=True)
    assert words[0] in RUNNABLE, command
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("COBOLSCAN_", "GIT_"))}
    environment |= NOBODY | {"PYTHONPATH": str(ROOT), "COBOLSCAN_CACHE_DIR": str(folder.parent / "cache")}
    return subprocess.run([*RUNNABLE[words[0]], *words[1:]], cwd=folder, env=environment, capture_output=True, text=True)


def change(text, path):
    """A block of kind diff: what it takes out stands in the file once, and what it puts in takes its place."""
    lines = text.splitlines(keepends=True)
    before, after = ("".join(line[1:] for line in lines if line[0] in (" ", sign)) for sign in "-+")
    was = path.read_text(encoding="utf-8")
    assert was.count(before) == 1, f"{path.name}: {before}"
    path.write_text(was.replace(before, after), encoding="utf-8")


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
    folder = tmp_path / "work"
    (folder / ".git").mkdir(parents=True)  # the root of its own
    if PAGES[page]:
        shutil.copytree(STORY, folder / PAGES[page], dirs_exist_ok=True)
    for block in blocks:
        if block["kind"] == "diff":
            change(block["text"], folder / block["title"])
        elif block["title"]:
            path = folder / block["title"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")
        elif block["kind"] == "console":
            session(block["text"], folder)


def test_a_page_that_is_not_true_is_found(tmp_path):
    assert fits(["a", "...", "d"], "a\nb\nc\nd\n") and fits([], "")
    assert not fits(["a", "...", "d"], "a\nb\n") and not fits(["a"], "a\nb\n")
    with pytest.raises(AssertionError):
        session("$ cobolscan test house\n1 rule\n", tmp_path)
    (tmp_path / "A.cbl").write_text("a\nb\nb\n")
    change("-a\n+c\n b\n", tmp_path / "A.cbl")
    assert (tmp_path / "A.cbl").read_text() == "c\nb\nb\n"
    with pytest.raises(AssertionError):
        change("-b\n", tmp_path / "A.cbl")
    with pytest.raises(AssertionError):
        run("rm -r .", tmp_path)
