"""Writes suppression comments into the sources: one above each statement or entry with a finding.

Not a byte of what is there changes: lines go in between, with the line ends and in the encoding of the file. A text is looked at before
it is written: where a comment would not do what it should, none is written, and it is told why.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cobolscan.rule import Finding
from cobolscan.scan import extents, writing
from cobolscan.scan.reading import library_for, read_file
from cobolscan.scan.settings import Settings
from cobolscan.scan.suppress import held
from cobolscan.source import reader
from cobolscan.source.model import SourceText
from cobolscan.syntax import parser

_LAST_COLUMN = 72
_BOM = b"\xef\xbb\xbf"
_NEVER = ("SUP", "PAR002")  # what no comment suppresses


@dataclass(slots=True)
class Added:
    """What was written. `refused`: path, line and reason, for people."""

    comments: int = 0
    findings: int = 0
    files: int = 0
    refused: list[tuple[str, int, str]] = field(default_factory=list)


class _Refused(Exception):
    """Why no comment can be written, for people."""


def add(findings: Iterable[Finding], settings: Settings, verb: str, reason: str) -> Added:
    """Writes comments for the findings, in identical files too. Raises nothing: what could not be done is in the answer."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        for path in (finding.place.path, *finding.identical_paths):
            by_path[path].append(finding)
    added = Added()
    for path, here in sorted(by_path.items()):
        try:
            _File(path, settings, verb, reason).add(here, added)
        except (_Refused, OSError) as error:
            added.refused.append((path, min(finding.place.line for finding in here), getattr(error, "strerror", None) or str(error)))
    return added


class _File:
    """One file that gets comments."""

    def __init__(self, path: str, settings: Settings, verb: str, reason: str) -> None:
        if os.path.islink(path) or not os.path.isfile(path):
            raise _Refused("not a regular file")
        self._path = path
        self._settings = settings
        self._library = library_for(settings)
        self._said = (verb, reason)
        self._data = reader.read_bytes(path)
        self._source = self._read(self._data)
        self._lines = self._bytes_of_lines()

    def _read(self, data: bytes) -> SourceText:
        return read_file(self._path, self._settings, data)

    def _bytes_of_lines(self) -> list[bytes]:
        """The lines with their ends, as they stand in the file."""
        parts = self._data.removeprefix(_BOM).split(b"\n") if self._is_ascii_inside() else []
        lines = [*(part + b"\n" for part in parts[:-1]), *filter(None, parts[-1:])]
        if len(lines) != len(self._source.lines):
            raise _Refused("its lines are not ended by LF or CRLF, or its encoding is not one that holds ASCII")
        return lines

    def _is_ascii_inside(self) -> bool:
        try:
            return "*> cobolscan: ignore[]\n".encode(self._codec) == b"*> cobolscan: ignore[]\n"
        except (LookupError, UnicodeEncodeError):
            return False

    @property
    def _codec(self) -> str:
        return self._source.encoding.removesuffix("-bom")

    def _has_changed(self, finding: Finding) -> bool:
        """Whether the line of a finding is not what it was; what a rule masks cannot be compared."""
        line = self._source.lines[finding.place.line - 1 : finding.place.line]
        return bool(finding.line_text) and not finding.data.get("masked") and finding.line_text not in line

    def add(self, findings: list[Finding], added: Added) -> None:
        """Writes what can be written, and tells the rest."""
        above: dict[int, list[Finding]] = defaultdict(list)
        layout = extents.Layout(parser.parse(self._source, self._library))
        for finding in findings:
            if finding.code.startswith(_NEVER):
                added.refused.append((self._path, finding.place.line, f"{finding.code} cannot be suppressed by a comment"))
            elif (
                not finding.data.get("masked")
                and finding.line_text
                and finding.line_text not in self._source.lines[finding.place.line - 1 : finding.place.line]
            ):
                raise _Refused("it has changed since it was scanned")
            elif layout.is_header(finding.place.line):
                added.refused.append((self._path, finding.place.line, "above a header a comment is for the whole paragraph"))
            else:
                above[layout.beginning(finding.place.line)].append(finding)
        if not above:
            return
        comments = {line: list(self._comments(line, here)) for line, here in above.items()}
        data = self._with(comments)
        self._check(data, comments, above)
        writing.replace(self._path, data)
        added.files += 1
        added.comments += sum(map(len, comments.values()))
        added.findings += sum(map(len, above.values()))

    def _comments(self, line: int, findings: list[Finding]) -> Iterator[bytes]:
        """The comments above a line: one, or more where the codes do not fit on one line."""
        codes = sorted({finding.code for finding in findings})
        while codes:
            fitting = next((number for number in range(len(codes), 0, -1) if self._fits(line, self._comment(line, codes[:number]))), 0)
            if not fitting:
                raise _Refused(f"the reason is too long: column {_LAST_COLUMN} is the last one of a comment")
            text = self._comment(line, codes[:fitting])
            try:
                yield text.encode(self._codec) + self._line_end(line)
            except UnicodeEncodeError:
                raise _Refused(f"the reason cannot be written in its encoding, {self._source.encoding}") from None
            codes = codes[fitting:]

    def _comment(self, line: int, codes: list[str]) -> str:
        verb, reason = self._said
        text = f"*> cobolscan: {verb}[{','.join(codes)}] {reason}".rstrip()
        if self._source.has_areas(line):
            return f"      {text}"
        before = self._source.lines[line - 1]
        return before[: len(before) - len(before.lstrip())] + text

    def _fits(self, line: int, text: str) -> bool:
        return not self._source.has_areas(line) or len(text.encode(self._codec, "replace")) <= _LAST_COLUMN

    def _line_end(self, line: int) -> bytes:
        known = self._lines[line - 1] if self._lines[line - 1].endswith(b"\n") else self._lines[max(line - 2, 0)]
        return b"\r\n" if known.endswith(b"\r\n") else b"\n"

    def _with(self, comments: dict[int, list[bytes]]) -> bytes:
        parts = [part for number, line in enumerate(self._lines, 1) for part in (*comments.get(number, ()), line)]
        return (_BOM if self._data.startswith(_BOM) else b"") + b"".join(parts)

    def _check(self, data: bytes, comments: dict[int, list[bytes]], above: dict[int, list[Finding]]) -> None:
        """The text as it would be: each comment is read as what it is, and covers what it is for."""
        from dataclasses import replace

        suppressions = extents.of_file(parser.parse(self._read(data), self._library))
        moved = []
        for finding in (finding for here in above.values() for finding in here):
            lines = sum(len(added) for line, added in comments.items() if line <= finding.place.line)
            moved.append(replace(finding, place=replace(finding.place, line=finding.place.line + lines)))
        holders = held(moved, suppressions)
        if any(id(finding) not in holders for finding in moved):
            raise _Refused("a comment would not be read as one there")
