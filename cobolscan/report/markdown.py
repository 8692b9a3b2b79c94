"""A summary in Markdown: how much was read, the first findings as short stories, counts, and the copybooks that are missing.

For GitHub's job summary (1 MiB, "Adding a job summary") and for a comment on a pull or merge request, which on GitHub takes 65,536
characters: the shorter holds for both. Stories are left out, the last first, until it fits, and what is left out is said. Nothing of a
source becomes HTML, a link, a mention, a reference or a row of a table, and none of it begins a line (`markdown_text`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from cobolscan.history.events import Event
from cobolscan.report import View
from cobolscan.report.groups import whereabouts
from cobolscan.report.markdown_text import cell, code, fence, prose
from cobolscan.report.past import chosen, date, people, quoted, tickets, whence
from cobolscan.report.statistics import counted
from cobolscan.report.summary import outcome, reading, wanting
from cobolscan.report.text import plural, shorten, shown
from cobolscan.rule import Finding, Related
from cobolscan.scan.result import ScanResult

LIMIT = 65_536  # characters of a comment on GitHub
_ROOM = LIMIT - 1_536  # for what says what was cut
STORIES = 20
_OF_A_RULE = 5  # stories: the next rule has something to say, too
_ROWS = 20
_EVENTS, _PLACES, _TEXT, _LINE = 3, 3, 400, 200


def write(result: ScanResult, out: TextIO, view: View) -> None:
    findings = shown(result.findings, view)
    head = "\n".join([*_head(result, findings), ""])
    tail = "\n".join([*_counts(findings), *_missing(result)])
    stories, room = [], _ROOM - len(head) - len(tail)
    chosen = _chosen(findings)
    for story in ("\n".join([*_story(finding), "", ""]) for finding in chosen):
        if len(story) > room:
            break
        stories.append(story)
        room -= len(story)
    out.write(head)
    out.writelines(stories)
    if len(stories) < len(findings):
        out.write(f"*{len(stories)} of {plural(len(findings), 'finding')} told here, of one rule {_OF_A_RULE} at most.*\n\n")
    out.write(tail)


def _head(result: ScanResult, findings: list[Finding]) -> Iterator[str]:
    yield f"## cobolscan: {plural(len(findings), 'finding') if findings else 'no findings'}"
    yield ""
    yield from (f"- {prose(shorten(line, 1000))}" for line in (*reading(result), *outcome(result, findings)))
    yield ""


def _chosen(findings: list[Finding]) -> list[Finding]:
    """The first by rank, but of one rule only so many that others are heard."""
    heard: dict[str, int] = {}
    chosen = []
    for finding in findings:
        heard[finding.code] = heard.get(finding.code, 0) + 1
        if heard[finding.code] <= _OF_A_RULE:
            chosen.append(finding)
            if len(chosen) == STORIES:
                break
    return chosen


def _story(finding: Finding) -> Iterator[str]:
    """No line begins with what stands in a source: GitLab takes `/close` at the start of a line for a command."""
    place = finding.place
    yield f"### {code(f'{shorten(place.path, _LINE)}:{place.line}')}"
    yield ""
    yield f"**{prose(finding.code)} {prose(finding.name)}, {finding.severity}.** {prose(shorten(finding.message, _TEXT))}"
    yield ""
    if finding.line_text.strip():
        yield from fence(f"{place.line} | {shorten(finding.line_text.rstrip(), _LINE)}")
    yield from (f"- {line}" for line in _around(finding))


def _around(finding: Finding) -> Iterator[str]:
    if whereabouts(finding):
        yield f"in {code(whereabouts(finding))}"
    names = sorted({str(includer["program"]) for includer in finding.includers})
    if names:
        yield f"copied by {', '.join(map(code, names[:_PLACES]))}{_more(names, _PLACES)}"
    events = chosen(finding.history, _EVENTS)
    yield from (_event(event, finding.place.path) for event in events)
    if len(finding.history) > len(events):
        yield f"{plural(len(finding.history) - len(events), 'event')} more in its history"
    yield from (_place(other, finding.place.path) for other in finding.related[:_PLACES])
    if len(finding.related) > _PLACES:
        yield f"{plural(len(finding.related) - _PLACES, 'place')} more"


def _event(event: Event, path: str) -> str:
    """Date and author first: who said it and when is what the reader wants to know."""
    signed = " ".join(filter(None, [date(event), people(event), tickets(event)]))
    return f"{f'{code(signed)}: ' if signed else ''}{code(' '.join(quoted(event)))} ({prose(shorten(whence(event, path), _LINE))})"


def _place(other: Related, path: str) -> str:
    spot = f"line {other.line}" if other.path == path else code(f"{shorten(other.path, _LINE)}:{other.line}")
    return f"{spot}: {prose(shorten(other.message, _LINE))}"


def _counts(findings: list[Finding]) -> Iterator[str]:
    rows = counted(findings, lambda finding: f"{finding.code} {finding.name}")
    if not rows:
        return
    yield f"### By rule{_more(rows, _ROWS)}"
    yield ""
    yield "| rule | all | error | warning | info |"
    yield "|---|---:|---:|---:|---:|"
    for rule, count in rows[:_ROWS]:
        yield f"| {prose(rule)} | {count.total():,} | {count['error']:,} | {count['warning']:,} | {count['info']:,} |"
    yield ""


def _missing(result: ScanResult) -> Iterator[str]:
    missing = result.missing_copybooks
    if not missing:
        return
    wanted = wanting(result.files)
    yield f"### Missing copybooks{_more([*missing], _ROWS)}"
    yield ""
    yield "| copybook | files | wanted by |"
    yield "|---|---:|---|"
    for name, count in list(missing.items())[:_ROWS]:
        programs = wanted.get(name, [])
        shown = ", ".join(cell(shorten(program, 60)) for program in programs[:_PLACES])
        yield f"| {cell(shorten(name, 60))} | {count:,} | {shown}{_more(programs, _PLACES)} |"
    yield ""


def _more(rows: Sequence[object], most: int) -> str:
    return f" and {len(rows) - most:,} more" if len(rows) > most else ""
