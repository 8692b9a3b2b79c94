"""Each construct's graph against the one drawn by hand from the rules of the language: fixtures/flow/<construct>.cbl and .dot."""

import re
from pathlib import Path

import pytest

from cobolscan.program.flow.dot import labelled_edges, to_dot
from cobolscan.program.model import build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

FOLDER = Path(__file__).parents[2] / "fixtures" / "flow"
CONSTRUCTS = sorted(path.stem for path in FOLDER.glob("*.cbl"))
_NAME = r'("[^"]*"|\w+)'
_EDGE = re.compile(rf"\s*{_NAME} -> {_NAME} \[label={_NAME}\];")


def edges(dot):
    """The labelled edges of the subset of DOT that we write: an edge a line, comments behind //."""
    lines = [line for line in dot.splitlines()[1:-1] if not line.lstrip().startswith("//")]
    matches = [_EDGE.fullmatch(line) for line in lines]
    assert all(matches), [line for line, match in zip(lines, matches, strict=True) if not match]
    return {tuple(word.strip('"') for word in match.groups()) for match in matches}


def program(construct):
    tree = parse(read((FOLDER / f"{construct}.cbl").read_bytes(), f"{construct}.cbl", "fixed"))
    assert tree.complete, [(o.line, o.text, o.expected) for o in tree.opaques]
    return build(tree)[0]


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_as_drawn(construct):
    drawn = edges((FOLDER / f"{construct}.dot").read_text())
    found = set(labelled_edges(program(construct)))
    assert found == drawn, f"only drawn: {sorted(drawn - found)}; only found: {sorted(found - drawn)}"


def test_dot_holds_the_edges():
    tested = program("sort")
    assert edges(to_dot(tested)) == set(labelled_edges(tested))


def test_every_program_is_drawn():
    assert sorted(path.stem for path in FOLDER.glob("*.dot")) == CONSTRUCTS
    assert len(CONSTRUCTS) > 35
