"""Which value an item holds."""

import pytest

DATA = """
    01 N PIC 9(4) VALUE 500.
    01 M PIC 9(4).
    78 K VALUE 30.
    01 G.
       05 IN-G PIC 9 VALUE 4.
"""


def value(cobol, procedure, name):
    tested = cobol(procedure, DATA)
    known = tested.values.of_name(name, tested.statements[-1])
    return (known.literal.spelling, known.how) if known else None


@pytest.mark.parametrize(
    ("procedure", "name", "expected"),
    [
        ("MAIN. DISPLAY N.", "N", ("500", "value")),
        ("MAIN. MOVE 7 TO M. DISPLAY M.", "M", ("7", "move")),
        ("MAIN. MOVE 7 TO M. MOVE 8 TO M. DISPLAY M.", "M", ("8", "move")),
        ("MAIN. MOVE 7 TO M. ADD 1 TO M. DISPLAY M.", "M", None),
        ("MAIN. MOVE 7 TO M. GO TO OTHER-ONE. OTHER-ONE. DISPLAY M.", "M", ("7", "move")),
        ("MAIN. MOVE 7 TO M. MOVE 8 TO M. GO TO OTHER-ONE. OTHER-ONE. DISPLAY M.", "M", ("8", "move")),
        ("MAIN. MOVE 7 TO N. GO TO OTHER-ONE. OTHER-ONE. DISPLAY N.", "N", ("7", "move")),
        ("MAIN. ACCEPT N. DISPLAY N.", "N", None),
        ("MAIN. DISPLAY K.", "K", ("30", "constant")),
        ("MAIN. MOVE ZERO TO G. DISPLAY IN-G.", "IN-G", None),
        ("MAIN. DISPLAY IN-G.", "IN-G", ("4", "value")),
    ],
)
def test_values(cobol, procedure, name, expected):
    assert value(cobol, procedure.replace(". ", ".\n"), name) == expected


def test_decimal_point_is_comma(cobol):
    tested = cobol("MAIN.\nMOVE 0,5 TO M.", "01 M PIC 9V9.", "DECIMAL-POINT IS COMMA.")
    ((_, literal),) = tested.values.literal_moves["M"]
    assert str(literal.number) == "0.5"
