"""`cobolscan history`: what is known of a file's or a line's past."""

from __future__ import annotations

import os
import re
from typing import Any

import click

from cobolscan.cli.emit import emit, view_of
from cobolscan.cli.options import check_format, output_options, outputs_of, reading_options, settings_for
from cobolscan.report import HISTORY
from cobolscan.scan.errors import UsageProblem


@click.command("history")
@click.argument("place", metavar="FILE[:LINE]")
@output_options
@reading_options
def command(place: str, **given: Any) -> int:
    """What comments, the change log and change tags tell about a file, or about one line of it."""
    from cobolscan.history.file_history import FileHistory
    from cobolscan.scan import past
    from cobolscan.scan.files import shown
    from cobolscan.scan.reading import read_file, speak

    name = given["format_"] or "full"
    check_format(name, HISTORY)
    outputs = outputs_of(given["outputs"], HISTORY)
    path, line = split(place)
    settings = settings_for([path], given)
    speak(settings.folders.of(shown(path)) if settings.folders is not None else settings)
    try:
        source = read_file(shown(path), settings)
    except OSError as error:
        raise UsageProblem(f"cannot read {path}: {error.strerror or error}") from None
    if line is not None and not 0 < line <= len(source.lines):
        raise UsageProblem(f"{path} has {len(source.lines):,} lines; there is no line {line}")
    events = FileHistory(source).events if line is None else past.of_line(source, line)
    emit((source.path, events), HISTORY, name, outputs, view_of(given["no_color"], quiet=given["quiet"]))
    return 0


def split(place: str) -> tuple[str, int | None]:
    """A file whose name ends in `:12` is that file; otherwise what follows the last colon is a line."""
    found = re.fullmatch(r"(.+):(\d+)", place, re.DOTALL)
    if os.path.isdir(place):
        raise UsageProblem(f"{place} is a folder; history is about one file")
    if found is None or os.path.exists(place):
        return place, None
    return found[1], int(found[2])
