"""EXEC SQL and EXEC SQLIMS: the kind of a statement, its tables, cursor, host variables and limits.

The grammar is `exec_sql.lark`. What a statement's shape says (which token is a table that is written, which a host variable that is filled)
is worked out once for each shape and applied to every block by token number. References: Db2 for z/OS, SQL reference; Application
programming and SQL guide (host variables, indicators, WHENEVER).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from cobolscan.syntax.driver import Driver, Rejected, Shape
from cobolscan.syntax.exec_tokens import Misfit, Problem, Tokens, similar, sql_lexer
from cobolscan.syntax.words import FILLER, spelled

_MAX_SHAPES = 20_000
_MAX_EXPECTED = 8
_RETRIES = 8  # words that are taken for names, one after the other, when they do not fit


class HostVariable(NamedTuple):
    """A host variable without its colon. `direction`: in, out (the statement fills it) or inout (an argument of CALL)."""

    name: str
    indicator: str | None
    direction: str
    offset: int  # of the colon, in the block


class Limit(NamedTuple):
    """A number that bounds rows: FETCH FIRST n, FOR n ROWS, OPTIMIZE FOR n, LIMIT n ..., as written; `offset` in the block."""

    clause: str
    number: str
    offset: int


class Whenever(NamedTuple):
    """`condition`: SQLERROR, SQLWARNING, NOT FOUND; `action`: CONTINUE, GO TO, PERFORM, DO ...; `target` a procedure-name."""

    condition: str
    action: str
    target: str | None


class SqlStatement(NamedTuple):
    """`kind`: SELECT, INSERT, DECLARE CURSOR, FETCH, INCLUDE, EXECUTE IMMEDIATE, CREATE TABLE ... Names are in upper case."""

    kind: str
    host_variables: tuple[HostVariable, ...] = ()
    include: str | None = None
    reads: tuple[str, ...] = ()  # tables and views
    writes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # the table that a DECLARE TABLE describes, those that a LOCK TABLE locks
    cursor: str | None = None
    cursor_options: tuple[str, ...] = ()  # WITH HOLD, INSENSITIVE, SCROLL ...
    prepared: str | None = None  # the name of a prepared statement, or the host variable that holds it
    whenever: Whenever | None = None
    limits: tuple[Limit, ...] = ()
    isolation: str | None = None
    connection: str | None = None  # EXEC SQL AT connection


Place = tuple[int, int]  # first token and the one behind the last


class _Facts:
    """What a shape says, in token numbers."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.hosts: list[tuple[int, int, str]] = []  # token, its indicator or -1, direction
        self.reads: list[Place] = []
        self.writes: list[Place] = []
        self.names: list[Place] = []
        self.common_tables: list[int] = []
        self.options: list[Place] = []
        self.limits: list[tuple[str, Place]] = []
        self.parts: dict[str, Place] = {}  # cursor, prepared, member, condition, action, label, isolation, connection


class Statements:
    """The grammar of SQL and its memo."""

    def __init__(self, data: dict[str, Any]) -> None:
        from cobolscan.syntax.tokenizer import _fusion_regex

        self._driver = Driver(data["table"])
        self._lexer = sql_lexer(data)
        self._fusion, self._results = _fusion_regex(data["words"]["fused"])
        kinds: dict[str, str] = data["kinds"]
        self._name = kinds["NAME"]
        self._soft = frozenset(data["words"]["soft"])
        self._driver.fallback = data["fallback"]
        self._equals = kinds["EQUALS"]
        self._wordings = {char: _WORDINGS.get(name, spelled(name)) for name, char in kinds.items()} | {"": "end of the statement"}
        self._unclosed = kinds["UNCLOSED"]
        self._known: dict[str, _Facts | Misfit] = {}

    def read(self, text: str, start: int) -> SqlStatement | Problem:
        """The statement of a block: `text` is what stands behind EXEC SQL, from the offset `start` on."""
        tokens = self._tokens(text, start)
        facts = self._facts(tokens.kinds)
        return _problem(tokens, facts, start + len(text)) if isinstance(facts, Misfit) else _statement(facts, tokens)

    def problem(self, text: str, start: int) -> Problem | None:
        """What is wrong with a block: half the work of reading it."""
        tokens = self._tokens(text, start)
        facts = self._facts(tokens.kinds)
        return _problem(tokens, facts, start + len(text)) if isinstance(facts, Misfit) else None

    def _tokens(self, text: str, start: int) -> Tokens:
        return self._lexer.tokens(text.rstrip("; \t\n"), start)

    def _facts(self, kinds: str) -> _Facts | Misfit:
        facts = self._known.get(kinds)
        if facts is None:
            if len(self._known) > _MAX_SHAPES:
                self._known.clear()
            facts = self._known[kinds] = self._parse(kinds)
        return facts

    def _parse(self, raw: str) -> _Facts | Misfit:
        kinds = self._fusion.sub(self._fused, raw)
        first: Rejected | None = None
        for _ in range(_RETRIES):
            try:
                return _facts_of(self._driver.parse(kinds, "sql"), kinds, self._equals)
            except Rejected as rejected:
                first = first or rejected
                at = rejected.position
                if kinds[at : at + 1] not in self._soft or not kinds[at : at + 1]:
                    break
                kinds = kinds[:at] + self._name + kinds[at + 1 :]
        assert first is not None
        if raw[first.position : first.position + 1] == self._unclosed:
            return Misfit(first.position, ("the closing quotation mark",))
        return Misfit(first.position, self._expected(kinds[: first.position]))

    def _fused(self, match: re.Match[str]) -> str:
        text, result = match[0], self._results[match.lastgroup]  # type: ignore[index]
        return result.ljust(len(text), FILLER) if result else text

    def _expected(self, before: str) -> tuple[str, ...]:
        wordings = {self._wordings[kind] for kind in self._driver.possible(before, "sql")}
        if "an operator" in wordings:
            wordings -= _OPERANDS | _OPERATORS
        elif {"a name", "a literal", "a host variable"} <= wordings:
            wordings = (wordings - _OPERANDS - _OPERATORS) | {"an expression"}
        elif wordings > {"SELECT", "FETCH", "COMMIT"}:
            wordings = (wordings - {"another SQL statement"}) | {"an SQL statement"}
        return tuple(sorted(wordings, key=_order))


def _order(wording: str) -> tuple[bool, int, str]:
    """Operands first, then the words that most statements have, then the others."""
    return not wording[0].islower(), _FREQUENT.index(wording) if wording in _FREQUENT else len(_FREQUENT), wording


_FREQUENT = ("SELECT", "INSERT", "UPDATE", "DELETE", "INTO", "FROM", "WHERE", "VALUES", "SET", "FOR", "USING", "CURSOR", "TABLE", ")", ",")
_OPERANDS = frozenset(("a name", "a literal", "a host variable", "a number", "CASE", "NOT", "(", "?", "a delimited identifier"))
_OPERATORS = frozenset(("+", "-", "*", "/", ".", "=", "AND", "OR", "IS", "an operator"))
_WORDINGS = {
    "NAME": "a name", "QUOTED": "a delimited identifier", "NUMBER": "a number", "STRING": "a literal", "HOST": "a host variable",
    "INDICATED": "an indicator variable", "LPAR": "(", "RPAR": ")", "COMMA": ",", "DOT": ".", "STAR": "*", "SLASH": "/", "PLUS": "+",
    "MINUS": "-", "EQUALS": "=",
    "OPERATOR": "an operator", "PARAMETER": "?", "SEMICOLON": ";", "VERB": "another SQL statement", "PHRASE": "IS",
    "SET_OPERATOR": "UNION",
    "CONDITION": "SQLERROR", "ON_CONFLICT": "ON CONFLICT", "FOR_ROW": "FOR ROW", "TABLE_HINT": "WITH (", "CURSOR_OPTION": "SCROLL",
    "INCLUDE_COLUMNS": "INCLUDE (", "DECLARE_SECTION": "BEGIN DECLARE SECTION", "CURRENT_OF": "CURRENT OF", "CONNECT_BY": "CONNECT BY",
    "PERIOD": "FOR SYSTEM_TIME", "PERIOD_NAME": "SYSTEM_TIME",
}  # fmt: skip

# ---- what a shape says

_KINDS = {"query": "", "set_assignment": "SET", "set_special": "SET", "declare_other": "DECLARE", "other": "", "get": "", "block": "BEGIN"}
_LIMITS = {
    "fetch_first": "FETCH FIRST", "for_rows": "FOR ROWS", "fetch_rows": "FOR ROWS", "optimize_for": "OPTIMIZE FOR", "limit": "LIMIT",
    "offset": "OFFSET", "for_count": "FOR", "row_of": "FOR ROW",
}  # fmt: skip
_PARTS = frozenset(("cursor", "prepared", "member", "condition", "action", "label", "connection"))
_DIRECTIONS = {
    "into": "out",
    "fetch_into": "out",
    "call_arguments": "inout",
    "declare_variable": "",
    "var": "",
    "cursor": "",
    "prepared": "in",
}


def _facts_of(shape: Shape, kinds: str, equals: str) -> _Facts:
    statement = next(child for child in shape[1:] if type(child) is not int and child[0] not in ("connection", "for_count"))
    facts = _Facts(_KINDS.get(statement[0], statement[0].replace("_", " ").upper()))
    todo: list[tuple[Any, str]] = [(shape, "in")]
    while todo:
        node, direction = todo.pop()
        name = node[0]
        direction = _DIRECTIONS.get(name, direction)
        if name == "set_item" or (name == "get"):
            todo.extend(_assigned(node, kinds, equals))
            continue
        if name == "host":
            if direction:
                facts.hosts.append((node[1], node[2] if len(node) > 2 else -1, direction))
            continue
        _note(facts, node, name)
        todo.extend((child, direction) for child in reversed(node[1:]) if type(child) is not int)
    if not facts.kind:
        facts.parts["kind"] = _kind_words(statement)
    facts.hosts.sort()
    return facts


def _note(facts: _Facts, node: Any, name: str) -> None:
    if name == "table":
        facts.reads.append(_span(node))
    elif name == "target_table":
        facts.writes.append(_span(node))
    elif name == "named_table":
        facts.names.append(_span(node))
    elif name in _LIMITS:
        facts.limits.append((_LIMITS[name], _span(node)))
    elif name == "common_table":
        facts.common_tables.append(next(child for child in node[1:] if type(child) is int))
    elif name in ("cursor_option", "cursor_with", "orientation"):
        facts.options.append(_span(node))
    elif name == "isolation":
        facts.parts["isolation"] = (node[2], node[2] + 1)
    elif name in _PARTS:
        facts.parts.setdefault(name, _span(node))


def _assigned(node: Any, kinds: str, equals: str) -> list[tuple[Any, str]]:
    """What stands in front of "=" is filled: SET :A = ..., (:A, :B) = ..., GET DIAGNOSTICS :A = ROW_COUNT."""
    out = []
    for child in reversed(node[1:]):
        if type(child) is not int:
            follows = _span(child)[1]
            while kinds[follows : follows + 1] == FILLER:
                follows += 1
            out.append((child, "out" if kinds[follows : follows + 1] == equals else "in"))
    return out


def _kind_words(statement: Any) -> Place:
    """The words that name a SELECT or VALUES, a CREATE TABLE, a GET DIAGNOSTICS."""
    if statement[0] == "query":
        head: Any = next(child for child in statement[1:] if type(child) is not int and child[0] != "with")
        while head[0] == "subquery":
            head = next(child for child in head[1:] if type(child) is not int)
        first, _ = _span(head)
        return first, first + 1
    first, end = _span(statement)
    return first, min(first + 2, end)


def _span(node: Any) -> Place:
    """The first token under a node and the one behind its last."""
    first: Any = node
    while type(first) is not int:
        first = first[1]
    last: Any = node
    while type(last) is not int:
        last = last[-1]
    return first, last + 1


# ---- applied to a block


def _statement(facts: _Facts, tokens: Tokens) -> SqlStatement:
    texts, offsets = tokens.texts, tokens.offsets

    def part(name: str, separator: str = " ") -> str | None:
        place = facts.parts.get(name)
        return separator.join(texts[place[0] : place[1]]) if place else None

    def names(places: list[Place]) -> tuple[str, ...]:
        common = {texts[token] for token in facts.common_tables}
        return tuple(dict.fromkeys(name for place in places if (name := "".join(texts[place[0] : place[1]])) not in common))

    member, condition = part("member", ""), part("condition")
    cursor, prepared, connection = part("cursor"), part("prepared"), part("connection")
    return SqlStatement(
        kind=_kind(facts, texts, part),
        host_variables=tuple(_host(host, texts, offsets) for host in facts.hosts),
        include=member.strip("'\"") if member else None,
        reads=names(facts.reads),
        writes=names(facts.writes),
        names=names(facts.names),
        cursor=cursor,
        cursor_options=tuple(" ".join(texts[first:end]) for first, end in facts.options),
        prepared=prepared,
        whenever=_whenever(condition, part("action") or "", part("label")) if condition else None,
        limits=tuple(_limit(clause, place, texts, offsets) for clause, place in facts.limits),
        isolation=part("isolation"),
        connection=connection.split(" ", 1)[1] if connection else None,
    )


def _problem(tokens: Tokens, misfit: Misfit, end: int) -> Problem:
    texts, offsets = tokens.texts, tokens.offsets
    at, expected = misfit
    if at >= len(offsets):
        return Problem(end, expected[:_MAX_EXPECTED])
    return Problem(offsets[at], tuple(dict.fromkeys((*similar(texts[at], list(expected)), *expected)))[:_MAX_EXPECTED])


def _kind(facts: _Facts, texts: list[str], part: Callable[[str], str | None]) -> str:
    kind = facts.kind or part("kind") or ""
    if kind == "DECLARE SECTION":
        return " ".join(texts[:3])
    words = [word for word in kind.split() if word not in ("CURRENT", "STACKED")]
    return " ".join(words) if kind.startswith("GET") and len(words) > 1 else "GET DIAGNOSTICS" if kind.startswith("GET ") else kind


def _limit(clause: str, place: Place, texts: list[str], offsets: list[int]) -> Limit:
    """The number of a clause: one row in FETCH FIRST ROW ONLY, the second one in LIMIT offset, rows."""
    words = texts[place[0] : place[1]]
    if clause == "LIMIT" and "," in words:
        place = place[0] + words.index(",") + 1, place[1]
    elif clause == "FETCH FIRST" and words[1].upper() == "NEXT":
        clause = "FETCH NEXT"
    token = next((token for token in range(*place) if texts[token][0] in "0123456789:?"), None)
    return Limit(clause, "1", offsets[place[0]]) if token is None else Limit(clause, texts[token], offsets[token])


def _host(host: tuple[int, int, str], texts: list[str], offsets: list[int]) -> HostVariable:
    token, indicator, direction = host
    return HostVariable(_bare(texts[token]), _bare(texts[indicator]) if indicator >= 0 else None, direction, offsets[token])


def _bare(text: str) -> str:
    return "".join(text[1:].split())


def _whenever(condition: str, action: str, target: str | None) -> Whenever:
    if target:
        action = action[: action.index(target)].strip() if target in action else action
    return Whenever(condition, action.replace("GOTO", "GO TO"), target)


@cache
def statements() -> Statements:
    """The SQL grammar of this process; loaded with the first block."""
    from cobolscan.syntax import tables

    return Statements(tables.load_exec("sql"))
