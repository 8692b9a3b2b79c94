"""The compiled tables, the conflicts, and the driver against Lark itself."""

import re
from pathlib import Path

import pytest

from cobolscan.syntax import compile as compiling
from cobolscan.syntax import tables, words
from cobolscan.syntax.driver import Driver, Rejected
from cobolscan.syntax.parser import parser
from cobolscan.syntax.words import FILLER

from .conftest import fixtures, tree_of

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def fresh():
    return compiling.compile_tables()


def test_the_tables_are_those_that_lark_compiles(fresh):
    assert tables.load() == fresh


@pytest.mark.parametrize("name", ["phrase", "skeleton"])
def test_conflicts_are_the_reviewed_ones(name):
    grammar = getattr(compiling, f"{name}_grammar")()
    reviewed = [line for line in (HERE / f"conflicts_{name}.txt").read_text().split("\n") if line and not line.startswith("#")]
    assert compiling.conflicts(*grammar) == sorted(reviewed)


@pytest.fixture(scope="module")
def after_fixtures():
    """The parser with all that occurs in the fixtures in its memos."""
    parser.cache_clear()
    for path in fixtures():
        tree_of(path.read_bytes(), path.name)
    return parser()


def shape_or_none(driver, kinds, rule):
    try:
        return driver.parse(kinds, rule)
    except Rejected:
        return None


def lark_or_none(lark, kinds, names, rule):
    pairs = [(number, names[kind]) for number, kind in enumerate(kinds) if kind != FILLER]
    try:
        return compiling.lark_tree(lark, pairs, rule)
    except Exception as error:
        assert "Unexpected" in type(error).__name__
        return None


def test_the_driver_makes_what_lark_makes_of_phrases(after_fixtures, fresh):
    lark = compiling.lark_parser(*compiling.phrase_grammar())
    names = {char: name for name, char in fresh["kinds"].items()}
    driver = Driver(fresh["phrase"])
    known = list(after_fixtures._phrases._known)
    assert len(known) > 300
    for rule, kinds in known:
        assert shape_or_none(driver, kinds, rule) == lark_or_none(lark, kinds, names, rule), (rule, [names.get(k) for k in kinds])


def test_the_driver_makes_what_lark_makes_of_sentences(after_fixtures, fresh):
    lark = compiling.lark_parser(*compiling.skeleton_grammar())
    names = {char: name for name, char in fresh["classes"].items()}
    driver = Driver(fresh["skeleton"])
    known = list(after_fixtures._sentences._nesting._known)
    assert len(known) > 40
    for classes in known:
        assert shape_or_none(driver, classes, "sentence") == lark_or_none(lark, classes, names, "sentence"), [names[c] for c in classes]


def test_words_and_grammars_agree():
    text, _, starts = compiling.phrase_grammar()
    used = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", re.sub(r"//.*", "", text)))
    lists = words.load()
    assert used <= lists.kinds, "kinds that no list declares"
    data = tables.load()["cutting"]
    elsewhere = {"JUNK", "UNCLOSED", "COPY", "REPLACE", "PSEUDO_TEXT"}  # looked at by the tokenizer and copying.py
    in_patterns = {part.lstrip("~>") for _, pattern in lists.fused for part in re.split(r"[ .]", pattern)}
    assert not lists.kinds - used - elsewhere - in_patterns, "kinds that no grammar uses"
    rules = {*data["starts"].values(), *data["heads"].values(), *data["openers"].values()} - {"copy_statement", "replace_statement"}
    assert rules <= set(starts), "rules that words.toml names and no grammar has"
    skeleton = set(compiling.skeleton_grammar()[1])
    assert set(data["classes"].values()) <= skeleton
    assert skeleton - set(data["classes"].values()) == {"PERFORM_INLINE", "ON_EXCEPTION_KEY"}
