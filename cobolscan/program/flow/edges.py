"""Draws the graph of a program's control flow, one statement at a time, in one pass over the program.

References: ISO 1989:2002, 14.5 (sequence of execution) and 14.8 (statements); Enterprise COBOL for z/OS, Language Reference, part 6.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cobolscan.program.flow.exec import Execs
from cobolscan.program.flow.graph import BEFORE_FIRST, Call, Edge, Graph, Kind, Range
from cobolscan.program.flow.leaving import leaving_call
from cobolscan.program.flow.targets import Targets
from cobolscan.program.flow.uses import Uses

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_PHRASES: dict[str, Kind] = {
    "else_phrase": Kind.FALSE,
    "when_phrase": Kind.CASE,
    "when_other_phrase": Kind.OTHERWISE,
    "at_end_phrase": Kind.AT_END,
    "not_at_end_phrase": Kind.NOT_AT_END,
    "size_error_phrase": Kind.SIZE_ERROR,
    "not_size_error_phrase": Kind.NOT_SIZE_ERROR,
    "invalid_key_phrase": Kind.INVALID_KEY,
    "not_invalid_key_phrase": Kind.NOT_INVALID_KEY,
    "end_of_page_phrase": Kind.END_OF_PAGE,
    "not_end_of_page_phrase": Kind.NOT_END_OF_PAGE,
    "overflow_phrase": Kind.OVERFLOW,
    "not_overflow_phrase": Kind.NOT_OVERFLOW,
    "exception_phrase": Kind.EXCEPTION,
    "not_exception_phrase": Kind.NOT_EXCEPTION,
    "no_data_phrase": Kind.NO_DATA,
    "with_data_phrase": Kind.WITH_DATA,
}
_WHENS = ("when_phrase", "when_other_phrase")


class Builder:
    """Builds the graph of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._statements = program.statements
        self.graph = Graph(self._statements, program.paragraphs)
        self._targets = Targets(program, self.graph)
        self._uses = Uses(program, self.graph)
        self._execs = Execs(program, self.graph, self._targets)
        self._children: dict[int, list[int]] = {}
        self._parents: list[int] = []
        self._after: list[Edge] = []  # where control goes behind each statement
        self._into: dict[int, Edge] = {}  # a loop in line: where its body goes when it is through
        self._handlers: dict[str, Callable[[int, Statement], None]] = {
            "if_phrase": self._if,
            "evaluate_phrase": self._evaluate,
            "search_phrase": self._search,
            "perform_inline": self._perform_inline,
            "perform_statement": self._perform,
            "sort_statement": self._sort,
            "xml_parse_statement": self._xml_parse,
            "go_to_statement": self._go_to,
            "exit_statement": self._exit,
            "next_sentence": self._next_sentence,
            "stop_statement": self._stop,
            "goback_statement": self._leave,
            "chain_statement": self._leave,
            "resume_statement": self._resume,
            "entry_statement": self._entry,
            "call_statement": self._call,
            "exec_statement": self._exec,
            "raise_statement": self._in_out,
        }
        self._handlers |= dict.fromkeys(_PHRASES, self._phrase)
        if self._uses.any:
            self._handlers |= dict.fromkeys(self._uses.statements, self._in_out)

    def build(self) -> Graph:
        self._structure()
        graph, after, handlers = self.graph, self._after, self._handlers
        for number, statement in enumerate(self._statements):
            handler = handlers.get(statement.shape[0])
            if handler is not None:
                handler(number, statement)
            elif number in self._children:
                self._owner(number, number)
            else:
                graph.successors[number].append(after[number])
        self._enter()
        self._execs.finish()
        return graph

    def _enter(self) -> None:
        """The beginnings of paragraphs, and of the program: behind the declaratives."""
        graph = self.graph
        first: dict[int, int] = {}
        for number in range(len(self._statements) - 1, -1, -1):
            if self._statements[number].parent is None:
                first[self._slot(self._statements[number])] = number
        for paragraph in range(BEFORE_FIRST if BEFORE_FIRST in first else 0, len(graph.paragraphs)):
            graph.successors[graph.begin(paragraph)].append((first.get(paragraph, graph.end(paragraph)), Kind.NEXT))
        begin = BEFORE_FIRST if BEFORE_FIRST in first or not graph.paragraphs else 0
        if graph.declaratives and begin == 0:
            begin = graph.declaratives[-1] + 1
        start = graph.begin(begin) if begin < len(graph.paragraphs) else graph.exit
        graph.entries.insert(0, (start, Kind.ENTRY))
        if self._program.tree.items_.count("method_id"):
            self._enter_methods()
        graph.events += [*self._uses.events, *self._targets.events()]

    def _enter_methods(self) -> None:
        """The methods of a class are procedures of their own: each is entered, none runs into the next."""
        number, divisions = -1, 0
        for item in self._program.syntax:
            kind = item.shape[0]
            number += kind in ("section_header", "paragraph_header")
            divisions += kind == "procedure_division"
            if kind == "procedure_division" and divisions > 1 and 0 <= number + 1 < len(self.graph.paragraphs):
                self.graph.closed.add(number)
                self.graph.entries.append((self.graph.begin(number + 1), Kind.ENTRY))

    # ---- what comes behind a statement

    @staticmethod
    def _slot(statement: Statement) -> int:
        return statement.paragraph.number if statement.paragraph is not None else BEFORE_FIRST

    def _structure(self) -> None:
        """The children of each statement, and what comes behind it: the next one beside it, or what comes behind the one around it."""
        statements, children = self._statements, self._children
        parents, following = [-1] * len(statements), [-1] * len(statements)
        self._parents = parents
        numbers = {id(statement): number for number, statement in enumerate(statements)}
        latest: dict[int, int] = {}  # by parent, or by paragraph below 0: the statement that came last
        for number, statement in enumerate(statements):
            parent = statement.parent
            if parent is not None:
                place = parents[number] = numbers[id(parent)]
                children.setdefault(place, []).append(number)
            else:
                place = -2 - self._slot(statement)
            if statement.shape[0] not in _PHRASES:
                if place in latest:
                    following[latest[place]] = number
                latest[place] = number
        self._chain(following)

    def _chain(self, following: list[int]) -> None:
        after, end, parents = self._after, self.graph.end, self._parents
        for number, statement in enumerate(self._statements):
            if following[number] >= 0:
                after.append((following[number], Kind.NEXT))
            elif parents[number] < 0:
                after.append((end(self._slot(statement)), Kind.NEXT))
            else:
                after.append(self._into.get(parents[number]) or after[parents[number]])
            if statement.shape[0] == "perform_inline":
                self._into[number] = self._body_end(number, statement)

    def _body_end(self, number: int, statement: Statement) -> Edge:
        """Where the body of an in-line PERFORM leads when it is through: to its test, that stands in front or behind."""
        form = self._targets.loop_form(statement)
        return (number, Kind.LOOP_BACK) if form in ("before", "forever") else (self._back(number), Kind.NEXT)

    def _back(self, number: int) -> int:
        """A new node for the return to a statement, or for a test behind the body."""
        graph = self.graph
        node = len(graph.successors)
        graph.successors.append([])
        graph.owners[node] = number
        graph.backs.setdefault(number, []).append(node)
        return node

    def _edge(self, number: int, target: int, kind: Kind) -> None:
        self.graph.successors[number].append((target, kind))

    def _on(self, number: int, kind: Kind | None = None, source: int | None = None) -> None:
        """An edge to what comes behind a statement; a loop that goes back goes back, whatever the reason."""
        target, usual = self._after[number]
        self._edge(number if source is None else source, target, usual if kind is None else kind)

    def _inside(self, number: int) -> list[int]:
        """The statements right inside, phrases left out."""
        return [child for child in self._children.get(number, ()) if self._statements[child].shape[0] not in _PHRASES]

    # ---- branches

    def _if(self, number: int, statement: Statement) -> None:
        inside = self._inside(number)
        otherwise = [child for child in self._children.get(number, ()) if self._statements[child].shape[0] == "else_phrase"]
        for branch, kind in ((inside, Kind.TRUE), (otherwise, Kind.FALSE)):
            if branch:
                self._edge(number, branch[0], kind)
            else:
                self._on(number, kind)

    def _phrase(self, number: int, statement: Statement) -> None:
        # WHENs in front of the same statements: the first holds these and the other WHENs
        shared = self._parents[number] if statement.shape[0] in _WHENS else -1
        inside = self._inside(shared if shared >= 0 and self._statements[shared].shape[0] in _WHENS else number)
        if inside:
            self._edge(number, inside[0], Kind.NEXT)
        else:
            self._on(number)

    def _phrases(self, number: int) -> list[tuple[int, Kind]]:
        """The phrases of a statement, also of WHENs that stand in a WHEN."""
        out = []
        for child in self._children.get(number, ()):
            kind = _PHRASES.get(self._statements[child].shape[0])
            if kind is not None:
                out.append((child, kind))
                if kind is Kind.CASE or kind is Kind.OTHERWISE:
                    out += self._phrases_right_in(child)
        return out

    def _phrases_right_in(self, when: int) -> list[tuple[int, Kind]]:
        names = ((other, self._statements[other].shape[0]) for other in self._children.get(when, ()))
        return [(other, _PHRASES[name]) for other, name in names if name in _WHENS]

    def _evaluate(self, number: int, statement: Statement) -> None:
        self._branches(number, Kind.OTHERWISE)

    def _search(self, number: int, statement: Statement) -> None:
        self._branches(number, Kind.AT_END)

    def _branches(self, number: int, last: Kind) -> None:
        """An edge to each phrase, and past the statement when none is of the kind `last`."""
        phrases = self._phrases(number)
        for phrase, kind in phrases:
            self._edge(number, phrase, kind)
        if all(kind is not last for _, kind in phrases):
            self._on(number, last)

    def _owner(self, number: int, source: int) -> None:
        """A statement with conditional phrases: into each of them; past them unless both are there, the condition and its opposite."""
        phrases = self._phrases(number)
        for phrase, kind in phrases:
            self._edge(source, phrase, kind)
        if len(phrases) < 2:
            self._on(number, source=source)

    # ---- PERFORM and what else calls

    def _calls(self, number: int, node: int, called: Range | None, kind: Kind = Kind.PERFORM, back: int = -1) -> int:
        """A call and the node of its return. What is not in the source is taken to return."""
        back = back if back >= 0 else self._back(number)
        if called is None:
            self._edge(node, self.graph.unknown, kind)
            self._edge(node, back, Kind.RETURN)
        else:
            self.graph.calls.setdefault(node, []).append(Call(node, called, back, kind))
        return back

    def _perform(self, number: int, statement: Statement) -> None:
        form = self._targets.loop_form(statement)
        back = self._calls(number, number, self._targets.performed(statement, self._slot(statement)))
        self._round(number, form, number, back)

    def _round(self, number: int, form: str, begin: int, back: int) -> None:
        """The edges of a loop around its body; the body leads to `back`."""
        if form == "":
            self._on(number, source=back)
            return
        self._edge(back, begin, Kind.LOOP_BACK)
        if form != "forever":
            self._on(number, Kind.LOOP_EXIT, number if form == "before" else back)

    def _perform_inline(self, number: int, statement: Statement) -> None:
        form = self._targets.loop_form(statement)
        inside = self._inside(number)
        target, kind = (inside[0], Kind.LOOP_BODY if form else Kind.NEXT) if inside else self._into[number]
        self._edge(number, target, kind)
        if form in ("before", "forever"):
            if form == "before":
                self._on(number, Kind.LOOP_EXIT)
        else:
            self._round(number, form, number, self.graph.backs[number][0])

    def _sort(self, number: int, statement: Statement) -> None:
        node = number
        for called in self._targets.sort_procedures(statement, self._slot(statement)):
            node = self._calls(number, node, called)
        self._on(number, source=node)

    def _xml_parse(self, number: int, statement: Statement) -> None:
        """The procedure runs once for each event."""
        back = self._calls(number, number, self._targets.performed(statement, self._slot(statement)))
        self._edge(back, number, Kind.LOOP_BACK)
        self._owner(number, back)

    def _in_out(self, number: int, statement: Statement) -> None:
        """An error may call a USE procedure, which comes back behind the statement. AT END and INVALID KEY take their own conditions
        only, other errors lead to the USE procedure all the same."""
        called = self._uses.of(statement)
        if called:
            back = self._back(number)
            for procedure in called:
                self._calls(number, number, procedure, Kind.USE, back)
            self._on(number, source=back)
        self._owner(number, number)

    def _call(self, number: int, statement: Statement) -> None:
        if leaving_call(statement, self._program):
            self._edge(number, self.graph.exit, Kind.ABNORMAL)
        else:
            self._owner(number, number)

    def _exec(self, number: int, statement: Statement) -> None:
        leaves = self._execs.meet(number, statement)
        if leaves is not None:
            self._edge(number, self.graph.exit, leaves)
            return
        called = self._execs.whenever_performed(statement)
        for procedure in called:
            self._on(number, source=self._calls(number, number, procedure, Kind.WHENEVER))
        self._on(number)

    # ---- jumps

    def _go_to(self, number: int, statement: Statement) -> None:
        for target, kind in self._targets.of_go_to(number, statement, self._slot(statement)):
            self._edge(number, target, kind)
        if "DEPENDING" in statement.words:
            self._on(number)

    def _next_sentence(self, number: int, statement: Statement) -> None:
        """To behind the period, not behind the END-x."""
        statements, other = self._statements, number + 1
        while other < len(statements) and statements[other].sentence == statement.sentence:
            other += 1
        paragraph = statement.paragraph
        beside = other < len(statements) and statements[other].paragraph is paragraph
        self._edge(number, other if beside else self.graph.end(self._slot(statement)), Kind.NEXT_SENTENCE)

    def _exit(self, number: int, statement: Statement) -> None:
        scope = statement.words[1:2]
        if scope in (["PROGRAM"], ["FUNCTION"], ["METHOD"]):
            self._edge(number, self.graph.exit, Kind.LEAVE)
        elif scope == ["PARAGRAPH"]:
            self._edge(number, self.graph.end(self._slot(statement)), Kind.EXIT)
        elif scope == ["SECTION"]:
            self._edge(number, self.graph.end(self._targets.last_of_section(self._slot(statement))), Kind.EXIT)
        elif scope == ["PERFORM"] and (loop := self._loop_around(number)) >= 0:
            self._exit_perform(number, loop, statement.words[-1] == "CYCLE")
        else:
            self._on(number)

    def _loop_around(self, number: int) -> int:
        """The innermost in-line PERFORM around a statement, -1 when there is none."""
        place = self._parents[number]
        while place >= 0 and self._statements[place].shape[0] != "perform_inline":
            place = self._parents[place]
        return place

    def _exit_perform(self, number: int, loop: int, cycle: bool) -> None:
        if not cycle:
            self._edge(number, self._after[loop][0], Kind.EXIT)
        else:
            self._edge(number, self._into[loop][0], Kind.LOOP_BACK)

    def _stop(self, number: int, statement: Statement) -> None:
        """STOP literal waits for the operator and goes on."""
        if statement.words[1:2] in (["RUN"], ["THREAD"]):
            self._edge(number, self.graph.exit, Kind.LEAVE)
        else:
            self._on(number)

    def _leave(self, number: int, statement: Statement) -> None:
        self._edge(number, self.graph.exit, Kind.LEAVE)

    def _resume(self, number: int, statement: Statement) -> None:
        names = [child for child in statement.children if child.name == "procedure_name"]
        if names:
            self._edge(number, self._targets.begin(names[0].words, self._slot(statement)), Kind.RESUME)
        else:  # AT NEXT STATEMENT: behind the statement that failed, to where the declarative returns
            self._edge(number, self.graph.end(self._targets.last_of_section(self._slot(statement))), Kind.RESUME)

    def _entry(self, number: int, statement: Statement) -> None:
        if "FOR" not in statement.words[:2]:
            self.graph.entries.append((number, Kind.ENTRY))
        self._on(number)
