"""Conditional compilation: what is compiled is what cobc compiles, and no directive costs more than its length."""

import shutil
import time

import pytest

from cobolscan.source.library import CopyLibrary
from cobolscan.source.reader import read
from cobolscan.syntax import expansion
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


ASKS = (">>IF D = 1", ONE, ">>ELIF D = 2", TWO, ">>ELSE", NONE, ">>END-IF")
ESTATES = {
    "members_see_what_is_defined_where_they_are_copied": {
        "MAIN_cbl": (*HEAD, ">>DEFINE D AS 1", "COPY M.", ">>DEFINE D AS 2 OVERRIDE", "COPY M.", ">>DEFINE D OFF"),
        "M_cpy": ASKS,
    },
    "and_not_what_is_defined_behind": {"MAIN_cbl": (*HEAD, "COPY M.", ">>DEFINE D AS 1", "COPY M."), "M_cpy": ASKS},
    "the_program_sees_what_members_of_members_define": {
        "MAIN_cbl": (*HEAD, "COPY M.", *ASKS),
        "M_cpy": ("COPY N.",),
        "N_cpy": (">>DEFINE D AS 1", "77  N PIC X.", ">>DEFINE D AS 2 OVERRIDE"),
    },
    "and_members_what_members_before_them_define": {
        "MAIN_cbl": (*HEAD, "COPY N.", ">>DEFINE E AS 7", "COPY M."),
        "M_cpy": ("COPY O.",),
        "N_cpy": ("77  N PIC X.", ">>DEFINE D AS 1"),
        "O_cpy": ASKS,
    },
    "a_member_can_take_a_definition_back": {
        "MAIN_cbl": (*HEAD, ">>DEFINE D AS 1", "COPY N.", "COPY M.", *ASKS),
        "M_cpy": ASKS,
        "N_cpy": ("77  N PIC X.", ">>DEFINE D OFF"),
    },
    "a_member_that_is_left_out_defines_nothing": {
        "MAIN_cbl": (*HEAD, ">>IF NEVER DEFINED", "COPY N.", ">>END-IF", "COPY M."),
        "M_cpy": ASKS,
        "N_cpy": (">>DEFINE D AS 1",),
    },
}


@pytest.mark.parametrize("case", ESTATES)
def test_definitions_hold_from_where_they_stand(case, estate):
    if shutil.which("cobc") is None:
        pytest.skip("GnuCOBOL's cobc is not installed: nothing to compare with (CI installs it)")
    tree = estate.write(**ESTATES[case]).tree()
    assert tree.tokens_.texts == estate.cobc()


def test_a_definition_may_be_made_of_one_of_a_member(estate):
    """As IBM and ISO have it; cobc takes no expressions."""
    estate.write(MAIN_cbl=(*HEAD, "COPY N.", ">>DEFINE D AS E", "COPY M."), M_cpy=ASKS, N_cpy=(">>DEFINE E AS 2", "77  N PIC X."))
    assert "TWO" in estate.tree().tokens_.texts


def test_what_was_remembered_of_a_member_is_not_what_other_definitions_make_of_it(estate):
    estate.write(MAIN_cbl=(*HEAD, ">>DEFINE D AS 1", "COPY M."), OTHER_cbl=(*HEAD, "COPY M."), M_cpy=ASKS)
    assert "ONE" in estate.tree("MAIN.cbl").tokens_.texts
    assert "NO1" in estate.tree("OTHER.cbl").tokens_.texts


class Counting(CopyLibrary):
    """A library that counts what is asked of it."""

    asked = 0

    def find(self, name, library, copier):
        self.asked += 1
        return super().find(name, library, copier)


def test_following_members_for_definitions_is_bounded(estate, monkeypatch):
    monkeypatch.setattr(expansion, "MAX_COPIES", 5_000)
    copies = [(f"COPY M{n + 1}.", f"COPY M{n + 1}.", ">>IF D DEFINED", ">>END-IF") for n in range(30)]
    members = {f"M{n}_cpy": lines for n, lines in enumerate(copies)}
    estate.write(MAIN_cbl=(*HEAD, "COPY M0.", ">>IF D DEFINED", ONE, ">>END-IF"), M30_cpy=("77  A PIC X.",), **members)
    library = Counting(".")
    tree = estate.parser.parse(read((estate.folder / "MAIN.cbl").read_bytes(), "MAIN.cbl"), library)
    assert 30 < library.asked < 50_000
    assert ("", 6, ">>IF D DEFINED") in told(tree), "what is defined there is not known"


@pytest.mark.parametrize(
    ("member", "line", "text"),
    [
        ((">>IF NEVER DEFINED", ONE), 1, "END-IF"),
        ((ONE, ">>END-IF"), 2, ">>END-IF"),
        ((ONE, ">>IF A ! B", TWO, ">>END-IF"), 2, ">>IF A ! B"),
        ((ONE, ">>SET SOURCEFORMAT NONSENSE"), 2, ">>SET SOURCEFORMAT NONSENSE"),
    ],
)
def test_a_directive_of_a_member_that_is_not_understood_is_told_there(member, line, text, estate):
    estate.write(MAIN_cbl=(*HEAD, "COPY M.", "COPY M."), OTHER_cbl=(*HEAD, "COPY O."), M_cpy=member, O_cpy=("COPY M.",))
    for program in ("MAIN.cbl", "OTHER.cbl", "MAIN.cbl"):
        tree = estate.tree(program)
        assert told(tree) == [("M.cpy", line, text)]
        assert tree.unparsed_lines == tree.inactive_lines == 0, "no line of the program itself"


def test_lines_in_pseudo_text_can_be_left_out(estate):
    lines = ("COPY M REPLACING ==OLD== BY ==NEW", ">>IF NEVER DEFINED", "GONE", ">>END-IF", "PIC X==.")
    tree = estate.write(MAIN_cbl=(*HEAD, *lines), M_cpy=("77  OLD.",)).tree()
    assert tree.complete, tree.opaques
    assert tree.tokens_.texts[-4:] == ["77", "NEW", "PIC X", "."]


@pytest.mark.parametrize("defined", [True, False])
def test_the_decimal_comma_is_that_of_the_lines_that_are_compiled(defined, estate):
    estate.write(
        MAIN_cbl=(
            "IDENTIFICATION DIVISION.", "PROGRAM-ID. M.", "ENVIRONMENT DIVISION.", "CONFIGURATION SECTION.", "COPY SETTINGS.",
            ">>IF COMMA DEFINED", "SPECIAL-NAMES. DECIMAL-POINT IS COMMA.", ">>END-IF", *HEAD[2:], "COPY RATES.",
        ),
        SETTINGS_cpy=(">>DEFINE COMMA AS 1",) if defined else (">>DEFINE OTHER AS 1",),
        RATES_cpy=("77  RATE PIC 9V99 VALUE 1,25.",) if defined else ("77  RATE PIC 9V99 VALUE 1.25.",),
    )  # fmt: skip
    source = read((estate.folder / "MAIN.cbl").read_bytes(), "MAIN.cbl")
    estate.parser.parse(source)  # without members: what was found then is not kept
    tree = estate.parser.parse(source, CopyLibrary("."))
    assert tree.complete, tree.opaques
    assert ("1,25" if defined else "1.25") in tree.tokens_.texts
    assert source.decimal_comma is defined
