"""The case that this package exists for: an old note over a limit, and the change-log entry that shows it was wrong."""

from __future__ import annotations

import pytest

from cobolscan.history.events import Event
from cobolscan.history.file_history import FileHistory

from .conftest import history_of

HEADER = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. TRNPOOX.
       AUTHOR. MARGIT OLDENBORG.
       DATE-WRITTEN. 1989-03-14.
      *****************************************************************
      *  CHANGE LOG                                                   *
      *  DATE        WHO   DESCRIPTION                                *
      *  1989-03-14  MO    FIRST VERSION                              *
      *  1993-07-02  KTV   ADDED RECONNECT AFTER LINE DROP            *
      *  1999-10-18  RWA   Y2K TESTS: POOL RAN OUT OF CONNECTIONS     *
      *                    UNDER LOAD, LIMIT LEFT AS IT IS            *
      *  2004-01-20  RWA   NEW CURRENCY TABLE                         *
      *****************************************************************
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-POOL-MAX  PIC 9(4).
       PROCEDURE DIVISION.
       0100-INIT-POOL.
"""
MOVE = "           MOVE 100 TO WS-POOL-MAX."


def answer(text: str, statement: str = "MOVE 100 TO WS-POOL-MAX") -> tuple[list[Event], FileHistory]:
    made = history_of(text)
    line = next(number for number, code in enumerate(made.source.lines, 1) if statement in code)
    return made.context(line, subject="WS-POOL-MAX"), made


@pytest.mark.parametrize(
    ("note", "author", "date"),
    [
        ("      * 12 MAY 1997\n      * 100 connections should be enough for anybody - Carl", "Carl", "1997-05-12"),
        ("      * 12/05/1997\n      * 100 connections should be enough for anybody - Carl", "Carl", "1997"),
        ("      * 25/05/1997\n      * 100 connections should be enough for anybody - Carl", "Carl", "1997-05-25"),
        ("      * 1997-05-12\n      * 100 CONNECTIONS SHOULD BE ENOUGH FOR ANYBODY - CARL", "CARL", "1997-05-12"),
        ("      * 1997-05-12\n      * 100 CONNECTIONS SHOULD BE ENOUGH FOR ANYBODY - ZVONKO", "ZVONKO", "1997-05-12"),
        ("      * 100 connections should be enough for anybody\n      * -- Ingeborga, May 1997", "Ingeborga", "1997-05"),
        ("      * 100 connections should be enough for anybody\n      * (Ingeborga 1997)", "Ingeborga", "1997"),
        ("      * 100 connections should be enough for anybody. JTK 12.05.97", "JTK", "1997-05-12"),
        ("      * 97-05-13 JTK: 100 connections should be enough", "JTK", "1997-05-13"),
        (
            "      * Set by Ingrid Hallorane on 1997-05-12:\n      * 100 connections should be enough for anybody",
            "Ingrid Hallorane",
            "1997-05-12",
        ),
        ("      * 100 connections should be enough for anybody\n      * - Carl, 1997", "Carl", "1997"),
        ("      * 100 connections should be enough for anybody\n      * - Carl 5/97", "Carl", "1997-05"),
        ("      * 100 connections should be enough for anybody - Carl\n      *\n      * 1997-05-12\n      *", "Carl", "1997-05-12"),
        (
            (
                "      *---------------------------------------------------*\n"
                "      * 100 connections should be enough - Carl           *\n"
                "      * (May 12, 1997)                                    *\n"
                "      *---------------------------------------------------*"
            ),
            "Carl",
            "1997-05-12",
        ),
        ("      * 1997: 100 connections should be enough - Zvonimir", "Zvonimir", "1997"),
        ("      * May '97 - 100 connections should be enough -Carl", "Carl", "1997-05"),
        ("      * 100 connections should be enough for anybody\n      * Carl\n      * 1997-05-12", "Carl", "1997-05-12"),
        ("      * 100 Sätze sollten reichen. Gez. Friedhelm, 12.05.1997", "Friedhelm", "1997-05-12"),
        ("      * 100 connessioni dovrebbero bastare\n      * Ruggero, maggio 1997", "Ruggero", "1997-05"),
        ("      * 12/05/1997 J. Smythe: 100 connections should be enough", "J. Smythe", "1997"),
    ],
)
def test_note_above(note: str, author: str, date: str) -> None:
    events, _ = answer(f"{HEADER}{note}\n{MOVE}\n")
    first = events[0]
    assert (first.why_here, first.authors, first.dates) == ("above", [author], [date])
    assert first.kind == "assumption" and first.rationale
    assert [event.dates for event in events[1:] if event.kind == "changelog_entry"] == [["1999-10-18"]]
    assert not any(event.kind == "identification" for event in events)


def test_note_beside() -> None:
    text = f"{HEADER}{MOVE} *> JTK 1997-05-12\n"
    events, _ = answer(text)
    assert (events[0].why_here, events[0].authors, events[0].dates) == ("trailing", ["JTK"], ["1997-05-12"])


def test_free_format() -> None:
    text = (
        "identification division.\nprogram-id. trnpoox.\n*> Changes:\n*> 1993-07-02 ktv - Added reconnect\n*> 1999-10-18 rwx - "
        "Y2K tests: the pool ran out of connections\n"
        "data division.\nworking-storage section.\n01 ws-pool-max pic 9(4).\nprocedure division.\n0100-init.\n"
        "    *> 12 May 1997\n    *> 100 connections should be enough for anybody - Carl\n    move 100 to ws-pool-max.\n"
    )
    events, _ = answer(text, "move 100")
    assert [(e.why_here, e.authors, e.dates) for e in events] == [
        ("above", ["Carl"], ["1997-05-12"]),
        ("change_log", ["rwx"], ["1999-10-18"]),
    ]


def test_moved_lines() -> None:
    note = "      * 12 MAY 1997\n      * 100 connections should be enough for anybody - Carl\n"
    filler = "".join(f"       0{n}00-STEP.\n           DISPLAY 'STEP {n}'.\n" for n in range(2, 9)) * 40
    events, made = answer(f"{HEADER}{filler}{note}{MOVE}\n")
    assert (events[0].authors, events[0].start_line) == (["Carl"], len(made.source.lines) - 2)
    assert events[1].dates == ["1999-10-18"]


def test_without_a_note_the_log_speaks() -> None:
    events, _ = answer(f"{HEADER}{MOVE}\n")
    assert [(e.why_here, e.dates) for e in events] == [("change_log", ["1999-10-18"])]


def test_words_of_the_note_count() -> None:
    text = (
        HEADER.replace("WS-POOL-MAX", "WS-MAX-K")
        + "      * 100 connections in the pool should be enough - Carl\n           MOVE 100 TO WS-MAX-K.\n"
    )
    made = history_of(text)
    events = made.context(len(made.source.lines), subject="WS-MAX-K")
    assert [e.why_here for e in events] == ["above", "change_log"]


def test_identification_only_when_nothing_else_is_known() -> None:
    made = history_of(HEADER + "           MOVE 7 TO WS-OTHER.\n")
    events = made.context(len(made.source.lines), subject="WS-OTHER")
    assert [(e.kind, e.authors, e.dates) for e in events] == [("identification", ["MARGIT OLDENBORG"], ["1989-03-14"])]


def test_code_between_cuts_the_note_off_but_the_paragraph_holds_it() -> None:
    note = "      * 12 MAY 1997\n      * 100 connections should be enough for anybody - Carl\n"
    made = history_of(f"{HEADER}{note}           MOVE 1 TO WS-X.\n{MOVE}\n")
    line = len(made.source.lines)
    assert not any(e.why_here == "above" for e in made.context(line, subject="WS-POOL-MAX"))
    near = made.context(line, subject="WS-POOL-MAX", scope=(18, line))
    assert (near[0].why_here, near[0].authors) == ("same_paragraph", ["Carl"])


def test_generic_words_do_not_tie() -> None:
    header = HEADER.replace("NEW CURRENCY TABLE", "MAX COUNT OF TABLE ADDED  ")
    made = history_of(header + "           MOVE 7 TO WS-TABLE-MAX-COUNT.\n")
    assert all(e.kind == "identification" for e in made.context(len(made.source.lines), subject="WS-TABLE-MAX-COUNT"))


def test_answers_are_copies() -> None:
    events, made = answer(f"{HEADER}{MOVE}\n")
    assert events[0].why_here and all(event.why_here is None for event in made.events)
