"""In which paragraph a line of the file stands, when COPY and REPLACE write headers."""

from __future__ import annotations

import pytest

from cobolscan.program.model import build
from cobolscan.source.library import CopyLibrary
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

HEAD = ["IDENTIFICATION DIVISION.", "PROGRAM-ID. TESTED."]
DISPLAY = "DISPLAY 'X'."


@pytest.fixture
def paragraphs(tmp_path, monkeypatch):
    """The paragraph at each line of a program, from its PROCEDURE DIVISION on; it must be the one that the flow is in."""
    monkeypatch.chdir(tmp_path)

    def answer(lines, *, before=(), **members):
        for name, text in members.items():
            (tmp_path / f"{name}.cpy").write_text("".join(f"{line}\n" for line in text))
        head = [*HEAD, *before, "PROCEDURE DIVISION."]
        source = read("".join(f"{line}\n" for line in [*head, *lines]).encode(), "MAIN.cob", "free")
        tree = parse(source, CopyLibrary(str(tmp_path), reference_format="free"))
        (program,) = build(tree)
        own = [statement for statement in program.statements if statement.place().path == "MAIN.cob"]
        assert [program.paragraph_at(statement.place().line) for statement in own] == [statement.paragraph.name for statement in own]
        return [program.paragraph_at(number) for number, _ in enumerate(lines, len(head) + 1)]

    return answer


def test_a_paragraph_of_a_member_ends_the_one_before(paragraphs):
    lines = ["P1.", DISPLAY, "COPY M.", DISPLAY, "P3.", DISPLAY]
    assert paragraphs(lines, M=["P2.", DISPLAY]) == ["P1", "P1", "P2", "P2", "P3", "P3"]


def test_the_last_of_the_paragraphs_of_a_member_goes_on(paragraphs):
    assert paragraphs(["P1.", "COPY M.", DISPLAY], M=[DISPLAY, "P2.", "COPY N.", "P4.", DISPLAY], N=["P3.", DISPLAY]) == ["P1", "P4", "P4"]


def test_a_member_without_paragraphs_changes_nothing(paragraphs):
    assert paragraphs(["P1.", "COPY M.", DISPLAY], M=[DISPLAY]) == ["P1", "P1", "P1"]


def test_a_member_that_has_the_first_paragraph(paragraphs):
    assert paragraphs(["COPY M.", DISPLAY], M=["P1.", DISPLAY]) == ["P1", "P1"]


def test_a_name_that_replace_writes_stands_where_the_header_is(paragraphs):
    lines = ["P1.", DISPLAY, "OLD.", DISPLAY, "P3.", DISPLAY]
    assert paragraphs(lines, before=["REPLACE ==OLD== BY ==P2==."]) == ["P1", "P1", "P2", "P2", "P3", "P3"]


def test_a_name_that_replacing_writes(paragraphs):
    lines = ["P1.", DISPLAY, "COPY M REPLACING", "==OLD== BY ==P2==.", DISPLAY]
    assert paragraphs(lines, M=["OLD.", DISPLAY]) == ["P1", "P1", "P2", "P2", "P2"]
