"""A result of SARIF: its places, its flows through COPY statements, its properties and what suppresses it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from cobolscan.report.as_json import event_row, includer_row
from cobolscan.report.text import machine, path_text
from cobolscan.rule import Finding, Place, Related

PLACES = 100  # locations of a result that GitHub keeps, its own among them
STEPS = 1_000  # thread-flow locations of a result that GitHub keeps
_LINKS = 5
LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def result_row(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    """`index` has the number of each rule in the driver's list."""
    related = [_related(other, number) for number, other in enumerate(finding.related[: PLACES - 1])]
    flows = list(_flows(finding))
    row: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index.get(finding.code, -1),
        "level": LEVEL[finding.severity.value],
        "message": {"text": message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
        "rank": min(max(finding.rank, 0.0), 100.0),
        "properties": _properties(finding, len(related), len(flows)),
    }
    optional = {"relatedLocations": related, "codeFlows": flows, "suppressions": _suppressions(finding)}
    return row | {name: value for name, value in optional.items() if value}


def message(finding: Finding) -> str:
    """Brackets and backslashes are escaped, for `[text](n)` is a link; a link for each related place that GitHub would show."""
    text = re.sub(r"([\\\[\]])", r"\\\1", machine(finding.message))
    links = [f"[{_label(other)}]({number})" for number, other in enumerate(finding.related[:_LINKS])]
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
        "startLine": max(place.line, 1),
        "startColumn": max(place.column, 1),
        "endLine": max(place.end_line, 1),
        "endColumn": max(place.end_column, 1),
    }
    if line_text and place.line == place.end_line:
        end = min(place.end_column, len(line_text) + 1)
        region["snippet"] = {"text": line_text[place.column - 1 : end - 1]}
    return {"artifactLocation": artifact(place.path), "region": region}


def _related(other: Related, number: int) -> dict[str, Any]:
    end = other.column + len(other.literal or "")
    place = Place(other.path, other.line, other.column, other.line, end)
    return {"id": number, "physicalLocation": _physical(place), "message": {"text": other.message}}


def _flows(finding: Finding) -> Iterator[dict[str, Any]]:
    """A flow for each program that copies, as many whole ones as GitHub keeps the steps of."""
    room = STEPS
    for includer in finding.includers[:PLACES]:
        room -= len(includer["chain"]) + 1
        if room < 0:
            return
        yield _flow(includer, finding)


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


def _suppressions(finding: Finding) -> list[dict[str, Any]]:
    """What a comment in the source, or something outside of it, says of why this is no result."""
    said: dict[str, Any] | None = getattr(finding, "suppression", None)
    if not said:
        return []
    row: dict[str, Any] = {"kind": said.get("kind", "inSource"), "status": "accepted", "justification": said.get("justification")}
    row["properties"] = {name: str(said[name]) for name in ("until", "fixme") if said.get(name)}
    if said.get("line"):
        place = {"artifactLocation": artifact(said.get("path", finding.place.path)), "region": {"startLine": said["line"]}}
        row["location"] = {"physicalLocation": place}
    return [{name: value for name, value in row.items() if value}]


def _properties(finding: Finding, places: int, flows: int) -> dict[str, Any]:
    """What SARIF has no place for; and, where places or flows are cut, how many there are."""
    cut = {"relatedLocations": (places, len(finding.related)), "codeFlows": (flows, len(finding.includers))}
    values: Iterable[tuple[str, Any]] = (
        ("confidence", finding.confidence.value),
        ("literal", finding.literal),
        ("subject", finding.subject),
        ("data", finding.data),
        ("history", [event_row(event) for event in finding.history]),
        ("identicalPaths", [path_text(path) for path in finding.identical_paths]),
        ("includers", [includer_row(includer) for includer in finding.includers[:PLACES]]),
        ("cut", {name: f"{kept} of {there:,}" for name, (kept, there) in cut.items() if kept < there}),
    )
    return {name: value for name, value in values if value}


def artifact(path: str) -> dict[str, Any]:
    """A relative URI where the path is relative; every byte that a URI cannot hold is percent-encoded."""
    uri = quote(os.fsencode(path))
    if not os.path.isabs(path):
        return {"uri": uri, "uriBaseId": "%SRCROOT%"}
    return {"uri": ("file://" if uri.startswith("/") else "file:///") + uri}
