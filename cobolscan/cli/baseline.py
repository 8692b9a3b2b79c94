"""`cobolscan baseline`: accept what is there today; fail on what is new."""

from __future__ import annotations

import os
from typing import Any

import click

from cobolscan.cli.emit import progress
from cobolscan.cli.options import codes, reading_options, settings_for
from cobolscan.cli.scan import check_rules, tell_errors
from cobolscan.scan.errors import UsageProblem

DEFAULT = "cobolscan-baseline.tsv"


class _Commands(click.Group):
    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] in ("update", "show"):
            raise click.UsageError(f"`cobolscan baseline {args[0]}` comes with a later version; `create --force` writes it anew")
        return super().resolve_command(ctx, args)


@click.group("baseline", cls=_Commands)
def command() -> None:
    """Accept the findings that are there today, so that only new ones fail."""


@command.command("create")
@click.argument("paths", nargs=-1)
@click.option(
    "--baseline", "--output", "-o", "output", default=None, metavar="FILE", help=f"Where to (default: the configured one, or {DEFAULT})."
)
@click.option("--force", is_flag=True, help="Replace a baseline that is there.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Not these rules.")
@click.option("--pedantic", is_flag=True, default=None, help="With what rules say beyond their narrow default.")
@click.option("--jobs", "-j", type=click.IntRange(0), default=0, metavar="N", help="Processes; 0 decides by the amount of work.")
@click.option("--quiet", "-q", is_flag=True, help="No word when all went well.")
@reading_options
def create(paths: tuple[str, ...], **given: Any) -> int:
    """Write a baseline of all findings in files and folders (default: .)."""
    from dataclasses import replace

    from cobolscan.scan import baseline, engine

    paths = paths or (".",)
    given |= {"select": codes(given["select"]), "ignore": codes(given["ignore"])}
    settings = settings_for(paths, given)
    check_rules(settings)
    target = given["output"] or settings.baseline or os.path.join(settings.root, DEFAULT)
    if os.path.exists(target) and not given["force"]:
        raise UsageProblem(f"{target} is there already; --force replaces it")
    result = engine.scan(paths, replace(settings, baseline=None, git=False), jobs=given["jobs"], progress=progress(given["quiet"]))
    engine.demand_files(result, allow_empty=False)
    tell_errors(result)
    if result.errors:
        raise UsageProblem("no baseline was written, for not all was scanned")
    entries = baseline.write(target, result.findings, settings.root)
    if not given["quiet"]:
        click.echo(f"{os.path.relpath(target)}: {len(result.findings):,} findings accepted, {entries:,} entries")
    return 0
