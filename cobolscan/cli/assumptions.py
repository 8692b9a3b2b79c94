"""`cobolscan assumptions`: the register of what an estate takes for granted."""

from __future__ import annotations

from typing import Any

import click

from cobolscan.cli.emit import emit, progress, view_of
from cobolscan.cli.options import check_format, output_options, outputs_of, reading_options, settings_for, working_options
from cobolscan.cli.scan import tell_errors
from cobolscan.report import ASSUMPTIONS


@click.command("assumptions")
@click.argument("paths", nargs=-1)
@click.option("--overdue", is_flag=True, help="Only those whose review is due, or that cannot be read; exit status 1 when there are any.")
@click.option("--allow-empty", is_flag=True, help="Nothing to read is in order.")
@output_options
@reading_options
@working_options
def command(paths: tuple[str, ...], **given: Any) -> int:
    """What is assumed in files and folders (default: .): declared with @assume, or said where a limit, wait or date depends on it."""
    from cobolscan.scan import engine, register

    paths = paths or (".",)
    name = given["format_"] or "table"
    check_format(name, ASSUMPTIONS)
    outputs = outputs_of(given["outputs"], ASSUMPTIONS)
    settings = register.settings_for_register(settings_for(paths, given))
    result = engine.scan(paths, settings, jobs=given["jobs"], progress=progress(given["quiet"]))
    engine.demand_files(result, given["allow_empty"])
    found = register.entries(result, register.today(settings))
    if given["overdue"]:
        found = [entry for entry in found if entry.overdue or entry.problem]
    emit(found, ASSUMPTIONS, name, outputs, view_of(given["no_color"], quiet=given["quiet"]))
    tell_errors(result)
    return 2 if result.errors else int(given["overdue"] and bool(found))
