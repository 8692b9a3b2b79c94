"""SARIF 2.1.0 with what GitHub's code scanning requires, within its limits; what is cut is said.

GitHub ("SARIF support for code scanning", "SARIF results exceed limits") rejects a file of more than 10 MB compressed or 25,000 results and
shows the first 5,000. Results come in the order of their rank, and are compressed on the way only to know when the file is full.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, TextIO

from cobolscan import __version__
from cobolscan.report import View
from cobolscan.report.as_json import dump
from cobolscan.report.rules import first_sentence, known, plain, section
from cobolscan.report.sarif_result import LEVEL, artifact, result_row
from cobolscan.report.text import machine
from cobolscan.rule import Finding, Rule
from cobolscan.scan.result import InternalError, ScanResult

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RESULTS = 25_000  # of a run; GitHub rejects a file with more
COMPRESSED = 10_000_000  # bytes of the file under gzip
SPARE = 200_000  # bytes for what the compressor still holds, and for what stands behind the results
TAGS = 20
DESCRIPTION = 1024
_PROBLEM = {"error": "error", "warning": "warning", "info": "recommendation"}
_SECURITY = {"error": "8.0", "warning": "5.5", "info": "2.0"}  # high, medium, low


def write(result: ScanResult, out: TextIO, view: View) -> None:
    rules = list(known().values())
    index = {rule.code: number for number, rule in enumerate(rules)}
    budget = _Budget(COMPRESSED - SPARE)
    head = dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": _driver(rules)}}]})
    out.write(budget.spend(head.removesuffix("}]}") + ', "results": ['))
    suppressed: list[Finding] = list(getattr(result, "suppressed", ()))
    kept = 0
    for text in _results([*result.findings, *suppressed], index):
        text = budget.spend((",\n" if kept else "\n") + text)
        if kept == RESULTS or budget.over:
            break
        out.write(text)
        kept += 1
    tail = {
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "cobolscan/"},
        "invocations": [_invocation(result, kept, len(result.findings) + len(suppressed))],
    }
    out.write("],\n" + dump(tail)[1:] + "]}\n")


class _Budget:
    """Counts what a text comes to when it is compressed as a whole."""

    def __init__(self, size: int) -> None:
        self._room = size
        self._press = zlib.compressobj(wbits=31)

    def spend(self, text: str) -> str:
        self._room -= len(self._press.compress(text.encode("ascii")))
        return text

    @property
    def over(self) -> bool:
        return self._room < 0


def _results(findings: list[Finding], index: dict[str, int]) -> Iterator[str]:
    return (dump(result_row(finding, index)) for finding in findings)


def _driver(rules: list[type[Rule]]) -> dict[str, Any]:
    about = {"name": "cobolscan", "version": __version__, "semanticVersion": __version__}
    return {**about, "rules": [_rule(rule) for rule in rules]}


def _rule(rule: type[Rule]) -> dict[str, Any]:
    page = rule.page()
    what, why = section(page, "What it does"), section(page, "Why is this bad?")
    security = {"security-severity": _SECURITY[rule.severity.value]} if "security" in rule.tags else {}
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": first_sentence(what)[:DESCRIPTION] or rule.name},
        "fullDescription": {"text": (plain(f"{what}\n\n{why}").strip() or rule.name)[:DESCRIPTION]},
        "help": {"text": plain(page) or rule.name, "markdown": page or rule.name},
        "defaultConfiguration": {"level": LEVEL[rule.severity.value], "enabled": rule.enabled},
        "properties": {
            "tags": list(dict.fromkeys(["cobol", rule.code[:3], *rule.tags]))[:TAGS],
            "precision": rule.precision,
            "problem.severity": _PROBLEM[rule.severity.value],
            **security,
        },
    }


def _invocation(result: ScanResult, kept: int, there: int) -> dict[str, Any]:
    notes = [_error_note(error) for error in result.errors]
    notes += [{"level": "note", "message": {"text": machine(notice)}} for notice in result.notices]
    if kept < there:
        text = f"{kept:,} of {there:,} findings are in this file, those of the highest rank: GitHub takes no more."
        notes.append({"level": "warning", "message": {"text": text}})
    return {"executionSuccessful": not result.errors, "toolExecutionNotifications": notes}


def _error_note(error: InternalError) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"{error.where}: {error.message}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact(error.path)}}],
    }
