"""What an item can hold at any time."""

from decimal import Decimal

import pytest

DATA = """
    01 A PIC 9(3) VALUE 7.
    01 B PIC 9(3).
    01 C PIC S9(3) VALUE ZERO.
    01 S PIC 9 VALUE 0.
       88 OPENED VALUE 1.
       88 CLOSED VALUE 2.
    01 G.
       05 GA PIC 9(2) VALUE 5.
       05 GB PIC 9(2) VALUE 6.
    01 T PIC X(3).
    78 K VALUE 40.
    01 D PIC S9(4) COMP-5 VALUE 5.
    01 V PIC 9(3)V99.
    01 L PIC 9(4).
    01 N PIC 9.
       88 N-ON VALUE 1 FALSE 0.
    01 IX USAGE INDEX.
    01 TAB.
       05 E PIC X OCCURS 9 INDEXED BY EX.
"""


def domain(cobol, name, procedure):
    program = cobol(procedure, DATA)
    return program.domains.of(program.item(name))


@pytest.mark.parametrize(
    ("name", "procedure", "kind", "values"),
    [
        ("A", "DISPLAY A.", "constant", [7]),
        ("A", "MOVE 7 TO A.", "constant", [7]),
        ("A", "MOVE 9 TO A.", "few", [7, 9]),
        ("A", "IF B = 1 MOVE 9 TO A ELSE MOVE 11 TO A END-IF.", "few", [7, 9, 11]),
        ("B", "MOVE 4 TO B. MOVE B TO A.", "constant", [4]),
        ("A", "MOVE 4 TO B. MOVE B TO A.", "few", [4, 7]),
        ("B", "MOVE B TO A. MOVE A TO B.", "constant", [7]),
        ("S", "SET OPENED TO TRUE.", "few", [0, 1]),
        ("S", "SET CLOSED TO TRUE. MOVE 0 TO S.", "few", [0, 2]),
        ("B", "INITIALIZE B.", "constant", [0]),
        ("B", "MOVE ZERO TO B. MOVE '12' TO B.", "few", [0, 12]),
        ("GA", "INITIALIZE G.", "few", [0, 5]),
        ("GA", "MOVE ZEROS TO G.", "few", [0, 5]),
        ("GA", "MOVE 3 TO GB.", "constant", [5]),
        ("B", "COMPUTE B = K * 2.", "constant", [80]),
        ("B", "MOVE K TO B.", "constant", [40]),
        ("N", "SET N-ON TO TRUE. SET N-ON TO FALSE.", "few", [0, 1]),
        ("N", "SET N-ON TO FALSE.", "constant", [0]),
        ("B", "MOVE 1234 TO B.", "constant", [234]),
        ("B", "MOVE -5 TO B.", "constant", [5]),
        ("V", "MOVE 1.239 TO V.", "constant", ["1.23"]),
        ("IX", "SET IX TO 5.", "constant", [5]),
        ("B", "MOVE 0 TO B. ADD 1 TO A GIVING B.", "few", [0, 8]),
        ("B", "SUBTRACT 1 2 FROM A GIVING B.", "constant", [4]),
        ("B", "MULTIPLY 3 BY A GIVING B.", "constant", [21]),
        ("B", "DIVIDE A BY 2 GIVING B ROUNDED.", "constant", [4]),
        ("B", "MOVE 3 TO A. COMPUTE B = A * 2 + A.", "few", [9, 13, 17, 21]),
        ("B", "MOVE A TO L. ADD 1 TO A GIVING B.", "constant", [8]),
    ],
)
def test_values_are_told_one_by_one(cobol, name, procedure, kind, values):
    found = domain(cobol, name, procedure)
    assert (found.kind, sorted(found.values)) == (kind, [Decimal(value) for value in values])


@pytest.mark.parametrize(
    ("name", "procedure", "low", "high"),
    [
        ("B", "MOVE 1 TO B. ADD 1 TO B.", 0, 999),
        ("B", "MOVE 1 TO B. ADD 1 TO B ON SIZE ERROR CONTINUE END-ADD.", 1, 999),
        ("B", "MOVE 1 TO B. SUBTRACT 1 FROM B ON SIZE ERROR CONTINUE END-SUBTRACT.", 0, 999),
        ("D", "ADD 1 TO D.", -32768, 32767),
        ("V", "MOVE 1.5 TO V. ADD 0.5 TO V.", 0, "999.99"),
        ("A", "MOVE 1 TO L. ADD 1 TO L. MOVE L TO A.", 0, 999),
        ("L", "MOVE 2 TO A. SUBTRACT 1 FROM A. MOVE A TO L.", 0, 999),
        ("C", "ADD 1 TO C. SUBTRACT 1 FROM C.", -999, 999),
        ("C", "SUBTRACT 5 FROM C.", -999, 0),
        ("B", "PERFORM VARYING B FROM 2 BY 1 UNTIL B > 10 CONTINUE END-PERFORM.", 0, 999),
        ("A", "MOVE 1 TO B. ADD 1 TO B. MOVE B TO A.", 0, 999),
    ],
)
def test_steps_make_ranges(cobol, name, procedure, low, high):
    found = domain(cobol, name, procedure)
    assert (found.kind, found.low, found.high) == ("range", Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("name", "procedure", "why"),
    [
        ("B", "ACCEPT B.", "ACCEPT in line"),
        ("B", "CALL 'X' USING B.", "CALL in line"),
        ("B", "MOVE T TO G. MOVE T TO B.", "T"),
        ("GA", "MOVE T TO G.", "MOVE in line"),
        ("B", "DISPLAY B.", "nothing gives B a value"),
        ("B", "MOVE FUNCTION RANDOM TO B.", "only at run time"),
        ("B", "MOVE 1 TO B. COMPUTE B = B + 1 + A.", "only at run time"),
        ("B", "DIVIDE 7 BY 2 GIVING L REMAINDER B.", "DIVIDE in line"),
        ("B", "EXEC SQL FETCH C1 INTO :B END-EXEC.", "EXEC SQL FETCH in line"),
        ("B", "COMPUTE B = 5 * 500 ON SIZE ERROR CONTINUE END-COMPUTE.", "may be too small"),
    ],
)
def test_what_cannot_be_known_says_why(cobol, name, procedure, why):
    found = domain(cobol, name, procedure)
    assert found.kind == "unknown" and why in found.unknown and found.only is None


def test_the_picture_bounds_what_is_unknown(cobol):
    found = domain(cobol, "GB", "ACCEPT GB.")
    assert (found.low, found.high) == (0, 99)


@pytest.mark.parametrize(
    ("procedure", "kind", "low", "high"),
    [
        ("SET EX TO 5.", "constant", 5, 5),
        ("SET EX TO 5. SET EX TO A.", "few", 5, 7),
        ("SET EX TO 1. SET EX UP BY 1.", "range", 1, None),
        ("PERFORM VARYING EX FROM 2 BY 1 UNTIL EX > 9 CONTINUE END-PERFORM.", "range", 2, None),
        ("DISPLAY A.", "unknown", None, None),
    ],
)
def test_an_index_name(cobol, procedure, kind, low, high):
    found = cobol(procedure, DATA).domains.of_index("EX")
    assert (found.kind, found.low, found.high) == (kind, low, high)


def test_items_that_depend_on_each_other_are_answered_at_once(cobol):
    names = [f"N-{number}" for number in range(40)]
    data = "".join(f"    01 {name} PIC 9(4).\n" for name in names)
    steps = "".join(
        f" COMPUTE {name} = {names[n - 1]} + {names[n - 7]}. ADD {names[n - 3]} {names[n - 11]} GIVING {name}.\n"
        for n, name in enumerate(names)
    )
    program = cobol("M.\n" + steps, data)
    assert program.domains.of(program.item("N-39")).unknown is not None
