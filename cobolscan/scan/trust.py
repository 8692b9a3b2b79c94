"""House rules are code: whether those that a configuration names may run.

A scanned repository must not run its own code in somebody's pipeline. So folders of rules that a configuration names run only when the
user gave that configuration (`--config`), when it lies in a root that the user trusts (COBOLSCAN_TRUSTED_ROOTS), or when the user says so
(`--allow-repository-rules`). Otherwise the scan stops and says why: without its rules it could be green by accident.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cobolscan.scan import loader
from cobolscan.scan.errors import UsageProblem
from cobolscan.source.paths import shown

ROOTS = "COBOLSCAN_TRUSTED_ROOTS"
"""Folders whose configurations may name rules, separated as in PATH."""


@dataclass(slots=True, frozen=True)
class House:
    """What the command line says of house rules: folders that the user named, and whether the repository's may run (None: not a word).
    `runs`: the command runs rules at all; one that does not leaves them alone."""

    folders: tuple[str, ...] = ()
    allow: bool | None = None
    runs: bool = True

    def settle(self, named: Sequence[str], config_path: str, *, given: bool) -> dict[str, Any]:
        """Loads the rules that may run, of the folders that a configuration names; what this comes to as settings."""
        house = allowed(named, config_path, given=given, allow=self.allow) if self.runs else ()
        if named and not house:
            loader.leave_out()
        if self.runs:
            loader.use([*house, *self.folders])
        if not named and not self.folders:
            return {}
        # said also when it is empty: what the configuration names must not come through by another way
        return {"rules_path": (*house, *(self.folders if self.runs else ())), "rules_left_out": bool(named) and not house}


def allowed(folders: Sequence[str], config_path: str, *, given: bool, allow: bool | None) -> tuple[str, ...]:
    """The folders of house rules to load of those that a configuration names. `given`: by --config; `allow`: what the user said of the
    repository's rules, None when nothing. Raises UsageProblem when nothing was said and nothing makes the configuration trusted."""
    if not folders or allow is False:
        return ()
    if given or allow or in_trusted_root(config_path):
        return tuple(folders)
    named = ", ".join(map(shown, folders))
    raise UsageProblem(
        f"{shown(config_path)} names rules-path {named}: code of the scanned repository, which does not run unasked."
        f" --allow-repository-rules runs it, --no-repository-rules scans without it; --config, or {ROOTS}, trusts a configuration"
    )


def in_trusted_root(path: str) -> bool:
    """Whether a file really lies in one of the folders that the user trusts."""
    real = os.path.realpath(path)
    roots = (os.path.realpath(root) for root in os.environ.get(ROOTS, "").split(os.pathsep) if root)
    return any(real == root or real.startswith(os.path.join(root, "")) for root in roots)
