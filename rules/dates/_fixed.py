"""What the two kinds of calendars in code have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobolscan.syntax.nodes import Literal, Node

if TYPE_CHECKING:
    from cobolscan.program.statements import Statement


@dataclass(frozen=True, eq=False)
class Fixed:
    """A calendar in code. `kind` is weekday or holidays; `dated`: its days have years, so that it ends."""

    kind: str
    subject: str
    where: Node
    literals: list[Literal]
    dated: bool = False


def decided_at(statement: Statement) -> int:
    """What tells one decision from another: the EVALUATE of a WHEN, else the statement."""
    header = statement.enclosing("evaluate_phrase") if statement.shape[0] == "when_phrase" else []
    return header[0].base if header else statement.base
