"""The schema that is shipped is the one that the code makes, and it accepts what the code accepts."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.kinds import Day, Either, Flag, ListOf, Number, OneOf, Record, Regex, TableOf, Text
from cobolscan.scan import loader
from cobolscan.scan.config import page, schema
from cobolscan.scan.config.checks import structure
from cobolscan.scan.config.keys import KEYS
from cobolscan.scan.config.toml import spelled
from cobolscan.source.toml_positions import Positions

DOCS = Path(__file__).parents[2] / "docs/configuration.md"
RULES = loader.load()
SCHEMA = schema.schema(RULES)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_that_is_shipped_is_the_one_that_the_code_makes(run):
    shipped = files("cobolscan.scan.config").joinpath(schema.FILE).read_text(encoding="utf-8")
    assert shipped == schema.text(RULES), "python -m cobolscan config --schema > cobolscan/scan/config/cobolscan.schema.json"
    assert run("config", "--schema").out == shipped
    jsonschema.Draft202012Validator.check_schema(json.loads(shipped))


def test_the_table_of_keys_in_the_documentation_is_the_one_that_the_code_makes(run):
    text = DOCS.read_text(encoding="utf-8")
    table = "\n".join(page.table())
    assert f"<!-- keys: made by `cobolscan config --keys` -->\n\n{table}\n<!-- end of keys -->" in text
    assert run("config", "--keys").out == table


SCALARS = st.one_of(
    st.booleans(),
    st.integers(-5, 2000),
    st.floats(-5, 5).filter(lambda number: not number.is_integer()),
    st.sampled_from(
        ["", " ", "LIM", "auto", "fixed", "error", "never", "ibm", "cp1047", "cpy", ".cpy", "a.b", "limit", "WSX", "A-B", "x y"]
    ),
    st.sampled_from(["2026-01-31", "2026-13-01", "ms", "compare", "off"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "limit", "unit", "argument", "LIM001", "*.cbl", " "]), inner, max_size=2),
    ),
    max_leaves=4,
)
OPTIONS = sorted({"severity", "nonsense"}.union(*(rule.options for rule in RULES)))
RULE_TABLES = st.dictionaries(
    st.sampled_from([*(rule.code for rule in RULES), *(rule.name for rule in RULES), "lim001", "LIM999", "Literal-Bound"]),
    st.one_of(st.dictionaries(st.sampled_from(OPTIONS), VALUES, max_size=2), VALUES),
    max_size=2,
)
NAMES = [*KEYS, "extend", "selekt"]
OVERRIDES = st.lists(
    st.fixed_dictionaries({}, optional={"paths": st.one_of(st.just(["a/*"]), VALUES), "rules": RULE_TABLES}).flatmap(
        lambda some: st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=2).map(lambda more: some | more)
    ),
    max_size=2,
)


@given(
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3),
    st.fixed_dictionaries({}, optional={"rules": st.one_of(RULE_TABLES, VALUES), "overrides": st.one_of(OVERRIDES, VALUES)}),
)
def test_the_schema_accepts_what_the_code_accepts(some, more):
    table = some | more
    ours = list(structure(table, RULES))
    assert VALIDATOR.is_valid(table) is not bool(ours), (table, ours, [error.message for error in VALIDATOR.iter_errors(table)])


def good_value(key):
    """A value of a key that is not empty."""
    shape = KEYS[key].kind.schema()
    tables = {"house-words": {"limit": ["MX", "TOPE*"]}, "per-file-ignores": {"old/**": ["LIM"]}}
    plain = {"boolean": True, "string": "x", "integer": 1, "array": ["cpy"]}
    return tables.get(key) or (shape["enum"][-1] if "enum" in shape else plain[shape["type"]])


@pytest.mark.parametrize("key", KEYS)
def test_a_good_and_a_bad_value_of_each_key(key):
    for value, good in ((good_value(key), True), (KEYS[key].default or good_value(key), True), (17, False), ([17], False)):
        assert VALIDATOR.is_valid({key: value}) is good
        assert (not list(structure({key: value}, RULES))) is good


# ---- kinds, positions, spelling


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Text(), ["", "a"], [1, None, []]),
        (Flag(), [True, False], [0, 1, "true"]),
        (Number(), [0, -1], [True, 1.5, "1"]),
        (Number(fractions=True), [0, 1.5], [True, "1"]),
        (Number(least=1), [1, 9], [0, -1]),
        (OneOf(("a", "")), ["a", ""], ["b", 1, ["a"]]),
        (Day(), ["", "2024-02-29"], ["2023-02-29", "2024-2-9", 2024]),
        (Regex(), ["", "A-[0-9]+"], ["(", 1]),
        (ListOf(OneOf(("a",)), least=1), [["a"], ["a", "a"]], [[], "a", ["b"], [1]]),
        (TableOf(Number(), keys=OneOf(("x",))), [{}, {"x": 1}], [{"y": 1}, {"x": "1"}, [], 1]),
        (Record({"a": Flag()}, required=("a",)), [{"a": True}], [{}, {"a": 1}, {"a": True, "b": 1}, 3]),
        (Either(OneOf(("s",)), Record({"u": Flag()})), ["s", {}, {"u": True}], ["t", {"u": 1}, 1]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_kinds(kind, good, bad):
    assert [value for value in good if list(kind.wrong(value))] == []
    assert [value for value in bad if not list(kind.wrong(value))] == []
    for value in good:
        jsonschema.validate(value, kind.schema())


TOML = """\
# select = 1
select = [  # ]
  "LIM",
  "MAG",
]
text = '''
ignore = 3
[not.a.table]
'''
"quoted key" = { inner = 1 }
a.b.c = 2

[rules.LIM001]
warn = 3
[rules]
LIM002 = { least = 4 }

[[overrides]]
paths = ["a"]
rules.LIM001.report = 5
[[overrides]]
paths = [
  "b"]
[overrides.rules.LIM001]
report = "#x"
ignore = []
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("select",), 2),
        (("select", "MAG"), 4),
        (("text",), 6),
        (("ignore",), 1),  # there is none
        (("quoted key", "inner"), 10),
        (("a", "b", "c"), 11),
        (("rules", "LIM001"), 13),
        (("rules", "LIM001", "warn"), 14),
        (("rules", "LIM002", "least"), 16),
        (("overrides", 0), 18),
        (("overrides", 0, "rules", "LIM001", "report"), 20),
        (("overrides", 1), 21),
        (("overrides", 1, "paths", "b"), 23),
        (("overrides", 1, "rules", "LIM001", "ignore"), 26),
    ],
)
def test_lines_of_keys(keys, line):
    assert Positions(TOML).line(keys) == line


@given(st.text(alphabet="[]{}\"'#=.\n ab\\,", max_size=80))
def test_no_text_confuses_the_positions(text):
    positions = Positions(text)
    assert 1 <= positions.line(("a", "b")) <= text.count("\n") + 1


@given(VALUES)
def test_values_are_spelt_as_toml_reads_them(value):
    import tomllib

    assert tomllib.loads(f"x = {spelled(value)}")["x"] == value


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_are_spelt_as_toml_reads_them(text):
    import tomllib

    assert tomllib.loads(f"x = {spelled({text: text})}")["x"] == {text: text}
