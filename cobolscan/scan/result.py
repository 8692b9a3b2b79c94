"""What a scan of one file, and of all files, comes to. All of it picklable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cobolscan.estate.estate import Estate
    from cobolscan.estate.facts import Fact
    from cobolscan.history.events import Event
    from cobolscan.rule import Finding


@dataclass(slots=True)
class InternalError:
    """cobolscan itself failed: in a rule (its code) or in a stage of reading."""

    path: str
    where: str
    message: str


@dataclass(slots=True)
class FileReport:
    """What was read of one file."""

    path: str
    lines: int = 0
    reference_format: str = "unknown"  # of a file that could not be read, as its encoding
    encoding: str = "unknown"
    kind: str = "not-cobol"  # also of a file that could not be read: see `problem`
    parsed_lines: int = 0
    unparsed_lines: int = 0
    programs: list[str] = field(default_factory=list)
    complete: bool = False
    statements: int = 0
    data_entries: int = 0
    tokens: int = 0
    unparsed_tokens: int = 0
    unparsed: list[dict[str, Any]] = field(default_factory=list)  # `parse` only
    inactive_lines: int = 0  # code that conditional compilation leaves out
    copies: list[tuple[int, str]] = field(default_factory=list)  # line of the COPY, file of the member
    expands: bool = False  # it has COPY statements: the same bytes elsewhere may find other members
    members: list[str] = field(default_factory=list)  # files of all that it copies, also by way of other members
    read: list[str] = field(default_factory=list)  # of these, the ones of which each line was read; none unless the file was, too
    missing_copybooks: list[str] = field(default_factory=list)
    vendor_copybooks: list[str] = field(default_factory=list)  # those that it copies and a product supplies, where they are not here
    problem: str | None = None  # why it could not be read


@dataclass(slots=True)
class FileResult:
    report: FileReport
    findings: list[Finding] = field(default_factory=list)
    errors: list[InternalError] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)  # for rules about all programs; of files with the same bytes the first may have them
    unasked: list[Finding] = field(default_factory=list)  # of rules that are not selected: facts for rules that are
    first: str | None = None  # of several files with the same bytes
    told: list[Event] = field(default_factory=list)  # of its history, what other files may share


@dataclass(slots=True)
class Since:
    """What the findings of a run with --diff came since."""

    revision: str  # as it was given
    commit: str  # the merge base, in full
    files: int  # of the scan
    changed: int  # of these, the ones that are not as they were
    affected: int  # files that are as they were, but copy what is not
    before: int = 0  # findings that are not new


@dataclass(slots=True)
class ScanResult:
    files: list[FileReport]
    findings: list[Finding]
    errors: list[InternalError]
    missing_copybooks: dict[str, int]
    seconds: float = 0.0
    known: int = 0  # findings that the baseline accepts
    fixed: int = 0  # entries of the baseline that are mended
    since: Since | None = None  # with --diff: what was compared
    first_run: bool = True  # no baseline was given
    silent: list[Finding] = field(default_factory=list)  # doubts about members that all programs which copy them have settled
    notices: list[str] = field(default_factory=list)  # what could not be known or done, a sentence each, for people
    estate: Estate | None = None  # what all programs together say, for commands that ask more of a scan

    @property
    def lines(self) -> int:
        return sum(file.lines for file in self.files)
