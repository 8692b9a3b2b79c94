"""Recognising the reference format of a file from its content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cobolscan.source.layout import FORMATS, Run, run_of
from cobolscan.source.lazy import lazy
from cobolscan.source.lines import open_quote

_MOST = 600
"""Lines that are looked at before deciding."""

_ENOUGH = 100
"""Weight of evidence at which no more lines are looked at; a line gives at most 4."""

_DIRECTIVE = lazy(
    r"""^(?:[^*>$]{6})?\s*(?:
        >>\s*SOURCE\s+(?:FORMAT\s+)?(?:IS\s+)?(?P<iso>[A-Z0-9]+)
      | (?:\$\s*SET|>>\s*SET)\b[^\n]*?\bSOURCEFORMAT\s*(?:AS\b)?[("'=\s]*(?P<mf>[A-Z0-9]+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CARD = lazy(r"(?:[0-9]{6})?\s*(?:CBL|PROCESS|@OPTIONS)(?:\s|$)", re.IGNORECASE)
_SOURCE_OPTION = lazy(r"[\s,](?:SRCFORMAT|SF)\s*\(\s*[\"']?(COMPAT|C|EXTEND|E)\b", re.IGNORECASE)

_NAMED = {
    "FIXED": "fixed",
    "FREE": "free",
    "VARIABLE": "variable",
    "COBOL85": "fixed",
    "XCARD": "variable",
    "XOPEN": "free",
    "CRT": "free",
    "TERMINAL": "free",
    "COBOLX": "free",
    "COMPAT": "fixed",
    "C": "fixed",
    "EXTEND": "extended",
    "E": "extended",
}
"""What directives call the formats. GnuCOBOL 3.2 (`-fformat`) knows those from COBOL85 to COBOLX: the X/Open, ICOBOL and ACUCOBOL terminal
formats have their indicator in column 1, as comments of our free format may. COMPAT and EXTEND are IBM's (SRCFORMAT)."""

STARTERS = frozenset(
    """ID IDENTIFICATION ENVIRONMENT DATA PROCEDURE PROGRAM-ID CLASS-ID FUNCTION-ID METHOD-ID INTERFACE-ID AUTHOR INSTALLATION
    DATE-WRITTEN DATE-COMPILED SECURITY REMARKS CONFIGURATION SOURCE-COMPUTER OBJECT-COMPUTER SPECIAL-NAMES REPOSITORY INPUT-OUTPUT
    FILE-CONTROL I-O-CONTROL SELECT ASSIGN ORGANIZATION ACCESS RECORD FILE WORKING-STORAGE LOCAL-STORAGE LINKAGE SCREEN REPORT
    OCCURS VALUES GIVING STATUS UNLOCK OUTPUT EXTEND
    FD SD RD CD COPY REPLACE EXEC END-EXEC ACCEPT ADD ALTER CALL CANCEL CLOSE COMPUTE CONTINUE DELETE DISPLAY DIVIDE ELSE END
    END-IF END-PERFORM END-READ END-EVALUATE END-CALL END-STRING END-COMPUTE END-SEARCH EVALUATE EXIT FREE GO GOBACK IF INITIALIZE INSPECT
    INVOKE MERGE MOVE MULTIPLY NEXT OPEN PERFORM READ RELEASE RETURN REWRITE SEARCH SET SORT START STOP STRING SUBTRACT
    UNSTRING USE WHEN WRITE USING VARYING UNTIL FILLER TO FROM INTO NOT AND OR PIC VALUE FUNCTION""".split()
)
"""Words that begin lines of code: one of them in columns 1-6 is no sequence number."""

_TELLS_NOTHING = lazy(r"\s*(?:\*|\$|>>|@)|(?:[0-9]{6})?\s*(?:CBL|PROCESS)\b", re.IGNORECASE)
"""Lines that may stand before the directive that names the format, without being in a format themselves."""

_NUMBERED_ENTRY = lazy(r"[ 0-9]{6} {1,40}\d\d?[ ]+[A-Z0-9:][A-Z0-9:_-]*[A-Z:]", re.IGNORECASE)

_PROSE = lazy(r"\b(?:ID|IDENTIFICATION)\s+DIVISION|\b(?:PROGRAM|CLASS)-ID\b", re.IGNORECASE)
_TAB = "\t"


def format_runs(lines: Sequence[str], reference_format: str, directives: bool) -> list[Run]:
    """The runs of one reference format each; one run unless a SOURCE FORMAT directive (`directives`) changes it.

    `reference_format` is auto or a name in FORMATS; ValueError for any other. A directive holds from the line after it, also when
    the format is forced: it is what a compiler would do.
    """
    if reference_format != "auto" and reference_format not in FORMATS:
        raise ValueError(f"unknown reference format {reference_format!r}: use auto, {', '.join(FORMATS)}")
    changes = [*_card_changes(lines), *(_changes(lines) if directives else ())]
    first = reference_format
    if first == "auto":
        until = changes[0][0] if changes else len(lines)
        first = _first_format(lines[: until + 1], changes)
    runs = [run_of(first)]
    for index, name in changes:
        if name != runs[-1].name:
            runs.append(run_of(name, index + 1))
    return runs


def _first_format(lines: Sequence[str], changes: Sequence[tuple[int, str]]) -> str:
    """The format of the lines before the first directive: the directive's own when they hold nothing that tells."""
    if not changes:
        return recognise(lines)
    told = any(line[:7].strip() and not _TELLS_NOTHING.match(line) for line in lines)
    return recognise(lines) if told else changes[0][1]


def is_format(name: str) -> bool:
    """Whether a directive may call a reference format by this name."""
    return name.upper() in _NAMED


def cards(lines: Sequence[str]) -> Iterator[int]:
    """CBL and PROCESS cards of IBM, @OPTIONS of Fujitsu, from column 1 or behind the sequence number; several may follow each other."""
    for index, line in enumerate(lines):
        if line.isspace() or not line or line.lstrip()[:1] in "*$>/" or line[6:7] in ("*", "/"):
            continue
        if not _CARD.match(line):
            return
        yield index


def _card_changes(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(line, format) of each card that names a format."""
    for index in cards(lines):
        found = _SOURCE_OPTION.search(lines[index])
        if found:
            yield index, _NAMED[found[1].upper()]


def _changes(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(line, format) of each SOURCE FORMAT directive, lines 0-based."""
    for index, line in enumerate(lines):
        if ">>" in line or "$" in line:
            found = _DIRECTIVE.match(line)
            name = _NAMED.get((found["iso"] or found["mf"]).upper()) if found else None
            if name:
                yield index, name


def tells(lines: Sequence[str]) -> bool:
    """Whether anything in the lines speaks for fixed or for free format: a short copybook may be written in either."""
    votes = _counted(lines)
    return votes.free != votes.fixed


def recognise(lines: Sequence[str]) -> str:
    """fixed, free or variable, by the evidence in the first lines that are not blank."""
    votes = _counted(lines)
    if votes.free > votes.fixed:
        return "free"
    return "variable" if _overflows(lines) else "fixed"


def _counted(lines: Sequence[str]) -> _Votes:
    votes = _Votes()
    for line in lines[:_MOST]:
        if line and not line.isspace():
            votes.count(line.lstrip("\f").expandtabs(8) if _TAB in line or line[0] == "\f" else line)
            if not -_ENOUGH < votes.fixed - votes.free < _ENOUGH:
                break
    return votes


class _Votes:
    """Evidence for fixed and for free format."""

    def __init__(self) -> None:
        self.fixed = 0
        self.free = 0

    def count(self, line: str) -> None:
        """Weigh one line, tabs expanded."""
        area, indicator = line[:6], line[6:7]
        left = area.strip()
        if not left:
            self._indented(line, indicator)
        elif len(left) == 6 and left.isdigit():
            self.fixed += 4 if indicator in " *-/Dd$" else 0
        elif area[0] in "*$>/":
            self._marked(line)
        else:
            self._texted(line, left, indicator)

    def _indented(self, line: str, indicator: str) -> None:
        """Columns 1-6 are blank."""
        if indicator == " ":
            return
        if indicator == "*":
            self.fixed += 1 if line[7:8] == ">" else 4
        elif indicator in ("-", "/"):
            self.fixed += 3
        elif indicator not in ("", "$", ">", "D", "d"):
            self.free += 2

    def _marked(self, line: str) -> None:
        """The line begins with a mark in column 1."""
        if line.startswith("*>"):
            self.free += 3
        elif line[6:7] == "*":
            self.fixed += 1
        elif line[0] == "*":
            self.free += 1

    def _texted(self, line: str, left: str, indicator: str) -> None:
        """There is text in columns 1-6: a tag, or free-format code."""
        word = line.split(None, 1)[0].rstrip(".").upper()
        if indicator == " " and _NUMBERED_ENTRY.match(line):
            self.fixed += 3  # offsets or numbers of a list in columns 1-6, beside an entry with its level-number
        elif word in STARTERS or (word.isdigit() and len(word) <= 2 and indicator not in ("*", "/")):
            self.free += 4
        elif word.startswith("*>") or left[0] in ".&()+\"'":
            self.free += 2
        elif indicator == "*" or _is_tagged(line, indicator):
            self.fixed += 2
        elif indicator not in ("", " ", "*", "-", "/", "$"):
            self.free += 2


def _is_tagged(line: str, indicator: str) -> bool:
    """Whether columns 1-6 can be a change tag: a full one before code in column 8, or one with a blank behind it on a debugging line."""
    if indicator in ("D", "d"):
        return line[5] == " " and not line[7:8].isalpha()
    return indicator in (" ", "-", "/") and line[5] != " " != line[7:8] and line[7:8] != ""


def _overflows(lines: Sequence[str]) -> bool:
    """Whether code runs beyond column 72: a literal that closes there, or words that are cut there and no identification at all.

    What stands between PROGRAM-ID and the next division does not count: comment-entries are prose.
    """
    if max(map(len, lines), default=0) <= 72 and not any(_TAB in line for line in lines):
        return False
    cut = False
    prose = False
    for raw in lines:
        if "IVISION" in raw or "ivision" in raw or "-ID" in raw or "-id" in raw or "-Id" in raw:
            prose = _PROSE.search(raw) is not None
        line = raw.expandtabs(8) if _TAB in raw else raw
        if len(line) <= 72 or prose or line[6] in "*/" or line.lstrip().startswith("*>"):
            continue
        verdict = _behind_72(line[7:72], line[72:].rstrip())
        if verdict in ("literal", "identification"):
            return verdict == "literal"
        cut = cut or verdict == "word"
    return cut


def _behind_72(code: str, tail: str) -> str:
    """What text behind column 72 is: the rest of a `literal` or a `word` of code, an `identification`, or "" for what tells nothing.

    An identification stands on short lines, too, with blanks before it: where the code runs right up to it, it must look like one.
    """
    if not tail:
        return ""
    quote = open_quote(code)
    if quote and quote in tail:
        return "literal"
    flush = _is_word(code[-1]) and _is_word(tail[0])
    if _is_identification(tail) and (not flush or (len(tail) == 8 and not tail.isalpha())):
        return "identification"
    if quote or "*>" in code or "|" in code:
        return ""
    if code[-1] == " ":
        return "word" if code[-2] != " " and code[-2] != "." and len(tail) > 8 and tail[0] != " " else ""
    return "word" if tail == "." or flush else ""


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "-"


def _is_identification(tail: str) -> bool:
    """Whether text from column 73 on can be an identification area: up to 8 characters of a kind that tags and numbers have."""
    text = tail.strip()
    return len(tail) <= 8 and text == text.upper() and text[-1] != "." and not any(char in " ()\"',;=" for char in text)
