"""What names mean. The fixtures say it above each statement: "*> NAME OF GROUP = kind; ..."; every name of the statement must be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.program.model import Program, build
from cobolscan.program.names.mentions import mentions_in
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "names").glob("*.cbl"))
HEAD = "IDENTIFICATION DIVISION. PROGRAM-ID. T. DATA DIVISION. WORKING-STORAGE SECTION."


def programs(text: str) -> list[Program]:
    tree = parse(read(text.encode(), "names.cbl", "free"))
    assert tree.complete, [(o.line, o.text, o.expected) for o in tree.opaques]
    return build(tree)


def told(path: Path) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    pending: set[str] = set()
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.strip().startswith("*>"):
            pending = {" ".join(part.split()) for part in line.strip()[2:].split(";") if " = " in part}
        elif pending:
            found[number], pending = pending, set()
    return found


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_names_mean_what_the_fixture_says(path):
    found: dict[int, set[str]] = {}
    for program in programs(path.read_text()):
        for statement in program.statements:
            for mention in mentions_in(program, statement):
                written = " ".join(mention.node.text.split("(")[0].replace(" IN ", " OF ").split())
                found.setdefault(statement.line, set()).add(f"{written} = {program.names.of_mention(mention).kind}")
    expected = {line: {entry.replace(" IN ", " OF ") for entry in entries} for line, entries in told(path).items()}
    assert {line: kinds for line, kinds in found.items() if line in expected} == expected
    assert all(kind.endswith(" = function") or line in expected or _plain(kind) for line, kinds in found.items() for kind in kinds)


def _plain(kind: str) -> bool:
    return kind.split(" = ")[1] in ("item", "paragraph", "file")


def test_unknown_names_are_kept_and_counted():
    program = programs((FIXTURES[-1].parent / "unknown.cbl").read_text())[0]
    assert [(unknown.name, unknown.count) for unknown in program.names.unresolved] == [
        ("NO-SUCH-ITEM", 1), ("CODE-NO", 1), ("NO-SUCH-PARA", 1),
    ]  # fmt: skip
    assert [(unknown.name, unknown.count) for unknown in program.names.ambiguous] == [("CODE-NO", 1), ("COMMON-PARA", 1)]
    assert program.names.unresolved[0].first.place().line == 22
    assert len(program.names.of("CODE-NO").candidates) == 2
    assert program.names.count == 7 and not program.names.missing


def test_missing_copybooks_are_told_with_the_names_that_they_may_declare():
    program = programs(f"{HEAD} COPY NOWHERE. PROCEDURE DIVISION. MOVE 1 TO X.")[0]
    assert [unknown.name for unknown in program.names.unresolved] == ["X"]
    assert [copy.name for copy in program.names.missing] == ["NOWHERE"]


@pytest.mark.parametrize(
    ("data", "reference", "line"),
    [
        ("01 A. 05 B PIC 9.\n01 C. 05 B PIC 9.", "B OF C", 2),
        ("01 A. 05 G. 10 B PIC 9.\n05 H. 10 B PIC 9.", "B OF H", 2),
        ("01 A. 05 G. 10 B PIC 9.\n01 C. 05 G. 10 B PIC 9.", "B OF G OF C", 2),
        ("01 A. 05 G. 10 B PIC 9.\n01 C. 05 G. 10 B PIC 9.", "B OF C", 2),
        # a name that is qualified in full goes before one of which only a part was said
        ("01 A. 05 G. 10 A PIC 9.\n01 G. 05 A PIC 9.", "A OF G", 2),
    ],
)
def test_qualification(data, reference, line):
    program = programs(f"{HEAD}\n{data}\nPROCEDURE DIVISION. MOVE 1 TO {reference}.")[0]
    name, *qualifiers = reference.split(" OF ")
    found = program.names.of(name, qualifiers)
    assert found.kind == "item" and found.item.node.line == line + 1
    written = program.statements[0].written[0]
    assert program.names.resolve(written) == found


TREES = st.recursive(
    st.just([]), lambda children: st.lists(st.tuples(st.sampled_from("ABC"), children), min_size=1, max_size=3), max_leaves=12
)


@given(st.lists(st.tuples(st.sampled_from("ABC"), TREES), min_size=1, max_size=3))
def test_a_qualified_name_is_found_exactly_where_its_groups_are(records):
    """Against the definition: an item is meant when the qualifiers stand in the chain of its groups, in their order."""
    lines: list[str] = []
    chains: list[tuple[str, ...]] = []

    def add(name: str, children: list, level: int, above: tuple[str, ...]) -> None:
        chains.append((name, *above))
        lines.append(f"{level:02} {name}{'.' if children else ' PIC X.'}")
        for child, below in children:
            add(child, below, level + 1, (name, *above))

    for name, children in records:
        add(name, children, 1, ())
    program = programs(f"{HEAD}\n" + "\n".join(lines))[0]
    for name in "ABC":
        for qualifiers in ((), ("A",), ("B", "C"), ("C", "A")):
            meant = [chain for chain in chains if chain[0] == name and _in_order(qualifiers, chain[1:])]
            whole = [chain for chain in meant if chain[1:] == qualifiers]
            found = program.names.of(name, qualifiers)
            if len(meant) == 1 or len(whole) == 1:
                assert found.kind == "item"
                assert (found.item.name, *(group.name for group in found.item.ancestors())) == (whole or meant)[0]
            else:
                assert found.kind == ("ambiguous" if meant else "unresolved")
                assert len(found.candidates) == len(meant)


def _in_order(qualifiers: tuple[str, ...], chain: tuple[str, ...]) -> bool:
    rest = iter(chain)
    return all(name in rest for name in qualifiers)


ROOT = Path(__file__).parents[2]
STATEMENTS = (ROOT / "tests" / "syntax" / "statements_accepted.txt").read_text().splitlines()


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures" / "grammar").glob("*.cbl")), ids=lambda path: path.stem)
def test_every_form_of_statement_and_entry_has_its_names(path):
    for program in build(parse(read(path.read_bytes(), str(path)))):
        assert sum(len(program.mentions.of(name)) for name in program.mentions.names) <= program.names.count
        for item in program.items:
            assert all(use.how in ("read", "write", "both") for use in program.uses.of(item))


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statements_that_end_too_early_have_the_names_that_they_have(statement):
    """What was read of a statement says what it names; what is missing makes nothing fail."""
    words = statement.split(" ")
    for end in range(1, len(words)):
        text = f"{HEAD}\n01 A PIC 9.\n01 B PIC 9.\nPROCEDURE DIVISION.\n{' '.join(words[:end])}\n."
        for program in build(parse(read(text.encode(), "early.cbl", "free"))):
            assert program.names.count >= 0
            for item in program.items:
                program.uses.of(item)
