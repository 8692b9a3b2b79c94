"""Notes that begin with who and when, in the shapes of several shops; every person and number here is invented."""

from __future__ import annotations

import pytest

from cobolscan.history.events import Event

from .conftest import history_of

OPENINGS = [
    ("H.BAUER 12.05.1995 MEHR ALS 64 GIBT ES NIE", "H.BAUER", "1995-05-12", []),
    ("H. BAUER 12.05.1995", "H. BAUER", "1995-05-12", []),
    ("970312 JS RAISED FROM 32", "JS", "1997-03-12", []),
    ("980703 KM LIMIT RAISED", "KM", "1998-07-03", []),
    ("$KM 1998-07-03 RAISED", "KM", "1998-07-03", []),
    ("970312 JS", "JS", "1997-03-12", []),
    ("970312 - JS - RAISED", "JS", "1997-03-12", []),
    ("19970312 JS RAISED", "JS", "1997-03-12", []),
    ("JS 970312: RAISED", "JS", "1997-03-12", []),
    ("(C. JONES 11MAR97) 64 SESSIONS", "C. JONES", "1997-03-11", []),
    ("CR-4711 PETER 2003-05-01: MERGER", "PETER", "2003-05-01", ["CR-4711"]),
    ("[CR-4711] PETER 2003-05-01", "PETER", "2003-05-01", ["CR-4711"]),
    ("#4711 PETER 2003-05-01 MERGER", "PETER", "2003-05-01", ["#4711"]),
    ("AUTHOR: CARL JONES  DATE: 03/11/97", "CARL JONES", "1997", []),
    ("AUTHOR: CARL JONES DATE: 03/11/97", "CARL JONES", "1997", []),
    ("12-MAR-1997 JSMITH CHANGED 32 TO 64", "JSMITH", "1997-03-12", []),
    ("12 MAR 97 - J.SMITH - RAISED", "J.SMITH", "1997-03-12", []),
    ("12/03/1997 PETER RAISED FROM 32", "PETER", "1997", []),
    ("MODIF 12/05/95 DUPONT : 64 SUFFIT", "DUPONT", "1995", []),
    ("CHANGE 12/05/95 JSMITH - RAISED", "JSMITH", "1995", []),
    ("geaendert 12.05.95 Bauer wegen SAP", "Bauer", "1995-05-12", []),
    ("@JS 1997-03-12", "JS", "1997-03-12", []),
    ("U12345 1997-03-12 RAISED", "U12345", "1997-03-12", []),
]
STATEMENTS = ["           IF WS-SESSIONS > 64\n              CONTINUE\n           END-IF", "           MOVE 64 TO WS-MAX"]


def above(note: str, statement: str = STATEMENTS[0], header: str = "") -> Event:
    """The event of a note that stands above a statement, as a question about the statement gets it."""
    text = (
        f"       IDENTIFICATION DIVISION.\n       PROGRAM-ID. TESTA.\n{header}       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n"
        "       01  WS-SESSIONS PIC 9(4).\n       01  WS-MAX PIC 9(4).\n       PROCEDURE DIVISION.\n       0000-MAIN.\n"
        f"      * {note}\n{statement}.\n           GOBACK.\n"
    )
    line = text[: text.index(statement)].count("\n") + 1
    found = history_of(text).context(line, subject="WS-SESSIONS")
    return next(event for event in found if event.text == note)


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize(("note", "author", "date", "ticket"), OPENINGS)
def test_who_and_when_begin_a_note(note: str, author: str, date: str, ticket: list[str], statement: str) -> None:
    event = above(note, statement)
    assert (event.kind, event.authors, event.dates, event.tickets) == ("author_note", [author], [date], ticket)


def test_dots_put_the_day_first_whatever_slashes_do() -> None:
    event = above("H.BAUER 12.05.1995 MEHR ALS 64 GIBT ES NIE", header="       DATE-WRITTEN. 03/14/91.\n")
    assert event.dates == ["1995-05-12"]


@pytest.mark.parametrize(
    "note",
    [
        "970312 IS THE TEST DATE",
        "970312 EUR",
        "123456 ACCOUNTS",
        "970312 AB RECORDS ON FILE",
        "019999 JS RAISED",
        "010199 GST RATE",
        "EASTER 30/03/97: CLOSED",
        "QUARTER 01/01/97: START",
        "MERGER 12/05/95: NEW ACCOUNTS",
        "RELEASE 12.05.1995: NEW",
        "EURO 01.01.1999: FIXED RATES",
        "25/12/2001 CHRISTMAS: CLOSED",
        "1997-03-12 VAT CHANGED TO 17",
        "070822 Extend GC's great work by adding a file",
        "27-Nov-95 - Comparisons removed as they are too old",
    ],
)
def test_no_person_begins_a_note(note: str) -> None:
    text = f"       PROCEDURE DIVISION.\n       0000-MAIN.\n      * {note}\n           GOBACK.\n"
    assert [event.authors for event in history_of(text).events] == [[]]


LOG = "      * 03/15/90 JS CHANGED 32 TO 64\n"


@pytest.mark.parametrize("before", ["", LOG, LOG + LOG, "      * MODIFICATION HISTORY\n" + LOG])
@pytest.mark.parametrize("after", ["", LOG, LOG + LOG])
def test_a_paragraph_is_identification_also_below_a_log(before: str, after: str) -> None:
    text = (
        f"       IDENTIFICATION DIVISION.\n       PROGRAM-ID. TESTA.\n{before}       DATE-WRITTEN. 03/14/91.\n{after}"
        "       DATA DIVISION.\n       PROCEDURE DIVISION.\n           GOBACK.\n"
    )
    events = history_of(text).events
    assert [(e.kind, e.dates) for e in events if "03/14/91" in e.text] == [("identification", ["1991-03-14"])]
    logged = [(e.kind, e.authors, e.dates) for e in events if "JS" in e.text]
    assert logged == [("changelog_entry", ["JS"], ["1990-03-15"])] * (before + after).count("JS")
