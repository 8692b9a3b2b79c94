"""Programs, and changes of their layout, that several tests of the outer layers share."""

from __future__ import annotations

from collections.abc import Callable

POOL = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. POOL.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-CONN-COUNT   PIC 9(5) COMP.
       PROCEDURE DIVISION.
       MAIN-PARA.
           ADD 1 TO WS-CONN-COUNT.
{statement}           GOBACK.
"""

BERTHS = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. {name}.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-BERTH-COUNT  PIC 9(4) VALUE 0.
{note}       01  WS-MAX-BERTHS   PIC 9(4) VALUE {limit}.
       PROCEDURE DIVISION.
       MAIN-PARA.
           ADD 1 TO WS-BERTH-COUNT.
           IF WS-BERTH-COUNT > WS-MAX-BERTHS
               DISPLAY 'NO BERTH LEFT'.
{more}           GOBACK.
"""
"""A limit of berths: `note` are lines above it, `more` are statements at the end."""

LAYOUTS: dict[str, Callable[[str], str]] = {
    "renumbered": lambda text: "".join(f"{n:06}{line[6:]}" for n, line in enumerate(text.splitlines(True), 1)),
    "tagged": lambda text: "".join(f"{line.rstrip():<72}CR12345\n" for line in text.splitlines()),
    "reindented": lambda text: text.replace("           IF", "             IF  "),
    "lower case": lambda text: text.lower(),
    "lines above": lambda text: text.replace("       MAIN-PARA.", "      * a note\n\n       MAIN-PARA."),
}
"""What is no change of the code: each gives the text of a program written another way."""
