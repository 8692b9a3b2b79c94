"""`cobolscan baseline`: accept what is there today; fail on what is new."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from cobolscan.cli.emit import progress
from cobolscan.cli.options import codes, reading_options, rules_options, settings_for
from cobolscan.cli.scan import check_rules, tell_errors
from cobolscan.report.text import plural
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.result import ScanResult
from cobolscan.scan.settings import Settings

DEFAULT = "cobolscan-baseline.tsv"


@click.group("baseline")
def command() -> None:
    """Accept the findings that are there today, so that only new ones fail."""


def _common(function: Callable[..., Any]) -> Callable[..., Any]:
    """What all three take: which file, and what is scanned how."""
    options = (
        click.argument("paths", nargs=-1),
        click.option("--baseline", "file", default=None, metavar="FILE", help=f"The baseline (default: the configured one, or {DEFAULT})."),
        click.option("--select", multiple=True, metavar="CODES", help="Only these rules."),
        click.option("--ignore", multiple=True, metavar="CODES", help="Not these rules."),
        click.option("--pedantic", is_flag=True, default=None, help="With what rules say beyond their narrow default."),
        click.option("--no-history", is_flag=True, help="Do not look for what is known of a finding's past."),
        click.option("--jobs", "-j", type=click.IntRange(0), default=0, metavar="N", help="Processes; 0 decides by the amount of work."),
        click.option("--quiet", "-q", is_flag=True, help="No word when all went well."),
    )
    for option in reversed(options):
        function = option(function)
    return rules_options(reading_options(function))  # type: ignore[no-any-return]


_UNREAD = click.option("--accept-unread", is_flag=True, help="Accept also files that were not read (PAR002): nothing in them is judged.")


@command.command("create")
@click.option("--output", "-o", "output", default=None, metavar="FILE", help="The same as --baseline.")
@click.option("--force", is_flag=True, help="Replace a baseline that is there.")
@_UNREAD
@_common
def create(paths: tuple[str, ...], **given: Any) -> int:
    """Write a baseline of all findings in files and folders (default: .)."""
    from cobolscan.scan import baseline, upkeep

    given["file"] = given["output"] or given["file"]
    paths, settings, target = _prepared(paths, given)
    if os.path.exists(target) and not given["force"]:
        raise UsageProblem(f"{target} is there already; `cobolscan baseline update` takes out what is fixed, --force replaces it")
    result = _scanned(paths, settings, given)
    accepted = upkeep.acceptable(result.findings, given["accept_unread"])
    entries = baseline.entries(accepted, settings.root, result.silent)
    baseline.write(target, entries)
    _say(given, f"{_shown(target)}: {plural(len(accepted), 'finding')} accepted, {_lines(len(entries))}")
    _tell_unread(given, len(result.findings) - len(accepted))
    _tell_next(given, target, settings.root)
    return 0


def _tell_next(given: dict[str, Any], target: str, root: str) -> None:
    """A baseline that no scan reads accepts nothing."""
    if not given["configured"] or os.path.realpath(given["configured"]) != os.path.realpath(target):
        named = os.path.relpath(target, root).replace(os.sep, "/")
        _say(given, f'Next: write baseline = "{named}" into cobolscan.toml, or scan with --baseline {_shown(target)}')


@command.command("update")
@click.option("--grow", is_flag=True, help="Accept also what is new.")
@_UNREAD
@_common
def update(paths: tuple[str, ...], **given: Any) -> int:
    """Take out what is fixed, follow what moved, and accept waits that were shortened at what they are now. What is new stays new."""
    from cobolscan.scan import baseline, ratchet, upkeep

    if given["accept_unread"] and not given["grow"]:
        raise click.UsageError("--accept-unread goes with --grow")
    paths, settings, target = _prepared(paths, given)
    known = baseline.read(target)
    result = _scanned(paths, settings, given)
    scope = ratchet.scope_of(result.files, paths, settings)
    done = upkeep.update(result, known, scope, settings.root, grow=given["grow"], unread=given["accept_unread"])
    baseline.write(target, done.entries)
    _say(given, f"{_shown(target)}: {plural(ratchet.count(done.entries), 'finding')} accepted, {_lines(len(done.entries))}")
    for line in _differences(done):
        _say(given, line)
    return 0


def _differences(done: Any) -> list[str]:
    told = [
        (done.fixed, "fixed and taken out"),
        (done.changed, "changed: the value that was accepted is taken out"),
        (done.improved, "improved: a shorter wait is accepted at what it is now"),
        (done.moved, "moved: accepted at the new place"),
        (done.added, "new and taken in"),
        (done.new, "new and not taken in: mend them, or accept them with --grow"),
    ]
    return [f"  {count:,} {what}" for count, what in told if count] or ["  nothing has changed"]


@command.command("show")
@click.option("--format", "format_", type=click.Choice(["full", "json"]), default="full", help="For people, or for machines.")
@click.option("--statistics", is_flag=True, help="Counts by rule and by file instead of entries.")
@_common
def show(paths: tuple[str, ...], **given: Any) -> int:
    """List what a baseline accepts; with PATHS, scan them and say which entries are fixed."""
    from cobolscan.report import accepted
    from cobolscan.scan import baseline, ratchet, upkeep

    _, settings, target = _prepared(paths, given)
    known = baseline.read(target)
    if paths:
        result = _scanned(paths, settings, given)
        rows = upkeep.listed(known, result, ratchet.scope_of(result.files, paths, settings), settings.root)
    else:
        rows = [upkeep.Listed(entry, "unknown") for entry in baseline.together(known)]
    lines = accepted.json_lines(rows, target) if given["format_"] == "json" else accepted.lines(rows, _shown(target), given["statistics"])
    for line in lines:
        click.echo(line)
    return 0


def _prepared(paths: tuple[str, ...], given: dict[str, Any]) -> tuple[tuple[str, ...], Settings, str]:
    """The paths, the settings without a baseline, and the file that is asked for."""
    from dataclasses import replace

    paths = paths or (".",)
    given |= {"select": codes(given["select"]), "ignore": codes(given["ignore"])}
    settings = settings_for(paths, given)
    check_rules(settings)
    given["configured"] = settings.baseline
    target = given["file"] or settings.baseline or os.path.join(settings.root, DEFAULT)
    return paths, replace(settings, baseline=None, git=False), target


def _scanned(paths: tuple[str, ...], settings: Settings, given: dict[str, Any]) -> ScanResult:
    from cobolscan.scan import engine

    result = engine.scan(paths, settings, jobs=given["jobs"], progress=progress(given["quiet"]))
    engine.demand_files(result, allow_empty=False)
    tell_errors(result)
    if result.errors:
        raise UsageProblem("the baseline was left alone, for not all was scanned")
    return result


def _tell_unread(given: dict[str, Any], count: int) -> None:
    if count:
        _say(given, f"  {count:,} not accepted: PAR002, not read; a scan that reads nothing must not be green (--accept-unread accepts it)")


def _lines(count: int) -> str:
    return plural(count, "entry", "entries")


def _shown(path: str) -> str:
    from cobolscan.report.text import clean

    return clean(os.path.relpath(path))


def _say(given: dict[str, Any], line: str) -> None:
    if not given["quiet"]:
        click.echo(line)
