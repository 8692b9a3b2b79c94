"""Which paragraphs a statement names: of PERFORM, GO TO, ALTER, SORT; and what form of loop a PERFORM is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.flow.graph import BEFORE_FIRST, Edge, Graph, Kind, Range
from cobolscan.syntax.nodes import Node

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

LOOP_PHRASES = ("perform_until", "perform_varying", "perform_times", "perform_forever")


def loop_form(statement: Node) -> str:
    """Where a PERFORM tests: "before" or "after" its body, "forever" when it does not, "" when it is no loop."""
    for child in statement.children:
        if child.name in LOOP_PHRASES:
            if child.name == "perform_forever" or (child.name == "perform_until" and child.words[-1] == "EXIT" and len(child.children) < 2):
                return "forever"
            tests = list(child.all("perform_test"))
            return "after" if tests and tests[0].words[-1] == "AFTER" else "before"
    return ""


class Targets:
    """The procedure-names of one program's statements, resolved."""

    def __init__(self, program: Program, graph: Graph) -> None:
        self._program = program
        self._graph = graph
        self._procedures = program.procedures
        self._forms: dict[int, str] = {}  # by the identity of shapes, which the statements keep

    def loop_form(self, statement: Statement) -> str:
        """`loop_form`, once for each shape."""
        key = id(statement.shape)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = loop_form(statement)
        return form

    def begin(self, name: list[str], paragraph: int) -> int:
        """The node of a procedure-name (its words); unknown when the program has none such."""
        number = self._procedures.number(name, paragraph)
        return self._graph.unknown if number is None else self._graph.begin(number)

    def range_of(self, names: list[list[str]], paragraph: int) -> Range | None:
        """The first and last paragraph of PERFORM name [THRU name]; None when one is not in the program."""
        if not names:
            return None
        first = self._procedures.number(names[0], paragraph)
        last = self._procedures.number(names[-1], paragraph)
        return None if first is None or last is None else (first, self._procedures.last_in(last))

    def performed(self, statement: Node, paragraph: int) -> Range | None:
        """What PERFORM, XML PARSE or a phrase of SORT names."""
        return self.range_of([name.words for name in named(statement)], paragraph)

    def sort_procedures(self, statement: Statement, paragraph: int) -> Iterator[Range | None]:
        for phrase in statement.children:
            if phrase.name == "sort_phrase" and phrase.child("procedure_name") is not None:
                yield self.performed(phrase, paragraph)

    def last_of_section(self, paragraph: int) -> int:
        """The last paragraph of the section that a paragraph stands in."""
        paragraphs = self._graph.paragraphs
        if paragraph == BEFORE_FIRST or paragraphs[paragraph].section is None:
            return paragraph
        section = paragraphs[paragraph].section
        while paragraph + 1 < len(paragraphs):
            following = paragraphs[paragraph + 1]
            if following.section != section or following.is_section:
                break
            paragraph += 1
        return paragraph

    # ---- GO TO and ALTER

    def of_go_to(self, number: int, statement: Statement, paragraph: int) -> Iterator[Edge]:
        """Where a GO TO leads: its own targets, and those that ALTER gives it."""
        altered = self._altered.get(paragraph, []) if self._is_switch(statement) else []
        yield from ((target, Kind.ALTER) for target in altered)
        names = [child for child in statement.children if child.name == "procedure_name"]
        if names:
            yield from dict.fromkeys((self.begin(name.words, paragraph), Kind.GO_TO) for name in names)
        elif statement.children:
            yield from ((self._entry(child), Kind.GO_TO) for child in statement.children if child.name == "string")
        elif not altered:
            yield self._graph.unknown, Kind.GO_TO

    def _is_switch(self, statement: Statement) -> bool:
        """ALTER changes the GO TO that is all of its paragraph."""
        paragraph = statement.paragraph
        return paragraph is not None and paragraph.statements[0] is statement and "DEPENDING" not in statement.words

    @cached_property
    def _altered(self) -> dict[int, list[int]]:
        """By paragraph, where ALTER statements send its GO TO."""
        out: dict[int, list[int]] = {}
        for statement in self._program.having("alter_statement"):
            paragraph = statement.paragraph.number if statement.paragraph is not None else BEFORE_FIRST
            for alteration in statement.children:
                names = [child for child in alteration.children if child.name == "procedure_name"]
                switch = self._procedures.number(names[0].words, paragraph) if len(names) == 2 else None
                if switch is not None:
                    out.setdefault(switch, []).append(self.begin(names[1].words, paragraph))
        return {switch: list(dict.fromkeys(targets)) for switch, targets in out.items()}

    def _entry(self, literal: Node) -> int:
        """The ENTRY FOR GO TO that a GO TO ENTRY names."""
        target = self._entries.get(literal.folded(), self._graph.unknown)
        if target != self._graph.unknown:
            self._graph.far.add(target)
        return target

    @cached_property
    def _entries(self) -> dict[str, int]:
        """ENTRY FOR GO TO, by its literal."""
        return {
            child.folded(): number
            for number, statement in enumerate(self._program.statements)
            if statement.shape[0] == "entry_statement"
            for child in statement.children[:1]
        }

    def events(self) -> Iterator[Range]:
        """The procedures of screen items, that run when something is entered."""
        for entry in self._program.nodes("screen_entry"):
            if isinstance(entry, Node):
                for clause in entry.children:
                    called = self.performed(clause, BEFORE_FIRST) if clause.child("procedure_name") is not None else None
                    if called is not None:
                        yield called


def named(statement: Node) -> list[Node]:
    """The procedure-names of a statement or phrase, that behind THRU too."""
    names = [child for child in statement.children if child.name == "procedure_name"]
    through = statement.child("through")
    return names[:1] + (through.children[:1] if through is not None else [])
