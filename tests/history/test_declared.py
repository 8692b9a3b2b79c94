"""What @assume and @incident declare, and what is said of a declaration that cannot be read."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.history import declared
from cobolscan.history.declared import KEYS, Declaration
from cobolscan.history.file_history import FileHistory
from cobolscan.source.reader import read

READ = [
    ("connections <= 100", {"subject": "connections", "operator": "<=", "value": "100", "unit": None}),
    ("connections<=100", {"subject": "connections", "operator": "<=", "value": "100"}),
    (
        "settlement time < 0.5 s because the switch is slow",
        {"subject": "settlement time", "value": "0.5", "unit": "s", "why": "the switch is slow"},
    ),
    ("users=500", {"subject": "users", "operator": "=", "value": "500"}),
    ("rate > -3,5 percent", {"value": "-3,5", "unit": "percent"}),
    ("branch = 'AMSTERDAM'", {"value": "AMSTERDAM"}),
    ("the file is sorted by account", {"claim": "the file is sorted by account", "value": None, "subject": None}),
    ("7 days are enough", {"value": "7", "unit": "days"}),
    ("region has 2 GB", {"value": "2", "unit": "GB"}),
    ("x <= 1 owner=Carl review=2027-01", {"owner": "Carl", "review": "2027-01", "claim": "x <= 1"}),
    ("x <= 1 OWNER='C. Brandsma' Review=2027", {"owner": "C. Brandsma", "review": "2027"}),
    ("x <= 1 because rate=3 held owner=Carl", {"why": "rate=3 held", "owner": "Carl"}),
    ("x <= 1 unit=ships because of the quay", {"unit": "ships", "why": "of the quay"}),
    ("x <= 1 since=1997-03-11 reviewed=2020 by=CB ticket=CHG1,CHG2.", {"since": "1997-03-11", "by": "CB", "tickets": ("CHG1", "CHG2")}),
    ("BERTHS <= 40 BECAUSE THE QUAY IS SHORT", {"subject": "BERTHS", "why": "THE QUAY IS SHORT"}),
]


@pytest.mark.parametrize(("text", "wanted"), READ, ids=[row[0] for row in READ])
def test_reads(text: str, wanted: dict[str, object]) -> None:
    for opening in ("@assume ", "@ASSUME: ", "@Assume  "):
        found = declared.assumption(opening + text)
        assert found is not None
        assert found.problem is None
        assert {name: getattr(found, name) for name in wanted} == wanted


WRONG = [
    ("", "nothing is assumed"),
    ("because of it", "nothing is assumed"),
    ("x <= 1 because", "no reason"),
    ("x <= 1 because owner=Carl", "no reason"),
    ("x <= many", "no comparison"),
    ("x <= 1 <= 2", "no comparison"),
    ("x <= 1 reveiw=2027", 'did you mean "review"?'),
    ("x is so rationale=none", 'unknown key "rationale"; there are by, owner'),
    ("x <= 1 owner=A owner=B", '"owner" is given twice'),
    ("x <= 1 review=2027-13", "is no date"),
    ("x <= 1 review=soon", "is no date"),
    ("x <= 1 review=2027-02-30", "is no date"),
    ('x <= 1 owner="Carl', "a quote that is not closed"),
    ("x <= 1 since=2020 reviewed=2019-05", "reviewed before it was made"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[row[0] for row in WRONG])
def test_says_what_is_wrong(text: str, said: str) -> None:
    found = declared.assumption(f"@assume {text}")
    assert found is not None
    assert said in (found.problem or "")


@pytest.mark.parametrize("text", ["@assumed so", "we @assume that", "assume x <= 1", "@", "", "@assumption x <= 1"])
def test_is_no_declaration(text: str) -> None:
    assert declared.assumption(text) is None
    assert declared.incidents(text) == ()


@given(st.text(max_size=200))
def test_any_text_is_read_or_told(text: str) -> None:
    found = declared.assumption("@assume " + text)
    assert isinstance(found, Declaration)
    assert found.claim or found.problem


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(("2027", "A", "'B C'"))), max_size=4))
def test_every_pair_is_kept_or_told(pairs: list[tuple[str, str]]) -> None:
    found = declared.assumption("@assume x <= 1 " + " ".join(f"{key}={value}" for key, value in pairs))
    assert found is not None
    kept = {key: getattr(found, {"ticket": "tickets", "because": "why"}.get(key, key)) for key in KEYS}
    assert found.problem or all(kept[key] for key, _ in pairs)


@pytest.mark.parametrize(
    ("date", "day", "due"),
    [
        ("2027-01", "2027-01-31", False),
        ("2027-01", "2027-02-01", True),
        ("2027", "2027-12-31", False),
        ("2027", "2028-01-01", True),
        ("2027-01-15", "2027-01-15", False),
        ("2027-01-15", "2027-01-16", True),
    ],
)
def test_due_behind_the_last_day_that_a_date_can_mean(date: str, day: str, due: bool) -> None:
    assert declared.is_due(date, datetime.date.fromisoformat(day)) is due


def test_value_and_reason_may_be_pairs() -> None:
    found = declared.assumption('@assume at most 9 or 90 shops value=90 because="contract of 2021"')
    assert found is not None and found.problem is None
    assert (found.value, found.why) == ("90", "contract of 2021")


def test_incidents_are_named() -> None:
    assert declared.incidents("@incident INC-1, inc-2 - see there\nINC-3") == ("INC-1", "INC-2")


SOURCE = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. P.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
      * 2004-05-11 RKM raised for the merger.
      *****************************************************************
      * @ASSUME CONNECTIONS <= 100 BECAUSE PEAK SEEN WAS 61            *
      *         AFTER THE MERGER OWNER=CARL REVIEW=2027-01             *
      *****************************************************************
      *
      * Written by somebody else in 2012.
       01  WS-LIMIT        PIC 9(5) VALUE 100.
      * @assume a <= 1 since=1999
      * @assume b <= 2 ticket=T-1
      * @incident INC-7
       01  WS-MORE         PIC 9(5) VALUE 1. *> @assume c = 1 by=CB
"""


def test_declarations_are_events_of_their_own() -> None:
    events = FileHistory(read(SOURCE.encode(), "p.cbl")).events
    found = {event.start_line: event for event in events if event.text.startswith("@")}
    first, since, ticket, incident, beside = (found[line] for line in (7, 13, 14, 15, 16))
    assert (first.kind, first.end_line, first.authors, first.dates) == ("assumption", 8, ["CARL"], [])
    assert first.rationale == "PEAK SEEN WAS 61 AFTER THE MERGER"
    assert (since.dates, ticket.tickets, beside.authors) == (["1999"], ["T-1"], ["CB"])
    assert (incident.kind, incident.tickets) == ("incident", ["INC-7"])
    note = next(event for event in events if event.start_line == 5)
    assert (note.authors, note.dates) == (["RKM"], ["2004-05-11"])


IN_A_LOG = """\
      *****************************************************************
      * CHANGE LOG
      * 2024-02-11 RKM  CHG0204  BERTHS FROM 30 TO 40.
      * @assume berths <= 40 because the quay is 800 m long
      *         owner=Harbour review=2027-01
      * 2024-03-12 RKM  CHG0205  BERTHS ARE COUNTED.
      *
      * 2024-04-13 JVK  CHG0206  REPORT.
      *****************************************************************
       IDENTIFICATION DIVISION.
       PROGRAM-ID. P.
"""


def test_a_declaration_in_a_change_log_is_no_part_of_an_entry() -> None:
    events = FileHistory(read(IN_A_LOG.encode(), "p.cbl")).events
    (found,) = (event for event in events if event.kind == "assumption")
    assert (found.start_line, found.end_line, found.authors, found.rationale) == (4, 5, ["Harbour"], "the quay is 800 m long")
    assert any(event.tickets == ["CHG0205"] and event.dates == ["2024-03-12"] for event in events)
    first = next(event for event in events if event.tickets == ["CHG0204"])
    assert (first.authors, first.dates, first.end_line) == (["RKM"], ["2024-02-11"], 3)
