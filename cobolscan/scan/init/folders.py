"""Folders of copy members: which of them hold most of the names that are copied, and which would help where a name is not found."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cobolscan.scan.init.survey import Survey, top
from cobolscan.scan.result import FileReport
from cobolscan.source.discover import HEAD, looks_like_cobol
from cobolscan.source.extensions import EXTENSIONS, SKIPPED, SNIFFED
from cobolscan.source.library import stem_of

_MOST_FILES = 200_000
_TRIED = 5  # folders that are tried one by one
_QUICK = 300_000  # lines up to which reading all again is a matter of seconds
_NO_MEMBERS = frozenset(
    ".jcl .md .html .htm .xml .json .java .c .h .py .sh .yml .yaml .class .o .exe .dll .png .pdf .sql .csv .log".split()
)


@dataclass(frozen=True)
class Remedy:
    """What finds more members than auto does. `areas`: the folders under the root whose files it is for; none: it is for all."""

    folders: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    found: frozenset[str] = frozenset()
    """The names that were missing, and are not with it."""


def cover(names: Iterable[str], holding: Mapping[str, Iterable[str]]) -> list[tuple[str, int]]:
    """Folders that together hold all of the names that any of them does: each time the one with most of those that are left, with how many
    these are. Of equals the first by name. `holding`: the names in each folder."""
    left = set(names)
    inside = {folder: left.intersection(held) for folder, held in sorted(holding.items())}
    out: list[tuple[str, int]] = []
    while inside and (best := max(inside, key=lambda folder: len(inside[folder]))) and inside[best]:
        taken = inside.pop(best)
        out.append((best, len(taken)))
        left -= taken
        inside = {folder: rest for folder, held in inside.items() if (rest := held - taken)}
    return out


def used(survey: Survey) -> list[tuple[str, int]]:
    """The folders in which auto found members, by cover."""
    holding: dict[str, set[str]] = {}
    for report in survey.reports:
        for path in report.members:
            holding.setdefault(os.path.dirname(path) or ".", set()).add(stem_of(path))
    return cover(set().union(*holding.values()) if holding else (), holding)


def candidates(survey: Survey) -> Remedy:
    """Where files lie that have the names that are missing."""
    missing = set(survey.missing)
    holding: dict[str, set[str]] = {}
    endings: Counter[str] = Counter()
    programs = {report.path for report in survey.programs}
    for folder, names in _listing(survey.root) if missing else ():
        for name in names:
            path = f"{folder}/{name}" if folder != "." else name
            extension = os.path.splitext(name)[1].lower()
            if stem_of(name) not in missing or path in programs or extension in _NO_MEMBERS or not _is_text(path):
                continue
            known = extension in EXTENSIONS or extension in SNIFFED
            if known or _is_cobol(os.path.join(survey.root, path)):
                holding.setdefault(folder, set()).add(stem_of(name))
                endings[extension] += not known
    folders = cover(missing, holding)
    extensions = sorted(extension.removeprefix(".") for extension, count in endings.items() if count and extension)
    return Remedy(tuple(folder for folder, _ in folders), tuple(extensions))


def proven(survey: Survey, again: Callable[[Remedy], list[FileReport]]) -> Remedy:
    """What of the candidates helps and harms nothing: each is tried. `again` reads the repository with a remedy in force.

    A folder goes before those that auto would look in, so for all files it may lead a COPY astray that is right today. Then it is
    tried for those parts of the repository only that miss something.
    """
    remedy = candidates(survey)
    if not remedy.folders:
        return Remedy()
    areas = tuple(dict.fromkeys(top(report.path) for report in survey.reports if report.missing_copybooks))
    tries = [remedy, Remedy(remedy.folders, remedy.extensions, areas)]
    if len(remedy.folders) > 1 and sum(report.lines for report in survey.reports) < _QUICK:
        tries += [Remedy((folder,), remedy.extensions, within) for folder in remedy.folders[:_TRIED] for within in ((), areas)]
    for attempt in tries:
        reports = again(attempt)
        left = {stem_of(name) for report in reports for name in report.missing_copybooks}
        gained = frozenset(survey.missing) - left
        if gained and not _is_worse(survey.reports, reports):
            return Remedy(attempt.folders, attempt.extensions, attempt.areas, gained)
    return Remedy()


def _is_worse(before: Sequence[FileReport], after: Sequence[FileReport]) -> bool:
    """Whether any file lost a member, has another one in its place, or is read less completely."""
    now = {report.path: report for report in after}
    return any(report.path not in now or _lost(report, now[report.path]) for report in before)


def _lost(old: FileReport, new: FileReport) -> bool:
    others = set(old.copies) - set(new.copies) or set(old.members) - set(new.members)
    # what a member that is found now copies itself may be missing in turn
    more = len(new.missing_copybooks) > len(old.missing_copybooks)
    return bool(others) or more or new.unparsed_lines > old.unparsed_lines


def _listing(root: str) -> Iterable[tuple[str, list[str]]]:
    """The folders under the root with the names of their files."""
    count = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name.lower() not in SKIPPED)
        count += len(names)
        if count > _MOST_FILES:
            return
        yield os.path.relpath(folder, root).replace(os.sep, "/"), sorted(names)


def _is_text(path: str) -> bool:
    """Whether a path can stand in a configuration."""
    return path.isprintable() and not any("\ud800" <= char <= "\udfff" for char in path)


def _is_cobol(path: str) -> bool:
    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return looks_like_cobol(file.read(HEAD))
    except OSError:
        return False
