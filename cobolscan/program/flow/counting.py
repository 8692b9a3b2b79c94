"""How often a loop can run: literals and constants that bound it, counters that are tested on the way. An upper bound, never a promise."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cobolscan.program.procedures import Loop
from cobolscan.program.values.amounts import Amounts
from cobolscan.syntax.nodes import Node, Reference, Relation

if TYPE_CHECKING:
    from cobolscan.program.flow.cycles import Cycle
    from cobolscan.program.flow.loops import Loops
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement


def body(loop: Loop, statement: Statement, program: Program) -> list[Statement]:
    """Every statement that a loop around `statement` can run."""
    return program.flow.body(loop)


def passes(loop: Loop, statement: Statement, program: Program) -> int | None:
    """The most passes of the loop around `statement` that run it, None when nothing bounds them."""
    return program.flow.passes(loop, statement)


def exactly(loop: Loop, statement: Statement, program: Program) -> int | None:
    """The passes of the loop that come by the statement, where a single count decides and nothing else ends it; None otherwise."""
    return program.flow.exactly(loop, statement)


_MOST_SIMULATED = 10_000  # passes that are gone through one by one


@dataclass(frozen=True)
class _Exit:
    """A comparison that ends the loop when it holds."""

    name: str
    operator: str
    bound: Decimal
    statement: Statement | None  # the IF that tests it; None for the PERFORM itself
    late: bool = False  # tested behind the body


class Counter:
    """The counts that bound one loop."""

    def __init__(self, cycle: Cycle, loops: Loops, statement: Statement, program: Program) -> None:
        self._cycle = cycle
        self._loops = loops
        self._header = loops.header(cycle)
        self._statement = statement
        self._program = program
        self._numbers = Amounts(program)
        self._around: dict[str, set[str]] = {}

    def most(self) -> int | None:
        """The least of the counts that bound the passes which run the statement; None when there is none."""
        if not self._loops.counts_alone(self._cycle):
            return None
        return min((count for count in self._counts() if count > 0), default=None)

    def exactly(self) -> int | None:
        """The same where the header alone decides, by TIMES or one comparison; None where anything else ends the loop."""
        alone = self._is_exact and not self._is_hurried and self._loops.ends_only_at(self._cycle, self._deciding)
        return self.most() if alone else None

    @property
    def _deciding(self) -> Statement:
        """What decides whether a loop goes on: the PERFORM, or the IF around the GO TO that leads back."""
        if self._header.name != "go_to_statement":
            return self._header
        return next(iter(self._header.enclosing("if_phrase")), self._header)

    @property
    def _is_exact(self) -> bool:
        if self._header.name == "go_to_statement":
            around = self._header.enclosing("if_phrase")
            return len(around) == 1 and isinstance(around[0].children[0], Relation)
        phrases = self._header.all("perform_until", "perform_varying", "perform_after")
        conditions = [n.children[-1] for n in phrases if n.children]
        return all(isinstance(n, Relation) or n.name == "perform_after" for n in conditions)

    @property
    def _is_hurried(self) -> bool:
        """Whether the body moves a counter at several places, so that the loop may end sooner."""
        for name in {exit_.name for exit_ in self._exits()}:
            moving = [s for s in [self._header, *self._loops.repeated(self._cycle)] if any(True for _ in self._steps(s, name))]
            if len({s.base for s in moving}) > 1:
                return True
        return False

    def _counts(self) -> Iterator[int]:
        yield from self._times()
        yield from self._nested_varying()
        for exit_ in self._exits():
            count = self._counted(exit_)
            if count is not None:
                yield count

    def _times(self) -> Iterator[int]:
        for times in self._header.all("perform_times"):
            if not times.children:
                yield int(times.words[0][:18]) if times.words[0].isdigit() else 0
            elif (only := self._numbers.of(times.children[0], self._header).only) is not None:
                yield int(only.number)

    def _nested_varying(self) -> Iterator[int]:
        """VARYING ... AFTER, the passes of each index multiplied, unless the body moves one of them."""
        for varying in self._header.all("perform_varying"):
            afters = [child for child in varying.children if child.name == "perform_after"]
            counts = [self._of_index(phrase) for phrase in (varying, *afters)] if afters else []
            if counts and None not in counts and not self._moves_index():
                yield math.prod(count or 0 for count in counts)

    def _of_index(self, phrase: Node) -> int | None:
        """The passes that one index of VARYING makes, for each value of those before it."""
        index, first, step, *rest = (n for n in phrase.children if n.name not in ("perform_test", "perform_after"))
        start, move = (self._numbers.of(amount, self._header).only for amount in (first, step))
        if not isinstance(index, Reference) or not rest or start is None or move is None or not move.number:
            return None
        exits = [exit_ for exit_ in self._either(rest[-1], None) if exit_.name == index.data_name]
        ends = [_simulated(start.number, move.number, exit_, "trm") for exit_ in exits]
        return min((end[0] for end in ends if end is not None), default=None)

    def _moves_index(self) -> bool:
        wholes = set().union(*(self._wholes(part.data_name) for part in self._header.written))
        return any(part.data_name in wholes for s in self._loops.repeated(self._cycle) for part in s.written)

    # ---- what ends the loop

    def _exits(self) -> Iterator[_Exit]:
        for phrase in self._header.all("perform_until", "perform_varying"):
            late = any(test.words[-1] == "AFTER" for test in phrase.all("perform_test"))
            conditions = [n for n in phrase.children if n.name not in ("perform_test", "perform_after")][-1:]
            after = any(n.name == "perform_after" for n in phrase.children)
            yield from self._either(conditions[0], None, late) if conditions and not after else ()
        for statement, kind in self._loops.exits(self._cycle):
            condition = statement.children[0] if statement.children else None
            if condition is not None and kind == "true":
                yield from self._either(condition, statement)
            elif condition is not None:
                yield from self._negated(condition, statement)

    def _either(self, condition: Node, at: Statement | None, late: bool = False) -> Iterator[_Exit]:
        """The comparisons of which one is enough: the alternatives of an OR."""
        if condition.name == "parenthesis" and condition.children:
            yield from self._either(condition.children[0], at, late)
        elif condition.name == "or_condition":
            for part in condition.children:
                yield from self._either(part, at, late)
        elif isinstance(condition, Relation):
            yield from self._compared(condition, at, False, late)

    def _negated(self, condition: Node, at: Statement | None) -> Iterator[_Exit]:
        """The loop goes on while a condition holds: each part of an AND ends it by failing."""
        if condition.name == "parenthesis" and condition.children:
            yield from self._negated(condition.children[0], at)
        elif condition.name == "and_condition":
            for part in condition.children:
                yield from self._negated(part, at)
        elif isinstance(condition, Relation):
            yield from self._compared(condition, at, True)

    def _compared(self, relation: Relation, at: Statement | None, negated: bool, late: bool = False) -> Iterator[_Exit]:
        sides = relation.children
        if relation.name != "relation" or len(sides) != 3:
            return
        operator = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "<>", "<>": "="}[relation.operator] if negated else relation.operator
        for left, right, seen in ((sides[0], sides[2], operator), (sides[2], sides[0], _MIRRORED[operator])):
            bound = self._numbers.of(right, self._header).only if isinstance(left, Reference) else None
            if isinstance(left, Reference) and bound is not None:
                yield _Exit(left.data_name, seen, bound.number, at, late)

    # ---- counting

    def _counted(self, exit_: _Exit) -> int | None:
        name = exit_.name
        stepping, step, others = self._stepping(exit_)
        start = self._start(name) if stepping is not None else None
        if not step or start is None:
            return None
        in_header = stepping is self._header and stepping.name != "go_to_statement"
        runs = self._case(name)
        ends = [_simulated(start, step, exit_, order, runs) for order in self._orders(exit_, None if in_header else stepping)]
        if not all(end is not None and self._fits(name, end[1] + others) for end in ends):
            return None
        return max((end[0] for end in ends if end is not None), default=None)

    def _stepping(self, exit_: _Exit) -> tuple[Statement | None, Decimal, Decimal]:
        """What moves the counter on each pass, by how much, and by how much others move it, in the same direction: these can only end the
        loop sooner, unless the counter must meet one value."""
        body = [s for s in self._loops.repeated(self._cycle) if s is not self._header and not _ends(s, exit_, self._numbers)]
        steps = [(s, step) for s in [self._header, *body] for step in self._steps(s, exit_.name)]
        known = [step for _, step in steps if step is not None]
        if len(known) < len(steps) or len({step > 0 for step in known}) != 1 or (len(steps) > 1 and exit_.operator in ("=", "<>")):
            return None, Decimal(0), Decimal(0)
        found = next(((s, step) for s, step in steps if step is not None and self._on_the_way(s)), None)
        return (found[0], found[1], sum(known, -found[1])) if found else (None, Decimal(0), Decimal(0))

    def _case(self, counter: str) -> Callable[[Decimal], bool] | None:
        """For a statement under WHEN of an EVALUATE of the counter: which of its values lead there."""
        for when in self._statement.enclosing("when_phrase", "when_other_phrase"):
            chosen = _cases(when, counter, self._program)
            if chosen is not None:
                return chosen
        return None

    def _fits(self, name: str, value: Decimal) -> bool:
        """Whether the counter has room for the value that ends the loop: one that overflows first never ends it."""
        item = self._program.item(name)
        if item is None or not item.digits:
            return True
        return abs(value) < 10**item.digits and (value >= 0 or item.picture.startswith("S"))

    def _orders(self, exit_: _Exit, stepping: Statement | None) -> Iterator[str]:
        """The orders in which a pass can test the exit (t), move the counter (m) and run the statement (r).

        A test of the PERFORM comes first or last, its VARYING last.
        """
        places = {"r": self._statement}
        if stepping is not None:
            places["m"] = stepping
        if exit_.statement is not None:
            places["t"] = exit_.statement
        follows = {(a, b): self._follows(places[a], places[b]) for a in places for b in places if a != b}
        last = "" if stepping is not None else "m"
        for order in itertools.permutations(places):
            if all(follows[a, b] or not follows[b, a] for a, b in itertools.combinations(order, 2)):
                middle = "".join(order)
                if exit_.statement is not None:
                    yield middle + last
                else:
                    yield middle + "t" + last if exit_.late else "t" + middle + last

    def _follows(self, first: Statement, second: Statement) -> bool:
        """Whether in a pass one statement can run behind another."""
        number = self._program.flow.graph.number_of
        return first is second or self._loops.follows(self._cycle, number(first), number(second))

    def _steps(self, statement: Statement, name: str) -> Iterator[Decimal | None]:
        """By how much a statement moves the counter, when it runs; None where it cannot be known."""
        for target, amounts in statement.facts.increments:
            part = statement.part(target)
            if isinstance(part, Reference) and part.data_name == name:
                nodes = [statement.part(amount) for amount in amounts]
                yield _step(statement, nodes, name, self._numbers)
                return
        if any(part.data_name in self._wholes(name) for part in statement.written):
            yield None

    def _wholes(self, name: str) -> set[str]:
        """The names that change the counter when they are written: its own, and those of the groups around it."""
        known = self._around.get(name)
        if known is None:
            known = self._around[name] = {name} | {group.name for item in self._program.items_named(name) for group in item.ancestors()}
        return known

    def _on_the_way(self, stepping: Statement) -> bool:
        """Whether every pass that runs the statement in question also moves the counter."""
        if stepping is self._header:
            return True
        number = self._program.flow.graph.number_of
        return not self._loops.comes_round(self._cycle, number(self._statement), number(stepping))

    def _start(self, name: str) -> Decimal | None:
        """The counter before the first pass."""
        for varying in self._header.all("perform_varying"):
            parts = [n for n in varying.children if n.name != "perform_test"]
            if len(parts) > 1 and isinstance(parts[0], Reference) and parts[0].data_name == name:
                only = self._numbers.of(parts[1], self._header).only
                return only.number if only else None
        body = self._loops.repeated(self._cycle)
        moving = {s.base for s in body if any(True for _ in self._steps(s, name))}
        before = Amounts(self._program, lambda statement, item: item == name and statement.base in moving)
        first = self._header if self._header.name != "go_to_statement" else body[0]
        only = before.of_name(name, first).only
        return only.number if only else None


_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "<>": "<>"}


def _step(statement: Statement, amounts: list[Node], name: str, numbers: Amounts) -> Decimal | None:
    """ADD 1 TO X, SUBTRACT, COMPUTE X = X + 1, VARYING X FROM ... BY 1."""
    if statement.name == "compute_statement":
        expression = amounts[0]
        parts = expression.children
        if len(parts) != 2 or not isinstance(parts[0], Reference) or parts[0].data_name != name:
            return None
        only = numbers.of(parts[1], statement).only
        return (-only.number if expression.name == "subtract_expression" else only.number) if only else None
    if not amounts:
        return Decimal(1) if statement.name.startswith("perform") else None
    total = [numbers.of(amount, statement).only for amount in amounts]
    if any(only is None for only in total):
        return None
    moved = sum((only.number for only in total if only), Decimal(0))
    return -moved if statement.name == "subtract_statement" else moved


def _simulated(
    value: Decimal, step: Decimal, exit_: _Exit, order: str, runs: Callable[[Decimal], bool] | None = None
) -> tuple[int, Decimal] | None:
    """The passes that come by the statement before the exit is taken, and the counter then; None when it never is.

    `order`: t tests, m moves the counter, r runs the statement, with `runs` only for some values of the counter.
    """
    count = 0
    one_by_one = runs is not None and (exit_.bound - value) / step < _MOST_SIMULATED
    for skip in (False, True):
        for _ in range(_MOST_SIMULATED + 4 if one_by_one else 4):
            for event in order:
                if event == "t" and _holds(value, exit_):
                    return count, value
                value += step if event == "m" else 0
                count += event == "r" and (not one_by_one or runs is None or runs(value))
        # what did not hold in the first passes holds when the counter comes to the bound: the passes until then are alike
        alike = int((exit_.bound - value) / step) - 2
        if not skip and alike > 0:
            value += alike * step
            count += alike
    return None


def _holds(value: Decimal, exit_: _Exit) -> bool:
    bound = exit_.bound
    return {
        "=": value == bound,
        "<>": value != bound,
        "<": value < bound,
        ">": value > bound,
        "<=": value <= bound,
        ">=": value >= bound,
    }[exit_.operator]


def _cases(when: Statement, counter: str, program: Program) -> Callable[[Decimal], bool] | None:
    """Whether a value of the counter leads to a WHEN; None where the EVALUATE is of something else, or compares with other things."""
    evaluate = next(iter(when.enclosing("evaluate_phrase")), None)
    subjects = evaluate.children if evaluate else []
    if evaluate is None or len(subjects) != 1 or not isinstance(subjects[0], Reference) or subjects[0].data_name != counter:
        return None
    mine, others = set[Decimal](), set[Decimal]()
    for other in program.having("when_phrase"):
        if evaluate in other.enclosing("evaluate_phrase")[:1]:
            number = getattr(other.children[0], "number", None) if len(other.children) == 1 else None
            if number is None:
                return None
            together = other is when or other in when.enclosing("when_phrase") or when in other.enclosing("when_phrase")
            (mine if together else others).add(number)
    return (lambda value: value in mine) if when.name == "when_phrase" else (lambda value: value not in others)


def _ends(statement: Statement, exit_: _Exit, numbers: Amounts) -> bool:
    """Whether a MOVE gives the counter a value that ends the loop."""
    parts = statement.children if statement.name == "move_statement" else []
    if not any(isinstance(part, Reference) and part.data_name == exit_.name for part in parts[1:]):
        return False
    only = numbers.of(parts[0], statement).only
    return only is not None and _holds(only.number, exit_)
