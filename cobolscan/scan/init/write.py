"""From a folder to the text of its configuration."""

from __future__ import annotations

import os
import tomllib
from dataclasses import replace

from cobolscan.scan import engine, loader
from cobolscan.scan.config.checks import meaning, structure
from cobolscan.scan.config.folders import Folders
from cobolscan.scan.config.layers import Configuration, Given, Layer
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.init import page
from cobolscan.scan.init.folders import Remedy, proven
from cobolscan.scan.init.survey import Survey, look, read
from cobolscan.scan.result import FileReport
from cobolscan.scan.settings import Settings

NAME = "cobolscan.toml"


def proposed(root: str, jobs: int = 0, progress: engine.Progress | None = None) -> tuple[str, Survey, Remedy]:
    """The text of a configuration for a folder, and what it is founded on. Raises UsageProblem where there is no COBOL."""
    settings = Settings(root=root)
    survey = look(root, settings, jobs, progress)
    if not survey.reports:
        raise UsageProblem(f"nothing to look at: no COBOL file was found in {root}")
    remedy = proven(survey, lambda attempt: _again(root, attempt, jobs))
    text = "\n".join(page.lines(survey, remedy)) + "\n"
    table = tomllib.loads(text)
    wrong = [*structure(table, loader.load())] or [*meaning(table, loader.load())]
    assert not wrong, wrong
    return text, survey, remedy


def _again(root: str, remedy: Remedy, jobs: int) -> list[FileReport]:
    """The reports with a remedy in force, as the configuration would put it."""
    folder = os.path.abspath(root)
    values = {
        "copybook-paths": Given([os.path.join(root, each) for each in remedy.folders], NAME, 1),
        "copybook-extensions": Given(list(remedy.extensions), NAME, 1),
    }
    paths = tuple("/*" if area == "." else f"/{area}/**" for area in remedy.areas)
    layers = [Layer(NAME, folder, 1), *([Layer(NAME, folder, 1, paths, values)] if paths else [Layer(NAME, folder, 1, (), values)])]
    run = Configuration(NAME, folder, layers, (NAME,))
    return read(root, replace(Folders(Settings(root=root), run, {}, nested=False, boundary=None).run), jobs)
