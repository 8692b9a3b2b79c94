"""The waits rules against programs that were labelled by hand, line by line: precision and recall of each field."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cobolscan.rule import Finding
from cobolscan.scan.settings import Settings
from cobolscan.scan.worker import Scanner

FOLDER = Path(__file__).parents[2] / "fixtures" / "labelled" / "waits"
ASKED = 0.9
FIELDS = ("literal", "duration_s", "in_loop", "loop", "max_per_second", "worst_case_s", "at_most_s", "also", "severity")


@dataclass
class Measure:
    """Counts of one field; `misses` tells each in words."""

    right: int = 0
    said: int = 0
    asked: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.asked if self.asked else 1.0

    def note(self, where: str, truth: Any, said: Any) -> None:
        """None is no claim: it is not said, and not asked for."""
        self.said += said not in (None, False, [])
        self.asked += truth not in (None, False, [])
        if same(truth, said):
            self.right += truth not in (None, False, [])
        else:
            self.misses.append(f"{where}: {said!r}, should be {truth!r}")


def same(truth: Any, said: Any) -> bool:
    """Equal; numbers to a hundredth of their size, as rates are rounded."""
    if isinstance(truth, int | float) and isinstance(said, int | float):
        return abs(truth - said) <= abs(truth) / 100
    return bool((truth or None) == (said or None))


@cache
def truth() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def findings() -> dict[tuple[str, int], list[Finding]]:
    """What the rules of the family say, by file and line."""
    scan = Scanner(Settings(select=("WAI",)))
    found: dict[tuple[str, int], list[Finding]] = defaultdict(list)
    for path in sorted(FOLDER.glob("*.c*")):
        result = scan(str(path))
        assert not result.errors, result.errors
        for finding in result.findings:
            if finding.family == "WAI":
                found[Path(finding.place.path).name, finding.place.line].append(finding)
    return found


def said(finding: Finding, name: str) -> Any:
    if name == "literal":
        return finding.literal
    return str(finding.severity) if name == "severity" else finding.data.get(name)


@cache
def measured() -> dict[str, Measure]:
    measures: dict[str, Measure] = defaultdict(Measure)
    expected = {(row["file"], row["line"]): row for row in truth() if row["rule"]}
    for where, row in expected.items():
        _note_row(measures, f"{where[0]}:{where[1]} ({row['why']})", row, findings().get(where, []))
    for where, others in findings().items():
        for other in others[0 if where not in expected else 1 :]:
            measures["rule"].said += 1
            measures["rule"].misses.append(f"{where[0]}:{where[1]}: {other.code} should not be: {other.message}")
    return measures


def _note_row(measures: dict[str, Measure], where: str, row: dict[str, Any], found: list[Finding]) -> None:
    measures["rule"].note(where, row["rule"], found[0].code if found else None)
    for name in FIELDS:
        if name in row or (found and name == "also"):
            measures[name].note(f"{where}: {name}", row.get(name), said(found[0], name) if found else None)


def test_enough_is_labelled() -> None:
    rows = truth()
    assert sum(1 for row in rows if row["rule"]) >= 100
    assert sum(1 for row in rows if row["rule"] is None) >= 60
    assert len({row["file"] for row in rows}) >= 16
    assert len({(row["file"], row["line"]) for row in rows}) == len(rows), "one row a line"


def test_labels_are_of_lines_that_exist() -> None:
    for row in truth():
        lines = (FOLDER / row["file"]).read_text(encoding="utf-8").splitlines()
        text = lines[row["line"] - 1]
        assert text.strip(), row
        assert row["rule"] is None or row["why"], row


@pytest.mark.parametrize("name", ["rule", *FIELDS])
def test_precision_and_recall(name: str) -> None:
    measure = measured()[name]
    told = "\n".join(measure.misses)
    figures = f"{name}: precision {measure.precision:.1%} of {measure.said}, recall {measure.recall:.1%} of {measure.asked}"
    print(figures, told, sep="\n")
    assert measure.precision >= ASKED and measure.recall >= ASKED, f"{figures}\n{told}"
