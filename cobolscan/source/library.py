"""Where copy members are: in configured folders, beside the program, and in the scanned tree.

Compilers take a folder on the command line; a repository does not say which. So names are looked up without regard to case and
extension, in this order: the copier's own folder, the configured folders, folders with usual names nearby, the tree under the
root (the nearest of several). Nothing outside the root and the configured folders is read.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import takewhile
from typing import TYPE_CHECKING

from cobolscan.source.extensions import EXTENSIONS, SKIPPED, SNIFFED
from cobolscan.source.paths import shown

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
_MAX_SPELLINGS = 16  # folders whose paths differ in nothing but case


class CopyLibrary:
    """Finds and reads copy members. Paths are relative to the working directory, as everywhere."""

    def __init__(
        self,
        root: str = ".",
        folders: Iterable[str] = (),
        reference_format: str = "auto",
        encoding: str = "auto",
        tree: bool = True,
        *,
        extensions: Iterable[str] = (),
        vendors: Iterable[str] = (),
        reading_of: Callable[[str], tuple[str, str]] | None = None,
    ) -> None:
        """`root` bounds what is read; `folders` are configured ones. Without `tree`, only what is nearby is looked at.

        `extensions` of members go before the usual ones; `vendors`: patterns, such as ABC*, of names of members that products supply.
        `reading_of` tells reference format and encoding of a member by its path, where they are not the same everywhere.
        """
        self._root = os.path.realpath(root)
        self._named_root = root  # its members are named by it, as the files of a scan are: it may be a link
        self._folders = tuple(folders)
        self._bases = tuple(os.path.join(base, "") for base in (self._root, *map(os.path.realpath, self._folders)))
        self._reading_of = reading_of or (lambda path: (reference_format, encoding))
        more = ["." + name.lower().removeprefix(".") for name in extensions]
        self._ranks = {extension: rank for rank, extension in reversed([*enumerate((*more, *_MEMBERS))])}
        self._vendors = tuple(pattern.upper() for pattern in vendors)
        self._wants_tree = tree
        self._found: dict[tuple[str, str | None, str], str | None] = {}
        self._listings: dict[str, dict[str, list[str]]] = {}
        self._indexes: dict[str, dict[str, list[str]]] = {}  # of a folder right under the root; "" is the root itself
        self._known_subfolders: dict[str, list[str]] = {}
        self._nearby: dict[str, list[str]] = {}  # the folders around a folder
        self._top: list[str] | None = None
        self._texts: dict[tuple[str, str, bool], SourceText] = {}  # by path, and what the copier says of format and debugging
        self._kept = 0

    def find(self, name: str, library: str | None, copier: str) -> str | None:
        """The path of the member that a file copies by a name and a library (as written, without quotes); None when there is none.
        It is named as the files of a scan are."""
        # files of one folder find the same members, but for one that has the member's name itself
        key = (name, library, copier if stem_of(name) == stem_of(copier) else os.path.dirname(copier))
        if key not in self._found:
            wanted = _Wanted(name.strip(), library or "", shown(copier))
            self._found[key] = next(self._candidates(wanted), None)
        return self._found[key]

    def is_vendors(self, name: str) -> bool:
        """Whether a member belongs to a product: its absence is no lack of the repository."""
        stem = stem_of(name)
        return _VENDORS.fullmatch(stem) is not None or (bool(self._vendors) and any(fnmatchcase(stem, each) for each in self._vendors))

    def read(self, path: str, copier: SourceText) -> SourceText:
        """The text of a member. Raises OSError, also for one that is too large."""
        source = self._texts.get((path, "", False))
        if source is None:
            source = self._kept_text(path)
        reference_format = self._format_in(source, copier)
        debugging = copier.debugging_mode and not source.debugging_mode and source.has_debugging_lines
        if not reference_format and not debugging:
            return source
        known = self._texts.get((path, reference_format, debugging))
        return known or self._kept_text(path, source.data, reference_format, debugging)

    def _format_in(self, source: SourceText, copier: SourceText) -> str:
        """The copier's reference format, for a member in which nothing speaks for one or the other; "" where its own is known."""
        forced = self._reading_of(source.path)[0] != "auto"
        if forced or copier.reference_format != "free" or source.reference_format == "free":
            return ""
        from cobolscan.source.reference_format import tells

        return "" if tells(source.lines) else "free"

    def _kept_text(self, path: str, data: bytes | None = None, reference_format: str = "", debugging: bool = False) -> SourceText:
        """Read a member, and remember it by what it was read as."""
        from cobolscan.source import reader

        data = reader.read_bytes(path) if data is None else data
        configured, encoding = self._reading_of(path)
        source = reader.read(data, path, reference_format or configured, encoding, debugging)
        self._kept += len(data)
        if self._kept > _MAX_KEPT:
            self._texts.clear()
            self._kept = len(data)
        self._texts[path, reference_format, debugging] = source
        return source

    # ---- looking

    def _candidates(self, wanted: _Wanted) -> Iterator[str]:
        """The files that a COPY can mean, the likeliest first; the file in which it stands only behind all others."""
        real, itself = os.path.realpath(wanted.copier), False
        for path in self._looked_up(wanted):
            if os.path.realpath(path) == real:
                itself = itself or self._can_copy_itself(path, wanted.name)
            elif self._is_allowed(path, wanted.copier) and self._is_member(path, wanted.name):
                yield path
        if itself:
            yield wanted.copier

    def _looked_up(self, wanted: _Wanted) -> Iterator[str]:
        """The files that have the name: in folders that are called as the COPY says, nearby and in the tree, then in all."""
        folders = self._around(wanted.copier)
        if wanted.folder:
            for folder in self._named(folders, wanted):
                yield from self._in_listing(folder, wanted.name)
            yield from (path for path in self._in_tree(wanted) if _ends_in(os.path.dirname(path), wanted.folder))
        for folder in folders:
            yield from self._in_listing(folder, wanted.name)
        yield from self._in_tree(wanted)

    def _around(self, copier: str) -> list[str]:
        """The folder of a file, the configured ones, and those with usual names nearby."""
        own = os.path.dirname(copier) or "."
        if own not in self._nearby:
            above = os.path.join(own, os.pardir)
            usual = [os.path.join(base, name) for base in (own, above) for name in self._subfolders(base) if name.lower() in _FOLDERS]
            self._nearby[own] = list(dict.fromkeys(shown(folder, copier) for folder in (own, *self._folders, *usual)))
        return self._nearby[own]

    def _named(self, folders: list[str], wanted: _Wanted) -> list[str]:
        """The folders that a COPY names, seen from those in which members may be."""
        if wanted.library:
            inner = [path for folder in folders for path in self._below(folder, wanted.library)]
            called = [*(folder for folder in folders if _ends_in(folder, wanted.library)), *inner]
            folders = [*called, *folders] if wanted.part else called
        if wanted.part:
            folders = [path for folder in folders for path in self._below(folder, wanted.part)]
        return list(dict.fromkeys(shown(folder, wanted.copier) for folder in folders))

    def _below(self, folder: str, part: str) -> list[str]:
        """The folders to which a path leads without regard to case, the one that is spelt so first. An absolute one is taken as it is."""
        if os.path.isabs(part):
            return [part]
        found = [folder]
        for name in part.split("/"):
            found = [path for base in found for path in self._step(base, name)][:_MAX_SPELLINGS]
        return found

    def _step(self, folder: str, name: str) -> list[str]:
        if name in ("", os.curdir, os.pardir):
            return [os.path.normpath(os.path.join(folder, name))]
        alike = (known for known in self._subfolders(folder) if known.upper() == name.upper())
        return [os.path.join(folder, known) for known in sorted(alike, key=lambda known: known != name)]

    def _is_allowed(self, path: str, copier: str) -> bool:
        """Whether a file lies under the root, in a configured folder, or right beside the file that copies it."""
        real = os.path.realpath(path)
        if real.startswith(self._bases):
            return os.path.isfile(real)
        return os.path.dirname(real) == os.path.dirname(os.path.realpath(copier)) and os.path.isfile(real)

    def _in_listing(self, folder: str, name: str) -> list[str]:
        """The files of a folder that a name can mean, the likeliest first."""
        if folder not in self._listings:
            self._listings[folder] = _by_stem(folder, _files(folder))
        return self._matching(self._listings[folder].get(stem_of(name), ()), name)

    def _in_tree(self, wanted: _Wanted) -> Iterator[str]:
        """The files under the root that a name can mean, the nearest first. Another project of the same tree is no place to look in."""
        if self._wants_tree:
            own = os.path.relpath(os.path.realpath(os.path.dirname(wanted.copier) or "."), self._root).replace(os.sep, "/")
            found = [path for folder in self._belonging(own) for path in self._index(folder).get(stem_of(wanted.name), ())]
            near = sorted(self._matching(found, wanted.name), key=lambda path: -_shared(os.path.dirname(path), own))
            yield from (shown(os.path.relpath(os.path.join(self._named_root, path)), wanted.copier) for path in near)

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
                for name in sorted(filter(self._is_cobol, names)):
                    index[stem_of(name)].append(f"{relative}/{name}" if relative else name)
                count += len(names)
                if count > _MAX_INDEXED:
                    break
            self._indexes[top] = index
        return self._indexes[top]

    def _matching(self, paths: Sequence[str], name: str) -> list[str]:
        """Those of several files with the same stem that a name can mean: the one that is spelt so, else, for a name without extension, by
        their extensions: PAY.WRK and PAY.PRD are not the same."""
        wanted = os.path.basename(name.replace("\\", "/"))
        exact = [path for path in paths if os.path.basename(path).upper() == wanted.upper()]
        exact.sort(key=lambda path: os.path.basename(path) != wanted)
        if self._is_cobol(name) and _extension(name):
            return exact
        return exact + sorted((path for path in paths if path not in exact and self._is_cobol(path)), key=self._rank)

    def _can_copy_itself(self, path: str, name: str) -> bool:
        """Whether a COPY means the file in which it stands: one with this very name, or a member; a program wants a member of its name."""
        return bool(_extension(name)) or (_extension(path) in self._ranks and not _is_program(path))

    def _is_member(self, path: str, name: str) -> bool:
        """Whether a file can be a member: no program that happens to have the name."""
        return _extension(path) in self._ranks or _extension(name) == _extension(path) or not _is_program(path)

    def _is_cobol(self, name: str) -> bool:
        extension = _extension(name)
        return extension in EXTENSIONS or extension in SNIFFED or extension in self._ranks

    def _rank(self, path: str) -> int:
        return self._ranks.get(_extension(path), len(self._ranks))

    def _subfolders(self, folder: str) -> list[str]:
        if folder not in self._known_subfolders:
            try:
                with os.scandir(folder) as entries:
                    self._known_subfolders[folder] = sorted(entry.name for entry in entries if entry.is_dir())
            except OSError:
                self._known_subfolders[folder] = []
        return self._known_subfolders[folder]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a COPY says: the member's name with the folders before it, the library, and the file in which it stands."""

    name: str
    library: str
    copier: str

    @property
    def part(self) -> str:
        """The folders that stand before the name."""
        return os.path.dirname(self.name.replace("\\", "/"))

    @property
    def folder(self) -> str:
        """The library and the folders before the name."""
        return "/".join(filter(None, (self.library.replace("\\", "/"), self.part)))


def _ends_in(folder: str, wanted: str) -> bool:
    """Whether the last of a path's folders are those that are wanted, without regard to case."""
    last = [name for name in os.path.normpath(wanted).upper().split("/") if name != os.pardir]
    return folder.upper().split("/")[-len(last) :] == last


def _files(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (OSError, ValueError):  # a COPY may name anything
        return []


def _by_stem(folder: str, names: Iterable[str]) -> dict[str, list[str]]:
    stems: dict[str, list[str]] = defaultdict(list)
    for name in names:
        stems[stem_of(name)].append(name if folder == "." else f"{folder.rstrip('/')}/{name}")
    return stems


def _is_program(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            head = file.read(100_000).upper()
    except OSError:
        return True
    return b"PROGRAM-ID" in head or b"IDENTIFICATION DIVISION" in head


def stem_of(name: str) -> str:
    """The name by which members are compared: of a file, or as COPY has it, without folder and extension, in upper case."""
    base = re.split(r"[\\/]", name.strip("\"' "))[-1]
    return (os.path.splitext(base)[0] or base).upper()


def _extension(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _shared(one: str, other: str) -> int:
    """How many folders two paths have in common, from the left."""
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
