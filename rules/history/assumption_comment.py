"""A comment that takes a capacity, a duration or a date for granted, at the literal that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cobolscan.history.notes import Match
from cobolscan.history.phrases import Prose
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Note, Option, Rule, Severity
from cobolscan.rules.history._notes import asked, beneath, is_note, line_of, literals, prose, sizes, told, wait_in, without
from cobolscan.rules.history._quantities import durations
from cobolscan.syntax.nodes import Node

_CAPACITY = re.compile(
    r"\b(?:enough|suffi[ctsz]|plenty|never (?:exceed|more|reach(?! (?:here|this|there|the end))|(?:be|have) more)|not? more than"
    r"|no(?:body|[ -]one) \w+ more than|only one"
    r"|uniq|genug|assez|bastan|jamais plus|mai piu|nunca (?:ultrapass|mas|supera)|nie mehr)",
    re.IGNORECASE,
)
_BELIEVING = frozenset(("assumption", "todo"))  # kinds of the events that say one of the phrases
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_ARTICLES = {"capacity": "a capacity", "duration": "a duration", "date": "a date"}

_BARE = re.compile(r"(?:big|large|long) enough(?: \w+)?", re.IGNORECASE)  # says how big a thing is, unless somebody claims it
_CLAIMED = re.compile(r"\b(?:should|ought|will|would|is|are|was|seems?|looks?|hopefully)\b[^.;]{0,30}\Z", re.IGNORECASE)


class AssumptionComment(Rule):
    code = "HIS001"
    severity = Severity.INFO
    precision = "medium"
    tags = ("history", "assumptions")
    nodes = ("remark",)
    speaks_through = True
    options = {"ignore-phrases": Option([], "phrases that are no assumptions here, compared without case")}

    def check(self, note: Note, program: Program) -> Iterator[Finding]:
        text = prose(note)
        belief = asked().find("belief", text)
        match = (asked().assumption(text) if note.event.kind in _BELIEVING else None) or belief
        if match is None or not is_note(note, self.history) or self._is_known(text, match):
            return
        matter = _matter(match)
        if match is belief and matter is None:
            return  # says something of a quantity, or nothing
        code = beneath(note, program)
        held = _held(code, matter)
        if not held and matter != "capacity":
            return
        yield self.finding(
            note,
            f'"{told(line_of(note, match.phrase))}": {_ARTICLES.get(matter or "", "something")} is taken for granted',
            severity=Severity.WARNING if matter and held else Severity.INFO,
            subject=match.phrase,
            data={"phrase": match.phrase, "capacity": matter == "capacity", "matter": matter, "literals": held},
        )

    def _is_known(self, text: Prose, match: Match) -> bool:
        """An assumption that somebody keeps a record of, or whose words mean none here."""
        if "@assume" in text.folded or without(match, self.settings.ignore_phrases):
            return True
        return bool(_BARE.fullmatch(match.phrase)) and not _CLAIMED.search(text.text[: match.end])


def _matter(match: Match) -> str | None:
    """What is taken for granted: a capacity, a duration or a date."""
    if durations(Prose(match.sentence)):
        return "duration"
    if _CAPACITY.search(match.sentence):
        return "capacity"
    return "date" if _DATE.search(match.sentence) else None


def _held(code: Node | None, matter: str | None) -> list[str]:
    """The literals, sizes and waits that a belief of this kind can be about."""
    found = literals(code)
    if matter == "capacity":
        found += sizes(code)
    elif matter == "duration":
        found += wait_in(code)
    return found
