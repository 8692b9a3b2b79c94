"""One page of HTML that needs nothing else: no script, no font, no link; the browser is told to load nothing.

File by file, the file with the gravest finding first; a file opens when it is clicked. A page with more than 10,000 findings is slow
in a browser: those of the highest rank are in it, and it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from cobolscan.report import View
from cobolscan.report.groups import by_file, whereabouts
from cobolscan.report.past import chosen, date, people, quoted, tickets, whence
from cobolscan.report.statistics import counted
from cobolscan.report.summary import outcome, reading
from cobolscan.report.text import clean, plural, shown
from cobolscan.report.xml import escaped
from cobolscan.rule import Finding, Related
from cobolscan.scan.result import ScanResult

MOST = 10_000
_OPEN = 10  # files that are open from the start
_EVENTS, _PLACES, _LINE = 8, 20, 200
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem}summary{cursor:pointer;font-weight:600;padding:.3rem 0}details{border-top:1px solid #ccc}
article{margin:.6rem 0 1.2rem 1.2rem}p,ul{margin:.2rem 0}pre{background:#f3f3f3;padding:.4rem .6rem;overflow-x:auto;margin:.3rem 0}
mark{background:#ffe08a;color:inherit}table{border-collapse:collapse;margin:1rem 0}td,th{padding:.1rem .8rem;text-align:right}
td:first-child,th:first-child{text-align:left}.error{color:#a40000}.warning{color:#8a5a00}.info{color:#00538a}.dim{color:#666}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}pre{background:#262626}mark{background:#6b5200}
.error{color:#ff8a80}.warning{color:#ffc266}.info{color:#80c8ff}.dim{color:#999}details{border-color:#444}}
"""
_HEAD = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>cobolscan</title><style>{_STYLE}</style></head><body>
"""


def write(result: ScanResult, out: TextIO, view: View) -> None:
    findings = shown(result.findings, view)
    out.write(_HEAD)
    out.write(_element("h1", f"cobolscan: {plural(len(findings), 'finding') if findings else 'no findings'}"))
    out.writelines(_element("p", line) for line in (*reading(result), *outcome(result, findings)))
    if len(findings) > MOST:
        out.write(_element("p", f"{MOST:,} of {len(findings):,} findings are in this page, those of the highest rank."))
    out.writelines(_rules(findings))
    for number, (path, group) in enumerate(by_file(findings[:MOST]).items()):
        title = f"{_text(path)} <span class=dim>{plural(len(group), 'finding')}</span>"
        out.write(f"<details{' open' if number < _OPEN else ''}><summary>{title}</summary>\n")
        out.writelines(part for finding in group for part in _article(finding))
        out.write("</details>\n")
    out.write("</body></html>\n")


def _rules(findings: list[Finding]) -> Iterator[str]:
    rows = counted(findings, lambda finding: f"{finding.code} {finding.name}")
    if rows:
        yield "<table><tr><th>rule<th>all<th>error<th>warning<th>info</tr>\n"
        for rule, count in rows:
            yield f"<tr><td>{_text(rule)}<td>{count.total():,}<td>{count['error']:,}<td>{count['warning']:,}<td>{count['info']:,}</tr>\n"
        yield "</table>\n"


def _article(finding: Finding) -> Iterator[str]:
    place, word = finding.place, finding.severity.value
    told = f"{place.line}:{place.column} {_text(finding.code)} {_text(finding.name)}, {word}"
    yield f"<article><p><b class={word}>{told}</b> {_text(finding.message)}</p>\n"
    if finding.line_text.strip():
        yield f"<pre>{_marked(finding)}</pre>\n"
    notes = "".join(_element("li", note) for note in _notes(finding))
    yield f"<ul>\n{notes}</ul></article>\n" if notes else "</article>\n"


def _marked(finding: Finding) -> str:
    """The line with what is meant marked; of a very long one what stands around it."""
    place, text = finding.place, finding.line_text.rstrip()
    first = max(place.column - 1 - _LINE // 2, 0) if len(text) > _LINE else 0
    start, end = place.column - 1, place.end_column - 1 if place.end_line == place.line else len(text)
    before, meant, behind = text[first:start], text[start:end][:_LINE], text[end : first + _LINE]
    return f"{_text(before)}<mark>{_text(meant)}</mark>{_text(behind)}"


def _notes(finding: Finding) -> Iterator[str]:
    place = finding.place
    if whereabouts(finding):
        yield f"in {whereabouts(finding)}"
    names = sorted({str(includer["program"]) for includer in finding.includers})
    yield from _some(names, _PLACES, "copied by ")
    yield from _some(finding.identical_paths, _PLACES, "the same file as ")
    events = chosen(finding.history, _EVENTS)
    for event in sorted(events, key=lambda event: date(event) or "9999"):
        signed = " ".join(filter(None, [date(event), people(event), tickets(event)]))
        yield f"{signed}{': ' if signed else ''}{' '.join(quoted(event))} ({whence(event, place.path)})"
    yield from (_place(other, place.path) for other in finding.related[:_PLACES])
    cut = len(finding.history) - len(events) + max(len(finding.related) - _PLACES, 0)
    if cut:
        yield f"{cut:,} more events and places"


def _some(names: Iterable[str], most: int, lead: str) -> Iterator[str]:
    names = list(names)
    if names:
        yield lead + ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def _place(other: Related, path: str) -> str:
    return f"{f'line {other.line}' if other.path == path else f'{other.path}:{other.line}'}: {other.message}"


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>\n"


def _text(text: str) -> str:
    return escaped(clean(text))
