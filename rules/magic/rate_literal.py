"""A rate, a price or a percentage that is written into the statement that computes with it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from cobolscan.program import subjects
from cobolscan.program.magic.numbers import Use
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Related, Rule, Severity
from cobolscan.rules.magic._advice import for_number

_LISTED = 8  # rates in a message


class RateLiteral(Rule):
    code = "MAG003"
    severity = Severity.WARNING
    precision = "high"
    tags = ("magic", "correctness")
    nodes = ("program",)
    claim = 39

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        rates: dict[str, list[Use]] = defaultdict(list)
        for use in program.numbers.unnamed:
            if use.rate:
                rates[use.subject].append(use)
        for uses in rates.values():
            yield self._rates(uses, program)

    def _rates(self, uses: list[Use], program: Program) -> Finding:
        first = uses[0]
        said = list(dict.fromkeys(use.factor for use in uses))
        times = f" ({len(uses)} times)" if len(uses) > len(said) else ""
        return self.finding(
            first.literal,
            f"{first.subject} is computed with {', '.join(said[:_LISTED])}{times} in the statement itself: "
            "a rate changes by law or contract, and then each copy must be found; "
            f"{for_number(program)}, or keep it in a table with its date",
            literal=first.literal.spelling,
            subject=first.subject,
            statement=first.statement,
            confidence="high" if subjects.about(first.subject) & {"rate", "money"} else "medium",
            data={"rates": said, "times": len(uses), "advice": for_number(program)},
            related=[_again(use) for use in uses[1:]],
        )


def _again(use: Use) -> Related:
    place = use.literal.place()
    return Related.at(place, "same_literal", f"{use.subject} again", use.literal.spelling)
