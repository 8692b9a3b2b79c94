"""Finding the COBOL files that a scan is about: by name, by content, and by what was named explicitly."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from cobolscan.source.extensions import EXTENSIONS, SKIPPED, SNIFFED
from cobolscan.source.globs import is_costly
from cobolscan.source.lines import split_lines
from cobolscan.source.records import CARD, record_length
from cobolscan.source.regular import read_regular

_MOST_OF_RULES = 200_000  # bytes of one .gitignore
HEAD = 8192
"""Bytes that are looked at to tell COBOL by content."""

_START = rb"^(?:[^\n]{6}[ \t]|)[ \t]*+"
_DIVISION = re.compile(_START + rb"(?:(?:IDENTIFICATION|ID|ENVIRONMENT|DATA|PROCEDURE)[ \t]+DIVISION\b|PROGRAM-ID[ \t]*\.)", re.I | re.M)
_ENTRY = re.compile(
    _START + rb"(?:0[1-9]|[1-4][0-9]|66|77|78|88)[ \t]+[A-Z0-9:(][A-Z0-9:()_-]*+"
    rb"(?:[ \t]*\.|[ \t]+(?:PIC|PICTURE|REDEFINES|OCCURS|VALUES?|COMP|USAGE|COPY|BINARY|INDEX|POINTER|RENAMES|GLOBAL|EXTERNAL|IS)\b)",
    re.I | re.M,
)
_SECTION = re.compile(
    _START + rb"(?:(?:WORKING-STORAGE|LINKAGE|FILE|LOCAL-STORAGE|INPUT-OUTPUT|CONFIGURATION)[ \t]+SECTION[ \t]*\."
    rb"|FILE-CONTROL[ \t]*\.|(?:FD|SD)[ \t]+[A-Z0-9-]+[ \t.\r\n]|SELECT[ \t]+(?:OPTIONAL[ \t]+)?[A-Z0-9-]+\s+ASSIGN\b"
    rb"|COPY[ \t]+[A-Z0-9$#@_-]+(?:[ \t]+(?:REPLACING|OF|IN|SUPPRESS)\b[^\n]{0,80}?)?[ \t]*\.[ \t]*\r?$)",
    re.I | re.M,
)
_STATEMENT = re.compile(
    _START + rb"(?:MOVE[ \t]+[^\s][^\n]{0,60}?[ \t]TO[ \t]+[A-Z]|PERFORM[ \t]+(?:[A-Z0-9]+-[A-Z0-9-]+|UNTIL|VARYING)\b"
    rb"|GO[ \t]+TO[ \t]+[A-Z0-9-]+[ \t]*\.|END-(?:IF|PERFORM|EVALUATE|EXEC|READ|CALL|STRING)\b|EVALUATE[ \t]+[A-Z]"
    rb"|(?:STOP[ \t]+RUN|EXIT[ \t]+PROGRAM|GOBACK)[ \t]*\.|EXEC[ \t]+(?:SQL|CICS|DLI)\b"
    rb"|(?:ADD|SUBTRACT)[ \t]+\S{1,40}[ \t]+(?:TO|FROM)[ \t]+[A-Z])",
    re.I | re.M,
)
_FOREIGN = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+(?:#!|//[A-Z@#$][A-Z0-9@#$]*[ ]+(?:JOB|EXEC|DD|PROC|SET)\b|//\*|<\?xml|<!DOCTYPE|<html"
    rb"|[{\[]\s*[\"{\[}\]]|---\s|# |#include|/\*|import |from \w+ import |package |using |%PDF)"
)
_FENCE = re.compile(rb"^(?:```|~~~|#{1,6} |\* \[|- \[)", re.M)


@dataclass(slots=True, frozen=True)
class Found:
    """A file that is to be read: `path` as one would type it; whether it was named itself; `error` says why it cannot be read."""

    path: str
    explicit: bool = False
    error: str | None = None


class _Ignore(Protocol):
    def match_file(self, file: str) -> bool: ...


def looks_like_cobol(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a COBOL program, copybook or piece of one; no name is looked at.

    One division header or PROGRAM-ID is enough, else there must be several data entries, section headers or statements in place.
    """
    if not head.isascii():
        head = _from_ebcdic(head)
    if b"\0" in head.rstrip(b"\0\x1a") or _FOREIGN.match(head) or not head.strip():
        return False
    if b"\n" not in head:
        head = head.replace(b"\r", b"\n") if b"\r" in head else _records(head)
    if _DIVISION.search(head):
        return len(_FENCE.findall(head)) < 2
    lines = sum(1 for line in head.split(b"\n") if line.strip() and line[6:7] not in (b"*", b"/"))
    signs = 2 * len(_SECTION.findall(head)) + len(_ENTRY.findall(head)) + len(_STATEMENT.findall(head))
    return signs >= 2 and signs * 4 >= lines and not _FENCE.search(head)


def _from_ebcdic(head: bytes) -> bytes:
    """The same in ISO 8859-1, if it is EBCDIC."""
    from cobolscan.source.ebcdic import decode_page, is_ebcdic

    return "\n".join(split_lines(decode_page(head, "cp037"))).encode("latin-1", "replace") if is_ebcdic(head) else head


def _records(head: bytes) -> bytes:
    """The same with line ends, when it is the beginning of a file of card images."""
    length = record_length(head[: len(head) // CARD * CARD], ebcdic=False)
    return b"\n".join(head[at : at + length] for at in range(0, len(head), length)) if length else head


def discover(
    paths: Sequence[str],
    root: str = ".",
    exclude: Sequence[str] = (),
    extensions: Sequence[str] = (),
    use_gitignore: bool = True,
    force_exclude: bool = False,
) -> list[Found]:
    """The files to read, in the order of `paths`, sorted within each folder, each file once.

    A file that is named is always returned, with `error` if it does not exist or is not readable. Folders are walked: hidden ones and
    SKIPPED are left out, so is what .gitignore files from `root` down, or `exclude` (in the same syntax, relative to `root`), leave out.
    Symbolic links are followed only to targets within `root`, and no folder is visited twice.
    `extensions` are taken for COBOL in addition to EXTENSIONS. With `force_exclude`, named files are taken only if a walk from `root` would
    have met and taken them: for hooks, which name every file that changed.
    """
    more = frozenset("." + name.lower().removeprefix(".") for name in extensions)
    walk = _Walk(root, exclude, more, use_gitignore)
    for path in paths:
        if force_exclude and os.path.isfile(path):
            walk.meet(path)
        else:
            walk.add(path)
    return walk.found


def not_left_out(paths: Sequence[str], root: str = ".", exclude: Sequence[str] = ()) -> list[str]:
    """Of some files those that a walk from `root` would come to, whatever they are called."""
    walk = _Walk(root, exclude, frozenset(), use_gitignore=True)
    return [path for path in paths if walk.would_meet(path)]


class _Walk:
    """What has been found, and what has been visited."""

    def __init__(self, root: str, exclude: Sequence[str], extensions: frozenset[str], use_gitignore: bool) -> None:
        self.root = os.path.realpath(root)
        self.found: list[Found] = []
        self._extensions = EXTENSIONS | extensions
        self._use_gitignore = use_gitignore
        self._files: dict[str, int] = {}
        self._folders: set[str] = set()
        self._excluded = _compile(exclude) if exclude else None

    def add(self, path: str) -> None:
        """Add one path as given: a file whatever it is, or all that is in a folder."""
        if os.path.isdir(path):
            real = os.path.realpath(path)
            self._folder(path, real, self._ignores_above(real))
        else:
            self._file(path, explicit=True, error=_reading_error(path))

    def meet(self, path: str) -> None:
        """Add a file that was named as if a walk from the root had met it."""
        if self.would_meet(path):
            self._offer(path)

    def would_meet(self, path: str) -> bool:
        """Whether a walk from the root comes to a file: nothing hides it or leaves it out."""
        real = os.path.realpath(path)
        folders = _relative(real, self.root).split("/") if self._is_inside(real) else [os.path.basename(real)]
        hidden = any(name.startswith(".") for name in folders) or any(name.lower() in SKIPPED for name in folders[:-1])
        return not hidden and not self._ignored(real, self._ignores_above(real), "")

    def _file(self, path: str, explicit: bool = False, error: str | None = None) -> None:
        real = os.path.realpath(path)
        index = self._files.setdefault(real, len(self.found))
        if index == len(self.found):
            self.found.append(Found(_typed(path), explicit, error))
        elif explicit:
            self.found[index] = replace(self.found[index], explicit=True)

    def _folder(self, path: str, real: str, ignores: list[tuple[str, _Ignore]]) -> None:
        """Walk one folder; `real` is where it really is, `ignores` the rules of folders above with the folder that each is relative to."""
        stack = [(path, real, ignores)]
        while stack:
            path, real, ignores = stack.pop()
            if real in self._folders:
                continue
            self._folders.add(real)
            try:
                with os.scandir(path) as listing:
                    entries = sorted(listing, key=_entry_name)
            except OSError as error:
                self.found.append(Found(_typed(path), error=error.strerror or str(error)))
                continue
            ignores = [*ignores, *self._own_ignore(path, real)]
            folders = list(self._entries(entries, real, ignores))
            stack += reversed(folders)

    def _entries(
        self, entries: Sequence[os.DirEntry[str]], real: str, ignores: list[tuple[str, _Ignore]]
    ) -> Iterator[tuple[str, str, list[tuple[str, _Ignore]]]]:
        """Add the files of a folder, and give the folders in it that are to be walked."""
        for entry in entries:
            place = os.path.realpath(entry.path) if entry.is_symlink() else os.path.join(real, entry.name)
            if entry.name.startswith(".") or (entry.is_symlink() and not self._is_inside(place)):
                continue
            sort = _sort(entry)
            if sort == "folder":
                if entry.name.lower() not in SKIPPED and not self._ignored(os.path.join(real, entry.name), ignores, "/"):
                    yield entry.path, place, self._ignores_above(place) if entry.is_symlink() else ignores
            elif sort == "file" and not self._ignored(os.path.join(real, entry.name), ignores, ""):
                self._offer(entry.path)

    def _offer(self, path: str) -> None:
        """Add a file that was met in a folder if it is COBOL by its name or content."""
        extension = os.path.splitext(path)[1].lower()
        if extension in self._extensions:
            self._file(path, error=_reading_error(path))
        elif extension in SNIFFED:
            try:
                with open(path, "rb") as file:
                    head = file.read(HEAD)
            except OSError:
                return
            if looks_like_cobol(head):
                self._file(path)

    def _is_inside(self, real: str) -> bool:
        """Whether a real path lies within the root."""
        return real == self.root or real.startswith(self.root.rstrip(os.sep) + os.sep)

    def _ignored(self, real: str, ignores: Sequence[tuple[str, _Ignore]], suffix: str) -> bool:
        """Whether rules leave a path out; the innermost .gitignore that says anything about it decides."""
        if self._excluded is not None and self._is_inside(real) and self._excluded.match_file(_relative(real, self.root) + suffix):
            return True
        for folder, spec in reversed(ignores):
            verdict = _verdict(spec, _relative(real, folder) + suffix)
            if verdict is not None:
                return verdict
        return False

    def _ignores_above(self, real: str) -> list[tuple[str, _Ignore]]:
        """The rules of the folders from the root down to the parent of a folder."""
        if not self._is_inside(real) or real == self.root:
            return []
        folders = [self.root]
        for name in _relative(real, self.root).split("/")[:-1]:
            folders.append(os.path.join(folders[-1], name))
        return [rule for folder in folders for rule in self._own_ignore(folder, folder)]

    def _own_ignore(self, path: str, real: str) -> list[tuple[str, _Ignore]]:
        """The rules of a folder's own .gitignore."""
        if not self._use_gitignore:
            return []
        try:
            data = read_regular(os.path.join(path, ".gitignore"), _MOST_OF_RULES, follow=False)  # git follows no link here either
        except OSError:
            return []
        return [(real, _compile(data.decode("utf-8", "replace").splitlines()))]


def _compile(patterns: Sequence[str]) -> _Ignore:
    """Rules in the syntax of .gitignore. pathspec is loaded when there are any."""
    from pathspec import GitIgnoreSpec

    patterns = [pattern for pattern in patterns if not is_costly(pattern)]
    try:
        return GitIgnoreSpec.from_lines(patterns)
    except (ValueError, re.error):
        return GitIgnoreSpec.from_lines([pattern for pattern in patterns if _is_pattern(pattern)])


def _is_pattern(pattern: str) -> bool:
    """Whether a line of .gitignore can be understood: git passes over those that cannot, and so do we."""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except (ValueError, re.error):
        return False
    return True


def _verdict(spec: _Ignore, path: str) -> bool | None:
    """True: left out; False: taken back in by a `!` rule; None: nothing is said."""
    check = getattr(spec, "check_file", None)
    if check is None:
        return True if spec.match_file(path) else None
    include: bool | None = check(path).include
    return include


def _relative(real: str, folder: str) -> str:
    return os.path.relpath(real, folder).replace(os.sep, "/")


def _typed(path: str) -> str:
    """A path as one would type it: with `/`, without `./`, and relative when it lies within the working directory."""
    path = os.path.normpath(path)
    if os.path.isabs(path):
        here = os.path.join(os.getcwd(), "")
        path = path.removeprefix(here)
    return path.replace(os.sep, "/")


def _sort(entry: os.DirEntry[str]) -> str:
    """folder, file, or nothing that can be read: a link that leads to itself is no error of the scan."""
    try:
        return "folder" if entry.is_dir() else "file" if entry.is_file() else ""
    except OSError:
        return ""


def _entry_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _reading_error(path: str) -> str | None:
    """Why a file cannot be read, or None. A device or pipe is not opened: it could block."""
    try:
        if not os.path.isfile(path) and os.path.exists(path):
            return "not a regular file"
        with open(path, "rb"):
            return None
    except OSError as error:
        return error.strerror or str(error)
