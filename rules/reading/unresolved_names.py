"""A program of which many names are declared nowhere: what is said of it is not to be trusted."""

from collections.abc import Iterator
from typing import Any

from cobolscan.program.model import Program
from cobolscan.program.names.unresolved import Unresolved, unresolved
from cobolscan.rule import Finding, Option, Rule, Severity

_NAMED = 3


class UnresolvedNames(Rule):
    code = "PAR004"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("reading",)
    nodes = ("program",)
    options = {
        "names": Option(10, "fewest names that are declared nowhere"),
        "percent": Option(20, "which share of the references to names must lead nowhere"),
    }

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        found = (
            unresolved(program, self.settings.names, self.settings.percent) if program.name else None
        )  # a member by itself declares nothing that it uses
        if found and found.share * 100 > self.settings.percent:
            yield self._told(found, program)

    def _told(self, found: Unresolved, program: Program) -> Finding:
        missing = sorted({copy.name for copy in program.tree.copies if copy.missing})
        named = ", ".join(list(found.names)[:_NAMED])
        cause = f"; not found: {', '.join(missing[:_NAMED])}{' ...' if len(missing) > _NAMED else ''}" if missing else ""
        return self.finding(
            found.first,
            f"{len(found.names)} names of {program.name} are declared nowhere ({named} ...), {found.share:.0%} of all references: "
            f"what is said of its data is not to be trusted{cause}",
            statement=program.name,
            severity=self.severity if found.share > 0.5 else Severity.INFO,
            data={"names": list(found.names), "references": found.names.total(), "share": round(found.share, 3), "missing": missing},
        )
