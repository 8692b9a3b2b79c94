"""Names that a program uses and nothing declares, in quantity: then a copybook or a whole part of it is missing, and what is known of its
data is not to be trusted.

Counted on the tokens, without the model: it runs for every program, and most have none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

from cobolscan.source.lazy import lazy
from cobolscan.syntax import tables
from cobolscan.syntax.tokenizer import shared
from cobolscan.syntax.words import FILLER

if TYPE_CHECKING:
    from cobolscan.program.model import Program

# special registers, and what products declare by themselves or in copybooks of their own: EXEC interface block, SQLCA, maps' attributes, MQ
_GIVEN = lazy(
    r"(?:EIB|DFH|DIB|SQL|MQ)[A-Z0-9-]*|RETURN-CODE|SORT-[A-Z-]+|TALLY|WHEN-COMPILED|DEBUG-[A-Z0-9-]+|LINAGE-COUNTER|LINE-COUNTER|"
    r"PAGE-COUNTER|COB-CRT-STATUS|XML-[A-Z-]+|JSON-[A-Z-]+|SHIFT-(?:IN|OUT)|CONSOLE|SYS[A-Z]+|CRT|PRINTER|NUMBER-OF-[A-Z-]+|C0[1-9]|C1[0-2]"
)


_PRODUCTS = ("DFHRESP", "DFHVALUE", "EYUVALUE")  # what stands in their parentheses is CICS's


@dataclass(slots=True, frozen=True)
class Unresolved:
    """`names`: what is declared nowhere, with how often it is used; `references`: all uses of names in the PROCEDURE DIVISION."""

    names: Counter[str]
    references: int
    first_token: int

    @property
    def share(self) -> float:
        """Which part of the references leads nowhere, 0 to 1."""
        return self.names.total() / self.references if self.references else 0.0


def unresolved(program: Program, least: int = 1) -> Unresolved | None:
    """The names of a program's PROCEDURE DIVISION that nothing before it spells and that head no paragraph; None when they are fewer
    than `least`.

    Names of functions, programs and conditions of products are no data names. What stands before other programs of the file counts as
    declared: this errs towards silence.
    """
    bounds = _procedure(program)
    if bounds is None:
        return None
    first, end = bounds
    texts, kind_of, name = program.tree.tokens_.texts, shared().kinds, tables.load()["kinds"]["NAME"]
    words = {word for word in set(texts[first:end]).difference(texts[:first]) if kind_of[word] == name}
    if len(words) >= least:
        words -= {paragraph.name for paragraph in program.paragraphs}
        words = {word for word in words if not _GIVEN.fullmatch(word)}
    return _counted(program, words, first, end, least) if len(words) >= least else None


def _counted(program: Program, words: set[str], first: int, end: int, least: int) -> Unresolved | None:
    """How often these words stand where a data name or procedure-name does."""
    texts = program.tree.tokens_.texts
    name = tables.load()["kinds"]["NAME"]
    places = list(compress(range(first, end), map(name.__eq__, _references(program, first, end))))
    counts = Counter(texts[place] for place in places if texts[place - 1] != "(" or texts[place - 2] not in _PRODUCTS)
    names = Counter({word: counts[word] for word in sorted(words) if counts[word]})
    if len(names) < least:
        return None
    return Unresolved(names, counts.total(), next(place for place in places if texts[place] in names))


def _references(program: Program, first: int, end: int) -> str:
    """The kinds of the tokens, without names of functions and of the program that ends."""
    kinds = tables.load()["kinds"]
    name = kinds["NAME"]
    used = program.tree.tokens_.kinds[first:end].replace(kinds["FUNCTION"] + name, FILLER * 2)
    used = used.replace(kinds["END_UNIT"] + FILLER + name, FILLER * 3)
    if "INTRINSIC" in program.tree.tokens_.texts[:first]:  # functions without the word FUNCTION
        used = used.replace(name + kinds["LPAR"], FILLER * 2)
    return used


def _procedure(program: Program) -> tuple[int, int] | None:
    """The first token of the PROCEDURE DIVISION and the one behind the last."""
    start = next((item.start for item in program.syntax if item.shape[0] == "procedure_division"), None)
    last = program.syntax[-1] if program.syntax else None
    return (start, last.start + last.length) if start is not None and last is not None else None
