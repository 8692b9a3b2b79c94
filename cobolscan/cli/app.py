"""The group of commands: each is imported when it is called, and every error of use is one clear line."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from cobolscan import __version__
from cobolscan.scan.errors import UsageProblem, suggestion

_COMMANDS = {
    "scan": "find limits, magic numbers, waits and old comments, with their past",
    "parse": "how completely each file was read and parsed",
    "history": "what is known of a file's or a line's past",
    "explain": "a rule's page",
    "rules": "the rules, by family",
    "baseline": "accept what is there today; fail on what is new",
    "init": "look at a repository, write its cobolscan.toml",
    "config": "the settings that hold for a file, and where each comes from",
    "assumptions": "the register of what is assumed, by whom and until when",
    "incident": "the memory of incidents: what happened, and its code",
    "rule": "for authors of house rules: `rule new`",
    "test": "whether house rules do what their pages and fixtures say",
}


class Commands(click.Group):
    """Knows its commands by name and line, without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"cobolscan.cli.{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name not in _COMMANDS and not name.startswith("-"):
            hint = suggestion(name, _COMMANDS) or f"; there are {', '.join(_COMMANDS)}"
            raise click.UsageError(f'no command "{name}"{hint}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="cobolscan %(version)s")
def app() -> None:
    """Finds hardcoded limits, magic numbers, waits and broken promises in COBOL, and tells their history.

    Begin with `cobolscan scan` in the folder of your sources; `cobolscan COMMAND --help` tells more.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong use, nothing to scan, or an internal error.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit status of a command line."""
    if sys.stdout is None or sys.stderr is None:
        return 2  # a closed descriptor: there is nobody to tell
    try:
        status = app.main(list(arguments) if arguments is not None else None, prog_name="cobolscan", standalone_mode=False)
        sys.stdout.flush()
        return int(status or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _complain(error.format_message())
    except UsageProblem as error:
        return _complain(*error.lines)
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted")
    except BrokenPipeError:
        return _unheard()
    except OSError as error:
        _complain(f"cannot write: {error.strerror or error}")
        return _unheard()
    except Exception as error:
        return _crashed(error)


def _complain(*lines: str) -> int:
    from cobolscan.report.text import clean

    for line in lines:
        print(f"cobolscan: error: {clean(' '.join(line.split()))}", file=sys.stderr)
    return 2


def _unheard() -> int:
    """Standard output takes no more: Python shall not try again at exit, and complain about it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 2


def _crashed(error: Exception) -> int:
    if os.environ.get("COBOLSCAN_TRACEBACK"):
        import traceback

        traceback.print_exc()
    from cobolscan.scan.reading import failure

    fault: Any = failure("", "", error)
    return _complain(f"internal error: {fault.message}; COBOLSCAN_TRACEBACK=1 shows where")
