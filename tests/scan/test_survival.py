"""What a baseline accepts survives everything that is no change of code, and no changed value of a limit or a wait does."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cobolscan.cli.options import settings_for
from cobolscan.rule import Finding
from cobolscan.scan import baseline, engine

FIXTURES = Path(__file__).parents[2] / "fixtures"
SLOW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate])


class Estate:
    """All bad programs and the story, in a folder of their own, with a baseline that accepts all that is found in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / ".git").mkdir()
        for source in [*FIXTURES.glob("rules/*/bad*"), *FIXTURES.glob("rules/*/*.cpy"), *FIXTURES.glob("story/*")]:
            if source.is_file() and source.suffix.lower() in (".cbl", ".cob", ".cpy"):
                target = folder / source.relative_to(FIXTURES)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
        self.texts = {path: path.read_text("latin-1") for path in folder.rglob("*") if path.is_file()}
        self.settings = settings_for(["."], {"isolated": True})
        self.findings = self.scan()
        baseline.write(str(folder.parent / "baseline.tsv"), baseline.entries(self.findings, self.settings.root))

    def scan(self, accepted: bool = False) -> list[Finding]:
        known = str(self.folder.parent / "baseline.tsv") if accepted else None
        return engine.scan(["."], replace(self.settings, baseline=known), jobs=1).findings

    def restore(self, change: Callable[[str], str] = str) -> None:
        """Writes the files as they were, or changed; free format has no columns to change."""
        for path in [path for path in self.folder.rglob("*") if path.is_file()]:
            path.unlink()
        for path, text in self.texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(change(text) if is_fixed(text) else text, "latin-1")


@pytest.fixture(scope="module")
def estate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("estate") / "work"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield Estate(folder)


def is_fixed(text: str) -> bool:
    lines = [line for line in text.splitlines() if len(line) > 7]
    return sum(line[:6].strip() == "" or line[:6].isdigit() for line in lines) > 0.8 * len(lines)


def by_line(change: Callable[[int, str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(change(number, line) for number, line in enumerate(text.split("\n"), 1))


def reindented(number: int, line: str) -> str:
    return f"{line[:11]}  {line[11:]}" if line[6:11] == "     " and len(line) > 11 and len(line.rstrip()) <= 70 else line


def commented(text: str) -> str:
    """Comments between lines of code: one among the lines of another comment would change that one."""
    lines = text.split("\n")
    pairs = zip(["*" * 8, *lines], lines, strict=False)
    wanted = (number % 5 == 3 and above[6:7] == line[6:7] == " " for number, (above, line) in enumerate(pairs))
    return "\n".join(f"      * SOMEBODY WAS HERE\n{line}" if here else line for here, line in zip(wanted, lines, strict=True))


CHANGES: dict[str, Callable[[str], str]] = {
    "renumbered": by_line(lambda number, line: f"{number % 10_000 * 100:06}{line[6:]}" if len(line) > 6 else line),
    "without tags": by_line(lambda number, line: line[:72]),
    # comments are left alone: a tag on an entry of the change log and on a note dates the note
    "tagged": by_line(lambda number, line: f"{line[:72]:<72}CR{number % 7}2345" if line.strip() and line[6:7] != "*" else line),
    "reindented": by_line(reindented),
    "comments above": commented,
    "lines before": lambda text: "      * A LICENCE\n" * 37 + text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "upper": str.upper,
    "lower": str.lower,
}


@SLOW
@given(st.lists(st.sampled_from([name for name in CHANGES if name != "CRLF"]), min_size=1, max_size=5, unique=True), st.booleans())
def test_what_is_no_change_of_code_is_not_new(estate, names, crlf):
    def change(text: str) -> str:
        for name in sorted(names, key=lambda name: name not in ("upper", "lower")):  # tags are upper case, as people write them
            text = CHANGES[name](text)
        return CHANGES["CRLF"](text) if crlf else text

    estate.restore(change)
    assert [(f.place.path, f.place.line, f.code) for f in estate.scan(accepted=True)] == []


@pytest.mark.parametrize("name", CHANGES)
def test_each_of_them_alone(estate, name):
    estate.restore(CHANGES[name])
    assert [(f.place.path, f.place.line, f.code) for f in estate.scan(accepted=True)] == []


@pytest.mark.parametrize("how", ["files", "folders", "both"])
def test_renamed_files_and_folders_are_not_new(estate, how):
    estate.restore()
    if how in ("files", "both"):
        for path in [path for path in estate.texts if path.suffix.lower() != ".cpy"]:
            path.rename(path.with_name(f"new{path.name}"))
    if how in ("folders", "both"):
        for name in ("story", "rules"):
            shutil.move(estate.folder / name, estate.folder / "app" / name)
    try:
        assert [(f.place.path, f.place.line, f.code) for f in estate.scan(accepted=True)] == []
    finally:
        estate.restore()


def raised(text: str) -> str:
    """Another number of as many digits: the last one that can be is two more."""
    at = max(at for at, char in enumerate(text) if char in "01234567")
    return f"{text[:at]}{int(text[at]) + 2}{text[at + 1 :]}"


def values(finding: Finding) -> list[tuple[str, int, int, str]]:
    """Where the value of a finding can be changed: at its place, else where it comes from."""
    place, literal = finding.place, finding.literal or ""
    spots = [(place.path, place.line, place.column), *((r.path, r.line, r.column) for r in finding.related if r.role == "origin")]
    return [(*spot, literal) for spot in spots] if re.search(r"[0-7]", literal) else []


def test_every_changed_value_of_a_limit_or_a_wait_is_new(estate):
    """All of them are changed at once: none may pass as what it was. A wait that became shorter is told to be so."""
    estate.restore()
    lines = {path.relative_to(estate.folder).as_posix(): text.split("\n") for path, text in estate.texts.items()}
    changed = set()
    for finding in estate.findings:
        for path, line, column, literal in values(finding) if finding.family in ("LIM", "WAI") else ():
            text = lines[path][line - 1]
            if text[column - 1 : column - 1 + len(literal)] == literal:
                lines[path][line - 1] = text[: column - 1] + raised(literal) + text[column - 1 + len(literal) :]
                changed.add((finding.place.path, finding.place.line, finding.family))
                break
    for path, text in lines.items():
        (estate.folder / path).write_text("\n".join(text), "latin-1")
    try:
        now, new = estate.scan(), estate.scan(accepted=True)
    finally:
        estate.restore()
    spots = {(f.place.path, f.place.line, f.family) for f in new}
    there = {(f.place.path, f.place.line, f.family) for f in now}
    assert len(changed) > 80
    assert len(changed & there) > 70, "most are limits and waits with the other value, too"
    assert changed & there <= spots
    assert not [f.message for f in new if "improved" in f.data], "no wait became shorter"


PARAGRAPHS = {
    "READ-ONE": "           IF WS-INSTR-COUNT > 5000 DISPLAY 'FULL'.\n           ADD 1 TO WS-INSTR-COUNT.\n",
    "CONNECT": "           PERFORM PING VARYING WS-SESSIONS FROM 1 BY 1\n               UNTIL WS-SESSIONS > 25.\n",
    "PING": "           CALL 'C$SLEEP' USING 7.\n",
    "POOL": "           MOVE 60 TO WS-POOL-MAX.\n           IF WS-INSTR-COUNT > WS-POOL-MAX DISPLAY 'POOL'.\n",
}
HEAD = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. MOVES.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-INSTR-COUNT PIC 9(5).
       01  WS-SESSIONS    PIC 9(5).
       01  WS-POOL-MAX    PIC 9(5).
       PROCEDURE DIVISION.
       MAIN-PARA.
           PERFORM READ-ONE 9 TIMES. PERFORM CONNECT. PERFORM POOL.
           GOBACK.
"""


@SLOW
@given(st.permutations(list(PARAGRAPHS)))
def test_moved_paragraphs_are_not_new(tmp_path_factory, order):
    folder = tmp_path_factory.mktemp("moved")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write(folder, list(PARAGRAPHS))
        given_settings = settings_for(["."], {"isolated": True})
        findings = engine.scan(["."], given_settings, jobs=1).findings
        assert {f.literal for f in findings} >= {"5000", "25", "7", "60"}
        baseline.write("b.tsv", baseline.entries(findings, given_settings.root))
        write(folder, order)
        result = engine.scan(["."], replace(given_settings, baseline="b.tsv"), jobs=1)
        assert [(f.code, f.literal) for f in result.findings] == []
        assert result.fixed == 0


def write(folder: Path, order: list[str]) -> None:
    (folder / "MOVES.cbl").write_text(HEAD + "".join(f"       {name}.\n{PARAGRAPHS[name]}" for name in order))
