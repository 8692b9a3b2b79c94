"""SARIF 2.1.0 with what GitHub's code scanning requires, within its limits; what is cut is said."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any, TextIO
from urllib.parse import quote

from cobolscan import __version__
from cobolscan.report import View
from cobolscan.report.as_json import dump, event_row, includer_row
from cobolscan.report.text import machine, path_text
from cobolscan.rule import Finding, Place, Related, Rule
from cobolscan.scan import loader
from cobolscan.scan.result import InternalError, ScanResult

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RESULTS = 25_000  # of a run; GitHub rejects a file with more
RELATED = 100  # locations of a result that GitHub keeps
TAGS = 20
DESCRIPTION = 1024
_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEM = {"error": "error", "warning": "warning", "info": "recommendation"}


def write(result: ScanResult, out: TextIO, view: View) -> None:
    rules = list(loader.load())
    index = {rule.code: number for number, rule in enumerate(rules)}
    kept = result.findings[:RESULTS]  # the highest rank first
    run = {
        "tool": {
            "driver": {
                "name": "cobolscan",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "cobolscan/"},
        "invocations": [_invocation(result, len(kept))],
    }
    head = dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})
    out.write(head.removesuffix("}]}") + ', "results": [')
    for number, finding in enumerate(kept):
        out.write((",\n" if number else "\n") + dump(_result(finding, index)))
    out.write("]}]}\n")


def _rule(rule: type[Rule]) -> dict[str, Any]:
    page = rule.page()
    what, why = section(page, "What it does"), section(page, "Why is this bad?")
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": _first_sentence(what) or rule.name},
        "fullDescription": {"text": (plain(f"{what}\n\n{why}").strip() or rule.name)[:DESCRIPTION]},
        "help": {"text": plain(page) or rule.name, "markdown": page or rule.name},
        "defaultConfiguration": {"level": _LEVEL[rule.severity.value], "enabled": rule.enabled},
        "properties": {
            "tags": list(dict.fromkeys(["cobol", rule.code[:3], *rule.tags]))[:TAGS],
            "precision": rule.precision,
            "problem.severity": _PROBLEM[rule.severity.value],
        },
    }


def section(page: str, title: str) -> str:
    """The text of a section of a rule's page."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def plain(markdown: str) -> str:
    """Markdown as plain text: fences, emphasis and marks of headings go, the words stay."""
    text = re.sub(r"^```\w*\n?", "", markdown, flags=re.MULTILINE)
    return re.sub(r"^#+ |[`*]{1,2}(?=\S)|(?<=\S)[`*]{1,2}", "", text, flags=re.MULTILINE)


def _first_sentence(text: str) -> str:
    flat = " ".join(plain(text).split())
    return re.split(r"(?<=[.:]) ", flat, maxsplit=1)[0][:DESCRIPTION]


def _invocation(result: ScanResult, kept: int) -> dict[str, Any]:
    notes = [_error_note(error) for error in result.errors]
    notes += [{"level": "note", "message": {"text": machine(notice)}} for notice in result.notices]
    if kept < len(result.findings):
        text = f"{kept:,} of {len(result.findings):,} findings are in this file, those of the highest rank: GitHub takes no more."
        notes.append({"level": "warning", "message": {"text": text}})
    return {"executionSuccessful": not result.errors, "toolExecutionNotifications": notes}


def _error_note(error: InternalError) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"{error.where}: {error.message}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact(error.path)}}],
    }


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    related = [_related(other, number) for number, other in enumerate(finding.related[:RELATED])]
    row: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index.get(finding.code, -1),
        "level": _LEVEL[finding.severity.value],
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
        "rank": min(max(finding.rank, 0.0), 100.0),
        "properties": _properties(finding),
    }
    if related:
        row["relatedLocations"] = related
    if finding.includers:
        row["codeFlows"] = [_flow(includer, finding) for includer in finding.includers[:RELATED]]
    return row


def _message(finding: Finding) -> str:
    """Brackets and backslashes are escaped, for `[text](n)` is a link; a link for each related place that GitHub would show."""
    text = re.sub(r"([\\\[\]])", r"\\\1", machine(finding.message))
    links = [f"[{_label(other)}]({number})" for number, other in enumerate(finding.related[:5])]
    return text + (f" ({'; '.join(links)})" if links else "")


def _label(other: Related) -> str:
    return re.sub(r"[^\w .,-]", " ", other.message)[:60].strip() or other.role


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _physical(finding.place, finding.line_text)}
    names = [(finding.program, "module"), (finding.paragraph, "function")]
    logical = [{"name": name, "kind": kind} for name, kind in names if name]
    return {**location, "logicalLocations": logical} if logical else location


def _physical(place: Place, line_text: str = "") -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    if line_text and place.line == place.end_line:
        end = min(place.end_column, len(line_text) + 1)
        region["snippet"] = {"text": line_text[place.column - 1 : end - 1]}
    return {"artifactLocation": artifact(place.path), "region": region}


def _related(other: Related, number: int) -> dict[str, Any]:
    end = other.column + len(other.literal or "")
    place = Place(other.path, other.line, other.column, other.line, end)
    return {"id": number, "physicalLocation": _physical(place), "message": {"text": other.message}}


def _flow(includer: dict[str, Any], finding: Finding) -> dict[str, Any]:
    """From the program through its COPY statements to the finding."""
    steps = [
        {
            "location": {
                "physicalLocation": {"artifactLocation": artifact(step["path"]), "region": {"startLine": step["line"]}},
                "message": {"text": f"{includer['program']} copies" if number == 0 else "copies"},
            }
        }
        for number, step in enumerate(includer["chain"])
    ]
    last = {"location": {"physicalLocation": _physical(finding.place), "message": {"text": finding.code}}}
    return {"threadFlows": [{"locations": [*steps, last]}]}


def _properties(finding: Finding) -> dict[str, Any]:
    values: Iterable[tuple[str, Any]] = (
        ("confidence", finding.confidence.value),
        ("literal", finding.literal),
        ("subject", finding.subject),
        ("data", finding.data),
        ("history", [event_row(event) for event in finding.history]),
        ("identicalPaths", [path_text(path) for path in finding.identical_paths]),
        ("includers", [includer_row(includer) for includer in finding.includers]),
    )
    return {name: value for name, value in values if value}


def artifact(path: str) -> dict[str, Any]:
    """A relative URI where the path is relative; every byte that a URI cannot hold is percent-encoded."""
    raw = os.fsencode(path)
    if os.path.isabs(path):
        return {"uri": "file://" + quote(raw)}
    return {"uri": quote(raw), "uriBaseId": "%SRCROOT%"}
