"""Incidents and the code that they are about: which anchors hold whatever is done to the text, and which findings remember what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobolscan.estate.anchors import Anchors, Wanted
from cobolscan.history.incidents import Anchor, Incident, exact_of, form_of
from cobolscan.program.model import build
from cobolscan.source.reader import read
from cobolscan.syntax import parser
from tests.programs import BERTHS

HEAD = ["IDENTIFICATION DIVISION.", "PROGRAM-ID. POOL.", "DATA DIVISION.", "WORKING-STORAGE SECTION."]
ENTRY = ["01  WS-MAX-POOL  PIC 9(4) VALUE 100.", "01  WS-POOL-COUNT  PIC 9(4) VALUE 0."]
PARAGRAPHS = {
    "MAIN-PARA": ["    PERFORM FILL-PARA.", "    GOBACK."],
    "FILL-PARA": ["    ADD 1 TO WS-POOL-COUNT.", "    IF WS-POOL-COUNT > 40", "        DISPLAY 'FULL  NOW'", "    END-IF."],
    "LAST-PARA": ["    MOVE 7 TO WS-POOL-COUNT.", "    MOVE 8", "        TO WS-MAX-POOL."],
}


def lines_of(order: list[str]) -> list[str]:
    body = [line for name in order for line in (f"{name}.", *PARAGRAPHS[name])]
    return [*HEAD, *ENTRY, "PROCEDURE DIVISION.", *body]


def fixed(lines: list[str], areas: list[tuple[str, str]] | None = None) -> str:
    tags = areas or [("", "")]
    return "".join(f"{tags[n % len(tags)][0]:<6} {line:<65}{tags[n % len(tags)][1]:<8}".rstrip() + "\n" for n, line in enumerate(lines))


def anchor(statement: str, paragraph: str | None, alike: int = 1) -> Anchor:
    return Anchor("pool.cbl", "POOL", paragraph, statement, exact_of(statement), form_of(statement), alike)


ANCHORS = (
    anchor("IF WS-POOL-COUNT > 40", "FILL-PARA"),
    anchor("DISPLAY 'FULL  NOW'", "FILL-PARA"),
    anchor("MOVE 8 TO WS-MAX-POOL", "LAST-PARA"),
    anchor("01 WS-MAX-POOL PIC 9(4) VALUE 100", None),
    Anchor("pool.cbl", "POOL", "LAST-PARA", None),
)


def states(text: str, path: str = "pool.cbl", anchors: tuple[Anchor, ...] = ANCHORS) -> list[str]:
    known = (Incident("INC-1", "2019", "s", anchors=anchors),)
    programs = build(parser.parse(read(text.encode(), path)))
    found = Anchors(known, Wanted(known, lambda each: each.path).sightings(programs))
    return [each.state for each in found.all]


def test_anchors_hold() -> None:
    assert states(fixed(lines_of(list(PARAGRAPHS)))) == ["holds"] * 5


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_anchors_hold_whatever_is_done_to_the_layout(data: st.DataObject) -> None:
    """Renumbering, tags, columns 73-80, reindenting, case, blank and comment lines, paragraphs in another order."""
    order = data.draw(st.permutations([name for name in PARAGRAPHS if name != "MAIN-PARA"]))
    tags = st.tuples(st.sampled_from(("", "000120", "CHG231")), st.sampled_from(("", "00012000", "POOL0010")))
    areas = data.draw(st.lists(tags, min_size=1))
    upper = data.draw(st.booleans())
    lines: list[str] = []
    for line in lines_of(["MAIN-PARA", *order]):
        begins = bool(lines) and lines[-1].lower().endswith("-para.")
        between = ("", "*> a note", "    CONTINUE.") if begins else ("", "*> a note")
        lines += data.draw(st.lists(st.sampled_from(between), max_size=2)) if line.startswith("    ") else []
        spaces = " " * data.draw(st.integers(0, 3)) if line.startswith(" ") else ""
        lines.append(spaces + (line if upper or "'" in line else line.lower()))
    assert states(fixed(lines, areas)) == ["holds"] * 5


def test_a_file_that_was_renamed_is_followed() -> None:
    assert states(fixed(lines_of(list(PARAGRAPHS))), "elsewhere.cbl") == ["moved"] * 5


def test_a_statement_in_another_paragraph_moved() -> None:
    text = fixed(lines_of(list(PARAGRAPHS))).replace("LAST-PARA.", "NEWER-PARA.")
    assert states(text) == ["holds", "holds", "moved", "holds", "orphaned"]


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [("> 40", "> 60", 0), ("'FULL  NOW'", "'FULL'", 1), ("MOVE 8\n", "MOVE 80\n", 2), ("VALUE 100", "VALUE 250", 3)],
)
def test_a_literal_that_changed_is_told(old: str, new: str, number: int) -> None:
    text = "".join(f"{line.rstrip()}\n" for line in fixed(lines_of(list(PARAGRAPHS))).splitlines())
    assert old in text
    found = states(text.replace(old, new))
    assert found[number] == "changed"
    assert [state for at, state in enumerate(found) if at != number] == ["holds"] * 4


@given(st.sampled_from(("IF WS-POOL-COUNT > 40", "MOVE 8\n", "01  WS-MAX-POOL")), st.permutations(list(PARAGRAPHS)))
def test_a_statement_that_was_removed_is_orphaned(what: str, order: list[str]) -> None:
    source = lines_of(order)
    gone = [line for line in source if what.strip() not in line and not (what.startswith("IF") and "END-IF" in line)]
    gone = [line for line in gone if not (what.startswith("MOVE") and line.strip() == "TO WS-MAX-POOL.")]
    number = {"IF": 0, "MO": 2, "01": 3}[what[:2]]
    found = states(fixed(gone))
    assert found[number] == "orphaned"
    assert "orphaned" not in [state for at, state in enumerate(found) if at != number]


def test_of_statements_that_differ_in_literals_one_that_is_gone_is_missed() -> None:
    """Two MOVEs to one item: with two left, one was changed; with one left, the other is gone."""
    text = fixed(lines_of(list(PARAGRAPHS)))
    twice = text.replace("MOVE 7 TO WS-POOL-COUNT.", "MOVE 7 TO WS-POOL-COUNT. MOVE 9 TO WS-POOL-COUNT.")
    known = (anchor("MOVE 9 TO WS-POOL-COUNT", "LAST-PARA", 2),)
    assert states(twice, anchors=known) == ["holds"]
    assert states(twice.replace("MOVE 9", "MOVE 10"), anchors=known) == ["changed"]
    assert states(text, anchors=known) == ["orphaned"]


# ---- with scans

PROGRAM = BERTHS.replace("{note}", "").replace("{more}", '           CALL "C$SLEEP" USING 5.\n')
ENTRY_6 = "statement = '01 WS-MAX-BERTHS PIC 9(4) VALUE 40'"


@pytest.fixture
def harbour(work):
    def write(path: str, limit: int = 40, name: str | None = None, text: str = PROGRAM) -> Path:
        file = work / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(name=name or file.stem.upper(), limit=limit), encoding="ascii")
        return file

    return write


@pytest.fixture
def incident(work):
    def write(*anchors: str, more: str = "", name: str = "incidents.toml", id_: str = "INC-1") -> None:
        tables = "".join(f"[[incident.anchor]]\n{anchor}\n" for anchor in anchors)
        head = f'[[incident]]\nid = "{id_}"\ndate = "2019-07"\nsymptom = "No berth"\ncause = "Forty"\n{more}\n'
        with (work / name).open("a", encoding="utf-8") as file:
            file.write(head + tables)

    return write


@pytest.fixture
def found(run):
    def scanned(*arguments: str) -> list[dict]:
        done = run("scan", "--format", "json", *arguments)
        assert not done.err
        return json.loads(done.out)["findings"]

    return scanned


def remembered(findings: list[dict]) -> dict[str, list[str]]:
    """The incidents by code and path of findings."""
    return {f"{each['code']} {each['path']}": [event["tickets"][0] for event in _incidents(each)] for each in findings}


def _incidents(finding: dict) -> list[dict]:
    return [event for event in finding["history"] if event["source"] == "incidents"]


def test_a_finding_at_the_code_shows_the_incident(harbour, incident, found):
    harbour("a.cbl")
    before = {each["code"]: each["rank"] for each in found(".")}
    incident(f"path = 'a.cbl'\nprogram = 'A'\n{ENTRY_6}", more="tickets = ['T-9']\nremedy = 'Sixty'")
    limit = next(each for each in found(".") if each["code"] == "LIM002")
    event = limit["history"][0]
    assert (event["kind"], event["source"], event["why_here"], event["dates"]) == ("incident", "incidents", "incident", ["2019-07"])
    assert (event["tickets"], event["rationale"], event["path"]) == (["INC-1", "T-9"], "Forty", "incidents.toml")
    assert event["text"] == "No berth. Cause: Forty. Remedy: Sixty."
    assert limit["rank"] == before["LIM002"] + 3


def test_code_that_bounds_is_the_limits_code(harbour, incident, found):
    harbour("a.cbl")
    incident("program = 'A'\nparagraph = 'MAIN-PARA'\nstatement = 'IF WS-BERTH-COUNT > WS-MAX-BERTHS'")
    said = remembered(found("."))
    assert said["LIM002 a.cbl"] == ["INC-1"]
    assert said["WAI001 a.cbl"] == ["INC-1"], "it stands in the same paragraph"


def test_elsewhere_only_what_names_its_subjects(harbour, incident, found):
    for name in ("a", "b"):
        harbour(f"{name}.cbl", 40 if name == "a" else 60)
    incident(f"path = 'a.cbl'\nprogram = 'A'\n{ENTRY_6}")
    assert remembered(found("."))["LIM002 b.cbl"] == []
    incident(id_="INC-2", more="subjects = ['BERTH-LIMIT']")
    said = remembered(found("."))
    assert (said["LIM007 a.cbl"], said["LIM002 b.cbl"]) == (["INC-1", "INC-2"], ["INC-2"])
    assert said["WAI001 b.cbl"] == []


def test_rules_leave_findings_out(harbour, incident, found):
    harbour("a.cbl")
    incident(id_="INC-2", more="subjects = ['WS-MAX-BERTHS']\nrules = ['WAI']")
    incident("program = 'A'\nparagraph = 'MAIN-PARA'\nstatement = 'ADD 1 TO WS-BERTH-COUNT'", id_="INC-3", more="rules = ['LIM']")
    said = remembered(found("."))
    assert said["LIM002 a.cbl"] == ["INC-3"], "rules without subjects: findings of these rules in the anchored program"
    assert said["WAI001 a.cbl"] == []


def test_a_comment_ties_code_to_an_incident(harbour, incident, found):
    text = PROGRAM.replace("           CALL", "      * @incident inc-1\n           CALL")
    harbour("a.cbl", text=text)
    incident()
    limit, wait = (remembered(found("."))[f"{code} a.cbl"] for code in ("LIM002", "WAI001"))
    assert (limit, wait) == ([], ["INC-1"])
    assert "HIS012 a.cbl" not in remembered(found("."))


def test_a_comment_above_a_paragraph_is_about_all_of_it(harbour, incident, found):
    harbour("a.cbl", text=PROGRAM.replace("       MAIN-PARA.", "      * @incident INC-1\n       MAIN-PARA."))
    incident()
    assert remembered(found("."))["WAI001 a.cbl"] == ["INC-1"]


def orphans(findings: list[dict]) -> list[tuple[str, int]]:
    return [(each["path"], each["line"]) for each in findings if each["code"] == "HIS012"]


def test_an_anchor_without_code_is_told_at_its_line(harbour, incident, found):
    harbour("a.cbl")
    incident("path = 'a.cbl'\nprogram = 'A'\nparagraph = 'MAIN-PARA'\nstatement = 'SUBTRACT 1 FROM WS-BERTH-COUNT'")
    (orphan,) = [each for each in found(".") if each["code"] == "HIS012"]
    assert (orphan["path"], orphan["line"], orphan["severity"], orphan["program"]) == ("incidents.toml", 7, "warning", "A")
    assert "INC-1 is about code that is gone: SUBTRACT 1 FROM WS-BERTH-COUNT in MAIN-PARA in A" in orphan["message"]
    assert orphan["history"][0]["tickets"] == ["INC-1"]


def test_only_files_of_the_scan_can_be_judged(harbour, incident, found):
    harbour("src/a.cbl")
    harbour("b.cbl")
    incident("path = 'src/a.cbl'\nprogram = 'A'\nparagraph = 'MAIN-PARA'\nstatement = 'STOP RUN'")
    assert orphans(found("b.cbl")) == []
    assert orphans(found("src/a.cbl")) == orphans(found("src")) == orphans(found(".")) == [("incidents.toml", 7)]


def test_code_that_was_not_read_is_not_gone(harbour, incident, found):
    harbour("a.cbl", text=PROGRAM.replace("           GOBACK.", "           MOVE TO TO TO 7 IF.\n           GOBACK."))
    incident("path = 'a.cbl'\nprogram = 'A'\nparagraph = 'MAIN-PARA'\nstatement = 'MOVE 7 TO WS-MAX-BERTHS'")
    findings = found(".")
    assert "PAR001 a.cbl" in remembered(findings)
    assert orphans(findings) == []


def test_a_file_that_is_gone_is_judged_where_it_would_have_been_found(harbour, incident, found, work):
    harbour("src/a.cbl")
    harbour("b.cbl")
    incident(f"path = 'src/a.cbl'\nprogram = 'A'\n{ENTRY_6}")
    (work / "src" / "a.cbl").unlink()
    assert orphans(found("b.cbl")) == []
    assert orphans(found(".")) == [("incidents.toml", 7)]
    harbour("lib/renamed.cbl", name="A")
    findings = found(".")
    assert orphans(findings) == []
    assert remembered(findings)["LIM002 lib/renamed.cbl"] == ["INC-1"]


def test_a_changed_statement_shows_what_it_was(harbour, incident, found):
    harbour("a.cbl", 60)
    incident(f"path = 'a.cbl'\nprogram = 'A'\n{ENTRY_6}")
    limit = next(each for each in found(".") if each["code"] == "LIM002")
    assert "The statement has changed since: it was 01 WS-MAX-BERTHS PIC 9(4) VALUE 40." in limit["history"][0]["text"]


def test_a_copy_member_has_its_own_anchors(harbour, incident, found):
    member = "       01  WS-BERTH-LIMITS.\n           05  WS-MAX-BERTHS   PIC 9(4) VALUE 40.\n"
    harbour("limits.cpy", text=member)
    text = PROGRAM.replace("       01  WS-MAX-BERTHS   PIC 9(4) VALUE {limit}.\n", "           COPY LIMITS.\n")
    harbour("a.cbl", text=text)
    harbour("b.cbl", text=text)
    incident("path = 'limits.cpy'\nstatement = '05 WS-MAX-BERTHS PIC 9(4) VALUE 40'")
    assert remembered(found("."))["LIM002 limits.cpy"] == ["INC-1"]
    harbour("limits.cpy", text=member.replace("MAX-BERTHS", "MOST-BERTHS"))
    assert orphans(found(".")) == [("incidents.toml", 7)]


def test_names_do_not_depend_on_where_one_stands(harbour, incident, found, work, monkeypatch):
    harbour("src/a.cbl")
    (work / "docs").mkdir()
    incident(f"path = 'src/a.cbl'\nprogram = 'B'\n{ENTRY_6}", "path = 'src/a.cbl'\nparagraph = 'GONE'")
    for folder, path in (("src", "."), ("docs", "../src"), ("docs", str(work / "src")), (".", str(work / "src"))):
        monkeypatch.chdir(work / folder)
        findings = found(path)
        limit = next(each for each in findings if each["code"] == "LIM002")
        assert [event["tickets"] for event in limit["history"]] == [["INC-1"]]
        name = "incidents.toml" if folder == "." else "../incidents.toml"
        assert orphans(findings) == [(name, 11)]


def test_files_of_the_same_bytes(harbour, incident, found):
    for folder in ("one", "two"):
        harbour(f"{folder}/a.cbl")
    incident(f"path = 'two/a.cbl'\nprogram = 'A'\n{ENTRY_6}")
    findings = found(".")
    assert remembered(findings)["LIM002 one/a.cbl"] == ["INC-1"]
    assert orphans(findings) == []


def test_the_same_code_in_a_copy_of_the_program(harbour, incident, found):
    harbour("src/a.cbl")
    harbour("old/a.cbl", text=PROGRAM.replace("USING 5", "USING 6"))
    incident(f"path = 'src/a.cbl'\nprogram = 'A'\n{ENTRY_6}")
    said = remembered(found("."))
    assert (said["LIM002 old/a.cbl"], said["LIM002 src/a.cbl"]) == (["INC-1"], ["INC-1"])


def test_the_answer_does_not_depend_on_the_number_of_processes(harbour, incident, found):
    for number in range(12):
        harbour(f"p{number}.cbl", 30 + number)
    incident("program = 'P3'\nstatement = '01 WS-MAX-BERTHS PIC 9(4) VALUE 33'", "program = 'P4'\nstatement = 'STOP RUN'")
    incident(id_="INC-2", more="subjects = ['WS-MAX-BERTHS']")
    assert found(".", "--jobs", "1") == found(".", "--jobs", "3")


def test_no_history_and_isolated_leave_incidents_out(harbour, incident, found):
    harbour("a.cbl", text=PROGRAM.replace("           CALL", "      * @incident INC-9\n           CALL"))
    incident(f"program = 'A'\n{ENTRY_6}", "program = 'A'\nparagraph = 'GONE'")
    assert len(orphans(found("."))) == 2
    for option in ("--no-history", "--isolated"):
        findings = found(".", option)
        assert orphans(findings) == []
        assert not any(remembered(findings).values())


def test_the_file_can_be_configured(harbour, incident, found, work):
    harbour("a.cbl")
    (work / "docs").mkdir()
    incident(f"program = 'A'\n{ENTRY_6}", name="docs/past.toml")
    (work / "cobolscan.toml").write_text("incidents = 'docs/past.toml'\n")
    assert remembered(found("."))["LIM002 a.cbl"] == ["INC-1"]


@pytest.mark.parametrize("name", ["../outside.toml", "/etc/hostname", "link.toml"])
def test_nothing_outside_the_root_is_read(harbour, incident, run, work, name):
    harbour("a.cbl")
    incident(name="../outside.toml")
    (work / "link.toml").symlink_to("../outside.toml")
    (work / "cobolscan.toml").write_text(f"incidents = '{name}'\n")
    done = run("scan", ".")
    assert done.status == 2
    assert "outside of" in done.err
    assert "INC-1" not in done.out + done.err


def test_all_that_is_wrong_is_told_at_once(harbour, incident, run):
    harbour("a.cbl")
    incident("pragraph = 'X'\nprogram = 'A'", more="rules = ['LIM01']")
    done = run("scan", ".")
    assert done.status == 2
    assert 'incidents.toml:1: unknown rule "LIM01" in "rules" of INC-1 (did you mean "LIM010"?)' in done.err or "(did you mean" in done.err
    assert 'incidents.toml:8: unknown key "pragraph" (did you mean "paragraph"?)' in done.err


def test_what_a_pipe_holds_is_not_read(harbour, run, work):
    import os

    harbour("a.cbl")
    os.mkfifo(work / "incidents.toml")
    done = run("scan", ".")
    assert (done.status, "not a regular file" in done.err) == (2, True)
