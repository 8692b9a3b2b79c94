"""Numbers that nothing names."""

import pytest

DATA = """
    01 WS-FEE PIC 9(5)V99.
    01 WS-GROSS PIC 9(5)V99.
    01 WS-HOURS PIC 99.
    01 WS-KIND PIC 99.
       88 IS-KNOWN VALUE 37.
    01 WS-TYPE PIC 99.
    01 WS-THING PIC 99.
    01 WS-RESP PIC 99.
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
        ("IF WS-RESP = 13 CONTINUE END-IF", ("compare", "WS-RESP", "13")),
        ("COMPUTE WS-FEE = 7 + WS-GROSS", ("arithmetic", "WS-FEE", "7")),
        ("IF WS-FEE * 3 > 9 CONTINUE END-IF", ("arithmetic", "WS-FEE", "3")),
        ("IF 12 = WS-KIND CONTINUE END-IF", ("compare", "WS-KIND", "12")),
        ("IF WS-FEE > - 7 CONTINUE END-IF", ("compare", "WS-FEE", "-7")),
        ("IF LENGTH OF WS-KIND = 7 CONTINUE END-IF", ("compare", "LENGTH OF WS-KIND", "7")),
        ("EVALUATE WS-KIND ALSO WS-FEE WHEN ANY ALSO 70 CONTINUE END-EVALUATE", ("when", "WS-FEE", "70")),
        ("EVALUATE WS-KIND WHEN NOT 70 CONTINUE END-EVALUATE", ("when", "WS-KIND", "70")),
        ("ADD 7 TO ZERO GIVING WS-TYPE", ("move", "WS-TYPE", "7")),
        ("MOVE 13 TO WS-THING MOVE 13 TO WS-THING MOVE 13 TO WS-THING", ("move", "WS-THING", "13")),
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
        "MOVE 13 TO WS-THING",
        "DIVIDE WS-FEE BY 256 GIVING WS-FEE",
        "COMPUTE WS-FEE = WS-FEE + .99",
        "ACCEPT WS-KIND IF WS-KIND = 13 CONTINUE END-IF",
        "MULTIPLY 7 BY 13 GIVING WS-THING",
        "SET WS-IDX UP BY 7",
        "PERFORM VARYING WS-KIND FROM 3 BY 7 UNTIL WS-KIND > WS-FEE CONTINUE END-PERFORM",
        "EXEC CICS READ FILE('F') RESP(WS-RESP) END-EXEC IF WS-RESP = 13 CONTINUE END-IF",
        "CALL 'X' USING BY CONTENT 4711",
        "COMPUTE WS-FEE = WS-GROSS * .15 *> staff discount",
    ],
)
def test_plain(cobol, statement):
    assert not numbers(cobol(f"MAIN.\n    {statement}\n    .", DATA))


@pytest.mark.parametrize(
    ("statement", "rates"),
    [
        ("COMPUTE WS-FEE = WS-GROSS * .825", [".825"]),
        ("COMPUTE WS-FEE = WS-GROSS * 8 / 100", ["8"]),
        ("COMPUTE WS-FEE = (8 * WS-GROSS) / 100", ["8"]),
        ("COMPUTE WS-FEE = WS-GROSS / 100 * 8", []),
        ("COMPUTE WS-FEE = (8 + WS-GROSS) / 100", []),
        ("COMPUTE WS-FEE = WS-GROSS * .5", []),
        ("COMPUTE WS-HOURS = WS-IDX * .825", []),
        ("DIVIDE WS-GROSS BY 1.19 GIVING WS-FEE", ["1.19"]),
        ("COMPUTE WS-FEE = WS-GROSS + 12.50", []),
    ],
)
def test_rates(cobol, statement, rates):
    program = cobol(f"MAIN.\n    {statement}.", DATA)
    assert [use.literal.spelling for use in program.numbers.unnamed if use.rate] == rates


def test_decimal_comma(cobol):
    program = cobol("MAIN.\n    COMPUTE WS-FEE = WS-GROSS * 1,19.", DATA, "DECIMAL-POINT IS COMMA.")
    assert [(str(use.number), use.rate) for use in program.numbers.unnamed] == [("1.19", True)]
