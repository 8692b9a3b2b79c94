"""Parsing never raises, never loops, and costs what the length of the text costs."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobolscan.syntax import parser as parsing

from .conftest import fixtures, tree_of

HEAD = "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. T.\n       PROCEDURE DIVISION.\n       PA.\n"
DATA_HEAD = HEAD.replace("PROCEDURE DIVISION.\n       PA.", "DATA DIVISION.\n       WORKING-STORAGE SECTION.")
WORDS = """
MOVE TO A B IF ELSE END-IF . ( ) = 1 "X" 'Y PERFORM UNTIL END-PERFORM EVALUATE WHEN OTHER END-EVALUATE READ AT END NOT
COPY REPLACE ==A== BY EXEC SQL END-EXEC DATA DIVISION PROCEDURE 01 88 PIC X VALUE SECTION END PROGRAM T USE DECLARATIVES
SEARCH ADD SIZE ERROR : , ; + - ** & SELECT FD FUNCTION ALL XML GENERATE SUPPRESS ZERO INSPECT TALLYING FOR REPLACING CD
RD SCREEN REPORT == :TAG: é \x00 ID PROGRAM-ID SPECIAL-NAMES DISPLAY NAME
""".split()
SOURCES = [path.read_text() for path in fixtures()]
relaxed = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def check(text):
    tree = tree_of(text)
    tree.dump()
    covered = [token for item in tree.items for token in range(item.start, item.start + item.length)]
    assert covered == list(range(tree.tokens))
    for opaque in tree.opaques:
        assert opaque.tokens > 0 and opaque.line > 0 and opaque.end_line >= opaque.line
    return tree


@relaxed
@given(st.lists(st.sampled_from([*WORDS, "\n      "]), max_size=60), st.sampled_from(["", HEAD]))
def test_soup_of_words(words, head):
    check(head + "           " + " ".join(words))


@relaxed
@given(st.sampled_from(SOURCES), st.integers(0, 3000), st.integers(0, 40), st.sampled_from(["", *WORDS]))
def test_mutated_programs(source, place, length, word):
    place %= len(source) + 1
    check(source[:place] + word + source[place + length :])


@relaxed
@given(st.binary(max_size=200))
def test_bytes(data):
    check(data)


def same(tree):
    return tree.dump(), [(o.line, o.column, o.expected) for o in tree.opaques]


def test_results_do_not_depend_on_the_order_of_files():
    first = [same(tree_of(source)) for source in SOURCES]
    parsing.parser.cache_clear()
    assert list(reversed([same(tree_of(source)) for source in reversed(SOURCES)])) == first


@pytest.mark.parametrize(
    ("name", "unit", "close"),
    [
        ("statements", "           MOVE A TO B\n", "           .\n"),
        ("sentences", "           MOVE A TO B.\n", ""),
        ("operands", "           A-NAME\n", '           "X".\n'),
        ("orphans", "           MOVE A TO B END-IF ELSE\n", "           .\n"),
        ("unclosed", "           PERFORM UNTIL A = 1\n", "           .\n"),
        ("misspelt", '           MOVE A TO B\n           DISPLY "X"\n', "           .\n"),
        ("quotes", '           DISPLAY "A\n', ""),
        ("levels", "       01 A PIC X\n", ""),
        ("unclosed blocks", "           EXEC SQL SELECT 'A FROM B\n", ""),
        ("soft words", "           TITLE NAME SCREEN REPORT\n", "           TO.\n"),
        ("copies", "           COPY X REPLACING ==A== BY\n", ""),
        ("tags", "           :A:B::-:--:\n", ""),
        ("misspelt sentences", '           MOVE A TO B\n           DISPLY "X".\n', ""),
        ("section headers", "           MOVE A TO B\n       XX SECTION\n", "           .\n"),
        ("misspelt headers", "       DATA DIVSION.\n", ""),
        ("parentheses", "           MOVE A (B TO C\n", "           .\n"),
    ],
)
def test_cost_is_linear(name, unit, close):
    def seconds(count):
        head = (
            HEAD if name != "levels" else HEAD.replace("PROCEDURE DIVISION.\n       PA.", "DATA DIVISION.\n       WORKING-STORAGE SECTION.")
        )
        text = head + ("           MOVE A TO\n" if name == "operands" else "") + unit * count + close
        best = 9.0
        for _ in range(2):
            parsing.parser.cache_clear()
            parsing.parser()
            start = time.process_time()
            tree_of(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(16_000) < 16 * seconds(2_000) + 0.2, "eight times the text costs about eight times as much"


@pytest.mark.parametrize("depth", [500, 5_000])
def test_deep_nesting(depth):
    tree = check(HEAD + "           IF A = B\n" * depth + "           CONTINUE\n" + "           END-IF\n" * depth + "           .\n")
    assert tree.complete


def test_parentheses_without_end():
    text = (
        HEAD
        + "           COMPUTE A =\n"
        + "           ((((((((((((((((((((\n" * 5_000
        + "           B\n"
        + "           ))))))))))))))))))))\n" * 5_000
    )
    tree = check(text + "           .\n       LAST-PARA.\n           STOP RUN.\n")
    assert tree.items[-1].shape[0] == "sentence"
    assert len(tree.opaques) == 1


def test_the_budget_holds_inside_one_sentence(monkeypatch):
    monkeypatch.setattr(parsing, "SECONDS_PER_FILE", 0.0)
    parsing.parser.cache_clear()
    tree = check_over_budget(HEAD + "           MOVE A TO B\n" * 5_000 + "           .\n")
    assert tree.over_budget and not tree.complete
    assert tree.unparsed_tokens > 19_000


def check_over_budget(text):
    tree = tree_of(text)
    tree.dump()
    return tree


def test_a_level_number_ends_the_file_of_a_program_with_functions():
    code = """       IDENTIFICATION DIVISION.
       PROGRAM-ID. X.
       ENVIRONMENT DIVISION.
       CONFIGURATION SECTION.
       REPOSITORY. FUNCTION Z.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01"""
    assert [opaque.line for opaque in check(code).opaques] == [8]


@pytest.mark.parametrize(
    "text", ["x y z " * 3_000, ("       IDENTIFICATION DIVISION. PROGRAM-ID. X.".ljust(72) + "12345678 ") * 300, "\x01\x02" * 9_000]
)
def test_a_file_of_one_long_line_with_nothing_in_it_is_not_called_read(text):
    tree = tree_of(text)
    assert not tree.complete
    assert tree.kind == "not-cobol"
    assert [(opaque.line, opaque.expected) for opaque in tree.opaques] == [(1, ["line ends"])]


@pytest.mark.parametrize(("text", "kind"), [(" " * 20_000, "empty"), ("       01  A. " + "05  B PIC X. " * 2_000, "copybook")])
def test_a_long_line_that_is_blank_or_read_is_as_any_other(text, kind):
    assert check(text).kind == kind
