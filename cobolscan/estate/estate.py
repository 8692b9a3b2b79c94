"""All programs of a scan together, and what is asked about them. Built from facts; each answer is worked out once, when it is asked for."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from cobolscan.estate.anchors import Anchors
from cobolscan.estate.copybooks import Use, includers
from cobolscan.estate.facts import (
    Assumption,
    Call,
    ConstantFact,
    CopiedConstant,
    CopyUse,
    Fact,
    LimitFact,
    NumberFact,
    ProgramFact,
    Spot,
    WaitFact,
)
from cobolscan.estate.limits import Limits, value_of

_F = TypeVar("_F", bound=Fact)


class Estate:
    """What the programs of a scan left behind. Of files with the same bytes the first speaks for all; `twins` names the others by it."""

    def __init__(
        self,
        facts: Iterable[Fact] = (),
        limits: Iterable[LimitFact] = (),
        waits: Iterable[WaitFact] = (),
        twins: Mapping[str, list[str]] | None = None,
        anchors: Anchors | None = None,
    ) -> None:
        self._twins = twins or {}
        self.anchors = anchors or Anchors()
        self._facts: dict[type, list[Fact]] = defaultdict(list)
        for fact in facts:
            self._facts[type(fact)].append(fact)
        self.limits = Limits(limits)
        self.waits = list(waits)

    def _all(self, kind: type[_F]) -> list[_F]:
        return self._facts.get(kind, [])  # type: ignore[return-value]

    def twins_of(self, path: str) -> list[str]:
        """The other files with the same bytes."""
        return list(self._twins.get(path, ()))

    @cached_property
    def assumptions(self) -> list[Assumption]:
        """The assumptions that comments state, in the order of files."""
        return sorted(self._all(Assumption), key=lambda assumption: assumption.spot.order)

    # ---- programs and calls

    @cached_property
    def programs(self) -> Mapping[str, list[ProgramFact]]:
        """The programs by name, those by the name of an entry point with them."""
        out: dict[str, list[ProgramFact]] = defaultdict(list)
        for program in self._all(ProgramFact):
            for name in (program.name, *program.entries):
                if program not in out[name]:
                    out[name].append(program)
        return out

    @cached_property
    def _calls_from(self) -> Mapping[str, list[Call]]:
        out: dict[str, list[Call]] = defaultdict(list)
        for call in self._all(Call):
            out[call.program].append(call)
        return out

    @cached_property
    def _callers_of(self) -> Mapping[str, list[Call]]:
        out: dict[str, list[Call]] = defaultdict(list)
        for call in self._all(Call):
            if call.target and call.by not in ("start", "return", "run"):
                out[call.target].append(call)
        return out

    def calls_from(self, program: str) -> list[Call]:
        """All calls of the programs of that name, unknown targets included."""
        return self._calls_from.get(program.upper(), [])

    def callers_of(self, program: str) -> list[Call]:
        """The calls that name a program (or entry point). START, RETURN and RUN TRANSID name transactions, not programs."""
        return self._callers_of.get(program.upper(), [])

    @cached_property
    def _linked(self) -> Mapping[str, set[str]]:
        out: dict[str, set[str]] = defaultdict(set)
        for target, calls in self._callers_of.items():
            for call in calls:
                out[target].add(call.program)
                out[call.program].add(target)
        return out

    def linked_to(self, program: str) -> set[str]:
        """The names that a program calls and those of its callers."""
        return self._linked.get(program.upper(), set())

    @cached_property
    def unknown_targets(self) -> Mapping[str, list[Call]]:
        """Programs that are called by name and are not in the scan, neither as a program nor as a file of that name; with the calls."""
        files = {os.path.splitext(os.path.basename(program.path))[0].upper() for program in self._all(ProgramFact)}
        known = self.programs.keys() | files
        return {target: calls for target, calls in sorted(self._callers_of.items()) if target not in known}

    # ---- copy members

    @cached_property
    def missing_members(self) -> Mapping[str, list[CopyUse]]:
        """The uses of members that were not found, by their names in upper case; each place once, in the order of files."""
        out: dict[str, dict[tuple[str, int, int], CopyUse]] = defaultdict(dict)
        for use in sorted(self._all(CopyUse), key=lambda use: use.spot.order):
            if use.target is None:
                out[use.member.upper()].setdefault(use.spot.order, use)
        return {member: list(uses.values()) for member, uses in sorted(out.items())}

    @cached_property
    def _programs_by_member(self) -> Mapping[str, list[str]]:
        uses: dict[tuple[str, int, str], set[str]] = defaultdict(set)
        for use in self._all(CopyUse):
            if use.target:
                uses[use.spot.place.path, use.spot.place.line, use.target] |= {use.spot.program} if use.spot.program else set()
        copied = includers(Use(path, line, tuple(sorted(names)), target) for (path, line, target), names in uses.items())
        return {path: list(dict.fromkeys(copier["program"] for copier in copiers)) for path, copiers in copied.items()}

    @cached_property
    def _members_by_program(self) -> Mapping[str, set[str]]:
        out: dict[str, set[str]] = defaultdict(set)
        for use in self._all(CopyUse):
            if use.spot.program:
                out[use.spot.program.upper()].add(use.member.upper())
        return out

    def are_kin(self, one: Spot, other: Spot) -> bool:
        """Whether two places belong to one application as far as can be seen: one folder, a call, or a member that both copy."""
        if self._folders(one) & self._folders(other):
            return True
        ours, theirs = self._programs_of(one), self._programs_of(other)
        if ours & theirs or any(self.linked_to(name) & theirs for name in ours):
            return True
        return not self._members_of(ours).isdisjoint(self._members_of(theirs))

    def _folders(self, spot: Spot) -> set[str]:
        path = spot.place.path
        return {os.path.dirname(each) for each in (path, *self._twins.get(path, ()))}

    def _programs_of(self, spot: Spot) -> set[str]:
        """The program of a place in upper case; of a place in a member all that copy it."""
        return {name.upper() for name in ([spot.program] if spot.program else self.copiers_of(spot.place.path))}

    def _members_of(self, programs: set[str]) -> set[str]:
        return {member for name in programs for member in self._members_by_program.get(name, ())}

    def copiers_of(self, path: str) -> list[str]:
        """The names of the programs that copy a member's file, also by way of other members."""
        return self._programs_by_member.get(path, [])

    # ---- values

    @cached_property
    def constants(self) -> Mapping[str, list[ConstantFact]]:
        """The named values that nothing changes, by name; each place once, in the order of files."""
        by_name: dict[str, dict[tuple[str, int, int], ConstantFact]] = defaultdict(dict)
        for constant in self._all(ConstantFact):
            by_name[constant.name].setdefault(constant.spot.order, constant)
        return {name: sorted(found.values(), key=lambda constant: constant.spot.order) for name, found in sorted(by_name.items())}

    @cached_property
    def differing_constants(self) -> Mapping[str, list[ConstantFact]]:
        """Constants of one name that have several values."""
        return {name: found for name, found in self.constants.items() if len({value_of(constant.value) for constant in found}) > 1}

    def copied_constants(self, name: str) -> list[CopiedConstant]:
        """The constants of a name that stand in copy members, each with the programs that know it and with those that differ from it."""
        found = self.constants.get(name.upper(), [])
        return [
            CopiedConstant(
                constant,
                tuple(self.copiers_of(constant.spot.place.path)),
                tuple(other for other in found if value_of(other.value) != value_of(constant.value)),
            )
            for constant in found
            if constant.spot.program is None
        ]

    @cached_property
    def numbers(self) -> list[NumberFact]:
        """Unnamed numbers, each place once, in the order of files."""
        places = {(*fact.spot.order, fact.subject): fact for fact in self._all(NumberFact)}
        return [places[key] for key in sorted(places)]

    def waits_of(self, program: str) -> list[WaitFact]:
        """The waits in the programs of a name."""
        return [wait for wait in self.waits if (wait.spot.program or "").upper() == program.upper()]
