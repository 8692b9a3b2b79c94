"""Azure Pipelines' logging commands ("Logging commands": LogIssue).

The agent keeps the first ten errors and the first ten warnings of a step for its summary, the log has all: so they come in the order of
rank. There are no issues but errors and warnings: information, when it is asked for, is a warning that says so.
"""

from __future__ import annotations

from typing import TextIO

from cobolscan.report import View
from cobolscan.report.text import inert, path_text, shown
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult


def write(result: ScanResult, out: TextIO, view: View) -> None:
    out.writelines(_issue(finding) for finding in shown(result.findings, view))


def _issue(finding: Finding) -> str:
    information = finding.severity.value == "info"
    properties = {
        "type": "warning" if information else finding.severity.value,
        "sourcepath": path_text(finding.place.path),
        "linenumber": finding.place.line,
        "columnnumber": finding.place.column,
        "code": finding.code,
    }
    shown = "".join(f"{name}={escaped(str(value))};" for name, value in properties.items())
    return f"##vso[task.logissue {shown}]{escaped(('information: ' if information else '') + finding.message)}\n"


def escaped(text: str) -> str:
    """For properties and messages; the percent sign first, for it begins the others."""
    text = inert(text).replace("%", "%AZP25")
    for char, code in ((";", "%3B"), ("\r", "%0D"), ("\n", "%0A"), ("]", "%5D")):
        text = text.replace(char, code)
    return text
