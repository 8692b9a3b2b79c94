"""The lexicons that come with cobolscan, and those of users."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from cobolscan.history.file_history import FileHistory
from cobolscan.history.lexicon import NAMES, load, plain
from cobolscan.history.phrases import Prose
from cobolscan.history.user_lexicon import LexiconProblem
from cobolscan.source.reader import read


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_reader_reads_what_toml_reads(name: str) -> None:
    text = (files("cobolscan.history") / "lexicons" / f"{name}.toml").read_text(encoding="utf-8")
    assert plain(text) == tomllib.loads(text)


def test_a_further_language(tmp_path: Path) -> None:
    path = tmp_path / "nl.toml"
    path.write_text('language = "nl"\nday_first = true\n[months]\n3 = ["maart"]\n[columns]\nauthor = ["wie"]\n', encoding="utf-8")
    lexicon = load((str(path),))
    assert lexicon.months["maart"] == 3 and lexicon.column_roles["wie"] == "author"


def lexicon_file(tmp_path: Path, text: str, name: str = "own.toml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_lexicon_adds_to_a_bundled_language(tmp_path: Path) -> None:
    path = lexicon_file(tmp_path, 'language = "en"\n[phrases]\nhack = ["string and tape"]\n[words]\ncompany = ["acmesoft"]\n')
    lexicon = load((path,))
    assert lexicon.phrases("hack").find(Prose("held by string and tape")) and lexicon.phrases("hack").find(Prose("a kludge"))
    assert {"acmesoft", "inc"} <= lexicon.company
    assert not load().phrases("hack").find(Prose("held by string and tape"))


def test_a_folder_of_lexicons_and_a_changed_file(tmp_path: Path) -> None:
    lexicon_file(tmp_path, 'language = "nl"\n[months]\n3 = ["maart"]\n', "nl.toml")
    lexicon_file(tmp_path, 'given = "wiebe"\n', "names.toml")
    assert load([str(tmp_path)]).months["maart"] == 3 and "wiebe" in load([str(tmp_path)]).given
    lexicon_file(tmp_path, 'language = "nl"\n[months]\n5 = ["mei"]\n', "nl.toml")
    assert load([str(tmp_path)]).months["mei"] == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'language = "nl"\n[phrase]\nhack = []\n',
            '`phrase` is no key of a lexicon; allowed: language, .* \\(did you mean "phrases"\\?\\)',
        ),
        (
            'language = "nl"\n[phrases]\nhacks = ["lapwerk"]\n',
            '\\[phrases\\] `hacks` is unknown; allowed: .*admission, .*did you mean "hack"',
        ),
        ('language = "nl"\n[phrases]\nhack = "lapwerk"\n', "\\[phrases\\] `hack` must be a list of strings, as in"),
        ('language = "nl"\n[phrases]\nhack = ["*"]\n', "has no word of two letters or more"),
        ('language = "nl"\n[months]\n13 = ["sol"]\n', "`13` must be the number of a month, 1 to 12"),
        ('[phrases]\nhack = ["lapwerk"]\n', "`language` must be the code of the language"),
        ('language = "Dutch!"\n', "`language` must be the code of the language"),
        ('language = "nl"\nday_first = "yes"\n', "`day_first` must be true or false"),
        ('language = "nl"\nwords = "bv"\n', "`words` must be a table: write \\[words\\]"),
        ("language = nl\n", "not TOML: .*line 1"),
    ],
)
def test_a_mistake_names_file_key_and_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    path = lexicon_file(tmp_path, text)
    with pytest.raises(LexiconProblem, match=said) as caught:
        load((path,))
    assert all(line.startswith(path) for line in caught.value.lines)


def test_all_mistakes_at_once_and_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(LexiconProblem) as caught:
        load((lexicon_file(tmp_path, 'lang = "nl"\n[phrases]\nhacks = []\n'),))
    assert len(caught.value.lines) == 3
    with pytest.raises(LexiconProblem, match="cannot be read"):
        load((str(tmp_path / "none.toml"),))
    with pytest.raises(LexiconProblem, match="holds no lexicon"):
        (tmp_path / "empty").mkdir()
        load((str(tmp_path / "empty"),))
    (tmp_path / "latin.toml").write_bytes(b'language = "fr"\n# d\xe9j\xe0\n')
    with pytest.raises(LexiconProblem, match="UTF-8"):
        load((str(tmp_path / "latin.toml"),))


def test_a_history_in_a_language_of_the_user(tmp_path: Path) -> None:
    path = lexicon_file(tmp_path, 'language = "nl"\nday_first = true\n[phrases]\nstrong_because = ["omdat het"]\n[months]\n3 = ["maart"]\n')
    text = "       PROCEDURE DIVISION.\n      *    OMDAT HET BESTAND LEEG KAN ZIJN\n           GOBACK.\n"
    event = FileHistory(read(text.encode(), "A.cbl"), lexicon=load((path,))).events[0]
    assert event.kind == "rationale" and "OMDAT HET" in (event.rationale or "")
    assert FileHistory(read(text.encode(), "A.cbl")).events[0].kind == "plain"
