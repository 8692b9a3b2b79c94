"""Which century each of the years 00 to 99 gets, on the ways through the branches and jumps of a decision.

All hundred years run at once: an IF sends some one way and the rest the other, a GO TO lets them go on at its paragraph, and where a
century is given the years that come by get it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cobolscan.program.dates.centuries import Given
from cobolscan.program.dates.year_sets import ALL, Sets, Turn

if TYPE_CHECKING:
    from cobolscan.program.dates.windows import Windows
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_MOST = 40  # statements of a branch that are looked at
_DEEPEST = 20  # branches in branches
_PARAGRAPHS = 4  # over which jumps are followed
_PAIRED = 4  # decisions in a row that may belong together
BRANCHES = ("if_phrase", "evaluate_phrase")


class Deciding:
    """One decision about the years of one item, from the statement `root` on.

    `hedged`: something besides the year decides as well, so that a year may get one century or another. `open`: years jump to where
    nobody follows them.
    """

    def __init__(self, program: Program, windows: Windows, root: Statement, subject: str) -> None:
        self._program = program
        self._windows = windows
        self.subject = subject
        self.root = root
        self.hedged = False
        self.turns: list[Turn] = []
        self.given: list[Given] = []
        self.centuries: dict[str, dict[int, int]] = defaultdict(dict)  # of each receiver: the years by the century that they get
        self.seen: set[int] = set()
        self._jumps: dict[str, int] = {}
        self._doubt = False
        self._performing = False
        falling = self._block([root], ALL, 0)
        if self._jumps:
            self._follow(falling)
        self.open = any(self._jumps.values())

    def pair(self) -> None:
        """Takes in the decisions right behind that are about the years that are left."""
        siblings = self._windows.siblings(self.root)
        at = next((n for n, statement in enumerate(siblings) if statement is self.root), len(siblings))
        for statement in siblings[at + 1 : at + _PAIRED] if self.given else ():
            if statement.shape[0] not in BRANCHES:
                return
            other = Deciding(self._program, self._windows, statement, self.subject)
            if other.hedged or other.open or not other.given or not self._is_apart(other):
                return
            self.given += other.given
            self.turns += other.turns
            self.seen |= other.seen
            for target, found in other.centuries.items():
                for century, years in found.items():
                    self.centuries[target][century] = self.centuries[target].get(century, 0) | years

    def _is_apart(self, other: Deciding) -> bool:
        return not any(years & taken for years in _years(other.centuries) for taken in _years(self.centuries))

    # ---- the ways

    def _block(self, statements: list[Statement], years: int, depth: int) -> int:
        """Runs statements; the years that come out at their end."""
        for statement in statements[:_MOST] if depth < _DEEPEST else ():
            kind = statement.shape[0]
            if kind == "if_phrase":
                years = self._branch(statement, years, depth)
            elif kind == "evaluate_phrase":
                years = self._cases(statement, years, depth)
            elif kind == "go_to_statement":
                years = self._jump(statement, years)
            elif kind == "perform_statement":
                self._perform(statement, years, depth)
            else:
                self._give(statement, years)
        return years

    def _jump(self, statement: Statement, years: int) -> int:
        names = [target.words[0] for target in statement.all("procedure_name")] or [""]
        for name in names:
            self._jumps[name] = self._jumps.get(name, 0) | years
        if len(names) == 1:
            return 0
        self._doubt = True  # DEPENDING ON: some of them, or on behind it
        return years

    def _perform(self, statement: Statement, years: int, depth: int) -> None:
        """Paragraphs that the decision performs, not those that these perform."""
        if not self._performing:
            self._performing = True
            performed = self._program.centuries.performed(statement)
            self._block([s for s in performed if s.parent is None], years, depth + 1)
            self._performing = False

    def _branch(self, statement: Statement, years: int, depth: int) -> int:
        must, may = self._ask(statement)
        inside = self._program.children_of(statement)
        then = [s for s in inside if s.shape[0] != "else_phrase"]
        other = [s for each in inside if each.shape[0] == "else_phrase" for s in self._program.children_of(each)]
        with self._doubting(must != may):
            return self._block(then, years & may, depth + 1) | self._block(other, years & ~must, depth + 1)

    def _cases(self, header: Statement, years: int, depth: int) -> int:
        out = 0
        for when in self._program.children_of(header):
            must, may = self._taken(when)
            inside = [s for s in self._program.children_of(when) if s.shape[0] != "when_phrase"]
            with self._doubting(must != may):
                out |= self._block(inside, years & may, depth + 1)
            years &= ~must
        return out | years

    def _taken(self, when: Statement) -> Sets:
        """The years of a case, or of several in front of the same statements."""
        if when.shape[0] != "when_phrase":
            return ALL, ALL
        phrases = [when, *(s for s in self._program.children_of(when) if s.shape[0] == "when_phrase")]
        must, may = 0, 0
        for asked in map(self._ask, phrases):
            must, may = must | asked[0], may | asked[1]
        return must, may

    def _ask(self, statement: Statement) -> Sets:
        asked = self._windows.asked(statement)
        self.seen.add(statement.base)
        if asked is None or asked.subject != self.subject:
            return 0, ALL
        self.turns += asked.turns
        return asked.must, asked.may

    @contextmanager
    def _doubting(self, is_unknown: bool) -> Iterator[None]:
        """Nobody knows which way is taken: what is given there may not be given, and jumps leave the doubt behind."""
        before = self._doubt, dict(self._jumps)
        self._doubt = self._doubt or is_unknown
        yield
        self._doubt = before[0] or (is_unknown and before[1] != self._jumps)

    def _give(self, statement: Statement, years: int) -> None:
        for given in self._program.centuries.of(statement):
            if given.how == "hundred":  # ADD 100 TO YY: the other years are those of 19xx
                if given.target != self.subject:
                    continue
                given = Given(20, "hundred", given.target, statement, given.literal, True)
            self.given.append(given)
            self.hedged = self.hedged or self._doubt
            found = self.centuries[given.target]
            for century in found if not self._doubt else ():
                found[century] &= ~years
            found[given.century] = found.get(given.century, 0) | years

    # ---- jumps

    def _follow(self, years: int) -> None:
        """On behind the decision, until all years that jumped are back, or are gone."""
        paragraph = self.root.paragraph
        if paragraph is None or self.root.parent is not None:
            return
        around = self._program.paragraphs[paragraph.number : paragraph.number + _PARAGRAPHS]
        for number, each in enumerate(around):
            years |= self._jumps.pop(each.name, 0) if number else 0
            if years == ALL:
                return
            here = [s for s in each.statements if s.parent is None and (number or s.base > self.root.base)]
            for statement in here[:_MOST]:
                if not self._jumps and years == ALL:
                    return
                years = self._block([statement], years, 0)
            if not self._jumps and (years in (0, ALL) or number):
                return


def _years(centuries: dict[str, dict[int, int]]) -> Iterator[int]:
    for found in centuries.values():
        yield from found.values()
