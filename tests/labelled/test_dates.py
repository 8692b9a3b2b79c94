"""Precision and recall of the DAT rules on programs that were labelled by line before the rules were written.

`truth.jsonl` has one row a literal (or, without one, a line): `rule` is the code of the finding that a careful maintainer wants there, null
where nothing may be said, and "part" where a literal belongs to a finding nearby and may be named by it. What stands in no row must draw
nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cobolscan.rule import Finding
from cobolscan.scan.settings import Settings
from cobolscan.scan.worker import Scanner

FOLDER = Path(__file__).parents[2] / "fixtures" / "labelled" / "dates"
LEAST = 0.90

Spot = tuple[str, int, str | None]


@dataclass
class Measured:
    right: list[tuple[Finding, dict[str, Any]]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.missed))


def truth() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def findings() -> list[Finding]:
    scan = Scanner(Settings(select=("DAT",)))
    found: list[Finding] = []
    for path in sorted(FOLDER.glob("*.c[bo][lb]")):
        result = scan(str(path), path.read_bytes())
        assert not result.errors, result.errors
        found += result.findings
    return [finding for finding in found if finding.family == "DAT"]


def test_one_literal_one_finding() -> None:
    """What a DAT rule owns is no limit and no magic number."""
    scan = Scanner(Settings(pedantic=True))
    for path in sorted(FOLDER.glob("*.c[bo][lb]")):
        found = scan(str(path), path.read_bytes()).findings
        owned = {spot for finding in found if finding.family == "DAT" for spot in _spots(finding)}
        others = {spot for finding in found if finding.family in ("LIM", "MAG") for spot in _spots(finding)}
        assert not owned & others


def _spots(finding: Finding) -> set[tuple[int, int]]:
    again = {(other.line, other.column) for other in finding.related if other.role in ("same_literal", "origin")}
    return again | ({(finding.place.line, finding.place.column)} if finding.literal else set())


def _claimed(finding: Finding) -> list[Spot]:
    """The place of a finding, then the places that it speaks for."""
    again = [(other.line, other.literal) for other in finding.related if other.role in ("same_literal", "origin")]
    spots = [(finding.place.line, finding.literal), *again]
    return [(Path(finding.place.path).name, line, literal) for line, literal in spots]


@cache
def measured() -> Measured:
    rows = {(row["file"], row["line"], row["literal"], row["rule"]): row for row in truth()}
    parts = {(file, line, literal) for file, line, literal, rule in rows if rule == "part"}
    open_rows = {key: row for key, row in rows.items() if row["rule"] not in (None, "part")}
    out = Measured()
    for finding in findings():
        for number, spot in enumerate(_claimed(finding)):
            row = open_rows.pop((*spot, finding.code), None)
            if row is not None:
                out.right.append((finding, row))
            elif spot not in parts or number == 0:
                out.wrong.append(f"{spot[0]}:{spot[1]}: {finding.code} {spot[2]}: {finding.message}")
    out.missed = [f"{file}:{line}: {rule} {literal}: {row['why']}" for (file, line, literal, rule), row in open_rows.items()]
    return out


def test_labels_are_enough() -> None:
    rules = [row["rule"] for row in truth()]
    assert len({row["file"] for row in truth()}) >= 12
    assert sum(1 for rule in rules if rule not in (None, "part")) >= 60
    assert rules.count(None) >= 60


def test_labels_stand_where_they_say() -> None:
    lines = {path.name: path.read_text(encoding="utf-8").split("\n") for path in FOLDER.glob("*.c[bo][lb]")}
    for row in truth():
        line = lines[row["file"]][row["line"] - 1]
        assert (row["literal"] or "ACCEPT") in line or "accept" in line, row


def test_precision() -> None:
    assert measured().precision >= LEAST, "\n".join(measured().wrong)


def test_recall() -> None:
    assert measured().recall >= LEAST, "\n".join(measured().missed)


def test_what_findings_say() -> None:
    """Pivots and years exactly; severities where a label gives one, with one in ten to dispute."""
    severities = [(finding.severity == row["severity"], row) for finding, row in measured().right if "severity" in row]
    for finding, row in measured().right:
        assert all(finding.data.get(name) == value for name, value in row.get("data", {}).items()), (row, finding.data)
    other = [row for agrees, row in severities if not agrees]
    assert len(other) <= len(severities) * (1 - LEAST), other
