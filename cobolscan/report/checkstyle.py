"""Checkstyle's XML, which many build servers read (Jenkins Warnings NG, reviewdog ...): checkstyle-report-1.0.0.xsd ("Result reports").

`source` is `cobolscan.FAMILY.CODE`: readers take what stands behind the last dot for the check and what stands before it for its group.
"""

from __future__ import annotations

from typing import TextIO

from cobolscan import __version__
from cobolscan.report import View
from cobolscan.report.groups import by_file
from cobolscan.report.text import path_text, shown
from cobolscan.report.xml import DECLARATION, element, opening
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    """Files without findings are in it as well: what was looked at is part of the answer."""
    findings = by_file(shown(result.findings, view))
    out.write(DECLARATION + opening("checkstyle", {"version": __version__}) + "\n")
    for path in dict.fromkeys([*findings, *(file.path for file in result.files)]):
        out.write(opening("file", {"name": path_text(path)}) + "\n")
        out.writelines(_error(finding) for finding in findings.get(path, []))
        out.write("</file>\n")
    out.write("</checkstyle>\n")


def _error(finding: Finding) -> str:
    attributes: dict[str, object] = {
        "line": max(finding.place.line, 1),
        "column": max(finding.place.column, 1),
        "severity": finding.severity.value,
        "message": finding.message,
        "source": f"cobolscan.{finding.family}.{finding.code}",
    }
    return element("error", attributes) + "\n"
