"""Conditional compilation: what is compiled is what cobc compiles, and no directive costs more than its length."""

import shutil
import time

import pytest

from cobolscan.source.reader import read
from tests.syntax import test_expansion
from tests.syntax.test_expansion import HEAD

parser, estate = test_expansion.parser, test_expansion.estate  # fixtures
ONE, TWO, NONE = "77  ONE PIC X.", "77  TWO PIC X.", "77  NO1 PIC X."


def told(tree):
    return [(opaque.path, opaque.line, opaque.text) for opaque in tree.opaques if opaque.expected == ["a compiler directive"]]


CASES = {
    "literals_are_compared_with_case": (">>DEFINE A AS 'x'", ">>IF A = 'X'", ONE, ">>ELIF A = 'x'", TWO, ">>END-IF"),
    "words_in_literals_are_no_words": (">>DEFINE A AS 'x is defined'", ">>IF A = 'x is defined'", ONE, ">>ELSE", TWO, ">>END-IF"),
    "what_is_undefined_is_not_unequal": (">>IF C <> 0", ONE, ">>ELSE", TWO, ">>END-IF"),
    "nor_is_it_unequal_to_a_literal": (">>IF C <> 'X'", ONE, ">>ELSE", TWO, ">>END-IF"),
    "but_not_equal_is_negated": (">>IF C NOT = 0", ONE, ">>ELSE", TWO, ">>END-IF"),
    "values_of_two_sorts_do_not_compare": (">>DEFINE A AS 'x'", ">>IF A <> 1", ONE, ">>ELSE", TWO, ">>END-IF"),
    "override": (">>DEFINE A AS 1", ">>DEFINE A AS 2 OVERRIDE", ">>IF A = 1", ONE, ">>ELIF A = 2", TWO, ">>END-IF"),
    "off": (">>DEFINE A AS 1", ">>DEFINE A OFF", ">>DEFINE A AS 2", ">>IF A = 1", ONE, ">>ELIF A = 2", TWO, ">>END-IF"),
    "set_overrides": ("$SET CONSTANT A 1", "$SET CONSTANT A 2", ">>IF A = 1", ONE, ">>ELIF A = 2", TWO, ">>END-IF"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_compiled_is_what_cobc_compiles(case, estate):
    if shutil.which("cobc") is None:
        pytest.skip("GnuCOBOL's cobc is not installed: nothing to compare with (CI installs it)")
    tree = estate.write(MAIN_cbl=(*HEAD, *CASES[case])).tree()
    assert tree.tokens_.texts == estate.cobc()
    assert tree.complete, tree.opaques


def test_a_second_value_without_override_is_told_and_not_taken(estate):
    lines = (">>DEFINE A AS 1", ">>DEFINE A AS 1", ">>DEFINE A AS 2", ">>IF A = 1", ONE, ">>ELSE", TWO, ">>END-IF")
    tree = estate.write(MAIN_cbl=(*HEAD, *lines)).tree()
    assert "ONE" in tree.tokens_.texts
    assert told(tree) == [("", 7, ">>DEFINE A AS 2")]


def test_each_end_closes_its_own_if_however_deep(estate):
    lines = (">>IF A DEFINED", *[">>IF A NOT DEFINED"] * 200, *[">>END-IF"] * 200, ONE, ">>END-IF", TWO)
    tree = estate.write(MAIN_cbl=(*HEAD, *lines)).tree()
    assert tree.complete, tree.opaques
    assert "TWO" in tree.tokens_.texts and "ONE" not in tree.tokens_.texts


@pytest.mark.parametrize(
    "lines",
    [
        (">>IF 9.9E999999 * 9.9E999999 = 1", ">>END-IF"),
        (">>IF 1 / 9.9E-999999 = 1", ">>END-IF"),
        (">>DEFINE A AS 9.9E999999 * 9.9E999999",),
        (">>DEFINE A AS 99999999", *[">>DEFINE A AS A * A OVERRIDE"] * 20),
        (">>IF 0 / 0 = 1", ">>END-IF"),
    ],
)
def test_what_cannot_be_computed_is_told(lines, estate):
    tree = estate.write(MAIN_cbl=(*HEAD, *lines, ONE)).tree()
    assert told(tree)
    assert "ONE" in tree.tokens_.texts


LONG = 30_000
LONG_LINES = {
    "blanks": f">>DEFINE A AS x{' ' * LONG}y",
    "blanks_in_a_literal": f">>DEFINE A AS 'x{' ' * LONG}y'",
    "blanks_before_override": f">>DEFINE A{' ' * LONG}AS{' ' * LONG}1{' ' * LONG}OVERRIDE{' ' * LONG}.",
    "parentheses": f">>DEFINE A ({' )' * LONG}",
    "underscores": f">>IF {'A_' * LONG} = 1",
    "quotes": f""">>DEFINE A AS {'" ' * LONG}'""",
    "format": f">>SET SOURCEFORMAT{' ' * LONG}'{' ' * LONG}FREE{' ' * LONG}",
    "name": f">>DEFINE {'A' * LONG}!",
}


@pytest.mark.parametrize("case", LONG_LINES)
def test_a_long_directive_takes_no_long_time(case, parser, tmp_path):
    source = read(f"identification division.\n{LONG_LINES[case]}\nprogram-id. a.\n".encode(), "A.cbl", "free")
    begun = time.process_time()
    parser.parse(source)
    assert time.process_time() - begun < 1
