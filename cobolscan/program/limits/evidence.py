"""What speaks for a bound being a limit, and what against it. The page of LIM001 (rules/limits/literal_bound.md) tabulates the weights.

A limit decides how much is accepted before the program stops, refuses, wraps, truncates or abends. Page depths, calendar
domains, status values and tests for "none" or "one" decide something else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.data.items import DataItem
from cobolscan.program.limits.bounds import Bound
from cobolscan.source.place import Place
from cobolscan.source.suppressions import is_addressed
from cobolscan.syntax.nodes import Literal, leaves

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement
    from cobolscan.source.model import Comment, SourceText

_LINES_ABOVE = 4  # lines of comment above a place that are looked at
_ROUND = frozenset((50, 99, 255, 999, 1999, 9999, 32767, 65535))
_DOMAINS = frozenset((7, 12, 23, 24, 28, 29, 30, 31, 52, 53, 59, 60, 365, 366))
_BITS = frozenset((7, 8, 15, 16, 31, 32, 63, 64))
_FEW_TIMES = 5  # to do something twice or three times bounds nothing by itself
_PAGE_LINES = range(20, 100)
_BASE = {"times": 2, "retry": 5, "length": 4, "sent": 2, "option": 2, "rows": 4}
_LOOKS_AT = 5  # statements of a paragraph that only writes a line
_LINE_WRITERS = frozenset(("write_statement", "move_statement", "add_statement", "initialize_statement", "exit_statement"))
_PLACES = frozenset(("AT", "LINE", "COLUMN", "COL", "POSITION", "POS"))
_SAYS = {"times": "n TIMES", "retry": "RETRY"}
_LONG = 100  # shorter areas are as long as what is in them


@dataclass
class Score:
    """Points with the reasons for them; `table` when the bound is that of OCCURS."""

    points: int = 0
    reasons: list[str] = field(default_factory=list)
    table: DataItem | None = None

    against: list[str] = field(default_factory=list)

    def add(self, points: int, reason: str) -> None:
        """Points for (or, below zero, against) a limit."""
        self.points += points
        (self.reasons if points > 0 else self.against).append(reason)


class Evidence:
    """Judges the bounds of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._comments: dict[str, dict[int, Comment]] = {}

    @cached_property
    def judged(self) -> list[tuple[Bound, Score]]:
        """Every bound by a literal with its score, in the order of the program; those without a point are left out."""
        scores = ((bound, self.of(bound)) for bound in self._program.bounds.literal if bound.kind != "cut")
        return [(bound, score) for bound, score in scores if score.points > 0]

    def of(self, bound: Bound) -> Score:
        """The score of a bound by a literal; no points for what can be no limit."""
        score = Score()
        if bound.number is None or self._is_trivial(bound):
            return score
        if bound.kind in _BASE:
            layout = bound.kind == "length" and bound.number < _LONG
            score.add(2 if layout else _BASE[bound.kind], _SAYS.get(bound.kind, "length or count in EXEC"))
        else:
            self._judge_comparison(bound, score)
            if score.points <= 0:
                return score
        if bound.kind == "times" and (table := self._stepped(bound)) is not None:
            score.add(2, "steps through a table")
            if table.occurs_maximum == bound.number:
                score.table = table
                score.add(1, f"OCCURS {table.occurs_maximum} of {table.name or 'FILLER'}")
        if bound.number in _ROUND or (bound.number == int(bound.number) and _is_round(int(bound.number))):
            score.add(1, "round number")
        if self.is_noted(bound.place):
            score.add(2, "comment speaks of a limit")
        return score

    def _judge_comparison(self, bound: Bound, score: Score) -> None:
        name = bound.subject
        score.table = self.table_of(bound)
        if score.table is not None:
            score.add(3, f"OCCURS {score.table.occurs_maximum} of {score.table.name or 'FILLER'}")
        elif self._is_page_depth(bound) or self._is_domain(bound):
            return
        elif self._program.tables.indexed_by(name):
            score.add(1, "used as subscript")
        if bound.kind == "until" and name in self._varied_by(bound.statement):
            score.add(2, "index of the loop")
        elif subjects.is_quantity(name):
            score.add(2, "name of a quantity")
        if "given" in subjects.about(name):
            score.add(2, "length that the caller gives")
        if bound.operator == "from":
            score.add(2, "counted down")
        elif name in self._counted:
            score.add(2, "counted up")
        if score.points > 0:
            self._weigh_meaning(bound, score)
            self._weigh_consequence(bound, score)

    def _weigh_meaning(self, bound: Bound, score: Score) -> None:
        """What the name says against a limit, and the number."""
        name = bound.subject
        if subjects.is_meaning(name):
            score.add(-3, "name of a code, status or date")
        elif ("screen" in subjects.about(name) or name in self._on_screen) and not self._program.tables.indexed_by(name):
            score.add(-4, "name of a place or a size on a screen")
        elif subjects.is_amount(name) and not subjects.is_limit(name):
            score.add(-2, "name of an amount or of a number")
        if "." in bound.spelling and not subjects.is_limit(name):
            score.add(-2, "not a whole number")
        if bound.kind == "until" and name in self._walking and not self._program.tables.indexed_by(name):
            score.add(-2, "walks through the characters of an item")

    def _weigh_consequence(self, bound: Bound, score: Score) -> None:
        """What is done when the bound is passed."""
        name = bound.subject
        if self.cuts_of(bound):
            score.add(2, "cuts off what is longer")
        refuses = self._program.branches.refuses(bound)
        if refuses:
            score.add(2, "refuses, flags or stops")
        elif bound.operator in ("<", "<=") and not self.cuts_of(bound) and bound.kind != "until" and "given" not in subjects.about(name):
            score.add(-1, "does something while there is little of it")
        if bound.operator == "=" and bound.kind != "until" and (not refuses or self._is_one_of_several(bound)):
            score.add(-6, "equality")

    @cached_property
    def _on_screen(self) -> set[str]:
        """Names that say in which line or column something is shown: FILA is a queue in Portuguese, and a row in Spanish."""
        out: set[str] = set()
        for statement in self._program.having_any("display_statement", "accept_statement"):
            for option in statement.all("screen_option", "screen_pair"):
                if option.name == "screen_pair" or option.words[0] in _PLACES:
                    out.update(part.words[0] for part in option.all("identifier"))
        return out

    def cuts_of(self, bound: Bound) -> list[Bound]:
        """The MOVEs that cut off what this comparison of a length finds too long."""
        key = bound.statement.base, bound.subject
        return [cut for cut in self._cuts if cut.guard is not None and (cut.guard.statement.base, cut.guard.subject) == key]

    @cached_property
    def _cuts(self) -> list[Bound]:
        return [bound for bound in self._program.bounds.literal if bound.kind == "cut"]

    def _stepped(self, bound: Bound) -> DataItem | None:
        """The table through which PERFORM n TIMES steps: its body adds to what subscripts it."""
        if not self._program.tables.all:
            return None
        names = self._program.bounded.stepped_in(bound.statement)
        tables = (table for name in sorted(names) for table in self._program.tables.indexed_by(name))
        return min(tables, key=lambda table: table.occurs_maximum != bound.number, default=None)

    @cached_property
    def _counted(self) -> set[str]:
        """Names that something is added to, loop variables included; not those that only go down."""
        out = set()
        texts = self._program.tree.tokens_.texts
        for statement in self._program.having("increments"):
            if statement.shape[0] != "subtract_statement":
                for target, steps in statement.facts.increments:
                    if not (steps and steps[0][0] == "number" and texts[next(leaves(steps[0], statement.base))].startswith("-")):
                        out.add(texts[next(leaves(target, statement.base))])
        return out

    def _varied_by(self, statement: Statement) -> set[str]:
        """What a PERFORM VARYING counts itself."""
        if statement.shape[0] not in ("perform_statement", "perform_inline"):
            return set()
        texts = statement.tree.tokens_.texts
        return {texts[next(leaves(target, statement.base))] for target, _ in statement.facts.increments}

    @cached_property
    def _walking(self) -> set[str]:
        """Names that stand in reference modifiers."""
        texts = self._program.tree.tokens_.texts
        return {texts[next(leaves(part, s.base))] for s in self._program.having("modifiers") for part in s.facts.modifiers}

    def _is_one_of_several(self, bound: Bound) -> bool:
        """X = 10 OR 100 OR 1000 tells cases apart."""
        others = (other for other in self._program.bounds.at(bound.statement) if other.subject == bound.subject)
        return sum(1 for other in others if other.operator == "=") > 1

    def _is_trivial(self, bound: Bound) -> bool:
        """Tests for none, one or more than one; negative numbers."""
        assert bound.number is not None
        if bound.kind in ("length", "sent", "option", "rows"):
            return bound.number <= 1
        if bound.kind == "times" and (bound.number < _FEW_TIMES or self._writes_lines(bound)):
            return bound.number < 2 or not (self.is_noted(bound.place) or self._stepped(bound))
        return bound.number < 2 or (bound.number == 2 and bound.operator in ("<", ">="))

    def _writes_lines(self, bound: Bound) -> bool:
        """PERFORM WRITE-LINE 5 TIMES: the layout of a page."""
        numbers = self._program.procedures.range_of(bound.statement)
        statements = [s for number in numbers for s in self._program.paragraphs[number].statements]
        kinds = {statement.shape[0] for statement in statements}
        return len(statements) <= _LOOKS_AT and "write_statement" in kinds and kinds <= _LINE_WRITERS

    def _is_page_depth(self, bound: Bound) -> bool:
        assert bound.number is not None
        if subjects.is_page_depth(bound.subject):
            return subjects.may_be_page_depth(bound.subject, bound.number)
        return int(bound.number) in _PAGE_LINES and ("line" in subjects.about(bound.subject) or self._turns_page(bound))

    def _turns_page(self, bound: Bound) -> bool:
        """Whether the branch writes a heading or goes to a new page."""
        if bound.statement.shape[0] != "if_phrase":
            return False
        return any(
            "PAGE" in statement.words[2:] if statement.shape[0] == "write_statement" else _is_called(statement, "heading")
            for statement in self._program.branches.of(bound.statement)
        )

    def _is_domain(self, bound: Bound) -> bool:
        """Bounds of the calendar and the clock by the subject, or by what the subject indexes."""
        assert bound.number is not None
        if "bit" in subjects.about(bound.subject):
            return int(bound.number) in _BITS
        if not subjects.about(bound.subject) & {"date", "time", "percent", "age"}:
            tables = self._program.tables.indexed_by(bound.subject)
            calendar = tables and all(subjects.about(table.name) & {"date", "time"} for table in tables)
            return bool(calendar) and int(bound.number) in _DOMAINS
        return not subjects.about(bound.subject) & {"counter", "size", "limit"} or int(bound.number) in _DOMAINS

    def table_of(self, bound: Bound) -> DataItem | None:
        """The table whose OCCURS the literal repeats: the subject indexes it, and the literal is its bound or next to it."""
        if bound.kind not in ("compare", "until") or bound.composite or bound.number is None or bound.number < 2:
            return None
        near = (0, 1, -1) if bound.operator in (">", ">=", "<", "<=") else (0, 1)
        tables = self._program.tables.indexed_by(bound.subject)
        for distance in near:
            for table in tables:
                most = table.occurs_maximum or 0
                if most + distance == bound.number and (not distance or most > 3) and not self._is_calendar(table):
                    return table
        return None

    def _is_calendar(self, table: DataItem) -> bool:
        kinds = subjects.about(table.name)
        return (table.occurs_maximum in _DOMAINS and bool(kinds & {"date", "time"})) or (table.occurs_maximum in _BITS and "bit" in kinds)

    # ---- comments

    @cached_property
    def _sources(self) -> dict[str, SourceText]:
        return self._program.tree.sources

    def _comments_of(self, path: str) -> dict[int, Comment]:
        """The comments of the program's file, or of a copy member, by their lines."""
        if path not in self._comments:
            comments = self._sources[path].comments if path in self._sources else ()
            self._comments[path] = {comment.line: comment for comment in comments if comment.kind in ("full", "inline")}
        return self._comments[path]

    def comment_at(self, place: Place) -> str:
        """The comment beside a line and the comment lines right above it."""
        return self._comment_near(place.path, place.line)

    def _comment_near(self, path: str, line: int) -> str:
        comments = self._comments_of(path)
        found = [comments[line].text] if line in comments and not is_addressed(comments[line].text) else []
        above, left = line - 1, _LINES_ABOVE
        while above in comments and left:
            if not is_addressed(comments[above].text):  # a suppression says nothing of the program
                found.insert(0, comments[above].text)
                left -= 1
            above -= 1
        return " ".join(found).strip()

    def is_noted(self, place: Place) -> bool:
        """Whether a comment beside or above speaks of a limit or excuses one."""
        text = self.comment_at(place)
        return bool(text) and subjects.says(text, "noted")

    def explains(self, literal: Literal) -> bool:
        """Whether a comment stands beside the number, or one above names it."""
        origin = literal.tree.origin(literal.last_token)
        comments, line = self._comments_of(origin.source.path), origin.position[0]
        beside = comments.get(line)
        if beside is not None and beside.kind == "inline" and beside.text.strip():
            return True
        if beside is None and line - 1 not in comments:
            return False  # said early: most literals have no comment near them
        return literal.spelling.lstrip("+0") in self._comment_near(origin.source.path, line).replace(",", "").split()


def _is_called(statement: Statement, kind: str) -> bool:
    """Whether a PERFORM, GO TO or MOVE names something of that kind."""
    if statement.shape[0] not in ("perform_statement", "go_to_statement", "move_statement"):
        return False
    return any(word[0] not in "'\"" and kind in subjects.about(word) for word in statement.words[1:6])


def _is_round(number: int) -> bool:
    """10, 50, 99, 100, 255, 300, 999, 1024, 32500 ...: what people choose, not what they count."""
    text = str(number)
    power = number >= 64 and number & (number - 1) == 0
    return power or (text[0] == "1" and not text[1:].strip("0") and len(text) > 1) or (number >= 100 and number % 100 == 0)
