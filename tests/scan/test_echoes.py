"""Echoes of findings, as a scan tells them; and the notes of the places that decide."""

from __future__ import annotations

import json

PROGRAM = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. {name}.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
{note}
       77  WS-MAX-BERTHS       PIC 9(4) VALUE {limit}.
       01  WS-BERTHS           PIC 9(4) VALUE 0.
       PROCEDURE DIVISION.
       MAIN-PARA.
           ADD 1 TO WS-BERTHS
{there}
           IF WS-BERTHS > WS-MAX-BERTHS
               DISPLAY 'HARBOUR FULL'
           END-IF
           GOBACK.
"""
CARL = "      * 1997-03-11 CHG0231 24 berths should be enough for all - Carl"
ANN = "      * 1999-11-02 CHG0231 all berths taken in the regatta - Ann"


def findings(run, *arguments):
    return json.loads(run("scan", "--format", "json", "--no-cache", *arguments).out)["findings"]


def limit_in(found, path):
    (limit,) = [f for f in found if f["path"] == path and f["family"] == "LIM"]
    return limit


def write(work, name, note, there="      *", limit=24):
    (work / f"{name}.cbl").write_text(PROGRAM.format(name=name, note=note, there=there, limit=limit))


def test_the_same_ticket_in_another_program(work, run):
    write(work, "A", CARL)
    write(work, "B", ANN)
    echo = limit_in(findings(run, "."), "A.cbl")["history"][-1]
    assert (echo["why_here"], echo["path"], echo["dates"], echo["authors"]) == ("echo", "B.cbl", ["1999-11-02"], ["Ann"])
    assert limit_in(findings(run, "."), "A.cbl")["data"]["also_in"] == {"CHG0231": 1}
    assert not [e for e in limit_in(findings(run, "A.cbl"), "A.cbl")["history"] if e["why_here"] == "echo"]


def test_why_the_same_limit_is_as_it_is_elsewhere(work, run):
    write(work, "A", CARL)
    write(work, "B", "      *", limit=30)
    echo = limit_in(findings(run, "."), "B.cbl")["history"][-1]
    assert (echo["why_here"], echo["path"], echo["authors"]) == ("echo", "A.cbl", ["Carl"])


def test_an_echo_does_not_change_the_order(work, run):
    write(work, "A", CARL)
    alone = limit_in(findings(run, "A.cbl"), "A.cbl")["rank"]
    write(work, "B", ANN)
    assert limit_in(findings(run, "."), "A.cbl")["rank"] <= alone


def test_a_note_where_the_limit_is_compared_belongs_to_its_finding(work, run):
    write(work, "A", "      *", "      * the harbour master wants no more than these, because of the ferry")
    events = limit_in(findings(run, "A.cbl"), "A.cbl")["history"]
    assert [(event["why_here"], event["start_line"]) for event in events] == [("above", 11)]


def test_who_wrote_the_program_is_told_when_nothing_else_is_known(work, run):
    write(work, "A", "      *")
    path = work / "A.cbl"
    path.write_text(path.read_text().replace("       DATA DIVISION.", "       AUTHOR. J VERKAIK.\n       DATA DIVISION."))
    assert [event["kind"] for event in limit_in(findings(run, "A.cbl"), "A.cbl")["history"]] == ["identification"]
    path.write_text(path.read_text().replace("      *\n       77", f"{CARL}\n       77"))
    assert "identification" not in [event["kind"] for event in limit_in(findings(run, "A.cbl"), "A.cbl")["history"]]
