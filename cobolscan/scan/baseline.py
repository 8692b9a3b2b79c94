"""The findings that are accepted: a small, sorted, mergeable text file, one line for each, with its count.

    # cobolscan baseline 2
    PATH <tab> RULE <tab> PROGRAM <tab> PARAGRAPH <tab> LITERAL <tab> SECONDS <tab> COUNT <tab> FORM <tab> SUBJECT <tab> the statement

The statement is for people. Counts, not places: a finding that is mended never makes another one pass. A count in parentheses is of what
another finding speaks for (a note, or a rule that knows less about the literal): it is accepted too, for the day that finding is mended.
Where a merge left two lines for one thing the greater count holds. `read` also takes version 1, a digest and its count a line.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cobolscan.rule import Finding
from cobolscan.scan import writing
from cobolscan.scan.errors import UsageProblem, beside
from cobolscan.scan.fingerprint import NOTHING, Identity, column, field, identity
from cobolscan.source.regular import read_regular

HEADER = "# cobolscan baseline 2"
COLUMNS = "# path\trule\tprogram\tparagraph\tliteral\tseconds\tcount\tform\tsubject\tstatement"
OLD = "# cobolscan baseline 1"
_EXCERPT = 60
_LOOKED_AT = 500  # characters of a statement from which the excerpt is made: an EXEC block may be long
_MOST = 10**9
_LARGEST = 300_000_000  # bytes, of a million findings


@dataclass(slots=True)
class Entry:
    """One line. `behind`: another finding speaks for it. `digest`: of version 1, which knows nothing else that could be compared."""

    identity: Identity
    count: int
    behind: bool = False
    subject: str = NOTHING
    statement: str = ""
    digest: str = ""

    def line(self) -> str:
        name = self.identity
        if self.digest:
            return "\t".join((self.digest, str(self.count), name.code, name.path, name.program, name.paragraph, self.statement)).rstrip()
        count = f"({self.count})" if self.behind else str(self.count)
        front = (name.path, name.code, name.program, name.paragraph, name.literal, name.amount, count, name.form)
        return "\t".join((*front, self.subject, self.statement)).rstrip()


def entries(findings: Iterable[Finding], root: str, silent: Iterable[Finding] = ()) -> list[Entry]:
    """What accepts these findings, also in identical files, with those that they speak for, and with what all files together left unsaid
    (`silent`): a run of one of them would say it."""
    places = ((finding, path) for finding in findings for path in (finding.place.path, *finding.identical_paths))
    told = [entry for finding, path in places for entry in entries_of(finding, path, root)]
    return together([*told, *unsaid(silent, root)])


def unsaid(silent: Iterable[Finding], root: str) -> list[Entry]:
    return [replace(_entry(finding, finding.place.path, root), behind=True) for finding in silent]


def entries_of(finding: Finding, path: str, root: str) -> Iterator[Entry]:
    """The entry of a finding in one of its files, and those of what it speaks for."""
    yield _entry(finding, path, root)
    for other in finding.silent:
        yield replace(_entry(other, path_of(other, finding, path), root), behind=True)


def path_of(other: Finding, finding: Finding, path: str) -> str:
    """Where a finding stands for which `finding` speaks in the file `path`."""
    return path if other.place.path == finding.place.path else other.place.path


def _entry(finding: Finding, path: str, root: str) -> Entry:
    return Entry(
        identity(finding, path, root), 1, False, field(finding.subject), column(finding.statement[:_LOOKED_AT])[:_EXCERPT].rstrip()
    )


def together(parts: Iterable[Entry]) -> list[Entry]:
    """One entry for each thing, with all counts."""
    sums: Counter[tuple[Identity, bool, str]] = Counter()
    first: dict[tuple[Identity, bool, str], Entry] = {}
    for entry in parts:
        name = (entry.identity, entry.behind, entry.digest)
        first.setdefault(name, entry)
        sums[name] += entry.count
    return [replace(first[name], count=count) for name, count in sorted(sums.items())]


def write(path: str, written: Iterable[Entry]) -> None:
    """Writes the file whole or not at all."""
    text = "\n".join([HEADER, COLUMNS, *sorted(entry.line() for entry in written)]) + "\n"
    try:
        writing.replace(path, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise UsageProblem(f"cannot write baseline {path}: {error.strerror or error}") from None


def read(path: str) -> list[Entry]:
    """The entries; raises UsageProblem when the file is not a baseline."""
    if not os.path.exists(path):
        raise UsageProblem(f"there is no baseline {path or '(an empty name)'}{beside(path)}: `cobolscan baseline create` writes one")
    if not os.path.isfile(path):
        raise UsageProblem(f"cannot read baseline {path}: not a regular file")
    try:
        lines = read_regular(path, _LARGEST).decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n")
    except OSError as error:
        raise UsageProblem(f"cannot read baseline {path}: {error.strerror or error}") from None
    if lines[0].strip("\ufeff\r ") not in (HEADER, OLD):
        raise UsageProblem(f'{path} is not a baseline of this version: its first line is neither "{HEADER}" nor "{OLD}"')
    found: dict[tuple[Identity, bool, str], Entry] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.strip() and not line.startswith("#"):
            entry = _parsed(line.rstrip("\r").split("\t"))
            if entry is None:
                conflict = line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||"))
                raise UsageProblem(f"{path}:{number}: {'a merge conflict was left here' if conflict else 'not an entry of a baseline'}")
            name = (entry.identity, entry.behind, entry.digest)
            if name not in found or found[name].count < entry.count:
                found[name] = entry
    return list(found.values())


def _parsed(fields: list[str]) -> Entry | None:
    if len(fields) >= 2 and len(fields[0]) == 16 and _is_count(fields[1]):
        digest, count, code, path, program, paragraph, statement = (*fields, *[""] * 5)[:7]
        return Entry(Identity(path, code, program, paragraph, "", "", ""), int(count), statement=statement, digest=digest)
    if len(fields) < 8:
        return None
    path, code, program, paragraph, literal, amount, count, form, subject, statement = (*fields, NOTHING, "")[:10]
    behind = count.startswith("(") and count.endswith(")")
    count = count[1:-1] if behind else count
    if not path or not code or len(form) != 16 or not _is_count(count):
        return None
    return Entry(Identity(path, code, program, paragraph, form, literal, amount), int(count), behind, subject, statement)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(_MOST))
