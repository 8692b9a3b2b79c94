"""Where something stands in a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Place:
    """A stretch of a file; 1-based lines and columns, `end_column` exclusive, columns as in the file on disk."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
