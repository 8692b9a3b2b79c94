"""Limits that differ between programs: which of them is told, and when none is."""

from __future__ import annotations

import pytest

from cobolscan.estate.differing import drifts
from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import Call, CopyUse, LimitFact, Spot
from cobolscan.rule import Place


def limit(program, literal, subject="MAX-BEN", folder="src", line=1, **more):
    return LimitFact(subject, literal, Spot(Place(f"{folder}/{program}.cbl", line, 1, line, 4), program), **more)


def told(*limits, facts=()):
    return [(drift.odd.program, drift.odd.literal) for drift in drifts(Estate(facts, limits))]


def warned(*limits, facts=()):
    (drift,) = drifts(Estate(facts, limits))
    return drift.warned


def test_the_rarest_value_is_the_odd_one():
    usual = [limit(f"BIG{number:02}", "+900") for number in range(12)]
    (drift,) = drifts(Estate((), [*usual, limit("PE", "+300"), limit("PP", "300"), *(limit(f"CS{n}", "100") for n in range(3))]))
    assert (drift.odd.program, drift.odd.literal) == ("PE", "+300")
    assert [(literal, len(programs)) for literal, programs in drift.values] == [("+900", 12), ("100", 3), ("+300", 2)]
    assert [other.literal for other in drift.others][-1] == "300", "those with the same value come last"


def test_of_two_the_lower_one_is_told():
    assert told(limit("A", "900"), limit("B", "300")) == [("B", "300")]
    assert told(limit("A", "300"), limit("B", "900")) == [("A", "300")]


@pytest.mark.parametrize(
    "limits",
    [
        (),
        (limit("A", "300"),),
        (limit("A", "300"), limit("B", "0300"), limit("C", "+300")),
        (limit("A", "300"), limit("A", "900", line=2)),
        (limit("A", "300", folder="v1"), limit("A", "900", folder="v2")),  # versions of one program
        (limit("A", "300"), limit("A", "900", line=2), limit("B", "900")),  # one of both values
        (limit("A", "300", holds=True), limit("B", "900", holds=True)),  # how much tables hold
        (limit("A", "2.5"), limit("B", "3.5")),
        (limit("A", "300", "MAX-LOOP"), limit("B", "900", "MAX-LOOP")),
        (limit("A", "300", "WS-COUNTER"), limit("B", "900", "WS-COUNTER")),
        (limit("A", "300", folder="one"), limit("B", "900", "WS-BEN-LIMIT", folder="two")),  # nothing ties them together
        tuple(limit(f"P{n}", str(100 + n)) for n in range(6)),  # a parameter
        (limit("A", "1"), limit("A", "2", line=2), limit("A", "3", line=3), limit("B", "900")),  # one that counts
    ],
)
def test_no_drift(limits):
    assert told(*limits) == []


def test_programs_that_call_each_other_belong_together():
    call = Call("A", "B", "literal", "call", Spot(Place("one/A.cbl", 9, 1, 9, 5), "A"))
    limits = limit("A", "300", folder="one"), limit("B", "900", folder="two")
    assert warned(*limits, facts=[call])
    assert not warned(*limits), "nothing but the name"


def test_three_programs_that_use_one_name_belong_together():
    limits = [limit("A", "300", folder="one"), limit("B", "900", folder="two"), limit("C", "900", folder="three")]
    assert told(*limits) == [("A", "300")] and warned(*limits)


def test_programs_of_which_no_two_agree_have_a_parameter():
    each = [limit(f"P{number}", str(number)) for number in range(2, 6)]
    assert told(*each) == [("P2", "2")] and not warned(*each)
    assert warned(*each[:3], limit("P9", "4"))
    assert told(*each, limit("P6", "6")) == []


def test_a_limit_of_a_member_is_that_of_all_that_copy_it():
    member = LimitFact("MAX-BEN", "900", Spot(Place("copy/LIMITS.cpy", 3, 1, 3, 4)))
    uses = [CopyUse("LIMITS", Spot(Place(f"src/{name}.cbl", 5, 8, 5, 12), name), "copy/LIMITS.cpy") for name in ("A", "B")]
    (drift,) = drifts(Estate(uses, [member, limit("C", "300")]))
    assert (drift.odd.program, drift.odd.literal) == ("C", "300")
    assert drift.values == (("900", ("A", "B")), ("300", ("C",)))


def test_the_answer_does_not_depend_on_the_order():
    limits = [limit("A", "300"), limit("B", "900"), limit("C", "900"), limit("D", "500"), limit("E", "5", "WS-CABINS-MAX"),
              limit("F", "7", "WS-MAX-CABIN")]  # fmt: skip
    assert told(*limits) == [("A", "300"), ("E", "5")]
    assert sorted(told(*reversed(limits))) == [("A", "300"), ("E", "5")]
