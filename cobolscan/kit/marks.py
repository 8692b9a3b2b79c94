"""Expectations in the source of a fixture, and whether a scan agrees with them.

Above a line that draws a finding stands a comment line

      *> expect: LIM001
      *> expect: LIM001 warning 100, MAG001          severity and literal as well; two findings

A finding without a mark fails, and so does a mark without a finding. Marks are taken out before the scan: the rules do not see them. Only
the rule whose fixture it is runs; one about all programs together has several programs in a file. `options.toml` beside a fixture says
otherwise, at its top for all files, the examples of the page among them, or in a table named as the file (`["pedantic.cbl"]`):

    pedantic = true                 as with --pedantic
    select = ["LIM", "MAG"]         these rules run instead, and all that they find must be marked
    [options]                       options of the rule
    words = ["QUOTA"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cobolscan.rule import Finding
from cobolscan.scan import engine
from cobolscan.scan.settings import Settings

SOURCES = (".cbl", ".cob", ".cpy")
CODE = re.compile(r"[A-Z]{3}\d{3}")
_MARK = re.compile(r"^.{0,6}\*>?\s*expect:\s*(.*?)\s*$")
_SEVERITY = re.compile(r"info|warning|error")


@dataclass(slots=True, frozen=True)
class Problem:
    """What is not as it should be: a fixture, a page or a head; `line` 0 where there is none."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


def fixture_files(folder: Path) -> list[Path]:
    """The programs and copybooks of a folder."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SOURCES) if folder.is_dir() else []


def options_for(path: Path) -> dict[str, Any]:
    """What options.toml says about one file."""
    file = path.parent / "options.toml"
    given: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    own: dict[str, Any] = given.get(path.name, {})
    return {key: value for key, value in given.items() if not isinstance(value, dict) or key == "options"} | own


def scanned(path: Path, data: bytes, code: str, given: dict[str, Any]) -> tuple[list[Finding], list[str]]:
    """All that is found in a text by the rules of its fixture, and what failed inside cobolscan or the rule."""
    settings = Settings(
        select=tuple(given.get("select", (code,))),
        pedantic=bool(given.get("pedantic", False)),
        rule_options={code: dict(given.get("options", {}))},
    )
    result = engine.scan([str(path)], settings, stdin=(str(path), data))
    return list(result.findings), [f"{error.where}: {error.message}" for error in result.errors]


def differences(path: Path, code: str) -> Iterator[Problem]:
    """Where a scan of a fixture and its marks disagree."""
    text, marks, numbers = _without_marks(path.read_bytes().decode("latin-1"))
    findings, errors = scanned(path, text.encode("latin-1"), code, options_for(path))
    yield from (Problem(str(path), 0, f"failed: {error}") for error in errors)
    for finding in findings:
        line = finding.place.line
        mark = next((mark for mark in marks.get(line, ()) if _fits(mark, finding)), None)
        if mark is None:
            said = f"{finding.code} {finding.severity} {finding.literal or ''}".strip()
            yield Problem(str(path), numbers[line - 1], f"not marked: {said}: {finding.message}")
        else:
            marks[line].remove(mark)
    for line, left in marks.items():
        at = numbers[min(line, len(numbers)) - 1] if numbers else 0
        yield from (Problem(str(path), at, f"marked and not found: {mark}") for mark in left)


def _without_marks(text: str) -> tuple[str, dict[int, list[str]], list[int]]:
    """The text without its marks, the words of the marks by the line that they are about, and the line in the file for each line."""
    kept: list[str] = []
    marks: dict[int, list[str]] = {}
    numbers: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        mark = _MARK.match(line)
        if mark:
            marks.setdefault(len(kept) + 1, []).extend(part.strip() for part in re.split(r",\s+", mark[1]) if part.strip())
        else:
            kept.append(line)
            numbers.append(number)
    return "\n".join(kept), marks, numbers


def _fits(mark: str, finding: Finding) -> bool:
    """Whether a finding is what a mark says: its code, and severity and literal where they are given."""
    words = mark.split()
    literal = [word for word in words if not CODE.fullmatch(word) and not _SEVERITY.fullmatch(word)]
    return (
        finding.code in words
        and (not literal or finding.literal == literal[0])
        and all(word == finding.severity for word in words if _SEVERITY.fullmatch(word))
    )
