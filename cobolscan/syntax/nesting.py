"""How the segments of a sentence nest: the skeleton grammar, and what it leaves open.

A scope terminator or branch without an owner is an orphan: it is set aside, and the rest nests as if it were not there. What
an owner lacks (END-PERFORM, a WHEN, a statement in a branch) is a problem of the owner's or the branch's own segment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cobolscan.syntax.driver import Driver, Rejected, Shape

# phrases that an orphan may be, and the verbs that own them
_OWNERS = {
    "ELSE": "IF",
    "WHEN": "EVALUATE or SEARCH",
    "WHEN_OTHER": "EVALUATE",
    "AT_END": "READ",
    "NOT_AT_END": "READ",
    "SIZE_ERROR": "ADD or COMPUTE",
    "NOT_SIZE_ERROR": "ADD or COMPUTE",
    "INVALID_KEY": "READ or WRITE",
    "NOT_INVALID_KEY": "READ or WRITE",
    "AT_EOP": "WRITE",
    "NOT_AT_EOP": "WRITE",
    "ON_OVERFLOW": "STRING or CALL",
    "NOT_ON_OVERFLOW": "STRING or CALL",
    "ON_EXCEPTION": "CALL",
    "ON_EXCEPTION_KEY": "ACCEPT",
    "NOT_ON_EXCEPTION": "CALL",
    "NO_DATA": "RECEIVE",
    "WITH_DATA": "RECEIVE",
}
_BRANCHES = frozenset(
    "else_branch at_end_branch size_branch read_branch key_branch write_branch overflow_branch call_branch receive_branch".split()
)


@dataclass(slots=True, frozen=True)
class Nested:
    """Leaves of `shape` are numbers of segments; `orphans` and `problems` are (segment, what is missing)."""

    shape: Shape | None
    orphans: tuple[tuple[int, str], ...] = ()
    problems: tuple[tuple[int, str], ...] = ()


class Nesting:
    """The skeleton grammar with its memo."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._classes: dict[str, str] = data["classes"]
        self._names = {char: name for name, char in self._classes.items()}
        self._driver = Driver(data["skeleton"])
        self._known: dict[str, Nested] = {}

    def nest(self, classes: list[str]) -> Nested:
        """How segments of these classes nest."""
        text = "".join(map(self._classes.__getitem__, classes))
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._nest(text)
        return known

    def forget(self) -> None:
        self._known.clear()

    def _nest(self, text: str) -> Nested:
        try:
            return self._nested(self._driver.parse(text, "sentence"), text)
        except Rejected:
            pass
        simple = self._classes["SIMPLE"]
        orphans = self._driver.misfits(text, "sentence", simple)
        chosen = frozenset(orphans)
        repaired = "".join(simple if number in chosen else char for number, char in enumerate(text))
        try:
            shape = self._driver.parse(repaired, "sentence")
        except Rejected:
            return Nested(None)
        return self._nested(shape, repaired, tuple((number, _owner(self._names[text[number]])) for number in orphans))

    def _nested(self, shape: Shape, text: str, orphans: tuple[tuple[int, str], ...] = ()) -> Nested:
        return Nested(shape, orphans, tuple(self._problems(shape, text)))

    def _problems(self, shape: Shape, text: str) -> Iterator[tuple[int, str]]:
        """What the nodes of a sentence lack, from the front to the back."""
        todo = [shape]
        while todo:
            node = todo.pop()
            todo.extend(child for child in reversed(node[1:]) if type(child) is tuple)
            name = node[0]
            if name in _BRANCHES:
                if len(node) == 2:
                    yield node[1], "a statement"
            elif name == "if_statement":
                if len(node) == 2 or (type(node[2]) is int):
                    yield node[1], "a statement"
            elif name == "perform_inline_statement":
                if type(node[-1]) is not int or self._names[text[node[-1]]] != "END_PERFORM":
                    yield node[1], "END-PERFORM"
            elif name == "evaluate_statement" or name == "search_statement":
                yield from self._branches(node, text)

    def _branches(self, node: Shape, text: str) -> Iterator[tuple[int, str]]:
        """What the WHEN branches of an EVALUATE or SEARCH lack."""
        whens = [child for child in node[1:] if type(child) is tuple and child[0] == "when_branch"]
        if not whens:
            yield node[1], "WHEN"
        elif node[0] == "search_statement" and self._is_when(whens[-1][-1], text):
            yield whens[-1][-1], "a statement"
        heads = [child for when in whens for child in when[1:] if self._is_when(child, text)]
        for number, later in pairwise(heads):
            if self._names[text[number]] == "WHEN_OTHER":
                yield later, "END-EVALUATE"
                break

    def _is_when(self, child: Any, text: str) -> bool:
        return type(child) is int and self._names[text[child]] in ("WHEN", "WHEN_OTHER")


def _owner(name: str) -> str:
    """What an orphan of a class wants to stand before it, in COBOL's words."""
    phrase = name.replace("_", "-") if name.startswith("END_") else "ON EXCEPTION" if name == "ON_EXCEPTION_KEY" else name.replace("_", " ")
    return f"{_OWNERS.get(name, phrase[4:])} before {phrase}"
