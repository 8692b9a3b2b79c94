"""An item whose values are codes that nothing names."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cobolscan.program.magic.codes import Code, CodeItem, Value
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Option, Related, Rule, Severity
from cobolscan.rules.magic._advice import for_codes

_LISTED = 8  # values in a message


class UnnamedCodes(Rule):
    code = "MAG002"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("magic", "readability")
    nodes = ("program",)
    claim = 38
    options = {
        "values": Option(5, "distinct values from which an item draws a warning; fewer are information"),
        "paragraphs": Option(3, "paragraphs that ask for three values or more from which an item draws a warning"),
    }

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        for item in program.codes.unnamed:
            yield self._codes(item)

    def _codes(self, item: CodeItem) -> Finding:
        codes = [*item.asked, *item.given]
        counts = item.counts
        does = "is asked for" if item.asked else "is set to"
        return self.finding(
            codes[0].literal,
            f"{item.name} {does} {_listed(counts)}, and no condition-name says what {'that means' if len(counts) == 1 else 'they mean'}: "
            + for_codes(item.name),
            literal=codes[0].literal.spelling,
            subject=item.name,
            statement=codes[0].statement,
            severity=self.severity if self._is_loud(item) else Severity.INFO,
            confidence="high" if len(counts) >= self.settings.values else "medium",
            data={
                "values": {str(value): count for value, count in counts.items()},
                "paragraphs": item.paragraphs,
                "advice": for_codes(item.name),
            },
            related=[_again(code) for code in codes[1:]],
        )

    def _is_loud(self, item: CodeItem) -> bool:
        """Many values, or several that more than one part of the program must agree about."""
        distinct = len(item.counts) if item.asked else 0
        return distinct >= self.settings.values or (distinct >= 3 and item.paragraphs >= self.settings.paragraphs)


def _listed(counts: dict[Value, int]) -> str:
    said = [f"{_spelt(value)}{f' ({count} times)' if count > 1 else ''}" for value, count in list(counts.items())[:_LISTED]]
    more = len(counts) - _LISTED
    return ", ".join(said) + (f" and {more} more values" if more > 0 else "")


def _spelt(value: Value) -> str:
    return str(value) if isinstance(value, Decimal) else f"'{value}'"


def _again(code: Code) -> Related:
    place = code.literal.place()
    does = "set here" if code.is_set else "asked for here"
    return Related.at(place, "same_literal", does, code.literal.spelling)
