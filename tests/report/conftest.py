"""What the tests of formats share: a finding, and the text of a report."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import count

import pytest

from cobolscan.report import SCAN, View, writer
from cobolscan.rule import Confidence, Finding, Place, Severity
from cobolscan.scan.result import FileReport, ScanResult

_NUMBERS = count(1)


def a_finding(message: str = "100 bounds WS-ACTIVE", path: str = "src/POOL.cbl", line: int = 43, **changes: object) -> Finding:
    """One of LIM001, a warning; each has a fingerprint of its own."""
    given = {"code": "LIM001", "name": "literal-bound", "severity": Severity.WARNING, "confidence": Confidence.HIGH} | changes
    place = given.pop("place", Place(path, line, 27, line, 30))
    finding = Finding(place=place, message=message, **given)  # type: ignore[arg-type]
    finding.line_text = str(changes.get("line_text", "           IF WS-ACTIVE > 100"))
    finding.fingerprint = f"{next(_NUMBERS):016x}:1"
    return finding


@pytest.fixture(scope="session")
def finding() -> Callable[..., Finding]:
    return a_finding


@pytest.fixture(scope="session")
def report() -> Callable[..., str]:
    """Writes a report of findings (and files) in a format."""

    def text(name: str, *findings: Finding, files: list[FileReport] | None = None, severity: str = "warning", **changes: object) -> str:
        out = io.StringIO(newline="")
        result = ScanResult(files or [], list(findings), [], changes.pop("missing", {}), **changes)  # type: ignore[arg-type]
        writer(SCAN, name)(result, out, View(severity=severity))
        return out.getvalue()

    return text
