"""What holds for one file, and where each value comes from; and how the file is read with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cobolscan.scan import loader
from cobolscan.scan.config.folders import Folders
from cobolscan.scan.config.keys import SETTINGS, Key
from cobolscan.scan.config.layers import Given
from cobolscan.scan.settings import Settings
from cobolscan.source.paths import shown


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a key, or of an option (`rules.CODE.option`). `source`: default, file, override or command line."""

    key: str
    value: Any
    source: str
    path: str | None = None
    line: int | None = None
    paths: tuple[str, ...] = ()
    run_wide: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read."""

    reference_format: str
    encoding: str
    kind: str
    dialects: tuple[str, ...]
    copybook_folders: tuple[str, ...]
    members: int
    missing_copybooks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`configurations`: the files that have a say, the nearest first; none when there is none."""

    path: str
    root: str
    configurations: tuple[str, ...]
    values: tuple[Value, ...]
    rules: tuple[str, ...]
    reading: Reading


def explain(folders: Folders, path: str) -> Explanation:
    """Raises UsageProblem for a wrong configuration, OSError when the file cannot be read."""
    from cobolscan.scan.selection import rules_for

    settings = folders.of(path)
    found = folders.resolved(path)
    run = folders.resolved(None)
    own = [_value(key, folders, (run if key.run else found).values.get(key.name)) for key in SETTINGS]
    options = [_told(f"rules.{code}.{name}", each) for code, of in sorted(found.options.items()) for name, each in of.items()]
    off = [_told(f'per-file-ignores for "{path}"', each) for each in found.ignored]
    chain = [*(found.configuration.chain if found.configuration else ()), *(run.configuration.chain if run.configuration else ())]
    rules = tuple(rule.code for rule in rules_for(settings, loader.load()))
    files = tuple(dict.fromkeys(map(shown, chain)))
    return Explanation(path, shown(settings.root), files, (*own, *options, *off), rules, _reading(path, settings))


def _value(key: Key, folders: Folders, given: Given | None) -> Value:
    if key.field in folders.given:
        said = folders.given[key.field]
        return Value(key.name, list(said) if isinstance(said, tuple) else said, "command line", run_wide=key.run)
    if given is None:
        return Value(key.name, key.default, "default", run_wide=key.run)
    return _told(key.name, given, key.path, key.run)


def _told(name: str, given: Given, path: bool = False, run_wide: bool = False) -> Value:
    value = given.value
    if path:
        value = shown(value) if isinstance(value, str) else [shown(item) for item in value]
    return Value(name, value, "override" if given.paths else "file", shown(given.path), given.line, given.paths, run_wide)


def _reading(path: str, settings: Settings) -> Reading:
    from cobolscan.program.model import build
    from cobolscan.scan.reading import library_for, read_file, report_of
    from cobolscan.syntax import parser

    tree = parser.parse(read_file(path, settings), library_for(settings))
    report = report_of(tree)
    dialects = tuple(dict.fromkeys(program.dialect for program in build(tree, settings.dialect))) if report.programs else ()
    return Reading(
        report.reference_format,
        report.encoding,
        report.kind,
        dialects,
        tuple(dict.fromkeys(_folders(report.members))),
        len(report.members),
        tuple(report.missing_copybooks),
    )


def _folders(members: list[str]) -> Iterator[str]:
    return (os.path.dirname(member) or "." for member in members)
