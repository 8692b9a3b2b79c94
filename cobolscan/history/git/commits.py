"""What a commit says of itself: author, date, subject, tickets; read from the object, so that no setting has a say in it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cobolscan.history import tickets
from cobolscan.history.git.objects import objects
from cobolscan.history.git.running import Git

_MOST = 20_000  # bytes of a commit that are read
_SUBJECT, _BODY, _NAME = 300, 2_000, 100  # characters that are kept
_SIGNED = re.compile(rb"^author ([^<\n]*)<[^>\n]*>[^\n\d+-]*(-?\d{1,15}) ([+-]\d{4})$", re.MULTILINE)
_ENCODING = re.compile(rb"^encoding ([\w.:-]{1,40})$", re.MULTILINE)
_WITH = re.compile(r"^co-authored-by:[ \t]*([^<\n]{2,100}) <", re.MULTILINE | re.IGNORECASE)
_TRAILER = re.compile(r"^(?:[a-z-]{1,40}-by|change-id|cc):.*$", re.MULTILINE | re.IGNORECASE)
_NOBODY = frozenset(
    [*"root admin administrator unknown nobody none git github gitlab svn cvs builder build jenkins ci".split(), "(no author)"]
)


@dataclass(frozen=True, slots=True)
class Commit:
    """`date` is the author's, YYYY-MM-DD where the author was; empty when it cannot be read."""

    name: str
    authors: tuple[str, ...]
    date: str
    subject: str
    tickets: tuple[str, ...]

    @property
    def short(self) -> str:
        return self.name[:8]


def commits(git: Git, names: Iterable[str]) -> Iterator[Commit]:
    """Those of the commits that are there. Raises GitProblem."""
    for name, data in objects(git, names):
        if data is not None:
            yield read(name, data[:_MOST])


def read(name: str, data: bytes) -> Commit:
    """A commit from its object; what cannot be read is empty."""
    head, _, message = data.partition(b"\n\n")
    found = _ENCODING.search(head)
    encoding = found[1].decode("ascii") if found else "utf-8"
    subject, body = _message(_text(message, encoding))
    signed = _SIGNED.search(head)
    raw, seconds, zone = signed.groups() if signed else (b"", b"", b"")
    people = [_person(_text(raw, encoding)), *(_person(other[1]) for other in _WITH.finditer(body))]
    said = _TRAILER.sub("", f"{subject}\n{body}")
    return Commit(name, tuple(dict.fromkeys(filter(None, people))), _date(seconds, zone), subject, tuple(tickets.find(said)))


def _text(data: bytes, encoding: str) -> str:
    for candidate in (encoding, "utf-8"):
        try:
            return data.decode(candidate)
        except (UnicodeError, LookupError, ValueError):
            continue
    return data.decode("latin-1")


def _message(text: str) -> tuple[str, str]:
    """The subject, as git has it: the first paragraph on one line; and the rest."""
    subject, _, body = text.replace("\r\n", "\n").strip().partition("\n\n")
    return " ".join(subject.split())[:_SUBJECT], body[:_BODY]


def _person(name: str) -> str:
    """The name of a person; empty for a machine."""
    name = " ".join(name.split())[:_NAME].strip("\"'")
    machine = name.lower() in _NOBODY or name.lower().endswith("[bot]") or not any(char.isalpha() for char in name)
    return "" if machine else name


def _date(seconds: bytes, zone: bytes) -> str:
    try:
        minutes = int(zone[1:3]) * 60 + int(zone[3:5])
        offset = datetime.timedelta(minutes=-minutes if zone.startswith(b"-") else minutes)
        return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone(offset)).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
