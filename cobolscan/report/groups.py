"""Findings in groups: by file, in the order of what matters most."""

from __future__ import annotations

from collections.abc import Iterable

from cobolscan.rule import Finding


def by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings of each file. Files come in the order of their highest rank, the findings of one in the order of its lines."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.place.path, []).append(finding)
    for group in groups.values():
        group.sort(key=lambda finding: (finding.place.line, finding.place.column, finding.code))
    return groups


def whereabouts(finding: Finding) -> str:
    """`PROGRAM / PARAGRAPH`, as far as they are known."""
    return " / ".join(name for name in (finding.program, finding.paragraph) if name)
