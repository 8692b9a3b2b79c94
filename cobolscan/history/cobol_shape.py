"""Whether a comment line looks like COBOL: a cheap guess by the shape of statements, until a parser is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cobolscan.source.lazy import lazy

_NAME = r"[A-Za-z0-9][\w\-]{0,60}"
_SUBSCRIPT = r"(?:\s?\([^()]{1,40}\)){0,2}"
_OF = rf"(?:\s{{1,9}}(?:OF|IN)\s{{1,9}}{_NAME}){{0,3}}"
_LITERAL = r"(?:[XNZxnz]?'[^']{0,160}'|[XNZxnz]?\"[^\"]{0,160}\")"
_OPERAND = rf"(?:{_LITERAL}|[+\-]?[\d.,]{{0,18}}\d(?![\w\-])|{_NAME}{_OF}{_SUBSCRIPT})"
_END = r"\s*\.?\s*$"
_STATEMENTS = {
    "move": (
        rf"(?:(?:CORR|CORRESPONDING|ALL|FUNCTION)\s+)?{_OPERAND}\s+TO(?:[\s,]+{_OPERAND}){{1,6}}{_END}|{_LITERAL}{_END}"
        rf"|[\w]+-[\w\-]+{_SUBSCRIPT}{_END}|LENGTH\s+OF\s"
    ),
    "display": rf"{_LITERAL}|[\w]+-[\w\-]+{_SUBSCRIPT}(?:\s|{_END})|{_OPERAND}\s+(?:AT\s+\d|LINE\s+\d|UPON\s|WITH\s)",
    "accept": rf"{_OPERAND}(?:\s+(?:FROM\s+(?:DATE|DAY|TIME|CONSOLE|SYSIN|ENVIRONMENT|COMMAND-LINE|SCREEN)|AT\s+\d|ON\s+EXC)|{_END})",
    "if": (
        rf"(?:NOT\s+)?\(?{_OPERAND}\s+(?:IS\s+)?(?:NOT\s+)?(?:[=<>]|EQUALS?\b|GREATER\b|LESS\b|NUMERIC\b|ALPHABETIC\b"
        rf"|SPACES?\b|ZEROS?\b)|(?:NOT\s+)?[\w]+-[\w\-]+{_SUBSCRIPT}{_END}"
    ),
    "perform": (
        rf"[\w]*[\d\-][\w\-]*(?:\s+(?:THRU|THROUGH|UNTIL|VARYING|WITH|TEST)\b|\s+\d+\s+TIMES|{_END})|(?:VARYING"
        rf"|UNTIL)\s+{_OPERAND}|{_NAME}\s+(?:THRU|THROUGH|UNTIL|VARYING)\s|{_NAME}\s*\.\s*$"
    ),
    "go": rf"TO\s+[\w]*[\d\-][\w\-]*(?:\s+DEPENDING.*|{_END})|TO\s+{_NAME}\s*\.\s*$",
    "compute": rf"{_OPERAND}(?:\s+ROUNDED)?\s*=",
    "add": rf"{_OPERAND}(?:[\s,]+{_OPERAND}){{0,3}}\s+(?:TO|GIVING)\s+{_OPERAND}{_END}",
    "subtract": rf"{_OPERAND}(?:[\s,]+{_OPERAND}){{0,3}}\s+FROM\s+{_OPERAND}",
    "multiply": rf"{_OPERAND}\s+BY\s+{_OPERAND}",
    "divide": rf"{_OPERAND}\s+(?:INTO|BY)\s+{_OPERAND}",
    "set": (
        rf"{_OPERAND}(?:[\s,]+{_OPERAND}){{0,3}}\s+(?:TO\s+(?:TRUE|FALSE|ADDRESS|NULLS?|[\d+\-]|[\w]+-)|UP\s+BY"
        rf"|DOWN\s+BY)|ADDRESS\s+OF\s"
    ),
    "call": rf"{_LITERAL}|[\w]+-[\w\-]+(?:\s+USING\b|{_END})",
    "open": r"(?:INPUT|OUTPUT|I-O|EXTEND)\s+[\w\-]+",
    "close": rf"[\w]+-[\w\-]+{_END}|[\w\-]+\s*\.\s*$",
    "read": rf"[\w\-]+\s+(?:INTO|NEXT|AT\s+END|INVALID|KEY|RECORD)\b|[\w]+-[\w\-]+{_END}",
    "write": rf"[\w\-]+\s+(?:FROM|AFTER|BEFORE|INVALID)\s|[\w]+-[\w\-]+{_END}",
    "rewrite": rf"[\w\-]+\s+(?:FROM|INVALID)\s|[\w]+-[\w\-]+{_END}",
    "initialize": rf"(?:[\s,]*[\w]+-[\w\-]+{_SUBSCRIPT}){{1,6}}{_END}",
    "evaluate": rf"TRUE\b|FUNCTION\s|[\w]+-[\w\-]+{_SUBSCRIPT}{_END}",
    "when": rf"(?:OTHER|TRUE|ANY){_END}|{_LITERAL}|\d+{_END}|{_OPERAND}\s*[=<>]|[\w]+-[\w\-]+{_SUBSCRIPT}{_END}",
    "else": r"\s*$|(?:MOVE|IF|PERFORM|GO|NEXT|SET|ADD|DISPLAY|CONTINUE)\b",
    "exit": r"\s*\.?\s*$|(?:PROGRAM|SECTION|PARAGRAPH|PERFORM)\b\s*\.?",
    "stop": r"RUN\s*\.?\s*$",
    "goback": _END,
    "continue": _END,
    "exec": r"(?:CICS|SQL|DLI)\b",
    "end-exec": _END,
    "copy": rf"(?:{_LITERAL}|[\w\-]+)\s*(?:\.\s*$|(?:IN|OF|REPLACING|SUPPRESS)\b|$)",
    "select": r"(?:OPTIONAL\s+)?[\w\-]+\s+ASSIGN\b|[\w]+-[\w\-]+\s*$",
    "fd": rf"{_NAME}\s*(?:\.|$)",
    "sd": rf"{_NAME}\s*(?:\.|$)",
    "string": rf"(?:{_LITERAL}|[\w]+-[\w\-]+)\s*(?:,|DELIMITED\b|$)",
    "unstring": rf"{_OPERAND}\s*(?:DELIMITED\b|INTO\b|$)",
    "inspect": rf"{_OPERAND}\s*(?:TALLYING|REPLACING|CONVERTING)\b",
    "search": r"(?:ALL\s+)?[\w]+-[\w\-]+",
    "sort": r"[\w]+-[\w\-]+\s*(?:ON\b|ASCENDING|DESCENDING|$)",
    "release": rf"[\w]+-[\w\-]+{_END}",
    "return": r"[\w\-]+\s+(?:AT\s+END|INTO|RECORD)\b",
    "start": r"[\w\-]+\s+KEY\b",
    "delete": rf"[\w\-]+\s+(?:RECORD|INVALID)\b|[\w]+-FILE{_END}",
    "procedure": r"DIVISION\b",
    "data": r"DIVISION\s*\.",
    "working-storage": r"SECTION\s*\.",
    "linkage": r"SECTION\s*\.",
    "environment": r"DIVISION\s*\.",
    "next": rf"SENTENCE{_END}",
    "replacing": r"(?:==|[\w\-]+)",
    "file-control.": r".*",
    "assign": r"TO\s+[\w\-]+",
    "or": rf"\(?\s?(?:NOT\s+)?(?:FUNCTION\s|{_OPERAND}\s*(?:NOT\s+)?(?:[=<>]|EQUAL\b))",
    "and": rf"\(?\s?(?:NOT\s+)?(?:FUNCTION\s|{_OPERAND}\s*(?:NOT\s+)?(?:[=<>]|EQUAL\b))",
    "varying": rf"{_OPERAND}\s+FROM\s",
}
_COMPILED: dict[str, re.Pattern[str]] = {}
_LEVEL = lazy(
    rf"(?:0?[1-9]|[1-4]\d|66|77|78|88)\s{{1,30}}(?P<name>{_NAME})(?P<rest>\s{{1,40}}(?:PIC|PICTURE|VALUES?|OCCURS|REDEFINES|COMP"
    rf"|COMP-\d|USAGE|POINTER|BINARY|INDEX|COPY|IS|SIGN|SYNC|BLANK|CONSTANT|EXTERNAL|GLOBAL)\b.*|\s*\.\s*(?:\*.*)?)$",
    re.IGNORECASE,
)
_CONTINUES = lazy(
    rf"(?:(?:TO|FROM|INTO|BY|GIVING|USING|UNTIL|THRU|AND|OR|VALUE|PIC|OCCURS|DELIMITED|WITH|AT|NOT|INDEXED|DEPENDING|COMP|UPON"
    rf"|RESP|LENGTH|COMMAREA|MAP|MAPSET|FILE|RIDFLD)\b[\s(].*[\w)'\"](?:\.|,|\s)*"
    rf"|[\w]+-[\w\-]+{_OF}{_SUBSCRIPT}\s*[.,]?|{_LITERAL}\s*[.,]?|[A-Z0-9][\w\-]*\s*\([^()]{{1,50}}\)\s*[.,]?|END-[A-Z]+\s*\.?"
    rf"|[\w\-]*\d[\w\-]*\.|[A-Za-z][\w\-]*-[\w\-]+\.|\w+\s*[=<>]\s*.*|[\w\-]+\s*\.)\s*$",
    re.IGNORECASE,
)
_ENDER = lazy(
    r"END-(?:IF|PERFORM|EVALUATE|EXEC|READ|WRITE|CALL|STRING|SEARCH|COMPUTE|ADD|REWRITE|START|DELETE|RETURN|UNSTRING|SUBTRACT"
    r"|MULTIPLY|DIVIDE|ACCEPT|DISPLAY)\b\s*\.?",
    re.IGNORECASE,
)
_FUNCTION_WORDS = frozenset(
    "the this that these those we you they an is are was were will should must be been which because it's its our their there "
    "here please note see only when-ever".split()
) - {"is"}
_LONGEST = 160
_FIRST = lazy(r"[A-Za-z][A-Za-z\-]*\.?|\d\d?(?=\s)")


_LOOKS: dict[str, int] = {}  # lines recur in and between files
_MOST = 20_000


def looks_like_cobol(text: str) -> int:
    """2: a statement or an entry; 1: what can continue one; 0: prose. What follows a floating `*>` does not count."""
    value = _LOOKS.get(text)
    if value is None:
        if len(_LOOKS) > _MOST:
            _LOOKS.clear()
        value = _LOOKS[text] = _looks(text)
    return value


def _looks(text: str) -> int:
    if len(text) > _LONGEST:
        text = text[:_LONGEST]
    first = _FIRST.match(text)
    code = text.split("*>", 1)[0].rstrip() if "*>" in text else text
    if first:
        word = first[0].lower()
        if word.isdigit():
            return 2 if _LEVEL.match(code) else 0
        if word in _STATEMENTS and not _is_sentence(code):
            return 2 if _statement(word).match(code[first.end() :].lstrip()) else 0
        if word.startswith("end-"):
            return 2 if _ENDER.match(code) else 0
    if _is_sentence(code):
        return 0
    return 1 if _CONTINUES.match(code) else 0


def _statement(word: str) -> re.Pattern[str]:
    if word not in _COMPILED:
        _COMPILED[word] = re.compile(_STATEMENTS[word], re.IGNORECASE)
    return _COMPILED[word]


def _is_sentence(code: str) -> bool:
    """Words that stand in prose and never in a statement, outside literals."""
    if "'" in code or '"' in code:
        code = re.sub(r"'[^']*'|\"[^\"]*\"", " ", code)
    return not _FUNCTION_WORDS.isdisjoint(code.lower().split())


def is_cobol(text_lines: Sequence[str]) -> bool:
    """Whether lines are commented-out code by their shape: a statement or entry among them, and little else."""
    values = [looks_like_cobol(text) for text in text_lines if text.strip()]
    return 2 in values and sum(value > 0 for value in values) * 3 >= 2 * len(values)


_DIGIT = lazy(r"\d")
_PREFIX = lazy(r"^(?P<prefix>\S[^\s]{0,20}(?: [^\s]{1,12}){0,3})\s{3,30}(?P<code>\S.*)$")


def looks_commented_out(text: str) -> int:
    """Like `looks_like_cobol`, also when a date or signature stands before the statement."""
    value = looks_like_cobol(text)
    if value or "   " not in text or not _DIGIT.search(text[:30]):
        return value
    return 2 if split_code(text)[0] else 0


def split_code(text: str) -> tuple[str, str, str]:
    """A line of commented-out code as what stands before the code, the code, and the floating comment behind it."""
    code, _, remark = text.partition("*>")
    code = code[:_LONGEST]
    if looks_like_cobol(text) == 2:
        return "", code.strip(), remark.strip()
    match = _PREFIX.match(code)
    if match and _DIGIT.search(match["prefix"]) and looks_like_cobol(match["code"]) == 2:
        return match["prefix"], match["code"].strip(), remark.strip()
    return "", code.strip(), remark.strip()
