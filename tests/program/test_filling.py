"""Tables that are filled with nothing that keeps the index inside."""

DATA = """
    01 T. 05 CELL PIC X(4) OCCURS 30.
    01 IX PIC 9(4) VALUE 0.
    01 ROW-NO PIC 9(2) VALUE 1.
    01 ANSWER PIC X(4).
"""

LOOP = """
MAIN.
    PERFORM UNTIL ANSWER = "END"
        ACCEPT ANSWER
        {step}
        MOVE ANSWER TO CELL (IX)
    END-PERFORM.
"""


def unguarded(cobol, step):
    program = cobol(LOOP.format(step=step), DATA)
    return [filled.table.name for filled in program.filling.unguarded.values()]


def test_what_is_only_stepped_runs_past_the_end(cobol):
    assert unguarded(cobol, "ADD 1 TO IX") == ["CELL"]


def test_a_step_beside_one_that_is_kept_inside(cobol):
    assert unguarded(cobol, "IF ROW-NO < 20 ADD 1 TO ROW-NO ADD 1 TO IX END-IF") == []


def test_an_if_on_something_else_keeps_nothing_inside(cobol):
    assert unguarded(cobol, "IF ANSWER NOT = SPACES ADD 1 TO IX END-IF") == ["CELL"]
