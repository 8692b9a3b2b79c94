"""The keys as a table in Markdown, for docs/configuration.md."""

from __future__ import annotations

from collections.abc import Iterator

from cobolscan.scan.config.keys import SETTINGS, Key
from cobolscan.scan.config.toml import spelled


def table() -> Iterator[str]:
    """The lines: what is about the run as a whole, then what may differ by file."""
    for title, run in (("the run as a whole", True), ("each file", False)):
        yield f"| key, for {title} | value | default | what it says |"
        yield "|---|---|---|---|"
        yield from (_row(key) for key in SETTINGS if key.run is run)
        yield ""


def _row(key: Key) -> str:
    cells = (f"`{key.name}`", key.kind.words, f"`{spelled(key.default)}`", key.help)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
