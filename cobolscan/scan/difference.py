"""What came since a revision: files that it affects are scanned as they were; what was found then is held against what is found now.

Changed lines alone would not do: a line that was renumbered or moved is not new, and a copybook that changed makes findings in lines of
programs that did not. Affected are the files that are not as the revision has them, and those that copy what is not. What is found in
others is not new.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from cobolscan.rule import EstateRule, Finding
from cobolscan.scan import files, loader
from cobolscan.scan.accepted import Claim, Judgement, judge
from cobolscan.scan.baseline import Entry, entries
from cobolscan.scan.checkout import Checkout
from cobolscan.scan.config import git_root
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.links import inside
from cobolscan.scan.reading import read_file
from cobolscan.scan.result import FileReport, ScanResult, Since
from cobolscan.scan.revisions import Repository
from cobolscan.scan.settings import Settings
from cobolscan.source.library import stem_of


class Difference:
    """Of one run: which files changed since a revision, and what was found in what they affect."""

    def __init__(self, paths: Sequence[str], settings: Settings) -> None:
        """Raises UsageProblem when git cannot tell: no repository, no such revision, too little history."""
        assert settings.diff is not None
        self._settings = settings
        folder = files.common_folder(paths)
        self._repository = Repository.around(folder if git_root(folder) else settings.root)
        commit = self._repository.merge_base(settings.diff)
        self._then = Checkout(self._repository, commit, settings)
        self._then.know(_of_members(found := files.find(paths, settings), settings))
        self._places: dict[str, str] = {}
        self._now = {self._inside(path): path for path in found}
        self._gone = self._then.gone()
        self._changed = self._then.differing(self._now)
        self.since = Since(settings.diff, commit, len(self._now), len(self._changed & self._now.keys()), 0)

    @property
    def is_idle(self) -> bool:
        """Whether nothing changed at all, although there is something to scan."""
        return bool(self._now) and not self._changed and self._then.is_as_it_was()

    def judge(self, result: ScanResult, jobs: int) -> Judgement:
        """What of the findings was there before. Those of files that are not affected all were."""
        affected = self._affected(result.files)
        self.since.affected = len(affected) - self.since.changed
        then = self._found_then(affected, jobs)
        known = entries(then.findings, self._settings.root, then.silent)
        compared = {path for path in (report.path for report in result.files) if self._inside(path) in affected}
        root, silent = self._settings.root, result.silent
        judgement = judge(result.findings, known, root, silent=silent, across=True, compared=compared.__contains__)
        lines = _Lines(self._then, self._settings)
        about_all = frozenset(rule.code for rule in loader.load() if issubclass(rule, EstateRule))
        for claim in judgement.claims:
            if claim.by is None and claim.identity.code in about_all and lines.had(self._inside(claim.path), claim):
                claim.by = Entry(claim.identity, 1)
        return judgement

    def told(self) -> str:
        """One sentence for people."""
        since = self.since
        where = f"{since.revision} (merge base {since.commit[:10]})"
        if not since.changed and not since.affected:
            return f"No file of this scan has changed since {where}, nor has what it copies: there is nothing to report."
        more = f", {since.affected:,} more copy what changed" if since.affected else ""
        changed = f"{since.changed:,} {'file' if since.changed == 1 else 'files'} changed{more}"
        before = "1 finding was" if since.before == 1 else f"{since.before:,} findings were"
        return f"Compared with {where}: {changed}; {before} there before and not shown."

    # ---- which files

    def _inside(self, path: str) -> str:
        """The path of a file from the top of the work tree."""
        known = self._places.get(path)
        if known is None:
            known = inside(path, self._repository.top)
            if known is None:
                raise UsageProblem(f"--diff: {path} is not in the work tree {self._repository.top}: nothing is known of its past")
            self._places[path] = known
        return known

    def _affected(self, reports: Iterable[FileReport]) -> set[str]:
        """The files of the scan that changed, or copy a member that changed, came or is gone."""
        gone = {stem_of(path) for path in self._gone}
        changed = {member for report in reports for member in report.members if self._has_changed(member)}
        found = set()
        for report in reports:
            path = self._inside(report.path)
            named = {stem_of(name) for name in (*report.members, *report.missing_copybooks)} if gone else set()
            if path in self._changed or report.path in changed or not changed.isdisjoint(report.members) or gone & named:
                found.add(path)
        return found

    def _has_changed(self, member: str) -> bool:
        """A member outside of the work tree, in a configured folder, has not: git knows nothing of it."""
        try:
            path = self._inside(member)
        except UsageProblem:
            return False
        return path in self._changed or not self._then.is_same(path)

    # ---- what was found then

    def _found_then(self, affected: Collection[str], jobs: int) -> ScanResult:
        """What a scan finds in the affected files, and in those that are gone, as the revision has them."""
        from cobolscan.scan import engine

        subjects = sorted(path for path in {*affected, *(self._gone & self._changed)} if path in self._then)
        with self._then.of(subjects) as (folder, written, settings):
            result = engine.scan([os.path.join(folder, path) for path in written], settings, jobs=jobs)
        for finding in (*result.findings, *result.silent):
            self._rename(finding, folder)
        return result

    def _rename(self, finding: Finding, folder: str) -> None:
        """The files of the revision by the names that they have in the work tree."""

        def named(path: str) -> str:
            place = os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")
            if place in self._now:
                return self._now[place]
            root = os.path.realpath(self._settings.root)
            return files.shown(os.path.join(self._settings.root, os.path.relpath(os.path.join(self._repository.top, place), root)))

        finding.identical_paths = [named(path) for path in finding.identical_paths]
        for one in (finding, *finding.silent):
            one.place = replace(one.place, path=named(one.place.path))


def _of_members(paths: Iterable[str], settings: Settings) -> set[str]:
    """The ends of names of members that the configurations of these files name."""
    own = settings.folders
    each = {id(one): one for one in (map(own.of, paths) if own is not None else (settings,))}
    return {extension for one in each.values() for extension in one.copybook_extensions}


class _Lines:
    """Lines of code of files as they were and as they are: what is found about all programs is new only where its line is."""

    def __init__(self, then: Checkout, settings: Settings) -> None:
        self._then = then
        self._settings = settings
        self._were: dict[str, frozenset[str]] = {}
        self._are: dict[str, list[str]] = {}

    def had(self, path: str, claim: Claim) -> bool:
        """Whether the line of a finding stood in its file, wherever it was."""
        if path not in self._were:
            text = self._then.text(path)
            self._were[path] = frozenset(_folded(text.upper)) if text is not None else frozenset()
            self._are[path] = _folded(read_file(claim.path, self._settings).upper)
        at = claim.finding.place.line
        return at <= len(self._are[path]) and self._are[path][at - 1] in self._were[path]


def _folded(code: str) -> list[str]:
    return ["".join(line.split()) for line in code.split("\n")]
