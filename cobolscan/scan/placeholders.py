"""Doubts that only a member's own scan has: the placeholders that REPLACING fills in, the names that its programs declare.

By itself a member may hold words that are no COBOL yet, and waits for a time that nothing in it shows. When the programs that copy it have
read the same text to the end and none of them doubts, the doubt was about a text that nobody compiles. It is dropped only then: where a
program was not read in full, or leaves lines out, or a place is no part of the run, the doubt stays.
"""

from __future__ import annotations

from collections import defaultdict

from cobolscan.rule import Finding
from cobolscan.scan.result import FileReport, FileResult
from cobolscan.scan.selection import ALWAYS

Spot = tuple[str, int, int, str | None]


def spot(finding: Finding) -> Spot:
    """What makes findings of one file the same: rule, place, literal."""
    return finding.code, finding.place.line, finding.place.column, finding.literal


class Answers:
    """What programs know about the members that they copy."""

    def __init__(self, results: list[FileResult]) -> None:
        programs = [result for result in results if result.report.programs]
        self._said: dict[str, set[Spot]] = defaultdict(set)
        for result in programs:
            for finding in result.findings:
                self._said[finding.place.path].add(spot(finding))
        self._read = _read_by_all(results, programs)

    def settle(self, result: FileResult, finding: Finding) -> bool:
        """Whether a finding is a doubt of a file without program, and no program that copies the place shares it."""
        path = finding.place.path
        return not result.report.programs and path in self._read and _is_doubt(finding) and spot(finding) not in self._said[path]


def _is_doubt(finding: Finding) -> bool:
    """Whether it says that something is not understood or not known; one that a note raised says more."""
    unread = finding.family == "PAR" and finding.code != ALWAYS
    unknown = finding.literal is None and bool(finding.data.get("unknown"))
    return (unread or unknown) and not finding.data.get("raised_by")


def _read_by_all(results: list[FileResult], programs: list[FileResult]) -> set[str]:
    """The members that programs copy, all of whose copiers have read them in full."""
    scanned = {result.report.path for result in results}
    copied = {member for result in programs for member in result.report.members}
    return copied - {
        member
        for result in results
        for member in result.report.members
        if not (_reads(result, scanned, member) if result.report.programs else result.report.path in copied)
    }


def _reads(result: FileResult, scanned: set[str], member: str) -> bool:
    """Whether all that a program has to say about a member is among the findings of the run."""
    report: FileReport = result.report
    return member in report.read and not result.errors and scanned.issuperset(report.members)
