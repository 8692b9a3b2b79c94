"""Leap year tests: which of the divisions by 4, 100 and 400 a program makes of one year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.program.dates.calendar import name_of, roles
from cobolscan.program.dates.nearby import near
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_DIVISORS = ("4", "100", "400")
_NEAR = 3  # paragraphs over which one test may be spread
_SPELLINGS = frozenset(_DIVISORS)
_LEAP = ("LEAP", "BISSEXT", "BISIEST", "BISEST", "SCHALT", "URUU")
_CENTURIAL = range(1600, 4000, 100)
_FEBRUARY = ("FEB", "FEV")
_NUMBERS = frozenset(("28", "29", "366", "365", "0229", "229"))
_DAYS = frozenset("DAY DAYS DIAS JOURS TAGE GIORNI".split())
_MONTHS = frozenset("MONTH MON MO MTH MM MES MOIS MONAT MESE".split())
_CALLING = ["compute_statement", "if_phrase", "when_phrase", "evaluate_phrase", "perform_statement", "perform_inline", "move_statement"]


@dataclass(frozen=True, eq=False)
class Division:
    """A year whose rest by 4, 100 or 400 is looked at."""

    divisor: int
    subject: str
    literal: Literal
    statement: Statement

    @property
    def paragraph(self) -> int:
        return self.statement.paragraph.number if self.statement.paragraph is not None else -1


@dataclass(frozen=True, eq=False)
class LeapTest:
    """Divisions that belong together."""

    divisions: list[Division]
    excepted: frozenset[int] = frozenset()  # years that are asked for by their numbers

    @property
    def divisors(self) -> set[int]:
        return {division.divisor for division in self.divisions}

    @property
    def computed_wrong(self) -> int | None:
        """The first year from 2000 on for which the test gives the wrong answer; None for a right one."""
        divisors = self.divisors
        if 4 not in divisors or {100, 400} <= divisors:
            return None
        wrong = range(2000, 4000, 400) if 100 in divisors else (year for year in range(2100, 4000, 100) if year % 400)
        return next((year for year in wrong if year not in self.excepted), None)


def tests(program: Program) -> Iterator[LeapTest]:
    """The leap year tests of a program, in order."""
    left = sorted(_divisions(program), key=lambda division: division.literal.first_token)
    while left:
        first = left[0]
        group = [division for division in left if _belongs(first, division, left)]
        group = group or [first]
        taken = set(map(id, group))
        left = [division for division in left if id(division) not in taken]
        if any(division.divisor == 4 for division in group) and (len({d.divisor for d in group}) > 1 or _is_of_leaps(program, first)):
            yield LeapTest(group, _excepted(first))


def _belongs(first: Division, other: Division, left: list[Division]) -> bool:
    """The same paragraph, or those right behind when they do not begin anew with a division by 4."""
    if other.subject != first.subject:
        return False
    if other.paragraph == first.paragraph:
        return True
    if not 0 < other.paragraph - first.paragraph <= _NEAR or other.divisor == 4:
        return False
    return not any(d.divisor == 4 and first.paragraph < d.paragraph <= other.paragraph and d.subject == first.subject for d in left)


def _around(program: Program, division: Division) -> Iterator[Statement]:
    """The statements of the paragraphs over which a test may be spread."""
    for paragraph in program.paragraphs[max(0, division.paragraph) : max(0, division.paragraph) + _NEAR]:
        yield from paragraph.statements


def _is_of_leaps(program: Program, division: Division) -> bool:
    """A division by 4 alone is one of a leap year where February is spoken of, or its days: every fourth year is other things too."""
    paragraph = division.statement.paragraph
    names = [division.subject, paragraph.name if paragraph is not None else ""]
    words = (word for statement in _around(program, division) for word in statement.words)
    return any(_speaks(word) for word in (*names, *words))


def _speaks(word: str) -> bool:
    if word[:1] in "'\"" or word[:1].isdigit():
        return word.strip("'\"") in _NUMBERS
    if any(part in word for part in (*_LEAP, *_FEBRUARY)):
        return True
    parts = set(word.split("-"))
    return bool(parts & _DAYS) and bool(parts & _MONTHS)


def _excepted(division: Division) -> frozenset[int]:
    """AND YEAR NOT = 2100."""
    paragraph = division.statement.paragraph
    found = set()
    for statement in paragraph.statements if paragraph is not None else [division.statement]:
        for compared in statement.comparisons if division.subject in statement.words else ():
            number = compared.literal.number if compared.literal is not None else None
            if number is not None and name_of(compared.subject) == division.subject and compared.operator in ("=", "<>"):
                found.add(int(number))
    return frozenset(year for year in found if year in _CENTURIAL)


def _divisions(program: Program) -> Iterator[Division]:
    spelled = program.calendar.spelled
    if "4" not in spelled:
        return
    kinds = ["divide_statement"] if "REMAINDER" in spelled else []
    kinds += _CALLING if spelled & {"MOD", "REM"} else ["compute_statement"]
    texts = program.tree.tokens_.texts
    for kind in kinds:
        for statement in program.having(kind):
            if not _SPELLINGS.isdisjoint(texts[statement.first_token : statement.last_token + 1]):
                yield from _of(program, statement)


def _of(program: Program, statement: Statement) -> Iterator[Division]:
    if statement.shape[0] == "divide_statement":
        found = _divided(statement)
    else:
        found = [*_by_function(statement), *(_by_integer_division(statement) if statement.shape[0] == "compute_statement" else ())]
    for subject, literal in found:
        if literal.spelling in _DIVISORS and _is_year(program, subject, statement):
            yield Division(int(literal.spelling), subject, literal, statement)


def _divided(statement: Statement) -> list[tuple[str, Literal]]:
    """DIVIDE year BY 4 GIVING q REMAINDER r, DIVIDE 4 INTO year ..."""
    operands = [child for child in statement.children if child.name != "target"]
    if len(operands) != 2 or "REMAINDER" not in statement.words:
        return []
    for year, divisor in (operands, operands[::-1]):
        if isinstance(divisor, Literal) and isinstance(year, Reference):
            return [(year.data_name, divisor)]
    return []


def _by_function(statement: Statement) -> Iterator[tuple[str, Literal]]:
    for call in statement.all("function_call"):
        if not {"MOD", "REM"} & set(call.words[:2]):
            continue
        arguments = next((child.children for child in call.children if child.name == "subscripts"), [])
        if len(arguments) == 2 and isinstance(arguments[1], Literal):
            yield _first_name(arguments[0]), arguments[1]


def _by_integer_division(statement: Statement) -> Iterator[tuple[str, Literal]]:
    """COMPUTE R = Y - (Y / 4) * 4, or Q = Y / 4 and then R = Y - Q * 4."""
    for part in statement.all("divide_expression"):
        year, divisor = part.children[:2]
        if not isinstance(divisor, Literal) or not isinstance(year, Reference) or divisor.spelling not in _DIVISORS:
            continue
        if _multiplies_back(statement, divisor.spelling) or _multiplied_later(statement, divisor.spelling):
            yield year.data_name, divisor


def _multiplies_back(statement: Node, divisor: str) -> bool:
    return any(
        isinstance(child, Literal) and child.spelling == divisor
        for product in statement.all("multiply_expression")
        for child in product.children
    )


def _multiplied_later(statement: Statement, divisor: str) -> bool:
    """The quotient is multiplied again in one of the next statements."""
    quotient = statement.written[0].data_name if statement.written else ""
    later = [s for s in near(statement, 0, 80) if s.shape[0] in ("compute_statement", "multiply_statement", "if_phrase")]
    return any(quotient in s.words and divisor in s.words for s in later)


def _first_name(node: Node) -> str:
    reference = next((part for part in node.all("identifier") if isinstance(part, Reference)), None)
    return reference.data_name if reference is not None else ""


def _is_year(program: Program, subject: str, statement: Statement) -> bool:
    """A year by its name, or anything in a paragraph (or with a name) that speaks of leap years."""
    if not subject or (roles(subject) & {"month", "day"} and "year" not in roles(subject)):
        return False
    if "year" in roles(subject) or program.calendar.is_short_year(subject):
        return True
    names = [subject, statement.paragraph.name if statement.paragraph is not None else ""]
    return any(word in name for name in names for word in _LEAP) or _leaps(program, statement)


def _leaps(program: Program, statement: Statement) -> bool:
    """Something near it is called a leap year."""
    return any(word in text for s in (statement, *near(statement, 60, 60)) for text in s.words if text[0] not in "'\"" for word in _LEAP)
