"""The JSON schema of a configuration (draft 2020-12), for editors: made from the table of keys and the options of the rules."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cobolscan.kinds import Kind
from cobolscan.rule import Option, Rule
from cobolscan.scan.config.keys import EXTEND, PATHS, SETTINGS, SEVERITY, Key

FILE = "cobolscan.schema.json"
"""The name under which it is shipped, beside this module."""
OVERRIDES = "Patterns of the files for which the override holds, in the syntax of .gitignore, relative to the folder of the configuration."


def schema(rules: Iterable[type[Rule]]) -> dict[str, Any]:
    """What `cobolscan.toml`, or the table `tool.cobolscan`, may hold. Which rules there are, and what can be read, it does not know."""
    per_file = {key.name: _described(key) for key in SETTINGS if not key.run and key.name != "per-file-ignores"}
    override = _table({"paths": {**PATHS.schema(), "description": OVERRIDES}, "rules": {"$ref": "#/$defs/rules"}, **per_file})
    extend = {**EXTEND.schema(), "description": "A configuration whose values hold where this one says nothing."}
    overrides = {"type": "array", "items": {"$ref": "#/$defs/override"}, "description": "What holds for some files only."}
    properties = {
        "extend": extend,
        **{key.name: _described(key) for key in SETTINGS},
        "rules": {"$ref": "#/$defs/rules"},
        "overrides": overrides,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of cobolscan",
        **_table(properties),
        "$defs": {"override": {**override, "required": ["paths"]}, "rules": _rules(rules)},
    }


def text(rules: Iterable[type[Rule]]) -> str:
    """The schema as it is printed and shipped."""
    return json.dumps(schema(rules), indent=1, ensure_ascii=False) + "\n"


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _described(key: Key) -> dict[str, Any]:
    return {**key.kind.schema(), "description": key.help, "default": key.default}


def _rules(rules: Iterable[type[Rule]]) -> dict[str, Any]:
    tables = {_named(rule): _rule(rule) for rule in rules}
    return {
        "type": "object",
        "patternProperties": tables,
        "additionalProperties": False,
        "description": "Options of rules, by code or name.",
    }


def _named(rule: type[Rule]) -> str:
    """A rule by its code, in any case, or its name."""
    code = "".join(f"[{char}{char.lower()}]" if char.isalpha() else char for char in rule.code)
    return f"^(?:{code}|{rule.name})$"


def _rule(rule: type[Rule]) -> dict[str, Any]:
    options = {name: _option(option, option.values) for name, option in rule.options.items()}
    severity = {
        **SEVERITY.schema(),
        "description": "Of what the rule says firmly; what it says more softly stays so.",
        "default": rule.severity.value,
    }
    return {**_table({**options, "severity": severity}), "title": f"{rule.code} {rule.name}"}


def _option(option: Option, kind: Kind) -> dict[str, Any]:
    return {**kind.schema(), "description": option.help, "default": option.default}
