"""Reading: areas, comments, continuation, comment-entries, directives, and positions in the file."""

from __future__ import annotations

import pytest

from cobolscan.source.model import SourceText
from cobolscan.source.reader import read, read_file

HEAD = "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. A.\n"


def fixed(text: str) -> SourceText:
    return read(text.encode(), "x", "fixed")


def free(text: str) -> SourceText:
    return read(text.encode(), "x", "free")


def code_lines(source: SourceText) -> list[str]:
    return [line.strip() for line in source.code.split("\n")][:-1]


def kinds(source: SourceText) -> list[tuple[int, int, str, str]]:
    return [(comment.line, comment.column, comment.kind, comment.text) for comment in source.comments]


def test_areas_of_a_fixed_line() -> None:
    line = f"{'AB12   MOVE A TO B.':72}CHG00001ABC"
    source = fixed(line + "\n")
    assert source.code == line[7:72] + "\n"
    assert source.sequence_area(1) == "AB12  "
    assert source.identification_area(1) == "CHG00001"
    assert source.position(0) == (1, 8)


def test_areas_are_empty_in_free_format() -> None:
    source = free("MOVE A TO B.")
    assert (source.sequence_area(1), source.identification_area(1)) == ("", "")
    assert source.position(5) == (1, 6)


def test_upper_and_case() -> None:
    source = fixed("       Move 'stra\u00dfe' To b.")
    assert source.code == "Move 'stra\u00dfe' To b.\n"
    assert source.upper == "MOVE 'STRA\u00dfE' TO B.\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    source = fixed(end.join(["       MOVE A TO B.", "      * no", "       MOVE C TO D."]))
    assert code_lines(source) == ["MOVE A TO B.", "", "MOVE C TO D."]
    assert source.position(source.code.index("D.")) == (3, 18)


def test_empty_files() -> None:
    for data in (b"", b"\n", b"\x1a", b"\xef\xbb\xbf", b"\0\0"):
        source = read(data, "x")
        assert source.code.strip() == ""
        assert source.comments == []
        assert source.position(0) == (1, 8)


def test_control_z_and_nuls() -> None:
    assert code_lines(fixed("       STOP RUN.\n\x1a"))[0] == "STOP RUN."
    assert code_lines(free("STOP RUN.\x1a\x1a\0")) == ["STOP RUN."]


def test_tabs_are_expanded_for_areas_and_mapped_back() -> None:
    source = fixed("\tMOVE A\tTO B.\n000100\t* code\n      *\tcomment\tx\n")
    assert code_lines(source)[0] == "MOVE A  TO B."
    assert source.position(source.code.index("MOVE")) == (1, 2)
    assert source.position(source.code.index("TO")) == (1, 9)
    assert source.position(source.code.index("* code")) == (2, 8)
    assert kinds(source) == [(3, 7, "full", " comment x")]


def test_tab_in_free_format_is_one_column() -> None:
    source = free("\tMOVE A\tTO B.\n")
    assert source.code == " MOVE A TO B.\n"
    assert source.position(source.code.index("TO")) == (1, 9)


@pytest.mark.parametrize("line", ["\f       MOVE A TO B.", "\f      MOVE A TO B.", "000100\f MOVE A TO B.", "\f\n       MOVE A TO B."])
def test_form_feeds_do_not_disturb(line: str) -> None:
    source = fixed(line)
    offset = source.code.index("MOVE")
    row, column = source.position(offset)
    assert source.lines[row - 1][column - 1 :].startswith("MOVE")
    assert code_lines(source)[-1] == "MOVE A TO B."


def test_form_feed_before_a_comment() -> None:
    source = fixed("\f      * inserted\n\f     * in place\n")
    assert kinds(source) == [(1, 8, "full", " inserted"), (2, 7, "full", " in place")]


def test_comment_indicators() -> None:
    source = fixed(f"CHG001* a comment{'':56}TAG1\n      / page\n      D    DISPLAY A.\n000400d    DISPLAY A.\n")
    assert kinds(source) == [
        (1, 7, "full", " a comment"),
        (2, 7, "full", " page"),
        (3, 7, "debug", "    DISPLAY A."),
        (4, 7, "debug", "    DISPLAY A."),
    ]
    assert source.comments[0].tag == "CHG001"
    assert source.comments[0].identification == "TAG1"
    assert source.code.strip() == ""


def test_comment_text_ends_at_column_72_but_a_drawn_line_goes_on() -> None:
    source = fixed(f"      *{'x' * 65}12345678\n      *{'*' * 73}\n")
    assert source.comments[0].text == "x" * 65
    assert source.comments[0].identification == "12345678"
    assert source.comments[1].text == "*" * 73
    assert source.comments[1].identification == ""


def test_debugging_mode() -> None:
    text = "       SOURCE-COMPUTER. X WITH DEBUGGING MODE.\n      D    DISPLAY A.\n      *D\n       >>D DISPLAY B.\n"
    source = fixed(text)
    assert source.debugging_mode
    assert code_lines(source)[1:] == ["DISPLAY A.", "", "DISPLAY B."]
    assert kinds(source) == [(3, 7, "full", "D")]
    assert not fixed("      * SOURCE-COMPUTER. X WITH DEBUGGING MODE.\n").debugging_mode
    assert not fixed("       SOURCE-COMPUTER. X.\n       DEBUGGING MODE.\n").debugging_mode


def test_decimal_comma() -> None:
    assert fixed("       SPECIAL-NAMES. DECIMAL-POINT\n           IS COMMA.\n").decimal_comma
    assert fixed("       SPECIAL-NAMES. decimal-point comma.\n").decimal_comma
    assert not fixed("      * DECIMAL-POINT IS COMMA\n       MY-DECIMAL-POINT IS COMMA.\n").decimal_comma


def test_word_is_continued() -> None:
    source = fixed("           MOVE LONG-\n      *    between\n\n      -    NAME TO B.\n           STOP RUN.\n")
    assert code_lines(source) == ["MOVE LONG-NAME TO B.", "", "", "", "STOP RUN."]
    assert source.position(source.code.index("LONG")) == (1, 17)
    assert source.position(source.code.index("NAME")) == (4, 12)
    assert source.position(source.code.index("STOP")) == (5, 12)


def test_literal_is_continued_and_padded() -> None:
    source = fixed('           MOVE "abc\n      -    "def" TO B.\n')
    line = source.code.split("\n")[0]
    assert line == '    MOVE "abc' + " " * 52 + 'def" TO B.'
    assert source.position(line.index("abc")) == (1, 18)
    assert source.position(line.index("def")) == (2, 13)


def test_literal_over_three_lines() -> None:
    first = f"{'           MOVE ':72}".replace("MOVE ", "MOVE '" + "a" * 54)[:72]
    source = fixed(f"{first}\n{'      -    ' + chr(39) + 'b' * 60}\n      -    'c' TO B.\n")
    assert code_lines(source) == ["MOVE '" + first[17:] + "b" * 60 + "c' TO B.", "", ""]
    assert source.position(source.code.index("c'")) == (3, 13)


def test_quote_in_column_72_is_continued_by_two() -> None:
    first = '           MOVE "'.ljust(71, "x") + '"'
    source = fixed(f'{first}\n      -    ""y" TO B.\n')
    assert code_lines(source)[0] == first[11:] + '"y" TO B.'


@pytest.mark.parametrize("quote", ['"', "'"])
def test_literal_is_continued_by_a_floating_indicator(quote: str) -> None:
    source = free(f"DISPLAY {quote}abc{quote}-  \n\n    {quote}def{quote}-\n{quote}ghi{quote}.\nSTOP RUN.\n")
    assert code_lines(source) == [f"DISPLAY {quote}abcdefghi{quote}.", "", "", "", "STOP RUN."]
    assert source.position(source.code.index("def")) == (3, 6)
    assert source.position(source.code.index("ghi")) == (4, 2)


def test_both_ways_to_continue_a_literal_follow_one_another() -> None:
    source = fixed("           DISPLAY 'abc'-\n           'def\n      -    'ghi'.\n")
    assert code_lines(source)[0] == "DISPLAY 'abcdef" + " " * 57 + "ghi'."
    assert source.position(source.code.index("def")) == (2, 13)
    assert source.position(source.code.index("ghi")) == (3, 13)


def test_a_hyphen_behind_a_literal_is_none() -> None:
    source = free("DISPLAY 'abc'-\n    \"def\"\n  '-'.\n")
    assert code_lines(source) == ["DISPLAY 'abc'-", '"def"', "'-'."]


def test_continuation_without_anything_to_continue() -> None:
    assert code_lines(fixed("      -    MOVE A TO B.\n")) == ["MOVE A TO B."]
    assert code_lines(fixed("      -\n      -\n       X.\n")) == ["", "", "X."]


def test_apostrophe_in_the_other_quotes() -> None:
    source = fixed("""           DISPLAY "it's" *> isn't\n           DISPLAY 'say "*>"'.\n""")
    assert code_lines(source) == ["""DISPLAY "it's\"""", """DISPLAY 'say "*>"'."""]
    assert kinds(source) == [(1, 27, "inline", " isn't")]


def test_floating_comments() -> None:
    source = fixed("       *> full\n       MOVE A TO B. *> inline\n      *> indicator\n")
    assert kinds(source) == [(1, 8, "full", " full"), (2, 21, "inline", " inline"), (3, 7, "full", " indicator")]
    source = free("*> full\nMOVE '*>' TO B.*> inline\n  *> full\n* lenient\n    * B\n")
    assert kinds(source) == [(1, 1, "full", " full"), (2, 16, "inline", " inline"), (3, 3, "full", " full"), (4, 1, "full", " lenient")]
    assert code_lines(source) == ["", "MOVE '*>' TO B.", "", "", "* B"]


def test_bar_comment_of_acucobol_but_not_concatenation() -> None:
    source = free("MOVE A TO B. | note\nA || B\nDISPLAY '|'\n")
    assert kinds(source) == [(1, 14, "inline", " note")]


def test_comment_on_a_line_that_is_continued() -> None:
    source = fixed("           MOVE LONG- *> x\n      -    NAME *> y\n           TO B.\n")
    assert code_lines(source) == ["MOVE LONG-NAME", "", "TO B."]
    assert kinds(source) == [(1, 23, "inline", " x"), (2, 17, "inline", " y")]


@pytest.mark.parametrize(
    "word",
    """EJECT eject. SKIP1 SKIP2. SKIP3 TITLE_'A_program'. >>IF_A_=_1 >>END-IF $SET_ANS85 $IF_X_=_1 *CBL_NOLIST *CONTROL_MAP""".split(),
)
def test_directives(word: str) -> None:
    word = word.replace("_", " ")
    source = fixed(f"       MOVE A TO B.\n       {word}\n       MOVE C TO D.\n")
    assert code_lines(source) == ["MOVE A TO B.", "", "MOVE C TO D."]
    assert kinds(source) == [(2, 8, "directive", word)]


@pytest.mark.parametrize("line", ["$SET ANS85", "      $SET ANS85", "000100$SET ANS85", ">>IF A", "      >>IF A"])
def test_directives_outside_of_the_code_area(line: str) -> None:
    source = fixed(f"{line}\n       MOVE A TO B.\n")
    assert code_lines(source) == ["", "MOVE A TO B."]
    assert [(comment.line, comment.kind, comment.text) for comment in source.comments] == [
        (1, "directive", line.lstrip(" 0").lstrip("1").lstrip("0"))
    ]


def test_titles_between_sentences() -> None:
    source = fixed("       TITLE 'a'\n       EJECT\n      * c\n       TITLE 'b'.\n       MOVE A TO B.\n       TITLE 'c'\n")
    assert [comment.text for comment in source.comments if comment.kind == "directive"] == ["TITLE 'a'", "EJECT", "TITLE 'b'.", "TITLE 'c'"]


def test_no_directives() -> None:
    text = "           DISPLAY WINDOW\n           TITLE 'x'.\n       MOVE TITLE TO B.\n"
    text += "       SKIP1-X.\n       TITLE.\n           GO TO SKIP1.\n       SKIP1.\n           IF A > > B\n"
    assert fixed(text).comments == []


def test_cards_before_the_program() -> None:
    source = fixed("CBL LIST,MAP\n       PROCESS APOST\n000300 CBL X\n      * note\n000400 IDENTIFICATION DIVISION.\n       PROCESS X\n")
    assert [comment.kind for comment in source.comments] == ["directive"] * 3 + ["full"]
    assert [comment.text for comment in source.comments] == ["CBL LIST,MAP", "PROCESS APOST", "CBL X", " note"]
    assert code_lines(source) == ["", "", "", "", "IDENTIFICATION DIVISION.", "PROCESS X"]


def test_other_indicators_are_code() -> None:
    source = fixed("000100Y    MOVE A TO B.\n      MOVE C TO D.\n      DISPLAY X.\n      DISP.\n")
    assert code_lines(source)[:3] == ["MOVE A TO B.", "MOVE C TO D.", "DISPLAY X."]
    assert source.position(source.code.index("MOVE C")) == (2, 7)
    assert source.position(source.code.index("DISPLAY")) == (3, 7)
    assert source.comments[0].kind == "debug"


def test_option_letters_of_the_nist_suite() -> None:
    text = "000100Y    MOVE A TO B.\n000200P    MOVE C TO D.\n      C    MOVE E TO F.\nCHG001X    MOVE G TO H.\n000300x    MOVE I TO J.\n"
    source = fixed(text)
    assert code_lines(source) == ["MOVE A TO B.", "", "", "MOVE G TO H.", "MOVE I TO J."]
    assert kinds(source) == [(2, 7, "option", "    MOVE C TO D."), (3, 7, "option", "    MOVE E TO F.")]
    assert [(region.kind, source.data[region.start : region.end]) for region in source.regions()][3:6] == [
        ("area", b"000200"),
        ("comment", b"P    MOVE C TO D."),
        ("blank", b"\n"),
    ]


ENTRIES = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. A.
       AUTHOR. J. O'BRIEN,
               AND OTHERS
      * a comment
               AUTHOR of nothing.
       INSTALLATION
           Data division, 2nd floor.
       DATE-WRITTEN.01/02/1987.
       DATE-COMPILED.
       SECURITY.  NONE.
       REMARKS.  It's old.
       text in area A.
           Don't touch: MOVE 100 TO X.
       ENVIRONMENT DIVISION.
       AUTHOR. NOT-AN-ENTRY.
"""


def test_comment_entries() -> None:
    source = fixed(ENTRIES)
    assert code_lines(source) == [
        "IDENTIFICATION DIVISION.",
        "PROGRAM-ID. A.",
        "AUTHOR.",
        "",
        "",
        "",
        "INSTALLATION",
        "",
        "DATE-WRITTEN.",
        "DATE-COMPILED.",
        "SECURITY.",
        "REMARKS.",
        "",
        "",
        "ENVIRONMENT DIVISION.",
        "AUTHOR. NOT-AN-ENTRY.",
    ]
    entries = [(comment.line, comment.column, comment.paragraph, comment.text) for comment in source.comments if comment.kind == "entry"]
    assert entries == [
        (3, 16, "AUTHOR", "J. O'BRIEN,"),
        (4, 16, "AUTHOR", "AND OTHERS"),
        (6, 16, "AUTHOR", "AUTHOR of nothing."),
        (8, 12, "INSTALLATION", "Data division, 2nd floor."),
        (9, 21, "DATE-WRITTEN", "01/02/1987."),
        (11, 19, "SECURITY", "NONE."),
        (12, 18, "REMARKS", "It's old."),
        (13, 8, "REMARKS", "text in area A."),
        (14, 12, "REMARKS", "Don't touch: MOVE 100 TO X."),
    ]
    assert [comment.line for comment in source.comments] == sorted(comment.line for comment in source.comments)


def test_comment_entries_in_free_format() -> None:
    source = free(
        "id division. program-id. a. author. it's me.\n  and you\ndate-written. 1999.\nworking-storage section.\n01 author pic x.\n"
    )
    assert code_lines(source) == [
        "id division. program-id. a. author.",
        "",
        "date-written.",
        "working-storage section.",
        "01 author pic x.",
    ]


def test_comment_entries_of_each_program() -> None:
    program = HEAD + "       AUTHOR. X'.\n       PROCEDURE DIVISION.\n           MOVE 'A' TO B.\n       END PROGRAM A.\n"
    source = fixed(program * 3)
    assert [comment.line for comment in source.comments] == [3, 9, 15]
    assert source.code.count("'A'") == 3


def test_division_header_on_the_line_of_an_entry_ends_it() -> None:
    assert code_lines(free("ID DIVISION. PROGRAM-ID. A. AUTHOR. ME. PROCEDURE DIVISION."))[0].endswith("PROCEDURE DIVISION.")


def test_code_behind_an_entry_is_a_region_of_code() -> None:
    source = fixed("       PROGRAM-ID. A.\n       AUTHOR. ME. DATA DIVISION.\n")
    assert [(comment.text, comment.column) for comment in source.comments] == [("ME.", 16)]
    assert ("code", b"DATA DIVISION.") in [(region.kind, source.data[region.start : region.end]) for region in source.regions()]


def test_entries_before_the_program_id() -> None:
    source = fixed("       IDENTIFICATION DIVISION.\n       AUTHOR. It's me.\n       PROGRAM-ID. A.\n       DATA DIVISION.\n")
    assert code_lines(source) == ["IDENTIFICATION DIVISION.", "AUTHOR.", "PROGRAM-ID. A.", "DATA DIVISION."]


def test_data_named_like_an_entry_paragraph_is_code() -> None:
    source = fixed(
        HEAD + "       DATA DIVISION.\n       01  SECURITY PIC X.\n       PROCEDURE DIVISION.\n           MOVE A TO\n           SECURITY.\n"
    )
    assert source.comments == []


def test_ruling_with_hyphens_in_an_entry_is_accounted_for() -> None:
    source = fixed(HEAD + "       REMARKS. text\n      ------------\n           more\n       DATA DIVISION.\n")
    assert [comment.kind for comment in source.comments] == ["entry"] * 3
    assert code_lines(source)[2:] == ["REMARKS.", "", "", "DATA DIVISION."]


def test_wide_blanks_are_blanks() -> None:
    assert code_lines(free("MOVE\u00a0A\u3000TO B."))[0] == "MOVE A TO B."


def test_regions_name_every_byte() -> None:
    data = f"{'000100 MOVE A TO B. *> x':72}TAG\r\n000200* c\n\n      -\x1a".encode()
    source = read(data, "x", "fixed")
    assert [(region.kind, data[region.start : region.end]) for region in source.regions()] == [
        ("area", b"000100 "),
        ("code", b"MOVE A TO B."),
        ("blank", b" "),
        ("comment", b"*> x" + b" " * 48),
        ("area", b"TAG"),
        ("blank", b"\r\n"),
        ("area", b"000200"),
        ("comment", b"* c"),
        ("blank", b"\n\n"),
        ("area", b"      -"),
        ("blank", b"\x1a"),
    ]


def test_regions_count_bytes_not_characters() -> None:
    data = "\ufeff       MOVE '\u00e9\u20ac' TO B. *> \u00e9\n".encode()
    source = read(data, "x", "fixed")
    assert [(region.kind, data[region.start : region.end].decode()) for region in source.regions()] == [
        ("blank", "\ufeff"),
        ("area", "       "),
        ("code", "MOVE '\u00e9\u20ac' TO B."),
        ("blank", " "),
        ("comment", "*> \u00e9"),
        ("blank", "\n"),
    ]


def test_read_file(tmp_path: object) -> None:
    path = f"{tmp_path}/A.CBL"
    with open(path, "wb") as file:
        file.write(b"       STOP RUN.\n")
    assert read_file(path).path == path
    with pytest.raises(OSError):
        read_file(f"{tmp_path}/none")


def test_a_tall_file_takes_linear_time() -> None:
    line = "      -    'x\n      D\n       >>IF A\n       EJECT\n       AUTHOR. X\n"
    assert len(fixed(HEAD + line * 20_000).lines) == 100_002


def test_the_options_card_of_fujitsu_is_a_directive():
    source = fixed("000010 @OPTIONS MAIN,TEST\n000020 IDENTIFICATION DIVISION.\n")
    assert [comment.kind for comment in source.comments] == ["directive"]
    assert code_lines(source) == ["", "IDENTIFICATION DIVISION."]


def test_a_line_drawn_from_column_1_is_a_comment():
    source = read(
        b"*----------------------------------------------------------------*\n      * NOTE\n       77  A PIC X.\n*=========\n", "p", "fixed"
    )
    assert source.code.split() == ["77", "A", "PIC", "X."]
    assert [(comment.line, comment.kind) for comment in source.comments] == [(1, "full"), (2, "full"), (4, "full")]


def test_a_first_line_that_lost_its_margin_is_code():
    source = read(b"IDENTIFICATION DIVISION.\n       PROGRAM-ID. P.\n       77  A PIC X.\n", "p", "fixed")
    assert source.code.split("\n")[0] == "IDENTIFICATION DIVISION."
    assert source.position(0) == (1, 1)


def test_one_line_with_an_end_is_no_record():
    """Whatever its length: 143 columns and the end of the line are not two records of 72."""
    text = '       SOURCE-COMPUTER. X WITH DEBUGGING MODE. "lit" >>SOURCE FORMAT FREE \t' + " " * 60 + "TAG00001\n"
    assert len(text) == 144
    source = read(text.encode(), "x")
    assert len(source.lines) == 1 and source.code.count("\n") == 1
