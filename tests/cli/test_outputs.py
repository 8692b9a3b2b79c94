"""Files that reports are written to: whole or not at all, never the wrong one; and the commands that a first scan tells to try next."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cobolscan.cli import main
from cobolscan.report import FOR_PEOPLE, SCAN, concise, full, steps

ROOT = Path(__file__).resolve().parents[2]
LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."
WAIT = 'CALL "C$SLEEP" USING 30.'
house = pytest.mark.usefixtures("house")


@house
def test_every_format_in_one_run(program, work, run):
    program("src/A.cbl", LIMIT)
    done = run("scan", "src", "--quiet", *(word for name in SCAN for word in ("--output", f"{name}=out.{name}")))
    assert (done.status, done.err) == (1, "")
    for name in SCAN:
        text = (work / f"out.{name}").read_text(encoding="utf-8")
        assert "src/A.cbl" in text and text.endswith("\n")
        assert run("scan", "src", "--quiet", "--format", name).out.count("\n") == text.count("\n")
    assert sorted(path.name for path in work.iterdir()) == sorted([".git", "src", *(f"out.{name}" for name in SCAN)])


@house
def test_findings_below_the_severity_are_in_formats_for_machines_that_want_them(program, run):
    program("A.cbl", "MOVE 77 TO WS-POOL.")
    holding = {name for name in SCAN if "MAG901" in run("scan", "A.cbl", "--quiet", "--format", name).out}
    assert holding == {"json", "jsonl", "sarif", "github-sarif", "gitlab", "sonar", "csv"}
    assert all("MAG901" in run("scan", "A.cbl", "--severity", "info", "--format", name).out for name in SCAN)


@house
@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        (["json=a.out", "sarif=a.out"], "cannot write json and sarif to the same file: a.out"),
        (["json=a.out", "json=./src/../a.out"], "cannot write json and json to the same file: ./src/../a.out"),
        (["json=-"], "--output writes to files; --format NAME says what standard output is"),
        (["json=src"], "cannot write src: it is a folder"),
        (["json=none/a.out"], "cannot write none/a.out: there is no folder none"),
        (["json=src/A.cbl"], "cannot write src/A.cbl: it is one of the files that are scanned"),
        (["jsno=a.out"], 'no format "jsno" (did you mean "json"?)'),
    ],
)
def test_what_cannot_be_written_is_told_before_the_scan(program, work, run, outputs, told):
    before = program("src/A.cbl", LIMIT).read_bytes()
    done = run("scan", "src/A.cbl", *(word for output in outputs for word in ("--output", output)))
    assert (done.status, done.out, done.err) == (2, "", f"cobolscan: error: {told}\n")
    assert (work / "src" / "A.cbl").read_bytes() == before and not (work / "a.out").exists()


@house
def test_all_that_is_wrong_is_told_at_once(program, run):
    program("A.cbl", LIMIT)
    done = run("scan", "A.cbl", "--output", "json=none/a", "--output", "csv=-", "--output", "sarif=b", "--output", "full=b")
    assert (done.status, len(done.err.splitlines())) == (2, 3)


@house
def test_a_source_that_is_found_in_a_folder_is_spared_as_well(program, work, run):
    before = program("src/A.cbl", LIMIT).read_bytes()
    (work / "link").symlink_to("src/A.cbl")
    (work / "hard").hardlink_to(work / "src" / "A.cbl")
    for target in ("src/A.cbl", "link", "hard"):
        done = run("scan", "src", "--output", "json=b.json", "--output", f"json={target}")
        assert (done.status, "is one of the files that are scanned" in done.err) == (2, True)
    assert (work / "src" / "A.cbl").read_bytes() == before and not (work / "b.json").exists()


@house
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_one_that_fails_does_not_cost_the_others(program, work, run):
    program("A.cbl", LIMIT)
    done = run("scan", "A.cbl", "--format", "concise", "--output", "sarif=/dev/full", "--output", "json=b.json")
    assert (done.status, done.err) == (2, "cobolscan: error: cannot write /dev/full: No space left on device\n")
    assert "LIM901" in done.out and json.loads((work / "b.json").read_text())["findings"]


@house
def test_an_internal_error_is_told_also_when_an_output_fails(program, work, run, monkeypatch):
    program("A.cbl", "DISPLAY 'KABOOM'.")
    monkeypatch.setattr(concise, "write", broken)
    done = run("scan", "A.cbl", "--output", "concise=a.txt")
    assert done.status == 2 and "DTA901" in done.err and "cannot write a.txt: disk quota" in done.err


def broken(result, out, view):
    out.write("half of it\n")
    out.flush()
    raise OSError(122, "disk quota")


@house
def test_what_was_there_stays_until_the_report_is_complete(program, work, run, monkeypatch):
    program("A.cbl", LIMIT)
    (work / "a.txt").write_text("of yesterday\n")
    with monkeypatch.context() as patched:
        patched.setattr(concise, "write", broken)
        assert run("scan", "A.cbl", "--output", "concise=a.txt", "--output", "concise=b.txt").status == 2
    assert (work / "a.txt").read_text() == "of yesterday\n"
    assert sorted(path.name for path in work.iterdir()) == [".git", "A.cbl", "a.txt"]
    assert run("scan", "A.cbl", "--output", "concise=a.txt").status == 1
    assert "LIM901" in (work / "a.txt").read_text()


@house
def test_mode_and_link_of_what_is_replaced_stay(program, work, run):
    program("A.cbl", LIMIT)
    (work / "real.json").write_text("old")
    (work / "real.json").chmod(0o640)
    (work / "link.json").symlink_to("real.json")
    run("scan", "A.cbl", "--output", "json=link.json")
    assert (work / "link.json").is_symlink() and json.loads((work / "real.json").read_text())["findings"]
    assert stat.S_IMODE((work / "real.json").stat().st_mode) == 0o640


@house
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_written_as_it_is(program, work, run):
    program("A.cbl", LIMIT)
    os.mkfifo(work / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((work / "pipe").read_text()))
    reader.start()
    assert run("scan", "A.cbl", "--output", "json=pipe").status == 1
    reader.join()
    assert json.loads(read[0])["findings"] and stat.S_ISFIFO((work / "pipe").stat().st_mode)


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="no /dev/stdout here")
@pytest.mark.parametrize("redirected", ["| cat", "> out.txt && cat out.txt"])
def test_standard_output_can_be_an_output_too(program, redirected):
    program("A.cbl", WAIT)
    options = "--fail-on never --quiet --format concise --severity info --output jsonl=/dev/stdout"
    command = f"{shlex.quote(sys.executable)} -m cobolscan scan A.cbl {options} {redirected}"
    done = subprocess.run(command, shell=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert json.loads(lines[0])["type"] == "tool" and lines[-1].startswith("A.cbl:8:"), done.stderr


@house
def test_the_null_device_takes_everything(program, run):
    program("A.cbl", LIMIT)
    assert run("scan", "A.cbl", "--output", f"json={os.devnull}", "--output", f"csv={os.devnull}").status == 1


@pytest.mark.parametrize("name", sorted(set(SCAN) - FOR_PEOPLE))
def test_machines_get_utf_8_whatever_the_terminal_shows(program, work, monkeypatch, name):
    program("A.cbl", WAIT, unit="X").rename(work / "ä.cbl")
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="latin-1", newline="\r\n"))
    assert main(["scan", "ä.cbl", "--severity", "info", "--format", name]) == 0
    text = written.getvalue().decode("utf-8")
    spelled = ("ä", "%C3%A4", "\\u00e4", "&#228;", "|0x00E4")
    assert any(f"{letter}.cbl" in text for letter in spelled)
    assert ("\r\n" in text) == (name == "csv")


def commands(text):
    """What a first scan tells to try: the lines that are commands, and nothing but commands."""
    return [line.strip() for line in text.splitlines() if line.startswith("    cobolscan ")]


@pytest.mark.parametrize(
    "options",
    [
        "'a b' --copybook-path \"it's here\"",
        "'a b' --select LIM,MAG --ignore WAI901 --pedantic --reference-format fixed --severity info --jobs 1",
        "--encoding ascii --isolated --no-history --fail-on never -- -odd",
        "",
    ],
)
def test_the_next_commands_work_when_they_are_pasted(house, program, work, run, monkeypatch, options):
    monkeypatch.setattr(steps, "MANY", 5)
    monkeypatch.setattr(full, "MOST", 2)
    (work / "it's here").mkdir()
    for folder in ("a b", "-odd"):
        program(f"{folder}/A.cbl", *[LIMIT] * 4, "MOVE 77 TO WS-POOL.", 'CALL "C$SLEEP" USING 30.')
    monkeypatch.setattr(next(rule for rule in house if rule.code == "LIM901"), "page", classmethod(lambda rule: "# big-limit (LIM901)"))
    text = run("scan", *shlex.split(options)).out
    found = commands(text)
    assert [line.split()[1] for line in found] == ["scan", "explain", "baseline"]
    capped = next(line.split("all of them: ")[1] for line in text.splitlines() if "all of them: " in line)
    assert run(*shlex.split(capped)[1:]).out.count("LIM901") == 4
    for line in found:
        done = run(*shlex.split(line)[1:])
        assert done.status in (0, 1) and done.err == "", line
    assert (work / "cobolscan-baseline.tsv").exists()


@house
def test_errors_alone_or_the_gravest_rule(program, run, monkeypatch):
    monkeypatch.setattr(steps, "MANY", 4)
    program("A.cbl", *[LIMIT] * 4)
    assert "all of the rule that comes first:\n    cobolscan scan --select LIM901 --format concise A.cbl\n" in run("scan", "A.cbl").out
    Path("B.cbl").write_bytes(bytes(range(256)) * 9)
    assert "--select LIM901 --format concise A.cbl B.cbl\n" in run("scan", "A.cbl", "B.cbl").out, (
        "what was not read says nothing of the code"
    )
    program("A.cbl", *[LIMIT] * 4, 'CALL "C$SLEEP" USING 30.')
    assert "what matters most, 1 error:\n    cobolscan scan --severity error --fail-on error A.cbl\n" in run("scan", "A.cbl").out


@house
def test_nothing_more_is_told_of_little_of_standard_input_or_with_a_baseline(program, run, monkeypatch, work):
    path = program("A.cbl", *[LIMIT] * 4)
    assert "Next:" not in run("scan", "A.cbl").out
    monkeypatch.setattr(steps, "MANY", 4)
    assert "Next:" in run("scan", "A.cbl").out
    run("baseline", "create", "A.cbl")
    assert "Next:" not in run("scan", "--baseline", "cobolscan-baseline.tsv", "A.cbl").out
    command = [sys.executable, "-m", "cobolscan", "scan", "-", "--no-color"]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, input=path.read_bytes())
    assert b"Next:" not in done.stdout


@house
def test_hundreds_of_files_are_told_as_their_folder(program, run, monkeypatch):
    monkeypatch.setattr(steps, "MANY", 1)
    paths = [str(program(f"src/{n}/A{n}.cbl", LIMIT).relative_to(Path.cwd())) for n in range(13)]
    assert commands(run("scan", *paths).out)[-1] == "cobolscan baseline create src"
    assert commands(run("scan", *paths[:2], Path.cwd() / paths[2]).out)[-1].count(".cbl") == 3
    assert commands(run("scan", *paths, Path.cwd() / paths[0]).out)[-1] == "cobolscan baseline create ."


@house
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize(
    "name", [b"n\nl", b"lat\xe9", "rtl\u202e".encode(), b"esc\x1b[31m", b"##vso[x]", b"it's $(touch marker) `touch marker`", b"-dash"]
)
def test_a_shell_takes_names_that_cannot_be_shown(name):
    command = steps._command("scan", (("paths", (os.fsdecode(name),)),))
    assert command.isprintable() and "##" not in command
    done = subprocess.run(["bash", "-c", f'cobolscan() {{ printf "%s" "${{@: -1}}"; }}; {command}'], capture_output=True)
    assert done.stdout == name


@pytest.mark.parametrize("option", ["--with-includers", "--force-exclude"])
def test_what_asks_for_files_is_refused_for_standard_input(work, option):
    command = [sys.executable, "-m", "cobolscan", "scan", "-", option]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, input=b"", text=False)
    assert done.returncode == 2 and option.encode() + b" is about files" in done.stderr
