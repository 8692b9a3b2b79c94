"""Notes, commented-out code, tombstones, tags, and that nothing fails."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobolscan.history.cobol_shape import is_cobol
from cobolscan.history.events import Event
from cobolscan.history.file_history import FileHistory
from cobolscan.source.reader import read

from .conftest import TODAY, history_of, program


def notes_of(body: str) -> list[Event]:
    return history_of(program(body=body)).events


@pytest.mark.parametrize(
    ("body", "kind", "authors", "dates"),
    [
        ("      * MODIFIED 02/22/95 TO MATCH THE OTHER PROGRAM", "author_note", [], ["1995-02-22"]),
        ("      * MARELLO - MARZO 1995", "author_note", ["MARELLO"], ["1995-03"]),
        ("      * FINE VARIAZIONE DEL 25/10/95 --- MARELLO", "author_note", ["MARELLO"], ["1995-10-25"]),
        ("      * MODIFICA SISEB3 DEL 17-11-95 - INIZIO", "author_note", [], ["1995-11-17"]),
        ("      * 25/10/95 - RIMOSSO", "author_note", [], ["1995-10-25"]),
        ("      * PEDRO - MARZO 1995", "author_note", ["PEDRO"], ["1995-03"]),
        ("           MOVE 1 TO A. *> added vbx 21/08/16", "author_note", ["vbx"], ["2016-08-21"]),
        ("           MOVE 1 TO A. *> 27/2/19 added program name", "author_note", [], ["2019-02-27"]),
        ("           MOVE 1 TO A. *> updated 17/3/22, 17/10/22 (+32", "author_note", [], ["2022-03-17", "2022-10-17"]),
        ("      * Effective 10/25/2004 the rate is 5 percent", "plain", [], []),
        ("      * Example: Tue, 12 Nov 2018 22:03:14 GMT", "plain", [], []),
        ("      * the number of days since 1 January 1601", "plain", [], []),
        ("      *    1974 STANDARD (ANSI DOCUMENT X3.23-1974)", "plain", [], []),
        ("      * per PAUL CALLAHAN INFO ON 08/19/97", "author_note", [], ["1997-08-19"]),
        ("      * Now update if zero because the DBA did not include it", "rationale", [], []),
        ("      * TODO: decide if we want to do this", "todo", [], []),
        ("      * This procedure assumes that the window is in place", "assumption", [], []),
        ("      *    MOVE WS-A TO WS-B.", "commented_code", [], []),
        ("      * 27/07/16 16:30     MOVE ZEROS TO WE-ERROR.", "commented_code", [], ["2016-07-27"]),
        ("      *    MOVE 'GNUX 3.1 01JUL2020' TO WS-VERSION", "commented_code", [], []),
        ("      * ADDED BY PTM 81385", "rationale", [], []),
        ("      * limit raised from 50 to 80, see INC0099123", "rationale", [], []),
        ("      * Y2K - CENTURY WINDOW ADDED 11/98 RJK", "author_note", ["RJK"], ["1998-11"]),
        ("      * VALID ONLY FROM 01/01/1998 TO 12/31/1998", "plain", [], []),
        ("      * MODIF LE 12/05/98 PAR J. DUMONTELO : AJOUT DU CONTROLE", "author_note", ["J. DUMONTELO"], ["1998-05-12"]),
        ("      * GEAENDERT AM 13.05.98 VON MEIERHOLTZ: TABELLE AUF 200", "author_note", ["MEIERHOLTZ"], ["1998-05-13"]),
        ("      * 100 IS ENOUGH - ASK CARL", "plain", [], []),
        ("      * added by hand, by popular demand", "plain", [], []),
        ("      * sorted by date 01/02/1999", "plain", [], []),
        ("      * called by PAYROLLX, see above - Report", "plain", [], []),
        ("      * SEE MEMO OF 14 MARCH 1998 FROM THE DEPARTMENT", "plain", [], []),
        ("      * wait added for system stability, TKX 11/03", "author_note", ["TKX"], ["2003-11"]),
        ("      * RJK - 03/14/98 - CORRECT SIGN", "author_note", ["RJK"], ["1998-03-14"]),
        ("      * REPLACING THE OLD FILE BY WS-FILE", "plain", [], []),
        ("      * F12 - Cancel", "plain", [], []),
        ("      * THIS LINE WILL BE CHANGED BY TPX ONLY", "plain", [], []),
        ("      ******************\n      *  Max Screen size\n      ******************", "section_banner", [], []),
    ],
)
def test_kinds(body: str, kind: str, authors: list[str], dates: list[str]) -> None:
    found = notes_of(body)
    assert [(e.kind, e.authors, e.dates) for e in found] == [(kind, authors, dates)]


def test_prose_is_not_code() -> None:
    for text in (
        "MOVE OLD VALUES TO NON-DISPLAY FIELDS",
        "Display long text and exit",
        "IF THE FILE IS EMPTY",
        "READ THE NEXT RECORD",
        "SET THE SWITCH TO TRUE",
        "Perform the checks",
        "OPEN FILES",
        "CALL THE HELP DESK",
    ):
        assert not is_cobol([text])
    for text in (
        "MOVE A TO B.",
        "PERFORM 0100-INIT THRU 0100-EXIT",
        "05 WS-A PIC X(10).",
        "IF WS-A = 'X'",
        "EXEC CICS RETURN END-EXEC",
        "GO TO 2000-EXIT",
        "SET WS-EOF TO TRUE",
        "78 MAX-X VALUE 5.",
    ):
        assert is_cobol([text])


def test_code_and_prose_are_separate_blocks() -> None:
    found = notes_of(
        "      * the old way of doing it\n      *    MOVE WS-A TO WS-B.\n      *    ADD 1 TO WS-C.\n      * the new way\n        "
        "   MOVE WS-X TO WS-B."
    )
    assert [(e.kind, e.end_line - e.start_line) for e in found] == [("plain", 0), ("commented_code", 1), ("plain", 0)]


def test_the_parser_decides_on_code_when_given() -> None:
    def never(_: Sequence[str]) -> bool:
        return False

    text = program(body="      *    MOVE WS-A TO WS-B.")
    made = FileHistory(read(text.encode(), "A.cbl"), is_cobol=never)
    assert [e.kind for e in made.events] == ["plain"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      *    MOVE 50 TO WS-MAX.", "           MOVE 100 TO WS-MAX."),
        ("      *    05  WS-T OCCURS 20 TIMES PIC X.", "           05  WS-T OCCURS 50 TIMES PIC X."),
        ("      *    IF WS-N > 99", "           IF WS-N > 499"),
        ("      *    05  WS-N PIC 9(3).", "           05  WS-N PIC 9(5)."),
    ],
)
def test_tombstones(old: str, new: str) -> None:
    found = notes_of(f"{old}\n{new}")
    assert [e.kind for e in found] == ["tombstone"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      *    GO TO 2000-EXIT.", "           GO TO 7000-EXIT."),
        ("      *    MOVE 50 TO WS-MAX.", "           MOVE 50 TO WS-MAX."),
        ("      *    MOVE 50 TO WS-MAX.", "           MOVE 100 TO WS-OTHER."),
    ],
)
def test_not_tombstones(old: str, new: str) -> None:
    assert [e.kind for e in notes_of(f"{old}\n{new}")] == ["commented_code"]


LOG = """
      *                       CHANGE LOG
      * 062801    2001061800003  PEMB  REDESIGN OF CHECK PRINTING
      * 111504                   PEMB  ALLOW NEW REGION FOR CLAIMS
      * 092706  CR2006063000001  SMVC  ADD PHONE NUMBER FIELD
"""


def test_tags_in_columns_1_to_6() -> None:
    body = "           MOVE 1 TO A.\n092706     MOVE 2 TO B.\n111504* ALLOW THE REGION\n111504     MOVE 3 TO C.\nOTHERX     MOVE 4 TO D.\n"
    made = history_of(program(LOG, body))
    lines = {text.strip(): number for number, text in enumerate(made.source.lines, 1)}
    at = lines["092706     MOVE 2 TO B."]
    events = made.context(at)
    assert [(e.why_here, e.dates, e.tickets) for e in events] == [("tag", ["2006-09-27"], ["CR2006063000001"])]
    assert [(e.why_here) for e in made.context(at + 2)] == ["above", "tag"]
    note = next(e for e in made.events if e.text == "ALLOW THE REGION")
    assert note.tag == "111504" and note.tied_to == [5] and note.dates == []
    assert made.tied(lines["OTHERX     MOVE 4 TO D."]) is None


def test_sequence_numbers_are_no_tags() -> None:
    text = program(LOG, "           MOVE 1 TO A.\n" * 3)
    numbered = "\n".join(f"{n * 100 + 111400:06}{line[6:]}" for n, line in enumerate(text.rstrip("\n").split("\n"))) + "\n"
    made = history_of(numbered)
    assert not any(made.tied(n) for n in range(1, len(made.source.lines) + 1))


def test_nearest_log_before_the_line_wins() -> None:
    copied = (
        "      *  CHANGE LOG\n"
        "      * 092706 ABCX ENLARGED THE RECORD\n"
        "      * 120707 ABCX ADDED NEW FIELD\n"
        "       01  COPY-REC PIC X(80).\n"
        "092706 01  OTHER-REC PIC X.\n"
    )
    made = history_of(program(LOG, data=copied))
    line = next(n for n, text in enumerate(made.source.lines, 1) if "OTHER-REC" in text)
    tied = made.tied(line)
    assert tied and tied[1][0].authors == ["ABCX"]


def test_ibm_flags() -> None:
    header = (
        "      * CHANGE ACTIVITY :\n"
        "      *   $01= A10639 640 050103 HDXBBBB : FIELD LENGTH CORRECTED\n"
        "      *   $P1= M81385 330 900712 HDXCCCC : PROLOG CHANGED\n"
    )
    made = history_of(program(header, "           MOVE 1 TO WS-LENGTH.                                     @01C\n"))
    line = next(n for n, text in enumerate(made.source.lines, 1) if "@01C" in text)
    assert [(e.why_here, e.authors) for e in made.context(line)] == [("tag", ["HDXBBBB"])]


def test_lines_are_those_of_the_file_and_sorted() -> None:
    made = history_of(program(LOG, "      * one note\n           MOVE 1 TO A. *> beside\n      *    MOVE 2 TO B.\n"))
    lines = made.source.lines
    assert [e.start_line for e in made.events] == sorted(e.start_line for e in made.events)
    for event in made.events:
        assert event.text.split("\n")[0][:10] in "\n".join(lines[event.start_line - 1 : event.end_line])


@given(st.lists(st.sampled_from(["      * ", "      *", "       ", "111504*", "*> ", "", "      D ", "000100 "]), max_size=12), st.data())
@settings(max_examples=150, deadline=None)
def test_never_fails(starts: list[str], data: st.DataObject) -> None:
    pieces = st.one_of(
        st.text(max_size=70),
        st.sampled_from(
            [
                "12/03/98 ABX - changed",
                "AUTHOR. X",
                "- Carl",
                "MOVE 1 TO A.",
                "DATE: 1999",
                "CHANGE LOG",
                "GC0609 text",
                "$01= A 1",
                "====",
                "VERSION 1.0",
                "until 1999",
                "Chantier : 1",
                "TODO",
                "(c) 1999",
                "IDENTIFICATION DIVISION.",
            ]
        ),
    )
    text = "\n".join(start + data.draw(pieces) for start in starts)
    made = FileHistory(read(text.encode("utf-8", "replace"), "X.cbl"))
    for event in made.events:
        assert 1 <= event.start_line <= event.end_line <= len(made.source.lines)
        event.to_json()
    for line in range(1, len(made.source.lines) + 2):
        made.context(line, line + 1, "WS-POOL-MAX", ("pool",), (1, 9))


@pytest.mark.parametrize(
    "piece",
    [
        "*" * 3000,
        "a " * 3000,
        "- " * 3000,
        "1/1/" * 2000,
        "A.B." * 2000,
        "x-" * 3000,
        "( " * 3000,
        "12.12." * 2000,
        ":" * 5000,
        "by " * 2000,
        "A " * 4000,
        "should be " * 900,
        "'" * 3001,
        "MOVE A " * 900,
        "#1" * 3000,
        "AA1" * 3000,
        "SET A, " * 900,
    ],
)
def test_hostile_lines_take_no_time(piece: str) -> None:
    text = f"identification division.\n*> {piece}\nprocedure division.\n*> {piece}\n    move 1 to a. *> {piece}\n"
    begin = time.process_time()
    made = history_of(text)
    made.context(5)
    assert time.process_time() - begin < 2.0


def test_what_a_tombstone_replaced() -> None:
    made = history_of(program(body="      *    MOVE 50 TO WS-MAX.\n           MOVE 100 TO WS-MAX."))
    assert made.events[0].changes == [("50", "100")]
    assert made.events[0].to_json()["changes"] == [["50", "100"]]


def test_echo_of_a_translator() -> None:
    body = (
        "      *    EXEC CICS RETURN END-EXEC.\n           MOVE '.(' TO DFHEIV0\n           CALL 'DFHEI1' USING DFHEIV0.\n"
        "      *    EXEC CICS RETURN END-EXEC.\n           MOVE 1 TO A.\n"
    )
    made = history_of(program(body=body))
    assert [made.is_echo(event) for event in made.events] == [True, False]


def test_promise_in_the_order_of_the_file() -> None:
    made = history_of(
        program(body="      * 25/12/1997 changed\n           MOVE 1 TO A.\n      * leave it so until 03/04/2031\n           MOVE 2 TO A.\n")
    )
    promise = made.promise(made.events[1], TODAY)
    assert promise and (promise.date, promise.passed) == ("2031-04-03", False)
    assert made.events[1].dates == []
