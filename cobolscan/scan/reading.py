"""From a path to a report of what was read: what `scan` and `parse` share."""

from __future__ import annotations

import gc
import os
import traceback
from typing import Any

from cobolscan.scan.result import FileReport, FileResult, InternalError
from cobolscan.scan.settings import Settings
from cobolscan.source import reader
from cobolscan.source.library import CopyLibrary
from cobolscan.source.model import SourceText
from cobolscan.syntax import parser


def read_file(path: str, settings: Settings, data: bytes | None = None) -> SourceText:
    """The text of a file, or of `data` under the name `path`."""
    if data is None:
        if not os.path.isfile(path) and os.path.exists(path):
            raise OSError("not a regular file")  # a pipe could block for ever
        data = reader.read_bytes(path)
    own = of_file(path, settings)
    return reader.read(data, path, own.reference_format, own.encoding)


def of_file(path: str, settings: Settings) -> Settings:
    """The settings of a file by those of a run, of which it may have its own."""
    return settings.folders.of(path) if settings.folders is not None else settings


def library_for(settings: Settings) -> CopyLibrary:
    """Where the copy members of a run come from."""
    return CopyLibrary(
        settings.root,
        settings.copybook_paths,
        settings.reference_format,
        settings.encoding,
        extensions=settings.copybook_extensions,
        vendors=settings.vendor_copybooks,
        reading_of=settings.folders.reading_of if settings.folders is not None else None,
    )


def speak(settings: Settings) -> None:
    """From here on, the words of the house in data names and in comments, as a file's settings have them."""
    from cobolscan.history import lexicon
    from cobolscan.program import subjects

    subjects.use(settings.house_words)
    lexicon.use(settings.lexicons)


def report_of(tree: Any) -> FileReport:
    """What was read of a tree's file."""
    source = tree.source
    return FileReport(
        path=source.path,
        lines=len(source.lines),
        reference_format=source.reference_format,
        encoding=source.encoding,
        kind=tree.kind,
        parsed_lines=tree.parsed_lines,
        unparsed_lines=tree.unparsed_lines,
        inactive_lines=tree.inactive_lines,
        programs=list(tree.programs),
        complete=tree.complete,
        copies=[(copy.line, copy.target) for copy in tree.copies if copy.target and copy.path == source.path],
        expands=bool(tree.copies),
        members=list(dict.fromkeys(copy.target for copy in tree.copies if copy.target)),
        read=_read_members(tree),
        vendor_copybooks=list(dict.fromkeys(copy.name for copy in tree.copies if copy.vendors and not copy.target)),
        missing_copybooks=list(dict.fromkeys(copy.name for copy in tree.copies if copy.missing)),
    )


def _read_members(tree: Any) -> list[str]:
    """The members whose text was surely read to the end: not when anything of the whole was not understood, cut in two or left out."""
    if not tree.complete or tree.incomplete or tree.inactive_lines or any(copy.missing for copy in tree.copies):
        return []
    return [path for path, source in tree.sources.items() if source is not tree.source and not source.directives]


class Reader:
    """Reads and parses one file after the other: the worker of `cobolscan parse`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._library = library_for(settings)
        parser.parser()  # tables and regexes are there for good: the collector need not look at them again
        gc.freeze()

    def __call__(self, path: str, data: bytes | None = None) -> FileResult:
        """Never raises: what went wrong is in the result."""
        try:
            tree: Any = parser.parse(read_file(path, self._settings, data), self._library)
            return FileResult(_detailed(tree))
        except OSError as error:
            return FileResult(FileReport(path, problem=f"cannot be read: {error.strerror or error}"))
        except Exception as error:
            return FileResult(FileReport(path, problem="internal error"), errors=[failure(path, "parsing", error)])

    def lost(self, path: str, reason: str) -> FileResult:
        """The result of a file whose worker died."""
        return FileResult(FileReport(path, problem=reason), errors=[InternalError(path, "worker", reason)])


def _detailed(tree: Any) -> FileReport:
    report = report_of(tree)
    report.statements, report.data_entries = tree.statements, tree.data_entries
    report.tokens, report.unparsed_tokens = tree.tokens, tree.unparsed_tokens
    report.unparsed = [
        {
            "line": opaque.line,
            "column": opaque.column,
            "end_line": opaque.end_line,
            "text": opaque.text,
            "expected": list(opaque.expected),
            **({"path": opaque.path} if opaque.path else {}),  # it stands in a copy member
        }
        for opaque in tree.opaques
    ]
    return report


def failure(path: str, where: str, error: BaseException) -> InternalError:
    """What an author needs to find the fault: the kind of error, its text and the innermost place."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f" ({frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno})" if frames else ""
    return InternalError(path, where, f"{type(error).__name__}: {error}{at}")
