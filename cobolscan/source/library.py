"""Where copy members are: in configured folders, beside the program, and in the scanned tree.

Compilers take a folder on the command line; a repository does not say which. So names are looked up without regard to case and
extension, in this order: the copier's own folder, the configured folders, folders with usual names nearby, the tree under the
root (the nearest of several). Nothing outside the root and the configured folders is read.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from cobolscan.source.extensions import EXTENSIONS, SKIPPED, SNIFFED

if TYPE_CHECKING:
    from cobolscan.source.model import SourceText

_VENDORS = re.compile(r"(?i)(DFH\w+|SQLCA|SQLDA|CMQ\w*|DSNT?\w*|DLIUIB|CEE\w+|IGZ\w+|XFH\w*|SCREENIO|SQLDESC|EIB\w*)")
"""Copybooks that come with CICS, Db2, MQ, IMS, Language Environment and the compilers."""

_FOLDERS = frozenset(
    "cpy cpybk copy copys copybook copybooks copylib copies include includes inc cpylib cblcpy bms dclgen sqlinclude common".split()
)
_MEMBERS = (".cpy", ".copy", ".cpb", ".ccp", ".cblcpy", ".cobcopy", ".cpyb", ".cblinc", ".inc", ".dcl", ".dclgen", ".fd", ".ws", "")
"""Extensions that members have, the likeliest first; others that COBOL files have come behind them."""

_MAX_INDEXED = 200_000  # files of the tree
_MAX_KEPT = 64_000_000  # bytes of members


class CopyLibrary:
    """Finds and reads copy members. Paths are relative to the working directory, as everywhere."""

    def __init__(
        self, root: str = ".", folders: Iterable[str] = (), reference_format: str = "auto", encoding: str = "auto", tree: bool = True
    ) -> None:
        """`root` bounds what is read; `folders` are configured ones. Without `tree`, only what is nearby is looked at."""
        self._root = os.path.realpath(root)
        self._folders = tuple(folders)
        self._reading = (reference_format, encoding)
        self._wants_tree = tree
        self._found: dict[tuple[str, str | None, str], str | None] = {}
        self._listings: dict[str, dict[str, list[str]]] = {}
        self._indexes: dict[str, dict[str, list[str]]] = {}  # of a folder right under the root; "" is the root itself
        self._top: list[str] | None = None
        self._texts: dict[tuple[str, str, bool], SourceText] = {}  # by path, and what the copier says of format and debugging
        self._kept = 0

    def find(self, name: str, library: str | None, copier: str) -> str | None:
        """The path of the member that a file copies by a name (without quotes) and a library; None when there is none."""
        key = (name, library, copier)
        if key not in self._found:
            self._found[key] = next(self._candidates(name.strip(), library, copier), None)
        return self._found[key]

    def is_vendors(self, name: str) -> bool:
        """Whether a member belongs to a product: its absence is no lack of the repository."""
        return _VENDORS.fullmatch(_stem(name)) is not None

    def read(self, path: str, copier: SourceText) -> SourceText:
        """The text of a member. Raises OSError."""
        source = self._texts.get((path, "", False))
        if source is None:
            with open(path, "rb") as file:
                source = self._kept_text(path, file.read())
        reference_format = self._format_in(source, copier)
        debugging = copier.debugging_mode and not source.debugging_mode and source.has_debugging_lines
        if not reference_format and not debugging:
            return source
        known = self._texts.get((path, reference_format, debugging))
        return known or self._kept_text(path, source.data, reference_format, debugging)

    def _format_in(self, source: SourceText, copier: SourceText) -> str:
        """The copier's reference format, for a member in which nothing speaks for one or the other; "" where its own is known."""
        forced = self._reading[0] != "auto"
        if forced or copier.reference_format != "free" or source.reference_format == "free":
            return ""
        from cobolscan.source.reference_format import tells

        return "" if tells(source.lines) else "free"

    def _kept_text(self, path: str, data: bytes, reference_format: str = "", debugging: bool = False) -> SourceText:
        """Read a member, and remember it by what it was read as."""
        from cobolscan.source import reader

        source = reader.read(data, path, reference_format or self._reading[0], self._reading[1], debugging)
        self._kept += len(data)
        if self._kept > _MAX_KEPT:
            self._texts.clear()
            self._kept = len(data)
        self._texts[path, reference_format, debugging] = source
        return source

    # ---- looking

    def _candidates(self, name: str, library: str | None, copier: str) -> Iterator[str]:
        folders = list(dict.fromkeys(self._around(os.path.dirname(copier) or ".")))
        if library:
            named = [folder for folder in folders if os.path.basename(folder).upper() == library.strip("\"'").upper()]
            folders = [*named, *(f"{folder}/{library}" for folder in folders), *folders]
        part = os.path.dirname(name.replace("\\", "/"))
        for folder in [os.path.join(folder, part) for folder in folders] + folders if part else folders:
            for path in self._in_listing(folder, name):
                if self._may_be(path, name, copier):
                    yield path
        for path in self._in_tree(name, copier) if self._wants_tree else ():
            if self._may_be(path, name, copier):
                yield path

    def _around(self, own: str) -> Iterator[str]:
        yield own
        yield from self._folders
        for base in (own, os.path.join(own, os.pardir)):
            yield from (os.path.normpath(os.path.join(base, name)) for name in self._subfolders(base) if name.lower() in _FOLDERS)

    def _may_be(self, path: str, name: str, copier: str) -> bool:
        """Whether a file can be the member: it may be read, is not the copier, and no program that happens to have the name."""
        if os.path.normpath(path) == os.path.normpath(copier) or not self._is_allowed(path, copier):
            return False
        return _rank(path) < len(_MEMBERS) or _extension(name) == _extension(path) or not _is_program(path)

    def _is_allowed(self, path: str, copier: str) -> bool:
        """Whether a file lies under the root, in a configured folder, or right beside the file that copies it."""
        real = os.path.realpath(path)
        bases = (self._root, *map(os.path.realpath, self._folders))
        if any(real.startswith(os.path.join(base, "")) for base in bases):
            return os.path.isfile(real)
        return os.path.dirname(real) == os.path.dirname(os.path.realpath(copier)) and os.path.isfile(real)

    def _in_listing(self, folder: str, name: str) -> list[str]:
        """The files of a folder that a name can mean, the likeliest first."""
        if folder not in self._listings:
            self._listings[folder] = _by_stem(folder, _files(folder))
        return _matching(self._listings[folder].get(_stem(name), ()), name)

    def _in_tree(self, name: str, copier: str) -> list[str]:
        """The files under the root that a name can mean, the nearest first. Another project of the same tree is no place to look in."""
        own = os.path.relpath(os.path.realpath(os.path.dirname(copier) or "."), self._root).replace(os.sep, "/")
        found = [path for folder in self._belonging(own) for path in self._index(folder).get(_stem(name), ())]
        near = sorted(_matching(found, name), key=lambda path: -_shared(os.path.dirname(path), own))
        return [os.path.relpath(os.path.join(self._root, path)) for path in near]

    def _belonging(self, own: str) -> list[str]:
        """The folders right under the root in which members of a file may lie that is in the folder `own`: its own, and those with usual
        names; all of them for a file that lies in the root itself. "" is the root without its folders."""
        if self._top is None:
            self._top = [name for name in self._subfolders(self._root) if not name.startswith(".") and name.lower() not in SKIPPED]
        top = own.split("/")[0]
        return ["", *(name for name in self._top if own == "." or name == top or name.lower() in _FOLDERS)]

    def _index(self, top: str) -> dict[str, list[str]]:
        """The files under one of the root's folders by the stems of their names; their paths are relative to the root."""
        if top not in self._indexes:
            index: dict[str, list[str]] = defaultdict(list)
            count = 0
            for folder, folders, names in os.walk(os.path.join(self._root, top) if top else self._root):
                folders[:] = sorted(name for name in folders if top and not name.startswith(".") and name.lower() not in SKIPPED)
                relative = folder[len(self._root) :].strip(os.sep).replace(os.sep, "/")
                for name in sorted(filter(_is_cobol, names)):
                    index[_stem(name)].append(f"{relative}/{name}" if relative else name)
                count += len(names)
                if count > _MAX_INDEXED:
                    break
            self._indexes[top] = index
        return self._indexes[top]

    def _subfolders(self, folder: str) -> list[str]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir())
        except OSError:
            return []


def _files(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _by_stem(folder: str, names: Iterable[str]) -> dict[str, list[str]]:
    stems: dict[str, list[str]] = defaultdict(list)
    for name in names:
        stems[_stem(name)].append(name if folder == "." else f"{folder}/{name}")
    return stems


def _matching(paths: Sequence[str], name: str) -> list[str]:
    """Those of several files with the same stem that a name can mean: the one that is spelt so, else, for a name without extension, by
    their extensions: PAY.WRK and PAY.PRD are not the same."""
    wanted = os.path.basename(name.replace("\\", "/")).upper()
    exact = [path for path in paths if os.path.basename(path).upper() == wanted]
    if _is_cobol(name) and _extension(name):
        return exact
    return exact + sorted((path for path in paths if path not in exact and _is_cobol(path)), key=_rank)


def _is_cobol(name: str) -> bool:
    return _extension(name) in EXTENSIONS or _extension(name) in SNIFFED


def _rank(path: str) -> int:
    extension = _extension(path)
    return _MEMBERS.index(extension) if extension in _MEMBERS else len(_MEMBERS)


def _is_program(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            head = file.read(100_000).upper()
    except OSError:
        return True
    return b"PROGRAM-ID" in head or b"IDENTIFICATION DIVISION" in head


def _stem(name: str) -> str:
    """A member's name without folder and extension, in upper case."""
    base = re.split(r"[\\/]", name.strip("\"' "))[-1]
    return (os.path.splitext(base)[0] or base).upper()


def _extension(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _shared(one: str, other: str) -> int:
    """How many folders two paths have in common, from the left."""
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
