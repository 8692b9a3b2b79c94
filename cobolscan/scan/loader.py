"""Finds the rules by walking `cobolscan.rules`: no registry."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from cobolscan.rule import Rule


@cache
def load() -> tuple[type[Rule], ...]:
    """All rules that ship with cobolscan, by code."""
    package = importlib.import_module("cobolscan.rules")
    found = {rule.code: rule for module in _modules(package) for rule in _rules(module)}
    return tuple(found[code] for code in sorted(found))


def find(word: str) -> type[Rule] | None:
    """The rule with this code or name."""
    return next((rule for rule in load() if word.upper() == rule.code or word.lower() == rule.name), None)


def _modules(package: ModuleType) -> list[ModuleType]:
    prefix = package.__name__ + "."
    return [importlib.import_module(name) for _, name, folder in pkgutil.walk_packages(package.__path__, prefix) if not folder]


def _rules(module: ModuleType) -> list[type[Rule]]:
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__ and "code" in vars(value)
    ]
