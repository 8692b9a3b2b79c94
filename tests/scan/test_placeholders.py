"""Doubts of a member's own scan go when all its programs have read it and know better, and never otherwise."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cobolscan.rule import Confidence, Finding, Place, Severity
from cobolscan.scan import once
from cobolscan.scan.result import FileReport, FileResult
from cobolscan.scan.settings import Settings

MEMBER = """\
           EXEC SQL SELECT A INTO :B FROM T
             FETCH FIRST NROWS ROWS ONLY END-EXEC.
           CALL "C$SLEEP" USING SECSX.
"""
FILLS = "           COPY BODY REPLACING ==SECSX== BY ==3600==\n               ==NROWS== BY ==0777==.\n"
ROWS = "           COPY BODY REPLACING ==NROWS== BY ==0777==.\n"
DOUBTS = [("PAR001", 2, None), ("WAI001", 3, None)]


def unit(name, procedure, data=""):
    head = f"       IDENTIFICATION DIVISION.\n       PROGRAM-ID. {name}.\n       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n"
    return f"{head}{data}       PROCEDURE DIVISION.\n       MAIN-PARA.\n{procedure}           STOP RUN.\n"


@pytest.fixture
def in_member(work, run):
    """The findings in BODY.cpy, whatever the number of processes."""

    def scan(*paths, **programs):
        for name, text in {"BODY": MEMBER, **programs}.items():
            (work / name.replace("__", ".")).with_suffix(".cpy" if "PROGRAM-ID" not in text else ".cbl").write_text(text)
        one, two = (json.loads(run("scan", "--format", "json", "--jobs", jobs, *(paths or ["."])).out)["findings"] for jobs in "12")
        assert one == two
        return sorted((f["code"], f["line"], f["literal"]) for f in one if f["path"] == "BODY.cpy")

    return scan


def test_without_programs_the_member_speaks_for_itself(in_member):
    assert in_member() == DOUBTS


def test_what_all_programs_fill_in_is_no_doubt(in_member):
    assert in_member(P1=unit("P1", FILLS), P2=unit("P2", FILLS)) == []


def test_what_one_program_does_not_know_stays(in_member):
    assert in_member(P1=unit("P1", FILLS), P2=unit("P2", ROWS)) == DOUBTS[1:]


def test_a_time_that_the_programs_declare(in_member):
    """The value stands at the place of the doubt."""
    assert in_member(P1=unit("P1", ROWS, "       01  SECSX PIC 9(4) VALUE 3600.\n")) == [("WAI001", 3, "3600")]


@pytest.mark.parametrize(
    "more",
    [
        "           DISPLAY (((.\n",
        "           COPY NOWHERE.\n",
        "      >>IF A DEFINED\n           DISPLAY 'X'.\n      >>END-IF\n",
    ],
)
def test_a_program_that_was_not_read_in_full_does_not_answer(in_member, more):
    assert in_member(P1=unit("P1", FILLS), P2=unit("P2", FILLS + more)) == DOUBTS


def test_a_member_that_may_leave_lines_out_was_not_surely_read(in_member):
    """With conditions of its own, what the programs compile of it is another text each time."""
    chosen = MEMBER + "      >>IF A DEFINED\n           DISPLAY 'X'.\n      >>END-IF\n"
    assert in_member(BODY=chosen, P1=unit("P1", FILLS)) == DOUBTS


def test_a_fragment_that_nobody_copies_does_not_fill_in(in_member):
    assert in_member(P1=unit("P1", FILLS), OUTER="           COPY BODY.\n") == DOUBTS


def test_a_fragment_between_program_and_member(in_member):
    assert in_member(P1=unit("P1", "           COPY OUTER.\n"), OUTER=FILLS) == []


def test_what_stands_in_a_member_outside_of_the_run_is_not_told_and_does_not_answer(in_member):
    """The wait of 3600 s stands in OUTER, which is no subject of this run."""
    files = {"P1": unit("P1", "           COPY OUTER.\n"), "OUTER": FILLS}
    assert in_member("P1.cbl", "BODY.cpy", **files) == DOUBTS


def wait(**more):
    place = Place("M.cpy", 3, 12, 3, 17)
    return Finding("WAI001", "wait", Severity.INFO, Confidence.MEDIUM, place, "unknown", data={"unknown": "X is not declared here"}, **more)


def put(own, *of_program):
    program = FileReport("P.cbl", programs=["P"], members=["M.cpy"], read=["M.cpy"])
    return once.each([FileResult(FileReport("M.cpy"), [own]), FileResult(program, list(of_program))], Settings())


def test_a_doubt_that_a_program_shares_is_told_as_the_member_tells_it():
    assert put(wait(paragraph="P2"), wait()) == [wait(paragraph="P2")]


def test_a_doubt_that_a_note_raised_stays():
    noted = wait()
    noted.data["raised_by"] = ["HIS001"]
    assert put(noted) == [noted]


def test_a_member_that_was_not_read_stays_told():
    unread = replace(wait(), code="PAR002", data={})
    assert put(unread) == [unread]
    assert put(replace(unread, code="PAR001")) == []
