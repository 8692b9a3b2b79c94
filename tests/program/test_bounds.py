"""Where programs bound something, and whether that is a limit."""

import pytest

DATA = """
    01 WS-COUNT PIC 9(5).
    01 WS-OTHER PIC 9(5).
    01 WS-NAME PIC X(80).
    01 WS-LEN PIC 9(4).
    01 LINE-COUNT PIC 99.
    01 WS-MM PIC 99.
    01 WS-MAX PIC 9(5) VALUE 40.
    01 IX PIC 99.
    01 WS-FLAG PIC X.
    01 T.
       05 E PIC X OCCURS 30 TIMES.
"""


def found(program):
    return [(b.kind, b.subject, b.operator, b.spelling or b.name) for b in program.bounds._all]


@pytest.mark.parametrize(
    ("statement", "bound"),
    [
        ("IF WS-COUNT > 100 CONTINUE END-IF", ("compare", "WS-COUNT", ">", "100")),
        ("IF 100 < WS-COUNT CONTINUE END-IF", ("compare", "WS-COUNT", ">", "100")),
        ("IF WS-COUNT NOT LESS THAN 100 CONTINUE END-IF", ("compare", "WS-COUNT", ">=", "100")),
        ("IF WS-OTHER = 1 OR WS-COUNT + 5 > 100 CONTINUE END-IF", ("compare", "WS-COUNT", ">", "100")),
        ("IF FUNCTION LENGTH(WS-NAME) > 40 CONTINUE END-IF", ("compare", "LENGTH OF WS-NAME", ">", "40")),
        ("PERFORM UNTIL WS-COUNT >= 9 CONTINUE END-PERFORM", ("until", "WS-COUNT", ">=", "9")),
        ("PERFORM P VARYING IX FROM 1 BY 1 UNTIL IX > 7", ("until", "IX", ">", "7")),
        ("PERFORM P 5 TIMES", ("times", "P", "", "5")),
        ("PERFORM 6 TIMES CONTINUE END-PERFORM", ("times", "", "", "6")),
        ("PERFORM P WS-MAX TIMES", ("times", "P", "", "WS-MAX")),
        ("IF WS-COUNT > WS-MAX CONTINUE END-IF", ("compare", "WS-COUNT", ">", "WS-MAX")),
        ("EXEC CICS LINK PROGRAM('X') COMMAREA(T) LENGTH(32500) END-EXEC", ("length", "T", "", "32500")),
        ("EXEC CICS SEND FROM(T) LENGTH(30) END-EXEC", ("sent", "T", "", "30")),
        ("EXEC CICS RECEIVE INTO(T) LENGTH(WS-LEN) END-EXEC", ("length", "T", "", "WS-LEN")),
        ("EXEC SQL SELECT A INTO :X FROM B FETCH FIRST 20 ROWS ONLY END-EXEC", ("rows", "FETCH FIRST", "", "20")),
        ("IF WS-LEN < 71 CONTINUE ELSE MOVE WS-NAME(1:70) TO T END-IF", ("cut", "WS-NAME", "", "70")),
    ],
)
def test_bounds(cobol, statement, bound):
    assert bound in found(cobol(f"MAIN.\n    {statement}.\nP.\n    CONTINUE.", DATA))


@pytest.mark.parametrize(
    "statement",
    [
        "IF WS-NAME(1:2) > 12 CONTINUE END-IF",
        "EVALUATE WS-COUNT WHEN 10 CONTINUE END-EVALUATE",
        "IF WS-COUNT NOT = 10 CONTINUE END-IF",
        "MOVE WS-NAME(1:70) TO T",
    ],
)
def test_no_bounds(cobol, statement):
    assert not found(cobol(f"MAIN.\n    {statement}.", DATA))


def score(cobol, procedure):
    program = cobol(procedure, DATA)
    bound = next(bound for statement in program.statements for bound in program.bounds.at(statement) if bound.number is not None)
    return program.evidence.of(bound)


def test_evidence_adds_up(cobol):
    found = score(
        cobol,
        """
        MAIN.
            ADD 1 TO WS-COUNT.
            *> no more than these are ever sent
            IF WS-COUNT > 500
                DISPLAY 'TOO MANY'
            END-IF.
        """,
    )
    assert found.points == 9
    assert len(found.reasons) == 5


def test_repeated_bound_of_a_table(cobol):
    found = score(cobol, "MAIN.\n    PERFORM VARYING IX FROM 1 BY 1 UNTIL IX > 30 MOVE 'X' TO E(IX) END-PERFORM.")
    assert found.table is not None
    assert found.table.name == "E"


@pytest.mark.parametrize("condition", ["LINE-COUNT > 55", "WS-MM > 12", "WS-COUNT > 1", "WS-COUNT < 2", "WS-COUNT > -5", "WS-FLAG > 5"])
def test_nothing_speaks_for_it(cobol, condition):
    assert score(cobol, f"MAIN.\n    IF {condition} CONTINUE END-IF.").points <= 0


def test_branch_that_turns_the_page(cobol):
    procedure = "MAIN.\n    ADD 1 TO WS-OTHER.\n    IF WS-OTHER > {} PERFORM PRINT-HEADINGS END-IF.\nPRINT-HEADINGS.\n    CONTINUE."
    assert score(cobol, procedure.format(54)).points == 0
    assert score(cobol, procedure.format(5400)).points > 0
