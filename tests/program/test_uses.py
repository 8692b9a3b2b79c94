"""What each statement reads and writes: the fixtures say it above the statement, and a statement that says nothing must do nothing.

*> reads: A B writes: C          items that the statement names, or that it reaches without naming them (FILE STATUS, records)
*> also reads: ... also writes:  items that share storage with those; compared in files that say "*> check: all"
*> outside: write through caller  above an entry: a use that no statement of the program makes
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from cobolscan.program.data.items import DataItem
from cobolscan.program.model import Program, build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "uses").glob("*.cbl"))
SHARED = ("group", "member", "redefines", "renames", "corresponding")
MARK = re.compile(r"(also reads|also writes|reads|writes|outside): *((?:(?!also |reads:|writes:).)*)")
Marks = dict[int, dict[str, set[str]]]


def programs(path: Path) -> list[Program]:
    tree = parse(read(path.read_bytes(), str(path), "free"))
    assert tree.complete, [(o.line, o.text, o.expected) for o in tree.opaques]
    return build(tree)


def marks(path: Path) -> Marks:
    """What is expected, by the line of code behind the marks."""
    found: Marks = defaultdict(lambda: defaultdict(set))
    pending: dict[str, set[str]] = defaultdict(set)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        text = line.strip()
        if text.startswith("*>"):
            for key, names in MARK.findall(text):
                pending[key] |= {names.strip()} if key == "outside" else set(re.findall(r"[\w-]+(?: OF [\w-]+)?", names))
        elif text and pending:
            found[number].update(pending)
            pending = defaultdict(set)
    return found


def named(program: Program, item: DataItem) -> str:
    """The item's name, with its record (or program) when others have it too."""
    alone = len(program.items_named(item.name)) == 1
    if not alone and item.parent is not None:
        return f"{item.name} OF {item.record.name}"
    return item.name if program.outer is None or not program.outer.items_named(item.name) else f"{item.name} OF {program.name}"


def done(path: Path, shared: bool) -> Marks:
    """What the model says, in the same form."""
    found: Marks = defaultdict(lambda: defaultdict(set))
    for program in programs(path):
        for item in program.items:
            if not item.name or item.level in (78, 88):
                continue
            for use in program.uses.of(item):
                also = "also " if use.through in SHARED and not (use.through == "corresponding" and use.mention.name == item.name) else ""
                if use.statement is None:
                    found[item.node.line]["outside"].add(f"{use.how} through {use.through}")
                elif shared or not also:
                    for key in (["reads"] if use.reads else []) + (["writes"] if use.writes else []):
                        found[use.statement.line][also + key].add(named(program, item))
    return found


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_statements_read_and_write_what_the_fixture_says(path):
    shared = "*> check: all" in path.read_text()
    expected = {line: {key: names for key, names in kinds.items() if shared or "also" not in key} for line, kinds in marks(path).items()}
    assert {line: dict(kinds) for line, kinds in done(path, shared).items()} == expected


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_name_of_the_fixtures_is_resolved(path):
    for program in programs(path):
        assert program.names.count
        assert not program.names.unresolved and not program.names.ambiguous


def test_writers_and_readers_are_told_apart(cobol):
    tested = cobol("MAIN. MOVE 1 TO A. ADD A TO B. DISPLAY B.", "01 A PIC 9. 01 B PIC 9. 01 C PIC 9.")
    a, b, c = (tested.item(name) for name in "ABC")
    assert [use.statement.name for use in tested.uses.writers(a)] == ["move_statement"]
    assert [use.statement.name for use in tested.uses.readers(a)] == ["add_statement"]
    assert [use.how for use in tested.uses.of(b)] == ["both", "read"]
    assert tested.uses.is_written(b) and not tested.uses.is_written(c) and not tested.uses.of(c)


def test_a_use_tells_how_much_of_the_item_is_meant(cobol):
    tested = cobol("MAIN. MOVE T (1) TO A. MOVE A (1:2) TO B. MOVE B TO A.", "01 A PIC X(9). 01 B PIC X(9). 01 G. 05 T PIC X OCCURS 5.")
    assert [use.part for use in tested.uses.readers(tested.item("T"))] == ["subscripted"]
    assert [use.part for use in tested.uses.readers(tested.item("A"))] == ["modified"]
    reference = tested.uses.readers(tested.item("B"))[0].reference
    assert reference.data_name == "B" and reference.line == tested.statements[2].line


def test_an_index_is_moved_by_set_perform_and_search(cobol):
    tested = cobol(
        """
        MAIN. SET TX TO 1. PERFORM VARYING TX FROM 1 BY 1 UNTIL TX > 5 DISPLAY T (TX) END-PERFORM.
        SEARCH T WHEN T (TX) = 1 CONTINUE END-SEARCH.
        """,
        "01 G. 05 T PIC 9 OCCURS 5 INDEXED BY TX.",
    )
    found = [(use.statement.name, use.how) for use in tested.uses.of_index("TX")]
    assert found[:2] == [("set_statement", "write"), ("perform_inline", "both")]
    assert ("search_phrase", "both") in found and found.count(("when_phrase", "read")) == 1
    assert tested.uses.of_index("NO-INDEX") == []


def test_storage_that_only_lies_beside_is_not_written(cobol):
    """REDEFINES shares bytes, not whole groups: the second half of a redefinition does not change the first."""
    tested = cobol("MAIN. MOVE 1 TO B2.", "01 G. 05 A. 10 A1 PIC 99. 10 A2 PIC 99. 05 B REDEFINES A. 10 B1 PIC 99. 10 B2 PIC 99.")
    assert [use.through for use in tested.uses.writers(tested.item("A2"))] == ["redefines"]
    assert not tested.uses.is_written(tested.item("A1"))


def test_a_file_status_in_a_group_is_written_with_the_group():
    text = """
       IDENTIFICATION DIVISION.
       PROGRAM-ID. T.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL. SELECT F ASSIGN TO "F" FILE STATUS FS.
       DATA DIVISION.
       FILE SECTION.
       FD F.
       01 R PIC X.
       WORKING-STORAGE SECTION.
       01 FS.
          05 FS1 PIC X.
          05 FS2 PIC X.
       PROCEDURE DIVISION.
           OPEN INPUT F.
           STOP RUN.
    """
    tested = build(parse(read(text.encode(), "t.cbl", "fixed")))[0]
    assert [(use.statement.name, use.through) for use in tested.uses.of(tested.item("FS2"))] == [("open_statement", "group")]
