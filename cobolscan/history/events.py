"""The unit of history: one dated or signed thing that is known about some lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Event:
    """One change-log entry, identification paragraph or comment block (kinds and keys: docs of the JSON output).

    `dates` hold only what is certain, to the precision that is certain: YYYY-MM-DD, YYYY-MM or YYYY; `dates_raw` the text.
    """

    start_line: int
    end_line: int
    path: str
    kind: str
    text: str
    authors: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    rationale: str | None = None
    tag: str | None = None
    tied_to: list[int] = field(default_factory=list)
    dates_raw: list[str] = field(default_factory=list)
    source: str = "comment"
    telling: bool = False  # may say what a rule about comments asks for: see Lexicon.tells
    changes: list[tuple[str, str]] = field(default_factory=list)  # of a tombstone: what stood there and what stands there now
    touches: list[tuple[int, int]] = field(default_factory=list)  # of a change-log entry: runs of lines that carry its tag
    why_here: str | None = None  # only in an answer about a line: above, trailing, same_paragraph, tag, change_log, git, incident, echo

    def to_json(self) -> dict[str, Any]:
        row = {key: getattr(self, key) for key in _KEYS}
        if self.changes:
            row["changes"] = [list(change) for change in self.changes]
        if self.touches:
            row["touches"] = [list(run) for run in self.touches]
        if self.why_here:
            row["why_here"] = self.why_here
        return row


_KEYS = (
    "start_line", "end_line", "path", "kind", "authors", "dates", "tickets", "rationale", "tag", "tied_to", "dates_raw", "text", "source",
)  # fmt: skip
