"""The reader of history measured on programs that were labelled before it was looked at: `fixtures/history/README.md`.

A row of `truth.jsonl` is met by the event that overlaps its lines most; an event with an author, date or ticket that overlaps no row
counts against precision. `heldout` programs were only ever measured.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cobolscan.history.events import Event
from cobolscan.history.file_history import FileHistory
from cobolscan.source.reader import read

from .conftest import TODAY

FOLDER = Path(__file__).parents[2] / "fixtures" / "history"
FIELDS = ("authors", "dates", "tickets")
OTHERS = {"authors": ("other_people",), "dates": ("other_dates", "linked_dates"), "tickets": ()}
SILENT = ("plain", "section_banner", "copyright")

Row = dict[str, Any]


@cache
def rows_of(name: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@cache
def history_of(file: str) -> FileHistory:
    return FileHistory(read((FOLDER / file).read_bytes(), file), today=TODAY)


def folded(text: str) -> str:
    return re.sub(r"[^0-9a-zà-ÿ]", "", text.lower())


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def same(field: str, one: str, other: str) -> bool:
    if field == "dates":
        return one == other
    a, b = words(one), words(other)
    return folded(one) == folded(other) or (field == "authors" and bool(a and b) and (a <= b or b <= a))


def share(row: Row, event: Event) -> float:
    """How much a row and an event have of each other, 0 when nothing."""
    both = min(row["end_line"], event.end_line) - max(row["start_line"], event.start_line) + 1
    longer = max(row["end_line"] - row["start_line"], event.end_line - event.start_line) + 1
    return both / longer + 0.01 * (event.kind == row["kind"]) if both > 0 else 0.0


class Measured:
    """Counts over rows of one split, or of all."""

    def __init__(self, split: str | None) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        rows = [row for row in rows_of("truth.jsonl") if split in (None, row["split"])]
        for file in {row["file"]: None for row in rows}:
            self._file(file, [row for row in rows if row["file"] == file])

    def percent(self, part: str, whole: str) -> float:
        return 100 * self.counts[part] / max(1, self.counts[whole])

    def _file(self, file: str, rows: list[Row]) -> None:
        events = history_of(file).events
        for row in rows:
            best = max(events, key=lambda event: share(row, event), default=None)
            best = best if best and share(row, best) > 0 else None
            if row["negative"]:
                self._negative(row, best)
            else:
                self._row(row, best)
        for event in events:
            if event.kind not in SILENT and not any(share(row, event) > 0 for row in rows):
                for field in FIELDS:
                    self.counts[f"{field} got"] += len(getattr(event, field))

    def _negative(self, row: Row, event: Event | None) -> None:
        self.counts["negatives"] += 1
        allowed = {*row.get("other_dates", ()), *row.get("linked_dates", ())}
        if event and (event.authors or event.tickets or set(event.dates) - allowed):
            self._missed("negatives bad", row, event)

    def _row(self, row: Row, event: Event | None) -> None:
        self.counts["rows"] += 1
        if event is None or event.kind != row["kind"]:
            self._missed("kind wrong", row, event)
        for field in FIELDS:
            got: list[str] = getattr(event, field) if event else []
            right = [*row[field], *(value for name in OTHERS[field] for value in row.get(name, ()))]
            self.counts[f"{field} wanted"] += len(row[field])
            self.counts[f"{field} hit"] += sum(any(same(field, want, value) for value in got) for want in row[field])
            self.counts[f"{field} got"] += len(got)
            self.counts[f"{field} right"] += sum(any(same(field, want, value) for want in right) for value in got)
        if row["rationale"]:
            said = (event.rationale or (event.text if event.kind in ("rationale", "assumption") else "")) if event else ""
            self.counts["reasons"] += 1
            self.counts["reasons found"] += len(words(row["rationale"]) & words(said)) >= 0.5 * len(words(row["rationale"]))

    def _missed(self, what: str, row: Row, event: Event | None) -> None:
        self.counts[what] += 1
        self.wrong.append(f"{what}: {row['file']}:{row['start_line']} {event and event.kind}")


@cache
def measured(split: str | None) -> Measured:
    return Measured(split)


def test_enough_was_labelled() -> None:
    files = {row["file"] for row in rows_of("truth.jsonl")}
    assert len(files) >= 30
    assert sum(row["negative"] for row in rows_of("truth.jsonl")) >= 200
    assert sum(row["entry"] is not None for row in rows_of("tags.jsonl")) >= 300
    assert {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.c*")} == files
    assert {row["lang"] for row in rows_of("truth.jsonl")} >= {"en", "pt", "es", "fr", "it", "de"}


def test_rows_are_well_formed() -> None:
    for row in rows_of("truth.jsonl"):
        assert 0 < row["start_line"] <= row["end_line"] <= len(history_of(row["file"]).source.lines), row
        assert not row["negative"] or not (row["authors"] or row["dates"] or row["tickets"]), row


def test_kinds() -> None:
    found = measured(None)
    assert found.counts["kind wrong"] <= 0.05 * found.counts["rows"], found.wrong


@pytest.mark.parametrize("field", FIELDS)
def test_precision_and_recall(field: str) -> None:
    found = measured(None)
    assert found.percent(f"{field} right", f"{field} got") >= 95
    assert found.percent(f"{field} hit", f"{field} wanted") >= 92


def test_reasons() -> None:
    assert measured(None).percent("reasons found", "reasons") >= 85


def test_nothing_is_read_from_what_tells_nothing() -> None:
    found = measured(None)
    assert found.counts["negatives bad"] <= 0.03 * found.counts["negatives"], found.wrong


def tied(row: Row) -> list[int]:
    found = history_of(row["file"]).tied(row["line"])
    return sorted({event.start_line for event in found[1]}) if found else []


def test_tags_point_to_their_entry() -> None:
    rows = [row for row in rows_of("tags.jsonl") if row["entry"] is not None]
    right = sum(tied(row) == [row["entry"]] for row in rows)
    assert right >= 0.95 * len(rows)


def test_numbers_and_members_are_no_tags() -> None:
    for row in rows_of("tags.jsonl"):
        assert row["entry"] is not None or not tied(row), row


def test_the_lines_that_a_change_touched() -> None:
    """The same from the other side: an entry names the lines, and no other."""
    wanted: dict[tuple[str, int], set[int]] = {}
    for row in rows_of("tags.jsonl"):
        if row["entry"] is not None and row["split"] == "dev":
            wanted.setdefault((row["file"], row["entry"]), set()).add(row["line"])
    for (file, entry), lines in wanted.items():
        runs = history_of(file).touched()[entry]
        assert {line for first, last in runs for line in range(first, last + 1)} == lines, (file, entry)
        event = next(event for event in history_of(file).told() if event.start_line == entry)
        assert event.to_json()["touches"] == [list(run) for run in runs]
