"""What configurations say, each value with the place where it was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Given:
    """A value, and where it was said. `paths`: the patterns of the override in which it stands."""

    value: Any
    path: str
    line: int
    paths: tuple[str, ...] = ()


@dataclass(slots=True)
class Layer:
    """The top of a configuration, or one of its overrides. Patterns are relative to `folder`."""

    path: str
    folder: str
    line: int
    paths: tuple[str, ...] = ()
    values: dict[str, Given] = field(default_factory=dict)
    options: dict[str, dict[str, Given]] = field(default_factory=dict)
    """Of rules, by code."""


@dataclass(slots=True)
class Configuration:
    """One file with all that it extends: `layers`, the last goes over those before."""

    path: str
    folder: str
    layers: list[Layer]
    chain: tuple[str, ...]
    """The files: this one, then what it extends."""

    @property
    def own(self) -> Layer:
        """The top of the file itself."""
        return next(layer for layer in self.layers if layer.path == self.path and not layer.paths)


@dataclass(slots=True)
class Resolved:
    """What configurations say about one file, each value with its place. `ignored`: what per-file-ignores turn off there."""

    configuration: Configuration | None
    layers: list[Layer]
    values: dict[str, Given] = field(default_factory=dict)
    options: dict[str, dict[str, Given]] = field(default_factory=dict)
    ignored: list[Given] = field(default_factory=list)
