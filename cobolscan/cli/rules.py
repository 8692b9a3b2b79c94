"""`cobolscan rules`: the rules, by family."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

import click

from cobolscan.cli.options import check_format, rules_path_option
from cobolscan.rule import Rule

FAMILIES = {
    "LIM": "limits",
    "MAG": "magic values",
    "WAI": "waits",
    "HIS": "history and comments",
    "DAT": "dates",
    "FLO": "control flow",
    "DTA": "data",
    "IOS": "files, SQL and CICS",
    "SEC": "security and resources",
    "EST": "across programs",
    "PAR": "what could not be read or parsed",
    "SUP": "suppressions",
}


@click.command("rules")
@rules_path_option
@click.option("--format", "format_", default="full", metavar="NAME", help="full, json or markdown.")
def command(format_: str, rules_path: tuple[str, ...]) -> int:
    """The rules, by family, with their severity and precision."""
    from cobolscan.scan import loader

    loader.use(rules_path)
    formats = {"full": _lines, "json": _json, "markdown": _markdown}
    check_format(format_, dict.fromkeys(formats, ""))
    for line in formats[format_](loader.load()):
        click.echo(line)
    return 0


def _lines(rules: tuple[type[Rule], ...]) -> Iterator[str]:
    width = max(len(rule.name) for rule in rules)
    for family, members in groupby(rules, key=lambda rule: rule.code[:3]):
        yield f"{family}  {FAMILIES.get(family, '')}".rstrip()
        for rule in members:
            off = "" if rule.enabled else "  (off until selected)"
            yield f"  {rule.code}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.precision:<6}  {summary(rule)}{off}"


def _json(rules: tuple[type[Rule], ...]) -> Iterator[str]:
    yield json.dumps({"schema": 1, "rules": [_row(rule) for rule in rules]}, indent=1)


def _markdown(rules: tuple[type[Rule], ...]) -> Iterator[str]:
    """The table of the documentation (docs/rules.md is this text; a test holds it)."""
    yield "# The rules"
    yield ""
    yield "Made by `cobolscan rules --format markdown`. A rule keeps its code for ever; `cobolscan explain CODE` shows its page."
    for family, grouped in groupby(rules, key=lambda rule: rule.code[:3]):
        members = list(grouped)
        yield f"\n## {family}: {FAMILIES.get(family, '')}\n"
        yield "| code | name | severity | precision | default | what it finds |"
        yield "|---|---|---|---|---|---|"
        for rule in members:
            state = "on" if rule.enabled else "off"
            yield f"| {rule.code} | {rule.name} | {rule.severity.value} | {rule.precision} | {state} | {summary(rule)} |"
        for rule in (member for member in members if member.options):
            yield from _options(rule)


def _options(rule: type[Rule]) -> Iterator[str]:
    yield f"\nOptions of `{rule.code}`:\n"
    yield from (f"- `{name}` (default `{option.default!r}`): {option.help}" for name, option in rule.options.items())


def summary(rule: type[Rule]) -> str:
    """The first line of a rule's module: what it finds."""
    import sys

    return (sys.modules[rule.__module__].__doc__ or rule.name).strip().splitlines()[0].rstrip(".")


def _row(rule: type[Rule]) -> dict[str, object]:
    options = {
        name: {"default": option.default, "help": option.help, "type": type(option.default).__name__}
        for name, option in rule.options.items()
    }
    return {
        "code": rule.code,
        "name": rule.name,
        "family": rule.code[:3],
        "severity": rule.severity.value,
        "precision": rule.precision,
        "tags": list(rule.tags),
        "enabled": rule.enabled,
        "summary": summary(rule),
        "options": options,
    }
