"""The compiled grammars: found, checked against the grammar files, and compiled afresh when they do not fit."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from functools import cache
from typing import Any

from cobolscan.source import packaged

TABLE_FORMAT = 3  # raise it when the meaning of the tables changes
GRAMMAR_FILES = ("words.toml", "expression.lark", "data.lark", "procedure.lark", "skeleton.lark")
EXEC_FILES = ("exec_command.lark", "cics.toml", "dli.toml", "exec_sql.lark", "sql.toml")  # EXEC blocks: loaded with the first of them
_NAME = "tables.bin"
_EXEC_NAME = "exec_tables.bin"


@cache
def grammar_sources(files: tuple[str, ...] = GRAMMAR_FILES) -> dict[str, str]:
    return {name: packaged.read_text("cobolscan.grammars", name) for name in files}


@cache
def grammar_key(files: tuple[str, ...] = GRAMMAR_FILES) -> str:
    """Hash of all that the tables are made from."""
    digest = hashlib.sha256(f"{TABLE_FORMAT}".encode())
    for name, text in grammar_sources(files).items():
        digest.update(name.encode() + b"\0" + text.encode() + b"\0")
    return digest.hexdigest()


class Tables:
    """Where compiled tables lie: in the package when it was built, else in the user's cache. Never in a scanned tree."""

    def __init__(self, name: str, files: tuple[str, ...]) -> None:
        self._name = name
        self._key = grammar_key(files)

    def places(self) -> list[str]:
        places = [os.path.join(packaged.folder("cobolscan.grammars"), self._name)]
        cache_home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        if os.path.isabs(cache_home):  # a relative one could lie in the scanned tree
            places.append(os.path.join(cache_home, "cobolscan", f"{self._key[:16]}-{self._name}"))
        return places

    def read(self) -> dict[str, Any] | None:
        for place in self.places():
            try:
                with open(place, "rb") as file:
                    data = file.read()
            except OSError:
                continue
            if data[:64] == self._key.encode():
                tables: dict[str, Any] = marshal.loads(data[64:])
                return tables
        return None

    def write(self, tables: dict[str, Any]) -> None:
        """Write atomically to the first place that takes it; none at all is no error, only a slower start."""
        import tempfile

        data = self._key.encode() + marshal.dumps(tables, 4)
        for place in self.places():
            try:
                os.makedirs(os.path.dirname(place), exist_ok=True)
                handle, temporary = tempfile.mkstemp(dir=os.path.dirname(place))
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.chmod(temporary, 0o644)
                os.replace(temporary, place)
                return
            except OSError:
                continue


@cache
def load() -> dict[str, Any]:
    """The tables of this version's grammars. Imports Lark and compiles (seconds) only when none are found."""
    return _load(Tables(_NAME, GRAMMAR_FILES), "compile_tables")


@cache
def load_exec(part: str) -> dict[str, Any]:
    """The tables of the grammars of EXEC blocks: "command" (CICS, DL/I) or "sql". Each is marshalled apart: few programs have both."""
    tables: dict[str, Any] = marshal.loads(_load(Tables(_EXEC_NAME, EXEC_FILES), "compile_exec_tables")[part])
    return tables


def _load(store: Tables, compiler: str) -> dict[str, Any]:
    tables = store.read()
    if tables is None:
        if sys.stderr.isatty():
            print("cobolscan: compiling the grammars (once)", file=sys.stderr)
        from cobolscan.syntax import compile as compiling

        tables = getattr(compiling, compiler)()
        store.write(tables)
    return tables


def write_all() -> None:
    """Compile all grammars and write their tables: part of building the package."""
    from cobolscan.syntax.compile import compile_exec_tables, compile_tables

    Tables(_NAME, GRAMMAR_FILES).write(compile_tables())
    Tables(_EXEC_NAME, EXEC_FILES).write(compile_exec_tables())
