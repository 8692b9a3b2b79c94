"""Work on many files in several processes, with results in the order of the files whatever the number of processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from cobolscan.scan.result import FileResult
from cobolscan.scan.settings import Settings

_WORTHWHILE = 1_500_000  # bytes below which starting processes costs more than it gains
_CHUNK = 400_000  # bytes of a piece of work


class Worker(Protocol):
    """Made once a process from the settings; answers for one file at a time and never raises."""

    def __call__(self, path: str, data: bytes | None = None) -> FileResult: ...

    def lost(self, path: str, reason: str) -> FileResult: ...


Make = Callable[[Settings], Worker]


def results(make: Make, settings: Settings, paths: Sequence[str], jobs: int) -> Iterator[FileResult]:
    """One result for each path, in order. `jobs` 0: as many as there is work and there are cores for."""
    sizes = [_size(path) for path in paths]
    jobs = jobs or _decided(sum(sizes))
    if min(jobs, len(paths)) <= 1:
        yield from map(make(settings), paths)
    else:
        yield from _parallel(make, settings, _chunks(paths, sizes, jobs), jobs)


def _decided(total: int) -> int:
    return _cores() if total >= _WORTHWHILE else 1


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def _chunks(paths: Sequence[str], sizes: list[int], jobs: int) -> list[list[str]]:
    most = min(_CHUNK, sum(sizes) // (jobs * 4) + 1)
    chunks: list[list[str]] = [[]]
    weight = 0
    for path, size in zip(paths, sizes, strict=True):
        if chunks[-1] and weight + size > most:
            chunks.append([])
            weight = 0
        chunks[-1].append(path)
        weight += size
    return chunks


def _parallel(make: Make, settings: Settings, chunks: list[list[str]], jobs: int) -> Iterator[FileResult]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    try:
        with ProcessPoolExecutor(min(jobs, len(chunks)), initializer=_start, initargs=(make, settings)) as pool:
            for part in pool.map(_work, chunks):
                yield from part
                done += 1
    except BrokenProcessPool:
        for path in (path for chunk in chunks[done:] for path in chunk):
            yield _alone(make, settings, path)


def _alone(make: Make, settings: Settings, path: str) -> FileResult:
    """One file in a process of its own, after a worker died: only the file that kills it is lost."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor(1, initializer=_start, initargs=(make, settings)) as pool:
            return pool.submit(_work, [path]).result()[0]
    except BrokenProcessPool:
        return make(settings).lost(path, "the process that worked on this file died")


_worker: Worker | None = None


def _start(make: Make, settings: Settings) -> None:
    import signal

    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is the one to say that it was interrupted
    _worker = make(settings)


def _work(paths: list[str]) -> list[FileResult]:
    assert _worker is not None
    return [_worker(path) for path in paths]
