"""One literal, one finding; and comments speak through what they are tied to."""

from __future__ import annotations

import json

import pytest

from cobolscan.history.events import Event
from cobolscan.rule import Confidence, Finding, Place, Related, Severity
from cobolscan.scan.claims import absorb, settle
from cobolscan.source.reader import read

SOURCE = read("".join(f"Line  {number}\n" for number in range(1, 20)).encode(), "a.cbl", "free")
CLAIMS = {"WAI": 10, "LIM": 30, "MAG": 40}
SPEAK = {"HIS001", "HIS003"}  # rules about comments that speak through what their comment stands at


def finding(code, line, column, literal, *, width=None, severity=Severity.WARNING, related=(), history=()):
    end = column + (width or len(literal or "x"))
    place = Place("a.cbl", line, column, line, end)
    return Finding(code, "n", severity, Confidence.HIGH, place, "m", literal=literal, related=list(related), history=list(history))


def settled(*findings):
    return settle(findings, lambda code: CLAIMS.get(code[:3], 50), lambda path: SOURCE)


def same(line, column, literal, role="same_literal"):
    return Related("a.cbl", line, column, role, "also here", literal)


def test_the_most_specific_claim_wins():
    kept = settled(finding("MAG001", 5, 20, "100"), finding("LIM001", 5, 20, "100"), finding("MAG001", 6, 20, "100"))
    assert [(f.code, f.place.line) for f in kept] == [("LIM001", 5), ("MAG001", 6)]


def test_a_finding_about_a_statement_claims_its_literal():
    kept = settled(finding("MAG001", 5, 30, "500"), finding("WAI001", 5, 12, "500", width=30))
    assert [f.code for f in kept] == ["WAI001"]
    kept = settled(finding("MAG001", 5, 30, "7"), finding("WAI001", 5, 12, "500", width=30))
    assert {f.code for f in kept} == {"WAI001", "MAG001"}, "another literal of that statement is free"


def test_the_origin_of_a_value_is_claimed_with_it():
    wait = finding("WAI001", 9, 12, "500", related=[same(5, 20, "500", "origin")])
    assert [f.code for f in settled(finding("LIM002", 5, 20, "500"), wait)] == ["WAI001"]


def test_of_findings_about_one_matter_the_most_telling_stays():
    """Also where there is no literal: one wait has one finding."""
    wait, held = finding("WAI001", 5, 12, None), finding("WAI004", 5, 12, None)
    wait.matter = held.matter = ("wait", "a.cbl", 5, 12)
    wait.claim, held.claim = 10, 7
    held.data, wait.data = {}, {"raised_by": ["HIS001"]}
    (kept,) = settled(wait, held)
    assert (kept.code, kept.data["raised_by"]) == ("WAI004", ["HIS001"])
    wait.claim = 5
    assert [f.code for f in settled(wait, held)] == ["WAI001"]


def test_a_magic_number_moves_to_its_next_place():
    magic = finding("MAG001", 5, 20, "100", related=[same(6, 20, "100"), same(7, 20, "100"), same(8, 20, "100")])
    kept = settled(magic, finding("LIM001", 5, 20, "100"), finding("LIM001", 7, 20, "100"))
    moved = next(f for f in kept if f.code == "MAG001")
    assert (moved.place, moved.statement) == (Place("a.cbl", 6, 20, 6, 23), "LINE 6")
    assert [other.line for other in moved.related] == [8]


def test_two_rules_of_one_claim_do_not_both_speak():
    assert [f.code for f in settled(finding("LIM002", 5, 20, "100"), finding("LIM001", 5, 20, "100"))] == ["LIM001"]


def test_findings_without_a_literal_stand():
    assert len(settled(finding("FLO001", 5, 20, None), finding("FLO002", 5, 20, None), finding("LIM001", 5, 20, "1"))) == 3


def note(why, text="NO MORE THAN THIS"):
    return Event(4, 4, "a.cbl", "assumption", text, why_here=why)


@pytest.mark.parametrize(
    ("event", "tied"),
    [
        (note("above"), True),
        (note("trailing"), True),
        (note("tag"), True),
        (note("same_paragraph"), False),
        (note("same_paragraph", "100 is enough"), True),
        (note("change_log", "100 is enough"), False),
    ],
)
def test_a_note_raises_what_it_is_tied_to_and_vanishes(event, tied):
    limit = finding("LIM001", 5, 20, "100", history=[event])
    kept = absorb([finding("HIS001", 4, 7, None), limit], SPEAK)
    assert [f.code for f in kept] == (["LIM001"] if tied else ["LIM001", "HIS001"])
    assert limit.severity is (Severity.ERROR if tied else Severity.WARNING)


def test_a_finding_about_old_code_says_nothing_of_the_literal_below_it():
    limit = finding("LIM001", 5, 20, "100", history=[note("above")])
    assert [f.code for f in absorb([finding("HIS006", 4, 7, None), limit], SPEAK)] == ["HIS006", "LIM001"]
    assert limit.severity is Severity.WARNING


def test_two_notes_raise_one_step():
    limit = finding("LIM001", 5, 20, "100", severity=Severity.INFO, history=[note("above")])
    assert absorb([finding("HIS001", 4, 7, None), finding("HIS003", 4, 7, None), limit], SPEAK) == [limit]
    assert limit.severity is Severity.WARNING
    assert limit.data["raised_by"] == ["HIS001", "HIS003"]


@pytest.mark.usefixtures("house")
def test_in_a_scan(program, run):
    program("A.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.", "MOVE 44 TO WS-POOL.", 'CALL "C$SLEEP" USING 30.')
    found = json.loads(run("scan", "A.cbl", "--format", "json").out)["findings"]
    assert [(f["code"], f["literal"]) for f in found] == [("WAI901", "30"), ("LIM901", "100"), ("MAG901", "44")]
