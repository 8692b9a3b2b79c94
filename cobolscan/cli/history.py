"""`cobolscan history`: what is known of a file's or a line's past."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import click

from cobolscan.cli.emit import emit, view_of
from cobolscan.cli.options import check_format, git_option, output_options, outputs_of, reading_options, settings_for
from cobolscan.report import HISTORY
from cobolscan.scan.errors import UsageProblem

if TYPE_CHECKING:
    from cobolscan.history.events import Event
    from cobolscan.scan.settings import Settings
    from cobolscan.source.model import SourceText


@click.command("history")
@click.argument("place", metavar="FILE[:LINE]")
@click.option("--all", "everything", is_flag=True, help="Of a file, also comments without a name, a date or a reason (JSON has all).")
@click.option("--estate/--no-estate", default=True, help="Of a line, also what other files tell of the same ticket or name.")
@git_option
@output_options
@reading_options
def command(place: str, **given: Any) -> int:
    """What comments, the change log, change tags and git tell about a file, or about one line of it."""
    from cobolscan.report.text import clean
    from cobolscan.scan import past
    from cobolscan.scan.files import shown
    from cobolscan.scan.reading import of_file, read_file, speak
    from cobolscan.scan.remembered import with_incidents

    name = given["format_"] or "full"
    check_format(name, HISTORY)
    outputs = outputs_of(given["outputs"], HISTORY)
    path, line = split(place)
    settings = settings_for([path], given)
    speak(of_file(shown(path), settings))
    try:
        source = read_file(shown(path), settings)
    except OSError as error:
        raise UsageProblem(f"cannot read {path}: {error.strerror or error}") from None
    if line is not None and not 0 < line <= len(source.lines):
        raise UsageProblem(f"{path} has {len(source.lines):,} lines; there is no line {line}")
    events, notices = past.of_file(source, settings) if line is None else past.of_line(source, line, settings)
    if line is not None and given["estate"]:
        events += _elsewhere(settings, source, line, events)
    events = with_incidents(events, source, line, settings)
    for notice in () if given["quiet"] else notices:
        click.echo(f"cobolscan: {clean(notice)}", err=True)
    emit((source.path, events), HISTORY, name, outputs, view_of(given["no_color"], quiet=given["quiet"], everything=given["everything"]))
    return 0


def _elsewhere(settings: Settings, source: SourceText, line: int, events: list[Event]) -> list[Event]:
    from cobolscan.scan.elsewhere import Elsewhere
    from cobolscan.scan.past import subject_of

    elsewhere = Elsewhere(settings, source)
    found = elsewhere.of(events, subject_of(source, line)[0])
    if elsewhere.cut:
        click.echo("cobolscan: not all other files were looked at for the same ticket or name: there are too many", err=True)
    return found


def split(place: str) -> tuple[str, int | None]:
    """A file whose name ends in `:12` is that file; otherwise what follows the last colon is a line."""
    found = re.fullmatch(r"(.+):(\d+)", place, re.DOTALL)
    if os.path.isdir(place):
        raise UsageProblem(f"{place} is a folder; history is about one file")
    if found is None or os.path.exists(place):
        return place, None
    return found[1], int(found[2])
