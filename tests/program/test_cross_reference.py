"""Names and uses against an independent reading: the cross reference that cobc writes into its listing."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from cobolscan.program.model import Program, build
from cobolscan.source.reader import read
from cobolscan.syntax.parser import parse

FIXTURES = Path(__file__).parents[2] / "fixtures"
PROGRAMS = sorted(
    path
    for path in (*(FIXTURES / "uses").glob("*.cbl"), FIXTURES / "names" / "qualified.cbl")
    if "EXEC " not in path.read_text() and "JSON PARSE" not in path.read_text()  # cobc 3.1 has neither
)
pytestmark = pytest.mark.skipif(shutil.which("cobc") is None, reason="cobc is not installed")
Lines = dict[tuple[str, int], set[int]]  # by name and line of the definition


def listed(path: Path, tmp_path: Path) -> tuple[Lines, Lines, Lines]:
    """Where cobc sees references to data and files, where it sees them changed, and references to procedures."""
    listing = tmp_path / "listing"
    command = ["cobc", "-fsyntax-only", "-free", "-X", "-T", str(listing), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    references: Lines = defaultdict(set)
    changed: Lines = defaultdict(set)
    procedures: Lines = defaultdict(set)
    table, current = None, None
    for line in listing.read_text(errors="replace").splitlines():
        if re.match(r"(NAME|LABEL) .*REFERENCES", line):
            table = references if line.startswith("NAME") else procedures
        elif re.match(r"LINE |\d+ (warning|error)", line):
            table = None
        elif table is not None and line and not line.startswith("GnuCOBOL"):
            entry = re.match(r"(?:[A-Z] )?(\S+) +(\d+)(.*)", line)
            if entry:
                current = entry[1].upper(), int(entry[2])
            for mark in re.findall(r"(?<!x)(?<!\d)\*?\d+", entry[3] if entry else line):
                table[current].add(int(mark.lstrip("*")))
                if mark.startswith("*"):
                    changed[current].add(int(mark.lstrip("*")))
    return references, changed, procedures


def ours(program: Program) -> tuple[Lines, Lines, Lines, Lines]:
    """The same as the model has it, and what cobc may list beside it: groups that qualify, items that correspond."""
    references: Lines = defaultdict(set)
    changed: Lines = defaultdict(set)
    procedures: Lines = defaultdict(set)
    beside: Lines = defaultdict(set)
    for name in program.mentions.names:
        for mention in program.mentions.of(name):
            found, line = program.names.of_mention(mention), mention.place().line
            if found.item is not None and found.kind != "index":
                key = found.item.name, found.item.node.line
                references[key].add(line)
                if mention.operand.writes:
                    changed[key].add(line)
                groups = [group for group in found.item.ancestors() if group.name in mention.qualifiers]
                for group in groups:
                    beside[group.name, group.node.line].add(line)
            elif found.paragraph is not None:
                procedures[found.paragraph.name, found.paragraph.line].add(line)
    for item in program.items:
        for use in program.uses.of(item):
            if use.statement is not None and use.through not in ("group", "member", "redefines", "renames"):
                beside[item.name, item.node.line].add(use.statement.line)
    return references, changed, procedures, beside


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_references_are_those_of_cobc(path, tmp_path):
    theirs, their_changes, their_procedures = listed(path, tmp_path)
    tree = parse(read(path.read_bytes(), str(path), "free"))
    for program in build(tree):
        references, changed, procedures, beside = ours(program)
        items = {(item.name, item.node.line) for item in program.items if item.name and item.level != 88}
        first = min(statement.line for statement in program.statements)
        for key in items & set(theirs):
            lines = {line for line in theirs[key] if line >= first}
            assert references[key] <= lines, key
            assert lines <= references[key] | beside[key], key
            assert {line for line in their_changes[key] if line >= first} <= changed[key] | beside[key], key
        for key, lines in procedures.items():
            assert lines <= their_procedures[key], key
