"""A number with a meaning that nothing in the program names."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from cobolscan.kinds import ListOf, OneOf, Regex
from cobolscan.program.magic.numbers import KINDS, Use, value_of
from cobolscan.program.magic.slices import Slice
from cobolscan.program.model import Program
from cobolscan.rule import Finding, Option, Related, Rule, Severity
from cobolscan.rules.magic._advice import for_code, for_number

_WEIGHED = frozenset(("arithmetic", "step", "compare", "when"))
_DAYS = frozenset(map(Decimal, (28, 29, 30, 31)))
_WORDS = ", ".join(KINDS)
_SMALL = 2  # up to here a number that recurs is a step or a pair


class MagicNumber(Rule):
    code = "MAG001"
    severity = Severity.WARNING
    precision = "medium"
    tags = ("magic", "readability")
    nodes = ("program",)
    claim = 40
    options = {
        "repeated": Option(3, "how often a value must recur in comparisons and arithmetic to be reported"),
        "contexts": Option(list(KINDS), f"where numbers are looked at: {_WORDS}", ListOf(OneOf(KINDS), f"a list of {_WORDS}")),
        "ignore-values": Option([], "numbers that are never reported, such as 37 or .5"),
        "ignore-names": Option([], "regular expressions for items (in upper case) of which no number is reported", ListOf(Regex())),
        "reference-modification": Option(
            "off",
            "warn-if-repeated reports a part of an item, such as (12:4), that is taken three times and more",
            OneOf(("off", "warn-if-repeated")),
        ),
    }

    def check(self, node: Any, program: Program) -> Iterator[Finding]:
        seen = [*program.numbers.unnamed, *program.numbers.moved] if self.pedantic else program.numbers.unnamed
        uses = [use for use in seen if not use.rate and use.kind in self.settings.contexts and not self._is_ignored(use)]
        loud = self._loud(uses, program) if uses else set()
        groups: dict[Hashable, list[Use]] = defaultdict(list)
        for use in uses:
            if use in loud or self.pedantic:
                groups[self._identity(use, use in loud)].append(use)
        for group in groups.values():
            group.sort(key=lambda use: use not in loud)  # the same place speaks with and without --pedantic
            yield self._number(group, self.severity if group[0] in loud else Severity.INFO, program)
        if self.settings.reference_modification == "warn-if-repeated":
            yield from map(self._slice, program.slices.repeated(self.settings.repeated))

    # ---- which numbers

    def _is_ignored(self, use: Use) -> bool:
        return use.number in self._ignored_values or any(pattern.search(use.subject) for pattern in self._ignored_names)

    @cached_property
    def _ignored_values(self) -> set[Decimal | None]:
        return {value_of(text, False) for text in self.settings.ignore_values}

    @cached_property
    def _ignored_names(self) -> list[re.Pattern[str]]:
        return [re.compile(text) for text in self.settings.ignore_names if text]

    def _loud(self, uses: list[Use], program: Program) -> set[Use]:
        """The narrow default: a value that recurs for one subject, or a telling one that recurs at all or stands in arithmetic."""
        told = [use for use in uses if use.kind in _WEIGHED and not use.is_ordinal and not use.is_weekly]
        weighed = [use for use in told if not (use.is_pass and use.subject in program.values.incremented)]
        same = Counter((use.subject, use.number) for use in weighed)
        anywhere = Counter(use.number for use in weighed)
        often = self.settings.repeated
        loud = {
            use
            for use in weighed
            if (same[use.subject, use.number] >= often and abs(use.number) > _SMALL)
            or (use.is_telling and (anywhere[use.number] >= often or use.kind in ("arithmetic", "step")))
        }
        months = _months(loud)
        return {use for use in loud if use.subject not in months or use.number not in _DAYS}

    def _identity(self, use: Use, loud: bool) -> Hashable:
        if use.kind == "when" and not loud:
            header = use.statement.enclosing("evaluate_phrase")  # one finding an EVALUATE, whatever its cases
            return "when", header[0].base if header else use.subject
        return use.subject, use.number

    # ---- what is said

    def _number(self, uses: list[Use], severity: Severity, program: Program) -> Finding:
        first = uses[0]
        advice = self._advice(first, program)
        others = sorted({use.literal.spelling for use in uses} - {first.literal.spelling})
        also = f", nor have {', '.join(others[:5])}" if others else ""
        times = f" ({len(uses)} times)" if len(uses) > 1 else ""
        return self.finding(
            first.literal,
            f"{first.literal.spelling}, {first.does}{times}, has no name{also}; {advice}",
            literal=first.literal.spelling,
            subject=first.subject,
            statement=first.statement,
            severity=severity,
            confidence="medium" if first.is_telling else "low",
            data={"kind": first.kind, "times": len(uses), "advice": advice},
            related=[_again(use) for use in uses[1:]],
        )

    def _advice(self, use: Use, program: Program) -> str:
        """A value that an item is asked for is named where the item is described."""
        asked = use.kind == "when" or (use.kind == "compare" and use.found.is_equality)
        return for_code(use.subject) if asked else for_number(program)

    def _slice(self, places: list[Slice]) -> Finding:
        first = places[0]
        return self.finding(
            first.node,
            f"{first.name} ({first.offset}:{first.length}) is taken {len(places)} times: "
            f"REDEFINES, or items under {first.name}, would give the part a name",
            literal=first.offset,
            subject=first.name,
            statement=first.statement,
            severity=Severity.INFO,
            confidence="medium",
            data={"kind": "reference-modification", "times": len(places)},
            related=[_taken(place) for place in places[1:]],
        )


def _months(uses: set[Use]) -> set[str]:
    """Items for which several lengths of a month are used: the calendar, whatever they are called."""
    days: dict[str, set[Decimal]] = defaultdict(set)
    for use in uses:
        if use.number in _DAYS:
            days[use.subject].add(use.number)
    return {subject for subject, found in days.items() if len(found) > 1}


def _again(use: Use) -> Related:
    place = use.literal.place()
    return Related.at(place, "same_literal", use.does, use.literal.spelling)


def _taken(part: Slice) -> Related:
    place = part.node.place()
    return Related.at(place, "same_literal", "taken here", part.offset)
