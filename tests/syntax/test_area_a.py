"""A missing period before a paragraph header: area A tells the header from an operand."""

import pytest

from cobolscan.program.model import build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

HEAD = "IDENTIFICATION DIVISION.\nPROGRAM-ID. X.\nPROCEDURE DIVISION.\nMAIN-P."


def parsed(statement, header="NEXT-P.", indent="    "):
    lines = [*HEAD.split("\n"), f"    {statement}", f"{indent}{header}", '    CALL "Y".', "    GOBACK."]
    return parse(read("".join(f"       {line}\n" for line in lines).encode(), "x.cbl", "fixed"))


@pytest.mark.parametrize(
    "statement",
    ["MOVE A TO B", "DISPLAY A", "CALL 'Z' USING A", "ADD 1 TO A", "SUBTRACT 1 FROM A", "INITIALIZE A", "CANCEL A", "GO TO MAIN-P"],
)
def test_a_header_in_area_a_is_no_operand(statement):
    tree = parsed(statement, indent="")
    assert [(opaque.line, opaque.expected) for opaque in tree.opaques] == [(5, ["a period"])]
    (program,) = build(tree)
    assert [paragraph.name for paragraph in program.paragraphs] == ["MAIN-P", "NEXT-P"]
    assert [s.name for s in program.statements][1:] == ["call_statement", "goback_statement"]


def test_an_operand_in_area_b_stays_one():
    tree = parsed("MOVE A TO B", "C.")
    assert tree.complete
    assert len(build(tree)[0].paragraphs) == 1


def test_verbs_in_area_a_are_statements():
    assert parsed("MOVE A TO B", "GOBACK.", "").complete
