"""How often a loop can run: literals and constants that bound it, counters that are tested on the way. An upper bound, never a promise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cobolscan.program.amounts import Amounts
from cobolscan.program.procedures import Loop
from cobolscan.program.reaching import ancestors
from cobolscan.syntax.nodes import Node, Reference, Relation

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_MAX_PASSES = 1_000_000
_LEAVES = ("go_to_statement", "goback_statement", "stop_statement", "exit_statement")


def body(loop: Loop, statement: Statement, program: Program) -> list[Statement]:
    """Every statement that a loop around `statement` can run."""
    procedures = program.procedures
    header = loop.header
    if header.name == "perform_inline":
        direct = [other for other in program.statements if any(parent is header for parent in other.enclosing("perform_inline"))]
        numbers = {n for other in direct for n in procedures.ranges.get(other.base, ())}
    elif header.name == "go_to_statement":
        direct, numbers = [], set(_jumped_over(header, program))
    else:
        direct, numbers = [], set(procedures.ranges.get(header.base, ()))
    reached = procedures.reached(numbers)
    return direct + [other for other in program.statements if other.paragraph is not None and other.paragraph.number in reached]


def _jumped_over(jump: Statement, program: Program) -> range:
    """The paragraphs between the target of a GO TO that leads up and the GO TO itself."""
    targets = [program.procedures.span(n.words[0]) for n in jump.children if n.name == "procedure_name"]
    last = jump.paragraph.number if jump.paragraph else -1
    starts = [numbers[0] for numbers in targets if numbers and numbers[0] <= last]
    return range(min(starts), last + 1) if starts else range(0)


def passes(loop: Loop, statement: Statement, program: Program) -> int | None:
    """The most passes of the loop around `statement` that run it, None when nothing bounds them."""
    counter = Counter(loop, statement, program)
    least = min((count for count in counter.counts() if count > 0), default=None)
    rounds = counter.rounds()
    return None if least is None or rounds is None else least * rounds


def exactly(loop: Loop, statement: Statement, program: Program) -> int | None:
    """The passes of the loop that run the statement, where a single count decides and nothing else ends it; None otherwise."""
    return passes(loop, statement, program) if Counter(loop, statement, program).is_exact else None


@dataclass(frozen=True)
class _Exit:
    """A comparison that ends the loop when it holds; `at` is the place in a pass where it is tested."""

    name: str
    operator: str
    bound: Decimal
    at: int


class Counter:
    """The counts that bound one loop."""

    def __init__(self, loop: Loop, statement: Statement, program: Program) -> None:
        self._loop = loop
        self._statement = statement
        self._program = program
        self._body = body(loop, statement, program)
        self._numbers = Amounts(program)

    def counts(self) -> Iterator[int]:
        yield from self._times()
        for exit_ in self._exits():
            count = self._counted(exit_)
            if count is not None:
                yield count

    def rounds(self) -> int | None:
        """How often the AFTER phrases of VARYING run the body for each value of the first index; None when they do not say."""
        product = 1
        for after in self._loop.header.all("perform_after"):
            found = [count for exit_ in self._either(after.children[-1], -1) if (count := self._after(after, exit_))]
            if not found:
                return None
            product *= min(found)
        return product

    def _after(self, after: Node, exit_: _Exit) -> int | None:
        index, *amounts = after.children[:3]
        first, step = (self._numbers.of(amount, self._loop.header).only for amount in amounts)
        if not isinstance(index, Reference) or exit_.name != index.data_name or not first or not step or not step.number:
            return None
        return _simulated(first.number, step.number, exit_, 1, 0)

    @property
    def is_exact(self) -> bool:
        """Whether the header alone decides, by TIMES or one comparison."""
        header = self._loop.header
        last = header.base if header.name == "go_to_statement" else 1 << 60
        if any(other.name in _LEAVES and other.base < last and self._leaves(other) for other in self._body):
            return False
        if header.name == "go_to_statement":
            around = header.enclosing("if_phrase")
            return len(around) == 1 and isinstance(around[0].children[0], Relation)
        conditions = [n.children[-1] for n in header.all("perform_until", "perform_varying", "perform_after") if n.children]
        return all(isinstance(n, Relation) or n.name == "perform_after" for n in conditions)

    def _times(self) -> Iterator[int]:
        for times in self._loop.header.all("perform_times"):
            if not times.children:
                yield int(times.words[0]) if times.words[0].isdigit() else 0
            elif (only := self._numbers.of(times.children[0], self._loop.header).only) is not None:
                yield int(only.number)

    # ---- what ends the loop

    def _exits(self) -> Iterator[_Exit]:
        header = self._loop.header
        for phrase in header.all("perform_until", "perform_varying"):
            late = any(test.words[-1] == "AFTER" for test in phrase.all("perform_test"))
            conditions = [n for n in phrase.children if n.name not in ("perform_test", "perform_after")][-1:]
            yield from self._either(conditions[0], 1 << 60 if late else -1) if conditions else ()
        if header.name == "go_to_statement":
            for branch in header.enclosing("if_phrase"):
                if not any(other.parent is branch for other in header.enclosing("else_phrase")):
                    yield from self._negated(branch.children[0], branch.base)
        for statement in self._body:
            if statement.name in _LEAVES and self._leaves(statement):
                outer = statement.parent
                if outer is not None and outer.name == "if_phrase" and self._unconditional(outer):
                    yield from self._either(outer.children[0], outer.base)

    def _leaves(self, statement: Statement) -> bool:
        """Whether a statement of the body ends the loop."""
        if statement.name == "go_to_statement":
            numbers = [self._program.procedures.span(n.words[0]) for n in statement.children if n.name == "procedure_name"]
            inside = {other.paragraph.number for other in self._body if other.paragraph}
            return len(numbers) == 1 and bool(numbers[0]) and numbers[0][0] not in inside
        if statement.name == "exit_statement":
            words = " ".join(statement.words)
            inline = next(iter(statement.enclosing("perform_inline")), None)
            return words in ("EXIT PROGRAM", "EXIT PERFORM") and (words == "EXIT PROGRAM" or inline is self._loop.header)
        return True

    def _unconditional(self, branch: Statement) -> bool:
        """Whether every pass that comes to the statement meets the test."""
        return ancestors(branch) <= ancestors(self._statement) | ancestors(self._loop.header) | {self._loop.header.base}

    def _either(self, condition: Node, at: int) -> Iterator[_Exit]:
        """The comparisons of which one is enough: the alternatives of an OR."""
        if condition.name == "parenthesis" and condition.children:
            yield from self._either(condition.children[0], at)
        elif condition.name == "or_condition":
            for part in condition.children:
                yield from self._either(part, at)
        elif isinstance(condition, Relation):
            yield from self._compared(condition, at, False)

    def _negated(self, condition: Node, at: int) -> Iterator[_Exit]:
        """The loop goes on while a condition holds: each part of an AND ends it by failing."""
        if condition.name == "parenthesis" and condition.children:
            yield from self._negated(condition.children[0], at)
        elif condition.name == "and_condition":
            for part in condition.children:
                yield from self._negated(part, at)
        elif isinstance(condition, Relation):
            yield from self._compared(condition, at, True)

    def _compared(self, relation: Relation, at: int, negated: bool) -> Iterator[_Exit]:
        sides = relation.children
        if relation.name != "relation" or len(sides) != 3:
            return
        operator = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "<>", "<>": "="}[relation.operator] if negated else relation.operator
        for left, right, seen in ((sides[0], sides[2], operator), (sides[2], sides[0], _MIRRORED[operator])):
            bound = self._numbers.of(right, self._loop.header).only if isinstance(left, Reference) else None
            if isinstance(left, Reference) and bound is not None:
                yield _Exit(left.data_name, seen, bound.number, at)

    # ---- counting

    def _counted(self, exit_: _Exit) -> int | None:
        around = [self._loop.header, *(other for other in self._body if not _ends(other, exit_, self._numbers))]
        steps = [(s, step) for s in around for step in self._steps(s, exit_.name)]
        if len({step is not None and (step > 0) - (step < 0) for _, step in steps}) != 1:
            return None
        if len(steps) > 1 and exit_.operator in ("=", "<>"):
            return None  # it may be stepped over; any other exit only comes sooner
        stepping, step = next(((s, step) for s, step in steps if self._on_the_way(s)), (self._statement, None))
        if not step:
            return None
        start = self._start(exit_.name, stepping)
        if start is None:
            return None
        in_header = stepping is self._loop.header
        runs = self._case(exit_.name)
        return _simulated(start, step, exit_, 1 << 61 if in_header else stepping.base, self._statement.base, runs)

    def _case(self, counter: str) -> Callable[[Decimal], bool]:
        """For a statement under WHEN of an EVALUATE of the counter: which of its values lead there."""
        for when in self._statement.enclosing("when_phrase", "when_other_phrase"):
            chosen = _cases(when, counter, self._program)
            if chosen is not None:
                return chosen
        return lambda value: True

    def _steps(self, statement: Statement, name: str) -> Iterator[Decimal | None]:
        """By how much a statement moves the counter; None where it cannot be known or depends on a condition."""
        for target, amounts in statement.facts.increments:
            part = statement.part(target)
            if isinstance(part, Reference) and part.data_name == name:
                nodes = [statement.part(amount) for amount in amounts]
                yield _step(statement, nodes, name, self._numbers)
                return
        if any(part.data_name == name for part in statement.written):
            yield None

    def _on_the_way(self, stepping: Statement) -> bool:
        """Whether every pass that runs the statement in question also moves the counter."""
        around = ancestors(self._statement) | ancestors(self._loop.header)
        return stepping is self._loop.header or ancestors(stepping) <= around

    def _start(self, name: str, stepping: Statement) -> Decimal | None:
        """The counter before the first pass."""
        for varying in self._loop.header.all("perform_varying"):
            parts = [n for n in varying.children if n.name != "perform_test"]
            if len(parts) > 1 and isinstance(parts[0], Reference) and parts[0].data_name == name:
                only = self._numbers.of(parts[1], self._loop.header).only
                return only.number if only else None
        steps = [other for other in self._body if any(True for _ in self._steps(other, name))]
        before = Amounts(self._program, lambda statement, item: item == name and (statement is stepping or statement in steps))
        first = self._loop.header if self._loop.header.name != "go_to_statement" else min(self._body, key=lambda s: s.base)
        only = before.of_name(name, first).only
        return only.number if only else None


def _cases(when: Statement, counter: str, program: Program) -> Callable[[Decimal], bool] | None:
    evaluate = next((parent for parent in when.enclosing("evaluate_phrase")), None)
    subjects = evaluate.children if evaluate else []
    if evaluate is None or len(subjects) != 1 or not isinstance(subjects[0], Reference) or subjects[0].data_name != counter:
        return None
    mine, others = set[Decimal](), set[Decimal]()
    for other in program.statements:
        if other.name == "when_phrase" and evaluate in other.enclosing("evaluate_phrase"):
            number = getattr(other.children[0], "number", None) if len(other.children) == 1 else None
            if number is None:
                return None
            together = other is when or other in when.enclosing("when_phrase") or when in other.enclosing("when_phrase")
            (mine if together else others).add(number)
    if when.name == "when_phrase":
        return lambda value: value in mine
    return lambda value: value not in others


def _ends(statement: Statement, exit_: _Exit, numbers: Amounts) -> bool:
    """Whether a MOVE gives the counter a value that ends the loop."""
    parts = statement.children if statement.name == "move_statement" else []
    if not any(isinstance(part, Reference) and part.data_name == exit_.name for part in parts[1:]):
        return False
    only = numbers.of(parts[0], statement).only
    return only is not None and _holds(only.number, exit_)


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
    value: Decimal, step: Decimal, exit_: _Exit, stepped_at: int, runs_at: int, runs: Callable[[Decimal], bool] = lambda value: True
) -> int | None:
    """The number of passes that come by `runs_at`, with a value that leads there, before the exit is taken."""
    count = 0
    events = sorted(((exit_.at, 0), (stepped_at, 1), (runs_at, 2)))
    for _ in range(_MAX_PASSES):
        for _, event in events:
            if event == 0 and _holds(value, exit_):
                return count
            if event == 1:
                value += step
            if event == 2 and runs(value):
                count += 1
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
