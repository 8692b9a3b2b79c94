"""The files that reports are written to: whole or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.writing import replacing


def check(outputs: Sequence[tuple[str, str]], sources: Iterable[str] = ()) -> None:
    """What can be known before anything is scanned; all of it at once. `sources` are the paths that are scanned."""
    problems = [problem for _, path in outputs for problem in _wrong_with(path)]
    problems += _shared(outputs)
    if problems:
        raise UsageProblem(*dict.fromkeys(problems))
    spare(outputs, sources)


def spare(outputs: Sequence[tuple[str, str]], sources: Iterable[str]) -> None:
    """A report never takes the place of what was scanned. Raises UsageProblem."""
    targets = {_identity(path): path for _, path in outputs if os.path.isfile(path)}
    for source in sources if targets else ():
        path = targets.get(_identity(source))
        if path and os.path.isfile(source):
            raise UsageProblem(f"cannot write {path}: it is one of the files that are scanned")


def _identity(path: str) -> tuple[int, int] | None:
    """The same for all names of a file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _wrong_with(path: str) -> Iterator[str]:
    folder = os.path.dirname(os.path.realpath(path))
    if path == "-":
        yield "--output writes to files; --format NAME says what standard output is"
    elif os.path.isdir(path):
        yield f"cannot write {path}: it is a folder"
    elif not os.path.isdir(folder):
        yield f"cannot write {path}: there is no folder {os.path.dirname(path) or folder}"
    elif not os.access(path if os.path.exists(path) else folder, os.W_OK):
        yield f"cannot write {path}: permission denied"


def _shared(outputs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """One file takes one report; nothing is lost by several in the null device."""
    first: dict[str, str] = {}
    for name, path in outputs:
        target = os.path.realpath(path)
        if target in first and target != os.path.realpath(os.devnull):
            yield f"cannot write {first[target]} and {name} to the same file: {path}"
        first.setdefault(target, name)


@contextmanager
def opened(path: str) -> Iterator[TextIO]:
    """A file to write a report to. It takes its name when it is complete: readers never see a half, and what was there stays until then.

    Pipes, devices and standard output under whatever name are written as they are, and so is a file in a folder that takes no
    new ones. Raises OSError.
    """
    descriptor = _standard(path)
    if descriptor is not None:
        with _text(os.fdopen(os.dup(descriptor), "wb")) as file:
            yield file
    elif (os.path.exists(path) and not os.path.isfile(path)) or not os.access(os.path.dirname(os.path.realpath(path)), os.W_OK):
        yield from _in_place(path)
    else:
        with replacing(os.path.realpath(path)) as raw, _text(raw) as file:
            yield file


def _text(raw: io.BufferedWriter) -> TextIO:
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", newline="")


def _standard(path: str) -> int | None:
    """Standard output or error, if that is what the path leads to: opened once more it would begin again at the first byte."""
    for descriptor in (1, 2):
        try:
            if os.path.samestat(os.stat(path), os.fstat(descriptor)) and path != os.devnull:
                return descriptor
        except OSError:
            continue
    return None


def _in_place(path: str) -> Iterator[TextIO]:
    try:
        with _text(open(path, "wb")) as file:
            yield file
    except BaseException:
        if os.path.isfile(path):
            os.truncate(path, 0)
        raise
