"""The keys of a configuration, in one table: validation, the JSON schema, the documentation and `cobolscan config` are made from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cobolscan.kinds import NAME, Flag, Kind, ListOf, OneOf, Record, TableOf, Text
from cobolscan.scan.settings import DIALECTS, FAIL_ON, LEVELS, REFERENCE_FORMATS

if TYPE_CHECKING:
    from cobolscan.rule import Rule

GLOBS = Text("a pattern in the syntax of .gitignore, relative to the folder of the configuration", r"\S")
EXTENSION = Text('the end of a name, such as "cpy"', r"^[.]?[^./\s]+$")
_RULES = ListOf(NAME)
HOUSE_KINDS = tuple(
    "age bit choice code container counter date duration extent given heading index limit line minimum money number numeral page percent "
    "pool rate reject retry return scope screen size status time".split()
)
"""What a word of a house can say: the kinds of program/subjects.toml, which is not read for the sake of this."""
_HOUSE_WORD = Text(
    "one word, of letters and digits; * behind four and more stands for all that begin so", r"^(?:[A-Za-z0-9]+|[A-Za-z0-9]{4,}[*])$"
)


@dataclass(frozen=True)
class Key:
    """A key at the top of a configuration, or of one of its overrides.

    `run`: it says something about the run as a whole, so it stands in the run's configuration and nowhere else. `path`: its value names
    files, relative to the folder of the configuration. `merged`: the tables of several configurations are laid on top of each other,
    where other values take each other's place.
    """

    name: str
    kind: Kind
    default: Any
    help: str
    run: bool = False
    path: bool = False
    merged: bool = False

    @property
    def field(self) -> str:
        """The name of the field of Settings."""
        return self.name.replace("-", "_")


SETTINGS = (
    Key("select", _RULES, [], "Only these rules: codes, starts of codes, names, tags, ALL. Empty: those that run by default."),
    Key("ignore", _RULES, [], "Not these rules."),
    Key("pedantic", Flag(), False, "Rules say more than their narrow default."),
    Key("severity", OneOf(LEVELS), "warning", "The least that formats for people show.", run=True),
    Key("fail-on", OneOf(FAIL_ON), "warning", "From which severity on a finding makes the exit status 1.", run=True),
    Key("baseline", NAME, "", "The findings that are accepted.", run=True, path=True),
    Key("incidents", NAME, "", "The memory of incidents (default: incidents.toml in the root, where there is one).", run=True, path=True),
    Key("git", Flag(), True, "Git is asked for the commits that brought the lines of findings.", run=True),
    Key("exclude", ListOf(GLOBS), [], "What is left out when folders are searched.", run=True),
    Key("extensions", ListOf(EXTENSION), [], "Ends of names of COBOL files, in addition to the usual ones.", run=True),
    Key("reference-format", OneOf(REFERENCE_FORMATS), "auto", "The reference format; auto: what the content of each file says."),
    Key("encoding", NAME, "auto", "The encoding, such as cp1047; auto: what the content of each file says."),
    Key("dialect", OneOf(DIALECTS), "auto", "The COBOL that is meant; auto: what each program uses says."),
    Key("copybook-paths", ListOf(NAME), [], "Folders of copy members, the first first.", path=True),
    Key("copybook-extensions", ListOf(EXTENSION), [], "Ends of names of copy members, the likeliest first; the usual ones come behind."),
    Key("vendor-copybooks", ListOf(NAME), [], "Copybooks that products supply, such as ABC*: they are not missing."),
    Key("lexicons", ListOf(NAME), [], "Further lexicons for comments.", path=True),
    Key(
        "house-words",
        TableOf(ListOf(_HOUSE_WORD, "a list of words"), "a table of lists of words", OneOf(HOUSE_KINDS)),
        {},
        "Words of data names with what they say, such as limit = [\"CUPO\"].",
        merged=True,
    ),
    Key("per-file-ignores", TableOf(_RULES, "a table of lists", GLOBS), {}, "Rules that are off for some files, by pattern.", merged=True),
)  # fmt: skip
KEYS = {key.name: key for key in SETTINGS}
PER_FILE = tuple(key.field for key in SETTINGS if not key.run and key.name != "per-file-ignores")
RUN_WIDE = frozenset(key.name for key in SETTINGS if key.run)
SEVERITY = OneOf(LEVELS)
EXTEND = Text("the path of a configuration", r"\S")
PATHS = ListOf(GLOBS, "a list of patterns in the syntax of .gitignore", least=1)


def options_of(rule: type[Rule]) -> Record:
    """What may stand in the table of a rule."""
    return Record({**{name: option.values for name, option in rule.options.items()}, "severity": SEVERITY})


def rule_of(word: str, rules: Iterable[type[Rule]]) -> type[Rule] | None:
    """The rule whose code or name heads a table."""
    return next((rule for rule in rules if word.upper() == rule.code or word == rule.name), None)
