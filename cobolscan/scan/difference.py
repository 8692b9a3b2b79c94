"""What came since a revision: files that it affects are scanned as they were; what was found then is held against what is found now.

Changed lines alone would not do: a line that was renumbered or moved is not new, and a copybook that changed makes findings in lines of
programs that did not. Affected are the files that are not as the revision has them, and those that copy what is not. What is found in
others is not new.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from cobolscan.rule import EstateRule, Finding
from cobolscan.scan import files, loader
from cobolscan.scan.accepted import Claim, Judgement, judge
from cobolscan.scan.baseline import Entry, entries
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.result import FileReport, ScanResult, Since
from cobolscan.scan.revisions import Repository, differing
from cobolscan.scan.settings import Settings
from cobolscan.source.extensions import EXTENSIONS, SKIPPED, SNIFFED
from cobolscan.source.reader import read

_WORD = re.compile(r"[^\s'\"().,;:/\\=]+")


class Difference:
    """Of one run: which files changed since a revision, and what was found in what they affect."""

    def __init__(self, paths: Sequence[str], settings: Settings) -> None:
        """Raises UsageProblem when git cannot tell: no repository, no such revision, too little history."""
        assert settings.diff is not None
        self._settings = settings
        self._repository = Repository.around(files.common_folder(paths))
        self._commit = self._repository.merge_base(settings.diff)
        self._then = {path: blob for path, blob in self._repository.files(self._commit).items() if _may_be_cobol(path)}
        self._scanned = files.find(paths, settings)
        now = {self._inside(path): path for path in self._scanned}
        self._changed = differing(self._repository.top, self._then, {*self._then, *now})
        self.since = Since(settings.diff, self._commit, len(self._changed & now.keys()), 0)

    @property
    def is_idle(self) -> bool:
        """Whether nothing changed at all, although there is something to scan."""
        return bool(self._scanned) and not self._changed

    def judge(self, result: ScanResult, jobs: int) -> Judgement:
        """What of the findings was there before. Those of files that are not affected all were."""
        affected = self._affected(result.files)
        self.since.affected = len(affected) - self.since.changed
        were = self._scan_then(affected, jobs)
        known = entries(were.findings, self._settings.root)
        subjects = [finding for finding in result.findings if affected & {*self._homes(finding)}]
        judgement = judge(subjects, known, self._settings.root)
        then = _Lines(self._contents_then(affected & self._then.keys()), self._settings)
        for claim in judgement.claims:
            if claim.by is None and self._was_there(claim, affected, then):
                claim.by = _place_holder(claim)
        return _in_order(judgement, result.findings, self._settings.root)

    # ---- which files

    def _inside(self, path: str) -> str:
        """The path from the top of the work tree."""
        real = os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path))
        relative = os.path.relpath(real, self._repository.top).replace(os.sep, "/")
        if relative.split("/", 1)[0] == os.pardir:
            raise UsageProblem(f"--diff: {path} is not in the work tree {self._repository.top}")
        return relative

    def _affected(self, reports: Iterable[FileReport]) -> set[str]:
        """The files of the scan that changed, or copy a member that changed, came or is gone."""
        gone = {_stem(path) for path in self._changed if not os.path.lexists(os.path.join(self._repository.top, path))}
        found = set()
        for report in reports:
            path = self._inside(report.path)
            members = [self._member(member) for member in report.members]
            named = {_stem(name) for name in (*members, *report.missing_copybooks)}
            if path in self._changed or self._changed.intersection(members) or gone & named:
                found.add(path)
        return found

    def _member(self, path: str) -> str:
        """A member may lie outside of the work tree, in a configured folder: git knows nothing of it."""
        try:
            return self._inside(path)
        except UsageProblem:
            return path

    def _homes(self, finding: Finding) -> Iterable[str]:
        return map(self._inside, (finding.place.path, *finding.identical_paths))

    # ---- what was found then

    def _scan_then(self, affected: Collection[str], jobs: int) -> ScanResult:
        """A scan of the affected files, and of those that are gone, as the revision has them."""
        from cobolscan.scan import engine

        gone = {path for path in self._changed & self._then.keys() if not os.path.lexists(os.path.join(self._repository.top, path))}
        subjects = sorted(path for path in {*affected, *gone} if path in self._then)
        with tempfile.TemporaryDirectory(prefix="cobolscan-") as folder:
            place = os.path.realpath(folder)
            self._check_out(place, subjects)
            settings = self._settings_in(place)
            result = engine.scan([os.path.join(place, path) for path in subjects], settings, jobs=jobs)
            self._rename(result.findings, place)
        return result

    def _settings_in(self, place: str) -> Settings:
        def moved(path: str) -> str:
            relative = os.path.relpath(os.path.realpath(path), self._repository.top)
            return path if relative.split(os.sep, 1)[0] == os.pardir else os.path.normpath(os.path.join(place, relative))

        folders = tuple(moved(path) for path in self._settings.copybook_paths)
        return replace(self._settings, root=moved(self._settings.root), copybook_paths=folders, baseline=None, diff=None, exclude=())

    def _check_out(self, place: str, subjects: Sequence[str]) -> None:
        """Writes the subjects and every file that one of their words may mean as a copy member."""
        by_stem: dict[str, list[str]] = defaultdict(list)
        for path in self._then:
            by_stem[_stem(path)].append(path)
        written: set[str] = set()
        wanted = list(subjects)
        while wanted:
            written.update(wanted)
            mentioned: set[str] = set()
            for path, data in self._contents_then(wanted).items():
                _write(os.path.join(place, path), data)
                mentioned.update(_WORD.findall(self._text(data, path)))
            wanted = [path for word in by_stem.keys() & mentioned for path in by_stem[word] if path not in written]

    def _contents_then(self, paths: Iterable[str]) -> dict[str, bytes]:
        ordered = list(paths)
        return dict(zip(ordered, self._repository.contents([self._then[path] for path in ordered]), strict=True))

    def _text(self, data: bytes, path: str) -> str:
        if data.isascii():
            return data.decode("ascii").upper()
        return "\n".join(read(data, path, self._settings.reference_format, self._settings.encoding).lines).upper()

    def _rename(self, findings: Iterable[Finding], place: str) -> None:
        """The files of the revision by the names that they have in the work tree."""

        def named(path: str) -> str:
            return files.shown(os.path.join(self._repository.top, os.path.relpath(os.path.abspath(path), place)))

        for finding in findings:
            finding.identical_paths = [named(path) for path in finding.identical_paths]
            for one in (finding, *finding.silent):
                one.place = replace(one.place, path=named(one.place.path))

    # ---- what is known without a scan

    def _was_there(self, claim: Claim, affected: Collection[str], then: _Lines) -> bool:
        """Whether the file is not affected; or the finding is about all programs, of which only one's place matters."""
        path = self._inside(claim.path)
        if path not in affected:
            return True
        return claim.identity.code in _estate_codes() and then.has(path, claim.finding)


class _Lines:
    """The lines of code of the affected files as they were."""

    def __init__(self, contents: dict[str, bytes], settings: Settings) -> None:
        self._contents = contents
        self._settings = settings
        self._known: dict[str, frozenset[str]] = {}

    def has(self, path: str, finding: Finding) -> bool:
        """Whether the line of a finding stood in its file, wherever it was."""
        if path not in self._contents:
            return False
        if path not in self._known:
            then = read(self._contents[path], path, self._settings.reference_format, self._settings.encoding)
            self._known[path] = frozenset("".join(line.split()) for line in then.upper.split("\n"))
        now = read(finding.line_text.encode("utf-8", "replace"), path, self._settings.reference_format)
        return "".join(now.upper.split()) in self._known[path]


def _estate_codes() -> frozenset[str]:
    return frozenset(rule.code for rule in loader.load() if issubclass(rule, EstateRule))


def _place_holder(claim: Claim) -> Entry:
    """What accepts a claim that no finding of the revision accepts."""
    return Entry(claim.identity, 1)


def _in_order(judgement: Judgement, findings: Iterable[Finding], root: str) -> Judgement:
    """The claims of all findings, as `judge` would order them: those that were no subject are accepted."""
    full = judge(findings, (), root)
    said = {(id(claim.finding), claim.path): claim for claim in judgement.claims}
    for number, claim in enumerate(full.claims):
        known = said.get((id(claim.finding), claim.path))
        if known is not None:
            full.claims[number] = known
        else:
            claim.by = _place_holder(claim)
    return full


def _write(path: str, data: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def _may_be_cobol(path: str) -> bool:
    """Whether a scan or a COPY could find the file."""
    extension = os.path.splitext(path)[1].lower()
    hidden = any(name.startswith(".") or name.lower() in SKIPPED for name in path.split("/")[:-1])
    return not hidden and (extension in EXTENSIONS or extension in SNIFFED)


def _stem(path: str) -> str:
    """A file's or member's name without folder and extension, in upper case."""
    base = re.split(r"[\\/]", path.strip("\"' "))[-1]
    return (os.path.splitext(base)[0] or base).upper()


def describe(since: Since) -> str:
    """One sentence for people."""
    where = f"{since.revision} (merge base {since.commit[:10]})"
    if not since.changed and not since.affected:
        return f"No file of this scan has changed since {where}, nor has a copybook: there is nothing to report."
    more = f", {since.affected:,} more copy what changed" if since.affected else ""
    changed = f"{since.changed:,} {'file' if since.changed == 1 else 'files'} changed{more}"
    return f"Compared with {where}: {changed}; {since.before:,} findings were there before and are not shown."
