"""The lexicons that come with cobolscan, and those of users."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from cobolscan.history.lexicon import NAMES, load, plain


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_reader_reads_what_toml_reads(name: str) -> None:
    text = (files("cobolscan.history") / "lexicons" / f"{name}.toml").read_text(encoding="utf-8")
    assert plain(text) == tomllib.loads(text)


def test_a_further_language(tmp_path: Path) -> None:
    path = tmp_path / "nl.toml"
    path.write_text('language = "nl"\nday_first = true\n[months]\n3 = ["maart"]\n[columns]\nauthor = ["wie"]\n', encoding="utf-8")
    lexicon = load((str(path),))
    assert lexicon.months["maart"] == 3 and lexicon.column_roles["wie"] == "author"
