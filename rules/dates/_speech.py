"""What the rules about dates say alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobolscan.rule import Related
from cobolscan.syntax.nodes import Literal, Node


def related(node: Node, role: str, message: str) -> Related:
    """Another place; a literal there is claimed with the roles origin and same_literal."""
    place = node.place()
    return Related.at(place, role, message, node.spelling if isinstance(node, Literal) else None)


def parts(first: Literal, literals: Iterable[Literal], message: str) -> Iterator[Related]:
    """The other literals of what one finding speaks for, each once."""
    seen = {first.first_token}
    for literal in literals:
        if literal.first_token not in seen:
            seen.add(literal.first_token)
            yield related(literal, "same_literal" if literal.spelling == first.spelling else "origin", message)
