"""What findings about limits say, where the words decide whether they are true."""

import pytest

from cobolscan.scan import engine
from cobolscan.scan.settings import Settings


def said(data, procedure, *codes):
    lines = ["IDENTIFICATION DIVISION.", "PROGRAM-ID. T.", "DATA DIVISION.", "WORKING-STORAGE SECTION.", data]
    text = "\n".join([*lines, "PROCEDURE DIVISION.", "MAIN.", f"    {procedure}.", ""])
    result = engine.scan(["t.cob"], Settings(select=codes), stdin=("t.cob", text.encode()))
    assert not result.errors
    return [f"{finding.code} {finding.message}" for finding in result.findings]


def test_a_loop_that_counts_down():
    data = "01 N PIC 9(3). 01 S PIC 9(9)."
    found = said(data, "PERFORM VARYING N FROM 999 BY -1 UNTIL N > 999 ADD N TO S END-PERFORM", "LIM001", "LIM006")
    assert sorted(found) == [
        "LIM001 the loop over N begins at 999: index of the loop; counted down; round number",
        "LIM006 N (PIC 9(3)) holds at most 999, and is compared with 999 (>): the loop never ends by it, for the count goes down",
    ]


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ("SQL DECLARE C CURSOR FOR SELECT A FROM T OPTIMIZE FOR 20 ROWS", ["the plan is made for so many rows, and all are read"]),
        ("SQL DECLARE C CURSOR FOR SELECT A FROM T OFFSET 10 ROWS", []),
        ("SQL DECLARE C CURSOR FOR SELECT A FROM T FETCH NEXT 25 ROWS ONLY", ["FETCH NEXT 25: no more rows than these are read"]),
        ("SQL DECLARE C CURSOR FOR SELECT A FROM T LIMIT 5, 20", ["LIMIT 20: no more rows than these are read"]),
        ("CICS ENQ RESOURCE(R) MAXLIFETIME(5000)", ["5000 is the MAXLIFETIME of CICS ENQ"]),
        ("CICS ENQ RESOURCE(R) LENGTH(8)", ["8 is the length that R is given with: it repeats the size of R"]),
        ("CICS SEND TEXT LENGTH(80)", ["80 is the LENGTH in CICS SEND"]),
    ],
)
def test_exec_blocks(block, says):
    found = said("01 R PIC X(8).", f"EXEC {block} END-EXEC", "LIM009")
    assert len(found) == len(says)
    assert all(words in message for words, message in zip(says, found, strict=True))


def test_a_receiver_that_is_too_small():
    found = said(
        "01 C PIC 99. 01 MAX-ORDERS PIC 9(2) VALUE 50.", "MOVE 150 TO MAX-ORDERS IF C > MAX-ORDERS DISPLAY 'MANY' END-IF", "LIM005"
    )
    assert found == ["LIM005 MAX-ORDERS begins as 50 (line 5) and gets 150 here, of which it keeps 50; it bounds C"]


def test_a_condition_that_is_set():
    data = "01 C PIC 99. 01 MAX-ORDERS PIC 9(4) VALUE 50. 88 BIG VALUE 500."
    found = said(data, "SET BIG TO TRUE IF C > MAX-ORDERS DISPLAY 'MANY' END-IF", "LIM005")
    assert found == ["LIM005 MAX-ORDERS begins as 50 (line 5) and becomes 500 here by SET in line 8; it bounds C"]


def test_the_length_of_a_function():
    found = said("01 NAM PIC X(90).", "IF FUNCTION LENGTH(FUNCTION TRIM(NAM)) > 40 DISPLAY 'TOO LONG' END-IF", "LIM001")
    assert found == ["LIM001 40 bounds LENGTH OF TRIM(NAM) (length of TRIM(NAM)): name of a quantity; refuses, flags or stops"]


def test_a_fraction_is_not_round():
    found = said("01 WS-COUNT PIC 9(5)V9.", "IF WS-COUNT > 100.5 DISPLAY 'TOO MANY' END-IF", "LIM001")
    assert found and not any("round" in message for message in found)
