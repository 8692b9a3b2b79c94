"""Counts instead of findings: by rule, family, program, file and folder, each with its severities."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from cobolscan.report.text import clean
from cobolscan.rule import Finding
from cobolscan.scan.result import ScanResult

MOST = 20  # rows of a table; how many there are is always stated
_SEVERITIES = ("error", "warning", "info")


def statistics(result: ScanResult) -> Iterator[str]:
    """All findings, whatever severity is shown: the columns tell them apart."""
    findings = result.findings
    names = {finding.code: finding.name for finding in findings}
    yield ""
    yield from table("By rule", findings, lambda finding: finding.code, names)
    yield from table("By family", findings, lambda finding: finding.family)
    yield from table("By program", findings, lambda finding: finding.program or "(in no program)")
    yield from table("By file", findings, lambda finding: finding.place.path)
    yield from table("By folder", findings, lambda finding: posixpath.dirname(finding.place.path) or ".")
    yield from table("Suppressed", result.suppressed, _suppressed_as)


def _suppressed_as(finding: Finding) -> str:
    debt = "  (fixme)" if finding.suppression and finding.suppression["fixme"] else ""
    return f"{finding.code}  {finding.name}{debt}"


def counted(findings: Iterable[Finding], key: Callable[[Finding], str]) -> list[tuple[str, Counter[str]]]:
    """For each key how many findings of each severity, the most first."""
    counts: dict[str, Counter[str]] = {}
    for finding in findings:
        counts.setdefault(key(finding), Counter())[finding.severity.value] += 1
    return sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))


def table(title: str, findings: list[Finding], key: Callable[[Finding], str], names: dict[str, str] | None = None) -> Iterator[str]:
    """Lines of a table, the last of them blank; none when there are no findings."""
    rows = counted(findings, key)
    if not rows:
        return
    cut = f" (first {MOST} of {len(rows):,})" if len(rows) > MOST else ""
    yield f"{title}{cut}:"
    yield f"{'all':>8}{'error':>9}{'warning':>9}{'info':>9}"
    for word, count in rows[:MOST]:
        severities = "".join(f"{format(count[severity], ',') if count[severity] else '-':>9}" for severity in _SEVERITIES)
        yield f"{count.total():>8,}{severities}  {clean(word)}{'  ' + clean(names[word]) if names else ''}"
    yield ""
