"""A program made wrong in one line: it is said where and in COBOL's words, and the other statements keep their types."""

import importlib.util
import random
from pathlib import Path

import pytest

from cobolscan.program.facts import facts_of
from cobolscan.program.model import build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

PROGRAM = """       IDENTIFICATION DIVISION.
       PROGRAM-ID. WRONGED.
       ENVIRONMENT DIVISION.
       CONFIGURATION SECTION.
       SOURCE-COMPUTER. ANY-COMPUTER.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT PAY-FILE ASSIGN TO "PAY" STATUS IS PAY-STATUS.
       DATA DIVISION.
       FILE SECTION.
       FD  PAY-FILE.
       01  PAY-RECORD PIC X(80).
       WORKING-STORAGE SECTION.
       01  TOTALS.
           05 GRAND-TOTAL PIC 9(7)V99 VALUE ZERO.
           05 PAY-STATUS  PIC XX VALUE SPACES.
              88 PAY-END  VALUE "10" THRU "19".
       01  ROW PIC 99 OCCURS 10 TIMES.
       01  I PIC 99.
       PROCEDURE DIVISION.
       MAIN-LINE SECTION.
       START-UP.
           OPEN INPUT PAY-FILE
           PERFORM UNTIL PAY-END
               READ PAY-FILE
                   AT END
                       CONTINUE
                   NOT AT END
                       ADD 1 TO GRAND-TOTAL
               END-READ
               IF GRAND-TOTAL > 5
                   MOVE ROW (I) TO I
                   DISPLAY "MANY" I
               ELSE
                   DISPLAY "FEW"
               END-IF
           END-PERFORM
           CLOSE PAY-FILE.
           DISPLAY "DONE".
       WIND-UP.
           MOVE GRAND-TOTAL TO I
           STOP RUN.
"""
STATEMENTS = 13
# number of the line, what is in it, what is put in its place; the line of the diagnostic, and words of what it expects
MUTATIONS = [
    # periods
    (1, "DIVISION.", "DIVISION", 1, "a period"),
    (5, "SOURCE-COMPUTER.", "SOURCE-COMPUTER", 5, "a period"),
    (5, "ANY-COMPUTER.", "ANY-COMPUTER", 5, "a period"),
    (9, "DIVISION.", "DIVISION", 9, "a period"),
    (11, "PAY-FILE.", "PAY-FILE", 11, "a period"),
    (13, "SECTION.", "SECTION", 13, "a period"),
    (15, "ZERO.", "ZERO", 15, "a period"),
    (19, "99.", "99", 19, "a period"),
    (20, "DIVISION.", "DIVISION", 20, "a period"),
    (21, "SECTION.", "SECTION", 21, "a period"),
    (22, "START-UP.", "START-UP", 22, "a period"),
    (39, '"DONE".', '"DONE"', 39, "a period"),
    (42, "RUN.", "RUN", 42, "a period"),
    # quotation marks and parentheses
    (8, '"PAY"', '"PAY', 8, "closing quotation mark"),
    (33, '"MANY"', '"MANY', 33, "closing quotation mark"),
    (35, '"FEW"', 'FEW"', 35, "closing quotation mark"),
    (32, "(I)", "(I", 32, ")"),
    (32, "(I)", "I)", 32, "TO"),
    (12, "X(80)", "X(80", 12, ""),
    # scope terminators
    (37, "END-PERFORM", "", 36, "END-PERFORM for the PERFORM in line 24"),
    # misspelt words: of headers, verbs, phrases and values
    (3, "ENVIRONMENT", "ENVIROMENT", 3, "ENVIRONMENT"),
    (9, "DIVISION", "DIVISOIN", 9, "DIVISION"),
    (13, "WORKING-STORAGE", "WROKING-STORAGE", 13, "WORKING-STORAGE"),
    (15, "ZERO", "ZEOR", 15, "a figurative constant"),
    (17, "THRU", "THUR", 17, ""),
    (20, "PROCEDURE", "PROCEDRUE", 20, "PROCEDURE"),
    (29, "ADD", "ADDD", 29, "ADD"),
    (31, "IF", "FI", 31, "IF"),
    (33, "DISPLAY", "DIPSLAY", 33, "DISPLAY"),
    (38, "CLOSE", "CLOES", 38, "CLOSE"),
    (36, "END-IF", "ENDIF", 36, "END-IF"),
    # unknown clauses
    (8, "STATUS", "FROBS IS 5 STATUS", 8, ""),
    (12, "PIC", "WITH FROBS PIC", 12, "a period"),
    (18, "TIMES", "TIMES FOR FROBS", 18, "a period"),
    (23, "PAY-FILE", "PAY-FILE FOR FROBS", 23, ""),
    (41, "TO I", "TO I FROBS IS 5", 41, ""),
]


def tree_of(text):
    return parse(read(text.encode(), "wronged.cbl", "fixed"))


def statements(tree):
    return [(s.name, s.line) for program in build(tree) for s in program.statements if s.name.endswith(("_statement", "if_phrase"))]


def test_the_program_itself_is_complete():
    tree = tree_of(PROGRAM)
    assert tree.complete
    assert tree.statements == STATEMENTS


@pytest.mark.parametrize(("line", "old", "new", "told", "expected"), MUTATIONS)
def test_one_wrong_line(line, old, new, told, expected):
    lines = PROGRAM.split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    tree = tree_of("\n".join(lines))
    assert not tree.complete
    assert {opaque.line for opaque in tree.opaques} == {told}
    assert any(expected in wording for opaque in tree.opaques for wording in opaque.expected)
    whole = statements(tree_of(PROGRAM))
    assert [s for s in statements(tree) if s[1] != line] == [s for s in whole if s[1] != line]
    assert tree.data_entries == 7


def wrong(statement, declarations=""):
    text = PROGRAM.replace("       PROCEDURE", declarations + "       PROCEDURE").replace(
        "           STOP RUN.", f"           {statement}\n           STOP RUN."
    )
    return tree_of(text)


def test_a_verb_that_reads_as_an_operand():
    tree = wrong("DISPLAY I\n           ACEPT I")
    assert [(opaque.text, opaque.expected) for opaque in tree.opaques] == [("ACEPT", ["ACCEPT"])]
    assert wrong("DISPLAY I\n           ACEPT I", "       01 ACEPT PIC X.\n").complete, "it is an item"
    assert wrong("DISPLAY I\n           ACEPT I", "       COPY MORE.\n").complete, "the copybook may declare it"


@pytest.mark.parametrize(
    ("entry", "complete"),
    [
        ("66 A RENAMES I.", True),
        ("66 A RENAMES I OCCURS 2.", False),
        ("66 A PIC X.", False),
        ("05 A RENAMES I.", False),
        ("78 A VALUE 5.", True),
        ("78 A VALUE 5 OCCURS 2.", False),
        ("88 A VALUE 5.", True),
        ("88 A VALUE 5 OCCURS 2.", False),
        ("88 A REDEFINES I VALUE 5.", False),
        ("53 A PIC X.", False),
        ("77 A PIC X VALUE ROW-ZERO.", False),
    ],
)
def test_clauses_of_levels(entry, complete):
    assert wrong("CONTINUE", f"       {entry}\n").complete is complete


@pytest.mark.parametrize(
    "text",
    [
        PROGRAM.replace("       FILE SECTION.\n", "       DATA DIVISION.\n       FILE SECTION.\n"),
        PROGRAM.replace("       IDENTIFICATION DIVISION.\n", "       IDENTIFICATION DIVISION.\n       IDENTIFICATION DIVISION.\n"),
        PROGRAM.replace("       01  I PIC 99.\n", "       01  I PIC 99.\n       WORKING-STORAGE SECTION.\n"),
        PROGRAM.replace("       DATA DIVISION.\n", "       DATA DIVISION.\n           MOVE 1 TO I.\n"),
        PROGRAM.replace("       START-UP.\n", "           USE AFTER ERROR PROCEDURE ON PAY-FILE.\n       START-UP.\n"),
        PROGRAM.replace("PROGRAM-ID. WRONGED.", "PROGRAM-ID. WRONGED IS INITIAL RECURSIVE."),
        PROGRAM.replace("PROGRAM-ID. WRONGED.", "FUNCTION-ID. WRONGED."),
        PROGRAM.replace("PROGRAM-ID. WRONGED.", "PROGRAM-ID WRONGED."),
    ],
)
def test_headers_in_a_wrong_order(text):
    assert text != PROGRAM
    tree = tree_of(text)
    assert len(tree.opaques) == 1
    assert tree.opaques[0].expected


def test_the_mutator_of_the_benchmark():
    """Every edit of every kind: what is outside the wrong sentence keeps its type."""
    path = Path(__file__).parents[2] / "benchmarks" / "mutations.py"
    spec = importlib.util.spec_from_file_location("mutations", path)
    mutations = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["mutations"] = mutations
    spec.loader.exec_module(mutations)
    whole = tree_of(PROGRAM)
    mutator, before = mutations.Mutator(whole), mutations.typed(whole)
    for kind in mutations.KINDS:
        edits = list(mutator.edits(kind, random.Random(3)))
        assert edits, kind
        for edit in edits:
            text = mutations.applied(edit, PROGRAM.encode(), fixed=True)
            if text is None:
                continue
            tree = tree_of(text.decode())
            first, last = mutations.lines_of(whole, mutator.items[edit.token])
            lost = [name for (name, line), n in (before - mutations.typed(tree)).items() if not first <= line <= last]
            assert not lost, (kind, edit)


@pytest.mark.parametrize(
    "statement", ["MOVE", "MOVE I", 'MOVE "X', "ADD", "IF", "COMPUTE I =", "EVALUATE", "PERFORM VARYING", "SEARCH", "CALL"]
)
def test_facts_of_statements_of_which_little_was_read(statement):
    tree = wrong(statement)
    assert not tree.complete
    for program in build(tree):
        assert program.values.writes is not None
        assert all(facts_of(statement.shape) for statement in program.statements)
