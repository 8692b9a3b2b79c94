"""Text that comes from a source or names a file, for Markdown as GitHub and GitLab render it."""

from __future__ import annotations

import re

from cobolscan.report.text import clean

_JOINER = "\u2060"  # a word joiner: nothing to the eye, and the end of a word to what looks for names and addresses
_MARKS = re.compile(r"[\\`*_\[\]#|~$>]")
_START = re.compile(r"\A(\s*\d*)(?=[-+=.)])")  # a list, a rule, the underline of a heading
_HTML = {"&": "&amp;", "<": "&lt;", '"': "&quot;"}
_HTML_MARKS = re.compile(r"[&<\"]")
_REFERENCE = re.compile(  # @name, ~label, %milestone, ^alert, [[page]], *iteration; #1, !1, $1, &1, GH-1
    r"(?<=[@~%^*\[])(?=[\w{\"*\[])|(?<=[#!$])(?=\d)|(?<=&)(?=\d)|(?<=\bGH-)(?=\d)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)", re.IGNORECASE)


def prose(text: str) -> str:
    """In one line, every mark of Markdown escaped; no HTML, and nothing that is made a link, a mention or a reference."""
    text = _REFERENCE.sub(_JOINER, _ADDRESS.sub(_JOINER, clean(text)))
    text = _MARKS.sub(r"\\\g<0>", _HTML_MARKS.sub(lambda found: _HTML[found[0]], text))
    return _START.sub(r"\1\\", text)


def code(text: str) -> str:
    """A code span, in which nothing has a meaning but its own fence of backticks."""
    text = clean(text) or " "
    ticks = "`" * (_longest_run(text) + 1)
    blank = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{blank}{text}{blank}{ticks}"


def cell(text: str) -> str:
    """A code span in a table, where a bar ends the cell even there, and a backslash in front of it is one too few."""
    return code(text.replace("|", "\u2223"))


def fence(text: str) -> list[str]:
    """A block of COBOL, one line of it."""
    text = clean(text)
    ticks = "`" * max(3, _longest_run(text) + 1)
    return [f"{ticks}cobol", text, ticks]


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
