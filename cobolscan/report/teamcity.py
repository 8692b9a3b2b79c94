"""TeamCity's service messages ("Service Messages", "Reporting Inspections"): a type for each rule, then its inspections.

Values are ASCII: what is not is a UTF-16 unit as `|0xNNNN`. The limits of the page (255 and 4,000 characters) hold for what is meant,
not for how it is written; longer text ends with dots. A finding with a severity that fails the build is for the build's own failure
conditions ("Build failure conditions": number of inspection errors and warnings).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from cobolscan.report import View
from cobolscan.report.rules import described, first_sentence, section
from cobolscan.report.text import path_text, shorten, shown
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult

_NAME, _TEXT = 255, 4000
_ESCAPED = re.compile(r"[^ -&(-Z\\^-{}~]")  # all but printable ASCII without ' [ ] |
_SHORT = {"'": "|'", "|": "||", "[": "|[", "]": "|]", "\n": "|n", "\r": "|r"}


def write(result: ScanResult, out: TextIO, view: View) -> None:
    findings = shown(result.findings, view)
    out.writelines(_type(code, name, page) for code, name, page in described(findings))
    out.writelines(_inspection(finding) for finding in findings)
    out.write(_message("buildStatisticValue", [("key", "cobolscan.findings", _NAME), ("value", str(len(findings)), _NAME)]))


def _type(code: str, name: str, page: str) -> str:
    what = first_sentence(section(page, "What it does")) or name
    values = [("id", code, _NAME), ("name", f"{code} {name}", _NAME), ("category", f"cobolscan {code[:3]}", _NAME)]
    return _message("inspectionType", [*values, ("description", what, _TEXT)])


def _inspection(finding: Finding) -> str:
    values = [
        ("typeId", finding.code, _NAME),
        ("message", finding.message, _TEXT),
        ("file", path_text(finding.place.path), _TEXT),
        ("line", str(finding.place.line), _NAME),
        ("SEVERITY", finding.severity.value.upper(), _NAME),
    ]
    return _message("inspection", values)


def _message(name: str, values: Iterable[tuple[str, str, int]]) -> str:
    shown = " ".join(f"{key}='{escaped(shorten(value, most))}'" for key, value, most in values)
    return f"##teamcity[{name} {shown}]\n"


def escaped(text: str) -> str:
    return _ESCAPED.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if char in _SHORT:
        return _SHORT[char]
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"|0x{units[at] << 8 | units[at + 1]:04X}" for at in range(0, len(units), 2))
