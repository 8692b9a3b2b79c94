"""Comments that are addressed to cobolscan: `cobolscan: ignore[LIM001] reason`.

    cobolscan: ignore[LIM001, magic-number] reason until=2031-12-31     the statement or entry that follows, or beside which it stands
    cobolscan: ignore-start[MAG] reason  ...  cobolscan: ignore-end     all between
    cobolscan: ignore-file[HIS] reason                                  the file
    cobolscan: fixme[LIM001] reason                                     the same effect, but counted as debt

Case does not matter, for many an editor of a mainframe knows capital letters only; nor do parentheses for brackets, which not every code
page and keyboard has. What is meant for cobolscan and cannot be read is told (`problem`) and suppresses nothing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cobolscan.near import meant, nearest, suggestion
from cobolscan.source.lazy import lazy
from cobolscan.source.model import Comment, SourceText

_ADDRESSED = lazy(r"cobolscan\s{0,3}:", re.IGNORECASE)
_MEANT = lazy(r"\bcobolscan\b[\s:]{0,5}(?:ignore|fixme)\b", re.IGNORECASE)  # somewhere in a comment, or without the colon
_FORM = lazy(r"\s*(?P<verb>[a-z]+)(?:-(?P<reach>[a-z]+))?\s*(?P<list>\[[^\]]*\]|\([^)]*\))?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_DATES = r"\d{1,4}(?P<mark>[-./])\d{1,2}(?P=mark)\d{1,4}|\d{8}"  # as people write them: those that cannot be read are told
_UNTIL = lazy(rf"\buntil(?:\s{{0,3}}[=:]\s{{0,3}}(?P<given>\S*)|\s{{1,3}}(?P<said>{_DATES})\b)", re.IGNORECASE)
_VERBS = ("ignore", "fixme")
_REACHES = ("start", "end", "file")
_KINDS = ("full", "inline")  # of comments; what stands in a debugging line or comment-entry may be code to somebody else
_AROUND = " \t:;,.-"
_MOST = 100  # words of one list
_TEXT = 400  # characters of a comment that are kept
_BOX = " \t*|#=-<>"  # what comments are drawn with, around their words


@dataclass(slots=True, frozen=True)
class SuppressionComment:
    """One comment. `reach`: next, start, end or file. Lines and columns 1-based; the columns are those of the words."""

    line: int
    column: int
    end_column: int
    text: str
    verb: str = "ignore"
    reach: str = "next"
    words: tuple[str, ...] = ()  # codes, starts of codes, names ... as they are written
    reason: str = ""
    until: str | None = None  # the last day on which it holds, as YYYY-MM-DD
    beside: bool = False  # code stands before it on its line
    problem: str | None = None  # why it cannot be read

    @property
    def fixme(self) -> bool:
        return self.verb == "fixme"


def is_addressed(text: str) -> bool:
    """Whether a comment is one for cobolscan, and so no note about the program."""
    words = text.lstrip(_BOX)
    return words[:9].lower() == "cobolscan" and _ADDRESSED.match(words) is not None


def read(source: SourceText) -> list[SuppressionComment]:
    """The comments of a file that are meant for cobolscan, in order."""
    if "cobolscan" not in "\n".join(source.lines).lower():  # at the speed of C: next to no file has any
        return []
    return list(_read(source))


def _read(source: SourceText) -> Iterator[SuppressionComment]:
    for comment in source.comments:
        text = comment.text.lstrip(_BOX).rstrip(_BOX.replace("=", ""))
        if is_addressed(text):
            yield _of(comment, text, source)
        elif "cobolscan" in text.lower() and _MEANT.search(text):
            yield _unreadable(comment, text, source, 'it must begin the comment, with a colon: "cobolscan: ignore[CODE] reason"')


def _of(comment: Comment, text: str, source: SourceText) -> SuppressionComment:
    try:
        read = _parsed(text[text.index(":") + 1 :])
    except ValueError as error:
        return _unreadable(comment, text, source, str(error))
    if _loses_its_date(comment, text, source):
        return _unreadable(comment, text, source, "the date until which it holds stands behind its last column (72 in fixed format)")
    if comment.kind not in _KINDS:
        return _unreadable(comment, text, source, "it stands in a line that is no comment to every compiler")
    column, end = _columns(comment, text, source)
    return SuppressionComment(comment.line, column, end, text[:_TEXT], *read, beside=comment.kind == "inline")


def _loses_its_date(comment: Comment, text: str, source: SourceText) -> bool:
    """Whether the line goes on behind the comment with an `until`: without it the comment would hold for ever."""
    line = source.lines[comment.line - 1]
    at = line.find(text, comment.column - 1)
    behind = line[at + len(text) :] if at >= 0 else ""
    return bool(behind.strip()) and len(list(_UNTIL.finditer(text + behind))) > len(list(_UNTIL.finditer(text)))


def _unreadable(comment: Comment, text: str, source: SourceText, problem: str) -> SuppressionComment:
    return SuppressionComment(comment.line, *_columns(comment, text, source), text[:_TEXT], problem=problem)


def _columns(comment: Comment, text: str, source: SourceText) -> tuple[int, int]:
    """Where the words begin and end on their line."""
    at = source.lines[comment.line - 1].find(text, comment.column - 1)
    return (comment.column, comment.column + 1) if at < 0 else (at + 1, at + 1 + len(text))


def _parsed(text: str) -> tuple[str, str, tuple[str, ...], str, str | None]:
    """Verb, reach, words, reason, last day. Raises ValueError with what is wrong, for people."""
    found = _FORM.match(text)
    verb = found["verb"].lower() if found else ""
    if found is None or verb not in _VERBS:
        raise ValueError(f"ignore or fixme must follow the colon{suggestion(verb, _VERBS)}")
    reach = (found["reach"] or "next").lower()
    if found["reach"] and reach not in _REACHES:
        near = nearest(reach, _REACHES)
        raise ValueError(f"there is no {verb}-{reach}{meant(f'{verb}-{near}' if near else None)}")
    words = tuple(dict.fromkeys(filter(None, re.split(r"[\s,;]+", found["list"][1:-1])))) if found["list"] else ()
    if len(words) > _MOST:
        raise ValueError(f"more than {_MOST} rules")
    if not found["list"] and found["rest"].lstrip()[:1] in ("[", "("):
        raise ValueError("the list of rules is not closed (what stands behind column 72 is no comment: use a second one)")
    if not words and (reach != "end" or found["list"]):
        raise ValueError(f"it names no rule: {verb}{'' if reach == 'next' else '-' + reach}[CODE]")
    reason, until = _reason(found["rest"])
    return verb, reach, words, reason, until


def _reason(text: str) -> tuple[str, str | None]:
    """What stands behind the list, without the date until which it holds."""
    dates = list(_UNTIL.finditer(text))
    if len(dates) > 1:
        raise ValueError("two dates until which it holds")
    if not dates:
        return _plain(text), None
    day = (dates[0]["given"] or dates[0]["said"] or "").rstrip(_AROUND + ")")
    return _plain(text[: dates[0].start()].rstrip(_AROUND) + " " + text[dates[0].end() :].lstrip(_AROUND)), _day(day)


def _plain(text: str) -> str:
    return " ".join(text.strip(_AROUND).split())


def _day(text: str) -> str:
    try:
        if len(text) != 10:  # 20270630 and 2027-W26-3 are ISO dates too, and hard to read
            raise ValueError
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f'"until={text}" is no date: until=YYYY-MM-DD') from None
