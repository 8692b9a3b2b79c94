"""`cobolscan init`: look at a repository, write its configuration."""

from __future__ import annotations

import os

import click

from cobolscan.cli.emit import progress
from cobolscan.scan.errors import UsageProblem


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".")
@click.option("--dry-run", is_flag=True, help="Print the configuration instead of writing it (so does - for DIR).")
@click.option("--force", is_flag=True, help="Replace a configuration that is there.")
@click.option("--jobs", "-j", type=click.IntRange(0), default=0, metavar="N", help="Processes; 0 decides by the amount of work.")
@click.option("--quiet", "-q", is_flag=True, help="No word when all went well.")
def command(folder: str, dry_run: bool, force: bool, jobs: int, quiet: bool) -> int:
    """Look at the COBOL in DIR (default: .) and write cobolscan.toml there: what was seen, and what has to be said."""
    from cobolscan.scan.init import write

    dry_run, folder = dry_run or folder == "-", "." if folder == "-" else folder
    if not os.path.isdir(folder):
        raise UsageProblem(f"no such folder: {folder}")
    target = os.path.join(folder, write.NAME)
    if not dry_run and not force:
        _refuse_what_is_there(folder, target)
    text, survey, remedy = write.proposed(folder, jobs, progress(quiet))
    if dry_run:
        click.echo(text, nl=False)
        return 0
    _write(target, text, force)
    if not quiet:
        found, more = len(survey.wanted) - len(survey.missing), f", {len(remedy.found):,} more with it" if remedy.found else ""
        click.echo(f"{os.path.relpath(target)} is written: {len(survey.reports):,} files were looked at.")
        click.echo(f"{found:,} of {len(survey.wanted):,} COPY names are found{more}.")
        click.echo("Next: read it; then `cobolscan scan` shows what is found, and `cobolscan baseline create` accepts it.")
    return 0


def _refuse_what_is_there(folder: str, target: str) -> None:
    from cobolscan.scan.config.folders import here

    found = here(folder)
    if os.path.lexists(target):
        raise UsageProblem(f"{target} is there already; --force replaces it, --dry-run only prints")
    if found is not None:
        raise UsageProblem(f"{found[0]} has a [tool.cobolscan] table; --force writes {target}, which then holds instead")


def _write(target: str, text: str, force: bool) -> None:
    """A link of that name is replaced, not followed."""
    try:
        if force and os.path.lexists(target):
            os.unlink(target)
        with open(target, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageProblem(f"cannot write {target}: {error.strerror or error}") from None
