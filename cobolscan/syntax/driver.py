"""Runs Lark's LALR tables over a string of kinds and makes shapes.

A shape is what a stretch of tokens looks like, without saying where it stands or how its names are spelt: a tuple of the
node's name and its children, which are shapes or token numbers counted from the start of the stretch. Shapes are made once
for each different string of kinds and shared by all places where it occurs (the green tree of Roslyn and rust-analyzer).
"""

from __future__ import annotations

from typing import Any

from cobolscan.syntax.words import FILLER

Shape = tuple[Any, ...]
MAX_DEPTH = 40_000  # states on the stack: what is nested deeper is not read


class Rejected(Exception):
    """The grammar does not take the string: `position` is the token it stopped at, `state` the state of the tables there."""

    def __init__(self, position: int, state: int) -> None:
        super().__init__(position, state)
        self.position = position
        self.state = state


class Driver:
    """One grammar's tables."""

    def __init__(self, plain: dict[str, Any]) -> None:
        self._actions: list[dict[str, int]] = plain["actions"]
        self._gotos: list[dict[str, int]] = plain["gotos"]
        self._rules: list[tuple[str, int, str, bool, bool]] = plain["rules"]
        self.starts: dict[str, int] = plain["starts"]
        self._ends: dict[str, int] = plain["ends"]
        self.fallback: dict[str, str] = {}  # a kind that does not fit is taken for this one (SQLite's %fallback)

    def parse(self, kinds: str, start: str) -> Shape:
        """The shape of `kinds` by the start rule `start`; raises Rejected. Time is linear in the length of `kinds`."""
        actions, gotos, rules, fallback = self._actions, self._gotos, self._rules, self.fallback
        end = self._ends[start]
        state = self.starts[start]
        states: list[int] = [state]
        values: list[Any] = []
        for position, kind in enumerate((*kinds, "")):
            if kind == FILLER:
                continue
            while True:
                while (action := actions[state].get(kind)) is not None and action < 0:
                    # a reduction, written out here: this loop is where a new shape costs its time
                    origin, length, name, inline, expand_single = rules[~action]
                    if length:
                        children = values[-length:]
                        del states[-length:], values[-length:]
                        if list in map(type, children):
                            children = _spliced(children)
                    else:
                        children = []
                    if inline:
                        values.append(children)
                    elif expand_single and len(children) == 1:
                        values.append(children[0])
                    else:
                        values.append((name, *children))
                    state = gotos[states[-1]][origin]
                    states.append(state)
                if action is not None or kind not in fallback:
                    break
                kind = fallback[kind]
            if action is None:
                break
            state = action
            states.append(state)
            values.append(position)
            if len(states) > MAX_DEPTH:
                break
        if state != end:
            raise Rejected(position, state)
        result: Shape = values[-1]
        return result

    def possible(self, kinds: str, start: str) -> list[str]:
        """The kinds that may stand behind `kinds`, "" for its end. `expected` says more than that: states of LALR(1) are shared."""
        states = [self.starts[start]]
        for kind in kinds:
            while kind != FILLER and kind and not self._advance(states, kind):
                kind = self.fallback.get(kind, "")
        end = self._ends[start]
        return [kind for kind in self._actions[states[-1]] if self._advance(copy := list(states), kind) or (not kind and copy[-1] == end)]

    def misfits(self, kinds: str, start: str, substitute: str) -> list[int]:
        """The tokens that do not fit where they stand, each taken for a `substitute`, which must fit wherever it may stand.

        Tables of LALR(1) may reduce before they find that a token does not fit; such reductions are taken back, so that what is
        open stays open.
        """
        found: list[int] = []
        states = [self.starts[start]]
        for position, kind in enumerate(kinds):
            if not self._advance(states, kind):
                found.append(position)
                self._advance(states, substitute)
        return found

    def _advance(self, states: list[int], kind: str) -> bool:
        """Shift one kind on a stack of states. When it does not fit, the stack is left as it was."""
        undo: list[list[int]] = []
        while (action := self._actions[states[-1]].get(kind)) is not None and action < 0:
            origin, length = self._rules[~action][:2]
            undo.append(states[len(states) - length :])
            del states[len(states) - length :]
            states.append(self._gotos[states[-1]][origin])
        if action is None:
            for popped in reversed(undo) if kind else ():  # at the end of the input nothing else is tried
                states[-1:] = popped
            return False
        states.append(action)
        return True

    def expected(self, state: int) -> list[str]:
        """The kinds that could stand where `Rejected` was raised."""
        return list(self._actions[state])


def _spliced(children: list[Any]) -> list[Any]:
    """Children of which some are lists, those of a rule that is no node. A list in front grows in place: such rules are left-recursive."""
    if type(children[0]) is list:
        first: list[Any] = children[0]
        rest = children[1:]
    else:
        first, rest = [], children
    for child in rest:
        if type(child) is list:
            first.extend(child)
        else:
            first.append(child)
    return first
