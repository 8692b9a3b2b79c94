"""Items that are asked for codes."""

import pytest

DATA = """
    01 WS-KIND PIC X.
    01 WS-LEVEL PIC 99.
    01 WS-OTHER PIC 99.
    01 WS-FAIL-REASON PIC 999.
    01 WS-TYPE PIC 99.
       88 IS-OLD VALUE 10 THRU 19.
"""


def codes(program):
    return [(item.name, {str(value): count for value, count in item.counts.items()}) for item in program.codes.unnamed]


@pytest.mark.parametrize(
    ("statements", "item"),
    [
        ("IF WS-KIND = 'A' OR 'B' OR 'C' CONTINUE END-IF", ("WS-KIND", {"A": 1, "B": 1, "C": 1})),
        ("IF WS-KIND = 'A' OR WS-KIND NOT = 'A' OR 'A' = WS-KIND CONTINUE END-IF", ("WS-KIND", {"A": 3})),
        ("IF WS-LEVEL = 7 OR 8 OR (WS-OTHER = 1 AND WS-LEVEL NOT = 9) CONTINUE END-IF", ("WS-LEVEL", {"7": 1, "8": 1, "9": 1})),
        ("IF WS-KIND = 'a' OR 'A' OR 'b' CONTINUE END-IF", ("WS-KIND", {"a": 1, "A": 1, "b": 1})),
        ("EVALUATE WS-LEVEL WHEN 5 WHEN 7 WHEN 9 CONTINUE END-EVALUATE", ("WS-LEVEL", {"5": 1, "7": 1, "9": 1})),
        (
            "EVALUATE TRUE ALSO WS-LEVEL WHEN ANY ALSO 5 WHEN TRUE ALSO NOT 7 WHEN ANY ALSO 9 CONTINUE END-EVALUATE",
            ("WS-LEVEL", {"5": 1, "7": 1, "9": 1}),
        ),
        (
            "EVALUATE TRUE WHEN WS-LEVEL = 5 WHEN WS-LEVEL = 6 WHEN WS-LEVEL = 9 CONTINUE END-EVALUATE",
            ("WS-LEVEL", {"5": 1, "6": 1, "9": 1}),
        ),
        ("IF WS-TYPE = 12 OR 20 OR 30 OR 40 CONTINUE END-IF", ("WS-TYPE", {"20": 1, "30": 1, "40": 1})),
        (
            "MOVE 101 TO WS-FAIL-REASON MOVE 102 TO WS-FAIL-REASON MOVE 103 TO WS-FAIL-REASON",
            ("WS-FAIL-REASON", {"101": 1, "102": 1, "103": 1}),
        ),
    ],
)
def test_unnamed(cobol, statements, item):
    assert codes(cobol(f"MAIN.\n    {statements}.", DATA)) == [item]


@pytest.mark.parametrize(
    "statements",
    [
        "IF WS-LEVEL > 7 OR WS-LEVEL > 8 OR WS-LEVEL < 9 CONTINUE END-IF",
        "IF WS-TYPE = 12 OR 13 OR 14 CONTINUE END-IF",
        "IF WS-KIND = 'Y' OR 'N' OR 'Y' CONTINUE END-IF",
        "IF WS-KIND = 'A' OR 'B' CONTINUE END-IF",
        "IF WS-KIND = X'00' OR X'01' OR X'02' CONTINUE END-IF",
        "IF WS-LEVEL + 1 = 7 OR 8 OR 9 CONTINUE END-IF",
        "MOVE 101 TO WS-LEVEL MOVE 102 TO WS-LEVEL MOVE 103 TO WS-LEVEL",
        "MULTIPLY 2 BY WS-LEVEL IF WS-LEVEL = 20 OR 21 OR 30 CONTINUE END-IF",
        "IF WS-LEVEL = 20.5 OR 21.5 OR 30.5 CONTINUE END-IF",
        "ACCEPT WS-LEVEL IF WS-LEVEL = 20 OR 21 OR 30 CONTINUE END-IF",
    ],
)
def test_no_codes(cobol, statements):
    assert not codes(cobol(f"MAIN.\n    {statements}.", DATA))


def test_places_at_which_it_is_set_belong_to_the_item(cobol):
    program = cobol("MAIN.\n    IF WS-LEVEL = 20 OR 21 OR 30 MOVE 40 TO WS-LEVEL MOVE 0 TO WS-LEVEL END-IF.", DATA)
    (item,) = program.codes.unnamed
    assert [str(code.value) for code in item.given] == ["40"]
    assert item.paragraphs == 1
