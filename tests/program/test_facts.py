"""What statements write, compare and compute with."""

import pytest

DATA = """
    01 A PIC 9(4).
    01 B PIC 9(4).
    01 C PIC 9(4).
    01 T PIC 9(4) OCCURS 10 TIMES.
    01 S PIC X(20).
    01 R PIC X(20).
"""


@pytest.mark.parametrize(
    ("statement", "written"),
    [
        ("MOVE A TO B C", ["B", "C"]),
        ("MOVE CORRESPONDING A TO B", ["B"]),
        ("ADD A 1 TO B C ROUNDED", ["B", "C"]),
        ("ADD A TO B GIVING C", ["C"]),
        ("SUBTRACT 1 FROM A", ["A"]),
        ("MULTIPLY A BY B", ["B"]),
        ("DIVIDE A BY B GIVING C REMAINDER A", ["C", "A"]),
        ("COMPUTE A B = C + 1", ["A", "B"]),
        ("INITIALIZE A B", ["A", "B"]),
        ("SET A TO 1", ["A"]),
        ("SET A UP BY 1", ["A"]),
        ("ACCEPT A FROM DATE", ["A"]),
        ("STRING S DELIMITED BY SIZE INTO R WITH POINTER A", ["R", "A"]),
        ("UNSTRING S DELIMITED BY ',' INTO R COUNT IN A TALLYING IN B", ["R", "A", "B"]),
        ("INSPECT S TALLYING A FOR ALL 'X'", ["A"]),
        ("INSPECT S REPLACING ALL 'X' BY 'Y'", ["S"]),
        ("INSPECT S CONVERTING 'AB' TO 'CD'", ["S"]),
        ("CALL 'X' USING A BY CONTENT B RETURNING C", ["A", "B", "C"]),
        ("PERFORM VARYING A FROM 1 BY 1 UNTIL A > 3 CONTINUE END-PERFORM", ["A"]),
        ("DISPLAY A", []),
        ("IF A = B CONTINUE END-IF", []),
    ],
)
def test_writes(cobol, statement, written):
    tested = cobol(f"MAIN.\n{statement}.\nSTOP RUN.", DATA)
    assert [reference.data_name for s in tested.statements for reference in s.written] == written


@pytest.mark.parametrize(
    ("condition", "compared"),
    [
        ("A > 5", [("A", ">", "5")]),
        ("A IS NOT GREATER THAN 5", [("A", "<=", "5")]),
        ("5 < A", [("A", ">", "5")]),
        ("A NOT < 5", [("A", ">=", "5")]),
        ("A GREATER THAN OR EQUAL TO 5", [("A", ">=", "5")]),
        ("A EXCEEDS 5", [("A", ">", "5")]),
        ("A = 1 OR 2 OR 3", [("A", "=", "1"), ("A", "=", "2"), ("A", "=", "3")]),
        ("A > 1 AND < 9", [("A", ">", "1"), ("A", "<", "9")]),
        ("NOT (A = 1 OR B = 2)", [("A", "<>", "1"), ("B", "<>", "2")]),
        ("A = 1 AND B NOT = 2 OR 3", [("A", "=", "1"), ("B", "<>", "2"), ("B", "<>", "3")]),
        ("T (A) = -7", [("T (A)", "=", "-7")]),
    ],
)
def test_comparisons(cobol, condition, compared):
    tested = cobol(f"MAIN.\nIF {condition} CONTINUE END-IF.\nSTOP RUN.", DATA)
    found = [(c.subject.text, c.normal_operator, c.literal.spelling) for c in tested.comparisons if c.literal]
    assert found == compared


def test_the_subject_of_when_is_that_of_its_evaluate(cobol):
    tested = cobol("MAIN.\nEVALUATE A WHEN 1 CONTINUE WHEN 7 EVALUATE B WHEN 2 CONTINUE END-EVALUATE WHEN 9 CONTINUE END-EVALUATE.", DATA)
    found = [(c.subject.text, c.literal.spelling, c.role) for c in tested.comparisons if c.literal]
    assert found == [("A", "1", "when"), ("A", "7", "when"), ("B", "2", "when"), ("A", "9", "when")]


def test_subscripts_know_their_table(cobol):
    tested = cobol("MAIN.\nMOVE T (A) TO T (B + 1).", DATA)
    assert dict(tested.values.subscripts) == {"A": {"T"}, "B": {"T"}}


@pytest.mark.parametrize(
    ("statement", "names"), [("ADD 1 TO A", {"A"}), ("COMPUTE B = B + A", {"B"}), ("SET A UP BY 1", {"A"}), ("SET A TO 1", set())]
)
def test_increments(cobol, statement, names):
    assert cobol(f"MAIN.\n{statement}.", DATA).values.incremented == names
