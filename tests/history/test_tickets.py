"""Tickets and what looks like them."""

from __future__ import annotations

import pytest

from cobolscan.history import tickets


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CR2006063000001 ADD FIELD", ["CR2006063000001"]),
        ("see CHG0012345 and INC0099887", ["CHG0012345", "INC0099887"]),
        ("ADDED BY PTM 81385 (APAR PN23267)", ["81385", "PN23267"]),
        ("fixed JIRA POOL-1234", ["POOL-1234"]),
        ("bug #816", ["#816"]),
        ("closes #2318", ["#2318"]),
        ("TAREFA - T26640", ["T26640"]),
        ("CADMUS - 101581", ["101581"]),
        ("Chantier : 2145T", ["2145T"]),
        ("CODICE INIZIATIVA: 102739", ["102739"]),
        ("Pb 426828", ["426828"]),
        ("IR#933217683", ["IR#933217683"]),
        ("ticket 47110", ["47110"]),
        ("2001061800003 REDESIGN", ["2001061800003"]),
    ],
)
def test_tickets(text: str, found: list[str]) -> None:
    assert tickets.find(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "F.(11)4196-0994",
        "Tel 555-1234",
        "#16",
        "RETURN CODE 100",
        "UTF-8 ISO-8859 PF-12",
        "PIC X(100)",
        "problem 100",
        "line 000100",
        "99-99",
        "WS-100",
        "LEVEL-88",
        "a maximum of 1000 records",
        "COBOL-85",
        "0100-INIT-POOL",
    ],
)
def test_not_tickets(text: str) -> None:
    assert tickets.find(text) == []


@pytest.mark.parametrize(
    ("token", "found"),
    [("2001061800003", "2001061800003"), ("I31630", "I31630"), ("T26640", "T26640"), ("FIX", None), ("12", None), ("POOL-12", "POOL-12")],
)
def test_columns(token: str, found: str | None) -> None:
    assert tickets.column(token) == found
