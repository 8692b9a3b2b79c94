"""A comment that forbids to touch the code, or admits that nobody knows why it is as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cobolscan.history.notes import FEARS, Match
from cobolscan.history.phrases import Prose
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Note, Option, Rule, Severity
from cobolscan.rules.history._notes import asked, is_note, line_of, prose, told, without

_SAYS = {
    "fear": "nobody is to touch this, and the reason may be lost",
    "ignorance": "nobody knew why when this was written",
    "doubt": "whoever wrote this was not sure",
    "caution": "a warning without a reason",
}
_SURE = ("fear", "ignorance")
_TOUCH = re.compile(r"touch|mex[ae]|tocar|tocca|anfassen|alone|leave|as it is|surtout|finger", re.IGNORECASE)
_ENDS = re.compile(r"\W*(?:\Z|(?<=[.!;:()*\-])|\s{3})")
_WORD = re.compile(r"[a-z0-9']+")
_NEAR = 4  # words behind DO NOT CHANGE among which the code is named


class FearMarker(Rule):
    code = "HIS004"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("history", "fear")
    nodes = ("remark",)
    speaks_through = True
    options = {"ignore-phrases": Option([], "phrases that are no sign of fear here, compared without case")}

    def check(self, note: Note, program: Program) -> Iterator[Finding]:
        text = prose(note)
        kind, match = next(((kind, found) for kind in FEARS if (found := asked().find(kind, text))), ("", None))
        if match is None or without(match, self.settings.ignore_phrases) or not is_note(note, self.history):
            return
        if not self.pedantic and (kind == "caution" or (kind == "fear" and not _is_of_code(text, match))):
            return
        yield self.finding(
            note,
            f'"{told(line_of(note, match.phrase))}": {_SAYS[kind]}',
            severity=None if kind in _SURE else Severity.INFO,
            subject=match.phrase,
            data={"phrase": match.phrase, "kind": kind},
        )


def _is_of_code(text: Prose, ban: Match) -> bool:
    """Whether a ban is about the code, and not about what the program does to its data: DO NOT DELETE CLOSED ACCOUNTS.

    NEVER CHANGE is one only where a sentence begins with it: TAGS NEVER CHANGE says how things are.
    """
    if ban.phrase.lower().startswith("never") and not ban.sentence.lower().lstrip(" *!-").startswith("never"):
        return False
    behind = text.folded[ban.end :]
    if _TOUCH.search(ban.phrase) or _ENDS.match(behind):
        return True
    return not asked().lexicon.words_for("code_object").isdisjoint(_WORD.findall(behind)[:_NEAR])
