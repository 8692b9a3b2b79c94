"""A changed copybook is judged in the programs that copy it: who they are, and what of their findings is about it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cobolscan.rule import Finding
from cobolscan.scan import files
from cobolscan.scan.result import FileResult
from cobolscan.scan.settings import Settings
from cobolscan.source import reader

_MEMBER = re.compile(rb"""\b(?:COPY|INCLUDE|\+\+INCLUDE|-INC)\s+["']?([^\s"'.,;]+(?:\.[A-Z]{2,8}\b)?)""")
_FURTHEST = 8  # of COPY in COPY


def candidates(paths: Sequence[str], settings: Settings) -> list[str]:
    """Other files under the root whose text names one of the files in a COPY or INCLUDE, or a file that does.

    By name only: whether it is that member is known when they are read. They are searched as bytes, so this costs little.
    """
    others = files.find([settings.root], replace(settings, force_exclude=False))
    naming = {path: names for path in others if (names := _named_in(path))}
    found: dict[str, None] = {}
    wanted = {_stem(path) for path in paths}
    for _ in range(_FURTHEST):
        more = [path for path, names in naming.items() if path not in found and not names.isdisjoint(wanted)]
        if not more:
            break
        found.update(dict.fromkeys(more))
        wanted = {_stem(path) for path in more}
    return [path for path in found if path not in set(paths)]


def _named_in(path: str) -> set[str]:
    """The names of the members that a file copies, in upper case and without extension."""
    try:
        text = reader.read_bytes(path).upper()
    except OSError:
        return set()
    return {_stem(name.decode("latin-1")) for name in _MEMBER.findall(text)}


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path.replace("\\", "/")))[0].upper()


def only_copiers(results: Iterable[FileResult], named: Sequence[str]) -> list[FileResult]:
    """The results of the files that were named, and of those that do copy one of them."""
    wanted = set(named)
    return [result for result in results if result.report.path in wanted or not wanted.isdisjoint(result.report.members)]


def about(findings: Iterable[Finding], named: Sequence[str]) -> list[Finding]:
    """The findings in the files that were named, and of the others those that one of these has to do with."""
    wanted = set(named)
    return [
        finding
        for finding in findings
        if not wanted.isdisjoint((finding.place.path, *finding.identical_paths))
        or any(other.path in wanted and other.role in ("origin", "bound") for other in finding.related)
        or finding.code == "PAR002"
    ]
