"""The same happened before: what is shared with other files, and what is only a copy."""

from __future__ import annotations

from dataclasses import replace

from cobolscan.estate.echoes import Echoes, worth_telling
from cobolscan.history.events import Event


def entry(path, ticket, text, line=9, kind="changelog_entry"):
    return Event(line, line, path, kind, text, tickets=[ticket] if ticket else [])


OWN = entry("A.cbl", "CHG0231", "CHG0231 POOL FIXED AT 100")


def test_the_same_ticket_elsewhere_nearest_to_the_matter_first():
    others = [entry(f"{n}.cbl", "chg0231", text) for n, text in enumerate(("REPORT LINES", "POOL OF THE SWITCH", "HEADINGS", "POOL"))]
    answer = Echoes([OWN, *others]).of([OWN], "A.cbl", "WS-POOL-MAX")
    assert [event.text for event in answer.events] == ["POOL OF THE SWITCH", "POOL"]
    assert all((event.why_here, event.source) == ("echo", "estate") for event in answer.events)
    assert answer.files == {"CHG0231": 4}


def test_a_copied_text_is_counted_and_not_repeated():
    answer = Echoes([OWN, replace(OWN, path="B.cbl"), replace(OWN, path="C.cbl")]).of([OWN], "A.cbl", None)
    assert (answer.events, answer.files) == ([], {"CHG0231": 2})


def test_the_same_assumption_elsewhere():
    said = entry("A.cbl", "", "100 connections should be\nenough for anybody", kind="assumption")
    other = entry("B.cbl", "", "100 CONNECTIONS SHOULD BE ENOUGH FOR ANYBODY.", kind="assumption")
    vague = entry("C.cbl", "", "big enough", kind="assumption")
    assert Echoes([said, other, vague]).of([said], "A.cbl", None).files == {"the same assumption": 1}
    assert Echoes([vague, replace(vague, path="D.cbl")]).of([vague], "C.cbl", None).files == {}


def test_what_travels():
    plain, long = entry("A.cbl", "CHG1", "x", kind="plain"), entry("A.cbl", "CHG1", "word " * 1000)
    (kept,) = worth_telling([plain, long, entry("A.cbl", "", "no ticket")])
    assert len(kept.text) == 600 and len(long.text) == 5000
