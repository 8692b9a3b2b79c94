"""Helpers for the tests of history: every person, shop and program here is invented."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from cobolscan.history.file_history import FileHistory
from cobolscan.source.reader import read

TODAY = datetime.date(2026, 6, 30)


def history_of(text: str, path: str = "TESTA.cbl") -> FileHistory:
    """The history of a source given as text."""
    return FileHistory(read(text.encode("utf-8"), path), today=TODAY)


def program(header: str = "", body: str = "", data: str = "") -> str:
    """A fixed-format program around header lines, data entries and statements, which are given with all their columns."""
    return (
        "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. TESTA.\n"
        + header.strip("\n")
        + ("\n" if header.strip() else "")
        + "       ENVIRONMENT DIVISION.\n       DATA DIVISION.\n       WORKING-STORAGE SECTION.\n"
        + (data.strip("\n") + "\n" if data.strip() else "       01  WS-A PIC X.\n")
        + "       PROCEDURE DIVISION.\n       0000-MAIN.\n"
        + (body.strip("\n") + "\n" if body.strip() else "")
        + "           GOBACK.\n"
    )


@pytest.fixture
def history() -> Callable[[str], FileHistory]:
    """`history_of` as a fixture."""
    return history_of
