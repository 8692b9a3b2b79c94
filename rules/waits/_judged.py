"""One wait, one finding: which rule speaks of it, and what the finding carries of the others' matter.

In a loop the ceiling is what matters most, and WAI001 speaks; so it stays the one that arithmetic over several rules builds on. Outside
of one a wait is no more than information, and whoever has more to say about it speaks instead: a wait that is not valid where it runs,
one that holds something, one whose unit is doubtful. What the others would have said is then in the message and in `also`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cobolscan.program.model import Program
from cobolscan.rule import Confidence, Finding, Option, Related, Rule, Severity
from cobolscan.rules.waits import _words
from cobolscan.rules.waits._doubts import doubt
from cobolscan.rules.waits._environment import Misplaced, misplaced
from cobolscan.rules.waits._found import Found, waits_of
from cobolscan.rules.waits._held import Held
from cobolscan.rules.waits._table import more_routines

# Of the rules about one wait the one with the lowest claim speaks; all are below those of other families.
MISPLACED, LOOP, OBSOLETE, HELD, DOUBT, ALONE = 4, 5, 6, 7, 8, 10


class Judged:
    """A wait with all that the family has to say about it."""

    def __init__(self, found: Found, program: Program, history: Any) -> None:
        self.found = found
        self._history = history
        self.held: list[Held] = [*found.waits.locks.held_at(found.statement)]
        self.doubt: str | None = doubt(found, program)
        self.misplaced: Misplaced | None = misplaced(found, program)

    @property
    def also(self) -> list[str]:
        """Codes of the rules that have something to say."""
        said = (("WAI004", self.held), ("WAI005", self.doubt), ("WAI006", self.misplaced))
        return [code for code, reason in said if reason]

    @property
    def severity(self) -> Severity:
        """Of the wait as such."""
        found = self.found
        if found.around.loop is None or not found.wait.sleeps or found.around.attended or self._managed():
            return Severity.INFO
        return Severity.ERROR if found.around.serves and not found.around.idle else Severity.WARNING

    def _managed(self) -> bool:
        """A back-off that is bounded or grows, or a time that comes from data, with a comment that says why."""
        around, statement = self.found.around, self.found.statement
        deliberate = around.ladder or self.found.wait.number is None or (around.passes is not None and not around.serves)
        known = deliberate and self._history is not None and statement.tree.is_own(statement.first_token)
        notes = self._history.context(statement.line, statement.line, self.found.wait.subject, []) if known else []
        return deliberate and any(event.why_here in ("above", "trailing") for event in notes)

    @property
    def message(self) -> str:
        parts = [_words.message(self.found)]
        parts += [f"{held.what} since line {held.taken.line}" for held in self.held[:1]]
        parts += [part for part in (self.doubt, self.misplaced and self.misplaced.why) if part]
        return "; ".join(parts)


class WaitRule(Rule):
    """A rule that speaks of single waits."""

    nodes = ("program",)
    shares = "WAI001"

    def __init__(self, settings: Any = None, *, pedantic: bool = False) -> None:
        more = dict(settings or {})
        self.routines: dict[str, Any] = more.get("routines", {})
        super().__init__(more, pedantic=pedantic)

    def check(self, node: Program, program: Program) -> Iterator[Finding]:
        waits = waits_of(program, self.routines)
        if waits.judged is None:
            waits.judged = [Judged(found, program, self.history) for found in waits.found if not found.is_yield]
        for judged in waits.judged:
            yield from self.about(judged)

    def about(self, judged: Judged) -> Iterator[Finding]:
        raise NotImplementedError

    def told(self, judged: Judged, severity: Severity, claim: int, message: str | None = None) -> Finding:
        """The finding about a wait: its place, its facts, and where its duration comes from."""
        found = judged.found
        only = found.wait.seconds.only
        literals = only.literals if only else ()
        finding = self.finding(
            found.wait.place,
            message or judged.message,
            literal=literals[0].spelling if literals else found.wait.spelling,
            subject=found.wait.subject,
            statement=found.statement,
            severity=severity,
            confidence=Confidence.HIGH if only else Confidence.MEDIUM,
            data=_words.data(found) | {"also": [code for code in judged.also if code != self.code]},
        )
        finding.matter = ("wait", finding.place.path, finding.place.line, finding.place.column)
        finding.claim = claim
        finding.related += [
            Related(h.taken.place().path, h.taken.line, h.taken.place().column, "note", f"{h.what} from here on") for h in judged.held
        ]
        self._add_origins(finding, found)
        return finding

    def _add_origins(self, finding: Finding, found: Found) -> None:
        only = found.wait.seconds.only
        for literal in only.literals if only else ():
            origin = literal.place()
            if (origin.line, origin.column) != (finding.place.line, finding.place.column):
                said = f"{found.wait.written} gets its value here"
                finding.related.append(Related.at(origin, "origin", said, literal.spelling))


ROUTINES = Option(
    {}, 'more routines that wait: NAME = "ms", or NAME = { unit = "ms", argument = 2 }; "" for an unknown unit', more_routines()
)
