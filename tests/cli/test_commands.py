"""The commands besides their exit statuses: outputs, colours, pages, trees, history; and what a scan of one file may import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cobolscan.cli import emit
from cobolscan.cli.history import split

ROOT = Path(__file__).resolve().parents[2]
LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."
house = pytest.mark.usefixtures("house")


@house
def test_several_outputs_of_one_scan(program, work, run):
    program("A.cbl", LIMIT)
    outputs = ["--output", "json=a.json", "--output", "sarif=b.sarif", "--output", "full=c.txt", "--output", "jsonl=d.jsonl"]
    done = run("scan", "A.cbl", "--format", "concise", *outputs)
    assert done.status == 1
    assert "A.cbl:8:25: LIM901 warning a limit" in done.out
    assert json.loads((work / "a.json").read_text())["findings"]
    assert json.loads((work / "b.sarif").read_text())["runs"]
    assert "│" in (work / "c.txt").read_text(encoding="utf-8")
    assert len((work / "d.jsonl").read_text().splitlines()) == 4


@house
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_report_that_cannot_be_written_is_no_success(program, run):
    program("A.cbl", "CONTINUE.")
    done = run("scan", "A.cbl", "--output", "json=/dev/full")
    assert (done.status, "cannot write /dev/full" in done.err) == (2, True)


@house
def test_quiet_leaves_findings_only(program, run):
    program("A.cbl", LIMIT)
    assert run("scan", "A.cbl", "-q", "--format", "concise").out == "A.cbl:8:25: LIM901 warning a limit\n"
    program("A.cbl", "CONTINUE.")
    assert run("scan", "A.cbl", "-q").out == ""


@house
def test_colour_is_for_those_who_want_it(program, run, monkeypatch):
    program("A.cbl", LIMIT)
    assert "\x1b[" not in run("scan", "A.cbl").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("scan", "A.cbl").out
    assert "\x1b[" not in run("scan", "A.cbl", "--no-color").out
    assert "\x1b[" not in run("scan", "A.cbl", "--format", "json").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("scan", "A.cbl").out


@house
def test_pedantic_reaches_the_rules(program, run, house, monkeypatch):
    program("A.cbl", "CONTINUE.")
    seen = []
    rule = next(rule for rule in house if rule.code == "FLO901")
    monkeypatch.setattr(rule, "enabled", True)
    monkeypatch.setattr(rule, "check", lambda self, node, program: seen.append(self.pedantic) or iter(()))
    run("scan", "A.cbl")
    run("scan", "A.cbl", "--pedantic")
    assert seen == [False, True]


@house
@pytest.mark.parametrize(
    "name", ["-A.cbl", "--select", "[red]x[/red].cbl", "a\x1b[2Jb.cbl", "a\nb.cbl", "'; rm -rf $HOME #.cbl", "é ü.cbl"]
)
def test_hostile_names_of_files(program, work, run, name):
    program(name, LIMIT, unit="X")
    for arguments in (["scan", "--", name], ["scan", "."], ["parse", "."], ["history", f"./{name}"], ["parse", "--ast", "--", name]):
        done = run(*arguments)
        assert done.status in (0, 1) or name == "--select", done.err
        assert not [char for char in done.out + done.err if not char.isprintable() and char != "\n"]
    if name != "--select":
        assert [f["path"] for f in json.loads(run("scan", "--format", "json", ".").out)["findings"]] == [name]


def test_a_page_of_every_rule(run):
    from cobolscan.scan import loader

    for rule in loader.load():
        for word in (rule.code, rule.name, rule.code.lower()):
            assert run("explain", word).out.startswith(f"# {rule.name} ({rule.code})")


def test_the_rules_by_family(run):
    from cobolscan.scan import loader

    text = run("rules").out
    assert all(f"  {rule.code}  {rule.name} " in text for rule in loader.load())
    rows = json.loads(run("rules", "--format", "json").out)["rules"]
    assert [row["code"] for row in rows] == [rule.code for rule in loader.load()]
    assert {"code", "name", "family", "severity", "precision", "tags", "enabled", "summary", "options"} == set(rows[0])


def test_explain_suggests(run):
    assert 'no rule "PAR009" (did you mean "PAR00' in run("explain", "PAR009").err
    assert 'did you mean "unread-file"' in run("explain", "unred-file").err


def test_the_tree_of_one_file(program, run):
    program("A.cbl", "MOVE 5 TO WS-POOL.")
    done = run("parse", "--ast", "A.cbl")
    assert done.status == 0
    assert "move_statement" in done.out and "WS-POOL" in done.out


def test_the_history_of_a_file_and_of_a_line(program, work, run):
    path = program("A.cbl", "CONTINUE.")
    note = "      * 1997-03-11 Carl: 100 connections should be enough for anybody.\n"
    path.write_text(path.read_text().replace("           CONTINUE.", f"{note}           IF WS-POOL > 100 STOP RUN."))
    answer = json.loads(run("history", "--format", "json", "A.cbl").out)
    assert (answer["schema"], answer["path"]) == (1, "A.cbl")
    (event,) = [event for event in answer["events"] if event["start_line"] == 8]
    assert (event["authors"], event["dates"]) == (["Carl"], ["1997-03-11"])
    line = json.loads(run("history", "--format", "json", "A.cbl:9").out)["events"]
    assert (line[0]["start_line"], line[0]["why_here"]) == (8, "above")
    assert (
        '8 │ 1997-03-11  Carl  "100 connections should be enough for anybody."  (note above, assumption)' in run("history", "A.cbl:9").out
    )
    assert json.loads(run("scan", "--no-history", "--format", "json", "--severity", "info", "A.cbl").out)["schema"] == 1


def test_the_history_of_a_file_leaves_out_what_says_nothing(program, work, run):
    path = program("A.cbl", "CONTINUE.")
    path.write_text(path.read_text().replace("           CONTINUE.", "      * read the next one\n           CONTINUE."))
    assert run("history", "A.cbl").out == "1 comment without name, date or reason not shown (--all)\n"
    assert "read the next one" in run("history", "--all", "A.cbl").out
    assert "read the next one" in run("history", "A.cbl:9").out


def test_what_other_files_tell_of_a_line(program, work, run):
    """The same ticket in another file, and why the same name is as it is there."""
    for name, note in (("A", "1999-11-14 MHK CHG0231: pool was empty"), ("B", "1997-03-11 Carl CHG0231: never more than 100 sessions")):
        path = program(f"{name}.cbl", "IF WS-POOL > 100 STOP RUN.")
        path.write_text(path.read_text().replace("           IF", f"      * {note}\n           IF"))
    (own, echo) = json.loads(run("history", "--format", "json", "A.cbl:9").out)["events"]
    assert (own["why_here"], echo["why_here"], echo["path"], echo["source"]) == ("above", "echo", "B.cbl", "estate")
    assert echo["tickets"] == ["CHG0231"] and echo["authors"] == ["Carl"]
    assert len(json.loads(run("history", "--format", "json", "--no-estate", "A.cbl:9").out)["events"]) == 1
    text = (work / "A.cbl").read_text().replace("CHG0231", "CHG0555")
    (work / "A.cbl").write_text(text)
    assert [e["path"] for e in json.loads(run("history", "--format", "json", "A.cbl:9").out)["events"]] == ["A.cbl", "B.cbl"]


@pytest.mark.parametrize("format_", ["full", "grouped", "json", "jsonl", "sarif", "markdown", "html", "csv", "junit", "sonar", "gitlab"])
def test_no_report_repeats_a_password(program, work, run, format_):
    """The source has it; a report is read by more people. A comment that suppresses the finding can be written all the same."""
    path = program("A.cbl", "CONTINUE.")
    path.write_text(path.read_text().replace("           CONTINUE.", "      * userid PAYADM password Zq8xkkT1\n           CONTINUE."))
    done = run("scan", "--select", "HIS010", "--severity", "info", "--format", format_, "A.cbl")
    assert "HIS010" in done.out and "Zq8xkkT1" not in done.out
    assert run("baseline", "create", "--quiet", "A.cbl").status == 0
    assert "Zq8xkkT1" not in (work / "cobolscan-baseline.tsv").read_text()
    assert run("scan", "--select", "HIS010", "--add-ignores", "a test account", "A.cbl").status == 0
    assert "ignore[HIS010] a test account" in path.read_text()


def test_a_name_with_a_colon_is_a_file_first(work):
    (work / "A.cbl:12").touch()
    assert split("A.cbl:12") == ("A.cbl:12", None)
    assert split("A.cbl:13") == ("A.cbl", 13)
    assert split("C:A.cbl") == ("C:A.cbl", None)


def test_progress_is_for_terminals_and_long_runs(monkeypatch, capsys):
    assert emit.progress(quiet=False) is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert emit.progress(quiet=True) is None
    monkeypatch.setattr(emit, "_PATIENCE", -1.0)
    show = emit.progress(quiet=False)
    import time

    time.sleep(0.15)
    show(1, 2)
    show(2, 2)
    assert capsys.readouterr().err == "\r\x1b[K1 of 2 files\r\x1b[K"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("buffered", [{}, {"PYTHONUNBUFFERED": "1"}])
def test_standard_output_that_is_full_is_no_success(program, buffered):
    program("A.cbl", "CONTINUE.")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"} | {"PYTHONPATH": str(ROOT)} | buffered
    for arguments in ("scan A.cbl", "rules", "scan --format json A.cbl"):
        command = f"{sys.executable} -m cobolscan {arguments} > /dev/full"
        done = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert "No space left" in done.stderr


def test_standard_output_that_is_closed_is_no_success(program):
    program("A.cbl", "CONTINUE.")
    command = f"{sys.executable} -m cobolscan scan A.cbl >&-"
    done = subprocess.run(command, shell=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "")


def test_a_reader_that_goes_away_is_no_crash(program):
    for number in range(40):
        program(f"src/P{number}.cbl", "MOVE TO TO.", unit="X")
    command = f"{sys.executable} -m cobolscan scan --format jsonl --severity info src | head -1"
    done = subprocess.run(command, shell=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_a_scan_of_one_file_imports_little(program):
    """Start-up is what a hook costs: none of these is needed to scan one file."""
    program("A.cbl", LIMIT)
    code = "import sys; from cobolscan.cli import main; main(['scan', '--isolated', 'A.cbl']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    loaded = set(done.stderr.split())
    heavy = {"lark", "rich", "pathspec", "concurrent.futures", "multiprocessing", "asyncio", "difflib", "subprocess", "importlib.metadata"}
    assert loaded & heavy == set()
    assert "cobolscan.report.sarif" not in loaded and "cobolscan.cli.parse" not in loaded


def test_the_table_of_rules_in_the_documentation_is_the_one_the_tool_makes(run):
    table = Path(__file__).parents[2] / "docs" / "rules.md"
    assert run("rules", "--format", "markdown").out == table.read_text(encoding="utf-8")
