"""The statements of a program that take a lock, and those that give it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from cobolscan.program.model import Program
from cobolscan.program.statements import Statement
from cobolscan.rules.waits._forms import Forms, argument_of
from cobolscan.syntax import exec_blocks
from cobolscan.syntax.nodes import Node, edge

_WRITES = frozenset(("UPDATE", "INSERT", "DELETE", "MERGE"))
_WORK = "the unit of work"
_RECORD = "the record of"
_GIVEN_BACK = {"CBL_SEMAPHORE_ACQUIRE": "CBL_SEMAPHORE_RELEASE", "CBL_MUTEX_ACQUIRE": "CBL_MUTEX_RELEASE"}


@dataclass(eq=False)
class Lock:
    """Something that is held between two statements. `status`: items that say whether it could be taken.

    `single`: taking the next gives the last one back, as with the records of a file.
    """

    what: str
    verb: str = "is held"
    taken: list[Statement] = field(default_factory=list)
    given_back: list[Statement] = field(default_factory=list)
    status: set[str] = field(default_factory=set)

    @property
    def single(self) -> bool:
        return self.what.startswith(_RECORD)

    def says(self) -> str:
        return f"{self.what} {self.verb}"


def locks_of(program: Program, forms: Forms) -> list[Lock]:
    """Every lock of the program, those that are never taken included."""
    found = _Found(program, forms)
    for statement in program.statements:
        reader = found.readers.get(statement.name)
        if reader is not None:
            reader(statement)
    return [*found.locks.values()]


class _Found:
    def __init__(self, program: Program, forms: Forms) -> None:
        self._program = program
        self._forms = forms
        self.locks: dict[str, Lock] = {}
        self._files = _Files(program)
        self._ends: list[Statement] = []  # of the unit of work, seen so far
        self.readers: dict[str, Callable[[Statement], None]] = {
            "exec_statement": lambda statement: self._block(statement, statement.words[0].upper()),
            "call_statement": self._call,
            "read_statement": self._read,
            "rewrite_statement": self._written,
            "delete_statement": self._file,
            "unlock_statement": self._file,
            "close_statement": self._closed,
            "commit_statement": self._ended,
            "rollback_statement": self._ended,
        }

    def _lock(self, what: str, verb: str = "is held") -> Lock:
        if what not in self.locks:
            self.locks[what] = Lock(what, verb, given_back=[*self._ends])
        return self.locks[what]

    def _ended(self, statement: Statement) -> None:
        """COMMIT and its kin end the unit of work and what was enqueued in it."""
        self._ends.append(statement)
        for lock in self.locks.values():
            lock.given_back.append(statement)

    # ---- EXEC

    def _block(self, statement: Statement, text: str) -> None:
        kind = text.split(None, 2)[1]
        if kind == "SQL":
            self._sql(statement, text)
        elif kind == "CICS":
            self._cics(statement, text)

    def _sql(self, statement: Statement, text: str) -> None:
        block = exec_blocks.sql(text)
        if block is None:
            return
        if block.kind.startswith(("COMMIT", "ROLLBACK")):
            self._ended(statement)
        elif (
            block.kind in _WRITES
            or (block.kind == "SELECT" and _for_update(text))
            or (block.kind == "FETCH" and block.cursor in self._cursors)
        ):
            lock = self._lock(_WORK, "is not committed")
            lock.taken.append(statement)
            lock.status |= {"SQLCODE", "SQLSTATE"}

    @property
    def _cursors(self) -> set[str]:
        """Cursors FOR UPDATE, which may be declared in either division."""
        texts = self._program.tree.tokens_.texts
        entries = [texts[edge(item.shape, item.start, 1)] for item in self._program.syntax if item.shape[0] == "exec_statement"]
        statements = [block.words[0] for block in self._program.having("exec_statement")]
        blocks = (exec_blocks.sql(text.upper()) for text in (*entries, *statements) if _for_update(text.upper()))
        return {block.cursor for block in blocks if block is not None and block.cursor is not None}

    def _cics(self, statement: Statement, text: str) -> None:
        command = exec_blocks.cics(text)
        if command is None:
            return
        if command.command.startswith("SYNCPOINT"):
            self._ended(statement)
        elif command.command in ("ENQ", "DEQ"):
            lock = self._lock(f"the resource {command.get('RESOURCE')}", "is enqueued")
            (lock.taken if command.command == "ENQ" else lock.given_back).append(statement)
            lock.status |= _status(command.get("RESP"))
        elif command.command in ("READ", "REWRITE", "DELETE", "UNLOCK"):
            lock = self._lock(f"{_RECORD} {command.get('FILE') or command.get('DATASET')}", "is held for update")
            if command.command != "READ":
                lock.given_back.append(statement)
            elif command.has("UPDATE"):
                lock.taken.append(statement)
                lock.status |= _status(command.get("RESP"))

    # ---- CALL

    def _call(self, statement: Statement) -> None:
        if (text := self._forms.translated.command_of(statement)) is not None:
            self._block(statement, text)
            return
        callee = (self._forms.callee(statement) or "").upper()
        for taking, giving in _GIVEN_BACK.items():
            if callee in (taking, giving):
                argument = argument_of(statement, 1)
                lock = self._lock(argument.text if argument else callee)
                (lock.taken if callee == taking else lock.given_back).append(statement)

    # ---- files

    def _read(self, statement: Statement) -> None:
        name = statement.words[1]
        words = {word for phrase in statement.all("read_phrase") for word in phrase.words}
        lock = self._lock(f"{_RECORD} {name}", "is locked")
        if words & {"NO", "IGNORE", "IGNORING"}:
            lock.given_back.append(statement)
        elif "LOCK" in words or self._files.locks(name):
            lock.taken.append(statement)
            lock.status |= self._files.status.get(name, set())

    def _written(self, statement: Statement) -> None:
        record = statement.child("write_record")
        words = record.words if record else []
        name = words[-1] if words[:1] == ["FILE"] else self._files.of_record(words[0]) if words else ""
        self._lock(f"{_RECORD} {name}", "is locked").given_back.append(statement)

    def _file(self, statement: Statement) -> None:
        for name in statement.words[1:2]:
            self._lock(f"{_RECORD} {name}", "is locked").given_back.append(statement)

    def _closed(self, statement: Statement) -> None:
        for name in statement.words[1:]:
            if name in self._files.names:
                self._lock(f"{_RECORD} {name}", "is locked").given_back.append(statement)


class _Files:
    """Files of a program: which of them lock a record when it is read."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.names: set[str] = set()
        self.status: dict[str, set[str]] = {}
        self._modes: dict[str, str] = {}
        for entry in self._entries("select_entry"):
            name = entry.words[2] if entry.words[1] == "OPTIONAL" else entry.words[1]
            self.names.add(name)
            mode, status = entry.child("lock_clause"), entry.child("file_status_clause")
            self._modes[name] = mode.words[-1] if mode else ""
            self.status[name] = {child.words[0] for child in status.children} if status else set()

    def _entries(self, kind: str) -> Iterator[Node]:
        return (entry for entry in self._program.nodes(kind) if isinstance(entry, Node))

    def locks(self, name: str) -> bool:
        """Whether READ locks the record: opened I-O, and either LOCK MODE AUTOMATIC or read to be rewritten."""
        mode = self._modes.get(name, "")
        return mode != "MANUAL" and name in self._updated and (mode == "AUTOMATIC" or name in self._rewritten)

    @property
    def _updated(self) -> set[str]:
        opened = (mode for statement in self._entries("open_statement") for mode in statement.all("open_mode") if "I-O" in mode.words)
        return {word for mode in opened for word in mode.words}

    @property
    def _rewritten(self) -> set[str]:
        records = [part.words[-1] for statement in self._entries("rewrite_statement") for part in statement.all("write_record")]
        return {self.of_record(record) for record in records} | {statement.words[1] for statement in self._entries("delete_statement")}

    def of_record(self, record: str) -> str:
        """The file that a record belongs to; the name itself when it is that of a file."""
        texts = self._program.tree.tokens_.texts
        name = record
        for item in self._program.syntax:
            if item.shape[0] == "file_description":
                name = texts[item.start + 1]
            elif item.shape[0] == "data_entry" and record in texts[item.start + 1 : item.start + 2]:
                return name
            elif item.shape[0] == "procedure_division":
                break
        return record


def _status(response: str | None) -> set[str]:
    return {response, "EIBRESP"} if response else {"EIBRESP"}


def _for_update(text: str) -> bool:
    words = text.split()
    return any(first == "FOR" and second == "UPDATE" for first, second in pairwise(words))
