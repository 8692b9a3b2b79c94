"""Options that several commands have, and what they come to."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import click

from cobolscan.report import Given
from cobolscan.scan import config
from cobolscan.scan.errors import UsageProblem, suggestion
from cobolscan.scan.settings import DIALECTS, LEVELS, REFERENCE_FORMATS, Settings

F = TypeVar("F", bound=Callable[..., Any])

_COMMON = (
    click.option("--format", "format_", default=None, metavar="NAME", help="Format of standard output."),
    click.option("--output", "outputs", multiple=True, metavar="FORMAT=FILE", help="Write a report to a file as well (repeatable)."),
    click.option("--quiet", "-q", is_flag=True, help="Results only."),
    click.option("--no-color", is_flag=True, help="No colours (so does NO_COLOR)."),
)
_READING = (
    click.option("--config", "config_file", default=None, metavar="FILE", help="Use this configuration instead of the nearest."),
    click.option("--isolated", is_flag=True, help="Ignore every configuration file and baseline."),
    click.option(
        "--reference-format", type=click.Choice(REFERENCE_FORMATS), default=None, help="Instead of what each file's content says."
    ),
    click.option("--encoding", default=None, metavar="NAME", help="Instead of what each file's content says; or auto."),
    click.option("--dialect", type=click.Choice(DIALECTS), default=None, help="Which COBOL; auto accepts all that is known."),
    click.option("--copybook-path", "copybook_paths", multiple=True, metavar="DIR", help="Look for copybooks here too (repeatable)."),
)
_WORKING = (
    click.option("--jobs", "-j", type=click.IntRange(0), default=0, metavar="N", help="Processes; 0 decides by the amount of work."),
    click.option("--no-cache", is_flag=True, help="Neither keep nor use what git said in earlier runs."),
    click.option("--stdin-filename", default=None, metavar="NAME", help="The name of what is read with -."),
)


def _with(options: Sequence[Callable[[F], F]]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


git_option: Callable[[Any], Any] = click.option("--no-git", is_flag=True, help="Do not ask git which commits brought lines.")
output_options: Callable[[Any], Any] = _with(_COMMON)
reading_options: Callable[[Any], Any] = _with(_READING)
working_options: Callable[[Any], Any] = _with(_WORKING)


def settings_for(paths: Sequence[str], given: dict[str, Any]) -> Settings:
    """Command line over configuration over defaults. `given` holds what the common options were set to."""
    if given.get("isolated") and (given.get("config_file") or given.get("baseline")):
        raise click.UsageError("--isolated ignores every configuration file and baseline: leave out --config and --baseline, or it")
    _refuse_what_is_not_there(given)
    said = {field.name: given[field.name] for field in fields(Settings) if given.get(field.name) not in (None, (), False)}
    said |= {name: False for name in ("history", "git", "cache") if given.get(f"no_{name}")}
    return config.folders_for(paths, said, named=given.get("config_file"), isolated=bool(given.get("isolated"))).run


def _refuse_what_is_not_there(given: dict[str, Any]) -> None:
    """A setting is never accepted and then ignored."""
    absent = [folder for folder in given.get("copybook_paths") or () if not os.path.isdir(folder)]
    if absent:
        raise UsageProblem(*(f"no such folder of copybooks: {folder}" for folder in absent))
    try:
        from cobolscan.source import reader

        reader.read(b" ", "", given.get("reference_format") or "auto", given.get("encoding") or "auto")
    except (ValueError, LookupError) as error:
        raise UsageProblem(str(error)) from None


def codes(given: Sequence[str]) -> tuple[str, ...]:
    """`A,B` and repeated options as one list."""
    return tuple(word.strip() for text in given for word in text.split(",")) if given else ()


def outputs_of(given: Sequence[str], formats: dict[str, str], sources: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Format and file of each --output, checked before anything is scanned. `sources` are the paths that will be."""
    from cobolscan.cli import targets

    pairs = []
    for text in given:
        name, equals, path = text.partition("=")
        if not equals or not path:
            raise click.UsageError(f"--output wants FORMAT=FILE, not {text!r}")
        check_format(name, formats)
        pairs.append((name, path))
    targets.check(pairs, sources)
    return pairs


_SHOWN = frozenset({"format_", "outputs", "quiet", "no_color", "statistics", "allow_empty", "stdin_filename"})


def given_words(context: click.Context, paths: Sequence[str]) -> Given:
    """What the command line said of what is read and found, for commands to try next; how it is shown is left out."""
    words: list[tuple[str, tuple[str, ...]]] = []
    for param in context.command.params:
        name = param.name or ""
        said = context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        if said and name not in _SHOWN and isinstance(param, click.Option):
            words.append((name, _spelled(param, context.params[name])))
    return (*words, ("paths", tuple(paths)))


def _spelled(option: click.Option, value: Any) -> tuple[str, ...]:
    if option.is_flag:
        return (option.opts[0] if value else option.secondary_opts[0],)
    values = value if option.multiple else (value,)
    return tuple(word for each in values for word in (option.opts[0], str(each)))


def check_format(name: str, formats: dict[str, str]) -> None:
    if name not in formats:
        hint = suggestion(name, formats) or f"; there are {', '.join(formats)}"
        raise click.UsageError(f'no format "{name}"{hint}')


def level(word: str | None) -> str:
    """The least severity that formats for people show."""
    return word if word in LEVELS else "warning"


def standard_input(paths: Sequence[str], name: str | None) -> tuple[str, bytes] | None:
    """Name and bytes of what `-` stands for."""
    if "-" not in paths:
        if name is not None:
            raise click.UsageError("--stdin-filename goes with -")
        return None
    if len(paths) > 1:
        raise click.UsageError("- stands alone: standard input is one file")
    return name or "<stdin>", sys.stdin.buffer.read()
