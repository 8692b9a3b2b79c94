"""Names that a program uses and nothing declares, in quantity: then a copybook or a whole part of it is missing, and what is known of its
data is not to be trusted.

A look at the tokens comes first: this is asked of every program, and most have none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.source.place import Place
from cobolscan.syntax import tables
from cobolscan.syntax.tokenizer import shared

if TYPE_CHECKING:
    from cobolscan.program.model import Program


@dataclass(slots=True, frozen=True)
class Unresolved:
    """`names`: what is declared nowhere, with how often it is used; `references`: all uses of names; `first`: where one stands."""

    names: Counter[str]
    references: int
    first: Place

    @property
    def share(self) -> float:
        """Which part of the references leads nowhere, 0 to 1."""
        return self.names.total() / self.references if self.references else 0.0


def unresolved(program: Program, least: int = 1, percent: float = 0) -> Unresolved | None:
    """The names of a program that resolve to nothing; None when they are fewer than `least`, or surely less than `percent` of all.

    Names are only resolved where so many words of the PROCEDURE DIVISION are spelt nowhere before it.
    """
    if not _may_lack(program, least, percent):
        return None
    unknown = program.names.unresolved
    if len(unknown) < least:
        return None
    first = min(unknown, key=lambda name: name.first.owner.base).first
    return Unresolved(Counter({name.name: name.count for name in unknown}), program.names.count, first.place())


def _may_lack(program: Program, least: int, percent: float) -> bool:
    """Whether so many names of the PROCEDURE DIVISION are spelt nowhere before it and head no paragraph. One look at all words at once."""
    bounds = _procedure(program)
    if bounds is None:
        return False
    first, end = bounds
    texts, kind_of, name = program.tree.tokens_.texts, shared().kinds, tables.load()["kinds"]["NAME"]
    words = {word for word in set(texts[first:end]).difference(texts[program.syntax[0].start : first]) if kind_of[word] == name}
    if len(words) >= least:
        words -= {paragraph.name for paragraph in program.paragraphs}
    if len(words) < least:
        return False
    lacking = sum(map(words.__contains__, texts[first:end]))
    # twice what is asked for would do: some of the names are no references
    return lacking * 200 >= percent * program.tree.tokens_.raw.count(name, first, end)


def _procedure(program: Program) -> tuple[int, int] | None:
    """The first token of the PROCEDURE DIVISION and the one behind the last."""
    start = next((item.start for item in program.syntax if item.shape[0] == "procedure_division"), None)
    last = program.syntax[-1] if program.syntax else None
    return (start, last.start + last.length) if start is not None and last is not None else None
