"""What holds for each file of a run: the command line over the nearest configuration over the defaults.

Run-wide keys come from the configuration of the run, all others from the one that is nearest to the file. Most runs have one configuration
or none, and one `Settings` for all files; then nothing here is asked for more than once a folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from cobolscan.scan.config.names import NAMES
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.settings import Settings
from cobolscan.source.paths import shown

if TYPE_CHECKING:
    from cobolscan.rule import Finding
    from cobolscan.scan.config.layers import Configuration, Given, Layer, Resolved


_KEPT = 65_536
"""Files of which it is remembered what holds for them."""


class Folders:
    """Picklable: the workers ask it for the members that they copy."""

    def __init__(self, base: Settings, run: Configuration | None, given: dict[str, Any], nested: bool, boundary: str | None) -> None:
        """`base` holds the root; `given` what the command line says, by the fields of Settings; `nested`: whether folders may have a
        configuration of their own; `boundary`: see Loader."""
        self._base = base
        self._configuration = run
        self.given = given
        self._nested = nested
        self._boundary = boundary
        self._of_folder: dict[str, Configuration | None] = {}
        self._of_path: dict[str, Settings] = {}
        self._settled: dict[tuple[object, ...], Settings] = {}
        self._matchers: dict[tuple[str, ...], Any] = {}
        self._codes: dict[int, frozenset[str]] = {}
        self._used: set[tuple[str, int, str]] = set()
        self._differ = False
        self.run = self._settings(self.resolved(None), base) if run is not None else replace(base, folders=self, **given)

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_matchers": {}, "_codes": {}, "_of_path": {}}  # compiled patterns are made again

    # ---- what holds

    def of(self, path: str) -> Settings:
        """The settings of a file. Raises UsageProblem when its configuration is wrong."""
        configuration = self._of(os.path.dirname(path) or ".")
        if configuration is self._configuration and (configuration is None or not self._is_divided(configuration)):
            return self.run
        if path not in self._of_path:
            if len(self._of_path) >= _KEPT:
                self._of_path.clear()
            self._of_path[path] = self._settled_for(configuration, path)
        return self._of_path[path]

    def _settled_for(self, configuration: Configuration | None, path: str) -> Settings:
        """Files for which the same parts of a configuration hold share their settings."""
        key = (configuration.path if configuration else "", *self._matched(configuration, path))
        if key not in self._settled:
            self._settled[key] = self._settings(self.resolved(path), self.run)
        return self._settled[key]

    def reading_of(self, path: str) -> tuple[str, str]:
        """Reference format and encoding of a file, as they are set where it lies."""
        try:
            settings = self.of(path)
        except UsageProblem:  # of a folder that is no part of the run: those of the run
            settings = self.run
        return settings.reference_format, settings.encoding

    def resolved(self, path: str | None) -> Resolved:
        """What the configurations say about a file; without one, about no file in particular."""
        from cobolscan.scan.config.keys import KEYS
        from cobolscan.scan.config.layers import Resolved

        configuration = self._of(os.path.dirname(path) or ".") if path is not None else self._configuration
        layers = [layer for layer in self._layers(configuration) if not layer.paths or (path is not None and self._meets(layer, path))]
        found = Resolved(configuration, layers)
        for layer in layers:
            for key, given in layer.values.items():
                known = found.values.get(key)
                merged = KEYS[key].merged and known is not None
                found.values[key] = replace(given, value={**known.value, **given.value}) if merged and known else given
            for code, options in layer.options.items():
                found.options[code] = {**found.options.get(code, {}), **options}
        if path is not None:
            found.ignored = [given for _, _, given in self._ignores(configuration, path)]
        return found

    def _settings(self, found: Resolved, base: Settings) -> Settings:
        from cobolscan.scan.config.keys import KEYS, PER_FILE

        own = found.configuration is self._configuration
        values = {} if own else {field: getattr(self._base, field) for field in PER_FILE}
        values |= {KEYS[key].field: _frozen(given.value) for key, given in found.values.items() if own or not KEYS[key].run}
        values.pop("per_file_ignores", None)  # what they come to is `ignored`
        options = {code: {name: given.value for name, given in of.items()} for code, of in found.options.items()}
        ignored = tuple(word for given in found.ignored for word in given.value)
        path = found.configuration.path if found.configuration else None
        own_values = {"config_path": path, "rule_options": options, "ignored_here": ignored, "folders": self}
        return replace(base, **self._asked_here(own_values | values | self.given))

    def _asked_here(self, values: dict[str, Any]) -> dict[str, Any]:
        """Who asks for a rule on the command line gets it, also where the configuration names it to be ignored."""
        named = {word.lower() for name in ("select", "extend_select") for word in self.given.get(name, ())}
        if not named or "ignore" in self.given:
            return values
        return values | {"ignore": tuple(word for word in values.get("ignore", ()) if word.lower() not in named)}

    def carrying(self, settings: Settings) -> Settings:
        """The settings of the run, and of all its files, with what a command changed in `settings`, which were those of the run."""
        names = (field.name for field in fields(Settings) if field.compare)
        changes = {name: getattr(settings, name) for name in names if getattr(settings, name) != getattr(self.run, name)}
        if not changes:
            return self.run
        return Folders(self._base, self._configuration, self.given | changes, self._nested, self._boundary).run

    # ---- which configuration

    def _of(self, folder: str) -> Configuration | None:
        """The configuration of a folder: the nearest, the root's at last."""
        if not self._nested:
            return self._configuration
        folder = os.path.abspath(folder)
        if folder not in self._of_folder:
            self._of_folder[folder] = self._found(folder)
        return self._of_folder[folder]

    def _found(self, folder: str) -> Configuration | None:
        root = os.path.abspath(self._base.root)
        if folder == root or not folder.startswith(os.path.join(root, "")):
            return self._configuration
        found = here(folder)
        return self._loaded(*found) if found else self._of(os.path.dirname(folder))

    def _loaded(self, path: str, table: dict[str, Any]) -> Configuration | None:
        from cobolscan.scan import loader
        from cobolscan.scan.config.files import Loader, misplaced

        reader = Loader(loader.load(), self._boundary)
        configuration = reader.load(path, table)
        run = shown(self._configuration.path) if self._configuration else shown(os.path.join(self._base.root, NAMES[0]))
        problems = [*reader.problems, *(misplaced(configuration, run) if configuration else ())]
        if problems:
            raise UsageProblem(*problems)
        return configuration

    # ---- patterns

    def _layers(self, configuration: Configuration | None) -> list[Layer]:
        return configuration.layers if configuration else []

    def _is_divided(self, configuration: Configuration) -> bool:
        """Whether a configuration says different things about different files."""
        return any(layer.paths or "per-file-ignores" in layer.values for layer in configuration.layers)

    def _matched(self, configuration: Configuration | None, path: str) -> Iterator[object]:
        """What tells files of one configuration apart: the overrides and per-file-ignores that match."""
        for number, layer in enumerate(self._layers(configuration)):
            if layer.paths and self._meets(layer, path):
                self._used.add((layer.path, layer.line, ""))
                yield number
        for layer, pattern, _ in self._ignores(configuration, path):
            self._used.add((layer.path, layer.line, pattern))
            yield layer.path, pattern

    def _meets(self, layer: Layer, path: str) -> bool:
        return self._hits(layer, layer.paths, path)

    def _ignores(self, configuration: Configuration | None, path: str) -> Iterator[tuple[Layer, str, Given]]:
        for layer in self._layers(configuration):
            given = layer.values.get("per-file-ignores")
            for pattern, words in given.value.items() if given else ():
                if given and self._hits(layer, (pattern,), path):
                    yield layer, pattern, replace(given, value=words)

    def _hits(self, layer: Layer, patterns: tuple[str, ...], path: str) -> bool:
        """Whether patterns mean a file: they are relative to the folder of the configuration."""
        relative = os.path.relpath(os.path.abspath(path), layer.folder).replace(os.sep, "/")
        if relative.startswith("../"):
            return False
        if patterns not in self._matchers:
            from pathspec import GitIgnoreSpec

            self._matchers[patterns] = GitIgnoreSpec.from_lines(patterns)
        return bool(self._matchers[patterns].match_file(relative))

    # ---- a run

    def check(self, paths: Sequence[str]) -> None:
        """Everything wrong in the configurations of these files, at once."""
        problems: dict[str, None] = {}
        settled: dict[int, Settings] = {}
        for path in paths:
            try:
                settings = self.of(path)
                settled[id(settings)] = settings
            except UsageProblem as problem:
                problems.update(dict.fromkeys(problem.lines))
        for folder in {folder for settings in settled.values() for folder in settings.copybook_paths}:
            try:
                self._of(folder)
            except UsageProblem as problem:
                problems.update(dict.fromkeys(problem.lines))
        if problems:
            raise UsageProblem(*problems)
        self._differ = any(settings is not self.run for settings in settled.values())

    @property
    def differ(self) -> bool:
        """Whether files of the run that was checked have settings of their own."""
        return self._differ

    def allowed(self, findings: list[Finding]) -> list[Finding]:
        """The findings of rules that are on where they stand: a rule that is off for a copybook says nothing in it, whoever copies it."""
        return [each for each in findings if each.code in self._codes_of(each.place.path)] if self._differ else findings

    def _codes_of(self, path: str) -> frozenset[str]:
        from cobolscan.scan import loader
        from cobolscan.scan.selection import codes_on

        settings = self.of(path)
        if id(settings) not in self._codes:
            self._codes[id(settings)] = codes_on(settings, loader.load())
        return self._codes[id(settings)]

    def unread(self, members: Iterable[str]) -> list[str]:
        """What is wrong where members lie that are no part of the run: they were read as the run's configuration says."""
        problems: dict[str, None] = {}
        for folder in {os.path.dirname(path) or "." for path in members}:
            try:
                self._of(folder)
            except UsageProblem as problem:
                problems.update(dict.fromkeys(problem.lines))
        return [f"{problem} (so members beside it were read as the run's configuration says)" for problem in sorted(problems)]

    def unused(self, paths: Iterable[str]) -> list[str]:
        """What a configuration says of no file at all, where all of its folder was searched: `paths` are those of the command line."""
        folders = [os.path.join(os.path.abspath(path), "") for path in paths if os.path.isdir(path)]
        known = {id(each): each for each in (self._configuration, *self._of_folder.values()) if each is not None}
        return [
            f"{shown(layer.path)}:{line}: {what} of this run"
            for configuration in known.values()
            for layer in configuration.layers
            if os.path.join(layer.folder, "").startswith(tuple(folders))
            for line, what in self._idle(layer)
        ]

    def _idle(self, layer: Layer) -> Iterator[tuple[int, str]]:
        if layer.paths and (layer.path, layer.line, "") not in self._used:
            yield layer.line, "the override matches no file"
        given = layer.values.get("per-file-ignores")
        for pattern in given.value if given else ():
            if (layer.path, layer.line, pattern) not in self._used and given:
                yield given.line, f'"{pattern}" of per-file-ignores matches no file'


def here(folder: str) -> tuple[str, dict[str, Any]] | None:
    """Path and content of the configuration of a folder itself."""
    for name in NAMES:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            from cobolscan.scan.config.files import table_of

            if (table := table_of(path)) is not None:
                return path, table
    return None


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(sorted((key, _frozen(item)) for key, item in value.items()))
    return tuple(value) if isinstance(value, list) else value
