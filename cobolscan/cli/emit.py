"""Writes reports to standard output and to files."""

from __future__ import annotations

import dataclasses
import io
import os
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

from cobolscan.report import FOR_PEOPLE, View, writer
from cobolscan.scan.errors import UsageProblem

_PATIENCE = 2.0  # seconds after which progress is shown


def emit(result: Any, formats: dict[str, str], name: str, outputs: list[tuple[str, str]], view: View) -> None:
    """The files first: a reader of standard output that goes away must not cost them. One that fails does not cost the others."""
    from cobolscan.cli import targets

    problems = []
    for kind, path in outputs:
        plain = dataclasses.replace(view, color=False, unicode=True, statistics=view.statistics and kind in FOR_PEOPLE)
        try:
            with targets.opened(path) as file:
                writer(formats, kind)(result, file, plain)
        except OSError as error:
            problems.append(f"cannot write {path}: {error.strerror or error}")
    out = _standard_output(name)
    writer(formats, name)(result, out, view)
    out.flush()
    if problems:
        raise UsageProblem(*problems)


def _standard_output(name: str) -> TextIO:
    """What people read is shown in the terminal's encoding, what machines read is UTF-8, with line ends as the format has them."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
        if name not in FOR_PEOPLE:
            sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout


def view_of(no_color: bool, **given: Any) -> View:
    """Colour only for a terminal that wants it, box characters only where they can be encoded."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return View(color=not no_color and _wants_color(), unicode=encoding.startswith("utf"), **given)


def _wants_color() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def progress(quiet: bool) -> Callable[[int, int], None] | None:
    """A line on standard error that counts files, when that is a terminal and the run is long."""
    if quiet or not sys.stderr.isatty():
        return None
    started = last = time.monotonic()

    def show(done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done == of and last != started:
            sys.stderr.write("\r\x1b[K")
        elif now - started > _PATIENCE and now - last > 0.1:
            last = now
            sys.stderr.write(f"\r\x1b[K{done:,} of {of:,} files")
        sys.stderr.flush()

    return show
