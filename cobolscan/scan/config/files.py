"""Reading configurations: `cobolscan.toml`, or `[tool.cobolscan]` of `pyproject.toml`, with those that they extend.

Who scans a repository need not trust it. A configuration that was found, and not named with --config, leads nowhere outside of the git work
tree (or, without one, the folder of the run's configuration): not to be extended, not for copybooks, lexicons or a baseline. What it may
extend besides is a configuration of a folder above, which would hold anyway if it were not there.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cobolscan.scan import loader
from cobolscan.scan.config.checks import problems, without_strangers
from cobolscan.scan.config.keys import KEYS, RUN_WIDE, rule_of
from cobolscan.scan.config.layers import Configuration, Given, Layer
from cobolscan.scan.config.names import NAMES
from cobolscan.scan.errors import UsageProblem, suggestion
from cobolscan.source.paths import shown
from cobolscan.source.toml_positions import Keys, Positions

if TYPE_CHECKING:
    from cobolscan.scan.config.checks import Rules

_MAX_BYTES = 2_000_000
LONGEST_CHAIN = 20


class Loader:
    """Reads configurations, and collects all that is wrong in them."""

    def __init__(self, rules: Rules, boundary: str | None) -> None:
        """`boundary`: the folder outside of which nothing is named; None where the user said what to read."""
        self._rules = rules
        self._boundary = boundary
        self.problems: list[str] = []

    def load(self, path: str, table: dict[str, Any] | None = None, chain: tuple[str, ...] = ()) -> Configuration | None:
        """A configuration; None when it cannot be read. `chain` holds the real paths of those that extend it."""
        text = _text(path)
        table = _table(path, text) if table is None else table
        if table is None:
            self.problems.append(f"{shown(path)} has no [tool.cobolscan] table")
            return None
        above = ("tool", "cobolscan") if os.path.basename(path) == "pyproject.toml" else ()
        reading = _Reading(path, Positions(text), above)
        if not self._may(path, reading):
            self.problems.append(f"{shown(path)} is a link that leads outside of {shown(self._boundary or '.')}; name it with --config")
            return None
        if loader.some_left_out():
            table = without_strangers(table, self._rules)
        wrong, table = problems(table, self._rules)
        self.problems += (reading.say(*problem) for problem in sorted(wrong, key=lambda problem: reading.line(problem[0])))
        chain = (*chain, os.path.realpath(path))
        parent = self._extended(reading, table["extend"], chain) if "extend" in table else None
        layers = [*(parent.layers if parent else ()), *self._layers(reading, table)]
        if wrong:
            return None
        return Configuration(path, reading.folder, layers, (path, *(parent.chain if parent else ())))

    def _extended(self, reading: _Reading, target: str, chain: tuple[str, ...]) -> Configuration | None:
        path = os.path.normpath(os.path.join(reading.folder, target))
        if os.path.isdir(path):
            path = next((inner for name in NAMES if os.path.isfile(inner := os.path.join(path, name))), path)
        wrong = self._refusal(reading, path, chain)
        if wrong:
            self.problems.append(reading.say(("extend",), wrong))
            return None
        try:
            return self.load(path, chain=chain)
        except UsageProblem as problem:
            self.problems += problem.lines
            return None

    def _refusal(self, reading: _Reading, path: str, chain: tuple[str, ...]) -> str | None:
        """Why a configuration is not extended."""
        if not os.path.isfile(path):
            near = suggestion(os.path.basename(path), _listing(os.path.dirname(path)))
            return f'"extend" leads to no file: {shown(path)}{near}'
        if os.path.realpath(path) in chain:
            return f'"extend" leads in a circle: {shown(path)} is being read already'
        if len(chain) >= LONGEST_CHAIN:
            return f'"extend" leads through more than {LONGEST_CHAIN} configurations'
        above = os.path.basename(path) in NAMES and _is_in(reading.folder, os.path.dirname(path)) and not os.path.islink(path)
        return None if above or self._may(path, reading) else self._outside("extend", path)

    def _may(self, path: str, reading: _Reading) -> bool:
        if self._boundary is None:
            return True
        real = os.path.realpath(path)
        return any(_is_in(real, os.path.realpath(folder)) for folder in (self._boundary, reading.folder))

    def _wrong_path(self, key: str, path: str, reading: _Reading) -> list[str]:
        """What is wrong with a path that a configuration names."""
        if not self._may(path, reading):
            return [self._outside(key, path)]
        if key == "copybook-paths":
            return [] if os.path.isdir(path) else [f"no such folder of copybooks: {shown(path)}"]
        if key != "lexicons":
            return []
        files = [os.path.join(path, name) for name in _listing(path)] if os.path.isdir(path) else [path]
        outside = [self._outside(key, file) for file in files if not self._may(file, reading)]
        return outside or _lexicon_problems(path, files)

    def _outside(self, key: str, path: str) -> str:
        where = shown(self._boundary or ".")
        return f'"{key}" leads outside of {where}: {shown(path)}; what lies outside is named on the command line (such as --config FILE)'

    def _layers(self, reading: _Reading, table: dict[str, Any]) -> Iterator[Layer]:
        yield self._layer(reading, (), table)
        for number, part in enumerate(table.get("overrides", ())):
            yield self._layer(reading, ("overrides", number), part)

    def _layer(self, reading: _Reading, at: Keys, table: dict[str, Any]) -> Layer:
        paths = tuple(table.get("paths", ()))
        layer = Layer(reading.path, reading.folder, reading.line(at), paths)
        for key, value in table.items():
            if key in KEYS:
                given = self._settled(reading, (*at, key), value) if KEYS[key].path else value
                layer.values[key] = Given(given, reading.path, reading.line((*at, key)), paths)
        for word, options in table.get("rules", {}).items():
            rule = rule_of(word, self._rules)
            assert rule is not None
            lines = {name: reading.line((*at, "rules", word, name)) for name in options}
            layer.options[rule.code] = {name: Given(value, reading.path, lines[name], paths) for name, value in options.items()}
        return layer

    def _settled(self, reading: _Reading, at: Keys, value: str | list[str]) -> str | list[str]:
        """Paths as they are seen from everywhere; what they lead to must be there, but for a baseline."""
        key = str(at[-1])
        paths = [os.path.join(reading.folder, item) for item in ([value] if isinstance(value, str) else value)]
        for item, path in zip([value] if isinstance(value, str) else value, paths, strict=True):
            self.problems += (reading.say((*at, item), wrong) for wrong in self._wrong_path(key, path, reading))
        return paths[0] if isinstance(value, str) else paths


class _Reading:
    """Where things stand in one file."""

    def __init__(self, path: str, positions: Positions, above: tuple[str, ...]) -> None:
        self.path, self.folder = path, os.path.dirname(os.path.abspath(path))
        self._positions, self._above = positions, above

    def line(self, keys: Keys) -> int:
        return self._positions.line((*self._above, *keys))

    def say(self, keys: Keys, message: str) -> str:
        return f"{shown(self.path)}:{self.line(keys)}: {message}"


def misplaced(configuration: Configuration, run: str) -> list[str]:
    """What a configuration of a folder says that only the configuration of the run can say."""
    told = ((key, given) for key, given in configuration.own.values.items() if key in RUN_WIDE)
    return [
        f'{shown(given.path)}:{given.line}: "{key}" is about the run as a whole: it belongs into {run}, '
        "for this configuration is one of a folder of it"
        for key, given in told
    ]


def _lexicon_problems(path: str, files: list[str]) -> list[str]:
    """What is wrong in a lexicon, or in a folder of them."""
    from cobolscan.history import lexicon
    from cobolscan.history.user_lexicon import LexiconProblem

    try:
        for file in files:
            _regular(file)
        lexicon.load((shown(path),))
    except OSError as error:
        return [f"cannot read the lexicon {shown(path)}: {error.strerror or error}"]
    except LexiconProblem as problem:
        return list(problem.lines)
    return []


def table_of(path: str) -> dict[str, Any] | None:
    """What a file says; None for a pyproject.toml without our table."""
    return _table(path, _text(path))


def _table(path: str, text: str) -> dict[str, Any] | None:
    import tomllib

    of_project = os.path.basename(path) == "pyproject.toml"
    if of_project and "cobolscan" not in text:
        return None  # a project that does not know us costs no more than a look
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        if of_project and "tool.cobolscan" not in text:
            return None
        raise UsageProblem(f"{shown(path)}:{_error_line(str(error), text)}: not TOML: {error}") from None
    if not of_project:
        return content
    tool = content.get("tool")
    table = tool.get("cobolscan") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UsageProblem(f'{shown(path)}: "tool.cobolscan" must be a table')
    return table


def _error_line(message: str, text: str) -> int:
    """The line that tomllib speaks of."""
    found = re.search(r"at line (\d+)", message)
    return int(found[1]) if found else len(text.rstrip().splitlines()) or 1


def _text(path: str) -> str:
    try:
        _regular(path)
        with open(path, encoding="utf-8", newline="") as file:
            return file.read().replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"cannot read {shown(path)}: {error}") from None


def _regular(path: str) -> None:
    """Raises OSError for what would block, or fill the memory."""
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError("not a regular file")
    if found.st_size > _MAX_BYTES:
        raise OSError(f"larger than {_MAX_BYTES // 1_000_000} MB")


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(os.path.join(folder, ""))


def _listing(folder: str) -> list[str]:
    """The TOML files of a folder."""
    try:
        return [name for name in os.listdir(folder) if name.endswith(".toml")]
    except OSError:
        return []
