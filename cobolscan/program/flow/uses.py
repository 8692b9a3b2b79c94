"""Declaratives: which USE procedures an I/O statement may call.

References: ISO 1989:2002, 14.8.45 (USE); Enterprise COBOL for z/OS, Language Reference, USE statement: a file's own procedure goes
before that of its open mode, and control returns behind the statement that failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program.flow.graph import Graph, Range
from cobolscan.syntax.nodes import Node, node

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement

_MODES = ("INPUT", "OUTPUT", "I-O", "EXTEND")
_IN_OUT = (
    "open_statement",
    "close_statement",
    "read_statement",
    "write_statement",
    "rewrite_statement",
    "delete_statement",
    "start_statement",
)
_REPORTS = ("generate_statement", "initiate_statement", "terminate_statement")


class Uses:
    """The USE procedures of one program; also says which paragraphs are declaratives (`graph.declaratives`)."""

    statements = (*_IN_OUT, *_REPORTS)

    def __init__(self, program: Program, graph: Graph) -> None:
        self._program = program
        self._graph = graph
        self._by_name: dict[str, list[Range]] = {}
        self._by_mode: dict[str, list[Range]] = {}
        self._reports: list[Range] = []
        self._conditions: list[Range] = []
        self.events: list[Range] = []
        if program.tree.items_.count("declaratives"):
            self._read()

    @property
    def any(self) -> bool:
        return bool(self._by_name or self._by_mode or self._reports)

    def _read(self) -> None:
        """Headers are counted as `Program.paragraphs` counts them."""
        number, first, section = -1, -1, -1
        uses: list[tuple[int, Node]] = []
        for item in self._program.syntax:
            kind = item.shape[0]
            if kind in ("section_header", "paragraph_header"):
                number += 1
                section = number if kind == "section_header" else section
            elif kind == "declaratives":
                first = number + 1
            elif kind == "end_declaratives" and first >= 0:
                self._graph.declaratives = range(first, number + 1)
                self._graph.closed.add(number)
            elif kind == "use_statement" and section >= 0:
                uses.append((section, node(self._program.tree, item.start, item.shape)))
        for section, use in uses:
            self._add(use, (section, self._program.procedures.last_in(section)))

    def _add(self, use: Node, called: Range) -> None:
        words = use.words
        targets = [word for child in use.children if child.name == "use_target" for word in child.words]
        if targets:
            for word in targets:
                (self._by_mode if word in _MODES else self._by_name).setdefault(word, []).append(called)
        elif "REPORTING" in words:
            self._reports.append(called)
        elif any(child.name == "use_condition" for child in use.children):
            self._conditions.append(called)
        else:  # DEBUGGING, PROGRAM START and END
            self.events.append(called)

    def of(self, statement: Statement) -> list[Range]:
        """The procedures that a statement may call."""
        if statement.name in _REPORTS:
            return self._reports
        if statement.name == "raise_statement":
            return self._conditions
        called: list[Range] = []
        for name, modes in self._files(statement):
            own = self._by_name.get(name)
            called += own if own else [procedure for mode in modes for procedure in self._by_mode.get(mode, ())]
        return list(dict.fromkeys(called))

    def _files(self, statement: Statement) -> Iterator[tuple[str, list[str]]]:
        """The files of a statement, each with the modes in which it is open there."""
        if statement.name == "open_statement":
            yield from self._opened_by(statement)
        elif statement.name in ("write_statement", "rewrite_statement"):
            record = statement.children[0].words if statement.children else []
            name = record[-1] if record[:1] == ["FILE"] else self._records.get(record[0] if record else "", "")
            yield name, self._modes_of(name, ("OUTPUT", "I-O", "EXTEND"))
        elif statement.name == "close_statement":
            names = [child.words[0] for child in statement.children if child.name == "close_file"]
            yield from ((name, self._modes_of(name, _MODES)) for name in names)
        else:
            name = statement.words[1] if len(statement.words) > 1 else ""
            yield name, self._modes_of(name, ("I-O",) if statement.name == "delete_statement" else ("INPUT", "I-O"))

    def _modes_of(self, name: str, possible: tuple[str, ...]) -> list[str]:
        """The modes in which a file is opened somewhere, of those in which the statement is allowed."""
        modes = self._opened.get(name)
        return [mode for mode in possible if modes is None or mode in modes]

    @staticmethod
    def _opened_by(statement: Statement) -> Iterator[tuple[str, list[str]]]:
        for mode in statement.children:
            words = [word for word in mode.words if word in _MODES][:1]
            for file in mode.children:
                if file.name == "open_file":
                    yield file.words[0], words

    @cached_property
    def _opened(self) -> dict[str, set[str]]:
        """The modes of every file that the program opens."""
        out: dict[str, set[str]] = {}
        for statement in self._program.having("open_statement"):
            for name, modes in self._opened_by(statement):
                out.setdefault(name, set()).update(modes)
        return out

    @cached_property
    def _records(self) -> dict[str, str]:
        """The file of each record, by the record's name."""
        out: dict[str, str] = {}
        texts, file = self._program.tree.tokens_.texts, ""
        for item in self._program.syntax:
            kind = item.shape[0]
            if kind == "file_description":
                file = texts[item.start + 1]
            elif kind == "data_entry" and file and texts[item.start] in ("01", "1"):
                out[texts[item.start + 1]] = file
            elif kind.endswith("_section"):
                file = ""
        return out
