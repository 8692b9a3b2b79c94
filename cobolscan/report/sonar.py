"""SonarQube's generic issues, in the form of 10.3 and later ("Generic issue import format"): findings of every severity.

Of the severities of an impact HIGH, MEDIUM and LOW are used, which 10.3 knows. They belong to rules, not to issues: where a finding is
graver or milder than its rule, the rule comes once more, as `LIM001-info`. An import fails when a range does not lie
within its line, and a line is measured by SonarQube's own reading of the file: a range has columns only where it is known to lie
within a line of ASCII. `severity` and `type` are the deprecated form, and an error in an issue of this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from cobolscan.report import View
from cobolscan.report.as_json import dump
from cobolscan.report.rules import known, plain, section
from cobolscan.report.text import path_text
from cobolscan.rule import Finding, Related, Severity
from cobolscan.scan.result import ScanResult

_IMPACT = {"error": "HIGH", "warning": "MEDIUM", "info": "LOW"}
_QUALITY = {"MAG": "MAINTAINABILITY", "HIS": "MAINTAINABILITY", "SUP": "MAINTAINABILITY", "PAR": "MAINTAINABILITY", "SEC": "SECURITY"}
_ATTRIBUTE = {"MAG": "CLEAR", "HIS": "CLEAR", "SUP": "CLEAR", "PAR": "CONVENTIONAL", "SEC": "TRUSTWORTHY", "EST": "CONVENTIONAL"}
_SECONDARY = 100


def write(result: ScanResult, out: TextIO, view: View) -> None:
    severities = {code: rule.severity for code, rule in known().items()}
    out.write('{"rules": [')
    _rows(out, _rules(result.findings, severities))
    out.write('],\n"issues": [')
    _rows(out, (_issue(finding, severities) for finding in result.findings))
    out.write("]}\n")


def _rows(out: TextIO, rows: Iterator[dict[str, Any]]) -> None:
    for number, row in enumerate(rows):
        out.write((",\n" if number else "\n") + dump(row))


def _rules(findings: list[Finding], severities: dict[str, Severity]) -> Iterator[dict[str, Any]]:
    samples = {_rule_id(finding, severities): finding for finding in findings}
    rules = known()
    for name, finding in sorted(samples.items()):
        rule = rules.get(finding.code)
        what = plain(section(rule.page(), "What it does")) if rule else ""
        yield {
            "id": name,
            "name": finding.name if name == finding.code else f"{finding.name} ({finding.severity})",
            "description": what or finding.name,
            "engineId": "cobolscan",
            "cleanCodeAttribute": _ATTRIBUTE.get(finding.family, "COMPLETE"),
            "impacts": [
                {"softwareQuality": _QUALITY.get(finding.family, "RELIABILITY"), "severity": _IMPACT[finding.severity.value]},
            ],
        }


def _rule_id(finding: Finding, severities: dict[str, Severity]) -> str:
    usual = severities.get(finding.code, finding.severity)
    return finding.code if finding.severity is usual else f"{finding.code}-{finding.severity}"


def _issue(finding: Finding, severities: dict[str, Severity]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "ruleId": _rule_id(finding, severities),
        "primaryLocation": {
            "message": finding.message,
            "filePath": path_text(finding.place.path),
            "textRange": _range(finding),
        },
    }
    others = [_secondary(other) for other in finding.related[:_SECONDARY] if other.line > 0]
    return {**row, "secondaryLocations": others} if others else row


def _secondary(other: Related) -> dict[str, Any]:
    return {"message": other.message, "filePath": path_text(other.path), "textRange": {"startLine": other.line}}


def _range(finding: Finding) -> dict[str, int]:
    """Lines from 1, columns from 0, the end after the last character."""
    place, line = finding.place, finding.line_text
    start, end = place.column - 1, min(place.end_column - 1, len(line))
    if place.end_line != place.line or not line.isascii() or not 0 <= start < end:
        return {"startLine": max(place.line, 1)}
    return {"startLine": place.line, "endLine": place.line, "startColumn": start, "endColumn": end}
