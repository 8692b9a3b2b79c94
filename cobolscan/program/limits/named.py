"""Named limits: items that hold a number which bounds something, by what they are called or by what they are used for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cobolscan.program import subjects
from cobolscan.program.data.capacity import ceiling
from cobolscan.program.limits.bounds import Bound
from cobolscan.program.limits.fixed import is_fixed
from cobolscan.program.statements import Statement
from cobolscan.source.lazy import lazy
from cobolscan.syntax.nodes import Literal, Node, Reference

if TYPE_CHECKING:
    from cobolscan.program.data.items import DataItem
    from cobolscan.program.model import Program

_MORE_THAN = lazy(r"MORE-?THAN")
_FEEDING = ("move_statement", "add_statement", "compute_statement")
_FEW = 3  # different values; an item that takes more of them is a parameter
_NO_USE = frozenset(("duration", "date", "time", "percent", "rate"))  # what is compared with these is no count
_CALLED = frozenset(("limit", "pool", "container", "extent", "retry", "minimum", "size"))  # one of them, or nothing but its use tells
_NOT_LIMITS = frozenset(("duration", "date", "time", "status", "percent", "rate", "age", "page"))


@dataclass(frozen=True, eq=False)
class Setting:
    """A literal that an item holds or gets.

    `how`: value, constant (78, CONSTANT), move, compute, set (an 88-level of it to true), condition (88).
    """

    name: str
    literal: Literal
    how: str
    node: Node  # the entry or statement


@dataclass(frozen=True)
class NamedLimit:
    """An item that is a limit. `why`: name, use, length (of what EXEC CICS takes), feeds (is added or moved into a bound), condition (88),
    size (is called a size, and bounds nothing that is seen);
    `uses`: where it bounds; `fixed`: nothing but literals is ever put into it."""

    name: str
    why: str
    uses: tuple[Bound, ...]
    fixed: bool
    settings: tuple[Setting, ...]

    @property
    def is_retry(self) -> bool:
        """It says how often something is tried."""
        return "retry" in subjects.about(self.name)

    @cached_property  # asked of each of its settings
    def is_parameter(self) -> bool:
        """It takes more different numbers than a limit has."""
        return len({setting.literal.number for setting in self.settings}) > _FEW

    @cached_property
    def overwritten(self) -> Setting | None:
        """The first setting that replaces the number of VALUE by another one: the item looks like a constant, and is none."""
        start = next((setting for setting in self.settings if setting.how == "value"), None)
        if start is None or self.why != "name" or not self.fixed or self.is_parameter:
            return None
        return next((s for s in self.settings if s.how != "value" and s.literal.number != start.literal.number), None)


class Limits:
    """The named limits of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._read: dict[str, bool] = {}

    @cached_property
    def named(self) -> list[NamedLimit]:
        """Items that hold a number from 2 upwards and bound something, in the order of their first setting."""
        out = []
        for name, settings in self._settings.items():
            why = self._why(name)
            if why:
                out.append(NamedLimit(name, why, tuple(self.uses(name)), self._is_fixed(name), tuple(settings)))
        out += [NamedLimit(setting.name, "condition", (), True, (setting,)) for setting in self._conditions()]
        return out

    def _conditions(self) -> Iterator[Setting]:
        """88-levels that say "full" or "too many" of an item that is counted, and those that hold up to a number of them."""
        for item in self._program.items_with("value_clause"):
            parent = item.parent
            if item.level != 88 or parent is None or not self._is_count(parent.name):
                continue
            literal = next((value for value in item.values if _bounds(value)), None)
            if literal is not None and (subjects.about(item.name) & {"limit", "reject"} or _MORE_THAN.search(item.name)):
                yield Setting(item.name, literal, "condition", item.node)
            elif (last := _end_of_range(item)) is not None and _bounds(last):
                yield Setting(item.name, last, "condition", item.node)

    def _is_count(self, name: str) -> bool:
        """Whether an item counts or indexes, and not the lines of a page."""
        if subjects.is_page_depth(name) or "line" in subjects.about(name) or subjects.is_meaning(name):
            return False
        return name in self._program.values.incremented

    @cached_property
    def _settings(self) -> dict[str, list[Setting]]:
        """The settings of the names that are limits by what they are called or used for."""
        out = {name: self._settings_of(name) for name in self._candidates() if self._why(name)}
        return {name: settings for name, settings in out.items() if settings}

    def _candidates(self) -> dict[str, None]:
        """Names of items that hold one literal, or get one."""
        items = (*self._program.items_with("value_clause"), *self._program.items_with("constant_clause"))
        held = (item.name for item in items if item.name and item.level not in (66, 88))
        return dict.fromkeys((*held, *self._program.values.literal_moves, *self._computed))

    def _settings_of(self, name: str) -> list[Setting]:
        out = []
        for item in self._program.items_named(name):
            if item.level not in (66, 88) and len(item.values) == 1 and _bounds(item.values[0]):
                out.append(Setting(name, item.values[0], "constant" if item.is_constant else "value", item.node))
        moves = self._program.values.literal_moves.get(name, ())
        out += [Setting(name, literal, "move", statement) for statement, literal in moves if _bounds(literal)]
        return out + self._computed.get(name, []) + list(self._set(name))

    def _set(self, name: str) -> Iterator[Setting]:
        """SET condition TO TRUE, by the first literal of the condition (ISO/IEC 1989: SET statement, condition-name format)."""
        for condition in (condition for item in self._program.items_named(name) for condition in item.conditions):
            literal = next(iter(condition.values), None)
            for mention in self._program.mentions.of(condition.name) if literal is not None and _bounds(literal) else ():
                statement = mention.statement
                if statement is not None and statement.shape[0] == "set_statement" and "FALSE" not in statement.words:
                    assert literal is not None
                    yield Setting(name, literal, "set", statement)

    @cached_property
    def _computed(self) -> dict[str, list[Setting]]:
        """COMPUTE name = literal."""
        out: dict[str, list[Setting]] = defaultdict(list)
        for statement in self._program.having("compute_statement"):
            value = statement.children[-1]
            if isinstance(value, Literal) and _bounds(value):
                for part in statement.written:
                    out[part.data_name].append(Setting(part.data_name, value, "compute", statement))
        return out

    def _why(self, name: str) -> str:
        if name not in self._program.bounds.by_name and subjects.about(name).isdisjoint(_CALLED):
            return ""
        kinds = subjects.about(name) - ({"page"} if subjects.is_number_of_pages(name) else set())
        if subjects.is_page_depth(name) or "page" in kinds:
            return ""
        named = not (kinds - {"time"} if "minimum" in kinds else kinds) & _NOT_LIMITS
        if named and self._is_called_limit(name, kinds):
            return "name"
        if any(bound.kind == "length" for bound in self._program.bounds.by_name.get(name, ())):
            return "length"
        if self._program.values.is_written(name) or kinds & _NO_USE:
            return ""
        if any(self._is_counted(bound) for bound in self._program.bounds.by_name.get(name, ())):
            return "use"
        if "size" in kinds and self._feeds(name):
            return "feeds"
        # a member by itself does not know what its sizes are for; most are lengths of records
        known = self._program.procedure_division.facts or "container" in kinds
        return "size" if known and named and "extent" in kinds and "screen" not in kinds else ""

    def _is_called_limit(self, name: str, kinds: frozenset[str]) -> bool:
        if subjects.is_limit(name) or ("retry" in kinds and name not in self._program.values.incremented):
            return "code" not in kinds or bool(kinds & {"counter", "size"})
        return "minimum" in kinds and any(True for _ in self.uses(name))

    def uses(self, name: str) -> Iterator[Bound]:
        """Where an item bounds something: counted things first, then loops."""
        bounds = [bound for bound in self._program.bounds.by_name.get(name, ()) if bound.operator != "=" or bound.kind == "until"]
        yield from (bound for bound in bounds if bound.kind != "until")
        yield from (bound for bound in bounds if bound.kind == "until")

    def is_used(self, limit: NamedLimit) -> bool:
        """Whether something reads the limit, or may: a copybook without procedures does not know."""
        if limit.uses or limit.why == "condition" or not self._program.procedure_division.facts:
            return True
        if limit.name not in self._read:  # each of its settings asks
            texts = self._program.tree.tokens_.texts
            self._read[limit.name] = texts.count(limit.name) > sum(1 for setting in limit.settings if setting.name == limit.name)
        return self._read[limit.name]

    def unlike(self, limit: NamedLimit) -> tuple[Bound, DataItem] | None:
        """A use of a limit of one value that is not the size of the table that its subject indexes, and that table."""
        numbers = {setting.literal.number for setting in limit.settings}
        number = next(iter(numbers))
        if len(numbers) != 1 or not limit.fixed or number is None:
            return None
        for use in limit.uses:
            tables = self._program.tables.indexed_by(use.subject) if self._walks(use) else []
            # an index of several tables is bounded by what it is used for just then
            most = tables[0].occurs_maximum if len(tables) == 1 else None
            last = number if use.operator == ">" else number - 1
            if most is not None and (last > most or (number < most - 1 and limit.why == "name")):
                return use, tables[0]
        return None

    def _walks(self, use: Bound) -> bool:
        """Whether a use asks how far an index has come: an item for all purposes is compared with other things as well."""
        if use.operator not in (">", ">=", "=") or not (use.kind == "until" or subjects.about(use.subject) & {"index", "counter"}):
            return False
        names = self._program.values.subscripts.get(use.subject, ())
        tables = (table for name in names for item in self._program.items_named(name) for table in item.tables())
        return all(table.occurs_maximum for table in tables)  # not those whose size is not known

    def _is_counted(self, bound: Bound) -> bool:
        """Whether what an item is compared with by order is a quantity, and the item itself is not."""
        if bound.kind == "times":
            return True
        if bound.operator == "=" or bound.kind in ("length", "sent", "option"):
            return False
        subject = bound.subject
        if subject in self._program.values.incremented:
            return True
        return (
            subjects.is_quantity(subject)
            and not subjects.about(subject) & {"limit", "minimum"}
            and not subjects.is_meaning(subject)
            and not subjects.is_page_depth(subject)
        )

    def _feeds(self, name: str) -> bool:
        """Whether the item is added or moved into what the length that a caller gives is compared with."""
        bounds = (bound for target in self._fed.get(name, ()) for bound in self._program.bounds.by_name.get(target, ()))
        return any("given" in subjects.about(bound.subject) for bound in bounds)

    @cached_property
    def _fed(self) -> dict[str, set[str]]:
        """The names that a name is moved or added into as a whole."""
        out: dict[str, set[str]] = defaultdict(set)
        for statement in (s for kind in _FEEDING for s in self._program.having(kind)):
            targets = {part.data_name for part in statement.written}
            for child in statement.children:
                if isinstance(child, Reference) and not child.modified and child.data_name not in targets:
                    out[child.data_name] |= targets
        return out

    def _is_fixed(self, name: str) -> bool:
        """Whether nothing but literals is put into the item."""
        moves = self._program.values.literal_moves.get(name, ())
        settings = self._settings.get(name, ())
        computed = sum(1 for setting in settings if setting.how == "compute")
        if len(self._program.values.writes.get(name, ())) != len(moves) + computed:
            return False  # said early: what follows asks for more
        own = [setting.node for setting in settings if isinstance(setting.node, Statement)]
        # the length that EXEC CICS gives back is that of what it took
        lengths = [bound.statement for bound in self._program.bounds.by_name.get(name, ()) if bound.kind in ("length", "sent")]
        given = [*(move for move, _ in moves), *own, *lengths]
        return is_fixed(self._program, name, given, any(setting.how == "value" for setting in settings))


def _end_of_range(item: DataItem) -> Literal | None:
    """n of VALUE 0 THRU n and VALUE 1 THRU n, where there is no other value."""
    first, last = item.values if len(item.values) == 2 else (None, None)
    through = any(word in ("THRU", "THROUGH") for word in item.node.words)
    if not through or first is None or last is None or first.number not in (0, 1) or item.parent is None:
        return None
    return None if last.number == ceiling(item.parent) else last  # all that the item can hold bounds nothing


def _bounds(literal: Literal) -> bool:
    """Two and more; with three decimal places it is a measure and no limit."""
    number = literal.number
    return number is not None and number >= 2 and int(number.as_tuple().exponent) >= -2
