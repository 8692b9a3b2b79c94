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
    """Check the rules in a folder: heads, pages, examples and fixtures (fixtures/CODE in it, or beside the rule). This runs its code."""
    from cobolscan.kit import checks, marks
    from cobolscan.report.text import clean, plural
    from cobolscan.scan import loader

    loader.use([folder])
    rules = [rule for rule in loader.load() if rule in loader.house(os.path.abspath(folder))]
    if not rules:
        raise UsageProblem(f"there is no rule in {folder}; `cobolscan rule new CODE NAME --folder {folder}` writes one")
    top = Path(os.path.abspath(folder))
    problems = _strangers(top, {rule.code for rule in rules})
    files = 0
    for rule in rules:
        own = checks.fixtures_of(rule, top)
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

    there = sorted(path for path in folder.rglob("fixtures/*") if path.is_dir())
    return [Problem(str(path), 0, "no rule here has this code: these fixtures test nothing") for path in there if path.name not in codes]
