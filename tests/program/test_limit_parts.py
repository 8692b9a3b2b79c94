"""What limits are made of: words for what is bounded, ceilings, tables that nothing guards, bounds that are passed, branches, dialects."""

from decimal import Decimal

import pytest

from cobolscan.program.data.capacity import ceiling, is_binary, room_of

DATA = """
    01 WS-COUNT PIC 9(5).
    01 WS-EOF PIC X.
    01 RX PIC 99.
    01 CX PIC 99.
    01 GRID.
       05 ROW-ENTRY OCCURS 30 TIMES.
          10 CELL PIC X OCCURS 9 TIMES.
    01 ONE-TABLE.
       05 ONE PIC X OCCURS 40 TIMES.
    01 WS-SW PIC 9.
       88 TOO-MANY VALUE 3.
    01 WS-TRIES PIC 99.
    01 SQLCODE PIC S9(9) COMP-5.
    01 WS-STATE PIC 99.
    01 WS-END PIC 99 VALUE 40.
"""


def words(program):
    return [program.bounded.of(bound) for bound in program.bounds.literal]


@pytest.mark.parametrize(
    ("statement", "bounded"),
    [
        ("PERFORM VARYING RX FROM 1 BY 1 UNTIL RX > 30 MOVE 'X' TO CELL (RX, 1) END-PERFORM", "table ROW-ENTRY of 30 elements"),
        ("PERFORM VARYING CX FROM 1 BY 1 UNTIL CX > 9 MOVE 'X' TO CELL (2, CX) END-PERFORM", "table CELL of 9 elements"),
        ("PERFORM UNTIL WS-TRIES > 5 ADD 1 TO WS-TRIES CALL 'TRNLINK' END-PERFORM", "tries of CALL 'TRNLINK'"),
        ("PERFORM UNTIL WS-COUNT > 5 ADD 1 TO WS-COUNT END-PERFORM", "passes of the loop"),
        ("PERFORM P 7 TIMES", "runs of P"),
        ("IF FUNCTION LENGTH(GRID) > 90 CONTINUE END-IF", "length of GRID"),
        ("EXEC SQL FETCH C1 INTO :RX END-EXEC ADD 1 TO WS-COUNT IF WS-COUNT > 90 CONTINUE END-IF", "rows fetched from C1"),
        ("EXEC CICS SEND FROM(GRID) LENGTH(30) END-EXEC", "bytes of GRID"),
        ("IF WS-COUNT > 90 CONTINUE END-IF", ""),
    ],
)
def test_what_is_bounded(cobol, statement, bounded):
    assert words(cobol(f"MAIN.\n    {statement}.\nP.\n    CONTINUE.", DATA)) == [bounded]


def test_an_index_of_two_tables_means_the_one_in_the_loop(cobol):
    both = "MOVE 'X' TO ONE (RX) PERFORM VARYING RX FROM 1 BY 1 UNTIL RX > 20 MOVE 'X' TO CELL (RX, 1) END-PERFORM"
    assert words(cobol(f"MAIN.\n    {both}.", DATA)) == ["table ROW-ENTRY of 30 elements"]


@pytest.mark.parametrize(
    ("entry", "most", "binary"),
    [
        ("01 X PIC 9(3).", "999", False),
        ("01 X PIC S9(3)V99 COMP-3.", "999.99", False),
        ("01 X PIC S9(4) COMP.", "9999", True),
        ("01 X PIC 9(4) COMP-5.", None, False),
        ("01 X PIC ZZ9.", None, False),
        ("01 X PIC X(3).", None, False),
        ("01 X PIC 99P.", None, False),
    ],
)
def test_ceilings(cobol, entry, most, binary):
    item = cobol("MAIN.\n    CONTINUE.", entry).item("X")
    assert ceiling(item) == (Decimal(most) if most else None)
    assert is_binary(item) is binary


def test_room_to_the_end_of_the_record(cobol):
    program = cobol("MAIN.\n    CONTINUE.", "01 R. 05 A PIC X(13). 05 B PIC 9(4) COMP. 05 T PIC X OCCURS 5.")
    assert [room_of(program.item(name)) for name in ("R", "A", "B", "T")] == [20, 20, 7, None]


LOOP = "PERFORM UNTIL WS-EOF = 'Y' EXEC SQL FETCH C1 INTO :WS-EOF END-EXEC ADD 1 TO RX MOVE WS-EOF TO ONE (RX) END-PERFORM"


@pytest.mark.parametrize(
    ("more", "unguarded"),
    [
        ("CONTINUE", ["ONE"]),
        ("PERFORM VARYING CX FROM 1 BY 1 UNTIL CX > RX CONTINUE END-PERFORM", ["ONE"]),
        ("IF RX = 7 CONTINUE END-IF", []),
        ("IF WS-COUNT > 40 CONTINUE END-IF", []),
        ("IF CX > RX CONTINUE END-IF", []),
        ("IF SQLCODE = 40 CONTINUE END-IF", ["ONE"]),
        ("IF WS-STATE = WS-END CONTINUE END-IF", ["ONE"]),
        ("IF WS-COUNT > WS-END CONTINUE END-IF", []),
    ],
)
def test_tables_that_nothing_guards(cobol, more, unguarded):
    program = cobol(f"MAIN.\n    {LOOP} {more}.", DATA)
    assert [filled.table.name for filled in program.filling.unguarded.values()] == unguarded


@pytest.mark.parametrize(
    ("statement", "refuses"),
    [
        ("IF WS-COUNT > 50 MOVE 3 TO WS-SW END-IF", True),
        ("IF WS-COUNT > 50 MOVE 2 TO WS-SW END-IF", False),
        ("IF WS-COUNT > 50 PERFORM P END-IF", True),
        ("IF WS-COUNT > 50 MOVE 50 TO WS-COUNT END-IF", True),
        ("IF WS-COUNT > 50 MOVE 0 TO WS-COUNT END-IF", False),
        ("IF WS-COUNT NOT > 50 CONTINUE ELSE DISPLAY 'TOO MANY' END-IF", True),
        ("IF WS-COUNT = 50 CONTINUE ELSE DISPLAY 'TOO MANY' END-IF", False),
        ("EVALUATE TRUE WHEN WS-COUNT > 50 WHEN RX = 1 DISPLAY 'TOO MANY' END-EVALUATE", True),
    ],
)
def test_what_branches_do(cobol, statement, refuses):
    program = cobol(f"MAIN.\n    {statement}.\nP.\n    DISPLAY 'REJECTED' STOP RUN.", DATA)
    bound = next(bound for bound in program.bounds.literal if bound.subject == "WS-COUNT")
    assert program.branches.refuses(bound) is refuses


def test_a_negated_condition_turns_its_operators_round(cobol):
    program = cobol("MAIN.\n    IF NOT (WS-COUNT > 50 OR RX = 4) CONTINUE END-IF.", DATA)
    assert [(bound.subject, bound.operator) for bound in program.bounds.literal] == [("WS-COUNT", "<=")]


@pytest.mark.parametrize(
    ("statement", "data", "dialect"),
    [
        ("EXEC CICS RETURN END-EXEC", "01 X PIC X.", "ibm"),
        ("CALL 'C$SLEEP' USING 1", "01 X PIC X.", "acu"),
        ("CALL 'CBL_OC_DUMP' USING X", "01 X PIC X.", "gnucobol"),
        ("CALL 'CBL_OPEN_FILE' USING X", "01 X PIC X.", "mf"),
        ("CONTINUE", "01 X CONSTANT AS 5.", "gnucobol"),
    ],
)
def test_dialects(cobol, statement, data, dialect):
    assert cobol(f"MAIN.\n    {statement}.", data).dialect == dialect
