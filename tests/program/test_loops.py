"""What runs in a loop: in line, out of line at any distance, by GO TO."""

import pytest

DATA = """
    01 WS-I PIC 9(4).
    01 WS-DONE PIC X.
"""


def loop_of(cobol, procedure):
    tested = cobol(procedure, DATA)
    call = next(s for s in tested.statements if s.name == "call_statement")
    return tested.procedures.loop_of(call)


@pytest.mark.parametrize(
    ("procedure", "how", "passes", "every_pass"),
    [
        ("MAIN. PERFORM UNTIL WS-DONE = 'Y' CALL 'X' END-PERFORM. STOP RUN.", "in line", None, True),
        ("MAIN. PERFORM 7 TIMES CALL 'X' END-PERFORM. STOP RUN.", "in line", 7, True),
        ("MAIN. PERFORM VARYING WS-I FROM 1 BY 1 UNTIL WS-I > 10 CALL 'X' END-PERFORM. STOP RUN.", "in line", 10, True),
        ("MAIN. PERFORM VARYING WS-I FROM 1 BY 1 UNTIL WS-I = 10 CALL 'X' END-PERFORM. STOP RUN.", "in line", 9, True),
        ("MAIN. PERFORM VARYING WS-I FROM 0 BY 2 UNTIL WS-I > 10 CALL 'X' END-PERFORM. STOP RUN.", "in line", 6, True),
        ("MAIN. PERFORM UNTIL WS-DONE = 'Y' IF WS-I = 3 CALL 'X' END-IF END-PERFORM. STOP RUN.", "in line", None, False),
        ("MAIN. PERFORM WORK UNTIL WS-DONE = 'Y'. STOP RUN. WORK. CALL 'X'.", "out of line", None, True),
        ("MAIN. PERFORM WORK 5 TIMES. STOP RUN. WORK. CALL 'X'.", "out of line", 5, True),
        ("MAIN. PERFORM A THRU C UNTIL WS-DONE = 'Y'. STOP RUN. A. CONTINUE. B. CALL 'X'. C. EXIT.", "out of line", None, True),
        ("MAIN. PERFORM A UNTIL WS-DONE = 'Y'. STOP RUN. A. PERFORM B. B. CALL 'X'.", "out of line", None, True),
        ("MAIN. PERFORM A UNTIL WS-DONE = 'Y'. STOP RUN. A. IF WS-I = 1 PERFORM B. B. CALL 'X'.", "out of line", None, False),
        ("MAIN. PERFORM UNTIL WS-DONE = 'Y' PERFORM B END-PERFORM. STOP RUN. B. CALL 'X'.", "out of line", None, True),
        ("MAIN. CONTINUE. AGAIN. CALL 'X'. IF WS-DONE = 'N' GO TO AGAIN. STOP RUN.", "GO TO", None, True),
        ("MAIN. CONTINUE. AGAIN. ADD 1 TO WS-I. MORE. CALL 'X'. GO TO AGAIN.", "GO TO", None, True),
        (
            "MAIN SECTION. M. PERFORM WORK UNTIL WS-DONE = 'Y'. STOP RUN. WORK SECTION. W1. CONTINUE. W2. CALL 'X'.",
            "out of line",
            None,
            True,
        ),
    ],
)
def test_loops(cobol, procedure, how, passes, every_pass):
    loop = loop_of(cobol, procedure.replace(". ", ".\n"))
    assert loop is not None
    assert (loop.how, loop.passes, loop.every_pass) == (how, passes, every_pass)


@pytest.mark.parametrize(
    "procedure",
    [
        "MAIN. CALL 'X'. STOP RUN.",
        "MAIN. PERFORM A. STOP RUN. A. CALL 'X'.",
        "MAIN. PERFORM A UNTIL WS-DONE = 'Y'. CALL 'X'. STOP RUN. A. CONTINUE.",
        "MAIN. CALL 'X'. GO TO LAST-ONE. LAST-ONE. STOP RUN.",
        "MAIN. PERFORM A THRU B UNTIL WS-DONE = 'Y'. STOP RUN. A. CONTINUE. B. EXIT. C. CALL 'X'.",
    ],
)
def test_no_loop(cobol, procedure):
    assert loop_of(cobol, procedure.replace(". ", ".\n")) is None


def test_paragraphs_that_perform_each_other_do_not_hang(cobol):
    assert loop_of(cobol, "MAIN. PERFORM A.\nSTOP RUN.\nA. PERFORM B.\nB. PERFORM A. CALL 'X'.") is None
