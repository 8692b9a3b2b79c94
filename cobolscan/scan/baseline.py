"""The findings that are accepted: a small, sorted, mergeable text file, one line for each key, with its count.

    # cobolscan baseline 1
    KEY <tab> COUNT <tab> CODE <tab> PATH <tab> PROGRAM <tab> PARAGRAPH <tab> the statement, for people

Only key and count are read. Counts, not places: a finding that is mended never makes another one pass.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator

from cobolscan.rule import Finding
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.fingerprint import from_root, key

HEADER = "# cobolscan baseline 1"
_EXCERPT = 60


def rows(findings: Iterable[Finding], root: str) -> list[str]:
    """The lines of a baseline that accepts these findings, also in identical files."""
    counts: Counter[tuple[str, str, str, str, str, str]] = Counter()
    for finding in findings:
        for path in (finding.place.path, *finding.identical_paths):
            names = (from_root(path, root), finding.program or "-", finding.paragraph or "-", finding.statement[:_EXCERPT])
            where, program, paragraph, excerpt = map(_field, names)
            counts[where, finding.code, program, paragraph, excerpt, key(finding, path, root)] += 1
    return [
        "\t".join((name, str(count), code, where, program, paragraph, excerpt)).rstrip()
        for (where, code, program, paragraph, excerpt, name), count in sorted(counts.items())
    ]


def write(path: str, findings: Iterable[Finding], root: str) -> int:
    """Writes the file whole or not at all; returns the number of its entries."""
    lines = rows(findings, root)
    text = "\n".join([HEADER, *lines]) + "\n"
    draft = f"{path}.{os.getpid()}.tmp"
    try:
        with open(draft, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(draft, path)
    except OSError as error:
        raise UsageProblem(f"cannot write baseline {path}: {error.strerror or error}") from None
    return len(lines)


def read(path: str) -> Counter[str]:
    """Counts by key; raises UsageProblem when the file is not a baseline."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageProblem(f"cannot read baseline {path}: not a regular file")
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"cannot read baseline {path}: {getattr(error, 'strerror', None) or error}") from None
    if not lines or lines[0].rstrip() != HEADER:
        raise UsageProblem(f'{path} is not a baseline of this version: its first line is not "{HEADER}"')
    accepted: Counter[str] = Counter()
    for name, count in _entries(path, lines):
        accepted[name] += count
    return accepted


def _entries(path: str, lines: list[str]) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) < 2 or len(fields[0]) != 16 or not fields[1].isascii() or not fields[1].isdigit():
            conflict = line.startswith(("<<<<<<<", "=======", ">>>>>>>"))
            raise UsageProblem(f"{path}:{number}: {'a merge conflict was left here' if conflict else 'not an entry of a baseline'}")
        yield fields[0], int(fields[1])


def new(findings: Iterable[Finding], accepted: Counter[str], root: str) -> tuple[list[Finding], int]:
    """The findings that the baseline does not accept, and how many it does.

    Identical files are accepted one by one: the finding stays, for those of its files that are new.
    """
    left = Counter(accepted)
    fresh, known = [], 0
    for finding in sorted(findings, key=lambda f: (f.place.path, f.place.line, f.place.column)):
        paths = [path for path in (finding.place.path, *finding.identical_paths) if not _take(left, key(finding, path, root))]
        if not paths:
            known += 1
            continue
        _move(finding, paths, root)
        fresh.append(finding)
    return fresh, known


def _move(finding: Finding, paths: list[str], root: str) -> None:
    """To the first of the identical files that is new."""
    if paths[0] != finding.place.path:
        finding.key = key(finding, paths[0], root)
        finding.fingerprint = f"{finding.key}:{finding.fingerprint.rpartition(':')[2]}"
    finding.place.path, finding.identical_paths = paths[0], paths[1:]


def _take(left: Counter[str], name: str) -> bool:
    if left[name] <= 0:
        return False
    left[name] -= 1
    return True


def _field(text: str) -> str:
    """Text that keeps to its column: no tab, no line end, nothing that a terminal would act on."""
    return "".join(char if char.isprintable() else "?" for char in text)
