"""`cobolscan parse`: how completely each file was read."""

from __future__ import annotations

import os
from typing import Any

import click

from cobolscan.cli.emit import emit, progress, view_of
from cobolscan.cli.options import check_format, output_options, outputs_of, reading_options, settings_for, standard_input, working_options
from cobolscan.cli.scan import tell_errors
from cobolscan.report import PARSE
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.result import FileReport, ScanResult


@click.command("parse")
@click.argument("paths", nargs=-1)
@click.option("--ast", is_flag=True, help="Print the tree of one file.")
@click.option("--statistics", is_flag=True, help="Completeness by kind, folder and reason instead of files.")
@click.option("--allow-empty", is_flag=True, help="Nothing to parse is in order.")
@output_options
@reading_options
@working_options
def command(paths: tuple[str, ...], **given: Any) -> int:
    """How completely each file was read and parsed. Exit status 1: a file was not read, or less than half of it was parsed."""
    from cobolscan.scan import engine

    paths = paths or (".",)
    name = given["format_"] or "full"
    check_format(name, PARSE)
    if given["statistics"] and name != "full":
        raise click.UsageError("--statistics goes with the format full")
    outputs = outputs_of(given["outputs"], PARSE, paths)
    stdin = standard_input(paths, given["stdin_filename"])
    settings = settings_for([stdin[0]] if stdin else paths, given)
    if given["ast"]:
        return _print_tree(paths, stdin, settings, given)
    result = engine.parse(paths, settings, jobs=given["jobs"], stdin=stdin, progress=progress(given["quiet"]))
    engine.demand_files(result, given["allow_empty"])
    try:
        emit(result, PARSE, name, outputs, view_of(given["no_color"], quiet=given["quiet"], statistics=given["statistics"]))
    finally:
        tell_errors(result)
    return _status(result)


def _print_tree(paths: tuple[str, ...], stdin: tuple[str, bytes] | None, settings: Any, given: dict[str, Any]) -> int:
    from cobolscan.report.text import clean
    from cobolscan.scan.reading import library_for, of_file, read_file
    from cobolscan.syntax import parser

    if len(paths) != 1 or os.path.isdir(paths[0]):
        raise click.UsageError("--ast prints the tree of one file")
    if given["format_"] or given["outputs"] or given["statistics"]:
        raise click.UsageError("--ast goes without --format, --output and --statistics")
    settings = of_file(stdin[0] if stdin else paths[0], settings)
    try:
        source = read_file(*(stdin[:1] if stdin else paths), settings, stdin[1] if stdin else None)
    except OSError as error:
        raise UsageProblem(f"cannot read {paths[0]}: {error.strerror or error}") from None
    for line in parser.parse(source, library_for(settings)).dump().split("\n"):
        click.echo(clean(line))
    return 0


def _status(result: ScanResult) -> int:
    return 2 if result.errors else int(any(_unread(file) for file in result.files))


def _unread(file: FileReport) -> bool:
    return file.problem is not None or file.unparsed_lines > file.parsed_lines
