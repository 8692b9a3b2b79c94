"""One literal gives one finding: the most specific claim wins; and a history rule speaks through the finding it is tied to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from typing import Any

from cobolscan.estate.limits import same_value
from cobolscan.history.events import Event
from cobolscan.rule import Finding, Place, Related, Rule
from cobolscan.source.model import SourceText

_OWNED = ("origin", "same_literal")  # roles by which a finding claims more literals than the one it stands at
_MEASURES = ("duration_s", "unbounded")  # what tells one wait from another
_TIED = ("above", "trailing", "tag")


def by_code(rules: Iterable[Rule]) -> Callable[[str], int]:
    """What the rule of a code claims."""
    table = {rule.code: rule.claim for rule in rules}
    return lambda code: table.get(code, Rule.claim)


def settle(findings: Iterable[Finding], claim_of: Callable[[str], int], source_of: Callable[[str], SourceText | None]) -> list[Finding]:
    """Drops what a more specific claim says already. `source_of` gives the text of a file."""
    taken = Taken()
    kept = []
    matters: dict[tuple[Any, ...], Finding] = {}

    def claim(finding: Finding) -> int:
        return claim_of(finding.code) if finding.claim is None else finding.claim

    for finding in sorted(findings, key=lambda f: (claim(f), f.code, f.place.line, f.place.column)):
        if finding.matter is not None and matters.setdefault(finding.matter, finding) is not finding:
            hand_on(finding, matters[finding.matter])
        elif finding.literal is None:
            kept.append(finding)
        elif _stands(finding, taken, source_of):
            kept.append(finding)
            taken.add(finding)
    return kept


def hand_on(finding: Finding, heir: Finding) -> None:
    """What notes said of a finding that gives way is said of the one that stays, which speaks for both."""
    for code in finding.data.get("raised_by", ()):
        _raise(heir, code)
    speak_for(heir, finding)


def speak_for(heir: Finding, finding: Finding) -> None:
    """Remembers what a finding says that is not told, for baselines: it is no new one when its heir is mended."""
    if finding.code != heir.code or finding.statement != heir.statement:
        data = {name: finding.data[name] for name in _MEASURES if name in finding.data}
        heir.silent.append(replace(finding, data=data, related=[], history=[], silent=[]))
    heir.silent += finding.silent


def _stands(finding: Finding, taken: Taken, source_of: Callable[[str], SourceText | None]) -> bool:
    """Whether the finding keeps a literal of its own; it may have to move to the next place that is free."""
    finding.related = [other for other in finding.related if other.role != "same_literal" or not taken.holder(other)]
    holder = taken.holder(finding.place, finding.literal)
    if holder is None:
        return True
    next_place = next((other for other in finding.related if other.role == "same_literal"), None)
    if next_place is None:
        hand_on(finding, holder)
        return False
    _move(finding, next_place, source_of(next_place.path))
    return True


def _move(finding: Finding, other: Related, source: SourceText | None) -> None:
    finding.related.remove(other)
    finding.place = Place(other.path, other.line, other.column, other.line, other.column + len(other.literal or ""))
    finding.literal = other.literal or finding.literal
    finding.paragraph = None
    if source is not None:
        finding.line_text = source.lines[other.line - 1]
        finding.statement = " ".join(source.upper.split("\n")[other.line - 1].split())


class Taken:
    """The literals that have been claimed, by line."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._spans: dict[tuple[str, int], list[tuple[tuple[int, int], tuple[int, int], str, Finding]]] = {}
        for finding in findings:
            if finding.literal is not None:
                self.add(finding)

    def add(self, finding: Finding) -> None:
        literal = finding.literal or ""
        self._span(finding.place, literal, finding)
        for other in finding.related:
            if other.role in _OWNED and other.literal is not None:
                end = other.column + len(other.literal)
                self._span(Place(other.path, other.line, other.column, other.line, end), other.literal, finding)

    def holder(self, spot: Place | Related, literal: str | None = None) -> Finding | None:
        """The finding of which a stretch with this literal begins at the spot, covers it, or has it within its statement."""
        word = literal if literal is not None else getattr(spot, "literal", None)
        start = (spot.line, spot.column)
        for first, last, claimed, finding in self._spans.get((spot.path, spot.line), ()):
            if first <= start < last and (word is None or same_value(claimed, word)):
                return finding
        return None

    def _span(self, place: Place, literal: str, finding: Finding) -> None:
        span = ((place.line, place.column), (place.end_line, place.end_column), literal, finding)
        for line in range(place.line, place.end_line + 1):
            self._spans.setdefault((place.path, line), []).append(span)


def absorb(
    findings: Iterable[Finding], speak_through: Container[str], apart: Callable[[Finding], bool] = lambda finding: False
) -> list[Finding]:
    """Findings about comments that are tied to another finding raise that one's severity, once, and vanish.

    `speak_through`: the codes of the rules that do so; other rules about comments (old code, tasks) say nothing about a literal. What is to
    stay `apart` raises nothing.
    """
    notes: list[Finding] = []
    others: list[Finding] = []
    for finding in findings:
        (notes if finding.code in speak_through else others).append(finding)
    about = _about(notes, others)
    return others + [note for note in notes if apart(note) or not _raises(note, about[note.place.path, note.place.line])]


def _about(notes: list[Finding], others: list[Finding]) -> dict[tuple[str, int], list[tuple[Finding, Event]]]:
    """By path and line of a note the findings in whose history it stands, each with the first event there that holds it."""
    about: dict[tuple[str, int], list[tuple[Finding, Event]]] = {(note.place.path, note.place.line): [] for note in notes}
    lines: dict[str, list[int]] = defaultdict(list)
    for path, line in sorted(about):
        lines[path].append(line)
    for other in others if notes else ():
        known: set[tuple[str, int]] = set()
        for event in other.history:
            here = lines.get(event.path, [])
            for line in here[bisect_left(here, event.start_line) : bisect_right(here, event.end_line)]:
                if (event.path, line) not in known:
                    known.add((event.path, line))
                    about[event.path, line].append((other, event))
    return about


def _raises(note: Finding, others: Iterable[tuple[Finding, Event]]) -> bool:
    tied = False
    for other, event in others:
        if not is_tied(event, other):
            continue
        if not tied:
            speak_for(other, note)
        tied = True
        _raise(other, note.code)
    return tied


def _raise(finding: Finding, code: str) -> None:
    """One step up, once, however many notes there are."""
    raised = finding.data.setdefault("raised_by", [])
    if not raised:
        finding.severity = finding.severity.raised()
    if code not in raised:
        raised.append(code)


def is_tied(event: Event, finding: Finding) -> bool:
    """Beside or right above; a comment elsewhere in the paragraph must name the literal or its subject."""
    if event.why_here in _TIED:
        return True
    text = event.text.upper().split()
    return event.why_here == "same_paragraph" and any(word and word.upper() in text for word in (finding.literal, finding.subject))
