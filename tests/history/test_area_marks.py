"""Columns 73-80: tags of entries, marks with a date of their own, and what is neither."""

from __future__ import annotations

import pytest

from .conftest import history_of, program

LOG = "      * 1998-02-03 | CR03988 | NWH | KEY FROM THE CLOCK\n      * 1999-11-22 | CR04117 | DKO | TABLE OF RATES\n"


def statement(text: str, area: str = "") -> str:
    return f"           {text:<61}{area}"


def test_an_entry_names_the_lines_that_it_touched() -> None:
    body = [statement("MOVE 1 TO WS-A.", area) for area in ("CR03988", "CR03988", "", "CR04117", "CL**2", "TESTA")]
    history = history_of(program(LOG, "\n".join(body)))
    first = next(n for n, line in enumerate(history.source.lines, 1) if line.endswith("CR03988") and "MOVE" in line)
    entry = history.events[0].start_line
    assert history.touched() == {entry: [(first, first + 1)], entry + 1: [(first + 3, first + 3)]}
    tied = history.tied(first)
    assert tied and tied[0] == "CR03988" and tied[1][0].authors == ["NWH"]
    assert history.tied(first + 4) is None and history.tied(first + 5) is None


def test_numbers_that_rise_are_no_tags() -> None:
    log = "      * 980203  NWH  KEY FROM THE CLOCK\n      * 991122  DKO  TABLE OF RATES\n"
    body = "\n".join(statement("MOVE 1 TO WS-A.", f"{980200 + n:06}") for n in range(8))
    history = history_of(program(log, body))
    assert history.events[0].dates == ["1998-02-03"] and not history.touched()


@pytest.mark.parametrize(
    ("mark", "dates"), [("I.970709", ["1997-07-09"]), ("H 90.12", ["1990-12"]), ("I.971332", []), ("Z.970709", []), ("IX970709", [])]
)
def test_marks_that_carry_a_date(mark: str, dates: list[str]) -> None:
    history = history_of(program(body="\n".join(statement("MOVE 1 TO WS-A.", mark) for _ in range(3)) + "\n      * A NOTE"))
    events = [event for event in history.events if event.source == "column_tag"]
    assert [event.dates for event in events] == ([dates] if dates else [])
    if events:
        event = events[0]
        assert (event.kind, event.tag, event.end_line - event.start_line) == ("author_note", mark, 2)
        assert [(e.tag, e.why_here) for e in history.context(event.start_line + 1)] == [(mark, "tag")]


def test_a_mark_on_a_comment_dates_the_comment() -> None:
    history = history_of(program(body=f"      *    {'MOVE 3 TO WS-A.':<61}D.970709\n"))
    assert [(event.kind, event.dates, event.tag) for event in history.events] == [("commented_code", ["1997-07-09"], "D.970709")]


def test_long_lines_of_free_format_have_no_columns_73_to_80() -> None:
    line = "    move 1 to a.".ljust(72) + "I.970709\n"
    history = history_of(
        "       >>SOURCE FORMAT FREE\nidentification division.\nprogram-id. a.\n*> a note\nprocedure division.\n" + line * 3
    )
    assert not [event for event in history.events if event.source == "column_tag"]
