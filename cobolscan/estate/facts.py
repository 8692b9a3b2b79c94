"""The small facts that each program leaves behind, from which the estate is built. Picklable: they travel between processes, trees do not.

Names are in upper case and shared between facts (`sys.intern`), so that an estate of a million lines holds them once.
"""

from __future__ import annotations

from dataclasses import dataclass

from cobolscan.history.declared import Declaration
from cobolscan.source.place import Place

CALLS, COPIES, CONSTANTS, NUMBERS = "calls", "copies", "constants", "numbers"  # gathered from programs
ASSUMPTIONS, MENTIONS = "assumptions", "mentions"  # gathered from the history of files
LIMITS, WAITS = "limits", "waits"  # left behind by the findings of the families LIM and WAI
FAMILIES = {LIMITS: "LIM", WAITS: "WAI"}


@dataclass(slots=True, frozen=True)
class Spot:
    """Where a fact stands, with all that a finding about it needs: no file is read a second time for it."""

    place: Place
    program: str | None = None  # None in a copy member, which belongs to all that copy it
    paragraph: str | None = None
    statement: str = ""  # folded, for the fingerprint
    line_text: str = ""

    @property
    def order(self) -> tuple[str, int, int]:
        """The order of files, lines and columns."""
        return (self.place.path, self.place.line, self.place.column)

    @property
    def holder(self) -> tuple[str, str | None]:
        """The program that a fact belongs to: two of one name in two files are two."""
        return (self.place.path, self.program)


@dataclass(slots=True, frozen=True)
class ProgramFact:
    """A program of the scan. `entries`: its other entry points (ENTRY)."""

    name: str
    path: str
    entries: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class Call:
    """A program names another one. A statement leaves one for each name that can reach it, and one without target when others can too.

    `how`: literal, constant (the value of a data item), unknown (then there is no target); `by`: call, cancel, link, xctl, handle (HANDLE
    ABEND PROGRAM), sql (a stored procedure); start, return, run (EXEC CICS ... TRANSID: the target is a transaction).
    """

    program: str
    target: str | None
    how: str
    by: str
    spot: Spot


@dataclass(slots=True, frozen=True)
class CopyUse:
    """A COPY or INCLUDE of a program's text or of a member. `member`: the name as written; `target`: the member's file; None: not found."""

    member: str
    spot: Spot
    target: str | None


@dataclass(slots=True, frozen=True)
class ConstantFact:
    """A named value that nothing changes. `how`: constant (78, CONSTANT), value (VALUE, never a receiver). The spot tells the member."""

    name: str
    value: str
    how: str
    spot: Spot


@dataclass(slots=True, frozen=True)
class CopiedConstant:
    """A constant of a copy member. `programs`: the names of those that copy it; `elsewhere`: constants of that name outside of the member
    that have another value, in the order of files."""

    fact: ConstantFact
    programs: tuple[str, ...]
    elsewhere: tuple[ConstantFact, ...]


@dataclass(slots=True, frozen=True)
class NumberFact:
    """An unnamed number and what it is compared or computed with: the first place in its program, and how often."""

    subject: str
    literal: str
    does: str  # in words
    times: int
    spot: Spot


@dataclass(slots=True, frozen=True)
class LimitFact:
    """A limit that a program sets or tests, as a finding told it."""

    subject: str
    literal: str
    spot: Spot
    warned: bool = True  # told at warning or above
    holds: bool = False  # it is what a table can hold, not what something is compared with

    @property
    def path(self) -> str:
        return self.spot.place.path

    @property
    def line(self) -> int:
        return self.spot.place.line

    @property
    def column(self) -> int:
        return self.spot.place.column

    @property
    def program(self) -> str | None:
        return self.spot.program


@dataclass(slots=True, frozen=True)
class WaitFact:
    """A wait as a finding told it. `per_second`: the most passes a second of the loop around it; None outside of one, or unknown.

    `serves`: the loop takes its work from somewhere; `idle`: it waits only when there is none; `counted`: its passes are bounded.
    """

    subject: str
    seconds: float | None
    per_second: float | None
    spot: Spot
    every_pass: bool = False
    serves: bool = False
    idle: bool = False
    counted: bool = False


@dataclass(slots=True, frozen=True)
class Assumption:
    """An assumption that a comment states. `declared`: what it says; with `by_author` it was written as @assume.

    The spot is that of the comment. `since`, `by` and `why` are also those of the change-log entry that the comment's tag points to.
    """

    declared: Declaration
    by_author: bool
    since: str | None
    by: tuple[str, ...]
    tickets: tuple[str, ...]
    spot: Spot


@dataclass(slots=True, frozen=True)
class Mention:
    """A comment `@incident ID`, where it stands and the code (or else the paragraph) that it is about."""

    id: str
    spot: Spot
    about: Spot | None


@dataclass(slots=True, frozen=True)
class Sighting:
    """Code that may be the anchor of an incident, both by their numbers. `how`: exact, form (equal but for literals), paragraph."""

    incident: int
    anchor: int
    how: str
    spot: Spot


Fact = ProgramFact | Call | CopyUse | ConstantFact | NumberFact | Assumption | Mention | Sighting
"""What is gathered from programs and travels."""
