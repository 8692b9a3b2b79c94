"""Small programs for the tests of the model."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

from cobolscan.program.model import Program, build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse


def _text(procedure: str, data: str = "", special: str = "") -> str:
    return "\n".join(
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


def program(procedure: str, data: str = "", special: str = "") -> Program:
    """A free-format program of these WORKING-STORAGE entries and paragraphs; it must parse completely."""
    tree = parse(read(_text(procedure, data, special).encode(), "tested.cob", "free"))
    assert tree.complete, [(o.line, o.text, o.expected) for o in tree.opaques]
    return build(tree)[0]


@pytest.fixture
def cobol():
    """Makes a program: see `program`."""
    return program


@pytest.fixture
def cobc(tmp_path: Path):
    """Compiles and runs a program with cobc, and gives the lines that it shows."""
    if shutil.which("cobc") is None:
        pytest.skip("no GnuCOBOL here")

    def run(procedure: str, data: str) -> list[str]:
        (tmp_path / "t.cob").write_text(_text(procedure, data))
        command = ["cobc", "-x", "-free", "-j", "-w", "-o", "t", "t.cob"]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.splitlines()

    return run
