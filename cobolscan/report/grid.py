"""Tables for people, as wide as the terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from typing import TextIO

from cobolscan.report import View
from cobolscan.report.text import clean

_WIDE = 140  # where there is no terminal
_NARROWEST = 80


def write(out: TextIO, view: View, headings: Sequence[str], rows: Iterable[Sequence[str]], *, firm: Sequence[int] = ()) -> None:
    """Rows of text below headings. Cells are cleaned here; `firm` columns are not broken over lines, the others are."""
    from rich.box import ASCII_DOUBLE_HEAD, SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD if view.unicode else ASCII_DOUBLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        table.add_column(heading, no_wrap=number in firm, overflow="fold")
    for row in rows:
        table.add_row(*(Text("\n".join(clean(line) for line in cell.split("\n"))) for cell in row))
    width = max(shutil.get_terminal_size((_WIDE, 24)).columns if out.isatty() else _WIDE, _NARROWEST)
    console = Console(file=out, width=width, force_terminal=view.color, no_color=not view.color, highlight=False, legacy_windows=False)
    with console.capture() as captured:
        console.print(table)
    out.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())
