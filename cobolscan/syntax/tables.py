"""The compiled grammars: found, checked against the grammar files, and compiled afresh when they do not fit."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from functools import cache
from typing import Any

from cobolscan.source import packaged

TABLE_FORMAT = 4  # raise it when the meaning of the tables changes
GRAMMAR_FILES = ("words.toml", "expression.lark", "data.lark", "procedure.lark", "skeleton.lark")
_NAME = "tables.bin"


@cache
def grammar_sources() -> dict[str, str]:
    return {name: packaged.read_text("cobolscan.grammars", name) for name in GRAMMAR_FILES}


@cache
def grammar_key() -> str:
    """Hash of all that the tables are made from."""
    digest = hashlib.sha256(f"{TABLE_FORMAT}".encode())
    for name, text in grammar_sources().items():
        digest.update(name.encode() + b"\0" + text.encode() + b"\0")
    return digest.hexdigest()


class Tables:
    """Where compiled tables lie: in the package when it was built, else in the user's cache. Never in a scanned tree."""

    @staticmethod
    def places() -> list[str]:
        places = [os.path.join(packaged.folder("cobolscan.grammars"), _NAME)]
        cache_home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        if os.path.isabs(cache_home):  # a relative one could lie in the scanned tree
            places.append(os.path.join(cache_home, "cobolscan", f"{grammar_key()[:16]}-{_NAME}"))
        return places

    @staticmethod
    def read() -> dict[str, Any] | None:
        for place in Tables.places():
            try:
                with open(place, "rb") as file:
                    data = file.read()
            except OSError:
                continue
            if data[:64] == grammar_key().encode():
                tables: dict[str, Any] = marshal.loads(data[64:])
                return tables
        return None

    @staticmethod
    def write(tables: dict[str, Any]) -> None:
        """Write atomically to the first place that takes it; none at all is no error, only a slower start."""
        import tempfile

        data = grammar_key().encode() + marshal.dumps(tables, 4)
        for place in Tables.places():
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
    tables = Tables.read()
    if tables is None:
        if sys.stderr.isatty():
            print("cobolscan: compiling the grammars (once)", file=sys.stderr)
        from cobolscan.syntax.compile import compile_tables

        tables = compile_tables()
        Tables.write(tables)
    return tables
