"""A number with a meaning that nothing in the program names."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from typing import Any

from cobolscan.program.magic import Use
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Option, Related, Rule, Severity


class MagicNumber(Rule):
    code = "MAG001"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("magic", "readability")
    nodes = ("program",)
    claim = 40
    options = {"repeated": Option(3, "how often a value must recur in comparisons and arithmetic to be reported")}

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        uses = program.numbers.unnamed
        loud = self._loud(uses)
        groups: dict[Hashable, list[Use]] = defaultdict(list)
        for use in uses:
            if use in loud or self.pedantic:
                groups[self._identity(use, use in loud)].append(use)
        for group in groups.values():
            group.sort(key=lambda use: use not in loud)  # the same place speaks with and without --pedantic
            yield self._number(group, self.severity if group[0] in loud else Severity.INFO)

    def _loud(self, uses: list[Use]) -> set[Use]:
        """The narrow default: a value that recurs for one subject, or a telling one that recurs at all or stands in arithmetic."""
        weighed = [use for use in uses if use.kind != "move" and not use.is_ordinal]
        same = Counter((use.subject, use.number) for use in weighed)
        anywhere = Counter(use.number for use in weighed)
        often = self.settings.repeated
        return {
            use
            for use in weighed
            if same[use.subject, use.number] >= often
            or (use.is_telling and (anywhere[use.number] >= often or use.kind in ("arithmetic", "step")))
        }

    def _identity(self, use: Use, loud: bool) -> Hashable:
        if use.kind == "when" and not loud:
            header = use.statement.enclosing("evaluate_phrase")  # one finding an EVALUATE, whatever its cases
            return "when", header[0].base if header else use.subject
        return use.subject, use.number

    def _number(self, uses: list[Use], severity: Severity) -> Finding:
        first = uses[0]
        others = sorted({use.literal.spelling for use in uses} - {first.literal.spelling})
        also = f", nor have {', '.join(others[:5])}" if others else ""
        times = f" ({len(uses)} times)" if len(uses) > 1 else ""
        return self.finding(
            first.literal,
            f"{first.literal.spelling}, {first.does}{times}, has no name{also}",
            literal=first.literal.spelling,
            subject=first.subject,
            statement=first.statement,
            severity=severity,
            confidence="medium" if first.is_telling else "low",
            data={"kind": first.kind, "times": len(uses)},
            related=[_again(use) for use in uses[1:]],
        )


def _again(use: Use) -> Related:
    place = use.literal.place()
    return Related(place.path, place.line, place.column, "same_literal", use.does, use.literal.spelling)
