"""`cobolscan test`: whether house rules do what their pages and fixtures say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cobolscan.scan.errors import UsageProblem

if TYPE_CHECKING:
    from cobolscan.kit.marks import Problem


@click.command("test")
@click.argument("folder", metavar="DIR")
@click.option("--quiet", "-q", is_flag=True, help="Problems only.")
def command(folder: str, quiet: bool) -> int:
    """Check the rules in a folder: heads, pages, examples and fixtures (DIR/fixtures/CODE). This runs the code in it."""
    from cobolscan.kit import checks, marks
    from cobolscan.report.text import clean, plural
    from cobolscan.scan import loader

    loader.use([folder])
    rules = [rule for rule in loader.load() if rule in loader.house(os.path.abspath(folder))]
    if not rules:
        raise UsageProblem(f"there is no rule in {folder}; `cobolscan rule new CODE NAME --folder {folder}` writes one")
    problems = _strangers(Path(folder), {rule.code for rule in rules})
    files = 0
    for rule in rules:
        own = Path(folder) / "fixtures" / rule.code
        files += len(marks.fixture_files(own))
        problems += checks.check(rule, own)
        problems += checks.fixtures(rule, own)
    here = os.path.join(os.getcwd(), "")
    for problem in problems:
        click.echo(clean(str(problem).removeprefix(here)))
    if not quiet:
        outcome = plural(len(problems), "problem") if problems else "all as they say"
        click.echo(f"{plural(len(rules), 'rule')}, {plural(files, 'fixture')}: {outcome}")
    return int(bool(problems))


def _strangers(folder: Path, codes: set[str]) -> list[Problem]:
    """Fixtures of a code that no rule has: they would test nothing."""
    from cobolscan.kit.marks import Problem

    fixtures = folder / "fixtures"
    names = sorted(path.name for path in fixtures.iterdir() if path.is_dir()) if fixtures.is_dir() else []
    return [
        Problem(str(fixtures / name), 0, "no rule here has this code: these fixtures test nothing") for name in names if name not in codes
    ]
