"""Numbers that nothing names."""

import pytest

DATA = """
    01 WS-FEE PIC 9(5)V99.
    01 WS-GROSS PIC 9(5)V99.
    01 WS-HOURS PIC 99.
    01 WS-KIND PIC 99.
       88 IS-KNOWN VALUE 37.
    01 WS-TYPE PIC 99.
    01 SQLCODE PIC S9(9).
    01 WS-RETURN-CODE PIC 99.
    01 WS-DATE PIC 9(8).
    01 WS-COL PIC 99.
    01 WS-IDX PIC 99.
    01 T PIC 99 OCCURS 300 TIMES.
"""


def numbers(program):
    return [(use.kind, use.subject, use.literal.spelling) for use in [*program.numbers.unnamed, *program.numbers.moved]]


@pytest.mark.parametrize(
    ("statement", "use"),
    [
        ("COMPUTE WS-FEE = WS-GROSS * .825", ("arithmetic", "WS-FEE", ".825")),
        ("MULTIPLY 7 BY WS-FEE", ("arithmetic", "WS-FEE", "7")),
        ("ADD 250 TO WS-FEE", ("step", "WS-FEE", "250")),
        ("IF WS-KIND = 12 CONTINUE END-IF", ("compare", "WS-KIND", "12")),
        ("IF WS-KIND = 37 OR 38 CONTINUE END-IF", ("compare", "WS-KIND", "38")),
        ("EVALUATE WS-KIND WHEN 70 CONTINUE END-EVALUATE", ("when", "WS-KIND", "70")),
        ("EVALUATE WS-KIND WHEN 80 THRU 89 CONTINUE END-EVALUATE", ("when", "WS-KIND", "89")),
        ("MOVE 13 TO WS-TYPE", ("move", "WS-TYPE", "13")),
        ("COMPUTE WS-TYPE = 13", ("move", "WS-TYPE", "13")),
        ("IF WS-RETURN-CODE = 70 CONTINUE END-IF", ("compare", "WS-RETURN-CODE", "70")),
    ],
)
def test_unnamed(cobol, statement, use):
    assert use in numbers(cobol(f"MAIN.\n    {statement}.", DATA))


@pytest.mark.parametrize(
    "statement",
    [
        "COMPUTE WS-FEE = WS-GROSS * 100 / 1000 + .5",
        "COMPUTE WS-FEE = WS-HOURS * 60",
        "ADD 1 TO WS-FEE",
        "SUBTRACT 1 FROM WS-FEE",
        "IF WS-KIND = 37 CONTINUE END-IF",
        "IF SQLCODE = -811 OR 100 CONTINUE END-IF",
        "IF WS-RETURN-CODE = 12 CONTINUE END-IF",
        "IF WS-DATE > 20991231 CONTINUE END-IF",
        "MOVE 40 TO WS-COL",
        "ADD 5 TO WS-COL",
        "MOVE 7 TO WS-IDX",
        "MOVE T(250) TO T(251)",
        "DISPLAY 4711",
        "CALL 'X' USING BY CONTENT 4711",
        "COMPUTE WS-FEE = WS-GROSS * .15 *> staff discount",
    ],
)
def test_plain(cobol, statement):
    assert not numbers(cobol(f"MAIN.\n    {statement}\n    .", DATA))
