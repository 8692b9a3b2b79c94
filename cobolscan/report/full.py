"""A frame a finding: the line with a caret, the history as a short timeline, and the places that belong to it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from cobolscan.report import View, console
from cobolscan.report.concise import headline
from cobolscan.report.past import chosen, timeline
from cobolscan.report.steps import all_of, next_steps
from cobolscan.report.text import Painter, clean, plural
from cobolscan.rule import Finding, Related
from cobolscan.scan.result import ScanResult

MOST = 20  # frames of one rule on a run without a baseline; the total is always stated
_EVENTS = 5
_WIDEST = 200  # characters of a source line; more are records without line ends, or an attack
_PLACES = 8
_NAMES = 3


def write(result: ScanResult, out: TextIO, view: View) -> None:
    console.write(result, out, view, lambda findings: _frames(findings, result.first_run, view))
    if not view.quiet:
        out.writelines(f"{line}\n" for line in next_steps(result, view.given))


def _frames(findings: list[Finding], capped: bool, view: View) -> Iterator[str]:
    paint = Painter(view)
    if findings:
        yield ""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.code] += 1
        if capped and seen[finding.code] > MOST:
            continue
        yield from frame(finding, paint)
        yield ""
    for code, count in sorted(seen.items()):
        if capped and count > MOST:
            yield f"{code}: {MOST} of {count:,} shown; all of them: {all_of(code, view.given)}"


def frame(finding: Finding, paint: Painter) -> Iterator[str]:
    """The lines of one finding."""
    yield headline(finding, paint)
    margin = len(str(finding.place.line))
    bar = paint("gutter", " " * margin + f" {paint.bar}")
    if finding.line_text.strip():
        yield bar
        shown, caret = _window(finding)
        yield f"{paint('gutter', f'{finding.place.line} {paint.bar}')} {clean(shown)}"
        yield f"{bar} {paint(finding.severity.value, caret)}"
    notes = [*_whereabouts(finding, paint), *_history(finding, paint), *_places(finding, paint)]
    yield from (f"{bar} {note}".rstrip() for note in notes)


def _window(finding: Finding) -> tuple[str, str]:
    """The line, or of a very long one what stands around the place; and carets under the place, as wide as a terminal shows it."""
    place, text = finding.place, finding.line_text.rstrip()
    first = max(place.column - 1 - _WIDEST // 2, 0) if len(text) > _WIDEST else 0
    shown = text[first : first + _WIDEST]
    end = place.end_column if place.end_line == place.line else len(text) + 1
    marked = shown[place.column - 1 - first : end - 1 - first]
    return shown, " " * _width(shown[: place.column - 1 - first]) + "^" * max(_width(marked), 1)


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _whereabouts(finding: Finding, paint: Painter) -> Iterator[str]:
    inside = [name for name in (finding.program, finding.paragraph) if name]
    if inside:
        yield paint("dim", "in " + clean(" / ".join(inside)))
    names = sorted({str(includer["program"]) for includer in finding.includers})
    if names:
        yield paint("dim", f"copied by {clean(_some(names))}")
    if finding.identical_paths:
        yield paint("dim", f"the same file as {clean(_some(finding.identical_paths))}")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def _history(finding: Finding, paint: Painter) -> Iterator[str]:
    shown = chosen(finding.history, _EVENTS)
    yield from timeline(shown, paint, finding.place.path)
    if len(finding.history) > len(shown):
        yield paint("dim", f"{paint.ellipsis} and {plural(len(finding.history) - len(shown), 'event')} more: {_ask(finding)}")
    for shared, files in finding.data.get("also_in", {}).items():
        if files > 1:
            yield paint("dim", f"{clean(shared)}: also in {plural(files, 'other file')}")


def _ask(finding: Finding) -> str:
    return f"cobolscan history {clean(finding.place.path)}:{finding.place.line}"


def _places(finding: Finding, paint: Painter) -> Iterator[str]:
    for other in finding.related[:_PLACES]:
        yield f"{paint('path', _spot(other, finding))}: {clean(other.message)}"
    if len(finding.related) > _PLACES:
        yield paint("dim", f"{paint.ellipsis} and {plural(len(finding.related) - _PLACES, 'place')} more")


def _spot(other: Related, finding: Finding) -> str:
    return f"line {other.line}" if other.path == finding.place.path else f"{clean(other.path)}:{other.line}"
