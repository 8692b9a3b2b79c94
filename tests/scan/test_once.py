"""A finding that several scans make is reported once, and none is lost: copy members, identical files."""

from __future__ import annotations

import json

import pytest

from cobolscan.rule import Confidence, Finding, Place, Related, Severity
from cobolscan.scan import once
from cobolscan.scan.result import FileReport, FileResult
from cobolscan.scan.settings import Settings

BODY = """\
           ADD 1 TO WS-COUNT.
           IF WS-COUNT > 3543
              DISPLAY "TOO MANY ENTRIES"
              STOP RUN
           END-IF.
           MOVE "X" TO ENTRY-X (WS-COUNT).
           CALL "C$SLEEP" USING 3600.
"""
TABLE = """\
       01  WS-COUNT PIC 9(4).
       01  TAB. 05 ENTRY-X PIC X OCCURS 3543.
"""
COPIES = "           COPY BODY.\n"
SLEEPS = '           CALL "C$SLEEP" USING WAIT-X.\n'


def unit(name, procedure, data=TABLE):
    head = f"       IDENTIFICATION DIVISION.\n       PROGRAM-ID. {name}.\n       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n"
    return f"{head}{data}       PROCEDURE DIVISION.\n       MAIN-PARA.\n{procedure}           STOP RUN.\n"


@pytest.fixture
def found(work, run):
    """Scans these files; the answer must be the same for one process and two, and in any order of the paths."""

    def scan(files, *fields):
        for name, text in files.items():
            (work / name).parent.mkdir(exist_ok=True)
            (work / name).write_text(text)
        names = sorted(files)
        ways = [["--jobs", "1", *names], ["--jobs", "2", *names], ["--jobs", "2", *reversed(names)]]
        first, *others = (json.loads(run("scan", "--format", "json", *way).out)["findings"] for way in ways)
        assert all(other == first for other in others)
        return sorted(tuple(finding[field] for field in fields) for finding in first)

    return scan


PLACED = ("code", "path", "line", "identical_paths")


def test_a_literal_in_a_member_has_one_finding_as_in_line(found):
    in_line = found({"IN.cbl": unit("P1", BODY)}, "code", "literal")
    assert in_line == [("LIM003", "3543"), ("WAI001", "3600")]
    files = {"prog/P1.cbl": unit("P1", COPIES), "prog/P2.cbl": unit("P2", COPIES), "copy/BODY.cpy": BODY}
    assert found(files, "code", "literal") == in_line


def test_identical_programs_are_not_where_a_finding_in_their_member_stands(found):
    files = {"a/P1.cbl": unit("P1", COPIES), "b/P1.cbl": unit("P1", COPIES), "copy/BODY.cpy": BODY}
    assert found(files, *PLACED) == [("LIM003", "copy/BODY.cpy", 2, []), ("WAI001", "copy/BODY.cpy", 7, [])]


def test_identical_members_of_different_programs_are_one_place(found):
    files = {"a/P1.cbl": unit("P1", COPIES), "a/BODY.cpy": BODY, "b/P9.cbl": unit("P9", COPIES), "b/BODY.cpy": BODY}
    assert found(files, *PLACED) == [("LIM003", "a/BODY.cpy", 2, ["b/BODY.cpy"]), ("WAI001", "a/BODY.cpy", 7, ["b/BODY.cpy"])]


def test_what_only_one_of_the_identical_members_shows_stands_there(found):
    """Beside a program without that table the limit is one of its own."""
    other = unit("P9", COPIES, "       01  WS-COUNT PIC 9(4).\n       01  TAB. 05 ENTRY-X PIC X OCCURS 9000.\n")
    files = {"a/P9.cbl": other, "a/BODY.cpy": BODY, "b/P1.cbl": unit("P1", COPIES), "b/BODY.cpy": BODY}
    assert [row for row in found(files, *PLACED) if row[1].endswith("BODY.cpy") and row[2] == 2] == [
        ("LIM001", "a/BODY.cpy", 2, []),
        ("LIM003", "b/BODY.cpy", 2, []),
    ]


def test_identical_programs_beside_different_members_keep_what_each_shows(found):
    program = unit("P", SLEEPS, "       COPY W.\n")
    files = {
        "a/P.cbl": program,
        "a/W.cpy": "       01  WAIT-X PIC 9(6).\n",
        "b/P.cbl": program,
        "b/W.cpy": "       01  WAIT-X PIC 9(6) VALUE 3600.\n",
    }
    assert found(files, "path", "literal", "identical_paths") == [("a/P.cbl", None, []), ("b/P.cbl", "3600", [])]


def test_identical_programs_beside_alike_members_are_one_place(found):
    program = unit("P", SLEEPS, "       COPY W.\n")
    member = "       01  WAIT-X PIC 9(6) VALUE 3600.\n"
    files = {"a/P.cbl": program, "a/W.cpy": member, "b/P.cbl": program, "b/W.cpy": "      * ANOTHER FILE\n" + member}
    assert found(files, "path", "literal", "identical_paths") == [("a/P.cbl", "3600", ["b/P.cbl"])]


def test_nothing_is_lost_in_the_member_of_the_second_of_two_identical_programs(found):
    program = unit("P1", COPIES)
    files = {"a/P1.cbl": program, "a/BODY.cpy": BODY.split(".\n")[0] + ".\n", "b/P1.cbl": program, "b/BODY.cpy": BODY}
    assert found(files, *PLACED) == [("LIM003", "b/BODY.cpy", 2, []), ("WAI001", "b/BODY.cpy", 7, [])]


def test_a_member_under_the_name_of_a_vendor_is_not_overlooked_beside_the_second(found):
    program = unit("P", SLEEPS, "       COPY DFHAID.\n")
    files = {"a/P.cbl": program, "b/P.cbl": program, "b/DFHAID.cpy": "       01  WAIT-X PIC 9(6) VALUE 3600.\n"}
    assert ("b/P.cbl", "3600") in found(files, "path", "literal")


def test_a_raise_by_a_note_is_not_lost_with_the_finding_that_gives_way(found):
    """The note stands in the member, and only the member's own scan sees it: the programs' finding is raised in its place."""
    noted = BODY.replace("           IF", "      * ASSUMES THAT 3543 WILL NEVER BE EXCEEDED\n           IF", 1)
    fields = ("code", "severity", "literal")
    in_line = found({"IN.cbl": unit("P1", noted)}, *fields)
    assert ("LIM003", "error", "3543") in in_line
    assert found({"P1.cbl": unit("P1", COPIES), "BODY.cpy": noted}, *fields) == in_line


def finding(code, path, line, column, literal, **more):
    place = Place(path, line, column, line, column + len(literal))
    return Finding(code, "n", Severity.WARNING, Confidence.HIGH, place, code, literal=literal, **more)


def put(*results):
    return once.each([FileResult(FileReport(path), findings) for path, *findings in results], Settings())


def test_a_number_whose_place_a_program_claims_moves_to_its_next(work):
    (work / "M.cpy").write_text("           MOVE 44 TO A.\n           MOVE   44 to B.\n")
    number = finding("MAG001", "M.cpy", 1, 17, "44", related=[Related("M.cpy", 2, 19, "same_literal", "also here", "44")])
    limit = finding("LIM001", "M.cpy", 1, 17, "44")
    (moved,) = [f for f in put(("M.cpy", number), ("P.cbl", limit)) if f.code == "MAG001"]
    assert (moved.place, moved.related) == (Place("M.cpy", 2, 19, 2, 21), [])
    assert (moved.statement, moved.line_text) == ("MOVE 44 TO B.", "           MOVE   44 to B.")


def test_the_gravest_of_equal_findings_stays_and_keeps_what_notes_said(work):
    noted = finding("LIM001", "M.cpy", 1, 17, "44", data={"raised_by": ["HIS001"]})
    grave = finding("LIM001", "M.cpy", 1, 17, "44")
    noted.confidence = Confidence.LOW
    assert put(("M.cpy", noted), ("P.cbl", grave)) == [grave]
    assert (grave.severity, grave.data) == (Severity.ERROR, {"raised_by": ["HIS001"]})


def test_a_member_outside_of_the_run_is_no_subject_of_it(work):
    assert put(("P.cbl", finding("LIM001", "M.cpy", 1, 17, "44"))) == []


def test_what_one_file_says_twice_stays_twice(work):
    assert len(put(("P.cbl", *(finding("LIM001", "P.cbl", 1, 17, "44") for _ in range(2))))) == 2


def test_a_limit_in_a_member_says_what_it_bounds_in_those_who_copy_it(found):
    limit = "       01  MAX-BEN PIC 9(4) VALUE 900.\n"
    loop = (
        "           ADD 1 TO WS-COUNT.\n           IF WS-COUNT > MAX-BEN DISPLAY 'TOO MANY'.\n           MOVE 'X' TO ENTRY-X (WS-COUNT).\n"
    )
    table = "       01  WS-COUNT PIC 9(4).\n       01  TAB. 05 ENTRY-X PIC X OCCURS 900.\n           COPY LIMITS.\n"
    files = {"prog/P1.cbl": unit("P1", loop, table), "prog/P2.cbl": unit("P2", "", table), "copy/LIMITS.cpy": limit}
    of_limit = [message for code, _, message in found(files, "code", "path", "message") if code == "LIM002"]
    assert of_limit == ["900 bounds WS-COUNT (table ENTRY-X of 900 elements) via MAX-BEN"]
