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
    ],
)
def test_values_are_told_one_by_one(cobol, name, procedure, kind, values):
    found = domain(cobol, name, procedure)
    assert (found.kind, sorted(found.values)) == (kind, [Decimal(value) for value in values])


@pytest.mark.parametrize(
    ("name", "procedure", "low", "high"),
    [
        ("B", "MOVE 1 TO B. ADD 1 TO B.", 1, 999),
        ("C", "ADD 1 TO C. SUBTRACT 1 FROM C.", -999, 999),
        ("C", "SUBTRACT 5 FROM C.", -999, 0),
        ("B", "PERFORM VARYING B FROM 2 BY 1 UNTIL B > 10 CONTINUE END-PERFORM.", 2, 999),
        ("A", "MOVE 1 TO B. ADD 1 TO B. MOVE B TO A.", 1, 999),
    ],
)
def test_steps_make_ranges(cobol, name, procedure, low, high):
    found = domain(cobol, name, procedure)
    assert (found.kind, found.low, found.high) == ("range", low, high)


@pytest.mark.parametrize(
    ("name", "procedure", "why"),
    [
        ("B", "ACCEPT B.", "ACCEPT in line"),
        ("B", "CALL 'X' USING B.", "CALL in line"),
        ("B", "MOVE T TO G. MOVE T TO B.", "T"),
        ("GA", "MOVE T TO G.", "MOVE in line"),
        ("B", "DISPLAY B.", "nothing gives B a value"),
        ("B", "MOVE FUNCTION RANDOM TO B.", "only at run time"),
    ],
)
def test_what_cannot_be_known_says_why(cobol, name, procedure, why):
    found = domain(cobol, name, procedure)
    assert found.kind == "unknown" and why in found.unknown and found.only is None


def test_the_picture_bounds_what_is_unknown(cobol):
    found = domain(cobol, "GB", "ACCEPT GB.")
    assert (found.low, found.high) == (0, 99)
