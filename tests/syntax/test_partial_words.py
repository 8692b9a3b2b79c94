"""Words that COPY REPLACING completes are names, and parentheses elsewhere stay parentheses."""

import pytest

from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse


def names(statement: str) -> list[str]:
    tree = parse(read(f"       MAIN-PARA.\n           {statement}\n".encode(), "part.cpy", "fixed"))
    assert tree.complete, [(o.text, o.expected) for o in tree.opaques]
    return [text for text in tree.tokens_.texts if "TAG" in text]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("MOVE :TAG:-NAME TO WS-:TAG:-NAME.", [":TAG:-NAME", "WS-:TAG:-NAME"]),
        ("MOVE FLG-(TAG1)-OK TO X.", ["FLG-(TAG1)-OK"]),
        ("MOVE FLG-(TAG1) TO (TAG2)C OF (TAG3)O.", ["FLG-(TAG1)", "(TAG2)C", "(TAG3)O"]),
        ("COMPUTE X = A -(TAG) + T (TAG).", ["TAG", "TAG"]),
        ("MOVE T(TAG)TO X.", ["TAG"]),
    ],
)
def test_words_with_parts_to_replace(statement, expected):
    assert names(statement) == expected
