"""The pages about assumptions and incidents: what they show is what is read."""

from __future__ import annotations

import re
from pathlib import Path

from cobolscan.history import declared
from cobolscan.history.file_history import FileHistory
from cobolscan.history.incident_file import KEYS, read
from cobolscan.source import reader

DOCS = Path(__file__).parents[2] / "docs"


def fence(page: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_the_incident_of_the_page_is_right() -> None:
    (incident,), problems = read(fence("incidents.md", "toml"), "incidents.toml")
    assert problems == []
    assert all(getattr(incident, key if key != "anchor" else "anchors") for key in KEYS)


def test_the_declarations_of_the_page_are_right() -> None:
    events = FileHistory(reader.read(fence("assumptions.md", "cobol").encode(), "page.cbl")).events
    first, second = (declared.assumption(event.text) for event in events)
    assert first is not None and second is not None
    assert (first.problem, first.owner, first.review, first.value) == (None, "Harbour office", "2027-01", "40")
    assert (second.problem, second.review, second.value, second.unit) == (None, "2028", "5", "tries")


def test_every_key_is_on_the_page() -> None:
    page = (DOCS / "assumptions.md").read_text(encoding="utf-8")
    assert [key for key in declared.KEYS if f"| `{key}` |" not in page] == []
