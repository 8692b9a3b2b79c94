"""One literal gives one finding: the most specific claim wins; and a history rule speaks through the finding it is tied to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cobolscan.estate.limits import same_value
from cobolscan.history.events import Event
from cobolscan.rule import Finding, Place, Related

_OWNED = ("origin", "same_literal")  # roles by which a finding claims more literals than the one it stands at
_TIED = ("above", "trailing", "tag")


def settle(findings: Iterable[Finding], claim_of: Callable[[str], int], statement_at: Callable[[str, int], str]) -> list[Finding]:
    """Drops what a more specific claim says already. `statement_at` gives the folded text of a line of a file."""
    taken = _Taken()
    kept = []
    for finding in sorted(findings, key=lambda f: (claim_of(f.code), f.code, f.place.line, f.place.column)):
        if finding.literal is None:
            kept.append(finding)
        elif _stands(finding, taken, statement_at):
            kept.append(finding)
            taken.add(finding)
    return kept


def _stands(finding: Finding, taken: _Taken, statement_at: Callable[[str, int], str]) -> bool:
    """Whether the finding keeps a literal of its own; it may have to move to the next place that is free."""
    finding.related = [other for other in finding.related if other.role != "same_literal" or not taken.holds(other)]
    if not taken.holds(finding.place, finding.literal):
        return True
    heir = next((other for other in finding.related if other.role == "same_literal"), None)
    if heir is None:
        return False
    finding.related.remove(heir)
    end = heir.column + len(heir.literal or "")
    finding.place = Place(heir.path, heir.line, heir.column, heir.line, end)
    finding.literal = heir.literal or finding.literal
    finding.statement, finding.paragraph = statement_at(heir.path, heir.line), None
    return True


class _Taken:
    """The literals that have been claimed, by line."""

    def __init__(self) -> None:
        self._spans: dict[tuple[str, int], list[tuple[tuple[int, int], tuple[int, int], str]]] = {}

    def add(self, finding: Finding) -> None:
        literal = finding.literal or ""
        self._span(finding.place, literal)
        for other in finding.related:
            if other.role in _OWNED and other.literal is not None:
                end = other.column + len(other.literal)
                self._span(Place(other.path, other.line, other.column, other.line, end), other.literal)

    def holds(self, spot: Place | Related, literal: str | None = None) -> bool:
        """Whether a claimed stretch with this literal begins at the spot, covers it, or lies within its statement."""
        word = literal if literal is not None else getattr(spot, "literal", None)
        start = (spot.line, spot.column)
        return any(
            first <= start < last and (word is None or same_value(claimed, word))
            for first, last, claimed in self._spans.get((spot.path, spot.line), ())
        )

    def _span(self, place: Place, literal: str) -> None:
        span = ((place.line, place.column), (place.end_line, place.end_column), literal)
        for line in range(place.line, place.end_line + 1):
            self._spans.setdefault((place.path, line), []).append(span)


def absorb(findings: Iterable[Finding]) -> list[Finding]:
    """Findings about comments that are tied to another finding raise that one's severity, once, and vanish."""
    notes: list[Finding] = []
    others: list[Finding] = []
    for finding in findings:
        (notes if finding.family == "HIS" else others).append(finding)
    return others + [note for note in notes if not _raises(note, others)]


def _raises(note: Finding, others: list[Finding]) -> bool:
    tied = False
    for other in others:
        event = next((event for event in other.history if _is_about(note, event)), None)
        if event is None or not _tied(event, other):
            continue
        tied = True
        raised = other.data.setdefault("raised_by", [])
        if not raised:
            other.severity = other.severity.raised()
        if note.code not in raised:
            raised.append(note.code)
    return tied


def _is_about(note: Finding, event: Event) -> bool:
    return event.path == note.place.path and event.start_line <= note.place.line <= event.end_line


def _tied(event: Event, finding: Finding) -> bool:
    """Beside or right above; a comment elsewhere in the paragraph must name the literal or its subject."""
    if event.why_here in _TIED:
        return True
    text = event.text.upper().split()
    return event.why_here == "same_paragraph" and any(word and word.upper() in text for word in (finding.literal, finding.subject))
