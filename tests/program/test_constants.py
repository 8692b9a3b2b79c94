"""What constants and expressions of constants amount to; cobc tells the same."""

import pytest

DATA = """
01 B PIC X(7).
01 T.
   05 E PIC 9(4) COMP OCCURS 3.
78 BASE-MAX VALUE 50.
78 TWICE-MAX VALUE BASE-MAX * 2.
78 SAME-MAX VALUE TWICE-MAX.
78 SUM-OF VALUE 5 + 3.
78 LEFT-FIRST VALUE 2 + 3 * 4.
78 INSIDE VALUE 2 * (3 + 4).
78 WHOLE VALUE 7 / 2.
78 LONG-B VALUE LENGTH OF B.
78 LONG-T VALUE LENGTH OF T.
01 MINUTES CONSTANT AS 5 * 60.
01 PRECEDES CONSTANT AS 2 + 3 * 4.
01 NAMED CONSTANT AS SAME-MAX.
01 LONG-C CONSTANT AS LENGTH OF B.
01 BYTES-C CONSTANT AS BYTE-LENGTH OF B.
01 V PIC 9(4) VALUE TWICE-MAX.
"""
VALUES = {
    "BASE-MAX": 50, "TWICE-MAX": 100, "SAME-MAX": 100, "SUM-OF": 8, "LEFT-FIRST": 20, "INSIDE": 14, "WHOLE": 3, "LONG-B": 7, "LONG-T": 6,
    "MINUTES": 300, "PRECEDES": 14, "NAMED": 100, "LONG-C": 7, "BYTES-C": 7, "V": 100,
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_what_its_expression_amounts_to(cobol, name):
    program = cobol("MAIN. GOBACK.", DATA)
    (literal,) = program.item(name).values
    assert literal.number == VALUES[name]
    if name != "V":
        assert program.data_division.constant(name) == VALUES[name]


def test_cobc_tells_the_same(cobc):
    shown = cobc("\n".join(f"DISPLAY {name}." for name in VALUES) + "\nGOBACK.", DATA)
    assert [int(line) for line in shown] == list(VALUES.values())


@pytest.mark.parametrize(
    "data",
    [
        "78 K VALUE K.",
        "78 K VALUE J. 78 J VALUE K + 1.",
        "78 K VALUE LENGTH OF T. 01 T. 05 E PIC X OCCURS K TIMES.",
        "78 K VALUE 1 / 0.",
        "78 K VALUE ELSEWHERE * 2.",
        "78 K VALUE 9 ** 99999.",
    ],
)
def test_what_has_no_value_that_is_known(cobol, data):
    program = cobol("MAIN. GOBACK.", data.replace(". ", ".\n"))
    assert program.items_named("K")[0].values == [] and program.data_division.constant("K") is None


def test_a_constant_text_and_what_false_means(cobol):
    program = cobol("MAIN. GOBACK.", "78 A VALUE 'SUB'.\n78 B VALUE A.\n01 S PIC X.\n88 S-ON VALUE 'Y' FALSE 'N'.")
    (text,) = program.item("B").values
    assert (text.name, text.spelling, text.number) == ("string", "SUB", None)
    assert [value.spelling for value in program.item("S-ON").values] == ["Y"]
    assert program.item("S-ON").value_if_false.spelling == "N"


def test_length_of_is_known_where_a_statement_asks(cobol):
    program = cobol("MAIN. DISPLAY LENGTH OF B.", DATA)
    (display,) = program.statements
    assert program.amounts.of(display.children[0], display).only.number == 7
