"""One construct a file: the tree is frozen, the positions are true, and cobc takes what is meant to be a program."""

import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import FIXTURES, fixtures


def shown(tree):
    """The tree, and what was not accepted."""
    lines = tree.dump().split("\n")
    lines += [f"! {o.line}:{o.column} {o.text} | expected: {', '.join(o.expected[:6])}" for o in tree.opaques]
    lines += [f"incomplete: {tree.incomplete}"] if tree.incomplete else []
    return "\n".join(lines) + "\n"


def is_program(path):
    return "not for cobc" not in path.read_text().split("\n")[0]


@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.stem)
def test_the_tree_is_the_frozen_one(path, parsed_fixtures):
    assert shown(parsed_fixtures[path.stem]) == path.with_suffix(".tree").read_text()


@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.stem)
def test_only_what_is_wrong_is_not_complete(path, parsed_fixtures):
    assert parsed_fixtures[path.stem].complete is not path.stem.startswith("wrong_")


@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.stem)
def test_every_token_stands_where_it_says(path, parsed_fixtures):
    tree = parsed_fixtures[path.stem]
    lines = path.read_text().split("\n")
    for token in range(tree.tokens):
        line, column = tree.position(token)
        first = tree.text(token).split("\n")[0]
        in_file = lines[line - 1][column - 1 :]
        # a word or literal that is continued ends on the next line
        assert in_file.startswith(first) or first.startswith(in_file.rstrip()), (token, line, column, first)


@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.stem)
def test_items_cover_every_token_once(path, parsed_fixtures):
    tree = parsed_fixtures[path.stem]
    covered = [token for item in tree.items for token in range(item.start, item.start + item.length)]
    assert covered == list(range(tree.tokens))


@pytest.mark.parametrize("path", [path for path in fixtures() if is_program(path)], ids=lambda path: path.stem)
def test_cobc_takes_the_programs(path, tmp_path):
    if shutil.which("cobc") is None:
        pytest.skip("GnuCOBOL's cobc is not installed: nothing to compare with (CI installs it)")
    options = ["-free"] if path.stem.startswith("free_") else []
    done = subprocess.run(["cobc", "-fsyntax-only", *options, str(path)], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_there_are_enough():
    assert len(fixtures()) >= 60
    assert {path.stem for path in FIXTURES.glob("*.tree")} == {Path(path).stem for path in fixtures()}
