"""Small programs for the tests of the model."""

from __future__ import annotations

from textwrap import dedent

import pytest

from cobolscan.program.model import Program, build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse


def program(procedure: str, data: str = "", special: str = "") -> Program:
    """A free-format program of these WORKING-STORAGE entries and paragraphs; it must parse completely."""
    text = "\n".join(
        [
            "IDENTIFICATION DIVISION.",
            "PROGRAM-ID. TESTED.",
            *(["ENVIRONMENT DIVISION.", "CONFIGURATION SECTION.", "SPECIAL-NAMES.", special] if special else []),
            "DATA DIVISION.",
            "WORKING-STORAGE SECTION.",
            dedent(data).strip(),
            "PROCEDURE DIVISION.",
            dedent(procedure).strip(),
            "",
        ]
    )
    tree = parse(read(text.encode(), "tested.cob", "free"))
    assert tree.complete, [(o.line, o.text, o.expected) for o in tree.opaques]
    return build(tree)[0]


@pytest.fixture
def cobol():
    """Makes a program: see `program`."""
    return program
