"""Looking at a repository: what auto makes of each file, and what it does not find."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cobolscan.scan import engine
from cobolscan.scan.result import FileReport
from cobolscan.scan.settings import Settings
from cobolscan.source.library import stem_of

_SAMPLE = 300
"""Programs that are asked for their dialect, evenly spread over the repository."""
_NOT_OURS = frozenset(
    "vendor vendors third_party third-party thirdparty external extern build dist target out output generated gen obj bin".split()
)
"""Folders whose names say that they hold what others wrote, or what a program wrote."""


@dataclass
class Survey:
    """What was seen under `root`. Paths in it are relative to the root, with `/`."""

    root: str
    reports: list[FileReport]
    dialects: dict[str, Counter[str]] = field(default_factory=dict)
    """Of the programs that were asked, by the folder right under the root."""

    @property
    def programs(self) -> list[FileReport]:
        return [report for report in self.reports if report.kind == "program"]

    @property
    def wanted(self) -> dict[str, bool]:
        """The names that are copied, in upper case, and whether each was found wherever it is wanted; those of products are left out."""
        names = {stem_of(path): True for report in self.reports for path in report.members}
        names |= {stem_of(name): False for report in self.reports for name in report.missing_copybooks}
        return names

    @property
    def missing(self) -> Counter[str]:
        """The names that were not found, with the number of files that want them."""
        return Counter(stem_of(name) for report in self.reports for name in report.missing_copybooks)

    @property
    def products(self) -> list[str]:
        """The copybooks of products that are copied, those that most files copy first."""
        counts = Counter(stem_of(name) for report in self.reports for name in report.vendor_copybooks)
        return sorted(counts, key=lambda name: (-counts[name], name))

    @property
    def formats(self) -> dict[str, Counter[str]]:
        return self._by_top("reference_format")

    @property
    def encodings(self) -> dict[str, Counter[str]]:
        return self._by_top("encoding")

    def _by_top(self, name: str) -> dict[str, Counter[str]]:
        """How often the reports of each folder right under the root have a value. Files that could not be read have none."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for report in self.reports:
            if getattr(report, name) != "unknown" and report.lines:
                counts[top(report.path)][getattr(report, name)] += 1
        return dict(sorted(counts.items()))

    @property
    def not_ours(self) -> dict[str, int]:
        """Folders that look vendored or generated, with the number of their files."""
        counts: Counter[str] = Counter()
        for report in self.reports:
            folders = report.path.split("/")[:-1]
            at = next((number for number, name in enumerate(folders) if name.lower() in _NOT_OURS), None)
            if at is not None:
                counts["/".join(folders[: at + 1])] += 1
        return dict(sorted(counts.items()))


def look(root: str, settings: Settings, jobs: int = 0, progress: engine.Progress | None = None) -> Survey:
    """Reads and parses all that is found under the root, with these settings."""
    reports = read(root, settings, jobs, progress)
    asked = _spread([report for report in reports if report.kind == "program"])
    return Survey(root, reports, _dialects(root, asked, settings))


def read(root: str, settings: Settings, jobs: int, progress: engine.Progress | None = None) -> list[FileReport]:
    """The reports of all files under the root, with paths relative to it."""
    reports = engine.parse([root], settings, jobs=jobs, progress=progress).files
    for report in reports:
        report.path = _from(root, report.path)
        report.members = [_from(root, path) for path in report.members]
        report.copies = [(line, _from(root, path)) for line, path in report.copies]
    return reports


def _dialects(root: str, reports: Iterable[FileReport], settings: Settings) -> dict[str, Counter[str]]:
    from cobolscan.program.model import build
    from cobolscan.scan.reading import library_for, read_file
    from cobolscan.syntax import parser

    library = library_for(settings)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for report in reports:
        try:
            programs = build(parser.parse(read_file(os.path.join(root, report.path), settings), library))
        except OSError:
            continue
        for program in programs[:1]:
            counts[top(report.path)][program.dialect] += 1
            program.forget()
    return dict(sorted(counts.items()))


def _spread(reports: Sequence[FileReport]) -> Iterator[FileReport]:
    step = max(len(reports) / _SAMPLE, 1)
    return (reports[int(number * step)] for number in range(min(len(reports), _SAMPLE)))


def top(path: str) -> str:
    """The folder right under the root in which a file lies; "." for one of the root itself."""
    first, slash, _ = path.partition("/")
    return first if slash else "."


def _from(root: str, path: str) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/")
