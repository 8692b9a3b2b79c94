"""Where findings about all programs stand among those of the files."""

from __future__ import annotations

import pytest

from cobolscan.estate.estate import Estate
from cobolscan.history.events import Event
from cobolscan.rule import Confidence, EstateRule, Finding, Place, Related, Rule, Severity
from cobolscan.scan import across


class Number(Rule):
    code = "MAG901"
    claim = 40


class Limit(Rule):
    code = "LIM901"
    claim = 30


class Everywhere(EstateRule):
    code = "MAG904"
    claim = 39
    severity = Severity.INFO

    def check_estate(self, estate):
        yield from estate.found


def finding(rule, line=7, literal="100", **more):
    place = Place("A.cbl", line, 12, line, 15)
    made = Finding(rule.code, "n", Severity.WARNING, Confidence.HIGH, place, "m", literal=literal)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def judged(found, *others, unasked=()):
    estate = Estate()
    estate.found = found
    rules = [rule() for rule in (Number, Limit, Everywhere)]
    findings, errors = across.judge(rules, estate, list(others), list(unasked), {"A.cbl"}, {})
    assert not errors
    return findings


def event(text):
    return Event(1, 1, "A.cbl", "plain", text)


def test_it_takes_the_place_of_what_knows_less():
    related = [Related("A.cbl", 9, 1, "same_literal", "again", "100"), Related("B.cbl", 9, 1, "elsewhere", "old", "100")]
    number = finding(Number, history=[event("why")], related=related, data={"times": 2})
    (kept,) = judged([finding(Everywhere, severity=Severity.INFO)], number)
    assert (kept.code, kept.severity, kept.data) == ("MAG904", Severity.WARNING, {"times": 2, "replaces": "MAG901"})
    assert [each.text for each in kept.history] == ["why"]
    assert [other.role for other in kept.related] == ["same_literal"]


def test_it_gives_way_to_what_knows_more():
    limit = finding(Limit)
    assert judged([finding(Everywhere)], limit) == [limit]


def test_also_to_one_that_owns_the_literal_from_elsewhere():
    limit = finding(Limit, line=3, related=[Related("A.cbl", 7, 12, "same_literal", "again", "100")])
    assert judged([finding(Everywhere)], limit) == [limit]


def test_one_of_two_findings_about_a_literal_stays():
    number = finding(Number)
    assert [each.code for each in judged([finding(Everywhere), finding(Everywhere)], number)] == ["MAG904"]


@pytest.mark.parametrize("role", ["bound", "origin"])
def test_without_a_literal_it_stands_beside_the_others_with_their_history(role):
    wait, limit = finding(Number, history=[event("wait")]), finding(Limit, line=3, history=[event("limit")])
    both = finding(Everywhere, literal=None, related=[Related("A.cbl", 3, 12, role, "limit", "100")])
    kept = judged([both], wait, limit)
    assert [each.code for each in kept] == ["MAG901", "LIM901", "MAG904"]
    assert [each.text for each in kept[-1].history] == ["wait", "limit"]


def test_what_was_not_selected_is_known_and_not_shown():
    number = finding(Number, history=[event("why")])
    (kept,) = judged([finding(Everywhere)], unasked=[number])
    assert (kept.code, [each.text for each in kept.history]) == ("MAG904", ["why"])
