"""The files of a revision beside those of the work tree: which differ, and those that a scan wants, written to a folder of its own."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from cobolscan.scan.revisions import Repository, is_same
from cobolscan.scan.settings import Settings
from cobolscan.scan.settings_then import moved
from cobolscan.source import reader
from cobolscan.source.extensions import EXTENSIONS, SKIPPED, SNIFFED
from cobolscan.source.model import SourceText

_WORD = re.compile(r"[^\s'\"(),;/\\=]+")
_COPIED = re.compile(r"\b(?:COPY|INCLUDE)\s+[\"']?([^\s\"']+)")
_MARK = "="  # of names that stand behind COPY
_UNSAFE = frozenset(["", os.curdir, os.pardir, ".git"])


class Checkout:
    """The files of one commit, by path from the top of the work tree."""

    def __init__(self, repository: Repository, commit: str, settings: Settings) -> None:
        """Lists the files; raises UsageProblem when git cannot."""
        self._repository = repository
        self._settings = settings
        self._blobs = {path: blob for path, blob in repository.files(commit).items() if _is_safe(path)}

    def __contains__(self, path: str) -> bool:
        return path in self._blobs

    def differing(self, now: Iterable[str]) -> set[str]:
        """The files that a scan or a COPY could find and that are not as they were: of the commit, and of those that are there now."""
        return {path for path in {*filter(_may_be_cobol, self._blobs), *now} if not self.is_same(path)}

    def is_as_it_was(self) -> bool:
        """Whether no file at all has changed: COPY may lead to one of any name."""
        return all(self.is_same(path) for path in self._blobs if not _is_hidden(path))

    def is_same(self, path: str) -> bool:
        return path in self._blobs and is_same(os.path.join(self._repository.top, path), self._blobs[path])

    def text(self, path: str) -> SourceText | None:
        """The text of a file; None when the commit has none of this name."""
        if path not in self._blobs:
            return None
        (data,) = self._repository.contents([self._blobs[path]])
        return self._read(data, path)

    def _read(self, data: bytes, path: str) -> SourceText:
        settings = self._settings
        reading = (settings.reference_format, settings.encoding)
        if settings.folders is not None:
            reading = settings.folders.reading_of(os.path.join(self._repository.top, path))
        return reader.read(data, path, *reading)

    @contextmanager
    def of(self, subjects: Sequence[str]) -> Iterator[tuple[str, list[str], Settings]]:
        """A folder with the subjects and all that they may copy, as long as it lasts; the subjects that are in it; settings for it."""
        import tempfile

        with tempfile.TemporaryDirectory(prefix="cobolscan-") as folder:
            folder = os.path.realpath(folder)
            written = self._write(folder, subjects)
            yield folder, [path for path in subjects if path in written], moved(self._settings, self._repository.top, folder)

    def _write(self, folder: str, subjects: Sequence[str]) -> set[str]:
        """Writes the subjects, and every file that one of their words may mean as a member: so COPY finds what it would have found."""
        by_name: dict[str, list[str]] = defaultdict(list)
        for path in self._blobs:
            by_name[stem(path) if _may_be_cobol(path) else _MARK + os.path.basename(path).upper()].append(path)
        seen: set[str] = set()
        written: set[str] = set()
        wanted = list(subjects)
        while wanted:
            seen.update(wanted)
            words: set[str] = set()
            for path, data in zip(wanted, self._repository.contents([self._blobs[path] for path in wanted]), strict=True):
                if _written(os.path.join(folder, path), data):
                    written.add(path)
                words |= _names(data.decode("ascii").upper() if data.isascii() else "\n".join(self._read(data, path).lines).upper())
            wanted = [path for word in by_name.keys() & words for path in by_name[word] if path not in seen]
        return written


def stem(path: str) -> str:
    """A file's or member's name without folder and extension, in upper case."""
    base = re.split(r"[\\/]", path.strip("\"' "))[-1]
    return (os.path.splitext(base)[0] or base).upper()


def _names(text: str) -> set[str]:
    """What may be the name of a member: any word, as it is and without what could be an extension or a period; and marked, what COPY names:
    only by its whole name does it mean a file of which nothing says that it is COBOL."""
    words = {word.rstrip(".") for word in _WORD.findall(text)}
    words |= {part for word in words if "." in word for part in (word.rpartition(".")[0], *word.split("."))}
    return words | {_MARK + os.path.basename(name.replace("\\", "/")).rstrip(".") for name in _COPIED.findall(text)}


def _written(path: str, data: bytes) -> bool:
    """Whether the file could be written: a repository may hold names that this system has no room for."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            file.write(data)
    except (OSError, ValueError):
        return False
    return True


def _is_safe(path: str) -> bool:
    """Whether a path of a tree stays below the folder that it is written to: a tree that was made by hand may hold anything."""
    return not os.path.isabs(path) and not any(name.lower() in _UNSAFE or os.sep in name for name in path.split("/"))


def _may_be_cobol(path: str) -> bool:
    """Whether a scan or a COPY could find the file."""
    extension = os.path.splitext(path)[1].lower()
    return (extension in EXTENSIONS or extension in SNIFFED) and not _is_hidden(path)


def _is_hidden(path: str) -> bool:
    return any(name.startswith(".") or name.lower() in SKIPPED for name in path.split("/")[:-1])
