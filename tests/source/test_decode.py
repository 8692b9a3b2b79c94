"""Decoding: every file gets a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.source.decode import decode


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"MOVE A TO B", "MOVE A TO B", "ascii"),
        (b"", "", "ascii"),
        ("* caf\u00e9".encode(), "* caf\u00e9", "utf-8"),
        (b"\xef\xbb\xbfMOVE", "MOVE", "utf-8-bom"),
        (b"* caf\xe9 \x80", "* caf\u00e9 \u20ac", "cp1252"),
        (b"* \xe9t\xe9 caf\xe9 \x8d\x8f", "* \u00e9t\u00e9 caf\u00e9 \x8d\x8f", "cp1252"),
        ("\ufeffMOVE".encode("utf-16-le"), "MOVE", "utf-16"),
    ],
)
def test_recognised(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


def test_forced() -> None:
    assert decode(b"\xd4\xd6\xe5\xc5", "cp037") == ("MOVE", "cp037")
    assert decode(b"* \x83\x41", "shift_jis")[0] == "* \u30a2"


def test_forced_on_bytes_that_do_not_fit_keeps_them() -> None:
    assert decode(b"caf\xe9", "utf-8") == ("caf\u00e9", "utf-8")
    assert decode(b"caf\xe9", "ascii") == ("caf\u00e9", "ascii")


@pytest.mark.parametrize("name", ["no-such-thing", "hex", "", "nul\0"])
def test_unknown_encoding_is_one_clear_error(name: str) -> None:
    with pytest.raises(ValueError, match="unknown encoding"):
        decode(b"x", name)


@given(st.binary())
def test_never_fails_and_can_be_printed(data: bytes) -> None:
    text, _ = decode(data)
    text.encode("utf-8")


@given(st.binary(), st.sampled_from(["utf-8", "ascii", "cp037", "shift_jis", "utf-16", "utf-8-bom"]))
def test_never_fails_when_forced(data: bytes, encoding: str) -> None:
    decode(data, encoding)
