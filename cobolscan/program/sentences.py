"""What a sentence says by its shape alone: its segments, and which of them write, move, count, compare ... Worked out once a shape.

A program of a thousand sentences has perhaps a hundred shapes. What rules ask of all statements is answered by going over the sentences
with what is known of their shapes; a `Statement` is made where something was found.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cobolscan.program.by_shape import ByShape
from cobolscan.program.facts import Facts, Part, facts_of
from cobolscan.syntax.driver import Shape

_MOST = 200_000  # shapes that are remembered

Flat = tuple[int, Shape, int]  # offset in the sentence, segment shape, number of the parent in the list (-1: none)
Named = tuple[int, int]  # a token from the sentence's first one on, and the segment in which it stands


class SentenceFacts:
    """Facts of one sentence shape. Tokens count from the sentence's first one.

    `features`: the numbers of the segments of each kind (its grammar name) and of each sort of fact (comparisons, numbers, modifiers).
    What goes by names (writes, moves ...) is put together when it is first asked for.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.segments = tuple(_flatten(shape))
        self.facts = tuple([facts_of_segment(segment) for _, segment, _ in self.segments])
        self.features = _features(self.segments, self.facts)

    def _with(self, sort: str) -> list[tuple[int, int, Facts]]:
        """Number, offset and facts of the segments that have a sort of fact."""
        return [(number, self.segments[number][0], facts) for number, facts in enumerate(self.facts) if getattr(facts, sort)]

    @cached_property
    def writes(self) -> tuple[Named, ...]:
        """What is written."""
        return tuple((at + first(part), number) for number, at, facts in self._with("writes") for part in facts.writes)

    @cached_property
    def increments(self) -> tuple[Named, ...]:
        """What something is added to or taken from."""
        return tuple((at + first(part), number) for number, at, facts in self._with("increments") for part, _ in facts.increments)

    @cached_property
    def moves(self) -> tuple[tuple[int, int, int], ...]:
        """Of a literal: the receiver's first token, the segment, which of its moves. Whole items only."""
        return tuple(
            (at + first(target), number, which)
            for number, at, facts in self._with("moves")
            for which, (_, target) in enumerate(facts.moves)
            if _is_whole(target)
        )

    @cached_property
    def subscripted(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Tables with the names in their subscripts."""
        return tuple(
            (at + first(table), tuple(at + first(index) for index in indexes))
            for _, at, facts in self._with("subscripts")
            for table, indexes in facts.subscripts
        )


def _is_whole(target: Part) -> bool:
    """Whether a receiver is an item, and not a part of it (reference modification)."""
    return target[0] in ("identifier", "qualified") and not any(
        type(child) is not int and child[0] == "reference_modifier" for child in target[1:]
    )


def _features(segments: tuple[Flat, ...], facts: tuple[Facts, ...]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, (_, segment, _) in enumerate(segments):
        found.setdefault(segment[0], []).append(number)
        for feature in facts[number].features:
            found.setdefault(feature, []).append(number)
    return {feature: tuple(numbers) for feature, numbers in found.items()}


class _Memo(dict[int, SentenceFacts]):
    """By the identity of a shape; the facts keep the shape, so that its identity stays its own."""

    def of(self, shapes: list[Shape]) -> list[SentenceFacts]:
        """The facts of several shapes. What is known already costs nothing in Python."""
        if len(self) > _MOST:
            self.clear()
        for shape in shapes if any(id(shape) not in self for shape in shapes) else ():
            if id(shape) not in self:
                self[id(shape)] = SentenceFacts(shape)
        return list(map(self.__getitem__, map(id, shapes)))


_SENTENCES = _Memo()
facts_of_sentences = _SENTENCES.of

facts_of_segment = ByShape(facts_of)
"""Facts of one segment."""


def first(part: Part) -> int:
    """The first token of a part, counted as the part counts."""
    child: Any = part
    while type(child) is not int:
        child = child[1]
    return child


def _flatten(sentence: Shape) -> list[Flat]:
    """The segments of a sentence in order, scope terminators left out."""
    out: list[Flat] = []
    # each entry: the children of a node still to do, and the segment that owns what comes
    stack: list[tuple[list[Any], int]] = [(list(reversed(sentence[1:])), -1)]
    while stack:
        children, owner = stack[-1]
        if not children:
            stack.pop()
            continue
        child = children.pop()
        if type(child) is int:
            continue
        if type(child[0]) is int:
            if child[1][0] != "end_scope":
                out.append((child[0], child[1], owner))
            continue
        parts = list(reversed(child[1:]))
        if parts and type(parts[-1]) is tuple and type(parts[-1][0]) is int and child[0] != "then_branch":
            offset, shape = parts.pop()
            out.append((offset, shape, owner))
            stack.append((parts, len(out) - 1))
        else:
            stack.append((parts, owner))
    return out
