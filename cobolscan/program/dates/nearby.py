"""What stands near a statement: evidence for what its names are about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cobolscan.program.statements import Statement


def near(statement: Statement, before: int, behind: int) -> list[Statement]:
    """The other statements of the paragraph that begin at most so many tokens before or behind one."""
    around = statement.paragraph.statements if statement.paragraph is not None else []
    first = bisect_left(around, statement.base - before, key=attrgetter("base"))
    last = bisect_right(around, statement.base + behind, key=attrgetter("base"))
    return [other for other in around[first:last] if other is not statement]
