"""What happened once, and the code that it was about: the entries of incidents.toml, and what a statement is known by.

A statement is known by two numbers: one of its whole text, one of its text with every literal as `?`. Both are made of the words as
the tokenizer sees them, so they survive moved lines, renumbering, columns 1-6 and 73-80, case, spacing and reindenting. The second one,
with the number of statements of its paragraph that are equal but for literals, tells a statement whose literal was changed from one that
is gone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cobolscan.history.events import Event
from cobolscan.source.lazy import lazy

LONGEST = 160  # characters of a statement that an anchor quotes
_DOTS = " ..."
_PARTS = lazy(r"\"[^\"]*\"?|'[^']*'?|\s+|[^\s\"']+")
_NUMBER = lazy(r"(?<![\w-])[+-]?(?:\d+[.,])?\d+(?![\w-])")
_FINGERPRINT = lazy(r"[0-9a-f]{16}-[0-9a-f]{8}-[1-9]\d{0,3}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The code of an incident. `path`: a hint, from the root; without `statement` it is the paragraph. Names in upper case."""

    path: str
    program: str | None
    paragraph: str | None
    statement: str | None
    exact: str = ""
    form: str = ""
    alike: int = 1  # statements of the paragraph that are equal but for literals, itself included
    line: int = 1  # in incidents.toml


@dataclass(frozen=True, slots=True)
class Incident:
    """One entry of incidents.toml. `path` and `line` tell where it stands."""

    id: str
    date: str  # YYYY, YYYY-MM or YYYY-MM-DD
    symptom: str
    cause: str | None = None
    remedy: str | None = None
    links: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    path: str = "incidents.toml"
    line: int = 1

    def event(self, remark: str = "", of: str = "") -> Event:
        """The incident as an event of a line's past; `remark` says what became of the code since, `of` what it was about."""
        parts = [
            f"{of}: {self.symptom}" if of else self.symptom,
            f"Cause: {self.cause}" if self.cause else "",
            f"Remedy: {self.remedy}" if self.remedy else "",
            remark,
        ]
        return Event(
            self.line,
            self.line,
            self.path,
            "incident",
            " ".join(_sentence(part) for part in parts if part),
            dates=[self.date],
            tickets=[self.id, *self.tickets],
            rationale=self.cause,
            dates_raw=[self.date],
            source="incidents",
            why_here="incident",
        )


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text[-1:] in ".!?" else f"{text}."


# ---- what a statement is known by


def exact_of(folded: str) -> str:
    """The number of a statement's text; `folded` as nodes give it, or as somebody wrote it."""
    return _digest(_bare(folded, False))[:16]


def form_of(folded: str) -> str:
    """The number of a statement's text without its literals."""
    return _digest(_bare(folded, True))[:8]


def fingerprint(folded: str, alike: int) -> str:
    """What incidents.toml says of a statement that may be cut."""
    return f"{exact_of(folded)}-{form_of(folded)}-{max(alike, 1)}"


def split_fingerprint(text: str) -> tuple[str, str, int] | None:
    """Its three parts; None when it is none."""
    if not _FINGERPRINT.fullmatch(text):
        return None
    exact, form, alike = text.split("-")
    return exact, form, int(alike)


def quoted(folded: str) -> str:
    """A statement for people: very long ones are cut."""
    return folded if len(folded) <= LONGEST else folded[: LONGEST - len(_DOTS)].rstrip() + _DOTS


def is_cut(statement: str) -> bool:
    return statement.endswith(_DOTS)


def _bare(folded: str, masked: bool) -> str:
    """The text without blanks outside of quotes and without the period at its end: people leave both out."""
    parts = [part for part in _PARTS.findall(folded.upper().strip().rstrip(".")) if not part.isspace()]
    if masked:
        parts = ["?" if part[0] in "\"'" else _NUMBER.sub("?", part) for part in parts]
    return "".join(parts)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
