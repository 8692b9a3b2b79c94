"""COPY, REPLACE and includes carried out: the text is cobc's, and each token knows where it comes from."""

import shutil
import subprocess

import pytest

from cobolscan.source.library import CopyLibrary
from cobolscan.source.reader import read
from cobolscan.syntax import expansion
from cobolscan.syntax.parser import Parser

MOST_COPIES = "at most 500 COPY statements with those of all copy members"
HEAD = ("IDENTIFICATION DIVISION.", "PROGRAM-ID. MAINPROG.", "DATA DIVISION.", "WORKING-STORAGE SECTION.")


@pytest.fixture(scope="module")
def parser():
    return Parser()


class Estate:
    """A folder of files in fixed format, and what is made of its program."""

    def __init__(self, folder, parser):
        self.folder = folder
        self.parser = parser

    def write(self, **members):
        for name, lines in members.items():
            path = self.folder / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"       {line}\n" for line in lines))
        return self

    def tree(self, name="MAIN.cbl"):
        return self.parser.parse(read((self.folder / name).read_bytes(), name), CopyLibrary("."))

    def cobc(self, name="MAIN.cbl"):
        """The tokens of what cobc makes of a program before it compiles it."""
        done = subprocess.run(["cobc", "-E", name], capture_output=True, text=True, cwd=self.folder)
        assert done.returncode == 0, done.stderr
        text = "\n".join(line for line in done.stdout.split("\n") if not line.startswith("#"))
        return self.parser.tokenizer.unfused(read(text.encode(), name, "free").upper).texts


@pytest.fixture
def estate(tmp_path, monkeypatch, parser):
    monkeypatch.chdir(tmp_path)
    return Estate(tmp_path, parser)


def places(tree, *words):
    """Path, line and column of each token that is one of the words, with the lines of the COPY statements that led to it."""
    found = []
    for number, text in enumerate(tree.tokens_.texts):
        if text in words:
            origin = tree.origin(number)
            found.append((text, origin.source.path, *origin.position, [(step.path, step.line) for step in origin.chain]))
    return found


CASES = {
    "plain": {"MAIN_cbl": (*HEAD, "COPY LAYOUT.", "77  Z PIC X."), "LAYOUT_cpy": ("01  REC.", "    05  A PIC 9(4) VALUE 3543.")},
    "within_an_entry": {"MAIN_cbl": (*HEAD, "01  REC. COPY FIELDS.", "77  Z PIC X."), "FIELDS_cpy": ("    05  A PIC X.",)},
    "literal_name_and_suppress": {"MAIN_cbl": (*HEAD, 'COPY "lib/one.cpy" SUPPRESS.'), "lib__one_cpy": ("77  A PIC X.",)},
    "nested": {"MAIN_cbl": (*HEAD, "COPY OUTER."), "OUTER_cpy": ("01  REC.", "    COPY INNER."), "INNER_cpy": ("    05  A PIC X.",)},
    "replacing_words_and_literals": {
        "MAIN_cbl": (*HEAD, "COPY BOOK REPLACING OLD BY NEWER 'OLD' BY 'NEW' 7 BY 9."),
        "BOOK_cpy": ("01  OLD PIC X(3) VALUE 'OLD'.", "01  OLDER PIC 9 VALUE 7."),
    },
    "replacing_pseudo_text": {
        "MAIN_cbl": (*HEAD, "COPY BOOK REPLACING ==PIC X(4)== BY ==PIC 9(8) COMP==", "    ==VALUE  ZERO== BY ====."),
        "BOOK_cpy": ("01  A PIC X(4).", "01  B PIC 9 VALUE", "    ZERO.", "01  C PIC X (4)."),
    },
    "replacing_parts_of_words": {
        "MAIN_cbl": (*HEAD, "COPY BOOK REPLACING ==:TAG:== BY ==WS==.", "COPY BOOK REPLACING ==:TAG:== BY ==LS==."),
        "BOOK_cpy": ("01  :TAG:-REC.", "    05  A-:TAG:-FIELD PIC X.", "    05  :TAG: PIC X."),
    },
    "replacing_in_a_picture": {"MAIN_cbl": (*HEAD, "COPY BOOK REPLACING ==:LEN:== BY ==10==."), "BOOK_cpy": ("01  A PIC X(:LEN:).",)},
    "replacing_leading_and_trailing": {
        "MAIN_cbl": (*HEAD, "COPY BOOK REPLACING LEADING ==OLD== BY ==NEW==", "    TRAILING ==-IN== BY ==-OUT==."),
        "BOOK_cpy": ("01  OLD-REC.", "    05  OLD-A PIC X.", "    05  A-OLD PIC X.", "    05  B-IN PIC X.", "    05  IN-B PIC X."),
    },
    "replacing_with_qualified_name": {
        "MAIN_cbl": (*HEAD, "01  X. 05 Y PIC X.", "PROCEDURE DIVISION.", "COPY BODY REPLACING A OF B BY Y OF X."),
        "BODY_cpy": ("    MOVE 'Z' TO A OF B.", "    STOP RUN."),
    },
    "the_first_that_fits_is_taken": {
        "MAIN_cbl": (*HEAD, "COPY BOOK REPLACING LEADING ==AB== BY ==Z== ==ABC== BY ==Q==", "    ==ABD== BY ==R==."),
        "BOOK_cpy": ("77  ABC PIC X.", "77  ABD PIC X.", "77  XAB PIC X."),
    },
    "replace_holds_until_off_and_through_copy": {
        "MAIN_cbl": (
            *HEAD,
            "REPLACE ==ALPHA== BY ==BETA== ==3543== BY ==1==.",
            "01  ALPHA PIC X.",
            "COPY BOOK.",
            "REPLACE OFF.",
            "01  ALPHA PIC 9.",
        ),
        "BOOK_cpy": ("01  GAMMA PIC 9(4) VALUE 3543.", "01  ALPHA2 REDEFINES ALPHA PIC X."),
    },
    "replace_also_until_last_off": {
        "MAIN_cbl": (
            *HEAD,
            "REPLACE ==ALPHA== BY ==BETA== ==GAMMA== BY ==DELTA==.",
            "REPLACE ALSO ==ALPHA== BY ==ZETA==.",
            "01  ALPHA PIC X.",
            "01  GAMMA PIC X.",
            "REPLACE LAST OFF.",
            "01  ALPHA PIC X.",
            "REPLACE OFF.",
            "01  ALPHA PIC X.",
        ),
    },
    "replace_within_a_member_goes_on_behind_it": {
        "MAIN_cbl": (*HEAD, "COPY DEFS.", "77  A :KIND:.", "PROCEDURE DIVISION.", "    DISPLAY A UPON CONSOLE.", "    STOP RUN."),
        "DEFS_cpy": ("REPLACE ==:KIND:== BY ==PIC X(9)==.",),
    },
    "replace_parts_of_words": {"MAIN_cbl": (*HEAD, "REPLACE LEADING ==PRE-== BY ==POST-==.", "01  PRE-A PIC X.", "01  PRE PIC X.")},
    "copy_in_a_sentence": {
        "MAIN_cbl": (*HEAD, "77  A PIC 9.", "PROCEDURE DIVISION.", "    IF A = 1 COPY BODY. ELSE MOVE 2 TO A.", "    STOP RUN."),
        "BODY_cpy": ("    MOVE 1 TO A",),
    },
    "conditional_compilation": {
        "MAIN_cbl": (
            *HEAD,
            ">>DEFINE MODE AS 2",
            ">>IF MODE = 1",
            "77  ONE PIC X.",
            ">>ELIF MODE = 2",
            "77  TWO PIC X.",
            ">>ELSE",
            "77  THREE PIC X.",
            ">>END-IF",
            ">>IF MODE IS DEFINED",
            "COPY BOOK.",
            ">>END-IF",
        ),
        "BOOK_cpy": ("77  FOUR PIC X.",),
    },
}


@pytest.mark.parametrize("case", CASES)
def test_the_text_is_that_of_cobc(case, estate):
    if shutil.which("cobc") is None:
        pytest.skip("GnuCOBOL's cobc is not installed: nothing to compare with (CI installs it)")
    tree = estate.write(**CASES[case]).tree()
    assert tree.tokens_.texts == estate.cobc()
    assert tree.complete, tree.opaques


@pytest.mark.parametrize("case", CASES)
def test_each_token_is_where_it_says_or_stands_for_what_is_there(case, estate):
    tree = estate.write(**CASES[case]).tree()
    for number, text in enumerate(tree.tokens_.texts):
        origin = tree.origin(number)
        line, column = origin.position
        written = (estate.folder / origin.source.path).read_text().split("\n")[line - 1][column - 1 :].upper()
        same = written.startswith(text.split("\n")[0]) or text.startswith(written.rstrip())
        assert same or written[0] in ":POAIB", (text, written)  # a part of the word was replaced: it is where the word is


def test_a_token_knows_its_chain(estate):
    estate.write(
        MAIN_cbl=(*HEAD, "COPY OUTER."), OUTER_cpy=("01  REC.", "    COPY INNER."), INNER_cpy=("    05  DEEP PIC X VALUE '3543'.",)
    )
    tree = estate.tree()
    assert places(tree, "REC", "DEEP") == [
        ("REC", "OUTER.cpy", 1, 12, [("MAIN.cbl", 5)]),
        ("DEEP", "INNER.cpy", 1, 16, [("MAIN.cbl", 5), ("OUTER.cpy", 2)]),
    ]
    assert [(copy.name, copy.path, copy.line, copy.target) for copy in tree.copies] == [
        ("OUTER", "MAIN.cbl", 5, "OUTER.cpy"),
        ("INNER", "OUTER.cpy", 2, "INNER.cpy"),
    ]


def test_replaced_words_stand_where_they_were_written_and_parts_where_the_word_is(estate):
    estate.write(
        MAIN_cbl=(*HEAD, "COPY BOOK REPLACING ==:TAG:== BY ==WS==", "    LIMIT BY 3543."),
        BOOK_cpy=("01  :TAG:-POOL PIC 9(4) VALUE LIMIT.",),
    )
    tree = estate.tree()
    assert places(tree, "WS-POOL", "3543", "VALUE") == [
        ("WS-POOL", "BOOK.cpy", 1, 12, [("MAIN.cbl", 5)]),
        ("VALUE", "BOOK.cpy", 1, 32, [("MAIN.cbl", 5)]),
        ("3543", "MAIN.cbl", 6, 21, [("MAIN.cbl", 5)]),
    ]


def test_what_is_wrong_in_a_member_is_reported_there(estate):
    estate.write(MAIN_cbl=(*HEAD, "COPY BOOK.", "77  Z PIC X."), BOOK_cpy=("01  REC.", "    05  A PIC X FROBNICATE 3."))
    tree = estate.tree()
    assert not tree.complete
    assert [(opaque.path, opaque.line) for opaque in tree.opaques] == [("BOOK.cpy", 2)]
    assert tree.unparsed_lines == 0, "no line of the program itself"


def test_a_file_of_nothing_but_a_copy_or_a_replace_is_not_taken_for_its_member(estate):
    estate.write(COPY_cpy=("COPY BOOK.",), REPLACE_cpy=("REPLACE ==A== BY ==B==.", "77  Z PIC X."), BOOK_cpy=("", "77  Z PIC X."))
    assert places(estate.tree("COPY.cpy"), "Z") == [("Z", "BOOK.cpy", 2, 12, [("COPY.cpy", 1)])]
    assert places(estate.tree("REPLACE.cpy"), "Z") == [("Z", "REPLACE.cpy", 2, 12, [])]


def test_a_missing_member_is_no_error_and_a_vendors_is_none_at_all(estate):
    tree = estate.write(MAIN_cbl=(*HEAD, "COPY NOWHERE.", "COPY DFHAID.", "77  Z PIC X.")).tree()
    assert tree.complete
    assert [copy.name for copy in tree.copies if copy.missing] == ["NOWHERE"]


def test_a_member_that_cannot_be_read_is_told(estate, monkeypatch):
    estate.write(MAIN_cbl=(*HEAD, "COPY OUTER.", "77  Z PIC X."), OUTER_cpy=("77  A PIC X.", "COPY LOCKED."), LOCKED_cpy=("77  L PIC X.",))

    def locked(path, *arguments):
        if str(path) == "LOCKED.cpy":
            raise PermissionError(13, "Permission denied")
        return open(path, *arguments)

    monkeypatch.setattr("cobolscan.source.reader.open", locked, raising=False)
    tree = estate.tree()
    assert [(opaque.path, opaque.line, opaque.expected) for opaque in tree.opaques] == [
        ("OUTER.cpy", 2, ["a member that can be read (Permission denied)"])
    ]
    assert [name for name, *_ in places(tree, "A", "L", "Z")] == ["A", "Z"]


def test_a_member_that_is_too_large_is_told_and_not_read(estate):
    estate.write(MAIN_cbl=(*HEAD, "COPY HUGE.", "77  Z PIC X."))
    with (estate.folder / "HUGE.cpy").open("wb") as file:
        file.truncate(3_000_000_000)  # takes no room
    tree = estate.tree()
    assert [(opaque.line, opaque.expected) for opaque in tree.opaques] == [(5, ["a member that can be read (larger than 64 MB)"])]
    assert "Z" in tree.tokens_.texts


def test_a_replace_in_the_place_of_a_copy_name_is_taken_once(estate):
    tree = estate.write(MAIN_cbl=(*HEAD, "77  A PIC X.", "COPY REPLACE OFF.", "77  Z PIC X.")).tree()
    assert sum(item.length for item in tree.items) == tree.tokens
    assert [tree.text(number) for number in range(tree.tokens)].count("OFF") == 1
    assert not tree.complete


def test_an_include_in_the_place_of_a_copy_name_is_taken_once(estate):
    tree = estate.write(MAIN_cbl=(*HEAD, "COPY EXEC SQL INCLUDE A END-EXEC.", "77  Z PIC X.")).tree()
    assert [tree.text(number) for number in range(tree.tokens)].count("Z") == 1
    assert not tree.complete


def test_recursion_is_reported_and_ends(estate):
    estate.write(
        MAIN_cbl=(*HEAD, "COPY ONE.", "77  Z PIC X."), ONE_cpy=("77  A PIC X.", "COPY TWO."), TWO_cpy=("77  B PIC X.", "COPY ONE.")
    )
    tree = estate.tree()
    assert [(opaque.path, opaque.line, opaque.expected) for opaque in tree.opaques] == [
        ("TWO.cpy", 2, ["a member that does not copy itself"])
    ]
    assert "Z" in tree.tokens_.texts


@pytest.mark.parametrize("name", ["M", '"M.cpy"', '"../prog/M.cpy"'])
def test_a_member_that_copies_itself_is_not_missing(estate, name):
    estate.write(prog__MAIN_cbl=(*HEAD, "COPY M.", "77  Z PIC X."), prog__M_cpy=("77  A PIC X.", f"COPY {name}."))
    tree = estate.tree("prog/MAIN.cbl")
    assert [(opaque.path, opaque.expected) for opaque in tree.opaques] == [("prog/M.cpy", ["a member that does not copy itself"])]
    assert not any(copy.missing for copy in tree.copies)


def test_what_is_remembered_of_a_member_does_not_depend_on_who_copied_it_first(estate, parser):
    estate.write(
        MAIN_cbl=(*HEAD, "COPY ONE."),
        OTHER_cbl=(*HEAD, "COPY TWO."),
        ONE_cpy=("77  A PIC X.", "COPY TWO."),
        TWO_cpy=("77  B PIC X.", "COPY ONE."),
    )
    alone = Estate(estate.folder, Parser()).tree("OTHER.cbl")
    estate.tree("MAIN.cbl")
    again = estate.tree("OTHER.cbl")
    assert again.tokens_.texts == alone.tokens_.texts
    assert [opaque.path for opaque in again.opaques] == [opaque.path for opaque in alone.opaques]


def test_blow_up_is_bounded(estate, monkeypatch):
    monkeypatch.setattr(expansion, "MAX_TOKENS", 5_000)
    members = {f"M{n}_cpy": (f"COPY M{n + 1}.", f"COPY M{n + 1}.") for n in range(30)}
    tree = estate.write(MAIN_cbl=(*HEAD, "COPY M0."), M30_cpy=("77  A PIC X.",), **members).tree()
    assert tree.tokens < 20_000
    assert any("tokens with all copy members" in opaque.expected[0] for opaque in tree.opaques)


def test_depth_is_bounded(estate):
    members = {f"D{n}_cpy": (f"COPY D{n + 1}.",) for n in range(200)}
    tree = estate.write(MAIN_cbl=(*HEAD, "COPY D0."), D200_cpy=("77  A PIC X.",), **members).tree()
    assert [opaque.expected for opaque in tree.opaques] == [[f"COPY at most {expansion.MAX_DEPTH} deep"]]


def test_the_depth_does_not_depend_on_what_is_remembered(estate, parser):
    members = {f"D{n}_cpy": (f"COPY D{n + 1}.",) for n in range(44)}
    estate.write(MAIN_cbl=(*HEAD, "COPY D0."), OTHER_cbl=(*HEAD, "COPY D10."), D44_cpy=("77  A PIC X.",), **members)
    alone = [Estate(estate.folder, Parser()).tree(name) for name in ("MAIN.cbl", "OTHER.cbl")]
    estate.tree("OTHER.cbl")
    after = [estate.tree(name) for name in ("MAIN.cbl", "OTHER.cbl")]
    assert [tree.tokens_.texts for tree in after] == [tree.tokens_.texts for tree in alone]
    assert [tree.complete for tree in after] == [False, True]


@pytest.mark.parametrize("leaf", [("77  A PIC X.",), ()])
def test_many_copies_of_little_or_nothing_are_bounded(leaf, estate, monkeypatch):
    monkeypatch.setattr(expansion, "MAX_COPIES", 500)
    members = {f"M{n}_cpy": (f"COPY M{n + 1}.", f"COPY M{n + 1}.") for n in range(40)}
    tree = estate.write(MAIN_cbl=(*HEAD, "COPY M0.", "77  Z PIC X."), M40_cpy=leaf, **{**members, "M30_cpy": leaf}).tree()
    assert [(opaque.line, opaque.expected) for opaque in tree.opaques] == [
        (5, ["at most 500 COPY statements with those of all copy members"])
    ]
    assert [copy.target for copy in tree.copies] == ["M0.cpy"]
    assert "Z" in tree.tokens_.texts


def test_recursion_with_fan_out_is_bounded(estate, monkeypatch):
    monkeypatch.setattr(expansion, "MAX_COPIES", 500)
    names = [f"R{n}" for n in range(9)]
    members = {f"{name}_cpy": [f"COPY {other}." for other in names if other != name] for name in names}
    tree = estate.write(MAIN_cbl=(*HEAD, "COPY R0."), **members).tree()
    assert [opaque.expected for opaque in tree.opaques] == [[MOST_COPIES]]


def test_what_replacing_puts_is_bounded(estate, monkeypatch):
    monkeypatch.setattr(expansion, "MAX_TOKENS", 5_000)
    words = ("    A A A A A A A A A A A A A A A A A A A A",) * 20
    estate.write(MAIN_cbl=(*HEAD, "COPY BOOK REPLACING ==A== BY ==" + "B " * 20, "    ==."), BOOK_cpy=words)
    tree = estate.tree()
    assert [opaque.expected for opaque in tree.opaques] == [["at most 5,000 tokens with all copy members"]]


def test_an_include_without_its_period_at_the_end_of_a_file(estate):
    tree = estate.write(MAIN_cbl=(*HEAD, "    EXEC SQL INCLUDE DEFS.CPY END-EXEC")).tree()
    assert [copy.name for copy in tree.copies if copy.missing] == ["DEFS.CPY"]


def test_nothing_is_no_part_of_a_word(estate):
    tree = estate.write(MAIN_cbl=(*HEAD, "REPLACE LEADING ==== BY ==X-== ==A== BY ==B==.", "77  A PIC X.")).tree()
    assert tree.tokens_.texts[-4:] == ["77", "B", "PIC X", "."]


def test_a_copy_without_its_period_is_told_at_its_end(estate):
    estate.write(MAIN_cbl=(*HEAD, "COPY BOOK", "77  Z PIC X."), BOOK_cpy=("77  A PIC X.",))
    tree = estate.tree()
    assert [(opaque.path, opaque.line, opaque.column, opaque.expected) for opaque in tree.opaques] == [("", 5, 17, ["a period"])]


def test_problems_in_a_member_whose_words_are_replaced_stay_where_they_are(estate):
    estate.write(
        MAIN_cbl=(*HEAD, "COPY M REPLACING ==A== BY ==B==.", "77  Z PIC X."), M_cpy=("77  A PIC X.", "COPY N."), N_cpy=("COPY M.",)
    )
    assert [(opaque.path, opaque.line) for opaque in estate.tree().opaques] == [("N.cpy", 1)]


def test_include_of_sql_and_of_panvalet(estate):
    estate.write(
        MAIN_cbl=(
            *HEAD,
            "    EXEC SQL INCLUDE TABDCL END-EXEC.",
            "    EXEC SQL INCLUDE SQLCA END-EXEC.",
            "++INCLUDE PANBOOK",
            "77  Z PIC X.",
        ),
        TABDCL_cpy=("01  DCLTAB. 05 COL-A PIC X.",),
        PANBOOK_cpy=("77  P PIC X.",),
    )
    tree = estate.tree()
    assert tree.complete, tree.opaques
    assert [name for name, *_ in places(tree, "COL-A", "P", "Z")] == ["COL-A", "P", "Z"]
    assert [(copy.name, copy.missing) for copy in tree.copies] == [("TABDCL", False), ("SQLCA", False), ("PANBOOK", False)]


def test_include_of_librarian(estate):
    estate.write(MAIN_cbl=HEAD, LIBBOOK_cpy=("77  L PIC X.",))
    with (estate.folder / "MAIN.cbl").open("a") as file:
        file.write("-INC 'LIBBOOK'                                                          00010000\n       77  Z PIC X.\n")
    tree = estate.tree()
    assert tree.complete, tree.opaques
    assert [name for name, *_ in places(tree, "L", "Z")] == ["L", "Z"]
    assert [(copy.name, copy.line, copy.column) for copy in tree.copies] == [("LIBBOOK", 5, 1)]


def test_parts_of_words_as_literals(estate):
    """As GnuCOBOL 3.2 takes them."""
    estate.write(MAIN_cbl=(*HEAD, "REPLACE LEADING 'QQ' BY SPACES TRAILING 'Z' BY 'Y'.", "77  QQA PIC X.", "77  CZ PIC X."))
    tree = estate.tree()
    assert tree.complete, tree.opaques
    assert [text for text in tree.tokens_.texts if text in ("A", "CY")] == ["A", "CY"]


def test_a_file_name_without_quotes(estate):
    estate.write(
        MAIN_cbl=(
            *HEAD,
            "COPY here.cpy REPLACING ==(TAG)== BY ==WS==.",
            "COPY absent.cpy REPLACING A BY B.",
            "COPY 'gone.cpy'.",
            "77  Z PIC X.",
        ),
        here_cpy=("77  (TAG)-A PIC X.",),
    )
    tree = estate.tree()
    assert tree.complete, tree.opaques
    assert [name for name, *_ in places(tree, "WS-A", "Z")] == ["WS-A", "Z"]
    assert [(copy.name, copy.missing) for copy in tree.copies] == [("HERE.CPY", False), ("ABSENT.CPY", True), ("gone.cpy", True)]
    assert estate.tree("here.cpy").complete, "the member alone"


def test_names_in_quotes_and_libraries_are_as_written(estate):
    estate.write(
        MAIN_cbl=(
            *HEAD,
            'COPY "a/x.cpy".',
            "COPY 'b/x.cpy'.",
            "COPY M OF lib.",
            "COPY M IN 'lib2'.",
            "COPY '../Out/s.cpy'.",
            "77  Z PIC X.",
        ),
        a__x_cpy=("77  XA PIC X.",),
        b__x_cpy=("77  XB PIC X.",),
        lib__M_cpy=("77  MA PIC X.",),
        lib2__M_cpy=("77  MB PIC X.",),
    )
    tree = estate.tree()
    assert [name for name, *_ in places(tree, "XA", "XB", "MA", "MB", "Z")] == ["XA", "XB", "MA", "MB", "Z"]
    assert [(copy.name, copy.library, copy.target) for copy in tree.copies] == [
        ("a/x.cpy", None, "a/x.cpy"),
        ("b/x.cpy", None, "b/x.cpy"),
        ("M", "lib", "lib/M.cpy"),
        ("M", "lib2", "lib2/M.cpy"),
        ("../Out/s.cpy", None, None),
    ]


def test_members_inherit_the_decimal_comma(estate):
    estate.write(
        MAIN_cbl=(
            "IDENTIFICATION DIVISION.", "PROGRAM-ID. M.", "ENVIRONMENT DIVISION.", "CONFIGURATION SECTION.",
            "SPECIAL-NAMES. DECIMAL-POINT IS COMMA.", "DATA DIVISION.", "WORKING-STORAGE SECTION.", "COPY RATES.",
        ),
        RATES_cpy=("77  RATE PIC 9V99 VALUE 1,25.",),
    )  # fmt: skip
    assert "1,25" in estate.tree().tokens_.texts


def test_members_are_read_in_the_format_of_the_program_when_nothing_in_them_tells(estate):
    """In free format there is no column 72."""
    (estate.folder / "FREE.cbl").write_text(
        "identification division.\nprogram-id. f.\ndata division.\nworking-storage section.\ncopy book.\n"
    )
    (estate.folder / "book.cpy").write_text(" " * 8 + "77  WIDE-ITEM PIC X(10) VALUE 'ABC'." + " " * 35 + "77  FAR-ITEM PIC X.\n")
    assert "FAR-ITEM" in estate.tree("FREE.cbl").tokens_.texts
    tree = estate.write(MAIN_cbl=(*HEAD, "COPY book.")).tree()
    assert "FAR-ITEM" not in tree.tokens_.texts
    assert "FAR-ITEM" in estate.tree("FREE.cbl").tokens_.texts, "also behind a program in fixed format"


@pytest.mark.parametrize("mode", [True, False])
def test_debugging_lines_of_members_are_code_when_the_program_says_so(estate, mode):
    computer = "SOURCE-COMPUTER. X WITH DEBUGGING MODE." if mode else "SOURCE-COMPUTER. X."
    head = ("IDENTIFICATION DIVISION.", "PROGRAM-ID. M.", "ENVIRONMENT DIVISION.", "CONFIGURATION SECTION.", computer, *HEAD[2:])
    estate.write(MAIN_cbl=(*head, "COPY BOOK."))
    (estate.folder / "BOOK.cpy").write_text("       77  A PIC X.\n      D77  B PIC X.\n")
    assert ("B" in estate.tree().tokens_.texts) is mode


def test_lines_that_are_left_out_are_counted(estate):
    tree = estate.write(MAIN_cbl=(*HEAD, ">>IF NEVER IS DEFINED", "77  ONE PIC X.", "FROBNICATE.", ">>END-IF", "77  TWO PIC X.")).tree()
    assert tree.complete
    assert tree.inactive_lines == 2
    assert "ONE" not in tree.tokens_.texts and "TWO" in tree.tokens_.texts


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("A = 2", True),
        ("A > 2", False),
        ("A NOT = 3 AND B = 'X'", True),
        ("B = 'Y' OR A >= 2", True),
        ("(A + 1) * 2 = 6", True),
        ("A / 4 = 0", True),
        ("A IS DEFINED", True),
        ("A NOT DEFINED", False),
        ("C DEFINED", False),
        ("C IS NOT DEFINED", True),
        ("C = 1", False),
        ("NOT (A = 1)", True),
        ("A LESS THAN OR EQUAL TO 2", True),
    ],
)
def test_conditions(estate, condition, holds):
    lines = (">>DEFINE A AS 2", ">>DEFINE B 'X'", f">>IF {condition}", "77  YES PIC X.", ">>ELSE", "77  NO1 PIC X.", ">>END-IF")
    tree = estate.write(MAIN_cbl=(*HEAD, *lines)).tree()
    assert tree.complete, tree.opaques
    assert ("YES" in tree.tokens_.texts, "NO1" in tree.tokens_.texts) == (holds, not holds)


@pytest.mark.parametrize(("value", "word"), [("1", "ONE"), ("3", "FEW"), ("9", "MANY")])
def test_evaluate(estate, value, word):
    lines = (
        f">>DEFINE N {value}", ">>EVALUATE N",
        ">>WHEN 1", "77  ONE PIC X.", ">>WHEN 2 THRU 5", "77  FEW PIC X.", ">>WHEN OTHER", "77  MANY PIC X.",
        ">>END-EVALUATE", ">>EVALUATE TRUE", ">>WHEN N > 100", "77  HUGE PIC X.", ">>END-EVALUATE",
    )  # fmt: skip
    tree = estate.write(MAIN_cbl=(*HEAD, *lines)).tree()
    assert tree.complete, tree.opaques
    assert [name for name in ("ONE", "FEW", "MANY", "HUGE") if name in tree.tokens_.texts] == [word]


def test_micro_focus_conditions_see_level_78_and_members(estate):
    estate.write(
        MAIN_cbl=(
            *HEAD,
            "COPY DEFS.",
            "78  SIZE-OF VALUE 64.",
            "$IF SIZE-OF = 64",
            "77  WIDE PIC X.",
            "$END",
            "$IF FLAG DEFINED",
            "77  SET1 PIC X.",
            "$END",
        ),
        DEFS_cpy=("$SET CONSTANT FLAG(1)", "77  D PIC X."),
    )
    tree = estate.tree()
    assert tree.complete, tree.opaques
    assert {"WIDE", "SET1"} <= set(tree.tokens_.texts)


@pytest.mark.parametrize("lines", [(">>IF A ! B", ">>END-IF"), (">>ELSE",), (">>IF A = 1",), (">>DEFINE X AS 1 / 0",)])
def test_a_directive_that_is_not_understood_is_told(estate, lines):
    tree = estate.write(MAIN_cbl=(*HEAD, *lines, "77  Z PIC X.")).tree()
    assert not tree.complete
    assert tree.opaques[0].expected == ["a compiler directive"]


@pytest.mark.parametrize("member", [["01  A PIC X."], ["A TO B"], ["COPY OUTER."], None])
def test_a_member_of_nothing_but_a_copy_is_a_copybook_whatever_is_copied(estate, member):
    estate.write(OUTER_cpy=["COPY INNER."], **({} if member is None else {"INNER_cpy": member}))
    assert estate.tree("OUTER.cpy").kind == "copybook"


def test_a_copy_that_is_not_carried_out_makes_no_file_something_else(estate, monkeypatch):
    monkeypatch.setattr(expansion, "MAX_TOKENS", 1)
    tree = estate.write(OUTER_cpy=["COPY INNER."], INNER_cpy=["01  A PIC X."]).tree("OUTER.cpy")
    assert (tree.kind, tree.complete) == ("copybook", False)


WORDS_PUT = {
    "replace": (
        {"MAIN_cbl": (*HEAD, "01  A PIC X.", "REPLACE ==FOO== BY ==TO TO==.", "PROCEDURE DIVISION.", "    MOVE 1 FOO A.", "    STOP RUN.")},
        ("", 8, 19, 8, 24),
    ),
    "replacing": (
        {
            "MAIN_cbl": (*HEAD, "01  A PIC X.", "PROCEDURE DIVISION.", "    COPY BODY REPLACING ==X1== BY ==A B C==.", "    STOP RUN."),
            "BODY_cpy": ("    DISPLAY A.", "    MOVE X1 TO A."),
        },
        ("BODY.cpy", 2, 17, 2, 24),
    ),
    "replace_in_a_member": (
        {
            "MAIN_cbl": (*HEAD, "COPY DEFS.", "01  A PIC X.", "PROCEDURE DIVISION.", "    MOVE 1 FOO A.", "    STOP RUN."),
            "DEFS_cpy": ("REPLACE ==FOO== BY ==TO TO==.",),
        },
        ("", 8, 19, 8, 24),
    ),
    "replaced_twice": (
        {
            "MAIN_cbl": (
                *HEAD,
                "01  A PIC X.",
                "REPLACE ==BAR== BY ==TO TO==.",
                "PROCEDURE DIVISION.",
                "    COPY BODY REPLACING ==FOO== BY ==BAR==.",
                "    STOP RUN.",
            ),
            "BODY_cpy": ("    DISPLAY A.", "    MOVE 1 FOO A."),
        },
        ("BODY.cpy", 2, 19, 2, 24),
    ),
    "several_words": (
        {"MAIN_cbl": (*HEAD, "REPLACE ==FOO", "  BAR== BY ==VALUE VALUE==.", "01  A", "    FOO", "    BAR X.")},
        ("", 8, 12, 9, 18),
    ),
}


@pytest.mark.parametrize("case", WORDS_PUT)
def test_what_is_wrong_with_replaced_words_is_told_where_they_stand(estate, case):
    members, place = WORDS_PUT[case]
    found = [(o.path, o.line, o.column, o.end_line, o.end_column) for o in estate.write(**members).tree().opaques]
    assert found[:1] == [place]


def test_a_part_of_a_file_ends_in_that_file_and_not_before_it_begins(estate):
    estate.write(
        MAIN_cbl=(*HEAD, "COPY BOOK REPLACING TYP BY", "  ==X(5)==.", "REPLACE ==KIND== BY ==X(5)==.", "01  Z PIC KIND."),
        BOOK_cpy=("01  A.", "    05  B PIC TYP."),
    )
    tree = estate.tree()
    member, own = (number for number, text in enumerate(tree.tokens_.texts) if text == "PIC X(5)")
    assert tree.span(member, member) == tree.span_within(member, 0, 8) == ("BOOK.cpy", 2, 18, 2, 22)
    assert tree.span(own, own) == tree.span_within(own, 0, 8) == ("MAIN.cbl", 8, 14, 8, 18)
    assert tree.end_position(member) == (2, 22)
    assert tree.end_position(own) == (8, 18)


@pytest.mark.parametrize("case", [*CASES, *WORDS_PUT])
def test_no_part_of_a_file_ends_before_it_begins(estate, case):
    tree = estate.write(**(CASES[case] if case in CASES else WORDS_PUT[case][0])).tree()
    for first in range(tree.tokens):
        for last in range(first, min(first + 9, tree.tokens)):
            for path, *place in (tree.span(first, last), tree.region(first, last)):
                lines = (estate.folder / path).read_text().split("\n")
                assert place[:2] < place[2:]
                assert place[3] <= len(lines[place[2] - 1]) + 1
