"""A name for a finding that survives renumbering, change tags, indentation, case and lines inserted above.

The key is made of rule, path from the root, program, paragraph, the folded statement (columns 8-72, upper case, single blanks), and the
literal, which may stand elsewhere: a wait whose duration was raised in WORKING-STORAGE is a new finding. Several findings with one key are
counted; the fingerprint is `KEY:n`.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable

from cobolscan.rule import Finding


def assign(findings: Iterable[Finding], root: str) -> None:
    """Sets key and fingerprint of each finding, in the order of files and lines."""
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda f: (f.place.path, f.place.line, f.place.column, f.code, f.message)):
        finding.key = key(finding, finding.place.path, root)
        seen[finding.key] += 1
        finding.fingerprint = f"{finding.key}:{seen[finding.key]}"


def key(finding: Finding, path: str, root: str) -> str:
    """The key that the finding has in the file `path`: its own or an identical one."""
    parts = (finding.code, from_root(path, root), finding.program or "", finding.paragraph or "", finding.statement, finding.literal or "")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def from_root(path: str, root: str) -> str:
    """The path as it is written in a baseline: from the root of the scan, with `/`."""
    relative = os.path.relpath(os.path.abspath(path), os.path.abspath(root))
    outside = relative.startswith(os.pardir)
    return (os.path.abspath(path) if outside else relative).replace(os.sep, "/")
