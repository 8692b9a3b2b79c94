"""Description entries that are wrong in themselves are not complete, and the entries around them stand."""

import pytest

from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse


@pytest.mark.parametrize(
    "entry",
    [
        "05 X PIC X(5 VALUE 'A'.",
        "05 X PIC X PIC X.",
        "05 X PIC 9 VALUE 1 VALUE 2.",
        "05 X OCCURS 5 OCCURS 6 PIC X.",
        "05 X PIC.",
        "05 X VALUE.",
        "05 X OCCURS TIMES PIC X.",
        "05 X REDEFINES PIC X.",
        "05 X PIC X(5) COMP-3 FOO.",
        "88 B.",
        '88 B PIC X VALUE "A".',
        '88 VALUE "A".',
        "66 C.",
        "78 A.",
        "01 Z CONSTANT AS.",
    ],
)
def test_wrong_entries(entry):
    lines = ["01 G.", "   05 BEFORE-IT PIC X.", f"   {entry}", "   05 BEHIND-IT PIC X."]
    text = "".join(f"       {line}\n" for line in ("DATA DIVISION.", "WORKING-STORAGE SECTION.", *lines))
    tree = parse(read(text.encode(), "wrong.cpy", "fixed"))
    assert not tree.complete
    assert {opaque.line for opaque in tree.opaques} == {5}
    assert sum(1 for item in tree.items if item.shape[0] == "data_entry") >= 3


def test_a_copy_member_may_hold_the_rest_of_an_entry():
    lines = ["DATA DIVISION.", "WORKING-STORAGE SECTION.", "01 SW PIC X.", "   88 AT-EOF COPY EOFVALUE.", "   88 MORE VALUE 'Y'."]
    tree = parse(read("".join(f"       {line}\n" for line in lines).encode(), "cut.cpy", "fixed"))
    assert tree.complete


def test_the_entry_behind_a_condition_name_without_period_stands():
    lines = ["DATA DIVISION.", "WORKING-STORAGE SECTION.", "01 SW PIC X.", "   88 AT-EOF VALUE 'Y'", "01 WS-MSG PIC X(40) VALUE 'START'."]
    tree = parse(read("".join(f"       {line}\n" for line in lines).encode(), "wrong.cpy", "fixed"))
    assert not tree.complete
    assert {opaque.line for opaque in tree.opaques} <= {4, 5}
    assert sum(1 for item in tree.items if item.shape[0] == "data_entry") == 3
