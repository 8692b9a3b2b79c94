"""All that is wrong in the table of a configuration: its structure, which the JSON schema holds as well, then what only we can know."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cobolscan.kinds import Kind
from cobolscan.scan.config.keys import EXTEND, KEYS, PATHS, options_of, rule_of
from cobolscan.scan.errors import suggestion
from cobolscan.source.globs import MOST_STARS, is_costly
from cobolscan.source.toml_positions import Keys

if TYPE_CHECKING:
    from cobolscan.rule import Rule

    Rules = tuple[type[Rule], ...]
Problem = tuple[Keys, str]
_TOP = ("extend", "overrides", "rules")
_NO_TABLE = ": the keys stand at the top of this file, [tool.cobolscan] is for pyproject.toml"
_NO_OVERRIDE = {
    "per-file-ignores": 'stands at the top of a configuration; an override says "ignore"',
    "extend": "stands at the top of a configuration",
    "overrides": "stands at the top of a configuration",
}


def without_strangers(table: dict[str, Any], rules: Rules) -> dict[str, Any]:
    """A table without what it says of rules that are not known here: there are house rules, and they are left out."""
    from cobolscan.scan.selection import unknown

    def known(words: Any) -> Any:
        strange = {word for word, _ in unknown([word for word in words if isinstance(word, str)], rules)} if isinstance(words, list) else ()
        return [word for word in words if word not in strange] if isinstance(words, list) else words

    kept = dict(table)
    for key in kept.keys() & {"select", "ignore", "extend-select"}:
        kept[key] = known(kept[key])
    if isinstance(kept.get("per-file-ignores"), dict):
        kept["per-file-ignores"] = {pattern: known(words) for pattern, words in kept["per-file-ignores"].items()}
    if isinstance(kept.get("rules"), dict):
        kept["rules"] = {word: options for word, options in kept["rules"].items() if rule_of(word, rules) is not None}
    if isinstance(kept.get("overrides"), list):
        kept["overrides"] = [without_strangers(part, rules) if isinstance(part, dict) else part for part in kept["overrides"]]
    return kept


def problems(table: dict[str, Any], rules: Rules) -> tuple[list[Problem], dict[str, Any]]:
    """All that is wrong: of what has the right structure, also what it means; and that part of the table."""
    wrong = list(structure(table, rules))
    sound = _without([keys for keys, _ in wrong], table) if wrong else table
    return [*wrong, *meaning(sound, rules)], sound


def _without(places: list[Keys], table: dict[str, Any]) -> dict[str, Any]:
    """The table without the keys that are wrong, or in which something is."""
    top = {keys[0] for keys in places if len(keys) < 2 or keys[0] not in ("overrides", "rules")}
    kept = {key: value for key, value in table.items() if key not in top}
    if "rules" in kept:
        bad = {keys[1] for keys in places if keys[0] == "rules" and len(keys) > 1}
        kept["rules"] = {word: options for word, options in kept["rules"].items() if word not in bad}
    if "overrides" in kept:
        inner = [[keys[2:] for keys in places if keys[:2] == ("overrides", n) and keys[2:]] for n in range(len(kept["overrides"]))]
        kept["overrides"] = [_without(bad, part) for bad, part in zip(inner, kept["overrides"], strict=True)]
    return kept


def structure(table: dict[str, Any], rules: Rules) -> Iterator[Problem]:
    """What the schema would refuse, told better."""
    for key, value in table.items():
        if key == "extend":
            yield from _of_kind((key,), EXTEND, value)
        elif key == "overrides":
            yield from _overrides(value, rules)
        elif key == "rules":
            yield from rule_tables((key,), value, rules)
        elif key in KEYS:
            yield from _of_kind((key,), KEYS[key].kind, value)
        else:
            yield (key,), f'unknown key "{key}"' + (_NO_TABLE if key == "tool" else suggestion(key, [*KEYS, *_TOP]))


def _of_kind(at: Keys, kind: Kind, value: Any) -> Iterator[Problem]:
    for keys, message in kind.wrong(value):
        named = ".".join(str(key) for key in (*at, *keys)) if message.startswith(("is ", "lacks")) else _dotted(at, kind, keys)
        yield (*at, *keys), f'"{named}" {message}'


def _dotted(at: Keys, kind: Kind, keys: tuple[str, ...]) -> str:
    """The name of a value: keys of tables belong to it, a wrong item of a list does not."""
    from cobolscan.kinds import ListOf

    inner = keys[:-1] if isinstance(kind, ListOf) and keys else keys
    return ".".join(str(key) for key in (*at, *inner) if not isinstance(key, int))


def _overrides(value: Any, rules: Rules) -> Iterator[Problem]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        yield ("overrides",), '"overrides" must be tables: [[overrides]], each with paths = [...]'
        return
    for number, table in enumerate(value):
        yield from (((("overrides", number, *keys)), message) for keys, message in _override(table, rules))


def _override(table: dict[str, Any], rules: Rules) -> Iterator[Problem]:
    if "paths" not in table:
        yield (), 'an override without "paths", the patterns of the files that it is for'
    for key, value in table.items():
        if key == "paths":
            yield from _of_kind((key,), PATHS, value)
        elif key == "rules":
            yield from rule_tables((key,), value, rules)
        elif key in _NO_OVERRIDE:
            yield (key,), f'"{key}" {_NO_OVERRIDE[key]}'
        elif key in KEYS and KEYS[key].run:
            yield (key,), f'"{key}" is about the run as a whole: it stands at the top of a configuration'
        elif key in KEYS:
            yield from _of_kind((key,), KEYS[key].kind, value)
        else:
            known = [name for name, each in KEYS.items() if not each.run and name not in _NO_OVERRIDE]
            yield (key,), f'unknown key "{key}" of an override' + suggestion(key, [*known, "paths", "rules"])


def rule_tables(at: Keys, given: Any, rules: Rules) -> Iterator[Problem]:
    """What is wrong in `rules` and the tables under it."""
    if not isinstance(given, dict):
        yield at, '"rules" must be a table of tables, such as [rules.LIM001]'
        return
    for word, options in given.items():
        rule = rule_of(word, rules)
        if rule is None:
            yield (*at, word), f'unknown rule "{word}"' + suggestion(word, [name for each in rules for name in (each.code, each.name)])
            continue
        if not isinstance(options, dict):
            yield (*at, word), f'"rules.{word}" must be a table'
            continue
        fields = options_of(rule).fields
        for key, value in options.items():
            kind = fields.get(key)
            if kind is None:
                yield (*at, word, key), f'{rule.code} has no option "{key}"' + suggestion(key, fields)
            else:
                yield from _of_kind((*at, word, key), kind, value)


def meaning(table: dict[str, Any], rules: Rules) -> Iterator[Problem]:
    """What is wrong in a table whose structure is right, and can be told without looking for files."""
    for at, part in _parts(table):
        yield from _same_rules((*at, "rules"), part.get("rules", {}), rules)
        for key in ("select", "ignore", "extend-select"):
            yield from _rule_words((*at, key), part.get(key, ()), rules)
        for pattern, words in part.get("per-file-ignores", {}).items():
            yield from _rule_words((*at, "per-file-ignores", pattern), words, rules)
        for key in ("exclude", "paths", "per-file-ignores"):
            yield from (((*at, key, pattern), wrong) for pattern in part.get(key, ()) if (wrong := _pattern_problem(pattern)))
        if "encoding" in part and (wrong := _encoding_problem(part["encoding"])):
            yield (*at, "encoding"), wrong


def _parts(table: dict[str, Any]) -> Iterator[tuple[Keys, dict[str, Any]]]:
    yield (), table
    for number, part in enumerate(table.get("overrides", ())):
        yield ("overrides", number), part


def _same_rules(at: Keys, words: Iterable[str], rules: Rules) -> Iterator[Problem]:
    """Two tables of one rule, by its code and its name: one would silently go over the other."""
    seen: dict[str, str] = {}
    for word in words:
        rule = rule_of(word, rules)
        first = seen.setdefault(rule.code, word) if rule is not None else word
        if first != word:
            yield (*at, word), f'"rules.{word}" is the same rule as "rules.{first}": one table for both'


def _rule_words(at: Keys, words: Iterable[str], rules: Rules) -> Iterator[Problem]:
    from cobolscan.scan.selection import unknown

    yield from (((*at, word), f'unknown rule "{word}" in {at[-1]}{hint}') for word, hint in unknown(words, rules))


def _pattern_problem(pattern: str) -> str | None:
    """What is wrong with a pattern of files. One that can match nothing was meant otherwise."""
    from pathspec import GitIgnoreSpec

    if os.pardir in pattern.replace("\\", "/").split("/"):
        return f'"{pattern}" leads out of the folder of the configuration'
    if is_costly(pattern):
        return f'"{pattern[:60]}" has more than {MOST_STARS} wildcards in one name, or more than {MOST_STARS} times **: say it with fewer'
    try:
        spec = GitIgnoreSpec.from_lines([pattern])
    except (ValueError, re.error):
        return f'"{pattern}" is no pattern that .gitignore could have'
    return None if any(each.include is not None for each in spec.patterns) else f'"{pattern}" is a comment, and matches nothing'


def _encoding_problem(name: str) -> str | None:
    from cobolscan.source import reader

    try:
        reader.read(b" ", "", "auto", name)
    except (ValueError, LookupError) as error:
        return str(error)
    return None
