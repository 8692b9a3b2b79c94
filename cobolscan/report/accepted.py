"""A baseline, for people and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from cobolscan.report.as_json import SCHEMA, dump
from cobolscan.report.text import clean, path_text, plural
from cobolscan.scan.baseline import Entry
from cobolscan.scan.fingerprint import NOTHING
from cobolscan.scan.upkeep import Listed

_FILES = 20


def lines(rows: Sequence[Listed], name: str, statistics: bool) -> Iterator[str]:
    """The totals, then the entries by file, or with `statistics` their counts."""
    told = [row for row in rows if not row.entry.behind]
    yield _total(told, name)
    yield from _counts(told) if statistics else _by_file(told)
    fixed = sum(row.entry.count for row in told if row.state == "fixed")
    if fixed:
        yield ""
        yield f"{fixed:,} fixed: `cobolscan baseline update` takes {'it' if fixed == 1 else 'them'} out."


def _total(rows: Sequence[Listed], name: str) -> str:
    files = len({row.entry.identity.path for row in rows})
    return f"{name} accepts {plural(sum(row.entry.count for row in rows), 'finding')} in {plural(files, 'file')}."


def _by_file(rows: Sequence[Listed]) -> Iterator[str]:
    for path, group in groupby(rows, key=lambda row: row.entry.identity.path):
        yield ""
        yield clean(path)
        for row in group:
            yield f"  {_entry(row.entry)}{'   FIXED' if row.state == 'fixed' else ''}"


def _entry(entry: Entry) -> str:
    name = entry.identity
    value = name.literal if name.literal not in ("", NOTHING) else ""
    where = " / ".join(part for part in (name.program, name.paragraph) if part not in ("", NOTHING))
    times = f" x{entry.count:,}" if entry.count > 1 else ""
    return clean(f"{name.code}{times}  {value}{'  ' if value else ''}{where}: {entry.statement}".rstrip(": "))


def _counts(rows: Sequence[Listed]) -> Iterator[str]:
    for title, column in (("By rule", 1), ("By file", 0)):
        counts: Counter[str] = Counter()
        for row in rows:
            counts[row.entry.identity[column]] += row.entry.count
        top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_FILES]
        yield ""
        yield f"{title}{f' (first {_FILES} of {len(counts):,})' if len(counts) > _FILES else ''}:"
        yield from (f"{count:>8,}  {clean(word)}" for word, count in top)


def json_lines(rows: Sequence[Listed], path: str) -> Iterator[str]:
    """One object, an entry a line."""
    yield f'{{"schema": {SCHEMA}, "baseline": {dump(path_text(path))},\n"entries": ['
    for number, row in enumerate(rows, 1):
        yield dump(_row(row)) + ("," if number < len(rows) else "")
    yield "]}"


def _row(row: Listed) -> dict[str, Any]:
    name, entry = row.entry.identity, row.entry
    return {
        "code": name.code,
        "path": name.path,
        "program": _value(name.program),
        "paragraph": _value(name.paragraph),
        "literal": _value(name.literal),
        "seconds": _value(name.amount),
        "count": entry.count,
        "subject": _value(entry.subject),
        "statement": entry.statement,
        "behind": entry.behind,
        "state": row.state,
    }


def _value(text: str) -> str | None:
    return None if text in ("", NOTHING) else text
