"""Numbers that no compiler takes: no rule fails on them, and none of them takes for ever."""

from __future__ import annotations

import pytest

from cobolscan.scan.settings import Settings
from cobolscan.scan.worker import Scanner

PROGRAM = """\
IDENTIFICATION DIVISION.
PROGRAM-ID. ODD.
DATA DIVISION.
WORKING-STORAGE SECTION.
78  STEP-SIZE VALUE {n}.
01  MAX-ROWS PIC 9(5) VALUE {n}.
01  ROW-COUNT PIC 9(3) VALUE 0.
01  HIRE-YEAR PIC 9(4).
01  PAY-DATE PIC 9(8).
01  RATE COMP-2 VALUE {n}.
01  KIND-CODE PIC X(4).
    88  IS-ODD VALUE {n}.
    88  IS-RANGE VALUE {n} THRU {n}.
01  CELLS.
    05  CELL PIC X(4) OCCURS {i} TIMES INDEXED BY CX.
PROCEDURE DIVISION.
MAIN-PARA.
    MOVE {n} TO ROW-COUNT MAX-ROWS RATE KIND-CODE.
    PERFORM VARYING ROW-COUNT FROM {n} BY {n} UNTIL ROW-COUNT > {n}
        ADD {n} TO HIRE-YEAR
        CALL "C$SLEEP" USING {n}
        CALL "CBL_GC_NANOSLEEP" USING {n}
        CONTINUE AFTER {n} SECONDS
    END-PERFORM.
    PERFORM {i} TIMES DISPLAY "X" END-PERFORM.
    IF ROW-COUNT > {n} OR MAX-ROWS = {n} OR {n} DISPLAY "TOO MANY" STOP RUN END-IF.
    IF HIRE-YEAR < {n} OR PAY-DATE > {n} DISPLAY "LATE" END-IF.
    EVALUATE KIND-CODE WHEN {n} DISPLAY "A" WHEN {n} THRU {n} DISPLAY "B" END-EVALUATE.
    COMPUTE MAX-ROWS = ROW-COUNT * {n} / {n} + {n} ** {n} - STEP-SIZE ** {n}.
    IF MAX-ROWS > {n} * {n} DISPLAY "X" END-IF.
    DIVIDE HIRE-YEAR BY {n} GIVING ROW-COUNT REMAINDER MAX-ROWS.
    MOVE "A" TO KIND-CODE ({i}:{i}) CELL ({i}).
    SET CX UP BY {i}.
    EXEC CICS DELAY INTERVAL({i}) END-EXEC.
    EXEC CICS RECEIVE INTO(KIND-CODE) LENGTH({i}) END-EXEC.
    EXEC SQL SELECT A INTO :KIND-CODE FROM T FETCH FIRST {i} ROWS ONLY END-EXEC.
    STOP RUN.
"""

NUMBERS = (
    ("1.0E999999999", "999999999"),
    ("1.0E-999999999", "0"),
    ("9.9E304", "99999999999999999999999999999999999999"),
    ("9" * 5000, "9" * 5000),
    ("." + "1" * 60, "00000000000000000000000000000000000000000000001"),
    ("-" + "9" * 40, "18446744073709551616"),
    ("0", "0"),
    ("'NAN'", "1"),
)


@pytest.mark.parametrize(("number", "integer"), NUMBERS, ids=[pair[0][:16] for pair in NUMBERS])
def test_no_rule_fails(number, integer):
    result = Scanner(Settings(pedantic=True))("odd.cob", PROGRAM.format(n=number, i=integer).encode())
    assert [(error.where, error.message) for error in result.errors] == []
