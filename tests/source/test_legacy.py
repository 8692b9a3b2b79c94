"""Encodings that are neither ASCII nor Unicode are told by their bytes."""

from __future__ import annotations

import pytest

from cobolscan.source.decode import decode

JAPANESE = "      * 顧客マスタを読み込む処理。エラーの場合は終了する\n           MOVE '東京都' TO 住所.\n"
KANA = "      * ﾏｽﾀｰ ﾌｧｲﾙ ｦ ﾖﾑ\n           DISPLAY 'ｴﾗｰ ﾃﾞｽ'.\n"
PORTUGUESE = "      * Rotina de inclusão: não há validação do código\n           DISPLAY 'OPÇÃO INVÁLIDA'.\n"
GERMAN = "      * Prüfung der Beträge (größer als 0)\n           DISPLAY 'Übertrag für März'.\n"
FRENCH = "      * été: le câmbio n'a pas été reçu à l'entrée, déjà créé\n"
BOX = "           DISPLAY '┌──────────┐'.\n           DISPLAY '│  MENU    │'.\n           DISPLAY '╚══════════╝'.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "cp932"),
        (KANA, "cp932"),
        (JAPANESE + KANA, "cp932"),
        (JAPANESE, "euc_jp"),
        ("改修   MOVE A TO B.\n", "cp932"),
        ("      * エラー\n", "cp932"),
        ("      * étés, créées\n", "cp850"),
        (PORTUGUESE, "cp1252"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        ("      * It’s “quoted” – and so on…\n", "cp1252"),
        ("      * CURRENCY '€'\n", "cp1252"),
        ("      * N° 1, 2ª via, § 3\n", "cp1252"),
        ("           DISPLAY 'äöüÄÖÜß'.\n", "cp1252"),
        (PORTUGUESE, "cp850"),
        (GERMAN, "cp850"),
        (FRENCH, "cp850"),
        (BOX, "cp850"),
        (BOX + PORTUGUESE, "cp850"),
    ],
)
def test_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


def test_pairs_cut_in_two_by_the_end_of_the_line_do_not_deceive() -> None:
    text = JAPANESE.encode("cp932")
    cut = text.replace("終了する\n".encode("cp932"), "終了す".encode("cp932") + b"\x82\n")
    found, encoding = decode(cut)
    assert encoding == "cp932"
    assert found.count("\n") == 2
