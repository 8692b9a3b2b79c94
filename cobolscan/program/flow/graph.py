"""The graph of a program's control flow: its nodes are numbers, its edges have kinds. See `flow.py` for the questions that it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cobolscan.program.procedures import Paragraph
    from cobolscan.program.statements import Statement


class Kind(StrEnum):
    """Why control can go from one node to another."""

    ENTRY = "entry"
    NEXT = "next"
    TRUE = "true"
    FALSE = "false"
    CASE = "case"  # a WHEN that holds
    OTHERWISE = "otherwise"  # WHEN OTHER, or behind an EVALUATE of which no WHEN holds
    PERFORM = "perform"
    RETURN = "return"
    FALL_THROUGH = "fall-through"  # from the end of a paragraph into the next
    GO_TO = "go-to"
    ALTER = "alter"  # a GO TO, to where an ALTER sends it
    EXIT = "exit"  # EXIT PARAGRAPH, SECTION and PERFORM
    NEXT_SENTENCE = "next-sentence"
    LOOP_BODY = "loop-body"
    LOOP_BACK = "loop-back"
    LOOP_EXIT = "loop-exit"
    LEAVE = "leave"  # out of the program
    ABNORMAL = "abnormal"  # out of the program by an abnormal end
    HANDLE = "handle"  # to a label of EXEC CICS HANDLE
    WHENEVER = "whenever"  # to the procedure of EXEC SQL WHENEVER
    USE = "use"  # to a declarative procedure, or one that an event of the screen starts
    RESUME = "resume"
    AT_END = "at-end"
    NOT_AT_END = "not-at-end"
    INVALID_KEY = "invalid-key"
    NOT_INVALID_KEY = "not-invalid-key"
    SIZE_ERROR = "size-error"
    NOT_SIZE_ERROR = "not-size-error"
    OVERFLOW = "overflow"
    NOT_OVERFLOW = "not-overflow"
    EXCEPTION = "exception"
    NOT_EXCEPTION = "not-exception"
    END_OF_PAGE = "end-of-page"
    NOT_END_OF_PAGE = "not-end-of-page"
    NO_DATA = "no-data"
    WITH_DATA = "with-data"


Edge = tuple[int, Kind]
Range = tuple[int, int]  # the numbers of the first and the last paragraph that a PERFORM runs

BEFORE_FIRST = -1  # the number that statements in front of the first paragraph have for that of a paragraph


@dataclass(slots=True, frozen=True)
class Call:
    """A range of paragraphs that runs and comes back: at `node` it is called, at the node `back` control returns."""

    node: int
    range: Range
    back: int
    kind: Kind


@dataclass
class Graph:
    """Nodes: statements have their number in the program; paragraphs have a begin and an end; then entry, exit and unknown; then
    the returns of calls, and the tests of loops that are tested after the body.

    `successors` holds the edges that stay within what is running; calls and returns are told by `calls`, what comes behind the end of a
    paragraph by `behind`.
    """

    statements: list[Statement]
    paragraphs: list[Paragraph]
    successors: list[list[Edge]] = field(default_factory=list)
    calls: dict[int, list[Call]] = field(default_factory=dict)
    backs: dict[int, list[int]] = field(default_factory=dict)  # the return and test nodes of a statement
    owners: dict[int, int] = field(default_factory=dict)  # a return or test node's statement
    entries: list[Edge] = field(default_factory=list)
    events: list[Range] = field(default_factory=list)  # what runs and comes back without a statement that calls it
    declaratives: range = range(0)  # paragraphs
    closed: set[int] = field(default_factory=set)  # paragraphs that run into nothing: the last declarative, the last of a method
    far: set[int] = field(default_factory=set)  # statements that are jumped to from other paragraphs (ENTRY FOR GO TO)

    def __post_init__(self) -> None:
        self.size = len(self.statements)
        self.entry = self.size + 2 * (len(self.paragraphs) + 1)
        self.exit, self.unknown = self.entry + 1, self.entry + 2
        self.successors = [[] for _ in range(self.unknown + 1)]
        self._bases: dict[int, int] | None = None

    def number_of(self, statement: Statement) -> int:
        """The node of a statement."""
        if self._bases is None:
            self._bases = {other.base: number for number, other in enumerate(self.statements)}
        return self._bases[statement.base]

    def begin(self, paragraph: int) -> int:
        return self.size + 2 * (paragraph + 1)

    def end(self, paragraph: int) -> int:
        return self.size + 2 * (paragraph + 1) + 1

    def paragraph_of(self, node: int) -> int | None:
        """The paragraph whose begin or end a node is."""
        return (node - self.size) // 2 - 1 if self.size <= node < self.entry else None

    def ends(self, node: int) -> bool:
        """Whether a node is the end of a paragraph."""
        return self.size <= node < self.entry and (node - self.size) % 2 == 1

    def begins(self, node: int) -> bool:
        return self.size <= node < self.entry and (node - self.size) % 2 == 0

    def behind(self, paragraph: int) -> Edge:
        """Where control goes at the end of a paragraph that nothing performs."""
        if paragraph + 1 < len(self.paragraphs) and paragraph not in self.closed:
            return self.begin(paragraph + 1), Kind.FALL_THROUGH
        return self.exit, Kind.LEAVE

    def statement_at(self, node: int) -> Statement | None:
        """The statement of a node, also of its return; None for what is none."""
        node = self.owners.get(node, node)
        return self.statements[node] if node < self.size else None

    def position(self, node: int) -> int:
        """Where a node stands in the text, as a number of statements."""
        node = self.owners.get(node, node)
        if node < self.size:
            return node
        paragraph = self.paragraph_of(node)
        if paragraph is None or paragraph == BEFORE_FIRST:
            return -1
        return self._first_of[paragraph]

    @property
    def _first_of(self) -> list[int]:
        """The number of the first statement in or behind each paragraph."""
        if not hasattr(self, "_firsts"):
            firsts, after = [0] * len(self.paragraphs), self.size
            for number in range(len(self.paragraphs) - 1, -1, -1):
                own = self.paragraphs[number].statements
                firsts[number] = after = self.number_of(own[0]) if own else after
            self._firsts = firsts
        return self._firsts
