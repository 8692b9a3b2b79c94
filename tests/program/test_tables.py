"""Which tables are filled at run time, and by what they are indexed."""

import pytest

DATA = """
    01 IX PIC 99.
    01 N PIC 99.
    01 REC PIC X(30).
    01 G.
       05 E OCCURS 30 TIMES INDEXED BY EX.
          10 E-KEY PIC X.
             88 E-SET VALUE 'S'.
    01 BUFFER PIC X(90).
    01 B REDEFINES BUFFER.
       05 BE PIC X(10) OCCURS 9 TIMES.
    01 V.
       05 VE PIC X OCCURS 1 TO 9 TIMES DEPENDING ON N.
"""


@pytest.mark.parametrize(
    "statement",
    [
        "MOVE REC TO E-KEY(IX)",
        "MOVE 'X' TO E-KEY(EX)",
        "SET E-SET(IX) TO TRUE",
        "ADD 1 TO E(IX + 1)",
        "CALL 'FILL' USING G",
        "MOVE REC TO G",
        "EXEC SQL SELECT K INTO :G FROM T END-EXEC",
        "EXEC CICS READQ TS QUEUE('Q') INTO(G) END-EXEC",
    ],
)
def test_filled(cobol, statement):
    program = cobol(f"MAIN.\n    {statement}.", DATA)
    assert program.tables.filled(program.item("E"))


@pytest.mark.parametrize(
    "statement", ["MOVE 'X' TO E-KEY(3)", "MOVE SPACES TO E-KEY(IX)", "MOVE SPACES TO G", "INITIALIZE G", "DISPLAY E(IX)"]
)
def test_not_filled(cobol, statement):
    program = cobol(f"MAIN.\n    {statement}.", DATA)
    assert not program.tables.filled(program.item("E"))


def test_a_table_of_varying_size_is_filled(cobol):
    program = cobol("MAIN.\n    CONTINUE.", DATA)
    assert program.tables.filled(program.item("VE"))


def test_filled_through_what_it_redefines(cobol):
    program = cobol("MAIN.\n    MOVE REC TO BUFFER.", DATA)
    assert program.tables.filled(program.item("BE"))
    program = cobol("MAIN.\n    MOVE SPACES TO BUFFER.", DATA)
    assert not program.tables.filled(program.item("BE"))


def test_indexes(cobol):
    program = cobol("MAIN.\n    DISPLAY E-KEY(IX).", DATA)
    names = {name: [table.name for table in program.tables.indexed_by(name)] for name in ("IX", "EX", "N", "REC")}
    assert names == {"IX": ["E"], "EX": ["E"], "N": ["VE"], "REC": []}
