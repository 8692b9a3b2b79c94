"""Runs Lark's LALR tables over a string of kinds and makes shapes.

A shape is what a stretch of tokens looks like, without saying where it stands or how its names are spelt: a tuple of the
node's name and its children, which are shapes or token numbers counted from the start of the stretch. Shapes are made once
for each different string of kinds and shared by all places where it occurs (the green tree of Roslyn and rust-analyzer).
"""

from __future__ import annotations

from typing import Any

from cobolscan.syntax.words import FILLER

Shape = tuple[Any, ...]
DEFAULT = "\x01"  # in a row of actions: the reduction of every kind that the row does not name
MAX_DEPTH = 40_000  # states on the stack: what is nested deeper is not read


class Rejected(Exception):
    """The grammar does not take the string: `position` is the token it stopped at, the string's length at its end."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


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
                row = actions[state]
                action = row.get(kind)
                if action is None:
                    action = row.get(DEFAULT)
                    if action is None:
                        if kind not in fallback:
                            break
                        kind = fallback[kind]
                        continue
                if action >= 0:
                    break
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
            if action is None:
                break
            state = action
            states.append(state)
            values.append(position)
            if len(states) > MAX_DEPTH:
                break
        if state != end or kind:
            raise Rejected(position)
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

    def fitted(self, kinds: str, start: str, soft: frozenset[str], name: str) -> str:
        """The same string where each `soft` kind that does not fit where it stands is a `name`, up to the first that fits neither way.

        So a word that one dialect reserves is a user-defined word in another, wherever the grammar has no use for it as a keyword.
        """
        fitted = list(kinds)
        states = [self.starts[start]]
        for position, kind in enumerate(kinds):
            if kind == FILLER or self._advance(states, kind):
                continue
            if kind not in soft or not self._advance(states, name):
                break
            fitted[position] = name
        return "".join(fitted)

    def misfits(self, kinds: str, start: str, substitute: str) -> list[int]:
        """The tokens that do not fit where they stand, each taken for a `substitute`, which must fit wherever it may stand.

        The tables may reduce before they find that a token does not fit; such reductions are taken back, so that what is
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
        while (action := _action(self._actions[states[-1]], kind)) is not None and action < 0:
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

    def expected(self, kinds: str, start: str) -> set[str]:
        """What may follow `kinds`, which are the beginning of something that the grammar takes; "" is the end.

        Where something must follow, only this: what the construct around the last operand wants, not how the operand could go on.
        """
        states = [self.starts[start]]
        for kind in kinds:
            if kind != FILLER:
                self._advance(states, kind)
        found: set[str] = set()
        while states[-1] != self._ends[start]:
            row = self._actions[states[-1]]
            found.update(row)
            if DEFAULT not in row:
                return set(row)
            origin, length = self._rules[~row[DEFAULT]][:2]
            del states[len(states) - length :]
            states.append(self._gotos[states[-1]][origin])
        return (found - {DEFAULT}) | {""}


def _action(row: dict[str, int], kind: str) -> int | None:
    action = row.get(kind)
    return row.get(DEFAULT) if action is None else action


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
