"""Finding what compilers skip in code that has been joined: directives and comment-entries. All spans lie within one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cobolscan.source.lazy import lazy


class Span(NamedTuple):
    """Offsets in `code` that are to be blanked; kind is that of the comment, "" for none."""

    start: int
    end: int
    kind: str
    paragraph: str | None = None


_LISTING = lazy(r" *(?:(?:EJECT|SKIP[123]) *\.? *$|TITLE +[\"']|\*(?:CBL|CONTROL) )")
# with a literal in front, and nothing to try twice: this takes less time than one `find`
_MAY_BEGIN = lazy(r"\n *+(?:EJECT|SKIP[123]|TITLE |\*C|[\"'])")
_SKIP_PARAGRAPH = lazy(r"\b(?:TO|PERFORM|THRU|THROUGH)\s+(SKIP[123])\b")
_MARKED = lazy(r" *(?:>>|\$ *(?:SET|IF|ELIF|ELSE|END|DISPLAY|REGION|VCS)\b)")

PARAGRAPHS = ("AUTHOR", "INSTALLATION", "DATE-WRITTEN", "DATE-COMPILED", "SECURITY", "REMARKS")
"""Paragraphs of the IDENTIFICATION DIVISION that hold a comment-entry (obsolete in COBOL 85; REMARKS is of COBOL 68)."""

_IDS = ("PROGRAM-ID", "FUNCTION-ID", "CLASS-ID")
_DIVISION = lazy(
    r"(?<![\w-])(?:ENVIRONMENT|DATA|PROCEDURE|ID|IDENTIFICATION)\s+DIVISION(?=\s*\.|\s+(?:USING|CHAINING|RETURNING|GIVING)\b| *$)",
    re.MULTILINE,
)
_IDENTIFICATION = lazy(r"(?<![\w-])(?:ID|IDENTIFICATION)\s+\Z")
_HEAD_END = lazy(r"[ ]*\.?")
_ANY_STOP = lazy(
    r"(?:(?:ENVIRONMENT|DATA|PROCEDURE|ID|IDENTIFICATION) +DIVISION(?: *\.| *$| +(?:USING|CHAINING|RETURNING|GIVING)\b)"
    r"|(?:PROGRAM|FUNCTION|CLASS|METHOD|INTERFACE)-ID *\."
    r"|END +(?:PROGRAM|FUNCTION|CLASS|METHOD) |(?:CONFIGURATION|INPUT-OUTPUT|FILE|WORKING-STORAGE|LOCAL-STORAGE|LINKAGE) +SECTION *\."
    r"|(?:" + "|".join(PARAGRAPHS) + r") *\.)"
)
_AREA_A_STOP = lazy(
    r" {0,3}(?:(?:" + "|".join(PARAGRAPHS) + r"|PROGRAM-ID|OPTIONS|SOURCE-COMPUTER|OBJECT-COMPUTER|SPECIAL-NAMES|REPOSITORY|FILE-CONTROL)"
    r"(?: *\.| *$| {2,})|COPY +\S|REPLACE +==|EXEC +[A-Z]|(?:01|77|78|FD|SD) +\S)"
)


def blank(text: str, spans: Sequence[Span]) -> str:
    """The text with each span replaced by as many blanks. Spans are in order and do not overlap."""
    parts: list[str] = []
    done = 0
    for span in spans:
        parts += (text[done : span.start], " " * (span.end - span.start))
        done = span.end
    return "".join(parts) + text[done:]


def find_directives(upper: str, debugging: bool, marked: bool, starts: Sequence[int]) -> list[Span]:
    """Lines that steer the compiler or its listing: `>>` and `$SET` lines (if `marked`), EJECT, SKIP1-3, TITLE, *CBL and *CONTROL.

    `>>D` lines are debugging lines; when these are code (`debugging`), only the marker is blanked. `starts` are
    the first of `beginnings`.
    """
    spans: list[Span] = []
    if marked:
        spans = [_marked(upper, *line, debugging) for line in _lines_with(upper, (">>", "$"), _MARKED)]
    lines = [(start, _line_end(upper, start)) for start in starts]
    listing = [(start, end) for start, end in lines if _LISTING.match(upper[start:end])]
    if listing:
        spans += _listing(upper, listing)
        spans.sort()
    return spans


def beginnings(upper: str) -> tuple[list[int], list[int]]:
    """Offsets of the lines that may be listing directives, and of those that begin with a quote: one search for both, over all lines."""
    listing: list[int] = [0]
    quoted: list[int] = []
    for found in _MAY_BEGIN.finditer(upper):
        (quoted if upper[found.end() - 1] in "\"'" else listing).append(found.start() + 1)
    return listing, quoted


def _listing(upper: str, lines: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The spans of those lines that steer the listing: not a paragraph called SKIP1, nor a TITLE clause within a sentence (ACUCOBOL)."""
    paragraphs = {found[1] for found in _SKIP_PARAGRAPH.finditer(upper)}
    last = 0
    for start, end in lines:
        word = upper[start:end].strip(" .")
        if word in paragraphs or (word.startswith("TITLE") and not _follows_period(upper, last, start)):
            continue
        last = end
        yield Span(start, end, "directive")


def _follows_period(upper: str, first: int, at: int) -> bool:
    """Whether there is nothing but blanks between two offsets, or a period before the blanks."""
    while at > first and upper[at - 1] in " \n":
        at -= 1
    return at == first or upper[at - 1] == "."


def _lines_with(upper: str, words: Sequence[str], pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """(start, end) of the lines that hold one of the words and match the pattern, each once."""
    lines: set[tuple[int, int]] = set()
    for word in words:
        at = upper.find(word)
        while at >= 0:
            start, end = upper.rfind("\n", 0, at) + 1, _line_end(upper, at)
            if pattern.match(upper[start:end]):
                lines.add((start, end))
            at = upper.find(word, end)
    return sorted(lines)


def _marked(upper: str, start: int, end: int, debugging: bool) -> Span:
    """The span of a `>>` or `$` line: of a debugging line that is code only the marker."""
    text = upper[start:end].lstrip()
    if text.startswith(">>D") and not text.startswith((">>DEFINE", ">>DATA", ">>DISPLAY")):
        return Span(start, end - len(text) + 3, "") if debugging else Span(start, end, "debug")
    return Span(start, end, "directive")


def find_entries(upper: str, fixed: bool) -> list[Span]:
    """The comment-entries of IDENTIFICATION DIVISIONs, line by line, behind the paragraph's own period.

    A comment-entry goes on until the next word in area A, by the standard; here until the next line that begins like a header, for
    there is text in area A in real programs, and no area A in free format.
    """
    spans: list[Span] = []
    for start, end in _id_divisions(upper):
        spans += _entries_between(upper, start, end, fixed)
    return spans


def _id_divisions(upper: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each stretch from an identification paragraph such as PROGRAM-ID to the next division's header.

    It begins at the header of the IDENTIFICATION DIVISION, if that stands before: other paragraphs may come first.
    """
    done = 0
    for start in sorted(_all_of(upper, _IDS)):
        if start >= done and _begins(upper, start):
            first = _own_header(upper, done, start)
            done = _next_division(upper, start)
            yield first, done


def _own_header(upper: str, first: int, start: int) -> int:
    """Offset behind the last division header between two offsets when it is that of the IDENTIFICATION DIVISION, else the second one."""
    at = upper.rfind("DIVISION", first, start)
    return at + len("DIVISION") if at >= 0 and _IDENTIFICATION.search(upper, max(at - 40, first), at) else start


def _all_of(upper: str, words: Sequence[str], start: int = 0, end: int | None = None) -> list[int]:
    """Where the words stand, as whole words."""
    places = []
    stop = len(upper) if end is None else end
    for word in words:
        at = upper.find(word, start, stop)
        while at >= 0:
            if not _is_part(upper[at + len(word) : at + len(word) + 1]) and not (at and _is_part(upper[at - 1])):
                places.append(at)
            at = upper.find(word, at + 1, stop)
    return places


def _is_part(char: str) -> bool:
    """Whether a character can belong to a COBOL word."""
    return char.isalnum() or char in ("-", "_")


def _begins(upper: str, at: int) -> bool:
    """Whether what stands at an offset begins its line, or follows a period on it."""
    before = upper[upper.rfind("\n", 0, at) + 1 : at].rstrip()
    return not before or before.endswith(".")


def _next_division(upper: str, start: int) -> int:
    """Offset of the next division's header, or the length of the text."""
    at = upper.find("DIVISION", start)
    while at >= 0:
        found = _DIVISION.search(upper, max(start, at - 40), _line_end(upper, at) + 80)
        if found and _begins(upper, found.start()):
            return found.start()
        at = upper.find("DIVISION", at + 1)
    return len(upper)


def _entries_between(upper: str, start: int, end: int, fixed: bool) -> Iterator[Span]:
    """The lines of comment-entries in one IDENTIFICATION DIVISION."""
    done = start
    for at in sorted(_all_of(upper, PARAGRAPHS, start, end)):
        if at < done or not _begins(upper, at):
            continue
        name = next(name for name in PARAGRAPHS if upper.startswith(name, at))
        text = _HEAD_END.match(upper, at + len(name))
        first = text.end() if text else at + len(name)
        for line_start, line_end in _entry_lines(upper, first, end, fixed):
            done = line_end
            if upper[line_start:line_end].strip():
                yield Span(line_start, line_end, "entry", name)


def _entry_lines(upper: str, start: int, end: int, fixed: bool) -> Iterator[tuple[int, int]]:
    """(start, end) of the rest of the paragraph's own line, then of each line until one that begins something else."""
    stop = min(_line_end(upper, start), end)
    yield start, stop
    while stop < end and stop < len(upper):
        start = stop + 1
        stop = min(_line_end(upper, start), end)
        if start >= end or _stops(upper[start:stop], fixed):
            return
        yield start, stop


def _line_end(upper: str, at: int) -> int:
    end = upper.find("\n", at)
    return len(upper) if end < 0 else end


def _stops(line: str, fixed: bool) -> bool:
    """Whether a line ends the comment-entry before it."""
    text = line.lstrip()
    if not text:
        return False
    return _ANY_STOP.match(text) is not None or _AREA_A_STOP.match(line if fixed else text) is not None
