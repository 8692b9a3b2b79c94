"""A run that is held against what was there before: a baseline, a revision, or both. Only what is new to all of them is reported."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cobolscan.scan import baseline, ratchet
from cobolscan.scan.accepted import judge
from cobolscan.scan.baseline import Entry
from cobolscan.scan.rank import assign
from cobolscan.scan.result import ScanResult
from cobolscan.scan.settings import Settings
from cobolscan.source.paths import shown

if TYPE_CHECKING:
    from cobolscan.scan.difference import Difference


class Gate:
    def __init__(self, paths: Sequence[str], settings: Settings, jobs: int) -> None:
        """Reads the baseline and asks git; raises UsageProblem with what is wrong."""
        self._paths, self._settings, self._jobs = paths, settings, jobs
        self._entries = baseline.read(settings.baseline) if settings.baseline is not None else None
        self._difference: Difference | None = None
        if settings.diff is not None:
            from cobolscan.scan.difference import Difference

            self._difference = Difference(paths, settings)

    def idle(self) -> ScanResult | None:
        """The result of a run for which nothing has changed: there is no need to scan anything."""
        if self._difference is None or not self._difference.is_idle:
            return None
        since = self._difference.since
        return ScanResult([], [], [], {}, first_run=False, since=since, notices=[self._difference.told()])

    def apply(self, result: ScanResult) -> None:
        """Leaves in the result what is to be reported."""
        root = self._settings.root
        sources = []
        if self._entries is not None:
            judgement = judge(result.findings, self._entries, root, silent=result.silent)
            sources.append(ratchet.Source(judgement, "in the baseline"))
            left = ratchet.fixed(judgement.left, ratchet.scope_of(result.files, self._paths, self._settings), root)
            result.fixed = ratchet.count(left)
            result.known = len(result.findings) - judgement.told
            result.notices += self._about_root(self._entries)
        if self._difference is not None:
            judgement = self._difference.judge(result, self._jobs)
            sources.append(ratchet.Source(judgement, f"in {self._settings.diff}"))
            result.since = self._difference.since
            result.since.before = len(result.findings) - judgement.told
            result.notices.append(self._difference.told())
        result.findings = ratchet.reported(sources, root)
        assign(result.findings)
        result.first_run = False
        result.notices += self._about_fixed(result.fixed)

    def _about_root(self, entries: Sequence[Entry]) -> list[str]:
        """A baseline of which no file is there at all was made from somewhere else: all would be new, and nobody would know why."""
        root = self._settings.root
        if not entries or any(os.path.lexists(os.path.join(root, entry.identity.path)) for entry in entries):
            return []
        return [f"No file that the baseline names is there: its paths count from the root, which is {shown(root)} in this run."]

    def _about_fixed(self, count: int) -> list[str]:
        if not count:
            return []
        what = "1 finding of the baseline is fixed" if count == 1 else f"{count:,} findings of the baseline are fixed"
        return [f"{what}: `cobolscan baseline update` takes {'it' if count == 1 else 'them'} out."]
