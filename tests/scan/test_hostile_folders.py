"""What a scanned folder may hold beside sources: pipes, devices and links where a file is expected, patterns that take for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cobolscan.history.git.places import top_of
from cobolscan.history.tickets import find
from cobolscan.kit import templates
from cobolscan.scan import baseline
from cobolscan.scan.config.checks import meaning
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.loader import load
from cobolscan.scan.revisions import is_same
from cobolscan.scan.selection import unknown
from cobolscan.source.discover import discover
from cobolscan.source.globs import is_costly
from cobolscan.source.regular import read_regular

PROGRAM = "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. A.\n       PROCEDURE DIVISION.\n           STOP RUN.\n"
NAMES = (".gitignore", ".git", "cobolscan.toml", "pyproject.toml", "incidents.toml")
pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "A.cbl").write_text(PROGRAM)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["pipe", "device", "loop"])
def test_nothing_waits_for_what_is_no_file(folder: Path, name: str, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(folder / name)
    else:
        (folder / name).symlink_to("/dev/zero" if kind == "device" else name)
    done = subprocess.run(
        [sys.executable, "-m", "cobolscan", "scan", "--no-color", "."], cwd=folder, capture_output=True, timeout=120, text=True, check=False
    )
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr


def test_a_pipe_is_no_repository_and_no_blob(folder: Path) -> None:
    os.mkfifo(folder / ".git")
    assert top_of(str(folder)) != str(folder)
    assert not is_same(str(folder / ".git"), "0" * 40)


def test_regular_files_only(folder: Path) -> None:
    (folder / "link").symlink_to("A.cbl")
    os.mkfifo(folder / "pipe")
    assert read_regular(str(folder / "link"), 10_000) == PROGRAM.encode()
    for path, most, follow in (("link", 10_000, False), ("pipe", 10_000, True), ("A.cbl", 10, True), ("/dev/zero", 10, True)):
        with pytest.raises(OSError):
            read_regular(str(folder / path), most, follow=follow)


def test_no_rules_of_another_place(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "rules"
    other.write_text("*.cbl\n")
    (folder / ".gitignore").symlink_to(other)
    assert [found.path for found in discover([str(folder)], str(folder))] == [str(folder / "A.cbl")]


def test_patterns_that_take_for_ever(folder: Path) -> None:
    name = "a" * 200 + ".cbl"
    (folder / name).write_text(PROGRAM)
    (folder / ".gitignore").write_text("*a" * 20 + "*b\n" + "**/a*/" * 20 + "b\nA.cbl\n")
    assert [os.path.basename(found.path) for found in discover([str(folder)], str(folder))] == [name]
    problems = list(meaning({"exclude": ["*a*a*a*a*b"], "per-file-ignores": {"**/**/**/**/x": ["LIM"]}}, load()))
    assert ["wildcards" in message for _, message in problems] == [True, True]
    assert not any(map(is_costly, ("**/*foo*/*bar*", "src/**/gen/*.cbl", "*.[Cc][Bb][Ll]", "/a/**")))


def test_tickets_that_are_part_of_others() -> None:
    numbers = [f"CR{number:06}" for number in range(20_000)]
    assert find(" ".join(numbers)) == numbers
    assert find("CR-12345 and CR-123456, again CR-12345") == ["CR-123456"]


def test_a_new_rule_goes_through_no_link(folder: Path) -> None:
    (folder / "house").mkdir()
    (folder / "elsewhere").mkdir()
    (folder / "house" / "fixtures").symlink_to(folder / "elsewhere")
    with pytest.raises(UsageProblem, match="a link out of"):
        templates.new("HOU001", "console-input", folder / "house", load())
    (folder / "house" / "fixtures").unlink()
    (folder / "house" / "console_input.md").symlink_to(folder / "elsewhere" / "page.md")
    with pytest.raises(UsageProblem, match="there already"):
        templates.new("HOU001", "console-input", folder / "house", load())
    assert not list((folder / "elsewhere").iterdir())


def test_a_baseline_is_written_through_no_link(folder: Path) -> None:
    (folder / "elsewhere").write_text("mine")
    (folder / "b.tsv").symlink_to("elsewhere")
    baseline.write(str(folder / "b.tsv"), [])
    assert (folder / "elsewhere").read_text() == "mine" and not (folder / "b.tsv").is_symlink()


def test_hints_for_the_first_of_many_unknown_words() -> None:
    told = unknown([f"LIM0O{number}" for number in range(3_000)], load())
    assert len(told) == 3_000
    assert "did you mean" in told[0][1] and "did you mean" not in told[-1][1]
