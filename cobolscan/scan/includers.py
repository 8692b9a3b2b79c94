"""A changed copybook is judged in the programs that copy it: who they are, and what of their findings is about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cobolscan.rule import Finding
from cobolscan.scan import files
from cobolscan.scan.result import FileResult
from cobolscan.scan.settings import Settings
from cobolscan.source import reader
from cobolscan.source.ebcdic import is_ebcdic
from cobolscan.source.library import stem_of

_MEMBER = re.compile(r"""(?<![A-Z0-9-])(?:COPY|(?:\+\+)?INCLUDE|-INC)\s+(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"',;]+))""")
_SPLIT = re.compile(r"(?<![A-Z0-9-])(?:COPY|INCLUDE)(?:[ \t]*|[ \t]{2,}[^\s.]{1,8}[ \t]*)\r?\n")  # the name may stand on another line


def candidates(paths: Sequence[str], settings: Settings) -> list[str]:
    """Other files under the root whose text names one of the files in a COPY or INCLUDE, or a file that does.

    By name only: whether it is that member is known when they are read. They are searched as text, so this costs little.
    """
    others = files.find([settings.root], replace(settings, force_exclude=False))
    naming = {path: names for path in others if (names := _named_in(path))}
    found: dict[str, None] = {}
    wanted = {stem_of(path) for path in paths}
    while more := [path for path, names in naming.items() if path not in found and not names.isdisjoint(wanted)]:
        found.update(dict.fromkeys(more))
        wanted = {stem_of(path) for path in more}
    return [path for path in found if path not in set(paths)]


def _named_in(path: str) -> set[str]:
    """The names of the members that a file copies, in upper case and without extension."""
    try:
        text = _text(path)
    except OSError:
        return set()
    return {stem_of("".join(names).rstrip(".")) for names in _MEMBER.findall(text)}


def _text(path: str) -> str:
    """What is searched for COPY, in upper case: the bytes as they are, and where that will not do, what the reader makes of them."""
    data = reader.read_bytes(path)
    text = data.decode("utf-8", "replace").upper()
    if (not data.isascii() and is_ebcdic(data)) or _SPLIT.search(text):
        text += reader.read(data, path).upper
    return text


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
