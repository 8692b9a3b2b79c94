"""What the tests of the syntax share."""

from pathlib import Path

import pytest

from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

FIXTURES = Path(__file__).parents[2] / "fixtures" / "grammar"


def tree_of(text, name="x.cbl"):
    return parse(read(text.encode() if isinstance(text, str) else text, name))


def fixtures():
    return sorted(FIXTURES.glob("*.cbl"))


@pytest.fixture(scope="session")
def parsed_fixtures():
    """Every fixture with its tree: whoever wants the shapes that occur asks for it first."""
    return {path.stem: tree_of(path.read_bytes(), path.name) for path in fixtures()}
