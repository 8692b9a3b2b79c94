"""The files of a revision beside those of the work tree: which differ, and those that a scan wants, written to a folder of its own."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from cobolscan.scan.links import followed
from cobolscan.scan.revisions import Repository, is_same, is_same_link
from cobolscan.scan.settings import Settings
from cobolscan.scan.settings_then import moved
from cobolscan.source import reader
from cobolscan.source.extensions import EXTENSIONS, SKIPPED, SNIFFED
from cobolscan.source.library import stem_of
from cobolscan.source.model import SourceText

_WORD = re.compile(r"[^\s'\"(),;/\\=]+")
_COPIED = re.compile(r"\b(?:COPY|INCLUDE)\s+[\"']?([^\s\"']+)")
_MARK = "="  # of names that stand behind COPY
_UNSAFE = frozenset(["", os.curdir, os.pardir, ".git"])


class Checkout:
    """The files of one commit, by path from the top of the work tree; also by the paths by which links led to them."""

    def __init__(self, repository: Repository, commit: str, settings: Settings) -> None:
        """Lists the files; raises UsageProblem when git cannot."""
        self._repository = repository
        self._settings = settings
        self._extensions = EXTENSIONS | SNIFFED | {_dotted(name) for name in settings.extensions}
        blobs, links = ({path: blob for path, blob in each.items() if _is_safe(path)} for each in repository.files(commit))
        self._links = links
        texts = map(os.fsdecode, repository.contents(list(links.values()))) if links else ()
        self._blobs = followed(blobs, dict(zip(links, texts, strict=True))) if links else blobs

    def __contains__(self, path: str) -> bool:
        return path in self._blobs

    def know(self, extensions: Iterable[str]) -> None:
        """Ends of names by which a COPY of the run finds members, besides the usual ones."""
        self._extensions |= {_dotted(name) for name in extensions}

    def differing(self, now: Iterable[str]) -> set[str]:
        """The files that a scan or a COPY could find and that are not as they were: of the commit, and of those that are there now."""
        were = (path for path in self._blobs if self._may_be_cobol(path) and not _is_hidden(path))
        return {path for path in {*were, *now} if not self.is_same(path)}

    def gone(self) -> set[str]:
        """The files of the commit that are no more, whatever they are called."""
        return {path for path in self._blobs if not os.path.exists(os.path.join(self._repository.top, path))}

    def is_as_it_was(self) -> bool:
        """Whether no file at all has changed or come: COPY may lead to one of any name, anywhere."""
        return all(map(self.is_same, self._blobs)) and all(map(self._is_same_link, self._links)) and not self._has_strangers()

    def is_same(self, path: str) -> bool:
        if path in self._blobs:
            return is_same(os.path.join(self._repository.top, path), self._blobs[path])
        fronts = (path[:at] for at in (*(at for at, char in enumerate(path) if char == "/"), len(path)))
        return any(self._is_same_link(front) for front in fronts)  # it lies outside, of which git knows nothing

    def _is_same_link(self, path: str) -> bool:
        return path in self._links and is_same_link(os.path.join(self._repository.top, path), self._links[path])

    def _has_strangers(self) -> bool:
        """Whether there is something in the work tree that the commit does not know."""
        top = self._repository.top
        for folder, folders, names in os.walk(top):
            inside = os.path.relpath(folder, top).replace(os.sep, "/") + "/" if folder != top else ""
            linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            if any(inside + name not in self._blobs and inside + name not in self._links for name in (*names, *linked) if name != ".git"):
                return True
            folders[:] = [name for name in folders if name != ".git"]
        return False

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
            by_name[stem_of(path) if self._may_be_cobol(path) else _MARK + os.path.basename(path).upper()].append(path)
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

    def _may_be_cobol(self, path: str) -> bool:
        """Whether a scan or a COPY could find the file by its name alone."""
        return os.path.splitext(path)[1].lower() in self._extensions


def _dotted(extension: str) -> str:
    return "." + extension.lower().removeprefix(".")


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


def _is_hidden(path: str) -> bool:
    return any(name.startswith(".") or name.lower() in SKIPPED for name in path.split("/")[:-1])
