"""Names that nothing declares."""

from __future__ import annotations

import pytest

from cobolscan.program.names.unresolved import unresolved

DATA = """
01  KNOWN        PIC X(5).
01  TABLE-OF-IT.
    05  CELL     PIC X OCCURS 5 INDEXED BY IX.
"""


@pytest.mark.parametrize(
    "statement",
    [
        "MOVE KNOWN TO KNOWN.",
        "MOVE CELL OF TABLE-OF-IT (IX) TO KNOWN.",
        "MOVE FUNCTION UPPER-CASE(KNOWN) TO KNOWN.",
        "MOVE 4 TO RETURN-CODE.",
        "IF EIBCALEN = 0 MOVE DFHCOMMAREA TO KNOWN. EXEC CICS RETURN END-EXEC.",
        "IF EIBRESP = DFHRESP(NOTFND) MOVE KNOWN TO KNOWN. EXEC CICS RETURN END-EXEC.",
        "GO TO LATER.",
        "PERFORM MAIN-PARA THRU LATER.",
        "CALL 'PGM' USING KNOWN.",
    ],
)
def test_all_is_known(cobol, statement):
    assert unresolved(cobol(f"MAIN-PARA.\n    {statement}\nLATER.\n    GOBACK.\nEND PROGRAM TESTED.", DATA)) is None


def test_what_is_not_is_counted(cobol):
    found = unresolved(cobol("MAIN-PARA.\n    MOVE LOST TO KNOWN STRAY.\n    ADD 1 TO LOST.\n    PERFORM NOWHERE.", DATA))
    assert found is not None
    assert found.names == {"LOST": 2, "STRAY": 1, "NOWHERE": 1}
    assert (found.references, found.share) == (5, pytest.approx(4 / 5))


def test_few_are_not_looked_at(cobol):
    program = cobol("MAIN-PARA.\n    MOVE LOST TO STRAY.", DATA)
    assert unresolved(program, 3) is None
    assert unresolved(program, 2) is not None


def test_a_copybook_has_no_procedure(cobol):
    from cobolscan.program.model import build
    from cobolscan.source.reader import read
    from cobolscan.syntax.parser import parse

    assert unresolved(build(parse(read(b"01 A PIC X.\n", "a.cpy", "free")))[0]) is None
