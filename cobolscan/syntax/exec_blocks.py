"""EXEC blocks: the text between EXEC and END-EXEC as command and options (CICS, DLI) or kind of statement and host variables (SQL).

References: CICS TS, Application programming reference (command format); Db2 for z/OS, Application programming and SQL guide
(host variables, INCLUDE). Blocks arrive as one token in upper case or as written; both are accepted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_BLOCK = re.compile(r"EXEC(?:UTE)?\s+(\w+)\b(.*?)\.?\s*END-EXEC\Z", re.DOTALL | re.IGNORECASE)
_CICS_PART = re.compile(r"\s*(?:([A-Za-z][\w-]*)|(\()|,)")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_SQL_COMMENT = re.compile(r"--[^\n]*")
_HOST = re.compile(
    r":\s*([\w#@$][\w#@$-]*(?:\s*\.\s*[\w#@$-]+)*)(\s*(?:INDICATOR\s*)?:\s*([A-Za-z][\w-]*(?:\.[\w-]+)*))?",
    re.IGNORECASE,
)
_INCLUDE = re.compile(r"\s*INCLUDE\s+(?:'([^']+)'|\"([^\"]+)\"|([\w#@$.-]+))\s*\Z", re.IGNORECASE)
_SQL_WORDS = re.compile(r"[A-Za-z]\w*")
_TWO_WORDS = {
    "DECLARE",
    "BEGIN",
    "END",
    "SET",
    "CREATE",
    "DROP",
    "ALTER",
    "EXECUTE",
    "COMMIT",
    "ROLLBACK",
    "LOCK",
    "WHENEVER",
    "GET",
    "CONNECT",
    "AT",
}


@dataclass(frozen=True, slots=True)
class CicsCommand:
    """`command` is the leading words without argument (READQ TS, DELAY, SEND MAP); `options` every option with its argument or None."""

    command: str
    options: tuple[tuple[str, str | None], ...]

    def get(self, name: str) -> str | None:
        return next((argument for option, argument in self.options if option == name), None)

    def has(self, name: str) -> bool:
        return any(option == name for option, _ in self.options)


@dataclass(frozen=True, slots=True)
class SqlStatement:
    """`kind`: SELECT, FETCH, DECLARE CURSOR, INCLUDE ...; host variables without colon, as (name, indicator or None)."""

    kind: str
    host_variables: tuple[tuple[str, str | None], ...]
    include: str | None


@lru_cache(maxsize=4096)
def cics(text: str) -> CicsCommand | None:
    """Command and options of an EXEC CICS or DLI block; None when its parentheses or words cannot be read."""
    match = _BLOCK.match(text)
    parts = list(_options(match[2])) if match else []
    if not parts or any(name is None for name, _ in parts):
        return None
    names = [name.upper() for name, _ in parts if name]
    command = names[0]
    if len(parts) > 1 and parts[0][1] is None and (command, names[1]) in _PAIRS:
        command = f"{command} {names[1]}"
    return CicsCommand(command, tuple((name.upper(), argument) for name, argument in parts if name))


_PAIRS = {
    (verb, noun)
    for verb, nouns in {
        "READQ": "TS TD",
        "WRITEQ": "TS TD",
        "DELETEQ": "TS TD",
        "SEND": "MAP TEXT CONTROL PAGE",
        "RECEIVE": "MAP",
        "HANDLE": "CONDITION AID ABEND",
        "WAIT": "EVENT EXTERNAL JOURNALNAME JOURNALNUM TERMINAL CONVID SIGNAL",
        "WEB": "SEND RECEIVE OPEN CLOSE READ WRITE EXTRACT CONVERSE",
        "IGNORE": "CONDITION",
        "POP": "HANDLE",
        "PUSH": "HANDLE",
        "SYNCPOINT": "ROLLBACK",
        "PUT": "CONTAINER",
        "GET": "CONTAINER COUNTER",
    }.items()
    for noun in nouns.split()
}


def _options(text: str) -> list[tuple[str | None, str | None]]:
    """(word, argument) pairs; a pair of Nones where the text is not of that form."""
    out: list[tuple[str | None, str | None]] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _CICS_PART.match(text, position)
        if match is None:
            return [*out, (None, None)]
        position = match.end()
        if match[1]:
            out.append((match[1], None))
        elif match[2]:
            close = _closing(text, position)
            if close < 0 or not out or out[-1][1] is not None:
                return [*out, (None, None)]
            out[-1] = (out[-1][0], text[position:close].strip())
            position = close + 1
    return out


def _closing(text: str, position: int) -> int:
    """Index of the parenthesis that closes the one before `position`, -1 if there is none; quotes are respected."""
    depth = 1
    while position < len(text):
        char = text[position]
        if char in "'\"":
            quoted = _QUOTED.match(text, position)
            position = quoted.end() if quoted else position + 1
            continue
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return position
        position += 1
    return -1


@lru_cache(maxsize=4096)
def sql(text: str) -> SqlStatement | None:
    """Kind and host variables of an EXEC SQL block; None for an empty block."""
    match = _BLOCK.match(text)
    body = _SQL_COMMENT.sub("", match[2]) if match else ""
    plain = _QUOTED.sub("''", body)
    words = [word.upper() for word in _SQL_WORDS.findall(plain)[:24]]
    if not words or plain.count("(") != plain.count(")"):
        return None
    include = _INCLUDE.match(body)
    hosts = tuple((re.sub(r"\s", "", m[1]).upper(), m[3].upper() if m[3] else None) for m in _HOST.finditer(plain))
    return SqlStatement(_sql_kind(words), hosts, next((g for g in include.groups() if g), None) if include else None)


def _sql_kind(words: list[str]) -> str:
    if words[0] == "DECLARE":
        return "DECLARE " + next(
            (word for word in words[2:] if word in ("CURSOR", "TABLE", "STATEMENT", "SECTION", "VARIABLE", "DATABASE")), ""
        )
    if words[0] in _TWO_WORDS and len(words) > 1 and words[0] not in ("COMMIT", "ROLLBACK", "SET", "CONNECT"):
        return f"{words[0]} {words[1]}"
    return words[0]


def included(text: str) -> str | None:
    """The member that an EXEC SQL INCLUDE names, else None."""
    statement = sql(text) if "INCLUDE" in text else None
    return statement.include if statement else None


@lru_cache(maxsize=4096)
def problem(text: str) -> str | None:
    """What is wrong with a block, in words; None when its command and options (CICS, DLI) or kind (SQL) can be read."""
    match = _BLOCK.match(text)
    if match is None:
        return "END-EXEC"
    if match[1].upper() == "SQL":
        return None if sql(text) else "an SQL statement"
    if match[1].upper() in ("CICS", "DLI", "SQLIMS"):
        return None if cics(text) or match[1].upper() == "SQLIMS" else "a command and its options"
    return None
