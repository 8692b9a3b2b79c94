"""What is known of a file, or of one line of it, as `cobolscan history` tells it."""

from __future__ import annotations

import re

from cobolscan.history.events import Event
from cobolscan.history.file_history import FileHistory
from cobolscan.program.model import Program, build
from cobolscan.scan import commits
from cobolscan.scan.settings import Settings
from cobolscan.source.model import SourceText
from cobolscan.syntax import parser

_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")


def of_file(source: SourceText, settings: Settings) -> tuple[list[Event], list[str]]:
    """The events of the source in the order of their lines, then the commits; and what git could not tell."""
    made, notices = commits.of_file(source) if settings.git else ([], [])
    return FileHistory(source).told() + made, notices


def of_line(source: SourceText, line: int, settings: Settings) -> tuple[list[Event], list[str]]:
    """The events that bear on a line, nearest and most specific first; and what git could not tell."""
    made, notices = commits.of_line(source, line) if settings.git else ([], [])
    return commits.placed(_of_line(source, line), made), notices


def _of_line(source: SourceText, line: int) -> list[Event]:
    """What the source says, in the light of the line's paragraph and of the data that it names."""
    subject, words = subject_of(source, line)
    return FileHistory(source).context(line, line, subject, words, _scope(source, line))


def subject_of(source: SourceText, line: int) -> tuple[str | None, list[str]]:
    """The data name that a line is about, the last that it names, and the others."""
    names = _NAME.findall(source.upper.split("\n")[line - 1])
    return (names[-1], names[:-1]) if names else (None, [])


def _scope(source: SourceText, line: int) -> tuple[int, int] | None:
    programs = build(parser.parse(source))
    return program_at(programs, line).scope_at(line)


def program_at(programs: list[Program], line: int) -> Program:
    """The program in which a line stands: the last that has begun, the first for what stands before all."""
    if len(programs) == 1:
        return programs[0]
    # the first lines need not go up: a program may begin in a copy member
    begun = [program for program, first in zip(programs, map(first_line, programs), strict=True) if first <= line]
    return begun[-1] if begun else programs[0]


def first_line(program: Program) -> int:
    """The line on which a program begins, found once."""
    if program.first_line is None:
        program.first_line = program.tree.position(program.syntax[0].start)[0] if program.syntax else 1
    return program.first_line
