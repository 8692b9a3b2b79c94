"""`cobolscan config`: the settings that hold for a file, and where each comes from."""

from __future__ import annotations

import os
from typing import Any

import click

from cobolscan.cli.emit import emit, view_of
from cobolscan.cli.options import check_format, codes, output_options, outputs_of, reading_options, settings_for
from cobolscan.report import CONFIG
from cobolscan.scan.errors import UsageProblem


@click.command("config")
@click.argument("file", required=False)
@click.option("--schema", is_flag=True, help="Print the JSON schema of a configuration.")
@click.option("--keys", is_flag=True, help="Print all keys as a table in Markdown.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Not these rules.")
@click.option("--pedantic", is_flag=True, default=None, help="Rules say more than their narrow default.")
@output_options
@reading_options
def command(file: str | None, **given: Any) -> int:
    """Every value that holds for FILE and where it comes from, and how FILE is read."""
    from cobolscan.scan.config.explain import explain
    from cobolscan.scan.files import shown

    if given["schema"] or given["keys"]:
        return _print_reference(file, **given)
    if file is None:
        raise click.UsageError("the settings of which file? `cobolscan config FILE`")
    name = given["format_"] or "full"
    check_format(name, CONFIG)
    outputs = outputs_of(given["outputs"], CONFIG)
    if os.path.isdir(file):
        raise UsageProblem(f"{file} is a folder; settings are those of a file")
    settings = settings_for([file], given | {"select": codes(given["select"]), "ignore": codes(given["ignore"])})
    assert settings.folders is not None
    try:
        told = explain(settings.folders, shown(file))
    except OSError as error:
        raise UsageProblem(f"cannot read {file}: {error.strerror or error}") from None
    emit(told, CONFIG, name, outputs, view_of(given["no_color"], quiet=given["quiet"]))
    return 0


def _print_reference(file: str | None, **given: Any) -> int:
    from cobolscan.scan import loader
    from cobolscan.scan.config import page, schema

    if file is not None or given["format_"] or given["outputs"] or (given["schema"] and given["keys"]):
        raise click.UsageError("--schema and --keys stand alone: they are about no file")
    click.echo(schema.text(loader.load()) if given["schema"] else "\n".join(page.table()), nl=False)
    return 0
