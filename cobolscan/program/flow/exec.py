"""What EXEC blocks do to the flow of control: CICS commands that leave, HANDLE and WHENEVER.

References: CICS Transaction Server, application programming reference (HANDLE CONDITION, HANDLE AID, HANDLE ABEND, RESP); Db2 for z/OS, SQL
reference, WHENEVER: it holds for the statements that follow in the text, whatever the order in which they run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobolscan.program.flow.graph import BEFORE_FIRST, Graph, Kind, Range
from cobolscan.program.flow.targets import Targets

if TYPE_CHECKING:
    from cobolscan.program.model import Program
    from cobolscan.program.statements import Statement
    from cobolscan.syntax.exec_commands import Command
    from cobolscan.syntax.exec_sql import SqlStatement, Whenever

_LEAVES = {"RETURN": Kind.LEAVE, "XCTL": Kind.LEAVE, "ABEND": Kind.ABNORMAL}
_QUIET = ("HANDLE", "IGNORE", "PUSH", "POP")  # commands that only say what is done about conditions
_LABELS = ("HANDLE CONDITION", "HANDLE AID", "HANDLE ABEND")
_MANY = 32  # HANDLE commands that are followed one by one


class Execs:
    """Collects the EXEC blocks of a program in their order."""

    def __init__(self, program: Program, graph: Graph, targets: Targets) -> None:
        self._graph = graph
        self._targets = targets
        self._raising: list[tuple[int, Command]] = []
        self._handling: list[tuple[int, Command]] = []
        self._whenevers: dict[str, Whenever] = {}

    def meet(self, number: int, statement: Statement) -> Kind | None:
        """Takes note of a block; how it leaves the program, None when it goes on."""
        block = statement.block
        language = block.language
        if language == "CICS":
            return self._cics(number, block.command)
        if language == "SQL":
            self._sql(number, statement, block.sql)
        return None

    # ---- CICS

    def _cics(self, number: int, command: Command | None) -> Kind | None:
        if command is None:
            return None
        if command.command in _LABELS:
            self._handling.append((number, command))
        elif not command.command.startswith(_QUIET) and not any(map(command.has, ("RESP", "NOHANDLE"))):
            self._raising.append((number, command))
        return _LEAVES.get(command.command)

    def finish(self) -> None:
        """Edges from the commands that can run behind a HANDLE to its labels. Broad: conditions are not told apart, nothing cancels."""
        graph, edges = self._graph, self._graph.successors
        for number, command in self._handling[:_MANY]:
            labels = self._labels(number, command)
            later = _behind(graph, [number, *labels]) if labels and self._raising else set()
            for raising, other in self._raising:
                if raising in later and (command.command != "HANDLE AID" or other.command.startswith("RECEIVE")):
                    edges[raising] += [(label, Kind.HANDLE) for label in labels if (label, Kind.HANDLE) not in edges[raising]]

    def _labels(self, number: int, command: Command) -> list[int]:
        paragraph = self._graph.statements[number].paragraph
        slot = paragraph.number if paragraph is not None else BEFORE_FIRST
        if command.command == "HANDLE ABEND":
            names = [command.get("LABEL")]
        else:
            names = [option.argument for option in command.options]
        begins = [self._targets.begin([name.upper()], slot) for name in names if name]
        return list(dict.fromkeys(begins))

    # ---- SQL

    def _sql(self, number: int, statement: Statement, sql: SqlStatement | None) -> None:
        if sql is not None and sql.whenever is not None:
            self._whenevers[sql.whenever.condition] = sql.whenever
            return
        if sql is not None and sql.kind.startswith(("DECLARE", "INCLUDE", "BEGIN DECLARE", "END DECLARE")):
            return
        paragraph = statement.paragraph.number if statement.paragraph is not None else BEFORE_FIRST
        for whenever in self._whenevers.values():
            if whenever.action.startswith("GO"):
                target = self._targets.begin([(whenever.target or "").lstrip(":").upper()], paragraph)
                self._graph.successors[number].append((target, Kind.WHENEVER))
            elif whenever.action == "STOP":
                self._graph.successors[number].append((self._graph.exit, Kind.LEAVE))

    def whenever_performed(self, statement: Statement) -> list[Range | None]:
        """What WHENEVER ... PERFORM runs at a SQL statement."""
        performs = [whenever for whenever in self._whenevers.values() if "PERFORM" in whenever.action]
        if not performs or statement.block.language != "SQL":
            return []
        sql = statement.block.sql
        if sql is not None and (sql.whenever is not None or sql.kind.startswith(("DECLARE", "INCLUDE", "BEGIN DECLARE", "END DECLARE"))):
            return []
        paragraph = statement.paragraph.number if statement.paragraph is not None else BEFORE_FIRST
        return [self._targets.range_of([[(whenever.target or "").upper()]], paragraph) for whenever in performs]


def _behind(graph: Graph, starts: list[int]) -> set[int]:
    """Every node that can come behind some, without asking which PERFORM a paragraph returns to."""
    returns: dict[int, list[int]] = {}
    for calls in graph.calls.values():
        for call in calls:
            returns.setdefault(graph.end(call.range[1]), []).append(call.back)
    seen: set[int] = set()
    todo = list(starts)
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        todo += [target for target, _ in graph.successors[node]]
        for call in graph.calls.get(node, ()):
            todo += (graph.begin(call.range[0]), call.back)
        if graph.ends(node):
            paragraph = graph.paragraph_of(node)
            todo += returns.get(node, ())
            todo.append(graph.behind(paragraph if paragraph is not None else BEFORE_FIRST)[0])
    return seen
