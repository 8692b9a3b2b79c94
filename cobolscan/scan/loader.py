"""Finds the rules: those that ship, by walking `cobolscan.rules`; those of installed packages, by entry points; those of a house, in its
folders. No registry.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType

from cobolscan.rule import Confidence, Option, Rule, Severity
from cobolscan.scan.errors import UsageProblem

GROUP = "cobolscan.rules"
"""Packages offer rules under this group of entry points: each names a module, or a package that is walked."""

_HOUSE = "cobolscan_house"
_folders: tuple[str, ...] = ()
_left_out = False


def load() -> tuple[type[Rule], ...]:
    """All rules that this process knows, by code."""
    return _load(_folders)


def use(folders: Iterable[str]) -> None:
    """From now on the rules of these house folders are known as well. This runs the code in them: only for folders that the user trusts.

    Raises UsageProblem when a folder is not there, a module of it fails, or a rule takes a code or name that is taken.
    """
    global _folders
    _folders = tuple(dict.fromkeys([*_folders, *map(os.path.abspath, folders)]))
    load()


def leave_out() -> None:
    """There are house rules that this process does not know, for they may not run: a configuration may speak of them all the same."""
    global _left_out
    _left_out = True


def some_left_out() -> bool:
    return _left_out


def find(word: str) -> type[Rule] | None:
    """The rule with this code or name."""
    return next((rule for rule in load() if word.upper() == rule.code or word.lower() == rule.name), None)


@cache
def _load(folders: tuple[str, ...]) -> tuple[type[Rule], ...]:
    found: dict[str, type[Rule]] = {}
    for rule in (*_shipped(), *map(_sound, (*_installed(), *(rule for folder in folders for rule in house(folder))))):
        other = next((known for known in found.values() if rule.code == known.code or rule.name == known.name), None)
        if other is not None and other is not rule:
            where = f"{_file(rule)} and {_file(other)}"
            raise UsageProblem(f"two rules are called {rule.code} or {rule.name}: {where}; a code and a name belong to one rule for ever")
        found[rule.code] = rule
    return tuple(found[code] for code in sorted(found))


def _sound(rule: type[Rule]) -> type[Rule]:
    """A rule whose head the engine can work with. Raises UsageProblem for another, which would fail without a word of where."""
    demands = (
        (
            isinstance(rule.code, str) and re.fullmatch(r"[A-Z]{3}\d{3}", rule.code),
            f"code {rule.code!r} is not three letters and three digits",
        ),
        (isinstance(rule.severity, Severity), f"severity {rule.severity!r} is no Severity, such as Severity.WARNING"),
        (rule.precision in tuple(Confidence), f"precision {rule.precision!r} is not low, medium or high"),
        (isinstance(rule.nodes, tuple), f"nodes is no tuple: write ({rule.nodes!r},)"),
        (isinstance(rule.tags, tuple), f"tags is no tuple: write ({rule.tags!r},)"),
        (all(isinstance(option, Option) for option in rule.options.values()), "options has a value that is no Option(default, help)"),
    )
    wrong = [f"{_file(rule)}: {rule.__name__}: {message}" for met, message in demands if not met]
    if wrong:
        raise UsageProblem(*wrong)
    return rule


@cache
def _shipped() -> tuple[type[Rule], ...]:
    package = importlib.import_module("cobolscan.rules")
    return tuple(_rules(_modules(package)))


@cache
def house(folder: str) -> tuple[type[Rule], ...]:
    """The rules in a folder: each module of it and of its subfolders; a module that begins with `_` holds what others share."""
    if not os.path.isdir(folder):
        raise UsageProblem(f"no such folder of rules: {folder}")
    name = f"{_HOUSE}_{len([name for name in sys.modules if name.startswith(_HOUSE) and '.' not in name])}"
    package = ModuleType(name)
    package.__path__ = [folder]
    sys.modules[name] = package
    return tuple(_rules(_imported(path, module) for path, module in _files(folder, name)))


def _files(folder: str, package: str) -> Iterator[tuple[str, str]]:
    """File and name of each module, in the order of their paths; tests and what is hidden are none."""
    for entry in sorted(os.listdir(folder)):
        path, stem = os.path.join(folder, entry), entry.removesuffix(".py")
        if entry.startswith((".", "_")) or entry in ("fixtures", "tests"):
            continue
        if os.path.isdir(path) and entry.isidentifier() and any(name.endswith(".py") for _, _, names in os.walk(path) for name in names):
            sub = ModuleType(f"{package}.{entry}")
            sub.__path__ = [path]
            sys.modules.setdefault(sub.__name__, sub)
            yield from _files(path, sub.__name__)
        elif entry.endswith(".py") and stem.isidentifier():
            yield path, f"{package}.{stem}"


def _imported(path: str, name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise UsageProblem(f"{path}{_line(error, path)}: {type(error).__name__}: {error}") from None


def _line(error: Exception, path: str) -> str:
    """`:12`, the innermost line of the module that failed."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return f":{error.lineno}"
    import traceback

    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return f":{lines[-1]}" if lines else ""


@cache
def _installed() -> tuple[type[Rule], ...]:
    """Rules that other packages of this environment offer. Who installed them trusts them."""
    if not _may_be_installed():
        return ()
    from importlib.metadata import entry_points

    modules: list[ModuleType] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            module = importlib.import_module(point.module)
            modules += [module, *_modules(module)] if hasattr(module, "__path__") else [module]
        except Exception as error:
            raise UsageProblem(f"the rules {point.name} ({point.value}) cannot be loaded: {type(error).__name__}: {error}") from None
    return tuple(_rules(modules))


def _may_be_installed() -> bool:
    """Whether any package names the group: importlib.metadata costs a quarter of the start of a process, and mostly there is none."""
    for folder in sys.path:
        try:
            names = [name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info"))]
        except OSError:
            continue
        if any(_names_group(os.path.join(folder, name, "entry_points.txt")) for name in names):
            return True
    return False


def _names_group(path: str) -> bool:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return f"[{GROUP}]" in file.read()
    except OSError:
        return False


def _modules(package: ModuleType) -> list[ModuleType]:
    prefix = package.__name__ + "."
    return [importlib.import_module(name) for _, name, folder in pkgutil.walk_packages(package.__path__, prefix) if not folder]


def _rules(modules: Iterable[ModuleType]) -> list[type[Rule]]:
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__ and "code" in vars(value)
    ]


def _file(rule: type[Rule]) -> str:
    return str(getattr(sys.modules[rule.__module__], "__file__", rule.__module__))
