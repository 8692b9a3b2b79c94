"""incidents.toml of a scan: found, read whole, and refused with everything that is wrong in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cobolscan.history.incident_file import Problem, read
from cobolscan.history.incidents import Incident
from cobolscan.scan import loader
from cobolscan.scan.errors import UsageProblem, suggestion
from cobolscan.scan.selection import matches
from cobolscan.scan.settings import Settings
from cobolscan.source.paths import shown

NAME = "incidents.toml"
LARGEST = 8 << 20  # bytes


def path_of(settings: Settings) -> str:
    """Where the incidents of a scan are kept, whether the file is there or not; raises UsageProblem when that is outside the root."""
    path = settings.incidents or os.path.join(settings.root, NAME)
    if not is_below(path, settings.root):
        raise UsageProblem(
            f"incidents file {name_of(path)} is outside of {settings.root}: nothing outside the root of a scan is read or written"
        )
    return path


def name_of(path: str) -> str:
    """The file of incidents as every output names it: from the working directory, for nobody gave its path."""
    return shown(os.path.relpath(path))


def is_below(path: str, root: str) -> bool:
    """Whether a file, its links followed, lies in a folder."""
    real, folder = os.path.realpath(path), os.path.realpath(root)
    return real.startswith(os.path.join(folder, ""))


def remembered(settings: Settings) -> Settings:
    """The settings with the incidents of their file; raises UsageProblem with all that is wrong in it."""
    if not settings.history or settings.memory:
        return settings
    found = load(settings)
    return replace(settings, memory=tuple(found)) if found else settings


def load(settings: Settings) -> list[Incident]:
    """The incidents of the file; none when they are not wanted (`incidents` is ""), or when there is no file and none was configured."""
    if settings.incidents == "":
        return []
    if settings.incidents is None and not os.path.lexists(os.path.join(settings.root, NAME)):
        return []
    path = path_of(settings)
    if settings.incidents is None and not os.path.exists(path):
        return []
    return parsed(text_of(path), name_of(path))


def parsed(text: str, name: str) -> list[Incident]:
    """The incidents of a text; raises UsageProblem with all that is wrong, each with its line."""
    found, problems = read(text, name)
    problems += _unknown_rules(found)
    if problems:
        raise UsageProblem(*(f"{name}:{at.line}: {at.message}{_hint(at)}" for at in sorted(problems, key=lambda problem: problem.line)))
    return found


def text_of(path: str) -> str:
    """The text of the file; raises UsageProblem where it cannot be read."""
    try:
        if not os.path.isfile(path):
            raise OSError(None, "not a regular file" if os.path.exists(path) else "no such file")
        if os.path.getsize(path) > LARGEST:
            raise OSError(None, f"larger than {LARGEST:,} bytes")
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"cannot read incidents file {name_of(path)}: {getattr(error, 'strerror', None) or error}") from None


def unknown_rules(words: Iterable[str]) -> list[str]:
    """Those of the words that mean no rule."""
    return [word for word in words if not any(matches(word, rule) for rule in loader.load())]


def rule_names() -> tuple[str, ...]:
    return tuple(name for rule in loader.load() for name in (rule.code, rule.name))


def _unknown_rules(found: list[Incident]) -> Iterator[Problem]:
    for incident in found:
        for word in unknown_rules(incident.rules):
            yield Problem(incident.line, f'unknown rule "{word}" in "rules" of {incident.id}', word, rule_names())


def _hint(problem: Problem) -> str:
    return suggestion(problem.word, problem.known) if problem.word else ""
