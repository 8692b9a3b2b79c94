"""`cobolscan.toml`, or `[tool.cobolscan]` of `pyproject.toml`: the nearest one, and everything wrong in it at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

from cobolscan.rule import Option, Rule
from cobolscan.scan.errors import UsageProblem, suggestion
from cobolscan.scan.settings import CONFIDENCES, DIALECTS, FAIL_ON, LEVELS, REFERENCE_FORMATS, Settings

Check = Callable[[Any], str | None]  # what is wrong with a value, or None


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) else "must be a string"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def _texts(value: Any) -> str | None:
    return None if isinstance(value, list) and all(isinstance(item, str) for item in value) else "must be a list of strings"


def _one_of(*words: str) -> Check:
    return lambda value: None if value in words else f"must be one of {', '.join(words)}"


KEYS: dict[str, Check] = {
    "select": _texts,
    "ignore": _texts,
    "pedantic": _flag,
    "severity": _one_of(*LEVELS),
    "fail-on": _one_of(*FAIL_ON),
    "baseline": _text,
    "reference-format": _one_of(*REFERENCE_FORMATS),
    "encoding": _text,
    "dialect": _one_of(*DIALECTS),
    "copybook-paths": _texts,
    "exclude": _texts,
    "extend-select": _texts,
    "confidence": _one_of(*CONFIDENCES),
    "require-reason": _flag,
    "incidents": _text,
    "git": _flag,
}
_PATHS = ("baseline", "copybook-paths", "incidents")  # relative to the folder of the configuration


def nearest(folder: str) -> tuple[str, dict[str, Any]] | None:
    """Path and content of the configuration that holds for a folder."""
    for directory in _upwards(folder):
        for name in ("cobolscan.toml", "pyproject.toml"):
            path = os.path.join(directory, name)
            if os.path.isfile(path) and (table := _table(path)) is not None:
                return path, table
    return None


def git_root(folder: str) -> str | None:
    """The work tree that holds a folder, if one does."""
    return next((directory for directory in _upwards(folder) if os.path.exists(os.path.join(directory, ".git"))), None)


def read(path: str) -> tuple[str, dict[str, Any]]:
    """A configuration that was named: it must be there and say something."""
    if not os.path.isfile(path):
        raise UsageProblem(f"no such configuration file: {path}")
    table = _table(path)
    if table is None:
        raise UsageProblem(f"{path} has no [tool.cobolscan] table")
    return path, table


def apply(settings: Settings, path: str, table: dict[str, Any], rules: tuple[type[Rule], ...]) -> Settings:
    """The settings with what the configuration says; raises UsageProblem with all that is wrong in it."""
    problems = [*_problems(table, rules)]
    if problems:
        lines = _text_of(path).splitlines()
        above = ("cobolscan",) if os.path.basename(path) == "pyproject.toml" else ()
        raise UsageProblem(*(f"{path}{_position(lines, above + keys)}: {message}" for keys, message in problems))
    folder = os.path.dirname(os.path.abspath(path))
    values = {key.replace("-", "_"): _settled(key, value, folder) for key, value in table.items() if key in KEYS}
    options = {_rule(word, rules).code: dict(given) for word, given in table.get("rules", {}).items()}
    changes = {"root": folder, "config_path": path, "rule_options": options} | values
    return Settings(**({name: getattr(settings, name) for name in Settings.__slots__} | changes))


def _settled(key: str, value: Any, folder: str) -> Any:
    if key in _PATHS:
        return os.path.join(folder, value) if isinstance(value, str) else tuple(os.path.join(folder, item) for item in value)
    return tuple(value) if isinstance(value, list) else value


def _problems(table: dict[str, Any], rules: tuple[type[Rule], ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in table.items():
        if key == "rules":
            yield from _rule_problems(value, rules)
        elif key not in KEYS:
            yield (key,), f'unknown key "{key}"' + suggestion(key, [*KEYS, "rules"])
        elif wrong := KEYS[key](value):
            yield (key,), f'"{key}" {wrong}'


def _rule_problems(tables: Any, rules: tuple[type[Rule], ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if not isinstance(tables, dict):
        yield ("rules",), '"rules" must be a table of tables, such as [rules.LIM001]'
        return
    for word, given in tables.items():
        try:
            rule = _rule(word, rules)
        except KeyError:
            yield ("rules", word), f'unknown rule "{word}"' + suggestion(word, [name for r in rules for name in (r.code, r.name)])
            continue
        if not isinstance(given, dict):
            yield ("rules", word), f'"rules.{word}" must be a table'
            continue
        yield from ((("rules", word, key), message) for key, message in _option_problems(rule, word, given))


def _option_problems(rule: type[Rule], word: str, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in given.items():
        if key == "severity":
            if value not in LEVELS:
                yield key, f'"rules.{word}.severity" must be one of {", ".join(LEVELS)}'
        elif key not in rule.options:
            yield key, f'{rule.code} has no option "{key}"' + suggestion(key, [*rule.options, "severity"])
        elif wrong := wrong_type(value, rule.options[key]):
            yield key, f'"rules.{word}.{key}" {wrong}'


def wrong_type(value: Any, option: Option) -> str | None:
    """What is wrong with a value for an option: the default of the option gives the type."""
    default = option.default
    if isinstance(default, bool):
        return _flag(value)
    if isinstance(default, int):
        return None if isinstance(value, int) and not isinstance(value, bool) else "must be a whole number"
    if isinstance(default, float):
        return None if isinstance(value, int | float) and not isinstance(value, bool) else "must be a number"
    if isinstance(default, str):
        return _text(value)
    if isinstance(default, dict):
        return None if isinstance(value, dict) else "must be a table"
    return _texts(value) if all(isinstance(item, str) for item in default) else None if isinstance(value, list) else "must be a list"


def _rule(word: str, rules: tuple[type[Rule], ...]) -> type[Rule]:
    for rule in rules:
        if word.upper() == rule.code or word == rule.name:
            return rule
    raise KeyError(word)


def _table(path: str) -> dict[str, Any] | None:
    import tomllib

    text = _text_of(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if os.path.basename(path) == "pyproject.toml" and "tool.cobolscan" not in text:
            return None
        raise UsageProblem(f"{path}: {error}") from None
    if os.path.basename(path) != "pyproject.toml":
        return content
    table: dict[str, Any] | None = content.get("tool", {}).get("cobolscan")
    return table


def _text_of(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"cannot read {path}: {error}") from None


def _position(lines: list[str], keys: tuple[str, ...]) -> str:
    """`:line` of a key, each of `keys` looked for below the one before: tomllib does not tell where things stand."""
    at = 0
    for key in keys:
        here = re.compile(rf"""\s*(?:\[[^\]]*|[\w.-]*)?(?<![\w-])["']?{re.escape(key)}["']?\s*[\]=.]""")
        at = next((number for number in range(at, len(lines)) if here.match(lines[number])), at)
    return f":{at + 1}"


def _upwards(folder: str) -> Iterator[str]:
    folder = os.path.abspath(folder)
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
