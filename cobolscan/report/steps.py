"""What to do with a first scan that finds much: commands that work when they are pasted, with the paths and options of this one.

A command has its line for itself: not every shell takes what stands behind `#` for a remark.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

from cobolscan.report import Given
from cobolscan.report.rules import known
from cobolscan.report.text import clean, plural
from cobolscan.scan.result import ScanResult

MANY = 50  # findings from which on the next steps are told
_PATHS = 12  # that a command repeats
_ACCEPTED = frozenset(  # what `baseline create` takes as well
    {
        *("paths", "select", "ignore", "pedantic", "jobs"),
        *("config_file", "isolated", "reference_format", "encoding", "dialect", "copybook_paths", "rules_path", "repository_rules"),
    }
)


def next_steps(result: ScanResult, given: Given) -> Iterator[str]:
    """Three commands: what matters most, what is most frequent, and how to begin with what is new."""
    if len(result.findings) < MANY or not result.first_run or _is_standard_input(given):
        return
    counts = Counter(finding.code for finding in result.findings)
    code, most = counts.most_common(1)[0]
    steps = [_gravest(result, given)]
    told = known().get(code)
    explained = f"cobolscan explain {code}" if told and told.page() else all_of(code, given)
    steps.append((explained, f"the most frequent rule, {plural(most, 'finding')}"))
    accepted = tuple((name, words) for name, words in given if name in _ACCEPTED)
    steps.append((_command("baseline create", accepted), "accept what is there, fail on what is new"))
    yield ""
    yield "Next:"
    for command, why in steps:
        yield f"  {why}:"
        yield f"    {command}"


def _gravest(result: ScanResult, given: Given) -> tuple[str, str]:
    """The errors alone; where there are none but about what was not read, the rule of what comes first."""
    judged = [finding for finding in result.findings if finding.family != "PAR"] or result.findings
    errors = sum(finding.severity.value == "error" for finding in judged)
    if errors and errors < len(judged):
        command = _command("scan", _without(given, "severity", "fail_on"), "--severity", "error", "--fail-on", "error")
        return command, f"what matters most, {plural(errors, 'error')}"
    return all_of(judged[0].code, given), "all of the rule that comes first"


def all_of(code: str, given: Given) -> str:
    """The command that shows all findings of one rule."""
    return _command("scan", _without(given, "select", "ignore", "extend_select"), "--select", code, "--format", "concise")


def _command(name: str, given: Given, *more: str) -> str:
    """Options first, then paths: a path that begins with a dash stands behind `--`."""
    options = [word for option, words in given if option != "paths" for word in words]
    paths = _few([word for option, words in given if option == "paths" for word in words])
    dashes = ["--"] if any(path.startswith("-") for path in paths) else []
    return " ".join(["cobolscan", name, *map(_word, [*options, *more, *dashes, *paths])])


def _word(word: str) -> str:
    """A word as a shell takes it; one that cannot be shown as it is, by its bytes, which bash, zsh and ksh understand."""
    import shlex  # only for a scan that says more than it shows

    quoted = shlex.quote(word)
    if clean(quoted) == quoted:
        return quoted
    spelled = (chr(byte) if 0x20 < byte < 0x7F and chr(byte) not in "'\\#:[" else f"\\x{byte:02x}" for byte in os.fsencode(word))
    return f"$'{''.join(spelled)}'"


def _few(paths: list[str]) -> list[str]:
    """A hook names hundreds of files: their common folder can be pasted."""
    if len(paths) <= _PATHS:
        return paths
    try:
        return [os.path.commonpath(paths) or "."]
    except ValueError:  # absolute and relative ones
        return ["."]


def _without(given: Given, *names: str) -> Given:
    return tuple((name, words) for name, words in given if name not in names)


def _is_standard_input(given: Given) -> bool:
    """What was read once from standard input cannot be read again."""
    return ("paths", ("-",)) in given
