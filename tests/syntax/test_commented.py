"""Commented-out code: lines that the grammars read with nothing left over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.syntax import commented

CODE = {
    "statements": (["MOVE 1 TO WS-A", "ADD WS-B TO WS-A."], 0, 2, 0),
    "entries": (["01  WS-A.", "    05  WS-B  PIC X(8).", "    05  WS-C  PIC 9(3) VALUE 7."], 0, 0, 3),
    "file": (["FD  OLD-FILE.", "01  OLD-RECORD PIC X(80)."], 0, 0, 1),
    "nested": (["IF WS-A > 1", "    PERFORM UNTIL WS-B = 2", "        ADD 1 TO WS-B", "    END-PERFORM", "END-IF"], 0, 3, 0),
    "split": (["STRING WS-A DELIMITED BY SPACE", "       '.TXT' DELIMITED BY SIZE", "       INTO WS-B", "END-STRING"], 0, 1, 0),
    "branch of an IF above": (["ELSE", "    MOVE 3 TO WS-A", "    DISPLAY WS-A"], 0, 2, 0),
    "end of a loop above": (["    ADD 1 TO WS-A", "END-PERFORM", "DISPLAY WS-A"], 0, 2, 0),
    "begins in a statement": (["TO WS-A", "MOVE 2 TO WS-B", "MOVE 3 TO WS-C"], 0, 3, 0),
    "ends in a statement": (["MOVE 2 TO WS-B", "MOVE 3 TO WS-C", "IF WS-A = 1 AND"], 0, 2, 0),
    "EXEC": (["EXEC SQL", "    DELETE FROM T WHERE A = :WS-A", "END-EXEC"], 0, 1, 0),
    "paragraph": (["OLD-PARA.", "    MOVE 2 TO WS-B.", "    GO TO OLD-EXIT."], 0, 2, 0),
}


@pytest.mark.parametrize("name", CODE)
def test_code(name: str) -> None:
    lines, first, statements, entries = CODE[name]
    found = commented.read(lines)
    assert found is not None
    assert (found.first, found.statements, found.entries) == (first, statements, entries)


PROSE = [
    ["MOVE THE RECORD TO THE OUTPUT AREA."],
    ["IF THE AMOUNT IS GREATER THAN THE LIMIT", "PERFORM THE ERROR ROUTINE."],
    ["Read the next record.", "Add one to the counter."],
    ["PERFORM EDIT-DATE", "THRU EDIT-DATE-EXIT", "to validate dates"],
    ["01 = new customer", "02 = old customer"],
    ["SE O VALOR FOR MAIOR QUE O LIMITE", "EXECUTAR A ROTINA DE ERRO"],
    ["05 out-key   pic x(5).   31  5", "05 out-date  pic x(5).   36  5"],
    ["This program was written by hand."],
    ["-----", "====="],
    [""],
    [],
]


@pytest.mark.parametrize("lines", PROSE, ids=lambda lines: " / ".join(lines)[:40])
def test_prose(lines: list[str]) -> None:
    assert commented.read(lines) is None


def test_decimal_comma() -> None:
    lines = ["COMPUTE WS-A = WS-B * 1,15", "DISPLAY WS-A"]
    assert commented.read(lines, decimal_comma=True) is not None


def test_names_are_those_of_the_lines() -> None:
    found = commented.read(["MOVE WS-A TO WS-B", "DISPLAY WS-A"])
    assert found is not None and sorted(found.names) == ["WS-A", "WS-A", "WS-B"]


def test_a_huge_block_is_read_in_part() -> None:
    found = commented.read(["MOVE 1 TO WS-A."] * 5_000)
    assert found is not None and found.lines == found.statements < 5_000


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=60), max_size=8))
def test_any_text_has_an_answer(lines: list[str]) -> None:
    found = commented.read(lines)
    assert found is None or 0 <= found.first < found.first + found.lines <= len(lines)
