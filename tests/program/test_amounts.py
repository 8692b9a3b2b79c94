"""Which values reach a statement, through branches, paragraphs and loops; and how often a loop can run."""

import pytest

from cobolscan.program.flow.counting import body, passes
from cobolscan.program.values.amounts import Amounts
from cobolscan.program.values.reaching import Reaching

DATA = """
    01 N PIC 9(4).
    01 V PIC 9(4) VALUE 7.
    01 Z PIC 9(4) VALUE ZERO.
    01 F PIC 9(4)V99.
    01 FLAG PIC X.
       88 DONE VALUE 'Y'.
    01 G.
       05 IN-G PIC 9(4).
    78 K VALUE 30.
    01 TWICE.
       05 D PIC 9.
    01 TWO.
       05 D PIC 9.
"""


def reached(cobol, procedure):
    """The values of the item of CALL 'X' USING item, and where others come from."""
    tested = cobol(procedure.replace(". ", ".\n"), DATA)
    call = next(s for s in tested.statements if s.name == "call_statement" and "X" in s.words[1])
    operand = next(iter(call.all("call_argument"))).children[-1]
    possible = Amounts(tested).of(operand, call)
    return sorted(float(amount.number) for amount in possible.amounts), possible.unknown


@pytest.mark.parametrize(
    ("procedure", "values"),
    [
        ("M. CALL 'X' USING V.", [7]),
        ("M. CALL 'X' USING K.", [30]),
        ("M. CALL 'X' USING Z.", [0]),
        ("M. MOVE 3 TO N. CALL 'X' USING N.", [3]),
        ("M. MOVE 3 TO N. MOVE 4 TO N. CALL 'X' USING N.", [4]),
        ("M. MOVE 2.75 TO N. CALL 'X' USING N.", [2]),
        ("M. MOVE 2.75 TO F. CALL 'X' USING F.", [2.75]),
        ("M. MOVE 3 TO V. MOVE V TO N. CALL 'X' USING N.", [3]),
        ("M. COMPUTE N = (V + 1) * 2 - 6 / 3. CALL 'X' USING N.", [14]),
        ("M. COMPUTE F = - 2 ** 2 + K. CALL 'X' USING F.", [34]),
        ("M. MOVE ZERO TO N. CALL 'X' USING N.", [0]),
        ("M. IF DONE MOVE 1 TO N ELSE MOVE 2 TO N. CALL 'X' USING N.", [1, 2]),
        ("M. MOVE 5 TO N. IF DONE MOVE 1 TO N. CALL 'X' USING N.", [1, 5]),
        ("M. IF DONE MOVE 1 TO N CALL 'X' USING N ELSE MOVE 2 TO N.", [1]),
        ("M. MOVE 5 TO N. IF DONE MOVE 1 TO N ELSE CALL 'X' USING N.", [5]),
        ("M. EVALUATE V WHEN 1 MOVE 1 TO N WHEN 2 MOVE 2 TO N WHEN OTHER MOVE 3 TO N END-EVALUATE. CALL 'X' USING N.", [1, 2, 3]),
        ("M. EVALUATE V WHEN 1 WHEN 2 MOVE 2 TO N WHEN OTHER MOVE 3 TO N END-EVALUATE. CALL 'X' USING N.", [2, 3]),
        ("M. MOVE 9 TO N. EVALUATE V WHEN 1 MOVE 1 TO N WHEN 2 MOVE 2 TO N END-EVALUATE. CALL 'X' USING N.", [1, 2, 9]),
        ("M. MOVE 9 TO N. EVALUATE V WHEN 1 MOVE 1 TO N WHEN 2 CALL 'X' USING N END-EVALUATE.", [9]),
        ("M. IF DONE IF V = 1 MOVE 1 TO N ELSE MOVE 2 TO N END-IF ELSE MOVE 3 TO N END-IF. CALL 'X' USING N.", [1, 2, 3]),
        ("M. MOVE 3 TO N. PERFORM P. GOBACK. P. CALL 'X' USING N.", [3]),
        ("M. MOVE 3 TO N. PERFORM P. MOVE 4 TO N. PERFORM P. GOBACK. P. CALL 'X' USING N.", [3, 4]),
        ("M. PERFORM P. CALL 'X' USING N. GOBACK. P. MOVE 8 TO N.", [8]),
        ("M. MOVE 1 TO N. PERFORM P. CALL 'X' USING N. GOBACK. P. IF DONE MOVE 8 TO N.", [1, 8]),
        ("M. PERFORM A THRU C. GOBACK. A. MOVE 6 TO N. B. CALL 'X' USING N. C. EXIT.", [6]),
        ("M. MOVE 2 TO N. PERFORM B. GOBACK. A. MOVE 6 TO N. B. CALL 'X' USING N.", [2]),
        ("M. MOVE 2 TO N. GO TO B. A. MOVE 6 TO N. GOBACK. B. CALL 'X' USING N.", [2]),
        ("M. MOVE 2 TO N. A. CALL 'X' USING N. MOVE 3 TO N. GO TO A.", [2, 3]),
        ("A. CALL 'X' USING V. MOVE 3 TO V. GO TO A.", [3, 7]),
        ("MOVE 2 TO N. A. CALL 'X' USING N.", [2]),
        ("M. MOVE 2 TO N. PERFORM UNTIL DONE CALL 'X' USING N MOVE 3 TO N END-PERFORM.", [2, 3]),
        ("M. MOVE 2 TO N. PERFORM A UNTIL DONE. GOBACK. A. CALL 'X' USING N. MOVE 3 TO N.", [2, 3]),
    ],
)
def test_all_values_that_reach(cobol, procedure, values):
    assert reached(cobol, procedure) == (values, None)


@pytest.mark.parametrize(
    ("procedure", "unknown"),
    [
        ("M. CALL 'X' USING N.", "N gets no value"),
        ("M. ACCEPT N. CALL 'X' USING N.", "N is set by ACCEPT in line"),
        ("M. MOVE 1 TO N. ADD 1 TO N. CALL 'X' USING N.", "N is set by ADD"),
        ("M. MOVE 1 TO N. CALL 'Y' USING N. CALL 'X' USING N.", "N is set by CALL"),
        ("M. MOVE 1 TO IN-G. MOVE FLAG TO G. CALL 'X' USING IN-G.", "IN-G is set by MOVE"),
        ("M. CALL 'X' USING D OF TWO.", "D is the name of 2 items"),
        ("M. CALL 'X' USING V (1:1).", "a part of an item"),
        ("M. COMPUTE N = FUNCTION RANDOM. CALL 'X' USING N.", "FUNCTION RANDOM is known only at run time"),
        ("M. COMPUTE N = 1 / Z. CALL 'X' USING N.", None),
    ],
)
def test_where_values_come_from_that_are_not_known(cobol, procedure, unknown):
    values, said = reached(cobol, procedure)
    assert (said is None) if unknown is None else unknown in said
    assert values == []


def test_what_a_statement_is_known_to_keep(cobol):
    tested = cobol("M.\n MOVE 1 TO N.\n CALL 'Y' USING N.\n CALL 'X' USING N.", DATA)
    call = tested.statements[-1]
    kept = Reaching(tested).definitions("N", call, lambda statement, name: statement.name == "call_statement")
    assert [definition.statement.name for definition in kept] == ["move_statement"]


LOOPS = [
    ("M. PERFORM 7 TIMES CALL 'X' END-PERFORM.", 7),
    ("M. PERFORM V TIMES CALL 'X' END-PERFORM.", 7),
    ("M. PERFORM UNTIL DONE CALL 'X' END-PERFORM.", None),
    ("M. PERFORM VARYING N FROM 1 BY 1 UNTIL N > 10 CALL 'X' END-PERFORM.", 10),
    ("M. PERFORM VARYING N FROM 10 BY -2 UNTIL N < 1 CALL 'X' END-PERFORM.", 5),
    ("M. PERFORM VARYING N FROM 1 BY 1 UNTIL N > K OR DONE CALL 'X' END-PERFORM.", 30),
    ("M. PERFORM VARYING N FROM 1 BY 1 UNTIL N > K AND DONE CALL 'X' END-PERFORM.", None),
    ("M. PERFORM TEST AFTER VARYING N FROM 1 BY 1 UNTIL N >= 10 CALL 'X' END-PERFORM.", 10),
    ("M. MOVE 0 TO N. PERFORM UNTIL N = 4 CALL 'X' ADD 1 TO N END-PERFORM.", 4),
    ("M. MOVE 9 TO N. PERFORM UNTIL N < 4 SUBTRACT 1 FROM N CALL 'X' END-PERFORM.", 6),
    ("M. MOVE 0 TO N. PERFORM UNTIL 4 <= N COMPUTE N = N + 2 CALL 'X' END-PERFORM.", 2),
    ("M. MOVE 0 TO N. PERFORM UNTIL N = 4 CALL 'X' IF DONE ADD 1 TO N END-IF END-PERFORM.", None),
    ("M. MOVE 0 TO N. PERFORM UNTIL N = 4 CALL 'X' ADD 1 TO N ADD 1 TO N END-PERFORM.", None),
    ("M. MOVE 0 TO N. PERFORM UNTIL N = 4 ADD 1 TO N CALL 'X' ACCEPT N END-PERFORM.", None),
    ("M. PERFORM UNTIL N = 4 CALL 'X' ADD 1 TO N END-PERFORM.", None),
    ("M. MOVE 0 TO N. PERFORM UNTIL DONE ADD 1 TO N IF N > 3 EXIT PERFORM END-IF CALL 'X' END-PERFORM.", 3),
    ("M. MOVE 0 TO N. PERFORM P UNTIL N > 3. GOBACK. P. ADD 1 TO N. CALL 'X'.", 4),
    ("M. MOVE 0 TO N. A. ADD 1 TO N. CALL 'X'. IF N < 6 GO TO A. GOBACK.", 6),
    ("M. MOVE 0 TO N. A. ADD 1 TO N. IF N > 6 GO TO E. CALL 'X'. GO TO A. E. GOBACK.", 6),
    ("M. MOVE 0 TO N. A. CALL 'X'. IF N < 6 AND NOT DONE ADD 1 TO N GO TO A. GOBACK.", 7),
]


@pytest.mark.parametrize(("procedure", "count"), LOOPS, ids=[row[0] for row in LOOPS])
def test_most_passes(cobol, procedure, count):
    tested = cobol(procedure.replace(". ", ".\n"), DATA)
    call = next(s for s in tested.statements if s.name == "call_statement")
    assert passes(tested.procedures.loop_of(call), call, tested) == count


def test_body_holds_what_is_performed(cobol):
    tested = cobol(
        "M.\n PERFORM UNTIL DONE\n CALL 'X'\n PERFORM A\n END-PERFORM.\n GOBACK.\nA.\n PERFORM B.\nB.\n DISPLAY N.\nC.\n STOP RUN.", DATA
    )
    call = next(s for s in tested.statements if s.name == "call_statement")
    names = [s.name for s in body(tested.procedures.loop_of(call), call, tested)]
    assert names == ["call_statement", "perform_statement", "perform_statement", "display_statement"]


# ---- what it takes to answer


def test_many_assignments_that_depend_on_each_other_are_answered_at_once(cobol):
    """Of 40 COMPUTEs each takes two of the others' results, on ways without number: the question is given up within its budget."""
    names = [f"N-{number}" for number in range(40)]
    data = "".join(f"    01 {name} PIC 9(4).\n" for name in names) + "    01 DONE PIC X.\n"
    steps = "".join(
        f" IF DONE = 'A' COMPUTE {name} = {names[number - 1]} + {names[number - 7]}"
        f" ELSE COMPUTE {name} = {names[number - 3]} * {names[number - 11]} END-IF.\n"
        for number, name in enumerate(names)
    )
    tested = cobol(f"M.\nA.\n{steps} IF DONE = 'N' GO TO A.\n CALL 'X' USING N-39.", data)
    call = next(s for s in tested.statements if s.name == "call_statement")
    operand = next(iter(call.all("call_argument"))).children[-1]
    amounts = Amounts(tested)
    assert amounts.of(operand, call).unknown is not None
    assert amounts.visits <= 400
    assert amounts.most(operand, call) == 9999
    assert amounts.visits <= 400


def test_the_budget_is_that_of_one_question(cobol):
    tested = cobol("M.\n MOVE 3 TO N. CALL 'X' USING N.", DATA)
    call = next(s for s in tested.statements if s.name == "call_statement")
    operand = next(iter(call.all("call_argument"))).children[-1]
    amounts = Amounts(tested)
    for _ in range(1000):
        assert amounts.of(operand, call).only is not None
    assert amounts.visits == 1


@pytest.mark.parametrize("text", ["NAN", "SNAN", "INFINITY", "1E99", "1E999999999", "--1", "", "\u00b2"])
def test_characters_that_are_no_number(cobol, text):
    tested = cobol(f"M.\n MOVE '{text}' TO N. CALL 'X' USING N.", DATA)
    call = next(s for s in tested.statements if s.name == "call_statement")
    operand = next(iter(call.all("call_argument"))).children[-1]
    possible = Amounts(tested).of(operand, call)
    assert possible.only is None and possible.unknown


def test_a_result_without_measure_is_none(cobol):
    tested = cobol("M.\n COMPUTE N = 10 ** 999999. CALL 'X' USING N.", DATA)
    call = next(s for s in tested.statements if s.name == "call_statement")
    operand = next(iter(call.all("call_argument"))).children[-1]
    assert Amounts(tested).of(operand, call).only is None


@pytest.mark.parametrize(
    ("group", "value"),
    [
        ("01 T VALUE '0130'. 05 A PIC 99. 05 B PIC 99.", 30),
        ("01 T VALUE 'X00130'. 05 A PIC X. 05 C. 10 D PIC 999. 10 B PIC 99.", 30),
        ("01 T VALUE 'ABCD'. 05 A PIC 99. 05 B PIC 99.", None),
        ("01 T VALUE '013'. 05 A PIC 99. 05 B PIC 99.", None),  # filled up with a space
        ("01 T VALUE '01305'. 05 A PIC 9(3) COMP. 05 B PIC 999.", 305),
        ("01 T VALUE '0130'. 05 A PIC 99. 05 B PIC 99 COMP.", None),
    ],
)
def test_an_item_of_a_group_with_a_value(cobol, group, value):
    tested = cobol("M.\n CALL 'X' USING B.", "    " + group.replace(". ", ".\n    "))
    call = next(s for s in tested.statements if s.name == "call_statement")
    operand = next(iter(call.all("call_argument"))).children[-1]
    only = Amounts(tested).of(operand, call).only
    assert (only.number if only else None) == value
