"""`cobolscan incident`: what happened, and the code that it was about."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from cobolscan.cli.emit import emit, progress, view_of
from cobolscan.cli.history import split
from cobolscan.cli.options import check_format, codes, output_options, outputs_of, reading_options, settings_for, working_options
from cobolscan.cli.scan import tell_errors
from cobolscan.report import INCIDENT_CHECK, INCIDENTS
from cobolscan.report.text import clean
from cobolscan.scan.errors import UsageProblem, suggestion
from cobolscan.scan.settings import Settings

if TYPE_CHECKING:
    from cobolscan.history.incidents import Incident

_ASKED = {"id": "Identifier of the incident", "date": "When (2019, 2019-07 or 2019-07-31)", "symptom": "What happened"}

_SUCH = {"id": "--id INC-2019-07", "date": "--date 2019-07-03", "symptom": '--symptom "Payments refused"'}


@click.group("incident")
def command() -> None:
    """The memory of incidents: incidents.toml, beside the code."""


@command.command("add", short_help="Write what happened at a line into incidents.toml.")
@click.argument("place", metavar="FILE:LINE")
@click.option("--id", "id_", metavar="ID", help="What it is called, in one word; of one that is there: add an anchor to it.")
@click.option("--date", metavar="DATE", help="When it happened: 2019, 2019-07 or 2019-07-31.")
@click.option("--symptom", metavar="TEXT", help="What was seen.")
@click.option("--cause", metavar="TEXT", help="Why it happened.")
@click.option("--remedy", metavar="TEXT", help="What was done about it.")
@click.option("--ticket", "tickets", multiple=True, metavar="ID", help="Its tickets and changes (repeatable).")
@click.option("--link", "links", multiple=True, metavar="URL", help="Where more is told (repeatable).")
@click.option(
    "--subject", "subjects", multiple=True, metavar="NAME", help="A data name: show it with findings about it anywhere (repeatable)."
)
@click.option("--rule", "rules", multiple=True, metavar="CODE", help="Only with findings of this rule, off its own code (repeatable).")
@click.option("--quiet", "-q", is_flag=True, help="No word when all went well.")
@reading_options
def add(place: str, **given: Any) -> int:
    """Write an incident about the code on a line into incidents.toml, or one more anchor of one that is there."""
    from cobolscan.history.incidents import quoted
    from cobolscan.scan import incident_writer, incidents

    path, line = split(place)
    if line is None:
        raise click.UsageError(f"{path} says no line: FILE:LINE, such as {path}:120")
    settings = _settings([path], given)
    target = incidents.path_of(settings)
    anchor, spot = incident_writer.anchor_at(path, line, settings)
    known = incidents.load(settings) if os.path.lexists(target) else []
    incident = replace(_incident(given, {old.id.upper() for old in known}), anchors=(anchor,))
    done = incident_writer.write(target, incident, settings)
    if not given["quiet"]:
        code = quoted(spot.statement) if spot.statement else f"paragraph {spot.paragraph}"
        where = " / ".join(name for name in (anchor.program, anchor.paragraph) if name)
        click.echo(clean(f"{incidents.name_of(target)}: {done}, at {code}" + (f" ({where})" if where else "")))
    return 0


def _incident(given: dict[str, Any], known: set[str]) -> Incident:
    """What was given, and asked for; an incident that is known needs nothing but its id."""
    from cobolscan.history.incidents import Incident

    texts = {name: given[name] for name in ("date", "symptom", "cause", "remedy")} | {"id": given["id_"]}
    if (texts["id"] or "").upper() not in known:
        texts = _complete(texts)
        _check(texts)
    rules = codes(given["rules"])
    _check_rules(rules)
    told = {name: " ".join((text or "").split()) for name, text in texts.items()}
    return Incident(
        id=told["id"],
        date=told["date"],
        symptom=told["symptom"],
        cause=told["cause"] or None,
        remedy=told["remedy"] or None,
        links=given["links"],
        tickets=given["tickets"],
        rules=rules,
        subjects=given["subjects"],
    )


def _complete(texts: dict[str, Any]) -> dict[str, Any]:
    """Asks for what is missing, on a terminal; else says what is."""
    missing = [name for name in _ASKED if not (texts[name] or "").strip()]
    if missing and not (sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageProblem(f"an incident needs {_listed(missing)}, such as {' '.join(_SUCH[name] for name in missing)}")
    return texts | {name: click.prompt(_ASKED[name], err=True) for name in missing}


def _listed(names: list[str]) -> str:
    words = [f"--{name}" for name in names]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _check(texts: dict[str, Any]) -> None:
    from cobolscan.history.declared import is_date
    from cobolscan.history.incident_file import ID

    problems = []
    if not ID.fullmatch(texts["id"]):
        problems.append(f'--id must be one word of letters, digits and . / # : _ -, not "{texts["id"]}"')
    if not is_date(texts["date"]):
        problems.append(f'--date must be as 2019, 2019-07 or 2019-07-31, not "{texts["date"]}"')
    if problems:
        raise UsageProblem(*problems)


def _check_rules(words: tuple[str, ...]) -> None:
    from cobolscan.scan.incidents import rule_names, unknown_rules

    unknown = unknown_rules(words)
    if unknown:
        raise UsageProblem(*(f'unknown rule "{word}"{suggestion(word, rule_names())}' for word in unknown))


@command.command("list")
@click.argument("paths", nargs=-1)
@output_options
@reading_options
def list_(paths: tuple[str, ...], **given: Any) -> int:
    """The incidents that are known, the latest first."""
    from cobolscan.scan import incidents

    name, outputs = _formats(given, INCIDENTS)
    settings = _settings(paths or (".",), given)
    found = sorted(incidents.load(settings), key=lambda incident: incident.date, reverse=True)
    emit(found, INCIDENTS, name, outputs, view_of(given["no_color"], quiet=given["quiet"]))
    return 0


@command.command("check", short_help="Which anchors hold, moved, changed or lost their code.")
@click.argument("paths", nargs=-1)
@output_options
@reading_options
@working_options
def check(paths: tuple[str, ...], **given: Any) -> int:
    """Which anchors hold, moved, changed or lost their code. Exit status 1: one lost it."""
    from cobolscan.estate.anchors import ORPHANED
    from cobolscan.scan import engine

    name, outputs = _formats(given, INCIDENT_CHECK)
    settings = replace(_settings(paths or (".",), given), select=("HIS012",), ignore=(), baseline=None)
    result = engine.scan(paths or (os.path.relpath(settings.root),), settings, jobs=given["jobs"], progress=progress(given["quiet"]))
    found = result.estate.anchors.all if result.estate is not None else []
    emit(found, INCIDENT_CHECK, name, outputs, view_of(given["no_color"], quiet=given["quiet"]))
    tell_errors(result)
    return 2 if result.errors else int(any(each.state == ORPHANED for each in found))


def _settings(paths: Sequence[str], given: dict[str, Any]) -> Settings:
    """As for a scan; without a configuration the file of incidents is the one in the root."""
    settings = settings_for(paths, given)
    return replace(settings, incidents=settings.incidents or None)


def _formats(given: dict[str, Any], formats: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    name = given["format_"] or "table"
    check_format(name, formats)
    return name, outputs_of(given["outputs"], formats)
