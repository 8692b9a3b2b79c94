"""A comment that says itself that a value is hard coded."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.program.model import Program
from cobolscan.rule import Finding, Note, Option, Rule, Severity
from cobolscan.rules.history._notes import asked, beneath, constants, is_note, line_of, prose, told, without
from cobolscan.rules.history._yearly import said


class AdmittedHardCoding(Rule):
    code = "HIS005"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("history", "hard-coding")
    nodes = ("remark",)
    speaks_through = True
    options = {"ignore-phrases": Option([], "phrases that admit nothing here, compared without case")}

    def check(self, note: Note, program: Program) -> Iterator[Finding]:
        text = prose(note)
        match = asked().admission(text)
        if match is None or note.event.kind == "todo" or said(text):
            return  # HIS007 and HIS009 speak about those
        if without(match, self.settings.ignore_phrases) or not is_note(note, self.history):
            return
        held = constants(beneath(note, program))
        at = f" (here {', '.join(held[:3])})" if held else ""
        yield self.finding(
            note,
            f'"{told(line_of(note, match.phrase))}": hard coded by its own admission{at}',
            severity=None if held else Severity.INFO,
            subject=match.phrase,
            data={"phrase": match.phrase, "literals": held},
        )
