"""A comment whose number is not that of the code it stands at."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Note, Option, Related, Rule, Severity
from cobolscan.rules.history._contradictions import contradiction
from cobolscan.rules.history._notes import asked, is_note, line_of, prose, told


class ContradictingComment(Rule):
    code = "HIS008"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("history", "documentation")
    nodes = ("remark",)
    options = {"ignore-phrases": Option([], "phrases of comments whose numbers are not about the code, compared without case")}

    def check(self, note: Note, program: Program) -> Iterator[Finding]:
        text = prose(note)
        if program is None or not note.event.telling or not asked().lexicon.measures(text):
            return
        found = contradiction(note, text, program)
        if found is None or not is_note(note, self.history) or _has(text.text, self.settings.ignore_phrases):
            return
        line = told(line_of(note, found.said))
        finding = self.finding(
            note,
            f'the comment says {found.said}, the code says {found.found}: "{line}"',
            subject=found.said,
            data={"said": found.said, "found": found.found},
            related=[Related.at(found.at.place(), "elsewhere", f"here it is {found.found}")],
        )
        finding.matter = ("contradiction", note.span.path, found.at.line, found.at.first_token)  # however many comments say it
        yield finding


def _has(text: str, phrases: list[str]) -> bool:
    return any(phrase.lower() in text.lower() for phrase in phrases)
