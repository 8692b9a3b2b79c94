"""GitLab's code quality report ("Code Quality": "Code Quality report format"): a JSON array, findings of every severity.

`description`, `check_name`, `fingerprint`, `severity`, `location.path` and `location.lines.begin` are required. The check's name is
not shown, so the code stands before the description. GitLab keeps one of equal fingerprints: ours are counted (`KEY:n`), so none are equal.
"""

from __future__ import annotations

from typing import Any, TextIO

from cobolscan.report import View
from cobolscan.report.as_json import dump
from cobolscan.report.text import path_text
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    out.write("[")
    for number, finding in enumerate(result.findings):
        out.write((",\n" if number else "\n") + dump(_row(finding)))
    out.write("\n]\n")


def _row(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "description": f"{finding.code}: {finding.message}",
        "check_name": finding.name,
        "fingerprint": finding.fingerprint,
        "severity": _severity(finding),
        "location": {"path": path_text(place.path), "lines": {"begin": place.line, "end": place.end_line}},
    }


def _severity(finding: Finding) -> str:
    """Of GitLab's five: `blocker` is never used, and a warning that is not sure is `minor`."""
    if finding.severity.value == "warning":
        return "minor" if finding.confidence.value == "low" else "major"
    return {"error": "critical", "info": "info"}[finding.severity.value]
