"""`cobolscan rule`: for authors of house rules."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.group("rule")
def command() -> None:
    """For authors of house rules; `cobolscan test DIR` checks them."""


@command.command("new")
@click.argument("code")
@click.argument("name")
@click.option("--folder", default="house", metavar="DIR", help="The folder of the house rules (default: house).")
def new(code: str, name: str, folder: str) -> int:
    """Write module, page and fixtures of a rule, ready to be changed: CODE such as HOU001, NAME such as console-input."""
    from cobolscan.kit import templates
    from cobolscan.scan import loader

    loader.use([folder] if os.path.isdir(folder) else [])
    for path in templates.new(code.upper(), name.lower(), Path(folder), loader.load()):
        click.echo(f"wrote {path}")
    click.echo(f"next: cobolscan test {folder}; then cobolscan scan --rules-path {folder}, or rules-path in cobolscan.toml")
    return 0
