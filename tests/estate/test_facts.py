"""What programs leave behind for the estate, and what the estate answers."""

from __future__ import annotations

import pickle

import pytest

from cobolscan.estate.estate import Estate
from cobolscan.estate.facts import CALLS, CONSTANTS, COPIES, NUMBERS, Call, ConstantFact, CopyUse, LimitFact, NumberFact, ProgramFact, Spot
from cobolscan.estate.gather import gather
from cobolscan.estate.limits import SHOWN, Limits, value_of
from cobolscan.program.model import build
from cobolscan.rule import Place
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

ALL = frozenset((CALLS, COPIES, CONSTANTS, NUMBERS))
SHOP = """
identification division.
program-id. {name}.
data division.
working-storage section.
01  ws-pgm      pic x(8) value 'STOCK'.
01  ws-other    pic x(8).
01  ws-rate     pic v999 value 0.075.
78  max-carts   value 40.
01  ws-total    pic 9(5)v99.
01  ws-changed  pic 9(5) value 7.
01  routes.     03 pg  pic x(8) value 'ROUTEA'.
01  spares.     03 pg  pic x(8) value 'SPAREA'.
78  named-pgm   value 'NAMED'.
01  ws-route    pic x(8). 88 ws-prices value 'PRICES'. 88 ws-stock value 'STOCK'.
01  ws-pointer  procedure-pointer.
procedure division.
main-para.
    {body}
    goback.
"""


def gathered(body, wanted=ALL, name="shop", path="shop.cob"):
    tree = parse(read(SHOP.format(name=name, body=body).encode(), path, "free"))
    assert tree.complete, [(o.line, o.text, o.expected) for o in tree.opaques]
    return list(gather(build(tree), frozenset(wanted)))


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("call 'PRICES' using ws-total", [("PRICES", "literal", "call")]),
        ("call ws-pgm", [("STOCK", "constant", "call")]),
        ("accept ws-other call ws-other", [(None, "unknown", "call")]),
        ("move 'ADDRESS' to ws-other call ws-other", [("ADDRESS", "constant", "call")]),
        ("cancel 'PRICES' ws-pgm", [("PRICES", "literal", "cancel"), ("STOCK", "constant", "cancel")]),
        ("exec cics link program('LEDGER') commarea(ws-total) end-exec", [("LEDGER", "literal", "link")]),
        ("exec cics xctl program(ws-pgm) end-exec", [("STOCK", "constant", "xctl")]),
        ("exec cics start transid('PAY1') interval(100) end-exec", [("PAY1", "literal", "start")]),
        ("exec cics return transid('PAY1') end-exec", [("PAY1", "literal", "return")]),
        ("exec cics return end-exec", []),
        ("exec sql call billing.close_day(:ws-total) end-exec", [("BILLING.CLOSE_DAY", "literal", "sql")]),
        ("exec sql call :ws-pgm (:ws-total) end-exec", [("STOCK", "constant", "sql")]),
        ("exec sql call :ws-other (:ws-total) end-exec", [(None, "unknown", "sql")]),
        ("exec cics handle abend program('RESCUE') end-exec", [("RESCUE", "literal", "handle")]),
        ("exec cics handle abend label(main-para) end-exec", []),
        ("exec cics run transid('PAY2') child(ws-other) end-exec", [("PAY2", "literal", "run")]),
        ("exec cics link program(pg of routes) end-exec", [("ROUTEA", "constant", "link")]),
        ("exec cics link program(ws-table(3)) end-exec", [(None, "unknown", "link")]),
        ("call pg in spares", [("SPAREA", "constant", "call")]),
        ("move named-pgm to ws-other call ws-other", [("NAMED", "constant", "call")]),
        ("call named-pgm", [("NAMED", "constant", "call")]),
        ("set ws-prices to true call ws-route", [("PRICES", "constant", "call")]),
        ("set ws-pointer to entry 'ASIDE' call ws-pointer", [("ASIDE", "constant", "call")]),
        ("move 'A' to ws-other move 'B' to ws-other call ws-other", [("B", "constant", "call")]),
        ("exec sql select total into :ws-total from sales end-exec", []),
    ],
)
def test_calls(body, called):
    facts = [fact for fact in gathered(body, (CALLS,)) if isinstance(fact, Call)]
    assert [(call.target, call.how, call.by) for call in facts] == called
    assert all((call.program, *call.spot.order[:2]) == ("SHOP", "shop.cob", 19) for call in facts)


def test_entry_points_belong_to_their_program():
    (program,) = gathered("entry 'ASIDE' using ws-total", ())
    assert program == ProgramFact("SHOP", "shop.cob", ("ASIDE",))


def test_constants_are_what_nothing_changes():
    facts = [fact for fact in gathered("add 1 to ws-changed", (CONSTANTS,)) if isinstance(fact, ConstantFact)]
    assert [(fact.name, fact.value, fact.how) for fact in facts] == [
        ("WS-PGM", "STOCK", "value"),
        ("WS-RATE", "0.075", "value"),
        ("MAX-CARTS", "40", "constant"),
        ("NAMED-PGM", "NAMED", "constant"),
    ]


def test_numbers_are_told_once_a_program():
    facts = gathered("compute ws-total = ws-rate * 17.5 compute ws-total = 17.50 + ws-rate", (NUMBERS,))
    (number,) = [fact for fact in facts if isinstance(fact, NumberFact)]
    assert (number.subject, number.literal, number.times, number.spot.paragraph) == ("WS-TOTAL", "17.5", 2, "MAIN-PARA")


def test_missing_members_are_told_with_their_line():
    facts = gathered("copy nowhere.", (COPIES,))
    (use,) = [fact for fact in facts if isinstance(fact, CopyUse)]
    assert (use.member, use.target, use.spot.program, use.spot.place.line) == ("NOWHERE", None, "SHOP", 19)
    assert use.spot.line_text.strip() == "copy nowhere."


def test_nothing_is_gathered_that_nobody_asks_for():
    body = "call 'PRICES' compute ws-total = ws-rate * 17.5 copy nowhere."
    assert [type(fact) for fact in gathered(body, ())] == [ProgramFact]


def test_facts_are_small_and_picklable():
    facts = gathered("call 'PRICES' compute ws-total = ws-rate * 17.5")
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert len(pickle.dumps(facts)) < 1500
    assert not any(hasattr(fact, "__dict__") for fact in facts)


def test_who_calls_whom():
    facts = gathered("call 'STOCK' call 'NOBODY' exec cics start transid('STOK') end-exec", (CALLS,))
    facts += gathered("entry 'STOCK-CLOSE'", (CALLS,), "stock", "stock.cob")
    facts += gathered("call 'STOCK-CLOSE'", (CALLS,), "night", "night.cob")
    estate = Estate(facts)
    assert [call.program for call in estate.callers_of("stock")] == ["SHOP"]
    assert [call.target for call in estate.calls_from("SHOP")] == ["STOCK", "NOBODY", "STOK"]
    assert list(estate.unknown_targets) == ["NOBODY"]
    assert estate.linked_to("SHOP") == {"STOCK", "NOBODY"} and estate.linked_to("stock") == {"SHOP"}, "START names a transaction"
    assert [program.name for program in estate.programs["STOCK-CLOSE"]] == ["STOCK"]


def test_constants_that_differ():
    facts = gathered("", (CONSTANTS,)) + gathered("", (CONSTANTS,), "other", "other.cob")
    assert not Estate(facts).differing_constants
    raised = ConstantFact("MAX-CARTS", "60", "constant", Spot(Place("c.cob", 1, 1, 1, 3), "C"))
    assert [fact.value for fact in Estate([*facts, raised]).differing_constants["MAX-CARTS"]] == ["60", "40", "40"]


def test_a_constant_of_a_member_its_programs_and_who_differs():
    def constant(value, path, program=None):
        return ConstantFact("MAX-CARTS", value, "constant", Spot(Place(path, 1, 1, 1, 3), program))

    use = CopyUse("limits", Spot(Place("a.cob", 5, 12, 5, 16), "A"), "limits.cpy")
    estate = Estate([use, constant("40", "limits.cpy"), constant("40.0", "b.cob", "B"), constant("60", "c.cob", "C")])
    (copied,) = estate.copied_constants("max-carts")
    assert (copied.fact.value, copied.programs) == ("40", ("A",))
    assert [(other.value, other.spot.program) for other in copied.elsewhere] == [("60", "C")]
    assert estate.copied_constants("max-wagons") == []


def test_who_copies_a_member_through_others():
    def use(path, line, program, target):
        return CopyUse("m", Spot(Place(path, line, 12, line, 16), program), target)

    estate = Estate([use("a.cbl", 5, "A", "outer.cpy"), use("outer.cpy", 2, None, "inner.cpy"), use("b.cbl", 9, "B", "inner.cpy")])
    assert estate.copiers_of("inner.cpy") == ["A", "B"]
    assert estate.copiers_of("outer.cpy") == ["A"]
    assert estate.copiers_of("a.cbl") == []


# ---- limits that are called alike


def limit(literal, path, line=1, subject="WS-MAX-BERTHS"):
    return LimitFact(subject, literal, Spot(Place(path, line, 1, line, 3), "P"))


def slowly(limits, one):
    """What Limits.elsewhere answers, by looking at all."""
    value = value_of(one.literal)
    others = [o for o in sorted(limits, key=lambda each: each.spot.order) if o.path != one.path and value_of(o.literal) != value]
    return others[:SHOWN], len(others)


def equals_slowly(limits, one):
    value = value_of(one.literal)
    ordered = sorted(limits, key=lambda each: each.spot.order)
    return [o for o in ordered if o.path != one.path and value_of(o.literal) == value][:SHOWN]


@pytest.mark.parametrize(("paths", "values"), [(1, 7), (2, 1), (2, 9), (3, 3), (7, 2), (40, 40), (40, 2), (2, 40), (13, 5)])
def test_what_stands_elsewhere_is_what_looking_at_all_would_say(paths, values):
    limits = [limit(str(n * n % values), f"P{n * 7 % paths:02}.cbl", n) for n in range(120)]
    table = Limits(limits)
    for one in limits:
        assert table.elsewhere(one) == slowly(limits, one)
        assert table.again(one) == equals_slowly(limits, one)


@pytest.mark.parametrize("literal", [lambda n: str(n), lambda n: str(n % 2), lambda n: "7"])
def test_many_limits_of_one_name(literal):
    """What is quadratic here does not end."""
    limits = [limit(literal(n), f"P{n // 10:05}.cbl", n) for n in range(20_000)]
    table = Limits(limits)
    for one in limits:
        assert table.elsewhere(one)[0] or literal(0) == "7"
        assert len(table.again(one)) <= 5
