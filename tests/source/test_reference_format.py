"""Recognition of the reference format."""

from __future__ import annotations

import pytest

from cobolscan.source.reader import read
from cobolscan.source.reference_format import format_runs, recognise

FIXED = """\
000100 IDENTIFICATION DIVISION.
000200 PROGRAM-ID. A.
000300 PROCEDURE DIVISION.
000400     STOP RUN.
"""
INDENTED = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. A.
      * comment
       PROCEDURE DIVISION.
           STOP RUN.
"""
FREE = """\
IDENTIFICATION DIVISION.
PROGRAM-ID. A.
*> comment
PROCEDURE DIVISION.
    DISPLAY "A"
    STOP RUN.
"""
TAGGED = """\
CR1234 IDENTIFICATION DIVISION.
CR1234 PROGRAM-ID. A.
       PROCEDURE DIVISION.
CR1301*    DISPLAY 'A'.
ABC   *    DISPLAY 'A'.
           STOP RUN.
"""
FREE_INDENTED = """\
       identification division.
       program-id. a.
       procedure division.
    *> four columns in
    if a = b
        move a to b
    end-if
       stop run.
"""
TABBED = "\tidentification division.\n\tprogram-id. a.\n      * comment\n\tprocedure division.\n\t    stop run.\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FIXED, "fixed"),
        (INDENTED, "fixed"),
        (FREE, "free"),
        (TAGGED, "fixed"),
        (FREE_INDENTED, "free"),
        (TABBED, "fixed"),
        ("", "fixed"),
        ("\n\n  \n", "fixed"),
        ("01  A PIC X.\n    05 B PIC X.\n", "free"),
        ("       01  A PIC X.\n           05 B PIC X.\n", "fixed"),
        ("      * a copybook of comments\n      *\n", "fixed"),
        ("*> a copybook of comments\n", "free"),
        (FIXED.lower(), "fixed"),
        (FREE.lower(), "free"),
    ],
)
def test_recognised_from_content(text: str, name: str) -> None:
    assert recognise(text.splitlines()) == name


def test_literal_that_closes_behind_column_72_makes_it_variable() -> None:
    line = "           DISPLAY 'a literal that runs on behind the column 72 of the line, and ends'"
    assert recognise([*INDENTED.splitlines(), line]) == "variable"


def test_code_cut_in_words_makes_it_variable_but_not_with_identifications() -> None:
    cut = "           MOVE SOME-ITEM-WITH-A-LONG-NAME TO ANOTHER-ITEM-WITH-A-LONG-NAME-YES."
    tagged = f"{'           MOVE A TO B.':72}CR123456"
    assert recognise([*INDENTED.splitlines(), cut]) == "variable"
    assert recognise([*INDENTED.splitlines(), tagged, cut]) == "fixed"


def test_code_flush_with_an_identification_stays_fixed() -> None:
    line = f"{'           MOVE SOME-ITEM-WITH-A-LONG-NAME TO ANOTHER-ITEM-WITH-A-LONG':72}CR123456"
    assert recognise([*INDENTED.splitlines(), line]) == "fixed"


def test_prose_of_comment_entries_does_not_make_it_variable() -> None:
    text = ["       IDENTIFICATION DIVISION.", "       PROGRAM-ID. A.", "       REMARKS."]
    text += ["           It isn't short, for it was written by somebody who had much to say, isn't it."]
    assert recognise([*text, *INDENTED.splitlines()[3:]]) == "fixed"


@pytest.mark.parametrize(
    ("directive", "name"),
    [
        ("       >>SOURCE FORMAT IS FREE", "free"),
        (">>source format free", "free"),
        (">> SOURCE FREE", "free"),
        ("000100 >>SOURCE FORMAT FIXED", "fixed"),
        ("      >>SOURCE FORMAT IS VARIABLE", "variable"),
        ('      $SET SOURCEFORMAT"FREE"', "free"),
        ("$set sourceformat(free) ans85", "free"),
        ('$SET ANS85 SourceFormat "VARIABLE"', "variable"),
        ('      >>SET SOURCEFORMAT AS "FREE"', "free"),
        (">>SET SOURCEFORMAT 'VARIABLE'", "variable"),
        ("TAG    >>SOURCE FORMAT IS FIXED", "fixed"),
        (">>SOURCE FORMAT IS TERMINAL", "free"),
        (">>SOURCE FORMAT IS XCARD", "variable"),
        (">>SOURCE FORMAT IS COBOL85", "fixed"),
        ("CBL LIST,SRCFORMAT(EXTEND)", "extended"),
        ("PROCESS SF(E),MAP", "extended"),
        ("PROCESS SRCFORMAT(COMPAT)", "fixed"),
    ],
)
def test_directive_decides(directive: str, name: str) -> None:
    source = read(f"{directive}\n           MOVE A TO B.\n".encode(), "x")
    assert source.reference_format == name
    assert source.comments[0].kind == "directive"
    assert "SOURCE" not in source.upper


def test_tag_before_the_directive_is_no_code() -> None:
    source = read(b"GCobol >>SOURCE FORMAT IS FREE\nMOVE A TO B.\n", "x")
    assert source.code == "\nMOVE A TO B.\n".replace("\n", " " * 23 + "\n", 1)
    assert source.comments[0].tag == "GCobol"


def test_commented_or_unknown_directive_is_none() -> None:
    assert read(b"      *>>SOURCE FORMAT IS FREE\n       MOVE A TO B.\n", "x").reference_format == "fixed"
    assert read(b"     *>>SOURCE FORMAT IS FIXED\nMOVE A TO B.\n", "x").reference_format == "free"
    assert read(b"       >>SOURCE FORMAT IS AUTO\n       MOVE A TO B.\n", "x").reference_format == "fixed"


def test_card_in_a_sequenced_file_changes_what_follows() -> None:
    text = f"000100 CBL SRCFORMAT(EXTEND)\n{'000200     MOVE A TO B':72} C.\n000300 IDENTIFICATION DIVISION.\n"
    source = read(text.encode(), "x")
    assert source.reference_format == "extended"
    assert source.code.split("\n")[1].split() == ["MOVE", "A", "TO", "B", "C."]


def test_lines_beyond_column_72() -> None:
    short = "           MOVE ANOTHER-ITEM-WITH-A-LONG-NAME-YES TO A-NEARLY-AS-LONG-"
    assert recognise([*INDENTED.splitlines(), short + "NAME"]) == "variable"
    spaced = f"{'           DISPLAY WS-GREETING AT 0501':-<71} HIGHLIGHT ERASE"
    assert recognise([*INDENTED.splitlines(), spaced]) == "variable"
    remark = f"{'           MOVE A TO B.':72}changed by somebody"
    assert recognise([*INDENTED.splitlines(), remark]) == "fixed"


def test_snippets() -> None:
    assert recognise(["           CALL 'X'", "DEBUG D    CALL 'Y'"]) == "fixed"
    assert recognise(["      ", "    ."]) == "free"
    assert recognise(["    & 'and more'"]) == "free"
    assert recognise(["OCCURS 10 TIMES"]) == "free"


def test_directive_in_the_middle() -> None:
    text = f"{INDENTED}       >>SOURCE FORMAT FREE\nMOVE A TO B.\n>>SOURCE FORMAT FIXED\n{'000100 MOVE C TO D.':72}TAG\n"
    source = read(text.encode(), "x")
    assert [line.strip() for line in source.code.split("\n")][5:] == ["", "MOVE A TO B.", "", "MOVE C TO D.", ""]
    assert source.position(source.code.index("MOVE A")) == (7, 1)
    assert source.position(source.code.index("MOVE C")) == (9, 8)
    assert source.sequence_area(9) == "000100"
    assert source.sequence_area(7) == ""


def test_forced() -> None:
    assert read(FREE.encode(), "x", "fixed").reference_format == "fixed"
    assert read(FIXED.encode(), "x", "free").code.startswith("000100 IDENT")
    assert read(FIXED.encode(), "x", "extended").reference_format == "extended"


def test_unknown_name_is_one_clear_error() -> None:
    with pytest.raises(ValueError, match="unknown reference format 'loose'"):
        format_runs([], "loose", False)


def test_lists_of_offsets_in_the_sequence_area_are_no_code():
    lines = ["       01  REC.", *(f" {n:02} {n + 1:02}     05 FIELD-{n:02}    PIC S9({n})V COMP-3." for n in range(1, 40))]
    assert recognise(lines) == "fixed"
    assert recognise(["01 REC.", *(f"05 FIELD-{n:02} PIC S9({n})V COMP-3." for n in range(1, 40))]) == "free"
