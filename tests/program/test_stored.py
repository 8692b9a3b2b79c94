"""What items hold after an assignment: cobc shows the same."""

from decimal import Decimal

import pytest

from cobolscan.program.data.capacity import span

DATA = """
01 A PIC 9(3).
01 S PIC S9(3).
01 V PIC 9(3)V9.
01 C PIC S9(3) COMP-3.
01 B PIC 9(3) COMP.
01 D PIC S9(4) COMP-5.
01 Q PIC 9(5)V99.
01 CHANGE-BY PIC S9V9 VALUE -2.5.
01 F PIC 9 VALUE 1.
   88 F-ON VALUE 7 FALSE 4.
01 SHARED-ONE PIC 9 EXTERNAL.
01 WHOLE.
   05 HALF-1 PIC 99 VALUE 12.
   05 HALF-2 PIC 99 VALUE 34.
66 SECOND-HALF RENAMES HALF-2.
01 BOTH-HALVES REDEFINES WHOLE PIC 9(4).
"""
STORED = {
    "MOVE 1234 TO A. DISPLAY A.": "234",
    "MOVE -5 TO A. DISPLAY A.": "5",
    "MOVE -1005 TO S. DISPLAY S.": "-5",
    "MOVE 2.6 TO A. DISPLAY A.": "2",
    "MOVE 1.29 TO V. DISPLAY V.": "1.2",
    "MOVE 12345.6 TO V. DISPLAY V.": "345.6",
    "COMPUTE A = 1000 * 2. DISPLAY A.": "0",
    "COMPUTE A = 1000 * 2 + 5. DISPLAY A.": "5",
    "COMPUTE A = 1 - 3. DISPLAY A.": "2",
    "COMPUTE A ROUNDED = 7 / 2. DISPLAY A.": "4",
    "COMPUTE S ROUNDED = -7 / 2. DISPLAY S.": "-4",
    "COMPUTE S ROUNDED MODE IS NEAREST-EVEN = 5 / 2. DISPLAY S.": "2",
    "COMPUTE S ROUNDED MODE IS TRUNCATION = 7 / 2. DISPLAY S.": "3",
    "COMPUTE S = -1234. DISPLAY S.": "-234",
    "COMPUTE C = 1234. DISPLAY C.": "234",
    "MOVE 999 TO B. DISPLAY B.": "999",
    "MOVE 32000 TO D. DISPLAY D.": "32000",
    "MOVE CHANGE-BY TO A. DISPLAY A.": "2",
    "ADD 1 2.7 GIVING A. DISPLAY A.": "3",
    "ADD 1 TO CHANGE-BY GIVING S. DISPLAY S.": "-1",
    "SUBTRACT 1 2 FROM 10 GIVING A. DISPLAY A.": "7",
    "MULTIPLY 3 BY 4 GIVING A. DISPLAY A.": "12",
    "DIVIDE 3 INTO 10 GIVING Q. DISPLAY Q.": "3.33",
    "DIVIDE 10 BY 4 GIVING A ROUNDED. DISPLAY A.": "3",
    "SET F-ON TO TRUE. DISPLAY F.": "7",
    "SET F-ON TO FALSE. DISPLAY F.": "4",
}
UNKNOWN = {
    "MOVE 5678 TO BOTH-HALVES. DISPLAY HALF-1.": "HALF-1 is set by MOVE",
    "MOVE 5 TO HALF-1. MOVE 56 TO SECOND-HALF. DISPLAY HALF-2.": "HALF-2 is set by MOVE",
    "MOVE 1 TO A. COMPUTE A = 1000 * 2 ON SIZE ERROR CONTINUE END-COMPUTE. DISPLAY A.": "A may not hold 2000",
    "MOVE 70000 TO B. DISPLAY B.": "B may not hold 70000",
    "DIVIDE 7 BY 2 GIVING A REMAINDER B. DISPLAY B.": "B is set by DIVIDE",
    "MOVE 3 TO SHARED-ONE. CALL 'Y'. DISPLAY SHARED-ONE.": "SHARED-ONE is set by CALL",
    "MOVE 3 TO HALF-1. INITIALIZE WHOLE. DISPLAY HALF-1.": "HALF-1 is set by INITIALIZE",
    "MOVE 3 TO HALF-1. CALL 'Y' USING BOTH-HALVES. DISPLAY HALF-1.": "HALF-1 is set by CALL",
    "EXEC SQL SELECT X INTO :A FROM T END-EXEC. DISPLAY A.": "A is set by EXEC",
}


def shown(program):
    display = program.statements[-1]
    return program.amounts.of(display.children[0], display)


@pytest.mark.parametrize(("procedure", "value"), STORED.items(), ids=STORED)
def test_a_value_is_cut_to_its_item(cobol, procedure, value):
    possible = shown(cobol("M.\n" + procedure, DATA))
    assert possible.only is not None and possible.only.number == Decimal(value)


def test_cobc_shows_the_same(cobc):
    shown = cobc("\n".join(STORED) + "\nGOBACK.", DATA)
    assert [Decimal(line) for line in shown] == [Decimal(value) for value in STORED.values()]


@pytest.mark.parametrize(("procedure", "why"), UNKNOWN.items(), ids=UNKNOWN)
def test_what_another_name_or_the_compiler_decides_is_unknown(cobol, procedure, why):
    possible = shown(cobol("M.\n" + procedure, DATA))
    assert possible.only is None and why in possible.unknown


@pytest.mark.parametrize(
    ("picture", "low", "high"),
    [
        ("PIC 9(3)", 0, 999),
        ("PIC S9(3)V99", "-999.99", "999.99"),
        ("PIC S9(4) COMP-5", -32768, 32767),
        ("PIC 9(4) COMP-5", 0, 65535),
        ("BINARY-CHAR UNSIGNED", 0, 255),
        ("BINARY-SHORT", -32768, 32767),
        ("PIC S9(4) COMP", -9999, 9999),
        ("PIC X(4)", None, None),
    ],
)
def test_the_least_and_the_greatest_number_of_an_item(cobol, picture, low, high):
    program = cobol("M. GOBACK.", f"01 N {picture}.")
    assert span(program.item("N")) == tuple(end if end is None else Decimal(end) for end in (low, high))
