"""Loops that pass the time by computing: they count with nothing to do, or look at the clock until it has moved on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cobolscan.program import procedures
from cobolscan.program.by_shape import ByShape
from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.rules.waits._loops import loop_made_by, loops_around
from cobolscan.syntax.nodes import Literal, Reference, descend

_COUNTS = frozenset(("perform_times", "perform_varying"))
_CLOCK = frozenset(("TIME", "DATE", "CURRENT-DATE", "SECONDS-PAST-MIDNIGHT", "DAY"))
_CLOCKS = ("CURRENT-DATE", "SECONDS-PAST-MIDNIGHT")
_IDLE = frozenset(("continue_statement", "exit_statement", "next_sentence"))
_COMPUTES = _IDLE | {"move_statement", "add_statement", "subtract_statement", "multiply_statement", "divide_statement", "compute_statement",
                     "initialize_statement"}  # fmt: skip
_WATCHES = _COMPUTES | {"if_phrase", "else_phrase", "evaluate_phrase", "when_phrase", "when_other_phrase", "accept_statement",
                        "set_statement", "go_to_statement", "perform_statement", "perform_inline"}  # fmt: skip
_MOST = 15  # statements; a loop with more of them computes something


@dataclass(frozen=True)
class Busy:
    """A loop that computes to wait. `passes` and `literal` for one that counts, `clock` for one that looks at the time."""

    header: Statement
    passes: int | None = None
    literal: Literal | None = None
    clock: Statement | None = None


class BusyLoops:
    """The busy loops of one program that count to `least` at the least."""

    def __init__(self, program: Program, least: int) -> None:
        self._program = program
        self._least = least
        self._readers: dict[str, list[int]] = {}  # first tokens of the statements that read an item and do not write it, by its name

    def found(self) -> Iterator[Busy]:
        seen: set[int] = set()
        for busy in (*self._counting(), *self._watching()):
            if busy.header.base not in seen:
                seen.add(busy.header.base)
                yield busy

    # ---- counting

    def _counting(self) -> Iterator[Busy]:
        headers = (header for kind in ("perform_inline", "perform_statement") for header in self._program.having_where(kind, _counts))
        for header in headers:
            if not self._may_be_long(header):
                continue
            body = self._body(header)
            if body is None or any(other.name not in _COMPUTES for other in body) or not self._is_for_nothing(header, body):
                continue
            passes, literal = self._passes(header)
            if passes is not None and passes >= self._least:
                yield Busy(header, passes, literal)

    def _may_be_long(self, header: Statement) -> bool:
        """A gate: whether a number that is large enough stands in the header, or, for a loop with nothing in it, a name."""
        texts = self._program.tree.tokens_.texts
        last = header.last_token
        if any(word.isdecimal() and int(word[:18]) >= self._least for word in texts[header.base : last + 1] if len(word) > 2):
            return True
        return header.name == "perform_inline" and texts[last + 1 : last + 2] in (["END-PERFORM"], ["CONTINUE"])

    def _body(self, header: Statement) -> list[Statement] | None:
        """What a counting loop runs; None when that is more than a few statements."""
        if header.name == "perform_inline":
            texts = self._program.tree.tokens_.texts
            if texts[header.last_token + 1 : header.last_token + 2] in (["END-PERFORM"], ["."]):
                return []
            body = self._program.children_of(header)
        else:
            numbers = self._program.procedures.ranges.get(header.base, range(0))
            body = [statement for number in numbers for statement in self._program.paragraphs[number].statements] if numbers else []
            if not numbers:
                return None
        return body if len(body) <= 3 else None

    def _is_for_nothing(self, header: Statement, body: list[Statement]) -> bool:
        """Whether what the body computes is used nowhere else."""
        inside = {header.base, *(other.base for other in body)}
        for other in body:
            for target in other.written:
                if self._used_elsewhere(target.data_name, inside) or len(target.children) > 1:
                    return False
        return True

    def _used_elsewhere(self, name: str, inside: set[int]) -> bool:
        readers = self._readers.get(name)
        if readers is None:
            found = (mention.statement for mention in self._program.mentions.of(name) if mention.operand.how == "read")
            readers = self._readers[name] = [statement.base for statement in found if statement is not None]
        return any(base not in inside for base in readers)

    def _passes(self, header: Statement) -> tuple[int | None, Literal | None]:
        """The passes where only counting ends the loop, and the literal that bounds it."""
        for part in header.all("perform_varying"):
            conditions = [child for child in part.children if child.name == "relation"]
            subscripted = any(True for child in conditions for _ in child.all("subscripts", "reference_modifier"))
            if len(conditions) != 1 or subscripted:
                return None, None
        made = loop_made_by(header, self._program)
        passes = made.passes if made is not None else None
        bounds = [n for part in header.all(*_COUNTS) for n in (*part.all("relation"), part) for n in n.all("number")]
        literals = [n for n in bounds if isinstance(n, Literal) and n.number is not None and n.number >= self._least]
        return passes if passes is not None else procedures.passes(header), literals[0] if literals else self._times(header)

    def _times(self, header: Statement) -> Literal | None:
        """n TIMES: the number is no node of its own."""
        for part in header.all("perform_times"):
            if not part.children and part.words[0].isdigit():
                return Literal(part.tree, part.base, ("number", part.first_token - part.base))
        return None

    # ---- looking at the clock

    def _watching(self) -> Iterator[Busy]:
        for reading in filter(self._may_go_round, self._clock_readings):
            for around in loops_around(reading, self._program)[:1]:
                body = around.body
                if (
                    len(body) <= _MOST
                    and all(self._only_watches(other) for other in body)
                    and self._ends_by_time(around.loop.header, reading, body)
                ):
                    yield Busy(around.loop.header, clock=reading)
        if self._reads_clock_function:
            yield from self._until_clock()

    def _may_go_round(self, reading: Statement) -> bool:
        """A gate before the flow of control is looked at: in a loop in line, in a short paragraph, or before a GO TO that leads back."""
        paragraph = reading.paragraph
        if paragraph is None or reading.enclosing("perform_inline") or len(paragraph.statements) <= _MOST:
            return True
        return any(first <= paragraph.number <= last for first, last in self._jumps_back)

    @cached_property
    def _jumps_back(self) -> list[tuple[int, int]]:
        """The paragraphs between which a GO TO leads up, or to its own; all of them where its target is not known."""
        out = []
        for jump in self._program.having("go_to_statement"):
            own = jump.paragraph.number if jump.paragraph is not None else 0
            targets = [self._program.procedures.number(part.words, own) for part in jump.all("procedure_name")]
            found = [target for target in targets if target is not None]
            first = min(found) if len(found) == len(targets) and found else 0
            if first <= own:
                out.append((first, own))
        return out

    @cached_property
    def _reads_clock_function(self) -> bool:
        return not self._program.words.isdisjoint(_CLOCKS)

    @cached_property
    def _clock_readings(self) -> list[Statement]:
        accepts = self._program.having("accept_statement")
        found = [accept for accept in accepts if "FROM" in accept.words and not _CLOCK.isdisjoint(accept.words)]
        if self._reads_clock_function:
            moves = self._program.having_any("move_statement", "compute_statement")
            # the time as the seed of a random number is not looked at
            found += [move for move in moves if any(word in move.words for word in _CLOCKS) and "RANDOM" not in move.words]
        return found

    def _until_clock(self) -> Iterator[Busy]:
        """UNTIL FUNCTION CURRENT-DATE >= T, with nothing else to do."""
        for header in self._program.having("perform_inline"):
            if any(word in header.words for word in _CLOCKS) and any(True for _ in header.all("perform_until")):
                body = self._program.children_of(header)
                if all(other.name in _COMPUTES for other in body):
                    yield Busy(header, clock=header)

    def _only_watches(self, statement: Statement) -> bool:
        if statement.name == "accept_statement":
            return "FROM" in statement.words and not _CLOCK.isdisjoint(statement.words)
        return statement.name in _WATCHES

    def _ends_by_time(self, header: Statement, reading: Statement, body: list[Statement]) -> bool:
        """Whether what ends the loop depends on the time that is read in it."""
        times = {part.data_name for part in reading.written}
        for name in [*times]:
            times |= {
                under.name for item in self._program.items_named(name) for child in item.children for under in (child, *child.children)
            }
        for _ in range(2):
            for other in body:
                read = {part.data_name for part in other.all("identifier") if isinstance(part, Reference)}
                if other.name in _COMPUTES and read & times:
                    times |= {part.data_name for part in other.written}
        tested = list(header.all("perform_until", "perform_varying"))
        tested += [*header.enclosing("if_phrase")] if header.name == "go_to_statement" else []
        return any(not times.isdisjoint(phrase.words) for phrase in tested)


_counts = ByShape(lambda shape: any(part[0] in _COUNTS for part, _ in descend(shape)))
"""Whether a PERFORM counts, by its shape."""
