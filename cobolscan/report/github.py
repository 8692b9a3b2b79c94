"""Workflow commands that GitHub shows as annotations ("Workflow commands for GitHub Actions").

GitHub keeps ten annotations of each kind for a step and drops the rest without a word: those of the highest rank are written, and a
notice says how many there are besides. Columns belong to annotations of one line only.
"""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from cobolscan.report import View
from cobolscan.report.text import inert, path_text, plural, shown
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult

MOST = 10  # annotations of a kind that GitHub keeps for a step
_KIND = {"error": "error", "warning": "warning", "info": "notice"}


def write(result: ScanResult, out: TextIO, view: View) -> None:
    findings = shown(result.findings, view)
    all_of = Counter(_KIND[finding.severity.value] for finding in findings)
    room = dict.fromkeys(_KIND.values(), MOST)
    cut = any(count > MOST for count in all_of.values())
    room["notice"] -= cut  # one is for saying so
    written: Counter[str] = Counter()
    for finding in findings:
        kind = _KIND[finding.severity.value]
        if written[kind] < room[kind]:
            written[kind] += 1
            out.write(_annotation(kind, finding))
    if cut:
        out.write(f"::notice title=cobolscan::{data(_said(written, all_of))}\n")


def _annotation(kind: str, finding: Finding) -> str:
    place = finding.place
    properties = {"title": f"{finding.code} {finding.name}", "file": path_text(place.path), "line": place.line, "endLine": place.end_line}
    if place.line == place.end_line:
        properties |= {"col": place.column, "endColumn": place.end_column}
    shown = ",".join(f"{name}={prop(str(value))}" for name, value in properties.items())
    return f"::{kind} {shown}::{data(finding.message)}\n"


def _said(written: Counter[str], all_of: Counter[str]) -> str:
    kinds = ", ".join(f"{written[kind]} of {plural(count, kind)}" for kind, count in all_of.items())
    return f"Annotated here: {kinds}, those of the highest rank. GitHub keeps no more than {MOST} of a kind; the log of the scan has all."


def data(text: str) -> str:
    """What stands behind the second `::`."""
    return inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def prop(text: str) -> str:
    """The value of a property."""
    return data(text).replace(":", "%3A").replace(",", "%2C")
