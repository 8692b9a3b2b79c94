"""Statements that cobc takes are complete, those that it rejects for their syntax are not. The lists were made with cobc 3.1.2."""

from pathlib import Path

import pytest

from .conftest import tree_of

HERE = Path(__file__).parent
HEAD = """       IDENTIFICATION DIVISION.
       PROGRAM-ID. T.
       PROCEDURE DIVISION.
       PA.
"""


def program(statement):
    lines, line = [], ""
    for word in statement.split(" "):
        if len(line) + len(word) > 58:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return HEAD + "".join(f"           {part}\n" for part in [*lines, line, "STOP RUN."]) + "       PB.\n           CONTINUE.\n"


def listed(name):
    return (HERE / f"statements_{name}.txt").read_text().splitlines()


@pytest.mark.parametrize("statement", listed("accepted"))
def test_accepted(statement):
    tree = tree_of(program(statement))
    assert tree.complete, [(o.text, o.expected) for o in tree.opaques]


@pytest.mark.parametrize("statement", listed("rejected"))
def test_rejected_at_one_place(statement):
    tree = tree_of(program(statement))
    assert not tree.complete
    assert all(o.expected for o in tree.opaques)
    assert tree.items[-1].shape[0] == "sentence", "what follows stands"


def test_a_copybook_in_the_middle_is_incomplete_and_not_opaque():
    tree = tree_of(program("MOVE A COPY X. TO B IF A = 1 COPY Y. ELSE MOVE 1 TO B END-IF END-IF"))
    assert tree.complete
    assert tree.incomplete == 3
    assert [copy.name for copy in tree.copies] == ["X", "Y"]


def test_copy_must_have_its_form():
    assert not tree_of(program("COPY X REPLACING ==A== BY.")).complete
    assert tree_of(program('COPY "x.cpy" OF LIB REPLACING ==A== BY ==B== MOVE BY ADD.')).complete


def test_values_of_level_88_only():
    head = "       ID DIVISION.\n       PROGRAM-ID. T.\n       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n"
    assert tree_of(head + "       01 A PIC 9.\n       88 B VALUE 1 2.\n").complete
    assert not tree_of(head + "       01 A PIC 9 VALUE 1 2.\n").complete
