"""From bytes to `SourceText`: lines, areas, comments, continuation, and the way back to the file."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Collection, Sequence

from cobolscan.source.blanking import Span, beginnings, blank, find_directives, find_entries
from cobolscan.source.cells import FILL, NONE, doubled, wide_characters
from cobolscan.source.continuation import floating, glue
from cobolscan.source.decode import decode, decode_as, ebcdic_page
from cobolscan.source.layout import Mark, Piece, Run, view_of
from cobolscan.source.lazy import lazy
from cobolscan.source.lines import LineIndex, ascii_upper, find_comment, split_lines
from cobolscan.source.model import SourceText
from cobolscan.source.records import record_length
from cobolscan.source.reference_format import STARTERS, cards, format_runs

UNSELECTED = frozenset("BCFGIJKMNOPQRSUVWXZ")
"""Letters in column 7 of optional lines that are comments unless they are asked for.

The executive routine of the NIST COBOL 85 suite (CCVS85 User Guide, "optional code") makes comments of all lines with a letter other
than D in column 7, but for those that its defaults select: A, E, H, L, T and Y. The lines marked are alternatives to each other
or additions that not every system can compile, so taking all of them for code gives a program that nobody compiles. Compilers reject
such letters.
"""

MAX_BYTES = 64_000_000  # of one file
_CONTROLS = [chr(number) for number in (*range(9), 11, 12, *range(13, 32), 127)]
_WIDE_BLANKS = [
    *("\x85", "\xa0", "\u1680", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\u200b", "\ufeff"),
    *map(chr, range(0x2000, 0x200B)),
]
_DECIMAL_COMMA = lazy(r"(?<![\w-])DECIMAL-POINT\s+(?:IS\s+)?COMMA(?![\w-])")
_DEBUGGING = lazy(r"(?<![\w-])SOURCE-COMPUTER(?:\s*\.|\s)[^.]*?(?<![\w-])DEBUGGING\s+MODE(?![\w-])")
_MARKED = lazy(r">(?<=[*>]>)")  # *> or >>; one character in front is looked for in C
_STEERING = lazy(r"^.{0,7}[ \t]*>>", re.MULTILINE)
_DOLLAR = lazy(r"\$\s*(?:SET|IF|ELIF|ELSE|END|DISPLAY|REGION|VCS)\b", re.IGNORECASE)
_FIRST_HEADER = lazy(r"(?:IDENTIFICATION|ENVIRONMENT|PROCEDURE) +DIVISION[ .]", re.IGNORECASE)
_WHOLE_LINE = lazy(r"\s*(?:>>|\$\s*(?:SET|IF|ELIF|ELSE|END|DISPLAY|REGION|VCS)\b)", re.IGNORECASE)


def read_file(path: str, reference_format: str = "auto", encoding: str = "auto") -> SourceText:
    """Read a file; see `read`. Raises OSError when the file cannot be read."""
    return read(read_bytes(path), path, reference_format, encoding)


def read_bytes(path: str) -> bytes:
    """What a file holds. Raises OSError when it cannot be read, or is larger than any source: memory has a bound."""
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size > MAX_BYTES:
            raise OSError(f"larger than {MAX_BYTES // 1_000_000} MB")
        return file.read()


_ENDS = ("\n", "\r", "\x85")


def read(data: bytes, path: str, reference_format: str = "auto", encoding: str = "auto", debugging: bool = False) -> SourceText:
    """The text of a file with all that is not code kept aside. With `debugging`, debugging lines are code whatever the file says: a copy
    member is compiled as the program says that copies it.

    Never fails on content. Raises ValueError for an unknown `reference_format` or `encoding`.
    """
    text, encoding = decode(data, encoding)
    lines = split_lines(text)
    if len(lines) == 1 and not text.endswith(_ENDS):  # one line that ends is a line, however long
        lines = _records(data, encoding) or lines
    wide = NONE if text.isascii() else wide_characters(text, encoding)
    markers = _markers(text)
    measured = [doubled(line, wide) for line in lines] if wide else lines
    runs = format_runs(measured, reference_format, ">>" in markers or "$" in markers)
    reader = _Reader(text, lines, runs, markers, wide)
    reader.read(debugging)
    return SourceText(
        path=path,
        data=data,
        encoding=encoding,
        reference_format=_main_format(runs, len(lines)),
        lines=lines,
        code=reader.code,
        upper=reader.upper,
        decimal_comma=has_decimal_comma(reader.upper),
        debugging_mode=reader.debugging_mode,
        runs=runs,
        marks=reader.marks,
        pieces=reader.pieces,
        tabbed=reader.tabbed,
        wide=wide,
        steered=">>" in markers or "$" in markers,
    )


def has_decimal_comma(upper: str) -> bool:
    """Whether a text says that DECIMAL-POINT IS COMMA."""
    return "DECIMAL-POINT" in upper and _DECIMAL_COMMA.search(upper) is not None


def _records(data: bytes, encoding: str) -> list[str]:
    """The records of a file that has fixed-length records instead of line ends."""
    length = record_length(data, ebcdic_page(encoding) is not None)
    return [decode_as(data[at : at + length], encoding) for at in range(0, len(data) - length + 1, length)] if length else []


def _markers(text: str) -> list[str]:
    """Those markers that the text holds at all, so that lines need not be looked at for the others."""
    marked = _MARKED.search(text) is not None
    markers = [marker for marker in (("*>", "|") if marked else ("|",)) if marker in text]
    # what is looked for in each line must stand there as it can steer a compiler: $ is in many a picture
    markers += [">>"] if marked and _STEERING.search(text) else []
    markers += ["$"] if "$" in text and _DOLLAR.search(text) else []
    markers += ["-INC "] if "\n-INC" in text or text.startswith("-INC") else []
    return markers


def _main_format(runs: Sequence[Run], lines: int) -> str:
    """The reference format that most lines have."""
    ends = [run.first for run in runs[1:]] + [lines]
    counts: dict[str, int] = {}
    for run, end in zip(runs, ends, strict=True):
        counts[run.name] = counts.get(run.name, 0) + end - run.first
    return max(counts, key=counts.__getitem__)


class _Reader:
    """The state of reading one file. `out` holds a line of code for each physical line until `code` is made of it."""

    def __init__(self, text: str, lines: Sequence[str], runs: Sequence[Run], markers: Sequence[str], wide: frozenset[str]) -> None:
        self.markers = markers
        self.marked = "*" in text or "/" in text or "?" in text
        self.lines = lines
        self.runs = runs
        self.wide = wide
        self.tabbed = "\t" in text or "\f" in text or bool(wide)
        self.out: list[str] = []
        self.marks: list[Mark] = []
        self.continued: list[int] = []
        self.pieces: dict[int, list[Piece]] = {}
        self.code = ""
        self.upper = ""
        self.debugging_mode = False

    def read(self, debugging: bool) -> None:
        """Fill in all that `SourceText` needs; a second pass is needed when debugging lines turn out to be code."""
        self._pass(debugging=False)
        if debugging or ("DEBUGGING" in self.upper and _DEBUGGING.search(self.upper)):
            self.debugging_mode = True
            if any(mark.kind == "debug" for mark in self.marks):
                self._pass(debugging=True)
        self.marks.sort(key=_mark_place)

    def _pass(self, debugging: bool) -> None:
        """Read all lines; debugging lines are code when `debugging` says so."""
        self.out, self.marks, self.continued, self.pieces = [], [], [], {}
        for index, run in enumerate(self.runs):
            last = self.runs[index + 1].first if index + 1 < len(self.runs) else len(self.lines)
            lines = self.lines if len(self.runs) == 1 else self.lines[run.first : last]
            if run.base:
                self._fixed(lines, run, debugging)
            else:
                self._free(lines, run)
        self._early_directives()
        if "*>" in self.markers or "|" in self.markers:
            self._floating()
        self._glue(self.continued)
        self._join()
        starts, quoted = beginnings(self.upper)
        cut = floating(self.upper, quoted)
        if cut:
            self._glue(cut)
            self._join()
            starts, _ = beginnings(self.upper)
        self._blank(debugging, starts)

    def _glue(self, continued: Sequence[int]) -> None:
        """Move the text of lines to those that they continue."""
        if continued:
            glue(self.out, continued, self.pieces, self.run_at, self.wide)

    def run_at(self, index: int) -> Run:
        """The run in which a line (0-based) lies."""
        if len(self.runs) == 1:
            return self.runs[0]
        return self.runs[bisect_right(self.runs, index, key=_run_first) - 1]

    def _fixed(self, lines: Sequence[str], run: Run, debugging: bool) -> None:
        """Lines of fixed format: cut out the code, note comments and continuation lines."""
        if self.tabbed:
            lines = [view_of(line, run, self.wide) for line in lines]
        right = run.right
        add, mark = self.out.append, self.marks.append
        for line in lines:
            indicator = line[6:7]
            if indicator == " ":
                add(line[7:right])
            elif indicator == "*" or indicator == "/":
                mark(Mark(len(self.out), 6, "full"))
                add("")
            elif indicator:
                add(self._odd(line, indicator, run, debugging))
            else:
                add("")
        if self.wide:
            self.out = [line.rstrip(FILL) for line in self.out]

    def _odd(self, line: str, indicator: str, run: Run, debugging: bool) -> str:
        """The code of a fixed-format line whose indicator is neither blank nor that of a comment.

        Where columns 1-6 are blank, a word that begins in column 7 is a word that was put one column too far to the left.
        """
        index = len(self.out)
        if line[0] == "*" and not any(map(str.isalnum, line)):  # a line that is drawn from column 1 on
            self.marks.append(Mark(index, 0, "full"))
            return ""
        if indicator == "-":
            self.continued.append(index)
        elif indicator in "Dd" and not _is_misplaced(line):
            if not debugging:
                self.marks.append(Mark(index, 6, "debug"))
                return ""
        elif indicator in ">$" or (line[:6].isspace() and (indicator.isalnum() and line[7:8].strip())):
            self.pieces[index] = [Piece(0, index, 6)]
            return line[6 : run.right]
        elif index == 0 and _FIRST_HEADER.match(line):  # the first line has lost its margin, as in many an excerpt
            self.pieces[index] = [Piece(0, index, 0)]
            return line[: run.right]
        elif _is_option(line):
            self.marks.append(Mark(index, 6, "option"))
            return ""
        return line[7 : run.right]

    def _free(self, lines: Sequence[str], run: Run) -> None:
        """Lines of free format: all is code but comments and, in column 1, an asterisk or slash (MF, ACU) or `?` (Tandem)."""
        start = len(self.out)
        self.out.extend(lines)
        if not self.marked:
            return
        for index, line in enumerate(lines, start):
            if line and line[0] in "*/?" and not line.startswith("*>"):
                self.marks.append(Mark(index, 0, "directive" if line[0] == "?" else "full"))
                self.out[index] = ""

    def _early_directives(self) -> None:
        """Directives that may begin in columns 1-7: CBL and PROCESS cards before the IDENTIFICATION DIVISION, `>>` and `$SET` lines."""
        taken = dict.fromkeys(cards(self.lines))
        if any(run.base for run in self.runs):
            for marker in {">>", "$"}.intersection(self.markers):
                found = [index for index, line in enumerate(self.lines) if marker in line[:7] and _WHOLE_LINE.match(line)]
                taken.update(dict.fromkeys(index for index in found if self.run_at(index).base))
        if taken:
            self._direct(taken)
        if "-INC " in self.markers:
            self._includes()

    def _includes(self) -> None:
        """Librarian's `-INC MEMBER`, which stands in columns 1-6 of fixed format, is code: COPY is carried out by who reads it."""
        for index, line in enumerate(self.lines):
            if line.startswith("-INC ") and self.run_at(index).base:
                self.out[index] = line[: self.run_at(index).right]
                self.pieces[index] = [Piece(0, index, 0)]
                self.continued = [number for number in self.continued if number != index]
                self.marks = [mark for mark in self.marks if mark.line != index]

    def _direct(self, taken: Collection[int]) -> None:
        """Take whole lines out of the code as directives."""
        self.marks = [mark for mark in self.marks if mark.line not in taken]
        self.continued = [number for number in self.continued if number not in taken]
        for index in taken:
            view = view_of(self.lines[index], self.run_at(index), self.wide)
            self.marks.append(Mark(index, len(view) - len(view.lstrip(" 0123456789")), "directive"))
            self.out[index] = ""
            self.pieces.pop(index, None)

    def _floating(self) -> None:
        """Cut floating comments off the lines."""
        for index, line in enumerate(self.out):
            if "*>" in line or "|" in line:
                at = find_comment(line)
                if at >= 0:
                    self._cut(index, at)

    def _cut(self, index: int, at: int) -> None:
        """Make the rest of a line a floating comment."""
        before = self.out[index][:at].rstrip()
        base = self.pieces[index][0].column if index in self.pieces else self.run_at(index).base
        self.marks.append(Mark(index, at + base, "inline" if before else "full"))
        self.out[index] = before

    def _join(self) -> None:
        """Make `code` and `upper` of the lines; tabs, control characters and wide blanks become blanks."""
        code = "\n".join((*self.out, "")) if self.lines else ""
        if "\t" in code:
            code = code.replace("\t", " ")
        for char in _CONTROLS:
            if char in code:
                code = code.replace(char, " ")
        if not code.isascii():
            for char in _WIDE_BLANKS:
                code = code.replace(char, " ")
        self.code = code
        self.upper = ascii_upper(code)

    def _blank(self, debugging: bool, starts: Sequence[int]) -> None:
        """Take directives, then comment-entries, out of the code."""
        spans = find_directives(self.upper, debugging, ">>" in self.markers or "$" in self.markers, starts)
        self._take(spans)
        self._take(find_entries(self.upper, self._is_fixed()))

    def _is_fixed(self) -> bool:
        """Whether area A counts: not in free format, nor where a directive changes the format."""
        return all(run.base for run in self.runs)

    def _take(self, spans: Sequence[Span]) -> None:
        """Blank spans of `code`, each within one line, and mark them as comments on the physical lines that they come from."""
        if not spans:
            return
        index = LineIndex(self.code)
        for span in spans:
            if span.kind:
                self._mark(span, index)
        self.code = blank(self.code, spans)
        self.upper = blank(self.upper, spans)

    def _mark(self, span: Span, index: LineIndex) -> None:
        """Note the comment that a span is, on each physical line of a glued one."""
        number = index.line(span.start)
        start = index.starts[number]
        pieces = self.pieces.get(number) or [Piece(0, number, self.run_at(number).base)]
        ends = [piece.offset for piece in pieces[1:]] + [self.code.index("\n", span.start) - start]
        for piece, end in zip(pieces, ends, strict=True):
            first = max(span.start - start, piece.offset)
            stop = min(end, span.end - start)
            text = self.code[start + first : start + stop]
            if text.strip():
                column = piece.column + first - piece.offset + len(text) - len(text.lstrip())
                behind = self.code[start + stop : start + end].strip()
                last = piece.column + stop - piece.offset if behind else None
                self.marks.append(Mark(piece.line, column, span.kind, span.paragraph, last))


def _is_misplaced(line: str) -> bool:
    """Whether a D in column 7 begins a word of COBOL, such as DISPLAY, and is no indicator."""
    words = line[6:].split(None, 1)
    return line[:6].isspace() and words[0].rstrip(".").upper() in STARTERS


def _is_option(line: str) -> bool:
    """Whether column 7 holds the letter of an optional line that is not selected; with a tag before it, it is the end of a longer tag."""
    return line[6] in UNSELECTED and (line[:6].isspace() or line[:6].isdigit())


def _run_first(run: Run) -> int:
    return run.first


def _mark_place(mark: Mark) -> tuple[int, int]:
    return mark.line, mark.column
