"""What the tests of the outer layers share: running a command line, and rules that do not change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cobolscan.cli import main
from cobolscan.rule import Finding, Option, Place, Rule, Severity
from cobolscan.scan import loader

HEAD = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. {name}.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-POOL        PIC 9(5).
       PROCEDURE DIVISION.
       MAIN-PARA.
"""


@dataclass
class Ran:
    status: int
    out: str
    err: str


class _Spots(Rule):
    """Finds a pattern in the code: group 1 is the literal, a group `subject` its subject."""

    nodes = ("tree",)
    pattern = ""

    def check(self, tree: Any, program: Any) -> Iterator[Finding]:
        for found in re.finditer(self.pattern, tree.source.upper):
            line, column = tree.source.position(found.start(1))
            yield self.finding(
                Place(tree.source.path, line, column, line, column + len(found[1])),
                f"{self.name} {found[1]}",
                literal=found[1],
                subject=found.groupdict().get("subject"),
                statement=" ".join(tree.source.upper.split("\n")[line - 1].split()),
            )


class BigLimit(_Spots):
    """A number behind a greater-than sign."""

    code = "LIM901"
    claim = 30
    precision = "high"
    tags = ("houses",)
    options = {"least": Option(2, "smaller ones are no limit"), "words": Option([], "names of limits")}
    pattern = r"(?P<subject>[\w-]+) > (\d+)"

    def check(self, tree: Any, program: Any) -> Iterator[Finding]:
        for found in re.finditer(r"(?P<subject>[\w-]+) > (?P<literal>\d+)", tree.source.upper):
            if int(found["literal"]) < self.settings.least:
                continue
            line, column = tree.source.position(found.start("literal"))
            place = Place(tree.source.path, line, column, line, column + len(found["literal"]))
            statement = " ".join(tree.source.upper.split("\n")[line - 1].split())
            yield self.finding(place, "a limit", literal=found["literal"], subject=found["subject"], statement=statement)


class OddNumber(_Spots):
    """Any number of two digits and more."""

    code = "MAG901"
    claim = 40
    severity = Severity.INFO
    pattern = r"(?:MOVE|>|USING) (\d{2,})"


class LongWait(_Spots):
    """A sleep."""

    code = "WAI901"
    claim = 10
    severity = Severity.ERROR
    pattern = r'C\$SLEEP" USING (\d+)'


class ShyRule(_Spots):
    """Says something only when it is selected."""

    code = "FLO901"
    enabled = False
    pattern = r"(GOBACK)"


class BrokenRule(Rule):
    """Fails on a program that says KABOOM."""

    code = "DTA901"
    nodes = ("tree",)

    def check(self, tree: Any, program: Any) -> Iterator[Finding]:
        if "KABOOM" in tree.source.upper:
            raise ValueError("kaboom \x1b[31m")
        yield from ()


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COBOLSCAN_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> tuple[type[Rule], ...]:
    """The rules about reading and the ones above, instead of those that ship."""
    reading = [rule for rule in loader.load() if rule.code.startswith("PAR")]
    rules = tuple(sorted([*reading, BigLimit, OddNumber, LongWait, ShyRule, BrokenRule], key=lambda rule: rule.code))
    monkeypatch.setattr(loader, "load", lambda: rules)
    return rules


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory that is the root of its own."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "work"


@pytest.fixture
def program(work: Path) -> Callable[..., Path]:
    """Writes a small program with these statements."""

    def write(name: str, *statements: str, unit: str | None = None) -> Path:
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        body = "".join(f"           {statement}\n" for statement in (*statements, "GOBACK."))
        path.write_text(HEAD.format(name=unit or path.stem.upper()[:30]) + body, encoding="utf-8")
        return path

    return write


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command line in this process."""

    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        caught = capsys.readouterr()
        return Ran(status, caught.out, caught.err)

    return command
