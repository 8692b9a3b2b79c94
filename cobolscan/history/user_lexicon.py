"""Lexicons that users write: read with `tomllib`, every mistake told with the file, the key and what is allowed there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cobolscan.near import suggestion
from cobolscan.source.regular import read_regular

_LARGEST = 1_000_000  # bytes of a lexicon
_LONGEST = 120  # characters of a phrase, label or name
_TABLES = ("months", "phrases", "labels", "columns", "words")
_KEYS = ("language", "day_first", "given", *_TABLES)


class LexiconProblem(Exception):
    """A lexicon that cannot be used: one line for each mistake, all of them at once."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def files_of(paths: Iterable[str]) -> list[str]:
    """The lexicon files of paths: of a folder all its `*.toml` files, by name."""
    out: list[str] = []
    for path in paths:
        if os.path.isdir(path):
            found = sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith(".toml"))
            if not found:
                raise LexiconProblem(f"{path}: the folder holds no lexicon, that is, no file NAME.toml")
            out += found
        else:
            out.append(path)
    return out


def read(path: str) -> str:
    """The text of a lexicon file."""
    try:
        data = read_regular(path, _LARGEST)
    except OSError as error:
        raise LexiconProblem(f"{path}: the lexicon cannot be read: {error.strerror or error}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LexiconProblem(f"{path}: a lexicon is UTF-8 text; save the file in that encoding") from None


def parsed(path: str, text: str, known: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A lexicon as bundled ones are; `known`: the keys that each table may have."""
    import tomllib

    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconProblem(f"{path}: not TOML: {error}") from None
    except RecursionError:
        raise LexiconProblem(f"{path}: not a lexicon: tables in tables in tables") from None
    problems = [f"{path}: {line}" for line in _mistakes(raw, known)]
    if problems:
        raise LexiconProblem(*problems)
    for kind, value in raw.get("words", {}).items():
        if isinstance(value, list):
            raw["words"][kind] = " ".join(value)
    return raw


def _mistakes(raw: Mapping[str, Any], known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for key, value in raw.items():
        if key not in _KEYS:
            yield f"`{key}` is no key of a lexicon; allowed: {', '.join(_KEYS)}{suggestion(key, _KEYS)}"
        elif key in _TABLES and not isinstance(value, dict):
            yield f"`{key}` must be a table: write [{key}] on a line of its own and its keys below"
        elif key == "months":
            yield from _months(value)
        elif key in _TABLES:
            yield from _table(key, value, known[key])
        elif key == "day_first" and not isinstance(value, bool):
            yield "`day_first` must be true or false: whether people who write this language write the day before the month"
        elif key == "given" and not isinstance(value, str):
            yield "`given` must be one string of given names with blanks between them"
    code = raw.get("language")
    if "language" not in raw and not set(raw) - {"given"}:
        return  # given names belong to no language
    if not (isinstance(code, str) and code.isascii() and code.isalpha() and 2 <= len(code) <= 8 and code.islower()):
        yield '`language` must be the code of the language, as in language = "nl"; that of a bundled lexicon (en, pt, es ...) adds to it'


def _months(table: Mapping[str, Any]) -> Iterator[str]:
    numbers = [str(number) for number in range(1, 13)]
    for number, names in table.items():
        if number not in numbers:
            yield f"[months] `{number}` must be the number of a month, 1 to 12"
        yield from _strings("months", number, names)


def _table(table: str, found: Mapping[str, Any], known: Sequence[str]) -> Iterator[str]:
    for kind, value in found.items():
        if kind not in known:
            yield f"[{table}] `{kind}` is unknown; allowed: {', '.join(known)}{suggestion(kind, known)}"
        elif table == "words" and isinstance(value, str):
            continue
        else:
            yield from _strings(table, kind, value)


def _strings(table: str, key: str, value: object) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield f'[{table}] `{key}` must be a list of strings, as in {key} = ["one", "two words"]'
        return
    for item in value:
        if not any(len(word.strip("*.")) >= 2 for word in item.split()):
            yield f'[{table}] `{key}`: "{item[:_LONGEST]}" has no word of two letters or more, and would be found everywhere'
        elif len(item) > _LONGEST:
            yield f'[{table}] `{key}`: "{item[:30]}..." is longer than {_LONGEST} characters'
