"""What a value of a configuration may be: said once, for checking it, for the JSON schema, and for people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cobolscan.near import suggestion

if TYPE_CHECKING:
    import datetime

Wrong = tuple[tuple[str, ...], str]
"""Where in the value something is wrong (the keys that lead there), and what, as it goes on behind the name of the key."""


class Kind:
    """Base of the kinds of values. `words` says for people what a value is."""

    words: str = "a value"

    def wrong(self, value: Any) -> Iterator[Wrong]:
        """All that is wrong with a value, the innermost places it can be told of."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """The same as JSON schema (draft 2020-12)."""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Kind):
    """A string; `pattern` is searched for in it, and must hold in Python as in JavaScript."""

    words: str = "a string"
    pattern: str = ""

    def wrong(self, value: Any) -> Iterator[Wrong]:
        if not isinstance(value, str) or (self.pattern and not re.search(self.pattern, value)):
            yield (), f"must be {self.words}"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": self.pattern} if self.pattern else {"type": "string"}


NAME = Text("a string that is not empty", r"\S")


class Day(Text):
    """A day of the calendar, or nothing."""

    def __init__(self) -> None:
        super().__init__("a day such as 2027-06-30, or empty", r"^(?:[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))?$")

    def wrong(self, value: Any) -> Iterator[Wrong]:
        import datetime

        yield from (problems := list(super().wrong(value)))
        if value and not problems:
            try:
                datetime.date.fromisoformat(value)
            except ValueError:
                yield (), f"must be {self.words}: there is no {value}"


def day_of(value: str) -> datetime.date:
    """The day that a value of the kind `Day` names; today where it names none."""
    import datetime

    return datetime.date.fromisoformat(value) if value else datetime.date.today()


class Regex(Text):
    """A regular expression; JSON schema says no more of it than that it is a string."""

    def __init__(self) -> None:
        super().__init__("a regular expression")

    def wrong(self, value: Any) -> Iterator[Wrong]:
        yield from (problems := list(super().wrong(value)))
        try:
            re.compile(value if not problems else "")
        except re.error:
            yield (), f"must be {self.words}"


@dataclass(frozen=True)
class Flag(Kind):
    words: str = "true or false"

    def wrong(self, value: Any) -> Iterator[Wrong]:
        if not isinstance(value, bool):
            yield (), f"must be {self.words}"

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Number(Kind):
    """A number; whole unless `fractions`."""

    fractions: bool = False
    least: int | None = None

    @property
    def words(self) -> str:  # type: ignore[override]
        return ("a number" if self.fractions else "a whole number") + ("" if self.least is None else f" from {self.least} on")

    def wrong(self, value: Any) -> Iterator[Wrong]:
        fits = isinstance(value, int | float if self.fractions else int) and not isinstance(value, bool)
        if not fits or (self.least is not None and not value >= self.least):
            yield (), f"must be {self.words}"

    def schema(self) -> dict[str, Any]:
        kind = {"type": "number" if self.fractions else "integer"}
        return kind if self.least is None else {**kind, "minimum": self.least}


@dataclass(frozen=True)
class OneOf(Kind):
    choices: tuple[str, ...]

    @property
    def words(self) -> str:  # type: ignore[override]
        return "one of " + ", ".join(choice or '""' for choice in self.choices)

    def wrong(self, value: Any) -> Iterator[Wrong]:
        if not isinstance(value, str) or value not in self.choices:
            yield (), f"must be {self.words}{_nearest(value, self.choices)}"

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.choices)}


def _nearest(value: Any, choices: Sequence[str]) -> str:
    return suggestion(value.lower(), choices) if isinstance(value, str) and len(value) < 100 else ""


@dataclass(frozen=True)
class ListOf(Kind):
    """A list. What an item is, is said of the list as a whole."""

    item: Kind
    words: str = "a list of strings"
    least: int = 0

    def wrong(self, value: Any) -> Iterator[Wrong]:
        if not isinstance(value, list) or len(value) < self.least:
            yield (), f"must be {self.words}"
            return
        bad = [item for item in value if any(True for _ in self.item.wrong(item))]
        if bad and not all(isinstance(item, str) for item in bad):
            yield (), f"must be {self.words}"
        elif bad:
            yield from (((item,), f"must be {self.words}: {self.item.words} is wanted in the place of {item!r}") for item in bad)

    def schema(self) -> dict[str, Any]:
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.item.schema(), **least}


@dataclass(frozen=True)
class TableOf(Kind):
    """A table with keys of the user's choice."""

    item: Kind
    words: str = "a table"
    keys: Kind = field(default_factory=Text)

    def wrong(self, value: Any) -> Iterator[Wrong]:
        if not isinstance(value, dict):
            yield (), f"must be {self.words}"
            return
        for key, item in value.items():
            yield from (((key,), f"is a wrong key: {self.keys.words} is wanted") for _ in self.keys.wrong(key))
            yield from (((key, *keys), text) for keys, text in self.item.wrong(item))

    def schema(self) -> dict[str, Any]:
        names = self.keys.schema()
        return {"type": "object", "additionalProperties": self.item.schema()} | (
            {"propertyNames": names} if names != {"type": "string"} else {}
        )


@dataclass(frozen=True)
class Record(Kind):
    """A table with fixed keys."""

    fields: Mapping[str, Kind]
    words: str = "a table"
    required: Sequence[str] = ()

    def wrong(self, value: Any) -> Iterator[Wrong]:
        if not isinstance(value, dict):
            yield (), f"must be {self.words}"
            return
        yield from (((), f'lacks "{name}"') for name in self.required if name not in value)
        for key, item in value.items():
            if key in self.fields:
                yield from (((key, *keys), text) for keys, text in self.fields[key].wrong(item))
            else:
                yield (key,), f"is an unknown key; there are {', '.join(self.fields)}"

    def schema(self) -> dict[str, Any]:
        properties = {name: kind.schema() for name, kind in self.fields.items()}
        required = {"required": list(self.required)} if self.required else {}
        return {"type": "object", "properties": properties, "additionalProperties": False, **required}


@dataclass(frozen=True)
class Either(Kind):
    """One of several kinds, told apart by their type: the first is what a value is judged by that has the type of none."""

    first: Kind
    second: Kind

    @property
    def words(self) -> str:  # type: ignore[override]
        return f"{self.first.words}, or {self.second.words}"

    def wrong(self, value: Any) -> Iterator[Wrong]:
        if isinstance(value, dict):
            yield from self.second.wrong(value)
        elif any(True for _ in self.first.wrong(value)):
            yield (), f"must be {self.words}"

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.first.schema(), self.second.schema()]}


@dataclass(frozen=True)
class Anything(Kind):
    def wrong(self, value: Any) -> Iterator[Wrong]:
        return iter(())

    def schema(self) -> dict[str, Any]:
        return {}


def kind_of(default: Any) -> Kind:
    """The kind of values that a default stands for."""
    if isinstance(default, bool):
        return Flag()
    if isinstance(default, int | float):
        return Number(fractions=isinstance(default, float))
    if isinstance(default, str):
        return Text()
    if isinstance(default, dict):
        return TableOf(Anything())
    strings = all(isinstance(item, str) for item in default)
    return ListOf(Text()) if strings else ListOf(Anything(), "a list")
