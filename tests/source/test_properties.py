"""Properties that hold for any bytes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobolscan.source.model import SourceText
from cobolscan.source.reader import read

PIECES = [
    "MOVE A TO B.",
    "IDENTIFICATION DIVISION.",
    "PROGRAM-ID. X.",
    "AUTHOR.",
    "REMARKS. It's",
    "DATA DIVISION.",
    "SOURCE-COMPUTER. X WITH DEBUGGING MODE.",
    "'lit",
    "'lit'-",
    "'",
    '"',
    '"lit"',
    "*>",
    "|",
    ">>D",
    ">>SOURCE FORMAT FREE",
    ">>SOURCE FORMAT FIXED",
    "$SET X",
    "EJECT",
    "CBL X",
    "-",
    "  ",
    "\t",
    "\f",
    "\u00e9",
    "\u00a0",
    "\U0001f600",
    "\u6f22\u5b57",
    "'\u6771\u4eac",
    "\uff71\uff72",
    "\u30a8\u30e9\u30fc",
    "\u3000",
    "CBL SRCFORMAT(EXTEND)",
    "\x1a",
    "\0",
]
AREAS = ["", "      ", "\u6539\u4fee", "\u6539\u4fee  ", "00\u6539", "     \u6539", "000100", "CR12  ", "\t", "\f      ", "   ", "01 A "]
INDICATORS = ["", " ", "*", "/", "-", "D", "d", "$", "Y", ">", "\t"]
TAILS = ["", "", "", " " * 60 + "TAG00001", " " * 58 + "\u6f22\u5b57" * 3]
ENDS = ["\n", "\n", "\n", "\r\n", "\r", "\r\r\n", "\x85"]

lines = st.tuples(
    st.sampled_from(AREAS),
    st.sampled_from(INDICATORS),
    st.lists(st.sampled_from(PIECES), max_size=4),
    st.sampled_from(TAILS),
    st.sampled_from(ENDS),
).map(lambda parts: parts[0] + parts[1] + " ".join(parts[2]) + parts[3] + parts[4])
texts = st.lists(lines, max_size=12).map("".join)
formats = st.sampled_from(["auto", "fixed", "free", "variable", "extended"])
encodings = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "cp932", "euc_jp", "cp850", "cp037"])


def check(source: SourceText) -> None:
    """All that holds for whatever was read."""
    assert source.code.count("\n") == len(source.lines)
    assert len(source.upper) == len(source.code)
    check_regions(source)
    check_positions(source)
    check_comments(source)


def check_regions(source: SourceText) -> None:
    """Every byte once, in order, neighbours of different kinds."""
    regions = source.regions()
    assert b"".join(source.data[region.start : region.end] for region in regions) == source.data
    assert [region.start for region in regions] == [0, *(region.end for region in regions)][: len(regions)]
    assert all(region.start < region.end for region in regions)
    assert {region.kind for region in regions} <= {"code", "comment", "area", "blank"}
    assert all(one.kind != two.kind for one, two in pairwise(regions))


def check_positions(source: SourceText) -> None:
    """A character of code that is not blank stands where it is said to stand."""
    for offset, char in enumerate(source.code):
        line, column = source.position(offset)
        assert line >= 1
        assert column >= 1
        if not char.isspace():
            assert source.lines[line - 1][column - 1] == char


def check_comments(source: SourceText) -> None:
    """Comments are in order, one at a place, and their text is that of the file."""
    places = [(comment.line, comment.column) for comment in source.comments]
    assert places == sorted(set(places))
    for comment in source.comments:
        text = source.lines[comment.line - 1][comment.column - 1 :]
        assert "".join(comment.text.split()) in "".join(text.split())


@settings(max_examples=400, deadline=None)
@given(texts, formats, encodings)
def test_cobol_like_text(text: str, name: str, encoding: str) -> None:
    check(read(text.encode(encoding, "replace"), "x", name))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), formats)
def test_any_bytes(data: bytes, name: str) -> None:
    check(read(data, "x", name))


@settings(max_examples=300, deadline=None)
@given(texts, formats, encodings)
def test_cobol_like_text_in_a_named_encoding(text: str, name: str, encoding: str) -> None:
    check(read(text.encode(encoding, "replace"), "x", name, encoding))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=6), formats)
def test_double_bytes_between_shifts(parts: list[bytes], name: str) -> None:
    check(read(b"\x0e".join(parts).replace(b"@", b"\x0f"), "x", name, "cp037"))


@settings(max_examples=300, deadline=None)
@given(texts, formats, st.sampled_from([b"\n", b"\r\n"]), st.sampled_from(["cp037", "cp500", "cp1047"]), st.booleans())
def test_ebcdic_with_line_ends_of_ascii(text: str, name: str, end: bytes, encoding: str, shifted: bool) -> None:
    literal = b"\x0e\x42\xc1\x45\x66\x0f" if shifted else b""
    records = [line.encode("cp037", "replace")[:80] + literal for line in text.splitlines()]
    data = b"".join(record + end for record in records)
    check(read(data, "x", name))
    source = read(data, "x", name, encoding)
    check(source)
    if records and not set(b"\x15\x25\x0d\x0a") & set(b"".join(records)):
        assert len(source.lines) == len(records)


@settings(max_examples=200, deadline=None)
@given(st.lists(lines, min_size=2, max_size=8), formats, encodings, st.sampled_from([b"", b"\x1a", b"\0\0"]))
def test_records(parts: list[str], name: str, encoding: str, padding: bytes) -> None:
    blank = " ".encode("cp037" if encoding == "cp037" else "ascii")
    cards = [line.encode(encoding, "replace")[:80].ljust(80, blank) for line in parts]
    check(read(b"".join(cards) + padding, "x", name))
    check(read(b"".join(cards) + padding, "x", name, encoding))


@settings(max_examples=100, deadline=None)
@given(texts, st.sampled_from(["utf-16", "utf-16-le", "shift_jis", "cp037", "utf-8", "ascii", "latin-1", "utf-7"]))
def test_forced_encodings(text: str, encoding: str) -> None:
    check_regions(read(text.encode(encoding, "replace"), "x", encoding=encoding))
    check_regions(read(text.encode("utf-8"), "x", encoding=encoding))


@settings(max_examples=200, deadline=None)
@given(texts, formats)
def test_code_regions_hold_the_code(text: str, name: str) -> None:
    """What is not blank in `code` lies in regions of code, character by character."""
    data = text.encode("cp1252", "replace")
    source = read(data, "x", name, "cp1252")
    kinds = [region.kind for region in source.regions() for _ in range(region.start, region.end)]
    starts = []
    at = 0
    for line in source.lines:
        starts.append(at)
        at += len(line)
        at += 2 if data[at : at + 2] == b"\r\n" else 1
    for offset, char in enumerate(source.code):
        if not char.isspace():
            row, column = source.position(offset)
            assert kinds[starts[row - 1] + column - 1] == "code"


@settings(max_examples=300, deadline=None)
@given(texts, formats, st.sampled_from(["utf-8", "cp932", "euc_jp", "cp037"]))
def test_code_regions_hold_the_code_in_bytes(text: str, name: str, encoding: str) -> None:
    """The same where a character may be several bytes."""
    data = "\n".join(text.splitlines()).encode(encoding, "replace")
    source = read(data, "x", name, encoding)
    kinds = [region.kind for region in source.regions() for _ in range(region.start, region.end)]
    assert "\n".join(source.lines).encode(encoding) == data.removesuffix("\n".encode(encoding))
    starts = [0]
    for line in source.lines:
        starts.append(starts[-1] + len(line.encode(encoding)) + 1)
    for offset, char in enumerate(source.code):
        if not char.isspace():
            row, column = source.position(offset)
            assert kinds[starts[row - 1] + len(source.lines[row - 1][: column - 1].encode(encoding))] == "code"


@pytest.mark.parametrize("data", [b"", b"\n", b"\r", b"\r\r\n", b"      -'\n      -''", b"\xff\xfe\0", b"\xef\xbb\xbf\xff"])
def test_small_ones(data: bytes) -> None:
    check(read(data, "x"))
