"""JSON as the contract has it: findings of every severity, files, summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, TextIO

from cobolscan import __version__
from cobolscan.history.events import Event
from cobolscan.report import View
from cobolscan.report.text import machine, path_text
from cobolscan.rule import Finding, Related
from cobolscan.scan.result import FileReport, InternalError, ScanResult, Since

SCHEMA = 1
TOOL = {"name": "cobolscan", "version": __version__}


def write(result: ScanResult, out: TextIO, view: View) -> None:
    """One object; an entry a line, so that two reports can be compared line by line."""
    out.write(f'{{"schema": {SCHEMA}, "tool": {dump(TOOL)},\n"findings": ')
    _array(out, (finding_row(finding) for finding in result.findings))
    out.write(',\n"suppressed": ')
    _array(out, (suppressed_row(finding) for finding in result.suppressed))
    out.write(',\n"files": ')
    _array(out, (file_row(file) for file in result.files))
    out.write(f',\n"errors": {dump([error_row(error) for error in result.errors])},\n"summary": {dump(summary_row(result))}}}\n')


def _array(out: TextIO, rows: Iterable[Any]) -> None:
    out.write("[")
    for number, row in enumerate(rows):
        out.write(",\n" if number else "\n")
        out.write(dump(row))
    out.write("]")


def listing(out: TextIO, name: str, rows: Iterable[Any], **head: Any) -> None:
    """One object with a list of that name, a row a line. `head`: what stands in front of it."""
    front = "".join(f'"{key}": {dump(value)}, ' for key, value in {"schema": SCHEMA, **head}.items())
    out.write(f'{{{front}"{name}": ')
    _array(out, rows)
    out.write("}\n")


def dump(row: Any) -> str:
    """ASCII only, and never a lone surrogate: any reader can take it. `##`, with which commands in build logs begin, is spelled out."""
    text = json.dumps(row)
    text = json.dumps(_paired(row)) if "\\ud" in text else text
    return text.replace("##", "#\\u0023") if "##" in text else text


def _paired(value: Any) -> Any:
    if isinstance(value, str):
        return machine(value)
    if isinstance(value, dict):
        return {_paired(key): _paired(item) for key, item in value.items()}
    return [_paired(item) for item in value] if isinstance(value, list | tuple) else value


def finding_row(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "code": finding.code,
        "name": finding.name,
        "family": finding.family,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "path": path_text(place.path),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "message": finding.message,
        "literal": finding.literal,
        "subject": finding.subject,
        "program": None if finding.includers else finding.program,
        "paragraph": finding.paragraph,
        "includers": [includer_row(includer) for includer in finding.includers],
        "identical_paths": [path_text(path) for path in finding.identical_paths],
        "rank": finding.rank,
        "data": finding.data,
        "related": [related_row(other) for other in finding.related],
        "history": [event_row(event) for event in finding.history],
        "fingerprint": finding.fingerprint,
    }


def suppressed_row(finding: Finding) -> dict[str, Any]:
    """A finding that a comment in the source suppresses, with what the comment says."""
    said = finding.suppression or {}
    return {**finding_row(finding), "suppression": {**said, "path": path_text(said.get("path", finding.place.path))}}


def includer_row(includer: dict[str, Any]) -> dict[str, Any]:
    return {"program": includer["program"], "chain": [{**step, "path": path_text(step["path"])} for step in includer["chain"]]}


def related_row(other: Related) -> dict[str, Any]:
    return {
        "path": path_text(other.path),
        "line": other.line,
        "column": other.column,
        "literal": other.literal,
        "role": other.role,
        "message": other.message,
    }


def event_row(event: Event) -> dict[str, Any]:
    return {**event.to_json(), "path": path_text(event.path)}


def file_row(file: FileReport) -> dict[str, Any]:
    return {
        "path": path_text(file.path),
        "lines": file.lines,
        "reference_format": file.reference_format,
        "encoding": file.encoding,
        "kind": file.kind,
        "parsed_lines": file.parsed_lines,
        "unparsed_lines": file.unparsed_lines,
        "programs": file.programs,
        "problem": file.problem,
    }


def error_row(error: InternalError) -> dict[str, Any]:
    return {"path": path_text(error.path), "where": error.where, "message": error.message}


def since_row(since: Since) -> dict[str, Any]:
    return {
        "revision": since.revision,
        "merge_base": since.commit,
        "files_changed": since.changed,
        "files_affected": since.affected,
        "findings_before": since.before,
    }


def summary_row(result: ScanResult) -> dict[str, Any]:
    return {
        "files": len(result.files),
        "lines": result.lines,
        "findings": len(result.findings),
        "by_code": dict(sorted(Counter(finding.code for finding in result.findings).items())),
        "accepted_by_baseline": result.known,
        "suppressed": len(result.suppressed),
        "fixme": result.fixme,
        "below_confidence": result.below_confidence,
        "fixed_in_baseline": result.fixed,
        "improved": sum("improved" in finding.data for finding in result.findings),
        "since": since_row(result.since) if result.since else None,
        "missing_copybooks": result.missing_copybooks,
        "notices": result.notices,
        "seconds": round(result.seconds, 3),
    }
