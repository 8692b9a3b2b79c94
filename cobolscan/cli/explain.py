"""`cobolscan explain`: a rule's page, in the terminal."""

from __future__ import annotations

import sys

import click

from cobolscan.cli.options import rules_path_option
from cobolscan.scan.errors import UsageProblem, suggestion


@click.command("explain")
@click.argument("rule", metavar="CODE|NAME")
@rules_path_option
@click.option("--no-color", is_flag=True, help="No colours (so does NO_COLOR).")
def command(rule: str, rules_path: tuple[str, ...], no_color: bool) -> int:
    """A rule's page: what it does, why, an example, its options and limits."""
    from cobolscan.scan import loader

    loader.use(rules_path)
    found = loader.find(rule)
    if found is None:
        known = [name for each in loader.load() for name in (each.code, each.name)]
        hint = suggestion(rule, known) or suggestion(rule.upper(), known) or "; `cobolscan rules` lists them"
        raise UsageProblem(f'no rule "{rule}"{hint}')
    page = found.page()
    if not page:
        raise UsageProblem(f"{found.code} {found.name} has no page")
    _render(page, no_color)
    return 0


def _render(page: str, no_color: bool) -> None:
    """As Markdown on a terminal, as it stands elsewhere."""
    if not sys.stdout.isatty():
        click.echo(page.rstrip())
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(no_color=no_color or None, width=min(Console().width, 110)).print(Markdown(page))
