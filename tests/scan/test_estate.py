"""What belongs together across programs."""

from __future__ import annotations

import pytest

from cobolscan.estate.copybooks import Use, includers
from cobolscan.estate.facts import LimitFact, Spot
from cobolscan.estate.limits import Limits, alike, meaning, same_value
from cobolscan.rule import Confidence, Finding, Place, Severity
from cobolscan.scan.rank import assign, order, rank


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("WS-POOL-MAX", "LS-MAX-POOL", True),
        ("MAX-BEN", "MAX-BEN", True),
        ("WS-MAX-CONN", "WK-CONNECTIONS-LIMIT", True),
        ("WS-MAX-CONN", "MAX-POOL-CONNECTIONS", True),
        ("WS-MAX", "WS-MAX", True),
        ("WS-MAX", "LS-LIMIT", False),
        ("WS-POOL-MAX", "WS-RETRY-MAX", False),
        ("MAX-LINES", "MAX-ORDER-LINES", False),
        ("TABLE-SIZE", "STATE-TABLE-SIZE", False),
        ("WS-A-MAX", "WS-B-MAX", False),
        ("WS-POOL-MAX", "LA-POOL-ACTIVE", True),
        ("WS-POOL-MAX", "POOL-REFUSED", False),
        ("WS-I", "WS-I", False),
    ],
)
def test_names_of_the_same_limit(one, other, same):
    assert alike(meaning(one), meaning(other)) is same
    assert alike(meaning(other), meaning(one)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("100", "0100", True), ("1,5", "1.5", True), ("100", "101", False), ("+900", "900", True), ("A", "A", True), ("A", "B", False)],
)
def test_values(one, other, same):
    assert same_value(one, other) is same


def limit(subject, literal, path, line=1, program=None):
    return LimitFact(subject, literal, Spot(Place(path, line, 1, line, 1 + len(literal)), program))


def test_many_places_elsewhere():
    """What is quadratic here does not end."""
    limits = [limit("WS-POOL-MAX", str(n % 3), f"P{n:05}.cbl") for n in range(20_000)]
    table = Limits(limits)
    answers = [table.elsewhere(limit) for limit in limits]
    assert ([other.path for other in answers[0][0]], answers[0][1]) == ([f"P{n:05}.cbl" for n in (1, 2, 4, 5, 7)], 13_333)


def finding(code, line, subject=None, literal=None, **data):
    place = Place("A.cbl", line, 12, line, 15)
    return Finding(code, "n", Severity.WARNING, Confidence.HIGH, place, "m", literal=literal, subject=subject, data=data)


def test_rank_goes_by_severity_confidence_loop_history_drift():
    ordered = [finding("LIM001", n) for n in range(1, 6)]
    ordered[0].severity, ordered[0].confidence = Severity.ERROR, Confidence.LOW
    ordered[1].data["in_loop"] = True
    ordered[4].confidence = Confidence.MEDIUM
    ordered[4].data["in_loop"] = True
    from cobolscan.history.events import Event
    from cobolscan.rule import Related

    ordered[2].history = [Event(1, 1, "A.cbl", "assumption", "enough")]
    ordered[3].related = [Related("B.cbl", 1, 1, "elsewhere", "m")]
    for each in ordered:
        each.rank = rank(each)
    assert sorted([ordered[n] for n in (3, 1, 4, 0, 2)], key=order) == ordered
    assert all(0 <= each.rank <= 100 for each in ordered)


def test_chains_of_copy_in_copy():
    uses = [
        Use("src/A.cbl", 12, ("PA",), "cpy/OUTER.cpy"),
        Use("cpy/OUTER.cpy", 3, (), "cpy/INNER.cpy"),
        Use("src/B.cbl", 9, ("PB", "PB2"), "cpy/INNER.cpy"),
        Use("cpy/INNER.cpy", 1, (), "cpy/OUTER.cpy"),
    ]
    found = includers(uses)
    assert [(i["program"], [(s["path"], s["line"]) for s in i["chain"]]) for i in found["cpy/INNER.cpy"]] == [
        ("PA", [("src/A.cbl", 12), ("cpy/OUTER.cpy", 3)]),
        ("PB", [("src/B.cbl", 9)]),
        ("PB2", [("src/B.cbl", 9)]),
    ]


def test_the_same_again_in_another_file_comes_behind_what_is_different():
    def made(path, literal):
        return Finding("LIM001", "literal-bound", Severity.WARNING, Confidence.HIGH, Place(path, 1, 1, 1, 2), "", literal, "EIBCALEN")

    same = [made(f"{n}.cbl", "91") for n in range(3)]
    other = made("z.cbl", "32500")
    assign([*same, other])
    assert [finding.place.path for finding in sorted([*same, other], key=order)] == ["0.cbl", "z.cbl", "1.cbl", "2.cbl"]
