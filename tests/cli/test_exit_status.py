"""0 nothing at or above the threshold; 1 findings; 2 wrong use, wrong configuration, nothing to scan, internal error."""

from __future__ import annotations

import os

import pytest

from cobolscan.report import SCAN

LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."
WAIT = 'CALL "C$SLEEP" USING 30.'
NUMBER = "MOVE 77 TO WS-POOL."


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("statement", "fail_on", "status"),
    [
        ("CONTINUE.", None, 0),
        (NUMBER, None, 0),
        (LIMIT, None, 1),
        (WAIT, None, 1),
        *((NUMBER, level, int(level == "info")) for level in ("info", "warning", "error", "never")),
        *((LIMIT, level, int(level in ("info", "warning"))) for level in ("info", "warning", "error", "never")),
        *((WAIT, level, int(level != "never")) for level in ("info", "warning", "error", "never")),
    ],
)
@pytest.mark.parametrize("format_", list(SCAN))
def test_the_threshold_decides_whatever_the_format(program, run, statement, fail_on, status, format_):
    program("A.cbl", statement)
    options = ["--fail-on", fail_on] if fail_on else []
    assert run("scan", "--format", format_, *options, "A.cbl").status == status


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", "absent.cbl"],
        ["scan", "A.cbl", "absent.cbl"],
        ["scan", "A.cbl", "--format", "jason"],
        ["scan", "A.cbl", "--output", "json"],
        ["scan", "A.cbl", "--output", "json="],
        ["scan", "A.cbl", "--output", "jason=x.json"],
        ["scan", "A.cbl", "--output", "json=absent/x.json"],
        ["scan", "A.cbl", "--output", "json=."],
        ["scan", "A.cbl", "--output", "json=-"],
        ["scan", "A.cbl", "--output", "json=x", "--output", "csv=x"],
        ["scan", "A.cbl", "--output", "json=A.cbl"],
        ["scan", "A.cbl", "--statistics", "--format", "markdown"],
        ["scan", "A.cbl", "--select", "LIM999"],
        ["scan", "A.cbl", "--ignore", "nothing-like-it"],
        ["scan", "A.cbl", "--select", ""],
        ["scan", "A.cbl", "--fail-on", "maybe"],
        ["scan", "A.cbl", "--severity", "never"],
        ["scan", "A.cbl", "--baseline", "absent.tsv"],
        ["scan", "A.cbl", "--baseline", "A.cbl"],
        ["scan", "A.cbl", "--config", "absent.toml"],
        ["scan", "A.cbl", "--isolated", "--baseline", "b.tsv"],
        ["scan", "A.cbl", "--encoding", "martian"],
        ["scan", "A.cbl", "--reference-format", "wide"],
        ["scan", "A.cbl", "--dialect", "cobol"],
        ["scan", "A.cbl", "--copybook-path", "absent"],
        ["scan", "A.cbl", "--jobs", "-1"],
        ["scan", "A.cbl", "--jobs", "many"],
        ["scan", "A.cbl", "--diff", "HEAD"],
        ["scan", "A.cbl", "--no-such-option"],
        ["scan", "A.cbl", "--stdin-filename", "B.cbl"],
        ["scan", "A.cbl", "--statistics", "--format", "json"],
        ["scan", "A.cbl", "-"],
        ["scan", "empty"],
        ["parse", "empty"],
        ["parse", "--ast", "."],
        ["parse", "--ast", "A.cbl", "--format", "json"],
        ["history", "absent.cbl"],
        ["history", "A.cbl:9999"],
        ["history", "A.cbl:0"],
        ["history", "empty"],
        ["explain", "LIM999"],
        ["rules", "--format", "sarif"],
        ["baseline", "create", "empty"],
        ["baseline", "create", "--output", "absent/b.tsv", "A.cbl"],
        ["baseline", "update"],
        ["baseline", "froth"],
        ["config", "absent.cbl"],
        ["scna"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_clear_line_and_status_2(program, work, run, arguments):
    program("A.cbl", "CONTINUE.")
    (work / "empty").mkdir()
    done = run(*arguments)
    assert (done.status, done.out) == (2, "")
    lines = [line for line in done.err.splitlines() if not line.startswith("cobolscan: note")]
    assert len(lines) == 1
    assert lines[0].startswith("cobolscan: error: ")


@pytest.mark.usefixtures("house")
def test_nothing_to_scan_may_be_in_order(work, run):
    assert run("scan", "--allow-empty", ".").status == 0
    assert run("scan", "--allow-empty", "--format", "json").status == 0
    assert run("parse", "--allow-empty").status == 0
    assert run("scan").status == 2


@pytest.mark.usefixtures("house")
def test_a_failing_rule_is_named_and_never_silent(program, run):
    program("A.cbl", "DISPLAY 'KABOOM'.", LIMIT)
    done = run("scan", "--fail-on", "never", "A.cbl")
    assert done.status == 2
    assert "DTA901" in done.err and "A.cbl" in done.err and "ValueError" in done.err
    assert "PAR002" in done.out and "LIM901" in done.out, "the other rules go on"
    assert "\x1b" not in done.out + done.err


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    "broken", ["cobolscan.scan.worker.build", "cobolscan.scan.worker.parser.parse", "cobolscan.scan.worker.FileHistory"]
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_failing_stage_is_told_and_the_other_files_go_on(program, run, monkeypatch, broken, jobs):
    from importlib import import_module

    module, name = broken.rsplit(".", 1)
    owner = import_module("cobolscan.syntax.parser") if name == "parse" else import_module(module)
    right = getattr(owner, name)

    def stage(thing, *more):
        if (getattr(thing, "source", None) or thing).path == "B.cbl":
            raise RuntimeError("kaboom")
        return right(thing, *more)

    monkeypatch.setattr(owner, name, stage)
    for name in ("A.cbl", "B.cbl", "C.cbl"):
        program(name, LIMIT, unit=name[0])
    done = run("scan", "--jobs", jobs, "A.cbl", "B.cbl", "C.cbl")
    assert done.status == 2
    assert "B.cbl: RuntimeError: kaboom" in done.err
    assert "A.cbl:8:25: LIM901" in done.out and "C.cbl:8:25: LIM901" in done.out
    assert "B.cbl:1:1: PAR002" in done.out


@pytest.mark.usefixtures("house")
def test_an_unreadable_file_is_an_error(program, run):
    path = program("A.cbl", "CONTINUE.")
    program("B.cbl", "CONTINUE.")
    path.unlink()
    path.symlink_to("nowhere.cbl")
    done = run("scan", "A.cbl", "B.cbl")
    assert done.status == 1
    assert "A.cbl:1:1: PAR002 error cannot be read: No such file" in done.out
    assert run("scan", "A.cbl", "--select", "LIM901").status == 1, "--select does not silence it"
    assert run("scan", "A.cbl", "--ignore", "PAR002").status == 0, "--ignore does"
    assert run("parse", "A.cbl").status == 1


@pytest.mark.usefixtures("house")
def test_a_file_that_is_larger_than_any_source_is_an_error(program, run):
    with program("A.cbl", "CONTINUE.").open("r+b") as file:
        file.truncate(3_000_000_000)  # takes no room
    for command in ("scan", "parse"):
        done = run(command, "A.cbl")
        assert done.status == 1
        assert "cannot be read: larger than 64 MB" in done.out


@pytest.mark.usefixtures("house")
@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_an_error(program, run):
    program("A.cbl", "CONTINUE.").chmod(0)
    assert run("scan", "A.cbl").status == 1


@pytest.mark.usefixtures("house")
def test_a_file_that_is_not_cobol_is_answered_and_not_green(work, run):
    (work / "notes.txt").write_text("Dear all,\n\nthe pool is (still) full!\nYours\n")
    done = run("scan", "notes.txt")
    assert done.status == 1
    assert "PAR002" in done.out


@pytest.mark.usefixtures("house")
def test_no_command_shows_help(run):
    done = run()
    assert done.status == 2
    assert "Commands:" in done.err
    assert run("--help").status == 0
    assert run("--version").out.startswith("cobolscan ")
    for command in ("scan", "parse", "history", "explain", "rules", "baseline"):
        assert run(command, "--help").status == 0
