"""`cobolscan scan`: the main job."""

from __future__ import annotations

from typing import Any

import click

from cobolscan.cli.emit import emit, progress, view_of
from cobolscan.cli.options import (
    check_format,
    codes,
    git_option,
    given_words,
    level,
    output_options,
    outputs_of,
    reading_options,
    rules_options,
    settings_for,
    standard_input,
    working_options,
)
from cobolscan.report import FOR_PEOPLE, SCAN
from cobolscan.rule import Severity
from cobolscan.scan.result import ScanResult
from cobolscan.scan.settings import CONFIDENCES, FAIL_ON, LEVELS, Settings


@click.command("scan", epilog=f"Formats: {', '.join(SCAN)}.")
@click.argument("paths", nargs=-1)
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules: codes, starts of codes, names, families, tags, ALL.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Not these rules; the more specific word holds, of equals this one.")
@click.option("--extend-select", multiple=True, metavar="CODES", help="These rules as well.")
@click.option("--pedantic", is_flag=True, default=None, help="Rules say more than their narrow default.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), default=None, help="Exit 1 from this severity on (default: warning).")
@click.option("--severity", type=click.Choice(LEVELS), default=None, help="The least that formats for people show (default: warning).")
@click.option("--confidence", type=click.Choice(CONFIDENCES), default=None, help="The least that is reported at all (default: low).")
@click.option("--baseline", default=None, metavar="FILE", help="Report only what this baseline does not accept.")
@click.option("--diff", default=None, metavar="REV", help="Report only what came since this revision of git left HEAD.")
@click.option("--no-history", is_flag=True, help="Do not look for what is known of a finding's past.")
@git_option
@click.option("--statistics", is_flag=True, help="Counts instead of findings.")
@click.option("--add-ignores", default=None, metavar="REASON", help="Write a comment that suppresses it above each finding shown.")
@click.option("--add-fixmes", default=None, metavar="REASON", help="The same, with comments that count as debt.")
@click.option("--allow-empty", is_flag=True, help="Nothing to scan is in order.")
@click.option("--force-exclude", is_flag=True, help="Of the files that are named, only those that a search of their folder would find.")
@click.option("--with-includers", is_flag=True, help="With a copybook, judge it in the programs under the root that copy it.")
@rules_options
@output_options
@reading_options
@working_options
@click.pass_context
def command(context: click.Context, /, paths: tuple[str, ...], **given: Any) -> int:
    """Find hardcoded limits, magic numbers, waits and old comments in files and folders (default: .), and tell their past."""
    from cobolscan.cli.targets import spare
    from cobolscan.scan import engine

    paths = paths or (".",)
    name = given["format_"] or "full"
    check_format(name, SCAN)
    outputs = outputs_of(given["outputs"], SCAN, paths)
    _check_statistics(given["statistics"], name, outputs)
    _check_adding(given, paths)
    _check_standard_input(given, paths)
    stdin = standard_input(paths, given["stdin_filename"])
    given |= {name: codes(given[name]) for name in ("select", "ignore", "extend_select")}
    settings = settings_for([stdin[0]] if stdin else paths, given)
    check_rules(settings)
    result = engine.scan(paths, settings, jobs=given["jobs"], stdin=stdin, progress=progress(given["quiet"]))
    engine.demand_files(result, given["allow_empty"])
    if given["add_ignores"] is not None or given["add_fixmes"] is not None:
        return _add_comments(result, settings, given)
    spare(outputs, (file.path for file in result.files))
    asked = given_words(context, paths)
    shown = {"severity": level(settings.severity), "quiet": given["quiet"], "statistics": given["statistics"], "given": asked}
    try:
        emit(result, SCAN, name, outputs, view_of(given["no_color"], **shown))
    finally:
        tell_errors(result)
    return status(result, settings.fail_on)


def check_rules(settings: Any) -> None:
    """Unknown codes are wrong use, before anything is scanned."""
    from cobolscan.scan import loader
    from cobolscan.scan.selection import rules_for

    rules_for(settings, loader.load())


def _check_statistics(wanted: bool, name: str, outputs: list[tuple[str, str]]) -> None:
    if wanted and not {name, *(kind for kind, _ in outputs)} & FOR_PEOPLE:
        raise click.UsageError(f"--statistics goes with {' and '.join(sorted(FOR_PEOPLE))}; {name} holds the counts already")


def _check_standard_input(given: dict[str, Any], paths: tuple[str, ...]) -> None:
    """What asks for files is not accepted and then ignored."""
    if "-" not in paths:
        return
    if given["diff"] is not None:
        raise click.UsageError("--diff compares files: standard input has no past")
    for name in ("with_includers", "force_exclude"):
        if given[name]:
            raise click.UsageError(f"--{name.replace('_', '-')} is about files: standard input is judged alone, and always")


def _check_adding(given: dict[str, Any], paths: tuple[str, ...]) -> None:
    reasons = [given[name] for name in ("add_ignores", "add_fixmes") if given[name] is not None]
    if len(reasons) > 1:
        raise click.UsageError("--add-ignores or --add-fixmes, not both")
    if reasons and not (reasons[0].strip() and reasons[0].isprintable()):
        raise click.UsageError("the reason for comments that are added is one line of text")
    if reasons and "-" in paths:
        raise click.UsageError("comments cannot be added to standard input")


def _add_comments(result: ScanResult, settings: Settings, given: dict[str, Any]) -> int:
    """Status 0 when a comment suppresses each finding that would be shown."""
    from cobolscan.report.text import clean, plural
    from cobolscan.scan import adding

    verb, reason = ("ignore", given["add_ignores"]) if given["add_ignores"] is not None else ("fixme", given["add_fixmes"])
    least = Severity(level(settings.severity)).weight
    added = adding.add((finding for finding in result.findings if finding.severity.weight >= least), settings, verb, reason.strip())
    for path, line, why in added.refused:
        click.echo(f"cobolscan: no comment at {clean(path)}:{line}: {clean(why)}", err=True)
    click.echo(f"{plural(added.comments, 'comment')} above {plural(added.findings, 'finding')} in {plural(added.files, 'file')}.")
    tell_errors(result)
    return 2 if result.errors else int(bool(added.refused))


def tell_errors(result: ScanResult) -> None:
    """What failed inside cobolscan, on standard error."""
    from cobolscan.report.text import clean

    paths: dict[tuple[str, str], list[str]] = {}
    for error in result.errors:
        paths.setdefault((error.where, error.message), []).append(error.path)
    for (where, message), files in paths.items():
        more = f" (and {len(files) - 1:,} more)" if len(files) > 1 else ""
        click.echo(f"cobolscan: internal error in {where}: {clean(files[0])}{more}: {clean(message)}", err=True)


def status(result: ScanResult, fail_on: str) -> int:
    """The exit status that a result comes to."""
    if result.errors:
        return 2
    if fail_on == "never":
        return 0
    least = Severity(fail_on).weight
    return int(any(finding.severity.weight >= least and "improved" not in finding.data for finding in result.findings))
