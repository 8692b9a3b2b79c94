"""Physical lines."""

from __future__ import annotations

import pytest

from cobolscan.source.lines import ascii_upper, find_comment, open_quote, split_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\nb\n", ["a", "b"]),
        ("a\n\nb", ["a", "", "b"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\rb\r", ["a", "b"]),
        ("a\rb\rc\n", ["a", "b", "c"]),
        ("x\n" * 3 + "a\rb\n", ["x"] * 3 + ["a", "b"]),
        ("x\n" * 3 + "a\r\r\nb\n", ["x"] * 3 + ["a\r", "b"]),
        ("x\n" * 3 + "'a\rb'\n", ["x"] * 3 + ["'a\rb'"]),
        ("a\x0cb\x0b\x1c\x85\u2028\n", ["a\x0cb\x0b\x1c\x85\u2028"]),
        ("a\x85b\x85", ["a", "b"]),
        ("a\n\x1a", ["a", "\x1a"]),
    ],
)
def test_line_ends(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


@pytest.mark.parametrize(
    ("text", "quote"),
    [("", ""), ("'a'", ""), ("'a", "'"), ("\"it's", '"'), ('"it\'s"', ""), ("'it''s", "'"), ("'it''s'", ""), ("'a' \"", '"'), ("'", "'")],
)
def test_open_quote(text: str, quote: str) -> None:
    assert open_quote(text) == quote


@pytest.mark.parametrize(
    ("text", "at"),
    [("A *> b", 2), ("'*>' *> b", 5), ("'*>", -1), ("A || B | c", 7), ("A || B", -1), ("'|'", -1), ("A | b *> c", 2), ("*>", 0), ("", -1)],
)
def test_find_comment(text: str, at: int) -> None:
    assert find_comment(text) == at


def test_upper_case_keeps_the_length() -> None:
    assert ascii_upper("Stra\u00dfe \u0131\u0149 x") == "STRA\u00dfE \u0131\u0149 X"


@pytest.mark.parametrize("text", ["'" * 200_000, "'\r" * 100_000 + "\n" * 100_001, "*>'" * 100_000, "|| '" * 100_000])
def test_long_lines_take_linear_time(text: str) -> None:
    split_lines(text)
    open_quote(text)
    find_comment(text)
