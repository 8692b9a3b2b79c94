"""Columns where characters of double width stand: areas are counted in bytes or cells, positions in characters."""

from __future__ import annotations

import pytest

from cobolscan.source.reader import read


def fixed_line(area: str, code: str, identification: str, encoding: str = "cp932") -> str:
    """A line whose areas are filled up by bytes."""
    left = area + " " * (7 - len(area.encode(encoding)))
    text = left + code
    return text + " " * (72 - len(text.encode(encoding))) + identification + "\n"


KANJI = fixed_line("", "    MOVE '東京都千代田区' TO 住所.", "CHG00001")


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "euc_jp", "shift_jis", "utf-16"])
def test_code_and_identification(encoding: str) -> None:
    source = read((KANJI * 2).encode(encoding), "x", "fixed", encoding)
    assert [line.rstrip() for line in source.code.split("\n")] == ["    MOVE '東京都千代田区' TO 住所."] * 2 + [""]
    assert source.identification_area(2) == "CHG00001"
    for word in ("東京", "TO", "住所"):
        line, column = source.position(source.code.index(word))
        assert source.lines[line - 1][column - 1 :].startswith(word)


def test_tag_of_wide_characters() -> None:
    source = read((fixed_line("改修", "    MOVE A TO B.", "") + fixed_line("改修01*", " 注記", "")).encode("cp932"), "x", "fixed")
    assert source.encoding == "cp932"
    assert source.sequence_area(1) == "改修  "
    assert source.position(source.code.index("MOVE")) == (1, 10)
    assert [(comment.line, comment.column, comment.text, comment.tag) for comment in source.comments] == [(2, 5, " 注記", "改修01")]


def test_half_width_katakana_take_one_column() -> None:
    source = read(fixed_line("", "    MOVE 'ｱｲｳ' TO B.", "CHG00001").encode("cp932"), "x", "fixed", "cp932")
    assert source.identification_area(1) == "CHG00001"


def test_literal_is_continued_and_padded_by_columns() -> None:
    text = fixed_line("", "    MOVE '東京", "").rstrip() + "\n      -    '都' TO B.\n"
    source = read(text.encode("cp932"), "x", "fixed", "cp932")
    line = source.code.split("\n")[0]
    assert len(line[: line.index("都")].encode("cp932")) == 65
    assert source.position(line.index("都")) == (2, 13)


def test_full_line_is_continued_without_padding() -> None:
    first = "           MOVE '" + "漢" * 27 + "字"[:0]
    text = first + " " * (72 - len(first.encode("cp932"))) + "CHG00001\n      -    '字' TO B.\n"
    source = read(text.encode("cp932"), "x", "fixed", "cp932")
    assert source.code.split("\n")[0].strip() == "MOVE '" + "漢" * 27 + " 字' TO B."


def test_format_is_recognised_by_columns() -> None:
    text = f"{'       PROCEDURE DIVISION.'}\n" + "           DISPLAY '" + "漢" * 30 + "' UPON CONSOLE.\n"
    assert read(text.encode("cp932"), "x", encoding="cp932").reference_format == "variable"
    assert read((KANJI * 3).encode("cp932"), "x", encoding="cp932").reference_format == "fixed"


def test_free_format_has_no_areas() -> None:
    source = read("display '東京' | x\n".encode(), "x", "free")
    assert source.code == "display '東京'\n"
    assert source.comments[0].column == 14


def test_directive_that_begins_before_column_8() -> None:
    source = read(">>IF '東京' = X\n       MOVE A TO B.\n".encode(), "x", "fixed")
    assert [(comment.column, comment.kind, comment.text) for comment in source.comments] == [(1, "directive", ">>IF '東京' = X")]


def test_regions_are_in_bytes() -> None:
    data = fixed_line("改修", "    MOVE '東' TO B. *> 注", "CHG00001").encode("cp932")
    source = read(data, "x", "fixed", "cp932")
    assert [(region.kind, data[region.start : region.end].decode("cp932").rstrip()) for region in source.regions()] == [
        ("area", "改修"),
        ("code", "    MOVE '東' TO B."),
        ("blank", ""),
        ("comment", "*> 注"),
        ("area", "CHG00001"),
        ("blank", ""),
    ]
