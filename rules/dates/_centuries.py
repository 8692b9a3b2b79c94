"""Century literals of a program: those that are given for good, those that an item begins with, those that a century is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cobolscan.program.dates.calendar import CENTURIES, name_of, roles, width
from cobolscan.program.dates.centuries import Given, century_of, is_telling
from cobolscan.source.lazy import lazy
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_CALENDAR = frozenset(("date", "year", "century", "julian"))
_NEXT = 4  # paragraphs behind one that GO TO may lead to
_PREFIX = lazy(r"(?:.*[^0-9A-Za-z])?(19|20)")


@dataclass(frozen=True, eq=False)
class Use:
    """`kind`: given, shift, prefix, value, test. `fixed`: every run and every date gets this century."""

    kind: str
    literal: Literal
    where: Node
    subject: str
    century: int
    message: str
    fixed: bool
    sure: bool = True
    others: list[Literal] = field(default_factory=list)


def uses(program: Program) -> Iterator[Use]:
    """Every century literal, window branches left out."""
    if program.calendar.spelled.isdisjoint(CENTURIES):
        return
    named = program.calendar.named
    if not named.keys() & {"year", "century", "date", "maybe_century"} and not any(copy.missing for copy in program.tree.copies):
        return
    yield from _given(program)
    yield from _values(program)
    yield from _tests(program)


# ---- what statements give


def _given(program: Program) -> Iterator[Use]:
    found = [given for statement in _giving(program) for given in program.centuries.of(statement)]
    found = [given for given in found if given.sure and given.literal is not None and given.how != "hundred" and is_telling(given.target)]
    both = _both_centuries(program, found)
    windowed = {part.statement.base for window in program.windows.fixed for part in window.parts}
    for given in found:
        base = given.statement.base
        if (_where(given), given.target) in both or base in program.windows.decided or base in windowed or _is_decided(program, given):
            continue
        assert given.literal is not None
        yield _use_of(given, given.literal)


def _giving(program: Program) -> Iterator[Statement]:
    """Statements that may give a century: cheap to tell by the spellings of their literals."""
    texts, division = program.tree.tokens_.texts, program.procedure_division
    for base, _, found in division.each("moves"):  # the commonest: its literal is right behind the verb
        if not CENTURIES.isdisjoint(texts[base : base + 2]):
            yield division.statement(*found)
    for statement in (*program.having("computed"), *program.having("string_statement")):
        if not CENTURIES.isdisjoint(texts[statement.first_token : statement.last_token + 1]):
            yield statement


def _both_centuries(program: Program, found: list[Given]) -> set[tuple[int, str]]:
    """Receivers that one paragraph, or one that GO TO leads past it, gives now this century, now that: something decides."""
    centuries: dict[tuple[int, str], set[int]] = defaultdict(set)
    for given in found:
        centuries[_where(given), given.target].add(given.century)
    both = {key for key, of_key in centuries.items() if len(of_key) > 1}
    jumping = {s.paragraph.number for s in program.having("go_to_statement") if s.paragraph is not None} if len(centuries) > 1 else set()
    for (number, target), here in centuries.items():
        for behind in range(number + 1, number + _NEXT) if number in jumping else ():
            if len(here | centuries.get((behind, target), here)) > 1:
                both |= {(number, target), (behind, target)}
    return both


def _where(given: Given) -> int:
    paragraph = given.statement.paragraph
    return paragraph.number if paragraph is not None else -1


def _is_decided(program: Program, given: Given) -> bool:
    """In a branch that compares a date with another item (today, mostly), or asks for a century: the century is no matter of course."""
    for around in given.statement.enclosing("if_phrase", "when_phrase"):
        for compared in around.comparisons:
            sides = [side for side in (compared.left, compared.right) if isinstance(side, Reference)]
            if len(sides) == 2 and any(roles(side.data_name) & _CALENDAR for side in sides):
                return True
            if sides and century_of(compared.right) is not None and program.centuries.is_century_part(sides[0]):
                return True
    return False


def _use_of(given: Given, literal: Literal) -> Use:
    years = f"{given.century}xx"
    target = given.target
    if given.how == "string":
        message = f"the text that is put together in {target} always begins with {given.century}: every year is taken as {years}"
    elif given.how == "shift":
        message = f"{literal.spelling} is added for {target} whatever the year: every two-digit year is taken as {years}"
    else:
        message = f"the century of {target} is always {given.century}: every two-digit year is taken as {years}"
    return Use("prefix" if given.how == "string" else "given", literal, given.statement, target, given.century, message, True)


# ---- VALUE clauses


def _values(program: Program) -> Iterator[Use]:
    """VALUE 19 of a century; FILLER VALUE '/20' in front of the two digits of a year."""
    calendar = program.calendar
    for item in _in_front_of_years(program):
        literal = item.values[0]
        match = _PREFIX.fullmatch(literal.spelling)
        if match is None:
            continue
        if match[1] == literal.spelling and item.name and not calendar.is_century(item.name):
            continue
        subject = item.name or "FILLER"
        message = (
            f"{subject} begins as {literal.spelling!r}: the year behind it is shown or stored as {match[1]}xx unless something changes it"
        )
        yield Use("value", literal, item.node, item.name, int(match[1]), message, False)


def _in_front_of_years(program: Program) -> Iterable[DataItem]:
    """Items with one VALUE that are centuries, or stand in front of a year or of a date that begins with one."""
    calendar = program.calendar
    seen: dict[int, DataItem] = {}
    for item in (*calendar.named.get("century", ()), *calendar.before_years()):
        if len(item.values) == 1 and item.level not in (66, 78) and not item.children:
            seen[id(item)] = item
    return [item for item in seen.values() if width(item) > 2 or calendar.is_century(item.name) or calendar.precedes_year(item)]


# ---- comparisons


def _tests(program: Program) -> Iterator[Use]:
    """IF CC = 19 OR 20: one finding for each condition or EVALUATE and item."""
    groups: dict[tuple[int, str], list[tuple[Literal, Statement]]] = defaultdict(list)
    texts = program.tree.tokens_.texts
    for statement in program.having("comparisons"):
        for compared in statement.facts.comparisons:
            right = compared.right
            if right[0] not in ("number", "string") or type(right[1]) is not int or texts[statement.base + right[1]] not in CENTURIES:
                continue
            literal = statement.part(right)
            if century_of(literal) not in (19, 20):
                continue
            subject = _subject(program, statement, literal)
            if subject:
                header = statement.enclosing("evaluate_phrase") if statement.shape[0] == "when_phrase" else []
                assert isinstance(literal, Literal)
                groups[header[0].base if header else statement.base, subject].append((literal, statement))
    for (_, subject), found in groups.items():
        literal, statement = found[0]
        others = [other for other, _ in found[1:]]
        told = list(dict.fromkeys(each.spelling for each in (literal, *others)))
        which = ("century " if len(told) == 1 else "centuries ") + " and ".join(told)
        message = f"{subject} is compared with the {which}: with a new one this changes"
        yield Use("test", literal, statement, subject, int(literal.spelling), message, False, others=others)


def _subject(program: Program, statement: Statement, literal: Node) -> str:
    """The century that a literal is compared with, "" when it is something else."""
    for compared in statement.comparisons:
        if compared.right.first_token == literal.first_token:
            left = compared.left
            if isinstance(left, Reference) and left.modified:
                return left.data_name if program.centuries.is_century_part(left) else ""
            name = name_of(left)
            return name if name and program.calendar.is_century(name) else ""
    return ""
