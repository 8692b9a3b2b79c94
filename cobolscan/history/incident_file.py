"""Reads incidents.toml: the incidents in it, and everything that is wrong in it with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cobolscan.history import incidents
from cobolscan.history.declared import is_date
from cobolscan.history.incidents import Anchor, Incident
from cobolscan.source.lazy import lazy

if TYPE_CHECKING:
    from cobolscan.source.toml_positions import Keys

ID = lazy(r"[\w./#:-]{1,80}")
REQUIRED = ("id", "date", "symptom")
_TEXTS = ("cause", "remedy")
_LISTS = ("links", "tickets", "rules", "subjects")
KEYS = (*REQUIRED, *_TEXTS, *_LISTS, "anchor")
ANCHOR_KEYS = ("path", "program", "paragraph", "statement", "fingerprint")
_LEADS_OUT = lazy(r"/|[A-Za-z]:|\.\.(?:[/\\]|$)|.*[/\\]\.\.(?:[/\\]|$)")


class Problem(NamedTuple):
    """Something wrong on a line. `word` was taken for one of `known`, when it was."""

    line: int
    message: str
    word: str | None = None
    known: tuple[str, ...] = ()


def read(text: str, path: str) -> tuple[list[Incident], list[Problem]]:
    """The incidents of a file's text; `path` is the name that the file is shown by."""
    import tomllib

    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        return [], [Problem(int(found[1]) if found else 1, str(error))]
    except RecursionError:
        return [], [Problem(1, "it is nested too deep")]
    return _Reading(text, path).of(content)


class _Reading:
    def __init__(self, text: str, path: str) -> None:
        from cobolscan.source.toml_positions import Positions

        self._path = path
        self._positions = Positions(text)
        self._problems: list[Problem] = []

    def of(self, content: dict[str, Any]) -> tuple[list[Incident], list[Problem]]:
        for key in content:
            if key != "incident":
                self._wrong((key,), f'unknown key "{key}"', key, ("incident",))
        tables = content.get("incident", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._wrong(("incident",), '"incident" must be a list of tables: [[incident]]')
            return [], self._problems
        found = [self._incident(table, ("incident", number)) for number, table in enumerate(tables)]
        self._twice(found)
        self._problems.sort(key=lambda problem: problem.line)
        return found, self._problems

    def _twice(self, found: list[Incident]) -> None:
        first: dict[str, int] = {}
        for number, incident in enumerate(found):
            at = first.setdefault(incident.id.upper(), incident.line)
            if at != incident.line and incident.id:
                self._wrong(("incident", number, "id"), f'"{incident.id}" is the id of the incident in line {at} already')

    def _incident(self, table: dict[str, Any], at: Keys) -> Incident:
        self._unknown(table, KEYS, at)
        for key in REQUIRED:
            if key not in table:
                self._wrong(at, f'the incident has no "{key}"')
        texts = {key: self._text(table, key, at) for key in (*REQUIRED[2:], *_TEXTS)}
        lists = {key: self._list(table, key, at) for key in _LISTS}
        return Incident(
            id=self._id(table, at),
            date=self._date(table, at),
            symptom=texts["symptom"] or "",
            cause=texts["cause"],
            remedy=texts["remedy"],
            anchors=tuple(self._anchors(table.get("anchor", []), at)),
            path=self._path,
            line=self._positions.line(at),
            **lists,
        )

    def _id(self, table: dict[str, Any], at: Keys) -> str:
        value = table.get("id", "")
        if "id" in table and not (isinstance(value, str) and ID.fullmatch(value)):
            self._wrong((*at, "id"), '"id" must be one word: letters, digits and . / # : _ -')
        return value if isinstance(value, str) else ""

    def _date(self, table: dict[str, Any], at: Keys) -> str:
        value = table.get("date", "")
        text = value if isinstance(value, str) else value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)
        if "date" in table and not is_date(text):
            self._wrong((*at, "date"), f'"date" must be as "2019", "2019-07" or "2019-07-31", not "{text}"')
        return text

    def _text(self, table: dict[str, Any], key: str, at: Keys) -> str | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self._wrong((*at, key), f'"{key}" must be a text')
            return ""
        return " ".join(value.split())

    def _list(self, table: dict[str, Any], key: str, at: Keys) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self._wrong((*at, key), f'"{key}" must be a list of strings')
            return ()
        return tuple(value)

    def _anchors(self, tables: Any, at: Keys) -> Iterator[Anchor]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._wrong(at, '"anchor" must be a list of tables: [[incident.anchor]]')
            return
        for number, table in enumerate(tables):
            yield self._anchor(table, (*at, "anchor", number))

    def _anchor(self, table: dict[str, Any], at: Keys) -> Anchor:
        self._unknown(table, ANCHOR_KEYS, at)
        path, program, paragraph, statement = (self._text(table, key, at) or "" for key in ANCHOR_KEYS[:4])
        statement = table["statement"].strip() if statement else ""  # blanks between quotes count
        if not path and not program:
            self._wrong(at, 'the anchor has neither "path" nor "program"')
        if not paragraph and not statement:
            self._wrong(at, 'the anchor has neither "statement" nor "paragraph": it says nothing of the code')
        if _LEADS_OUT.match(path):
            self._wrong((*at, "path"), f'"path" must lead from the root of the scan to a file below it, not to "{path}"')
        exact, form, alike = self._known_by(table, statement, at)
        names = (program.upper() or None, paragraph.upper() or None, statement or None)
        return Anchor(path.replace("\\", "/").removeprefix("./"), *names, exact, form, alike, self._positions.line(at))

    def _known_by(self, table: dict[str, Any], statement: str, at: Keys) -> tuple[str, str, int]:
        """Of what the fingerprint is made; without one, of the statement as it is written."""
        given = self._text(table, "fingerprint", at)
        if not statement:
            if given is not None:
                self._wrong((*at, "fingerprint"), '"fingerprint" goes with a "statement"')
            return "", "", 1
        if given is None:
            if incidents.is_cut(statement):
                self._wrong((*at, "statement"), "a statement that is cut needs its fingerprint")
            return incidents.exact_of(statement), incidents.form_of(statement), 1
        parts = incidents.split_fingerprint(given)
        if parts is None:
            self._wrong((*at, "fingerprint"), '"fingerprint" is none: leave it out')
        elif not incidents.is_cut(statement) and parts[0] != incidents.exact_of(statement):
            self._wrong((*at, "fingerprint"), '"fingerprint" is not that of "statement": leave it out')
        return parts or ("", "", 1)

    # ---- problems and places

    def _unknown(self, table: dict[str, Any], known: tuple[str, ...], at: Keys) -> None:
        for key in table:
            if key not in known:
                self._wrong((*at, key), f'unknown key "{key}"', key, known)

    def _wrong(self, at: Keys, message: str, word: str | None = None, known: tuple[str, ...] = ()) -> None:
        self._problems.append(Problem(self._positions.line(at), message, word, known))
