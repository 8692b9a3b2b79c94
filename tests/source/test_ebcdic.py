"""EBCDIC: recognition, code pages, records without line ends, and double-byte characters between shift-out and shift-in."""

from __future__ import annotations

import sys

import pytest

from cobolscan.source.decode import decode
from cobolscan.source.discover import looks_like_cobol
from cobolscan.source.model import SourceText
from cobolscan.source.reader import read

LINES = [
    "000100 IDENTIFICATION DIVISION.",
    "000200 PROGRAM-ID. A.",
    "000300* A COMMENT",
    "000400 PROCEDURE DIVISION.",
    f"{'000500     DISPLAY QUOTE.':72}CHG00001",
]
TEXT = "\n".join([*LINES, ""])


def code_lines(source: SourceText) -> list[str]:
    return [line.strip() for line in source.code.split("\n")][:-1]


@pytest.mark.parametrize("end", ["\x85", "\n", "\r\x85", "\r\n"])
def test_with_line_ends(end: str) -> None:
    source = read(end.join([*LINES, ""]).encode("cp037"), "x")
    assert source.encoding == "cp037"
    assert list(source.lines) == LINES
    assert source.code == read(TEXT.encode(), "x").code


@pytest.mark.parametrize("page", ["cp037", "cp1140", "cp273", "cp500"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("width", [0, 80])
def test_with_line_ends_of_ascii(page: str, end: bytes, width: int) -> None:
    data = b"".join(line.ljust(width).encode(page) + end for line in LINES)
    source = read(data, "x")
    assert [line.rstrip() for line in source.lines] == LINES
    assert code_lines(source) == code_lines(read(TEXT.encode(), "x"))
    assert source.position(source.code.index("DISPLAY")) == (5, 12)
    at = data.index("* A COMMENT".encode(page)) - 6
    assert [(region.kind, region.start) for region in source.regions() if region.start in (at, at + 6)] == [
        ("area", at),
        ("comment", at + 6),
    ]
    assert looks_like_cobol(data)


def test_the_byte_of_a_line_end_of_ascii_in_a_record_is_none() -> None:
    lines = [*LINES, *["000600     DISPLAY 'A\x8eB'."], *["000700     DISPLAY QUOTE."] * 14]
    source = read("".join(line.ljust(80) for line in lines).encode("cp037"), "x")
    assert [line.rstrip() for line in source.lines] == lines


def test_double_bytes_and_line_ends_of_ascii() -> None:
    record = "       MOVE N'".encode("cp037") + b"\x0e\x42\xc1\x40\x40\x0f" + "' TO B.".encode("cp037")
    source = read((record + b"\n") * 3, "x", "fixed")
    assert list(source.lines) == ["       MOVE N'\x0e\uff21\u3000\x0f' TO B."] * 3
    assert [region.end for region in source.regions()][:4] == [7, 27, 28, 35]


@pytest.mark.parametrize("encoding", ["ascii", "cp037"])
@pytest.mark.parametrize("padding", [b"", b"\x1a", b"\0\0\0"])
def test_records_of_80_bytes_without_line_ends(encoding: str, padding: bytes) -> None:
    data = "".join(line.ljust(80) for line in LINES).encode(encoding)
    source = read(data + padding, "x")
    assert source.encoding == encoding
    assert [line.rstrip() for line in source.lines] == LINES
    assert code_lines(source)[-1] == "DISPLAY QUOTE."
    assert source.identification_area(5) == "CHG00001"
    assert source.position(source.code.index("DISPLAY")) == (5, 12)
    regions = source.regions()
    assert [(region.start, region.end) for region in regions if region.kind == "comment"] == [(166, 232)]
    assert regions[-1].end == len(data + padding)


@pytest.mark.parametrize("length", [72, 80, 96, 100, 132, 133])
@pytest.mark.parametrize("count", [5, 20, 36, 44])
def test_length_of_records(length: int, count: int) -> None:
    lines = [*LINES[:4], *["000500     DISPLAY QUOTE."] * (count - 4)]
    source = read("".join(line.ljust(length) for line in lines).encode("cp037"), "x")
    assert [line.rstrip() for line in source.lines] == lines


def test_a_long_line_is_no_record() -> None:
    line = "DISPLAY 'one long line of free format, which is cut nowhere, for it is one line and no more'. "
    data = (line * 20)[:1600].encode()
    assert len(read(data, "x").lines) == 1


@pytest.mark.parametrize(
    ("text", "page"), [("A [1] ^ B", "cp1047"), ("A [1]", "cp037"), ("PRICE IN \u20ac", "cp1140"), ("NOTHING SPECIAL", "cp037")]
)
def test_page_by_evidence(text: str, page: str) -> None:
    line = f"000100* {text} AND SOME MORE WORDS\n"
    if page == "cp1047":
        table = str.maketrans("\u00ac^[\u00dd]\u00a8", "^\u00ac\u00dd[\u00a8]")
        data = line.translate(table).encode("cp037")
    else:
        data = line.encode(page)
    assert decode(data) == (line, page)


@pytest.mark.parametrize("name", ["cp1141", "IBM-1141", "ibm1141", "CP277", "cp500", "cp1047", "cp0037"])
def test_national_pages_when_named(name: str) -> None:
    pytest.importorskip("ebcdic")
    text = "MOVE A TO B"
    assert decode(text.encode("cp500"), name) == (text, name)


def test_a_page_that_is_not_installed_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ebcdic", None)
    with pytest.raises(ValueError, match=r"cp1142 needs the package ebcdic: pip install 'cobolscan\[ebcdic\]'"):
        decode(b"\xd4", "cp1142")
    assert decode(b"\xad\xba", "cp1047")[0] == "[\u00dd"


def test_open_systems_page_is_that_of_the_package() -> None:
    ebcdic = pytest.importorskip("ebcdic")
    data = bytes(number for number in range(256) if number not in (0x15, 0x25))
    assert decode(data, "cp1047")[0] == ebcdic.lookup("cp1047").decode(data)[0]


def test_double_byte_characters() -> None:
    data = "       MOVE N'".encode("cp037") + b"\x0e\x42\xc1\x40\x40\x45\x66\x0f" + "' TO B.\n".encode("cp037")
    source = read(data, "x", "fixed")
    assert source.encoding == "cp037"
    assert source.lines[0] == "       MOVE N'\x0e\uff21\u3000\u3013\x0f' TO B."
    assert source.code == "MOVE N' \uff21 \u3013 ' TO B.\n"
    assert source.position(source.code.index("TO")) == (1, 22)
    assert [(region.kind, region.end) for region in source.regions()] == [("area", 7), ("code", 29), ("blank", 30)]


@pytest.mark.parametrize("name", ["cp937", "IBM-1371"])
def test_mixed_pages_when_named(name: str) -> None:
    data = "MOVE N'".encode("cp037") + b"\x0e\x42\xc1\x0f" + "' TO B".encode("cp037")
    assert decode(data, name) == ("MOVE N'\x0e\uff21\x0f' TO B", name)


def test_katakana_in_comments_do_not_hide_it() -> None:
    comment = "000300* ".encode("cp037") + bytes(range(0x81, 0xA0)) + b"\x15"
    assert read(("\x85".join(LINES) + "\x85").encode("cp037") + comment * 2, "x").encoding == "cp037"


def test_a_quote_among_double_bytes_ends_no_literal() -> None:
    data = "       DISPLAY '".encode("cp037") + b"\x0e\x7d\x7d\x5c\x6e\x0f" + "' UPON CONSOLE.\n".encode("cp037")
    assert code_lines(read(data, "x", "fixed")) == ["DISPLAY ' \u3013\u3013 ' UPON CONSOLE."]


def test_areas_are_counted_in_bytes() -> None:
    literal = b"\x0e" + b"\x45\x66" * 20 + b"\x0f"
    start = "       DISPLAY '".encode("cp037") + literal + "'.".encode("cp037")
    record = start.ljust(72, b"\x40") + "CHG00001".encode("cp037")
    source = read(record * 3, "x")
    assert len(source.lines) == 3
    assert source.identification_area(2) == "CHG00001"
    assert code_lines(source) == ["DISPLAY ' " + "\u3013" * 20 + " '."] * 3
    assert source.position(source.code.rindex(".")) == (3, 40)
    kinds = [(region.kind, region.end - region.start) for region in source.regions()][:4]
    assert kinds == [("area", 7), ("code", 53), ("blank", 12), ("area", 15)]


def test_discovery_knows_ebcdic_and_records() -> None:
    padded = "".join(line.ljust(80) for line in LINES)
    copybook = "".join(f"{'':7}{entry}".ljust(80) for entry in ("01  A.", "    05 B PIC X.", "    05 C PIC 9(4)."))
    for text in (TEXT, padded, copybook):
        assert looks_like_cobol(text.encode())
        assert looks_like_cobol(text.encode("cp037"))
    for end in (b"\n", b"\r\n"):
        assert looks_like_cobol(
            b"".join(f"{'':7}{entry}".encode("cp037") + end for entry in ("01  A.", "    05 B PIC X.", "    05 C PIC 9."))
        )
    assert not looks_like_cobol(("THIS IS A LETTER TO NOBODY, AND NOT A PROGRAM. " * 20).encode("cp037"))
