"""Limits and waits that multiply."""

from __future__ import annotations

import pytest

from cobolscan.estate.ceilings import ceilings
from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import Call, CopyUse, LimitFact, Spot, WaitFact
from cobolscan.rule import Place


def spot(program, line, path=None):
    return Spot(Place(path or f"{program}.cbl", line, 1, line, 4), program)


def limit(literal, subject="WS-MAX-CONN", program="A", line=5, **more):
    return LimitFact(subject, literal, spot(program, line, **more))


def wait(seconds=0.5, program="A", line=50, **more):
    return WaitFact("C$SLEEP", seconds, 1 / seconds, spot(program, line), **{"serves": True, **more})


def told(limits, waits, facts=()):
    return [(c.wait.spot.place.line, c.number, c.per_second, c.how) for c in ceilings(Estate(facts, limits, waits))]


def test_they_multiply():
    assert told([limit("100")], [wait()]) == [(50, 100, 200, "same program")]


def test_the_lowest_limit_and_the_longest_wait_of_a_program():
    limits = [limit("100"), limit("40", "WS-SESSIONS-MAX", line=6), limit("12", "WS-MAX-LINES", line=7)]
    assert told(limits, [wait(0.5), wait(2, line=60), wait(1, line=70)]) == [(60, 40, 20, "same program")]


@pytest.mark.parametrize("subject", ["WS-POOL-MAX", "MAX-TASKS", "LK-THREAD-LIMIT", "WS-MAX-WORKERS", "WS-ACTIVE-SESSIONS"])
def test_what_runs_side_by_side(subject):
    assert told([limit("8", subject)], [wait()])


@pytest.mark.parametrize("subject", ["WS-MAX-ARTICLES", "WS-POOL-ERRORS", "WS-MAX-RETRY", "WS-MAX", "TASK-NAME-LEN"])
def test_what_does_not(subject):
    assert told([limit("8", subject)], [wait()]) == []


@pytest.mark.parametrize("more", [{"idle": True}, {"counted": True}])
def test_waits_that_set_no_pace(more):
    assert told([limit("100")], [wait(**more)]) == []


def test_limits_of_programs_that_are_linked():
    def call(program, target):
        return Call(program, target, "literal", "link", spot(program, 9))

    assert told([limit("100", program="B")], [wait()]) == []
    assert told([limit("100", program="B")], [wait()], [call("B", "A")]) == [(50, 100, 200, "called")]
    assert told([limit("100", program="B")], [wait()], [call("A", "B")]) == [(50, 100, 200, "called")]
    assert told([limit("100", program="B"), limit("7")], [wait()], [call("A", "B")]) == [(50, 7, 14, "same program")]


def test_a_limit_in_a_member():
    member = LimitFact("POOL-MAX", "30", Spot(Place("pool.cpy", 3, 1, 3, 4)))
    copy = CopyUse("POOL", spot("A", 3), "pool.cpy")
    assert told([member], [wait()], [copy]) == [(50, 30, 60, "same program")]
    assert told([member], [wait(program="B")], [copy]) == []
