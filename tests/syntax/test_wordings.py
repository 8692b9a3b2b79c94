"""What is expected is said in COBOL's words: the names of kinds are the grammar's own."""

import re

import pytest

from cobolscan.syntax import exec_sql, tables
from cobolscan.syntax import words as word_lists
from cobolscan.syntax.compile import exec_grammar, sql_words
from cobolscan.syntax.wordings import Wordings

from .conftest import tree_of

OWN = {"NAME-WORD", "PLUS-WORD", "MINUS-WORD"}  # words whose other meanings are signs and operands
NOT_TOLD = {"JUNK", "UNCLOSED", "X_CARD"}


@pytest.fixture(scope="module")
def wordings():
    data = tables.load()
    found = Wordings(data["kinds"], data["words"]["spellings"]).of
    return {name: found.get(char) for name, char in data["kinds"].items()}


def test_every_kind_has_words_of_cobol(wordings):
    words = (set(word_lists.load().spellings) - OWN) | {"END-OF-PAGE", "EXEC", "SQL", "CICS", "DLI"}
    for name, wording in wordings.items():
        if name not in NOT_TOLD:
            assert (
                wording.startswith(("a ", "an "))
                or wording == "pseudo-text"
                or re.fullmatch(r"[^A-Za-z]+", wording)
                or (set(wording.split()) <= words)
            ), (name, wording)
    assert {name for name, wording in wordings.items() if wording is None} == NOT_TOLD


def test_every_kind_of_sql_has_words_of_sql():
    kinds = set(exec_grammar("sql")[1]) - NOT_TOLD
    assert kinds <= {*exec_sql._WORDINGS, *sql_words().spellings}


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("CLOSE WINDOW W WITH FOO", "NO DISPLAY"),
        ("ENTRY FOO", "FOR GO TO"),
    ],
)
def test_phrases_are_told_with_their_words(statement, wanted):
    head = "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. T.\n       PROCEDURE DIVISION.\n       P1.\n"
    tree = tree_of(f"{head}           {statement}.\n")
    assert wanted in tree.opaques[0].expected
