"""Other places of a finding about limits, and words that several of its messages share."""

from collections.abc import Iterable, Iterator

from cobolscan.program import subjects
from cobolscan.program.data.items import DataItem
from cobolscan.program.limits.bounds import Bound
from cobolscan.rule import Place, Related
from cobolscan.syntax.nodes import Literal

_PLAIN = ("passes of", "runs of", "bytes of")
IN_EXEC = ("length", "sent", "option", "rows")


def same(place: Place, subject: str, spelling: str) -> Related:
    """The same number for the same thing, once more."""
    return Related.at(place, "same_literal", f"{subject or 'a loop'} again", spelling)


def again(bound: Bound) -> Related:
    return same(bound.place, bound.subject, bound.spelling)


def at(literal: Literal, role: str, message: str) -> Related:
    """A literal that belongs to a finding."""
    place = literal.place()
    return Related.at(place, role, message, literal.spelling)


def declared(table: DataItem, name: str) -> Iterator[Related]:
    """Where the number of elements of a table stands."""
    if table.occurs_literal is not None:
        yield at(table.occurs_literal, "bound", f"{name} is declared with {table.occurs_maximum} elements")


def used(bound: Bound, name: str) -> Related:
    """Where an item bounds something."""
    place = bound.place
    return Related.at(place, "bound", f"{name} bounds {bound.subject or 'a loop'} here")


def cuts(bounds: Iterable[Bound]) -> list[Related]:
    """The MOVEs that cut off what is too long, each place once."""
    places = {(bound.place.path, bound.place.line, bound.place.column): bound for bound in bounds}
    return [Related(*spot, "bound", f"{cut.subject} is cut off here", cut.spelling) for spot, cut in places.items()]


def is_retry(bound: Bound) -> bool:
    """Whether a bound is about how often something is tried."""
    return bound.kind == "retry" or "retry" in subjects.about(bound.subject)


def described(subject: str, bounds: str) -> str:
    """`WS-COUNT (records read from INFILE)`; the subject alone when nothing more is known."""
    return f"{subject} ({bounds})" if bounds and not bounds.startswith(_PLAIN) else subject
