"""Names that look like misspelt words of COBOL and are none."""

import pytest

from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

HEAD = """       IDENTIFICATION DIVISION.
       PROGRAM-ID. SLIPS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-RESP PIC S9(8) COMP.
       PROCEDURE DIVISION.
       MAIN-PARA.
"""


def unread(statement):
    tree = parse(read(f"{HEAD}           {statement}\n           GOBACK.\n".encode(), "slips.cbl"))
    return [tree.tokens_.texts[opaque.start] for opaque in tree.opaques]


@pytest.mark.parametrize(
    "statement",
    [
        "IF WS-RESP = DFHRESP(QZERO) GOBACK.",
        "IF WS-RESP NOT = DFHRESP ( QZERO ) GOBACK.",
        "MOVE DFHRESP(QZERO) TO WS-RESP.",
        "EVALUATE WS-RESP WHEN DFHRESP(NORMAL) GOBACK WHEN DFHRESP(QZERO) GOBACK END-EVALUATE.",
    ],
)
def test_a_condition_of_cics_is_no_misspelt_word(statement):
    """QZERO stands nowhere else in the file, and is one letter away from ZERO."""
    assert unread(statement) == []


def test_a_misspelt_zero_is_still_found():
    assert unread("IF WS-RESP = ZEERO GOBACK.") == ["ZEERO"]
