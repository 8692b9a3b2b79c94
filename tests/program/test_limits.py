"""Items that hold a limit."""

import pytest


def named(program):
    return {(limit.name, limit.why, limit.fixed) for limit in program.limits.named}


@pytest.mark.parametrize(
    ("data", "procedure", "limit"),
    [
        ("01 WS-POOL-MAX PIC 9(4) VALUE 100.", "CONTINUE", ("WS-POOL-MAX", "name", True)),
        ("01 WS-POOL-MAX PIC 9(4).", "MOVE 100 TO WS-POOL-MAX", ("WS-POOL-MAX", "name", True)),
        ("01 WS-POOL-MAX PIC 9(4).", "COMPUTE WS-POOL-MAX = 100", ("WS-POOL-MAX", "name", True)),
        ("78 MAX-ROWS VALUE 100.", "CONTINUE", ("MAX-ROWS", "name", True)),
        ("01 WS-MAX PIC 9(4) VALUE 100.", "ACCEPT WS-MAX", ("WS-MAX", "name", False)),
        ("01 WANTED PIC 99 VALUE 40. 01 C PIC 99.", "PERFORM UNTIL C >= WANTED ADD 1 TO C END-PERFORM", ("WANTED", "use", True)),
        ("01 AREA-LEN PIC 99 VALUE 40. 01 A PIC X.", "EXEC CICS RECEIVE INTO(A) LENGTH(AREA-LEN) END-EXEC", ("AREA-LEN", "length", True)),
        (
            "01 HEAD-LEN PIC 99 VALUE 18. 01 NEEDED PIC 99. 01 EIBCALEN PIC 99.",
            "ADD HEAD-LEN TO NEEDED IF EIBCALEN < NEEDED DISPLAY 'SHORT' END-IF",
            ("HEAD-LEN", "feeds", True),
        ),
        ("01 C PIC 99. 88 TABLE-FULL VALUE 50.", "ADD 1 TO C", ("TABLE-FULL", "condition", True)),
    ],
)
def test_named_limits(cobol, data, procedure, limit):
    assert limit in named(cobol(f"MAIN.\n    {procedure}.", data))


@pytest.mark.parametrize(
    ("data", "procedure"),
    [
        ("01 WS-MAX-SEEN PIC 9(4) VALUE 0.", "CONTINUE"),
        ("01 WS-RETRIES PIC 9(4) VALUE 2.", "ADD 1 TO WS-RETRIES"),
        ("01 MAX-LINES-PER-PAGE PIC 99 VALUE 60.", "CONTINUE"),
        ("01 MAX-RATE PIC 9V99 VALUE 2.5.", "CONTINUE"),
        ("01 WS-SALARY PIC 9(4) VALUE 1200. 01 WS-MAX PIC 9(4).", "IF WS-SALARY > WS-MAX MOVE WS-SALARY TO WS-MAX END-IF"),
        ("01 KEY-LENGTH PIC 99 VALUE 15.", "DISPLAY KEY-LENGTH"),
        ("01 C PIC 99. 88 END-OF-INPUT VALUE 50.", "ADD 1 TO C"),
    ],
)
def test_no_named_limits(cobol, data, procedure):
    assert not named(cobol(f"MAIN.\n    {procedure}.", data))
