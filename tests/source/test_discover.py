"""Finding files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cobolscan.source.discover import HEAD, Found, discover, looks_like_cobol

PROGRAM = b"       IDENTIFICATION DIVISION.\n       PROGRAM-ID. A.\n       PROCEDURE DIVISION.\n           STOP RUN.\n"
COPYBOOK = b"       01  CUSTOMER-RECORD.\n           05  CUST-ID PIC 9(9).\n           05  CUST-NAME PIC X(25).\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: Path, data: bytes = PROGRAM) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def paths(found: list[Found]) -> list[str]:
    return [item.path for item in found]


def test_by_extension_in_any_case_and_in_order(tree: Path) -> None:
    for name in ("b/Z.CBL", "b/a.cpy", "a.cob", "c.CoPy", "x.py", "read.me", "d.pco"):
        put(tree / name)
    assert paths(discover(["."])) == ["a.cob", "c.CoPy", "d.pco", "b/Z.CBL", "b/a.cpy"]


def test_by_content(tree: Path) -> None:
    put(tree / "MEMBER")
    put(tree / "CUSTREC", COPYBOOK)
    put(tree / "prog.txt")
    put(tree / "prog.mbr")
    put(tree / "rec.inc", COPYBOOK)
    put(tree / "notes.txt", b"Move the data to the division of labour.\n")
    put(tree / "Makefile", b"all:\n\tcobc -x a.cbl\n")
    put(tree / "binary", PROGRAM + b"\0\1\2 x")
    assert paths(discover(["."])) == ["CUSTREC", "MEMBER", "prog.mbr", "prog.txt", "rec.inc"]


def test_a_named_file_is_always_returned(tree: Path) -> None:
    put(tree / ".gitignore", b"*\n")
    put(tree / "x.py", b"import os\n")
    (tree / "empty").touch()
    found = discover(["x.py", "empty", "none.cbl"])
    assert paths(found) == ["x.py", "empty", "none.cbl"]
    assert [item.error is None for item in found] == [True, True, False]
    assert all(item.explicit for item in found)


def test_each_file_once(tree: Path) -> None:
    put(tree / "a" / "x.cbl")
    found = discover(["a", "./a/x.cbl", "a/../a"])
    assert paths(found) == ["a/x.cbl"]
    assert found[0].explicit


def test_absolute_paths(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    put(tree / "a" / "x.cbl")
    other = put(tmp_path_factory.mktemp("other") / "y.cbl")
    assert paths(discover([str(tree), str(other)])) == ["a/x.cbl", str(other)]


def test_hidden_and_dependency_folders_are_skipped_unless_named(tree: Path) -> None:
    for name in (".git/x.cbl", ".hidden/x.cbl", "node_modules/x.cbl", ".x.cbl", "src/x.cbl"):
        put(tree / name)
    assert paths(discover(["."])) == ["src/x.cbl"]
    assert paths(discover(["node_modules", ".hidden"])) == ["node_modules/x.cbl", ".hidden/x.cbl"]


def test_gitignore_nested_and_negated(tree: Path) -> None:
    for name in ("a.cbl", "gen/a.cbl", "sub/gen/a.cbl", "sub/keep.cbl", "sub/drop.cbl", "sub/deep/drop.cbl", "sub/deep/keep.cbl"):
        put(tree / name)
    put(tree / ".gitignore", b"/gen/\ndrop.cbl\n")
    put(tree / "sub" / ".gitignore", b"/deep/keep.cbl\n!drop.cbl\n")
    assert paths(discover(["."])) == ["a.cbl", "sub/drop.cbl", "sub/keep.cbl", "sub/deep/drop.cbl", "sub/gen/a.cbl"]
    assert paths(discover(["sub/deep"])) == ["sub/deep/drop.cbl"]
    assert "gen/a.cbl" in paths(discover(["."], use_gitignore=False))


def test_exclude(tree: Path) -> None:
    put(tree / "a.cbl")
    put(tree / "old" / "b.cbl")
    assert paths(discover(["."], exclude=["old/"])) == ["a.cbl"]


def test_more_extensions(tree: Path) -> None:
    put(tree / "a.prg")
    assert paths(discover(["."])) == []
    assert paths(discover(["."], extensions=["PRG"])) == ["a.prg"]


def test_symbolic_links_do_not_lead_out_nor_around(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    put(outside / "secret.cbl")
    put(tree / "src" / "a.cbl")
    os.symlink(outside, tree / "src" / "out")
    os.symlink(outside / "secret.cbl", tree / "src" / "secret.cbl")
    os.symlink(tree / "src", tree / "src" / "loop")
    os.symlink(tree / "src" / "a.cbl", tree / "src" / "b.cbl")
    os.symlink(tree / "nowhere", tree / "src" / "broken.cbl")
    found = [item for item in discover(["."]) if item.error is None]
    assert paths(found) == ["src/a.cbl"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_an_error_not_a_hang(tree: Path) -> None:
    os.mkfifo(tree / "pipe.cbl")
    assert discover(["."]) == []
    assert discover(["pipe.cbl"])[0].error == "not a regular file"


@pytest.mark.parametrize(
    "data",
    [
        PROGRAM,
        PROGRAM.lower(),
        COPYBOOK,
        PROGRAM.replace(b"\n", b"\r\n"),
        PROGRAM.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + PROGRAM,
        b"identification division.\nprogram-id. a.\n",
        b"000100 ID DIVISION.\n",
        b"CBL LIST\n" + PROGRAM,
        b"      * Licensed to somebody\n" * 80 + PROGRAM,
        b"01 A.\n  05 B PIC X.\n",
        b"       MOVE A TO B.\n       PERFORM C-100.\n",
        PROGRAM + b"\x1a\0\0",
    ],
)
def test_cobol(data: bytes) -> None:
    assert looks_like_cobol(data[:HEAD])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"\0" * 100,
        b"\x7fELF\x02\x01\x01\0" + PROGRAM,
        b"#!/bin/sh\ncat <<E\n" + PROGRAM,
        b"//STEP1 EXEC PGM=IKFCBL00\n//SYSIN DD *\n" + PROGRAM,
        b"//* A JOB\n" + PROGRAM,
        b"<?xml version='1.0'?>\n<a>\n" + PROGRAM,
        b"# How to\n\n```cobol\n" + PROGRAM + b"```\n",
        b"How to write it\n\n```cobol\n" + PROGRAM + b"```\n",
        b"#include <stdio.h>\nint main(void) { return 0; }\n",
        b"import os\n\ndef move(a, to):\n    return a\n",
        b"The data division is described below.\nMove it to the left.\n",
        b"01 first\n02 second\n",
        b'{"a": 1}\n',
    ],
)
def test_not_cobol(data: bytes) -> None:
    assert not looks_like_cobol(data)
