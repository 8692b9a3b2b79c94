"""What findings share with other files: the same ticket or assumption elsewhere, and why the same limit elsewhere is as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cobolscan.estate.echoes import Echoes
from cobolscan.history.events import Event
from cobolscan.rule import Finding

_NEAR = ("above", "trailing", "tag", "same_paragraph", "incident")
_TELLING = ("incident", "assumption", "rationale", "author_note")


def tell(findings: Sequence[Finding], events: Iterable[Event], unasked: Iterable[Finding]) -> None:
    """Adds to the history of each finding what else is known elsewhere; `data.also_in` counts the other files. Ranks are settled before:
    what stands elsewhere makes no finding more important than what stands here. `unasked`: findings that nobody wants to see, but whose
    places are known."""
    echoes = Echoes(events)
    at: dict[tuple[str, int, int], Finding] = {}
    for finding in (*findings, *unasked):
        at.setdefault((finding.place.path, finding.place.line, finding.place.column), finding)
    found = [(finding, *_of(finding, echoes, at)) for finding in findings]
    for finding, more, files in found:  # only now: an echo is no event that another finding echoes
        finding.history += more
        if files:
            finding.data["also_in"] = files


def _of(finding: Finding, echoes: Echoes, at: dict[tuple[str, int, int], Finding]) -> tuple[list[Event], dict[str, int]]:
    near = [event for event in finding.history if event.why_here in _NEAR or event.why_here == "change_log"]
    answer = echoes.of(near, finding.place.path, finding.subject)
    known = {(event.path, event.start_line) for event in (*finding.history, *answer.events)}
    reasons = [event for event in _reasons(finding, at) if (event.path, event.start_line) not in known]
    best = min(reasons, key=lambda event: _TELLING.index(event.kind), default=None)
    return [*answer.events, *([replace(best, source="estate", why_here="echo")] if best else [])], answer.files


def _reasons(finding: Finding, at: dict[tuple[str, int, int], Finding]) -> Iterator[Event]:
    """What is known of why the same limit elsewhere is as it is."""
    for other in finding.related:
        same = at.get((other.path, other.line, other.column)) if other.role == "elsewhere" else None
        yield from (event for event in same.history if event.why_here in _NEAR and event.kind in _TELLING) if same else ()
