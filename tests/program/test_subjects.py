"""What names are about, in the languages of the people who wrote them."""

import pytest

from cobolscan.program import subjects


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("WS-POOL-MAX", "limit"),
        ("WSMAX", "limit"),
        ("LIMITE-LOTES", "limit"),
        ("OBERGRENZE", "limit"),
        ("WS-RETRY", "retry"),
        ("NB-CLIENTS", "counter"),
        ("QTD-LOTES", "counter"),
        ("RECCNT", "counter"),
        ("ANZAHL-SAETZE", "counter"),
        ("EIBCALEN", "size"),
        ("TAILLE-BUFFER", "size"),
        ("WS-IDX", "index"),
        ("I", "index"),
        ("WS-J", "index"),
        ("K2", "index"),
        ("SQLCODE", "status"),
        ("WS-FILE-STATUS", "status"),
        ("TAX-RATE", "rate"),
        ("WS-BETRAG", "money"),
        ("DT-NASC", "date"),
    ],
)
def test_kind_of_name(name, kind):
    assert kind in subjects.about(name)


@pytest.mark.parametrize("name", ["N-D1", "I-FACE", "CUSTOMER-NAME", "ZONE", "CONTAINER-ID"])
def test_names_of_no_quantity(name):
    assert not subjects.is_quantity(name)


@pytest.mark.parametrize("name", ["LINE-COUNT", "LNCTR", "W-CONTLIN", "MAX-LINES-PER-PAGE", "NB-LIGNES", "ZEILEN-ZAEHLER"])
def test_page_depths(name):
    assert subjects.is_page_depth(name)


@pytest.mark.parametrize("name", ["WS-MAX-SCREEN-LINES", "RECORD-COUNT", "LINE-OF-CREDIT", "LINEAR-INDEX"])
def test_no_page_depths(name):
    assert not subjects.is_page_depth(name)


def test_numerals_say_only_the_number():
    assert subjects.is_numeral("FIVE-HUNDRED")
    assert not subjects.is_numeral("FIVE-MAX")


@pytest.mark.parametrize(
    "text", ["100 should be enough for anybody", "no more than 60 a day", "maximo 20 lotes", "reicht fuer alle Filialen"]
)
def test_comments_that_speak_of_limits(text):
    assert subjects.says(text, "noted")


def test_comments_that_do_not():
    assert not subjects.says("read the next record of the customer", "noted")


def test_words_can_be_added():
    lexicon = subjects.Lexicon({"counter": {"en": "COUNT"}})
    lexicon.add("counter", ["stueck"])
    assert lexicon.of_part("STUECK") == {"counter"}
    assert lexicon.of_part("STUECKCOUNT") == {"counter"}
    assert not lexicon.of_part("ACCOUNT")


def test_a_configuration_may_use_all_kinds_of_words():
    """But words of comments, and those that are glued behind others."""
    import tomllib

    from cobolscan.scan.config.keys import HOUSE_KINDS
    from cobolscan.source import packaged

    kinds = tomllib.loads(packaged.read_text("cobolscan.program", "subjects.toml"))
    assert set(HOUSE_KINDS) == set(kinds) - {"noted", "tail"}


def test_the_words_of_a_house_hold_until_others_do():
    assert "limit" not in subjects.about("WS-CUPEX")
    subjects.use((("limit", ("CUPEX", "zogg*")),))
    try:
        assert "limit" in subjects.about("WS-CUPEX") and "limit" in subjects.about("ZOGGER")
    finally:
        subjects.use()
    assert not {"limit"} & (subjects.about("WS-CUPEX") | subjects.about("ZOGGER"))
