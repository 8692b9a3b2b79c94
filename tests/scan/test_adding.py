"""Comments that are written into the sources: nothing else changes, and each does what it should."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

PROGRAM = """\
000100 IDENTIFICATION DIVISION.                                         HARBOUR1
000200 PROGRAM-ID. HARBOUR.                                             HARBOUR1
000300 DATA DIVISION.
000400 WORKING-STORAGE SECTION.
000500 01  WS-SHIPS        PIC 9(5).                                    HARBOUR1
000600 PROCEDURE DIVISION.
000700 MAIN-PARA.
000800* Réservé au port
000900     ADD 1 TO WS-SHIPS  IF WS-SHIPS
001000        > 40 DISPLAY "TOO MANY SHIPS" END-IF                      HARBOUR2
001100     CALL "C$SLEEP"
001200       USING
001300            3600
001400     GOBACK.
"""


FREE = """\
identification division.
program-id. p.
data division.
working-storage section.
01 ws-ships pic 9(5).
procedure division.
main-para.
    add 1 to ws-ships
    if ws-ships > 40 display 'TOO MANY' end-if.
    copy sleeps.
    goback.
"""
NO_ASCII = "its lines are not ended by LF or CRLF, or its encoding is not one that holds ASCII"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("tail", ["", "\n", "\x1a"])
def test_not_a_byte_of_what_is_there_changes(work, run, end, encoding, tail):
    before = (PROGRAM.removesuffix("\n") + ("" if not tail else "\n" + tail.strip("\n"))).replace("\n", end).encode(encoding)
    (work / "A.cbl").write_bytes(before)
    os.chmod(work / "A.cbl", 0o640)
    done = run("scan", "A.cbl", "--severity", "info", "--add-ignores", "by the licence")
    assert (done.status, done.out) == (0, "2 comments above 2 findings in 1 file.\n"), done.err
    after = (work / "A.cbl").read_bytes()
    comment = "      *> cobolscan: ignore[{}] by the licence" + end
    limit, wait = (comment.format(code).encode() for code in ("LIM001", "WAI001"))
    assert limit + b"001000" in after and wait + b"001100" in after
    assert after.replace(limit, b"").replace(wait, b"") == before
    assert (work / "A.cbl").stat().st_mode & 0o777 == 0o640
    report = json.loads(run("scan", "A.cbl", "--format", "json").out)
    assert (report["findings"], len(report["suppressed"])) == ([], 2)
    assert run("scan", "A.cbl", "--severity", "info", "--add-ignores", "again").out == "0 comments above 0 findings in 0 files.\n"
    assert (work / "A.cbl").read_bytes() == after and os.listdir(work) == [".git", "A.cbl"]


def test_free_format_members_and_debt(work, run):
    (work / "P.cob").write_text(FREE)
    (work / "sleeps.cpy").write_text('           CALL "C$SLEEP" USING 3600.\n')
    assert run("scan", ".", "--severity", "info", "--add-fixmes", "OPS-12 until=2199-12-31").status == 0
    assert "\n    *> cobolscan: fixme[LIM001] OPS-12 until=2199-12-31\n    if ws-ships" in (work / "P.cob").read_text()
    assert (work / "sleeps.cpy").read_text().startswith("      *> cobolscan: fixme[WAI001] OPS-12 until=2199-12-31\n")
    report = json.loads(run("scan", ".", "--format", "json").out)
    assert (report["findings"], report["summary"]["fixme"]) == ([], 2)


def test_each_line_has_its_own_format(work, run):
    there = ">>SOURCE FORMAT IS FREE\n" + FREE.replace("    copy sleeps.\n", "") + "end program p.\n"
    (work / "P.cob").write_text(there + "       >>SOURCE FORMAT IS FIXED\n" + PROGRAM)
    assert run("scan", "P.cob", "--severity", "info", "--add-ignores", "x").status == 0
    assert "\n    *> cobolscan: ignore[LIM001] x\n    if" in (work / "P.cob").read_text()
    assert "\n      *> cobolscan: ignore[LIM001] x\n001000" in (work / "P.cob").read_text()


def test_only_what_is_shown(work, run):
    (work / "A.cbl").write_text(PROGRAM)
    assert run("scan", "A.cbl", "--add-ignores", "x").out == "1 comment above 1 finding in 1 file.\n"
    assert "WAI001" not in (work / "A.cbl").read_text()


def test_identical_files_get_the_same(work, run):
    for name in ("A.cbl", "B.cbl"):
        (work / name).write_text(PROGRAM)
    assert run("scan", ".", "--add-ignores", "x").status == 0
    assert (work / "A.cbl").read_text() == (work / "B.cbl").read_text() != PROGRAM


@pytest.mark.parametrize(
    ("data", "reason", "why"),
    [
        (PROGRAM.encode(), "r" * 40, "the reason is too long: column 72 is the last one of a comment"),
        (
            PROGRAM.replace("é", "e").encode("cp037"),
            "x",
            "its lines are not ended by LF or CRLF, or its encoding is not one that holds ASCII",
        ),
        (PROGRAM.encode("utf-16"), "x", NO_ASCII),
        (PROGRAM.replace("é", "e").encode(), "déjà", "the reason cannot be written in its encoding, ascii"),
        (PROGRAM.encode(), "until=soon", "a comment would not be read as one there"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(work, run, data, reason, why):
    (work / "A.cbl").write_bytes(data)
    done = run("scan", "A.cbl", "--add-ignores", reason)
    assert done.status == 1
    assert f"no comment at A.cbl:10: {why}" in done.err
    assert (work / "A.cbl").read_bytes() == data


def test_a_link_is_not_followed(work, run):
    (work.parent / "elsewhere.cbl").write_text(PROGRAM)
    (work / "A.cbl").symlink_to(work.parent / "elsewhere.cbl")
    done = run("scan", "A.cbl", "--add-ignores", "x")
    assert done.status == 1 and "no comment at A.cbl:10: not a regular file" in done.err
    assert Path(work.parent / "elsewhere.cbl").read_text() == PROGRAM


def test_an_unread_file_gets_no_comment(work, run):
    data = bytes(range(1, 200)) * 40
    (work / "A.cbl").write_bytes(data)
    done = run("scan", "A.cbl", "--add-ignores", "x")
    assert done.status == 1 and (work / "A.cbl").read_bytes() == data


@pytest.mark.parametrize(
    "options",
    [["--add-ignores", "x", "--add-fixmes", "y"], ["--add-ignores", " "], ["--add-ignores", "a\nb"], ["--add-ignores", ""]],
)
def test_wrong_use(work, run, options):
    (work / "A.cbl").write_text(PROGRAM)
    assert run("scan", "A.cbl", *options).status == 2
    assert (work / "A.cbl").read_text() == PROGRAM
