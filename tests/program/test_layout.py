"""Layout where cobc cannot tell: Enterprise COBOL's slack bytes, what is not known and why, and what shares storage."""

from __future__ import annotations

from pathlib import Path

import pytest

from cobolscan.program.data import compilers
from cobolscan.program.model import build
from cobolscan.source.library import CopyLibrary
from cobolscan.source.reader import read
from cobolscan.syntax.parser import Parser

HEAD = "IDENTIFICATION DIVISION.\nPROGRAM-ID. TESTED.\n"


@pytest.fixture(scope="module")
def parser():
    return Parser()


@pytest.fixture
def laid(parser, tmp_path, monkeypatch):
    """Makes a program of a DATA DIVISION, laid out as IBM does; there are no copy members but those that are given."""
    monkeypatch.chdir(tmp_path)

    def make(data, profile=compilers.IBM, head=HEAD + "DATA DIVISION.\n", tail="PROCEDURE DIVISION.\nSTOP RUN.\n", **members):
        for name, text in members.items():
            (tmp_path / f"{name}.cpy").write_text(text)
        section = "" if "SECTION." in data or not head else "WORKING-STORAGE SECTION.\n"
        source = read(f"{head}{section}{data}\n{tail}".encode(), "tested.cob", "free")
        program = build(parser.parse(source, CopyLibrary(".")))[0]
        program.data_division.profile = profile
        return program

    return make


def sizes(program):
    return {item.name: (item.offset, item.size) for item in program.items if item.name}


# ---- Enterprise COBOL Language Reference, "Slack bytes within records"


def test_slack_bytes_are_in_the_group_of_the_item_before_them(laid):
    program = laid("""
        01 FIELD-A. 05 FIELD-B PIC X(5). 05 FIELD-C. 10 FIELD-D PIC XX. 10 FIELD-E PIC S9(6) COMP SYNC.
        01 FIELD-L. 05 FIELD-M PIC X(5). 05 FIELD-N PIC XX. 05 FIELD-O. 10 FIELD-P PIC S9(6) COMP SYNC.
        01 FIELD-Q. 05 FIELD-R. 10 FIELD-S PIC X(3). 05 FIELD-T. 10 FIELD-U. 15 FIELD-V PIC S9(6) COMP SYNC.
    """)
    found = sizes(program)
    assert (found["FIELD-C"], found["FIELD-E"], found["FIELD-A"]) == ((5, 7), (8, 4), (0, 12))
    assert (found["FIELD-N"], found["FIELD-O"], found["FIELD-P"], found["FIELD-L"]) == ((5, 2), (8, 4), (8, 4), (0, 12))
    assert (found["FIELD-R"], found["FIELD-T"], found["FIELD-U"], found["FIELD-V"]) == ((0, 4), (4, 4), (4, 4), (4, 4))


def test_slack_bytes_between_occurrences(laid):
    program = laid("""
        01 WORK-RECORD. 05 WORK-CODE PIC X. 05 COMP-TABLE OCCURS 10 TIMES.
           10 COMP-TYPE PIC X. 10 COMP-PAY PIC S9(4)V99 COMP SYNC. 10 COMP-HRS PIC S9(3) COMP SYNC. 10 COMP-NAME PIC X(5).
        01 DEEPER. 05 OUTER OCCURS 2. 10 INNER. 15 NUM PIC S9(9) COMP SYNC. 10 TEXT-BEHIND PIC X.
    """)
    found = sizes(program)
    assert (found["COMP-TABLE"], found["COMP-PAY"], found["COMP-HRS"], found["COMP-NAME"]) == ((1, 16), (4, 4), (8, 2), (10, 5))
    assert found["WORK-RECORD"] == (0, 161)
    assert (found["OUTER"], found["DEEPER"]) == ((0, 8), (0, 16)), "all that is in a group counts, however deep"


def test_boundaries_of_ibm(laid):
    program = laid("""
        01 R. 05 FILLER PIC X. 05 HALF PIC S9(4) COMP SYNC. 05 FILLER PIC X. 05 DOUBLE-WORD PIC S9(18) COMP SYNC.
           05 FILLER PIC X. 05 LONG-FLOAT COMP-2 SYNC. 05 FILLER PIC X. 05 PTR POINTER SYNC. 05 PROC PROCEDURE-POINTER SYNC.
           05 FILLER PIC X. 05 PACKED PIC 9(3) COMP-3 SYNC.
    """)
    found = sizes(program)
    assert (found["HALF"], found["DOUBLE-WORD"], found["LONG-FLOAT"]) == ((2, 2), (8, 8), (24, 8))
    assert (found["PTR"], found["PROC"], found["PACKED"]) == ((36, 4), (40, 8), (49, 2))


def test_synchronized_of_a_group_is_that_of_its_items_for_ibm_only(laid):
    data = "01 R SYNC. 05 A PIC X. 05 G. 10 B PIC S9(9) COMP."
    assert sizes(laid(data))["B"] == (4, 4)
    assert sizes(laid(data, compilers.GNUCOBOL))["B"] == (1, 4)


def test_what_compilers_differ_in(laid):
    data = "01 R. 05 A PIC 9(2) COMP. 05 B PIC 9(2) COMP-5. 05 C POINTER. 05 D PIC 9(3) USAGE NATIONAL. 05 E FUNCTION-POINTER."
    by_profile = {
        profile.name: [size for _, size in list(sizes(laid(data, profile)).values())[1:]]
        for profile in (compilers.IBM, compilers.GNUCOBOL, compilers.GNUCOBOL_IBM)
    }
    assert by_profile == {"ibm": [2, 2, 4, 6, 4], "gnucobol": [1, 1, 8, 3, 8], "gnucobol -std=ibm": [2, 1, 8, 3, 8]}


def test_free_format_is_laid_out_as_gnucobol_does():
    def profile(text, form):
        return build(Parser().parse(read(text.encode(), "tested.cob", form), CopyLibrary(".")))[0].data_division.profile

    assert profile("01 A PIC X.\n", "free") is compilers.GNUCOBOL
    assert profile("       01 A PIC X.\n", "fixed") is compilers.IBM


USAGES = [
    ("PIC G(4) DISPLAY-1", 8),
    ("PIC G(4)", 8),
    ("PIC N(4) DISPLAY-1", 8),
    ("PIC N(4)", 8),
    ("PIC NBN", 6),
    ("PIC U(5)", 20),
    ("PIC U(5) BYTE-LENGTH 9", 9),
    ("PIC S9(3) NATIONAL SIGN LEADING SEPARATE", 8),
    ("PIC +9(2).9(3)E+99", 11),
    ("COMP-1", 4),
    ("FLOAT", 4),
    ("DOUBLE", 8),
    ("FLOAT-EXTENDED", 16),
    ("FLOAT-BINARY-32", 4),
    ("FLOAT-DECIMAL-34", 16),
    ("BINARY-INT", 4),
    ("BINARY-LONG-LONG", 8),
    ("UNSIGNED-CHAR", 1),
    ("OBJECT REFERENCE", 4),
    ("PIC X(4) COMP-5", 4),
    ("PIC 9(20) COMP", None),
    ("PIC X(4) COMP", None),
    ("PIC X(4) COMP-3", None),
    ("HANDLE", 4),
    ("HANDLE OF WINDOW", 4),
    ("PROGRAM-POINTER", None),
    ("USAGE MYTYPE", None),
    ("PIC 1(8) BIT", None),
    ("PIC 1(8)", None),
    ("PIC Q(8)", None),
    ("PIC X(:LEN:)", None),
    ("PIC X ANY LENGTH", None),
    ("PIC X DYNAMIC LENGTH", None),
    ("PIC X OCCURS UNBOUNDED DEPENDING ON N", 1),
    ("SQL TYPE IS BLOB(1M)", None),
    ("TYPE TO MINE", None),
    ("", None),
]


@pytest.mark.parametrize(("clauses", "size"), USAGES)
def test_usages(laid, clauses, size):
    program = laid(f"01 R. 05 A {clauses}. 05 BEHIND PIC X.")
    item = program.item("A")
    assert item.size == size
    if item.extent is None:
        assert item.unknown and program.item("BEHIND").offset is None and program.item("R").size is None
        assert program.item("BEHIND").unknown == program.item("R").unknown == item.unknown
        assert program.item("BEHIND").size == 1


def test_a_picture_may_end_with_a_point(laid):
    found = sizes(laid("01 A PIC 9(3)..\n01 B PIC 9,9,.\n01 C PIC 9(3)."))
    assert found == {"A": (0, 4), "B": (0, 4), "C": (0, 3)}


def test_usage_and_sign_are_inherited(laid):
    program = laid(
        "01 G COMP. 05 H. 10 A PIC 9(4). 05 N PIC 9(4) DISPLAY.\n01 P GROUP-USAGE NATIONAL. 05 Q PIC N(2).\n01 S PIC 9(4) COMP-3."
    )
    usages = {item.name: item.effective_usage for item in program.items}
    assert usages == {"G": "BINARY", "H": "BINARY", "A": "BINARY", "N": "DISPLAY", "P": "NATIONAL", "Q": "NATIONAL", "S": "PACKED-DECIMAL"}
    assert program.item("Q").size == 4


def test_constants_and_currency(laid):
    head = (
        HEAD
        + 'ENVIRONMENT DIVISION.\nCONFIGURATION SECTION.\nSPECIAL-NAMES.\nCURRENCY SIGN IS "EUR" WITH PICTURE SYMBOL "E".\nDATA DIVISION.\n'
    )
    data = "78 MAX VALUE 5.\n78 ALSO-MAX VALUE MAX.\n01 LEN CONSTANT AS 7.\n78 SUM-OF VALUE MAX + 1.\n"
    program = laid(
        data + "01 R. 05 A PIC X OCCURS ALSO-MAX. 05 B PIC X(LEN). 05 C PIC EEE9.99. 05 D PIC X OCCURS MAX TO LEN DEPENDING ON Z.\n"
        "01 S. 05 E PIC X OCCURS SUM-OF. 05 F PIC X(OTHER).",
        head=head,
    )
    items = {item.name: item for item in program.items}
    assert (items["A"].extent, items["B"].size, items["C"].size, items["D"].times) == (5, 7, 9, (5, 7))
    assert (items["E"].times, items["E"].extent, items["F"].size) == ((6, 6), 6, None)
    assert items["MAX"].size is None and "constants" in items["MAX"].unknown


# ---- OCCURS DEPENDING ON


def test_depending_on(laid):
    program = laid("""
        01 N PIC 9(3).
        01 R. 05 H PIC X(10). 05 T OCCURS 2 TO 40 DEPENDING ON N. 10 A PIC X(5). 05 B PIC X(2). 05 C OCCURS 3. 10 D PIC X.
    """)
    record, table, behind = program.item("R"), program.item("T"), program.item("B")
    assert (record.size, record.minimum_size, record.extent) == (215, 25, 215)
    assert (table.size, table.extent, table.times, table.offset) == (5, 200, (2, 40), 10)
    assert (behind.offset, behind.place.moves, table.place.moves, program.item("D").place.moves) == (210, True, False, True)


def test_tables_of_varying_length_in_tables(laid):
    program = laid("01 N PIC 9.\n01 R. 05 T OCCURS 3. 10 A PIC X OCCURS 1 TO 4 DEPENDING ON N. 10 B PIC X.")
    assert (program.item("T").size, program.item("T").minimum_size, program.item("R").minimum_size) == (5, 2, 6)


# ---- what is missing


def test_a_missing_copy_member_inside_a_record(laid):
    program = laid("01 R. 05 A PIC X(3). COPY NOWHERE. 05 B PIC X(4). 05 G. 10 C PIC X. 10 D PIC X.\n01 S PIC X(5).")
    found = sizes(program)
    assert found == {"R": (0, None), "A": (0, 3), "B": (None, 4), "G": (None, 2), "C": (None, 1), "D": (None, 1), "S": (0, 5)}
    assert program.item("R").unknown == program.item("D").unknown == "the copy member NOWHERE is missing"


@pytest.mark.parametrize(
    ("data", "record"),
    [
        ("01 R. COPY NOWHERE.", None),
        ("01 R COPY NOWHERE.", None),
        ("01 R PIC X COPY NOWHERE.", None),
        ("01 R. EXEC SQL INCLUDE NOWHERE END-EXEC.", None),
        ("01 R PIC X. COPY NOWHERE.", 1),
        ("01 R. 05 A PIC X. COPY NOWHERE.", None),
        ("01 R. 05 A PIC X. 88 B VALUE 'A'. COPY NOWHERE.", None),
        ("01 R. 05 A PIC X. EXEC SQL INCLUDE SQLCA END-EXEC.", 1),
        ("01 R. 05 A PIC X. COPY DFHAID.", 1),
        ("01 R. 05 A PIC X. COPY CMQODV.", None),
        ("01 R. 05 A PIC X. EXEC SQL DECLARE C CURSOR FOR SELECT A FROM B END-EXEC.", 1),
        ("01 R. 05 A PIC X. 05 B FROBNICATED 3. 05 C PIC X.", None),
        ("01 R. 05 A PIC X. LINKAGE SECTION. COPY NOWHERE.", 1),
        ("01 R. 05 A PIC X.", 1),
    ],
)
def test_what_may_belong_to_a_record(laid, data, record):
    program = laid(data)
    assert program.item("R").size == record
    assert bool(program.item("R").unknown) == (record is None)


def test_a_copy_member_that_is_there(laid):
    program = laid("01 R. 05 A PIC X(3). COPY BOOK. 05 B PIC X(4).", BOOK="           05 M PIC X(7).\n")
    assert sizes(program) == {"R": (0, 14), "A": (0, 3), "M": (3, 7), "B": (10, 4)}
    assert [item.copied_from for item in program.items] == [None, None, "BOOK.cpy", None]


def test_a_copybook_that_begins_inside_a_record(laid):
    program = laid("05 A PIC X(3). 05 G. 10 B PIC S9(4) COMP. 05 C PIC S9(4) COMP SYNC.\n01 R. 05 D PIC X.", head="", tail="")
    assert sizes(program) == {"A": (None, 3), "G": (None, 2), "B": (None, 2), "C": (None, 2), "R": (0, 1), "D": (0, 1)}
    assert program.item("B").unknown == "where its record begins is not known"


def test_a_record_that_was_not_read_does_not_lend_its_items_to_the_one_before(laid):
    program = laid("01 R. 05 A PIC X.\n01 S OCCURS COPY NOWHERE.\n05 B PIC X.")
    assert program.item("R").size == 1
    assert program.item("B").parent is None and program.item("B").offset is None


def test_screens_and_reports_have_fields_and_no_storage(laid):
    program = laid("""
        WORKING-STORAGE SECTION. 01 A PIC X(5).
        SCREEN SECTION. 01 S BLANK SCREEN. 05 F LINE 3 COL 4 PIC X(5) USING A. 05 V LINE 4 COL 4 VALUE "HELLO!".
    """)
    assert sizes(program) == {"A": (0, 5), "S": (None, None), "F": (None, 5), "V": (None, 6)}
    assert program.item("F").unknown == "items of a screen have no storage"


def test_redefines_of_what_is_not_there(laid):
    program = laid("01 R. 05 A PIC X(3). 05 B REDEFINES NOWHERE PIC X. 05 C PIC X.")
    assert sizes(program) == {"R": (0, None), "A": (0, 3), "B": (None, 1), "C": (None, 1)}


def test_nesting_and_length_of_a_record_cost_no_more_than_they_must(laid):
    deep = "\n".join(f"{level} A{level}." for level in (1, *range(100, 4000)))
    wide = "01 R.\n" + "\n".join(f"05 B{n} PIC X. 05 C{n} REDEFINES B{n} PIC X." for n in range(4000))
    program = laid(deep + "\n4000 LAST-ONE PIC X(3).\n" + wide)
    assert (program.item("A1").size, program.item("LAST-ONE").offset, program.item("R").size) == (3, 0, 4000)
    assert len(program.item("B7").overlaps()) == 2  # with a look at all others for each of them this would not end


FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").rglob("*.cbl"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_whatever_was_written_has_a_size_or_a_reason(parser, path):
    for program in build(parser.parse(read(path.read_bytes(), path.name), CopyLibrary("."))):
        for item in program.items:
            known = item.size is not None and item.extent is not None and item.offset is not None
            assert known == (not item.unknown), (item.name, item.unknown)
            assert all(item in other.overlaps() for other in item.overlaps()), item.name
        for file in program.files:
            assert file.name and file.organization and file.access
            assert file.record_size is None or file.record_size > 0


# ---- RENAMES and shared storage

SHARED = """
    01 R. 05 A PIC X(4). 05 B. 10 C PIC X(2). 10 D PIC X(2). 05 E REDEFINES B. 10 F PIC X. 10 G PIC X(3).
       05 H REDEFINES B PIC X(2). 05 I PIC X.
    66 J RENAMES C THRU D.
    66 K RENAMES A.
    01 S REDEFINES R. 05 T PIC X(4). 05 U PIC X(5).
    01 V PIC X.
"""


def shares(program, name):
    return {item.name for item in program.item(name).overlaps()}


def test_renames(laid):
    program = laid(SHARED + "\n66 L RENAMES NOWHERE.\n66 M RENAMES V.")
    assert [item.name for item in program.item("J").renamed] == ["C", "D"]
    assert [item.name for item in program.item("K").renamed] == ["A", "A"]
    assert program.item("J").record is program.item("R")
    assert (program.item("J").offset, program.item("J").size, program.item("K").size) == (4, 4, 4)
    assert (program.item("L").renamed, program.item("L").size) == (None, None)
    assert program.item("A").renamed is None


def test_overlaps(laid):
    program = laid(SHARED)
    assert shares(program, "A") == {"R", "K", "S", "T"}
    assert shares(program, "C") == {"R", "B", "E", "F", "G", "H", "J", "S", "U"}
    assert shares(program, "D") == {"R", "B", "E", "G", "J", "S", "U"}
    assert shares(program, "I") == {"R", "S", "U"}
    assert shares(program, "J") == {"R", "B", "C", "D", "E", "F", "G", "H", "S", "U"}
    assert shares(program, "U") == {"S", "R", "B", "C", "D", "E", "F", "G", "H", "I", "J"}
    assert shares(program, "V") == set()
    assert [item.name for item in program.item("A").overlaps()] == ["R", "K", "S", "T"], "in the order of the program"


def test_overlaps_where_offsets_are_not_known(laid):
    program = laid(
        "01 R. 05 A PIC X. COPY NOWHERE. 05 B PIC X(2). 05 C REDEFINES B. 10 D PIC X. 10 E PIC X.\n01 S REDEFINES R. 05 F PIC X."
    )
    assert shares(program, "A") == {"R", "S", "F"}, "not B, wherever that lies"
    assert shares(program, "B") == {"R", "C", "D", "E", "S", "F"}, "all that may"


def test_overlaps_is_mutual(laid):
    program = laid(SHARED)
    pairs = {(item.name, other.name) for item in program.items for other in item.overlaps()}
    assert pairs == {(b, a) for a, b in pairs}


def test_records_of_a_file_share_storage(laid):
    program = laid("FILE SECTION. FD F. 01 R1. 05 A PIC X. 05 B PIC X. 01 R2. 05 C PIC X.\nFD G. 01 R3 PIC X.")
    assert shares(program, "A") == {"R1", "R2", "C"}
    assert shares(program, "B") == {"R1"}, "R2 is shorter"
    assert shares(program, "R3") == set()


def test_same_record_area(laid):
    head = HEAD + "ENVIRONMENT DIVISION.\nINPUT-OUTPUT SECTION.\nI-O-CONTROL.\nSAME RECORD AREA FOR F, G.\nDATA DIVISION.\n"
    program = laid("FILE SECTION. FD F. 01 R1 PIC X. FD G. 01 R2 PIC X. FD H. 01 R3 PIC X.", head=head)
    assert shares(program, "R1") == {"R2"} and shares(program, "R3") == set()
