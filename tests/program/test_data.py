"""Data items as the level numbers and clauses make them."""

from decimal import Decimal

import pytest

DATA = """
    01 WS-ORDER.
       05 WS-CUSTOMER PIC X(8).
       05 WS-STATE PIC 9 VALUE 1.
          88 WS-OPEN VALUE 1.
          88 WS-CLOSED VALUE 2 THRU 4.
       05 WS-LINE OCCURS 1 TO 50 TIMES DEPENDING ON WS-LINES INDEXED BY LX.
          10 WS-AMOUNT PIC S9(5)V99 COMP-3.
    77 WS-LINES PIC 9(3) COMP VALUE 12.
    78 MAX-LINES VALUE 50.
    01 FILLER REDEFINES WS-ORDER PIC X(8).
"""


def test_level_numbers_make_a_tree(cobol):
    tested = cobol("MAIN. STOP RUN.", DATA)
    amount = tested.item("WS-AMOUNT")
    assert [item.name for item in amount.ancestors()] == ["WS-LINE", "WS-ORDER"]
    assert [child.name for child in tested.item("WS-ORDER").children] == ["WS-CUSTOMER", "WS-STATE", "WS-LINE"]
    assert tested.item("WS-LINES").parent is None


def test_condition_names_belong_to_their_item(cobol):
    state = cobol("MAIN. STOP RUN.", DATA).item("WS-STATE")
    assert [item.name for item in state.conditions] == ["WS-OPEN", "WS-CLOSED"]
    assert [value.spelling for value in state.conditions[1].values] == ["2", "4"]


def test_picture_digits_and_usage(cobol):
    tested = cobol("MAIN. STOP RUN.", DATA)
    amount = tested.item("WS-AMOUNT")
    assert (amount.picture, amount.digits, amount.usage) == ("S99999V99", 5, "COMP-3")
    assert tested.item("WS-CUSTOMER").digits == 0


def test_occurs_depending_and_indexes(cobol):
    tested = cobol("MAIN. STOP RUN.", DATA)
    line = tested.item("WS-LINE")
    assert (line.occurs_maximum, line.depending_on, line.indexes) == (50, "WS-LINES", ["LX"])
    assert [number.spelling for number in line.occurs] == ["1", "50"]
    assert tested.indexes["LX"] is line


def test_values_and_constants(cobol):
    tested = cobol("MAIN. STOP RUN.", DATA)
    assert tested.item("WS-LINES").values[0].number == Decimal(12)
    assert tested.item("MAX-LINES").is_constant
    assert any(item.redefines for item in tested.items)


def test_a_huge_repetition_does_not_eat_memory(cobol):
    tested = cobol("MAIN. STOP RUN.", "01 WS-BIG PIC X(999999999).")
    assert len(tested.item("WS-BIG").picture) <= 4096


def test_the_most_elements_by_a_constant_of_a_constant(cobol):
    element = cobol("MAIN.\n    CONTINUE.", "78 MAXN VALUE 100. 78 ALIAS-OF VALUE MAXN. 01 T. 05 E PIC X OCCURS ALIAS-OF.").item("E")
    assert element.occurs_maximum == 100


@pytest.mark.parametrize(
    ("occurs", "most", "spelling"),
    [
        ("OCCURS 5 TIMES", 5, "5"),
        ("OCCURS MAXN TIMES", 100, "100"),
        ("OCCURS 1 TO MAXN TIMES DEPENDING ON N", 100, "100"),
        ("OCCURS 1 TO UNBOUNDED TIMES DEPENDING ON N", None, None),
        ("OCCURS NOWHERE TIMES", None, None),
    ],
)
def test_the_most_elements(cobol, occurs, most, spelling):
    data = f"78 MAXN VALUE 100. 01 N PIC 99. 01 T. 05 E PIC X {occurs}."
    element = cobol("MAIN.\n    CONTINUE.", data).item("E")
    literal = element.occurs_literal
    assert (element.occurs_maximum, literal.spelling if literal else None) == (most, spelling)
    assert [table.name for table in element.tables()] == ["E"]
