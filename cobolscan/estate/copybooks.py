"""Who copies what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_DEPTH = 8  # of COPY in COPY, when chains are followed upwards


@dataclass(slots=True, frozen=True)
class Use:
    """One COPY or INCLUDE: the file and line of the statement, the programs of that file, and the member's file."""

    path: str
    line: int
    programs: tuple[str, ...]
    target: str


def includers(uses: Iterable[Use]) -> dict[str, list[dict[str, Any]]]:
    """For each copied file, the programs that copy it and by which chain of COPY statements, outermost first."""
    copied: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        copied[use.target].append(use)
    return {path: _programs(path, copied, (), frozenset({path})) for path in copied}


def _programs(path: str, copied: dict[str, list[Use]], chain: tuple[Use, ...], seen: frozenset[str]) -> list[dict[str, Any]]:
    """A file that is seen again, for a copybook may copy itself in the end, leads no further."""
    if len(chain) > _DEPTH:
        return []
    found: list[dict[str, Any]] = []
    for use in copied.get(path, ()):
        if use.path in seen:
            continue
        longer = (use, *chain)
        places = [{"path": step.path, "line": step.line} for step in longer]
        found += [{"program": name, "chain": places} for name in use.programs] or _programs(use.path, copied, longer, seen | {use.path})
    return found
