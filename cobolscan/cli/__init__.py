"""The command line: one module a command, and no analysis."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit status: 0 clean, 1 findings, 2 wrong use or an internal error.

    Without arguments it is the whole life of a process and takes the short way out: what a process of a hook costs is start and end.
    """
    import gc

    gc.set_threshold(100_000, 50, 50)  # trees are many small objects without cycles: the collector would go over them again and again
    from cobolscan.cli.app import run

    if arguments is not None:
        return run(arguments)
    return _leave(run())


def _leave(status: int) -> int:
    """Ends the process without taking every object apart first."""
    import os
    import sys

    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(status)
