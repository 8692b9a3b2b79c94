"""What git said before, by repository, HEAD, file and blob, in the user's cache folder.

A help and never a need: a cache that is broken, locked, read-only or somebody else's costs time and nothing else. What is read from it
is data (JSON, looked at before it is used), whoever wrote it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from cobolscan.history.git.commits import Commit
from cobolscan.history.git.origin import REWRITTEN, Run

FILE = "git-history-1.sqlite"  # the number is that of the format
MOST_BYTES = 64_000_000
_APPLICATION = 0x436F6247  # "CobG", in the header of the file
_WAIT = 0.25  # seconds for another process that writes
_TABLES = (
    "CREATE TABLE IF NOT EXISTS blame "
    "(repository TEXT, head TEXT, path BLOB, blob TEXT, runs TEXT, PRIMARY KEY (repository, path, head, blob))",
    "CREATE TABLE IF NOT EXISTS commits (repository TEXT, name TEXT, said TEXT, PRIMARY KEY (repository, name))",
)


def folder() -> str:
    """Where caches are kept on this platform; COBOLSCAN_CACHE_DIR and XDG_CACHE_HOME are heeded."""
    if own := os.environ.get("COBOLSCAN_CACHE_DIR"):
        return os.path.abspath(own)
    if (xdg := os.environ.get("XDG_CACHE_HOME")) and os.path.isabs(xdg):
        return os.path.join(xdg, "cobolscan")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
        return os.path.join(base, "cobolscan", "Cache")
    return os.path.expanduser("~/Library/Caches/cobolscan" if sys.platform == "darwin" else "~/.cache/cobolscan")


class Cache:
    """Answers about one repository, whose top folder is `top`: the cache never lies inside it."""

    def __init__(self, top: str, identity: str, *, use: bool = True) -> None:
        self._identity = identity
        self._base: sqlite3.Connection | None = None
        with contextlib.suppress(ValueError, OSError):  # a name that no folder can have
            place = os.path.realpath(folder())
            inside = os.path.join(place, "").startswith(os.path.join(os.path.realpath(top), ""))
            if use and os.path.isabs(folder()) and not inside:
                self._open(os.path.join(place, FILE))

    def runs(self, head: str, blobs: Mapping[bytes, str]) -> dict[bytes, list[Run]]:
        """What is known of these files."""
        found = {}
        query = "SELECT runs FROM blame WHERE repository = ? AND path = ? AND head = ? AND blob = ?"
        for path, blob in blobs.items():
            row = self._one(query, (self._identity, path, head, blob))
            if row is not None and (runs := _runs(row)):
                found[path] = runs
        return found

    def keep_runs(self, head: str, blobs: Mapping[bytes, str], runs: Mapping[bytes, list[Run]]) -> None:
        rows = [(self._identity, head, path, blobs[path], json.dumps(found)) for path, found in runs.items()]
        self._keep("INSERT OR REPLACE INTO blame VALUES (?, ?, ?, ?, ?)", rows)

    def commits(self, names: Iterable[str]) -> dict[str, Commit]:
        """What is known of these commits."""
        query = "SELECT said FROM commits WHERE repository = ? AND name = ?"
        rows = ((name, self._one(query, (self._identity, name))) for name in names)
        return {name: commit for name, row in rows if row is not None and (commit := _commit(name, row))}

    def keep_commits(self, commits: Iterable[Commit]) -> None:
        rows = [(self._identity, one.name, json.dumps([one.authors, one.date, one.subject, one.tickets])) for one in commits]
        self._keep("INSERT OR REPLACE INTO commits VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                self._base.close()
            self._base = None

    def _open(self, path: str) -> None:
        try:
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
            self._prepare(self._base)
        except (sqlite3.Error, OSError, ValueError):
            self.close()
            _discard(path)

    def _prepare(self, base: sqlite3.Connection) -> None:
        """Makes an empty file ours; refuses one that is not. Older halves go when it is too large."""
        (mark,) = base.execute("PRAGMA application_id").fetchone()
        if mark != _APPLICATION:
            if mark or base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise ValueError("another program's")
            self._create(base)
        base.execute("PRAGMA synchronous = NORMAL")
        (pages,), (size,) = (base.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
        if pages * size > MOST_BYTES:
            for table in ("blame", "commits"):
                base.execute(f"DELETE FROM {table} WHERE rowid <= (SELECT (min(rowid) + max(rowid)) / 2 FROM {table})")

    def _create(self, base: sqlite3.Connection) -> None:
        """All or nothing, for other processes may do the same."""
        base.execute("PRAGMA auto_vacuum = FULL")
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            base.execute(table)
        base.execute(f"PRAGMA application_id = {_APPLICATION}")
        base.execute("COMMIT")

    def _one(self, query: str, values: tuple[Any, ...]) -> Any:
        if self._base is None:
            return None
        try:
            row = self._base.execute(query, values).fetchone()
        except sqlite3.Error:
            self.close()
            return None
        return row[0] if row else None

    def _keep(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        if self._base is None or not rows:
            return
        try:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany(statement, rows)
            self._base.execute("COMMIT")
        except sqlite3.Error:
            self.close()


def _discard(path: str) -> None:
    """Away with a file that was ours and is damaged, so that the next run has a new one; any other file stays."""
    try:
        with open(path, "rb") as file:
            head = file.read(72)
        if head.startswith(b"SQLite format 3\0") and head[68:72] == _APPLICATION.to_bytes(4, "big") and _is_damaged(path):
            for name in (path, f"{path}-wal", f"{path}-shm"):
                with contextlib.suppress(OSError):
                    os.unlink(name)
    except OSError:
        return


def _is_damaged(path: str) -> bool:
    """Whether it cannot be read at all; one that is locked is not damaged."""
    base = None
    try:
        base = sqlite3.connect(path, timeout=0)
        base.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return False
    except sqlite3.OperationalError:
        return False
    except sqlite3.Error:
        return True
    finally:
        if base is not None:
            base.close()


def _runs(text: Any) -> list[Run]:
    """The runs that a row holds; none when anything of it is not as it was written."""
    rows = _loaded(text)
    runs = []
    for row in rows:
        if not (isinstance(row, list) and len(row) == 3):
            return []
        count, commit, how = row
        if not (_is_number(count) and count > 0 and isinstance(commit, str) and commit.isalnum() and _is_number(how)):
            return []
        if not 0 <= how <= REWRITTEN:
            return []
        runs.append(Run(count, commit, how))
    return runs


def _commit(name: str, text: Any) -> Commit | None:
    said = _loaded(text)
    if len(said) != 4:
        return None
    authors, date, subject, tickets = said
    if not (_are_texts(authors) and isinstance(date, str) and isinstance(subject, str) and _are_texts(tickets)):
        return None
    return Commit(name, tuple(authors), date, subject, tuple(tickets))


def _loaded(text: Any) -> list[Any]:
    try:
        rows = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return []
    return rows if isinstance(rows, list) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
