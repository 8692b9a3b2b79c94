"""A comment that takes a capacity for granted, or excuses the literal below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Note, Option, Rule, Severity
from cobolscan.rules.history._notes import asked, beneath, is_note, line_of, literals, prose, sizes, told

_CAPACITY = re.compile(
    r"\b(?:enough|suffi[ctsz]|plenty|never (?:exceed|more|reach|(?:be|have) more)|not? more than|only one|uniq|genug|assez|bastan)",
    re.IGNORECASE,
)

_BARE = re.compile(r"(?:big|large|long) enough(?: \w+)?", re.IGNORECASE)  # says how big a thing is, unless somebody claims it
_CLAIMED = re.compile(r"\b(?:should|ought|will|would|must|is|are|was|seems?|looks?|hopefully)\b[^.;]{0,30}\Z", re.IGNORECASE)


class AssumptionComment(Rule):
    code = "HIS001"
    severity = Severity.INFO
    precision = "medium"
    tags = ("history", "assumptions")
    nodes = ("remark",)
    options = {"ignore-phrases": Option([], "phrases that are no assumptions here, compared without case")}

    def check(self, note: Note, program: Program) -> Iterator[Finding]:
        text = prose(note)
        match = asked().assumption(text) or asked().admission(text)
        if match is None or not is_note(note) or any(phrase.lower() in match.sentence.lower() for phrase in self.settings.ignore_phrases):
            return
        if _BARE.fullmatch(match.phrase) and not _CLAIMED.search(text.text[: match.end]):
            return
        code = beneath(note, program)
        held = literals(code)
        capacity = _CAPACITY.search(match.sentence)
        if capacity:
            held += sizes(code)
        if not capacity and not held:
            return
        yield self.finding(
            note,
            f'"{told(line_of(note, match.phrase))}": {"a capacity" if capacity else "something"} is taken for granted',
            severity=Severity.WARNING if capacity and held else Severity.INFO,
            subject=match.phrase,
            data={"phrase": match.phrase, "capacity": bool(capacity), "literals": held},
        )
