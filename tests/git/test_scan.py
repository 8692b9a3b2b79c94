"""What a scan and the history command say of commits."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Repo, program

pytestmark = pytest.mark.usefixtures("house")
LIMIT = "IF WS-POOL > {} DISPLAY 'FULL'."


def findings(done) -> list[dict]:
    """The limits that a scan found."""
    assert done.status in (0, 1), done.err
    return [found for found in json.loads(done.out)["findings"] if found["code"] == "LIM901"]


def commits(found: dict) -> list[dict]:
    return [event for event in found["history"] if event["kind"] == "commit"]


def commit_of(run, *arguments: str) -> dict:
    """The one commit of the one finding."""
    (found,) = findings(run("scan", "--format", "json", *(arguments or (".",))))
    (event,) = commits(found)
    return event


def notices(run) -> list[str]:
    return json.loads(run("scan", "--format", "json", ".").out)["summary"].get("notices", [])


def many(repo: Repo, count: int = 25) -> None:
    """Files enough for the pass over the whole history."""
    for number in range(count):
        repo.write(f"src/P{number:02}.cbl", program(f"P{number:02}", LIMIT.format(100 + number), "DISPLAY 'A'."))


def test_the_commit_that_changed_the_line(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(50)))
    repo.commit("import of the old sources", day="1999-01-01")
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    name = repo.commit("PAY-1234: raise the pool\n\nAsked for in CR2006063000001.", who="Rosa Díaz", day="2006-07-08")
    event = commit_of(run)
    assert event["text"] == "PAY-1234: raise the pool"
    assert (event["authors"], event["dates"], event["tickets"]) == (["Rosa Díaz"], ["2006-07-08"], ["PAY-1234", "CR2006063000001"])
    assert (event["source"], event["why_here"], event["tag"]) == ("git", "git", name[:8])
    assert (event["path"], event["start_line"], event["end_line"]) == ("A.cbl", 5, 5)


def test_what_came_with_the_file_is_nobodys(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    name = repo.commit("ABC-123: raise the pool", day="1999-01-01")
    event = commit_of(run)
    assert event["text"] == f"present since the import of 1999-01-01 ({name[:8]})"
    assert (event["authors"], event["dates"], event["tickets"], event["dates_raw"]) == ([], [], [], ["1999-01-01"])


def test_a_converter_is_nobody_either(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(100), *(f"ADD {n} TO WS-{n}." for n in range(30))))
    repo.commit("import", day="1999-01-01")
    numbered = "\n".join(f"{n:06}{line[6:]}" for n, line in enumerate((repo.path / "A.cbl").read_text().splitlines(), 1))
    repo.write("A.cbl", numbered + "\n")
    name = repo.commit("numbers", who="Ann Reed", day="2004-05-06")
    event = commit_of(run)
    assert event["text"] == f"present since the whole file was rewritten on 2004-05-06 ({name[:8]}), or longer"
    assert (event["authors"], event["dates"]) == ([], [])


def test_blanks_and_line_ends_are_no_change(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(50)))
    repo.commit("import", day="1999-01-01")
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("raise", day="2000-01-01")
    repo.write("A.cbl", program("A", "    " + LIMIT.format(100)).replace("\n", "\r\n"))
    repo.commit("tidy", day="2001-01-01")
    assert commit_of(run)["text"] == "raise"


@pytest.mark.parametrize("count", [1, 25], ids=["blame", "replay"])
def test_a_moved_file_keeps_its_past(repo, run, count):
    many(repo, count)
    repo.commit("import", day="1999-01-01")
    for number in range(count):
        repo.write(f"src/P{number:02}.cbl", program(f"P{number:02}", LIMIT.format(300 + number), "DISPLAY 'A'."))
    repo.commit("raise", day="2000-01-01")
    repo.git("mv", "src", "lib")
    repo.commit("move", day="2001-01-01")
    found = findings(run("scan", "--format", "json", "."))
    assert len(found) >= count
    assert {event["text"] for one in found for event in commits(one)} == {"raise"}
    assert all(len(commits(one)) == 1 for one in found)


@pytest.mark.parametrize("count", [1, 25], ids=["blame", "replay"])
def test_a_merge_leaves_lines_to_those_who_wrote_them(repo, run, count):
    many(repo, count)
    repo.commit("import", day="1999-01-01")
    repo.git("checkout", "-q", "-b", "side")
    for number in range(count):
        repo.write(f"src/P{number:02}.cbl", program(f"P{number:02}", LIMIT.format(300 + number), "DISPLAY 'A'."))
    repo.commit("raise", who="Sid Side", day="2000-01-01")
    repo.git("checkout", "-q", "main")
    for number in range(count):
        repo.write(
            f"src/P{number:02}.cbl", program(f"P{number:02}", LIMIT.format(100 + number), "DISPLAY 'A'.", "CONTINUE.", "DISPLAY 'B'.")
        )
    repo.commit("more", who="Mia Main", day="2000-01-02")
    repo.git("merge", "-q", "--no-edit", "-X", "theirs", "side", who="Max Merger", day="2000-01-03")
    found = findings(run("scan", "--format", "json", "."))
    assert len(found) == count
    assert {(event["text"], *event["authors"]) for one in found for event in commits(one)} == {("raise", "Sid Side")}


@pytest.mark.parametrize("count", [1, 25], ids=["blame", "replay"])
def test_lines_that_are_not_committed(repo, run, count):
    many(repo, count)
    repo.commit("import", day="1999-01-01")
    for number in range(count):
        text = program(f"P{number:02}", "CONTINUE.", LIMIT.format(200), LIMIT.format(100 + number), "DISPLAY 'A'.")
        repo.write(f"src/P{number:02}.cbl", text.replace("\n", "\r\n"))
    repo.write("NEW.cbl", program("NEW", LIMIT.format(777)))
    found = findings(run("scan", "--format", "json", "."))
    assert len(found) == 2 * count + 1
    for one in found:
        said = ["present since the import of 1999-01-01"] if one["literal"] not in ("200", "777") else []
        assert [event["text"][:38] for event in commits(one)] == said
    assert notices(run) == []


def test_of_several_lines_the_one_that_says_why(repo, run):
    repo.write("A.cbl", program("A", "IF WS-POOL", "   > 50 DISPLAY 'FULL'."))
    repo.commit("import", day="1999-01-01")
    repo.write("A.cbl", program("A", "IF WS-POOL", "   > 100 DISPLAY 'FULL'."))
    repo.commit("raise", day="2000-01-01")
    found = findings(run("scan", "--format", "json", "."))
    assert [event["text"] for one in found for event in commits(one)] == ["raise"] * len(found)


def test_the_rank_stays(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("import")
    repo.write("A.cbl", program("A", LIMIT.format(101)))
    repo.commit("raise")
    with_git, without = (findings(run("scan", "--format", "json", *more, "."))[0] for more in ((), ("--no-git",)))
    assert with_git["rank"] == without["rank"]
    assert with_git["history"] and not without["history"]
    assert not findings(run("scan", "--format", "json", "--no-history", "."))[0]["history"]


def test_a_setting_switches_it_off(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("import")
    repo.write("cobolscan.toml", "git = false\n")
    assert not findings(run("scan", "--format", "json", "."))[0]["history"]
    repo.write("cobolscan.toml", 'git = "no"\n')
    assert '"git" must be true or false' in run("scan", ".").err


def test_only_what_is_reported_is_asked_for(repo, run, monkeypatch):
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("import")
    run("baseline", "create", "-q", ".")
    monkeypatch.setenv("PATH", "")  # nobody could run git
    done = json.loads(run("scan", "--format", "json", "--baseline", "cobolscan-baseline.tsv", ".").out)
    assert (done["findings"], done["summary"].get("notices", [])) == ([], [])


def test_the_console_names_the_commit(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(50)))
    repo.commit("import")
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("raise \x1b[2J the pool", who="Ann \x1b]0;x Reed", day="2006-07-08")
    out = run("scan", "A.cbl").out
    assert "2006-07-08" in out and "Ann" in out and "(commit " in out
    assert "\x1b" not in out


def test_standard_input_under_the_name_of_a_file(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(50)))
    repo.commit("import")
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.commit("raise")
    typed = program("A", "CONTINUE.", LIMIT.format(100), LIMIT.format(200))
    command = [sys.executable, "-m", "cobolscan", "scan", "--format", "json", "--select", "LIM001", "-", "--stdin-filename", "A.cbl"]
    done = subprocess.run(command, input=typed.encode(), capture_output=True, env={**_environment(), "PYTHONPATH": _root()})
    said = {one["line"]: [event["text"] for event in commits(one)] for one in json.loads(done.stdout)["findings"]}
    assert all(texts == (["raise"] if line == 6 else []) for line, texts in said.items())
    assert done.stderr == b""


def _root() -> str:
    return str(Path(__file__).resolve().parents[2])


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)


def test_identical_files_have_the_past_of_the_first(repo, run):
    text = program("A", LIMIT.format(100))
    repo.write("one/A.cbl", text)
    repo.commit("first", day="2001-01-01")
    repo.write("two/A.cbl", text)
    repo.commit("second", day="2002-01-01")
    (found,) = findings(run("scan", "--format", "json", "."))
    assert (found["path"], found["identical_paths"]) == ("one/A.cbl", ["two/A.cbl"])
    assert commits(found)[0]["dates_raw"] == ["2001-01-01"]


def test_names_that_are_odd(repo, run):
    names = ["-x.cbl", "a b\tc.cbl", "ä\n.cbl", ":(top)y.cbl", "*.cbl", "d/[x].cbl", b"\xff\xfe.cbl", '"q".cbl']
    for number, name in enumerate(names):
        try:
            repo.write(name, program(f"P{number}", LIMIT.format(100 + number)))
        except OSError:
            pytest.skip("this system does not have such names")
    repo.commit("import")
    for number, name in enumerate(names):
        repo.write(name, program(f"P{number}", LIMIT.format(200 + number)))
    repo.commit("raise")
    for more in (0, 20):  # blame, then replay
        for number in range(more):
            repo.write(f"m/P{number}.cbl", program(f"M{number}", LIMIT.format(500 + number)))
        repo.commit("more")
        found = [one for one in findings(run("scan", "--format", "json", "--no-cache", ".")) if one["literal"] < "500"]
        assert len(found) == len(names)
        assert [event["text"] for one in found for event in commits(one)] == ["raise"] * len(names)


def test_machines_and_companies_are_no_authors(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(50)))
    repo.commit("import")
    for number, who in enumerate(("dependabot[bot]", "root", "Northwind Software Inc"), 100):
        repo.write("A.cbl", program("A", LIMIT.format(number)))
        repo.commit("raise", who=who, day="2003-03-03")
        assert commit_of(run)["authors"] == []
    repo.write("A.cbl", program("A", LIMIT.format(103)))
    repo.commit("raise\n\nWe talked.\n\nCo-authored-by: Bo Berg <b@x.example>\nSigned-off-by: X <ABC-123@x.example>\n", who="Ann Reed")
    event = commit_of(run)
    assert (event["authors"], event["tickets"]) == (["Ann Reed", "Bo Berg"], [])


def test_commits_in_other_encodings(repo, run):
    repo.write("A.cbl", program("A", LIMIT.format(50)))
    repo.commit("import")
    repo.write("A.cbl", program("A", LIMIT.format(100)))
    repo.git("add", "-A")
    repo.git("-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "-F", "-", stdin="Größe erhöht".encode("latin-1"), who="Ann Reed")
    assert commit_of(run)["text"] == "Größe erhöht"


# -- cobolscan history ------------------------------------------------------------------------------------------------


def events(run, place: str) -> list[dict]:
    done = run("history", "--format", "json", place)
    assert done.status == 0, done.err
    return [event for event in json.loads(done.out)["events"] if event["source"] == "git"]


@pytest.fixture
def grown(repo) -> Repo:
    for number, day in ((50, "2001-01-01"), (75, "2002-02-02"), (100, "2003-03-03")):
        repo.write("old/A.cbl", program("A", LIMIT.format(number), *(f"DISPLAY {n}." for n in range(number // 25))))
        repo.commit(f"pool of {number}", who="Ann Reed", day=day)
    repo.git("mv", "old", "new")
    repo.commit("move", day="2004-04-04")
    return repo


def test_the_commits_of_a_file(grown, run):
    found = events(run, "new/A.cbl")
    assert [event["text"][:26] for event in found] == ["move", "pool of 100", "pool of 75", "present since the import o"]
    assert [event["dates"] for event in found] == [["2004-04-04"], ["2003-03-03"], ["2002-02-02"], []]
    assert {(event["start_line"], event["end_line"], event["path"]) for event in found} == {(1, 10, "new/A.cbl")}
    assert "pool of" not in run("history", "--no-git", "new/A.cbl").out


def test_of_very_many_commits_the_newest_and_what_is_left_out(repo, run, monkeypatch):
    monkeypatch.setattr("cobolscan.history.git.file_log.MOST", 5)
    for number in range(100, 110):
        repo.write("A.cbl", program("A", LIMIT.format(number)))
        repo.commit(f"pool of {number}")
    found = events(run, "A.cbl")
    assert len(found) == 6
    assert found[0]["text"] == "pool of 109"
    assert found[4]["text"].startswith("5 more commits")
    assert found[5]["text"].startswith("present since the import")


def test_the_commits_of_a_line_with_what_was_before(grown, run):
    found = events(run, "new/A.cbl:5")
    assert [event["text"].split("\n") for event in found[:2]] == [
        ["pool of 100", "before: IF WS-POOL > 75 DISPLAY 'FULL'."],
        ["pool of 75", "before: IF WS-POOL > 50 DISPLAY 'FULL'."],
    ]
    assert found[2]["text"].startswith("present since the import of 2001-01-01")
    assert {(event["start_line"], event["why_here"]) for event in found} == {(5, "git")}


def test_the_commit_of_a_line_that_is_new(grown, run):
    assert [event["text"] for event in events(run, "new/A.cbl:9")] == ["pool of 100"]


def test_a_line_that_is_not_committed_says_so(grown, run):
    grown.write("new/A.cbl", program("A", "DISPLAY 'NEW'.", LIMIT.format(100)))
    assert [event["text"] for event in events(run, "new/A.cbl:5")] == ["not committed yet"]
    assert events(run, "new/A.cbl:6")[0]["text"].startswith("pool of 100")
    grown.write("B.cbl", program("B", LIMIT.format(100)))
    assert [event["text"] for event in events(run, "B.cbl:5")] == ["not committed yet"]
    assert events(run, "B.cbl") == []


def test_behind_the_notes_beside_and_above(repo, run):
    note = "CONTINUE.\n      * 1997-03-11 Carl: 100 connections should be enough for anybody."
    repo.write("A.cbl", program("A", note, LIMIT.format(50)))
    repo.commit("import")
    repo.write("A.cbl", program("A", note, LIMIT.format(100)))
    repo.commit("raise")
    done = json.loads(run("history", "--format", "json", "A.cbl:7").out)["events"]
    assert [event["why_here"] for event in done][:2] == ["above", "git"]


def test_no_git_at_all_is_normal(tmp_path, run, monkeypatch):
    if shutil.which("git") is None:
        pytest.skip("no git")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "A.cbl").write_text(program("A", LIMIT.format(100)))
    done = json.loads(run("scan", "--format", "json", "A.cbl").out)
    assert done["summary"].get("notices", []) == [] and not done["findings"][0]["history"]
    assert run("history", "A.cbl").err == ""
