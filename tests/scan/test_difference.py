"""--diff reports what came since a revision, and nothing that was there, whatever was moved, renamed or renumbered."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.programs import LAYOUTS
from tests.repositories import commit, git

LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."
OTHER = "IF WS-POOL > 250 DISPLAY 'MORE'."
THIRD = "IF WS-POOL > 300 DISPLAY 'MOST'."


@pytest.fixture
def repository(house, work, program):
    """Two programs on main; work goes on on a branch."""
    (work / ".git").rmdir()
    git(work, "init", "-q", "-b", "main")
    program("src/A.cbl", LIMIT, OTHER)
    program("src/B.cbl", OTHER)
    commit(work, "first")
    git(work, "checkout", "-qb", "topic")
    return work


def asked(run, *arguments):
    done = run("scan", "--format", "json", "--diff", *(arguments or ("main", ".")))
    assert done.status in (0, 1), done.err
    return json.loads(done.out)


def said(answer):
    return sorted((f["path"], f["code"], f["literal"]) for f in answer["findings"])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# ---- what is reported


def test_nothing_has_changed(repository, run):
    done = run("scan", "--diff", "main", ".")
    assert (done.status, "No file of this scan has changed since main (merge base" in done.out) == (0, True)
    assert asked(run)["summary"]["since"]["files_changed"] == 0
    (repository / "README").write_text("not COBOL\n")
    assert run("scan", "--diff", "main", ".").status == 0


def test_nothing_to_scan_is_still_wrong_use(repository, run):
    (repository / "empty").mkdir()
    assert run("scan", "--diff", "main", "empty").status == 2
    assert run("scan", "--diff", "main", "absent").status == 2


@pytest.mark.parametrize("state", ["committed", "staged", "in the work tree"])
def test_a_changed_line(repository, run, state):
    edit(repository / "src/A.cbl", "> 100", "> 120")
    if state == "staged":
        git(repository, "add", "-A")
    if state == "committed":
        commit(repository)
    answer = asked(run)
    assert said(answer) == [("src/A.cbl", "LIM901", "120")]
    assert (answer["findings"][0]["data"]["was"], answer["findings"][0]["message"]) == ("100", "a limit (was 100 in main)")
    assert answer["summary"]["since"] == {
        "revision": "main",
        "merge_base": git(repository, "rev-parse", "main"),
        "files_changed": 1,
        "files_affected": 0,
        "findings_before": 2,
    }
    told = run("scan", "--diff", "main", ".")
    assert (told.status, "1 file changed; 2 findings were there before and not shown" in told.out) == (1, True)


def test_a_new_file_that_git_does_not_know(repository, run, program):
    program("src/C.cbl", THIRD)
    assert said(asked(run)) == [("src/C.cbl", "LIM901", "300")]


def test_what_main_got_since_is_no_matter(repository, run):
    git(repository, "checkout", "-q", "main")
    edit(repository / "src/B.cbl", "> 250", "> 260")
    commit(repository)
    git(repository, "checkout", "-q", "topic")
    edit(repository / "src/A.cbl", "> 100", "> 120")
    assert said(asked(run)) == [("src/A.cbl", "LIM901", "120")]


@pytest.mark.parametrize(
    "change",
    [
        *LAYOUTS.values(),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("MAIN-PARA", "BEGIN-PARA"),
        lambda text: text.replace(f"           {LIMIT}\n", "").replace(
            f"           {OTHER}\n", f"           {OTHER}\n           {LIMIT}\n"
        ),
    ],
    ids=[*LAYOUTS, "CRLF", "renamed paragraph", "moved"],
)
def test_what_is_not_a_change_of_code_is_not_new(repository, run, change):
    path = repository / "src/A.cbl"
    path.write_text(change(path.read_text()), newline="")
    assert said(asked(run)) == []


def test_renamed_and_moved_files(repository, run):
    git(repository, "mv", "src/A.cbl", "src/Z.cbl")
    assert said(asked(run)) == []
    edit(repository / "src/Z.cbl", "> 100", "> 120")
    assert said(asked(run)) == [("src/Z.cbl", "LIM901", "120")]
    (repository / "lib").mkdir()
    (repository / "src/B.cbl").rename(repository / "lib/B.cbl")
    commit(repository)
    assert said(asked(run)) == [("src/Z.cbl", "LIM901", "120")]


def test_code_that_moved_to_another_file(repository, run, program):
    program("src/A.cbl", OTHER)
    program("src/B.cbl", OTHER, LIMIT)
    assert said(asked(run)) == []
    program("src/A.cbl", LIMIT, OTHER)
    assert said(asked(run)) == [("src/B.cbl", "LIM901", "100")], "what was copied is new"


def test_a_deleted_file(repository, run):
    (repository / "src/B.cbl").unlink()
    answer = asked(run)
    assert (said(answer), [f["path"] for f in answer["files"]]) == ([], ["src/A.cbl"])


def test_from_a_folder_below(repository, run, monkeypatch):
    edit(repository / "src/A.cbl", "> 100", "> 120")
    monkeypatch.chdir(repository / "src")
    assert said(asked(run)) == [("A.cbl", "LIM901", "120")]
    assert said(asked(run, "main", "B.cbl")) == []
    monkeypatch.chdir("/")
    assert said(asked(run, "main", str(repository))) == [(f"{repository}/src/A.cbl".lstrip("/"), "LIM901", "120")]


def test_by_way_of_a_link(repository, run, monkeypatch, tmp_path):
    edit(repository / "src/A.cbl", "> 100", "> 120")
    (tmp_path / "link").symlink_to(repository)
    monkeypatch.chdir(tmp_path)
    assert said(asked(run, "main", "link")) == [("link/src/A.cbl", "LIM901", "120")]


def test_a_configuration_below_the_top(repository, run, monkeypatch):
    (repository / "src/cobolscan.toml").write_text('[rules.LIM901]\nseverity = "error"\n')
    edit(repository / "src/A.cbl", "> 100", "> 120")
    assert said(asked(run, "main", "src")) == [("src/A.cbl", "LIM901", "120")]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_folders_have_settings_of_their_own_in_the_revision_too(repository, run, program, jobs):
    (repository / "cobolscan.toml").write_text("")
    (repository / "src/cobolscan.toml").write_text("[rules.LIM901]\nleast = 1\n")
    program("src/A.cbl", "IF WS-POOL > 1 DISPLAY 'ONE'.")
    program("lib/A.cbl", "IF WS-POOL > 1 DISPLAY 'ONE'.")
    commit(repository)
    edit(repository / "src/A.cbl", "MAIN-PARA", "BEGIN-PARA")
    edit(repository / "lib/A.cbl", "MAIN-PARA", "BEGIN-PARA")
    answer = asked(run, "HEAD", "--jobs", jobs, ".")
    assert (said(answer), answer["summary"]["since"]["findings_before"]) == ([], 2), "one in A, one in B"
    edit(repository / "src/A.cbl", "> 1", "> 3")
    assert said(asked(run, "HEAD", "--jobs", jobs, ".")) == [("src/A.cbl", "LIM901", "3")]


def test_a_detached_head(repository, run):
    first = git(repository, "rev-parse", "HEAD")
    edit(repository / "src/A.cbl", "> 100", "> 120")
    commit(repository)
    git(repository, "checkout", "-q", "--detach")
    for revision in (first, first[:10], "HEAD~1", "main", "refs/heads/main", "topic~1"):
        assert said(asked(run, revision, ".")) == [("src/A.cbl", "LIM901", "120")]
    assert said(asked(run, "HEAD", ".")) == []


def test_identical_files(repository, run):
    (repository / "src/C.cbl").write_bytes((repository / "src/A.cbl").read_bytes())
    assert {path for path, _, _ in said(asked(run))} == {"src/C.cbl"}


def test_with_a_baseline_both_hold(repository, run, program):
    program("src/A.cbl", LIMIT, OTHER, THIRD)
    assert run("baseline", "create", ".").status == 0
    assert said(asked(run, "main", ".")) == [("src/A.cbl", "LIM901", "300")]
    assert said(asked(run, "main", "--baseline", "cobolscan-baseline.tsv", ".")) == [], "accepted"
    program("src/A.cbl", LIMIT, OTHER, THIRD, THIRD)
    assert said(asked(run, "main", "--baseline", "cobolscan-baseline.tsv", ".")) == [("src/A.cbl", "LIM901", "300")]
    commit(repository)
    assert said(asked(run, "HEAD", "--baseline", "cobolscan-baseline.tsv", ".")) == [], "there before"


def test_a_baseline_and_nothing_changed(repository, run):
    assert run("baseline", "create", "src").status == 0
    assert asked(run, "main", "--baseline", "cobolscan-baseline.tsv", "src")["findings"] == []


# ---- copybooks


def member(repository, value, name="cpy/LIMITS.cpy"):
    path = repository / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"       01  WS-TOP PIC 9(5) VALUE {value}.\n")


@pytest.fixture
def copying(work, program):
    """With the rules that ship: two programs wait as long as a member says, a third one as long as it says itself."""
    (work / ".git").rmdir()
    git(work, "init", "-q", "-b", "main")
    member(work, 20)
    for name in ("A", "B", "C"):
        path = program(f"src/{name}.cbl", "CALL 'C$SLEEP' USING WS-TOP.")
        copy = "       01  WS-TOP PIC 9(5) VALUE 20.\n" if name == "C" else "       COPY LIMITS.\n"
        path.write_text(path.read_text().replace("       PROCEDURE", f"{copy}       PROCEDURE"))
    commit(work, "first")
    return work


def test_a_changed_copybook_brings_findings_into_programs_that_copy_it(copying, run):
    member(copying, 900)
    answer = asked(run, "HEAD", ".")
    since = answer["summary"]["since"]
    assert (since["files_changed"], since["files_affected"]) == (1, 2)
    assert {f["path"] for f in answer["findings"] if f["family"] == "WAI"} == {"src/A.cbl", "src/B.cbl"}
    assert {f["data"].get("was") for f in answer["findings"] if f["family"] == "WAI"} == {"20"}
    told = run("scan", "--diff", "HEAD", ".").out
    assert "1 file changed, 2 more copy what changed" in told


def test_the_member_need_not_be_scanned(copying, run):
    member(copying, 900)
    assert {f["path"] for f in asked(run, "HEAD", "src/A.cbl")["findings"]} == {"src/A.cbl"}
    assert asked(run, "HEAD", "src/C.cbl")["findings"] == []


@pytest.mark.parametrize("name", ["LIMITS.mxm", "LIMITS.h.txt"])
def test_a_member_with_any_name(copying, run, name):
    """COPY may name a file that no scan would look at."""
    (copying / "cpy/LIMITS.cpy").rename(copying / "cpy" / name)
    for program_name in ("A", "B"):
        edit(copying / f"src/{program_name}.cbl", "COPY LIMITS", f"COPY '{name}'")
    commit(copying)
    assert json.loads(run("scan", "--format", "json", ".").out)["summary"]["missing_copybooks"] == {}
    assert asked(run, "HEAD", ".")["findings"] == []
    member(copying, 900, f"cpy/{name}")
    assert {f["path"] for f in asked(run, "HEAD", ".")["findings"] if f["family"] == "WAI"} == {"src/A.cbl", "src/B.cbl"}
    commit(copying)
    edit(copying / "src/A.cbl", "MAIN-PARA", "BEGIN-PARA")
    assert asked(run, "HEAD", ".")["findings"] == [], "the member is found in the revision, too"


def test_a_member_that_only_changed_its_columns(copying, run):
    path = copying / "cpy/LIMITS.cpy"
    path.write_text(f"000100{path.read_text()[6:].rstrip():<66}CR123\n")
    assert asked(run, "HEAD", ".")["findings"] == []


def test_a_member_that_came_and_one_that_is_gone(copying, run):
    (copying / "cpy/LIMITS.cpy").unlink()
    answer = asked(run, "HEAD", ".")
    assert answer["summary"]["since"]["files_affected"] == 2
    assert {f["path"] for f in answer["findings"] if f["data"].get("unknown")} == {"src/A.cbl", "src/B.cbl"}, "the time is not known now"
    commit(copying)
    member(copying, 900, "src/LIMITS.cpy")
    answer = asked(run, "HEAD", ".")
    assert answer["summary"]["since"]["files_affected"] == 2
    assert {f["literal"] for f in answer["findings"] if f["path"].startswith("src/A")} == {"900"}


# ---- rules about all programs


def test_of_a_rule_about_all_programs_only_what_stands_on_new_lines(work, program, run):
    (work / ".git").rmdir()
    git(work, "init", "-q", "-b", "main")

    def write(name, value):
        path = program(f"src/{name}.cbl", f"IF WS-DECK-COUNT > {value} DISPLAY 'FULL' STOP RUN.", "ADD 1 TO WS-DECK-COUNT.")
        edit(path, "WS-POOL  ", "WS-DECK-COUNT")

    for name, value in (("A", 250), ("B", 250), ("C", 230)):
        write(name, value)
    commit(work, "first")
    text = (work / "src/C.cbl").read_text()
    (work / "src/C.cbl").write_text("      * A COMMENT\n" + text.replace("           IF", "             IF"))
    codes = [f["code"] for f in json.loads(run("scan", "--format", "json", ".").out)["findings"]]
    assert "LIM007" in codes
    assert asked(run, "HEAD", ".")["findings"] == [], "the drift was there before"
    write("D", 210)
    assert {f["path"] for f in asked(run, "HEAD", ".")["findings"]} == {"src/D.cbl"}


# ---- waits


def test_a_shorter_wait_is_told_and_fails_nothing(work, program, run):
    (work / ".git").rmdir()
    git(work, "init", "-q", "-b", "main")
    path = program("A.cbl", "CALL 'C$SLEEP' USING 90.")
    commit(work, "first")
    edit(path, "90", "30")
    (finding,) = asked(run, "main", ".")["findings"]
    assert finding["data"]["improved"] == {"from": 90, "to": 30}
    assert run("scan", "--diff", "main", "--fail-on", "info", ".").status == 0
    edit(path, "30", "95")
    assert run("scan", "--diff", "main", "--fail-on", "info", ".").status == 1


# ---- what git cannot tell


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        ("mian", 'no revision "mian" in this clone (did you mean "main"?)'),
        ("origin/main", "git fetch origin main"),
        ("deadbeef", 'no revision "deadbeef"'),
        ("", "is no revision"),
        ("--output=x", "is no revision"),
        ("main..topic", "is a range"),
        ("main\n", "is no revision"),
        ("HEAD:src", "no revision"),
    ],
)
def test_a_revision_that_is_none(repository, run, revision, words):
    done = run("scan", f"--diff={revision}", ".")
    assert (done.status, words in done.err, done.out) == (2, True, ""), done.err
    assert not (repository / "x").exists()


def test_standard_input_has_no_past(repository, run):
    done = run("scan", "--diff", "main", "-")
    assert (done.status, "standard input" in done.err) == (2, True)


def test_no_repository(work, program, run):
    (work / ".git").rmdir()
    program("A.cbl", LIMIT)
    done = run("scan", "--diff", "main", ".")
    assert (done.status, "needs a work tree of git" in done.err) == (2, True)


def test_no_commit(work, program, run):
    (work / ".git").rmdir()
    git(work, "init", "-q", "-b", "main")
    program("A.cbl", LIMIT)
    assert run("scan", "--diff", "HEAD", ".").status == 2


def test_a_file_outside(repository, run, tmp_path):
    (tmp_path / "X.cbl").write_text("       IDENTIFICATION DIVISION.\n")
    done = run("scan", "--diff", "main", ".", str(tmp_path / "X.cbl"))
    assert (done.status, "is not in the work tree" in done.err) == (2, True)


def test_no_common_history(repository, run):
    git(repository, "checkout", "-q", "--orphan", "other")
    commit(repository)
    done = run("scan", "--diff", "main", ".")
    assert (done.status, "have no commit in common" in done.err) == (2, True)


def test_a_shallow_clone(repository, run, program, tmp_path, monkeypatch):
    program("src/A.cbl", LIMIT, OTHER, THIRD)
    commit(repository)
    git(repository, "checkout", "-q", "main")
    program("src/B.cbl", OTHER, LIMIT)
    commit(repository)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", "--branch", "topic", f"file://{repository}", str(clone))
    monkeypatch.chdir(clone)
    done = run("scan", "--diff", "origin/main", ".")
    assert (done.status, "shallow" in done.err, "--deepen" in done.err, "fetch-depth: 0" in done.err) == (2, True, True, True)
    git(clone, "fetch", "-q", "--deepen=10")
    assert said(asked(run, "origin/main", ".")) == [("src/A.cbl", "LIM901", "300")]


def test_a_shallow_clone_that_knows_both_trees(repository, run, program, tmp_path, monkeypatch):
    """Of a shallow clone what is there is enough where the revision is an ancestor that is there."""
    program("src/A.cbl", LIMIT, OTHER, THIRD)
    commit(repository)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "2", "--branch", "topic", f"file://{repository}", str(clone))
    monkeypatch.chdir(clone)
    assert said(asked(run, "HEAD~1", ".")) == [("src/A.cbl", "LIM901", "300")]


def test_git_is_missing(repository, run, monkeypatch):
    monkeypatch.setenv("PATH", str(repository))
    done = run("scan", "--diff", "main", ".")
    assert (done.status, "needs git" in done.err) == (2, True)


# ---- a hostile repository


def test_nothing_of_the_repository_is_run(repository, run, monkeypatch):
    marker = repository / "was-run"
    script = repository / "evil.sh"
    script.write_text(f"#!/bin/sh\necho x >> {marker}\nexec cat\n")
    script.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.x.textconv",
        "filter.x.clean",
        "filter.x.smudge",
        "core.sshCommand",
    ):
        git(repository, "config", name, str(script))
    git(repository, "config", "diff.x.command", str(script))
    git(repository, "config", "core.hooksPath", str(repository))
    git(repository, "config", "alias.ls-tree", f"!{script}")
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        (repository / hook).write_text(script.read_text())
        (repository / hook).chmod(0o755)
    (repository / ".gitattributes").write_text("*.cbl filter=x diff=x\n")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(script))
    monkeypatch.setenv("GIT_PAGER", str(script))
    marker.unlink(missing_ok=True)
    edit(repository / "src/A.cbl", "> 100", "> 120")
    assert said(asked(run)) == [("src/A.cbl", "LIM901", "120")]
    assert not marker.exists()


def test_variables_of_a_hook_lead_nowhere(repository, run, monkeypatch, tmp_path):
    edit(repository / "src/A.cbl", "> 100", "> 120")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert said(asked(run)) == [("src/A.cbl", "LIM901", "120")]


def test_a_tree_with_names_that_lead_out(repository, run, tmp_path):
    """Such a tree cannot be checked out by git; its objects may lie in a clone all the same."""
    blob = git(repository, "rev-parse", "main:src/A.cbl")
    inner = _tree(repository, f"100644 blob {blob}\tA.cbl\n")
    raw = b"40000 ..\0" + bytes.fromhex(inner)
    command = ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"]
    outer = subprocess.run(command, cwd=repository, input=raw, capture_output=True, check=True).stdout.decode().strip()
    evil = git(repository, "commit-tree", "-m", "evil", "-p", "HEAD", outer)
    git(repository, "update-ref", "refs/heads/evil", evil)
    git(repository, "update-ref", "refs/heads/topic", git(repository, "commit-tree", "-m", "good", "-p", evil, "main^{tree}"))
    before = sorted(tmp_path.rglob("*"))
    answer = asked(run, "evil", ".")
    assert {f["path"] for f in answer["findings"]} == {"src/A.cbl", "src/B.cbl"}
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before] == []


def _tree(repository, listing):
    command = ["git", "mktree"]
    return subprocess.run(command, cwd=repository, input=listing, capture_output=True, text=True, check=True).stdout.strip()


def test_a_link_in_the_revision_is_not_followed(repository, run, tmp_path):
    (tmp_path / "secret.cbl").write_text("       PROGRAM-ID. X.\n")
    (repository / "src/L.cbl").symlink_to(tmp_path / "secret.cbl")
    commit(repository)
    edit(repository / "src/A.cbl", "> 100", "> 120")
    assert said(asked(run, "HEAD", ".")) == [("src/A.cbl", "LIM901", "120")]


def test_what_holds_in_a_folder_held_there_before(repository, run, program):
    """An override finds the limit of a folder only with its own option: what it found before is no news."""
    (repository / "cobolscan.toml").write_text(
        '[[overrides]]\npaths = ["batch/**"]\n[overrides.rules.LIM901]\nleast = 10\n[rules.LIM901]\nleast = 5000\n'
    )
    path = program("batch/B.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.", "CONTINUE.")
    commit(repository)
    git(repository, "branch", "-f", "base")
    edit(path, "CONTINUE", "IF WS-POOL > 70 DISPLAY 'NEAR'")
    answer = asked(run, "base", ".")
    assert [(f["path"], f["literal"]) for f in answer["findings"] if f["code"] == "LIM901"] == [("batch/B.cbl", "70")]


def test_a_partial_clone_says_what_is_missing(repository, run, tmp_path, monkeypatch):
    edit(repository / "src/A.cbl", "> 100", "> 120")
    commit(repository)
    git(repository, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--branch", "topic", f"file://{repository}", str(clone))
    monkeypatch.chdir(clone)
    done = run("scan", "--diff", "HEAD~1", ".")
    assert (done.status, "is not in this clone" in done.err, "--refetch" in done.err) == (2, True, True)


def test_what_is_larger_than_any_source_is_not_read(repository, monkeypatch):
    from cobolscan.history.git import objects
    from cobolscan.scan import revisions

    for number in range(5):
        (repository / f"F{number}.cbl").write_text(f"      * {number}\n" * number)
    (repository / "LARGE.cbl").write_text("      * LARGE\n" * 100)
    here = revisions.Repository.around(str(repository))
    blobs, _ = here.files(commit(repository))
    names = sorted(path for path in blobs if "/" not in path)
    monkeypatch.setattr(objects, "MOST_BYTES", 60)
    monkeypatch.setattr(revisions, "_AT_ONCE", 2)
    contents = dict(zip(names, here.contents([blobs[name] for name in names]), strict=True))
    assert contents == {name: b"" if name == "LARGE.cbl" else (repository / name).read_bytes() for name in names}


# ---- what COPY finds now and did not find then


@pytest.mark.parametrize("link", ["file", "folder", "program"])
def test_a_link_that_leads_elsewhere_now(copying, run, link):
    """No byte of a regular file changes; what the program waits for does."""
    for folder, value in (("v1", 20), ("v2", 900)):
        member(copying, value, f"{folder}/LIMITS.cpy")
        text = (copying / "src/C.cbl").read_text().replace("VALUE 20", f"VALUE {value}").replace(" C.", " D.")
        (copying / folder / "D.cbl").write_text(text)
    (copying / "cpy/LIMITS.cpy").unlink()
    at, to = {"file": ("cpy/LIMITS.cpy", "LIMITS.cpy"), "folder": ("src/copy", ""), "program": ("src/D.cbl", "D.cbl")}[link]
    (copying / at).symlink_to(f"../v1/{to}")
    commit(copying)
    assert asked(run, "HEAD", "src")["findings"] == []
    edit(copying / "src/C.cbl", "MAIN-PARA", "BEGIN-PARA")
    assert asked(run, "HEAD", "src")["findings"] == []
    (copying / at).unlink()
    (copying / at).symlink_to(f"../v2/{to}")
    members = {"src/A.cbl", "src/B.cbl"}
    wanted = {"file": members, "folder": {*members, "src/copy/D.cbl"}, "program": {"src/D.cbl"}}[link]
    assert {(f["path"], f["data"].get("was")) for f in asked(run, "HEAD", "src")["findings"] if f["family"] == "WAI"} == {
        (path, "20") for path in wanted
    }


def test_a_link_to_the_outside_that_is_as_it_was(repository, run, tmp_path):
    """Git knows nothing of what it leads to, so that is no news; another target is."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/P.cbl").write_bytes((repository / "src/A.cbl").read_bytes())
    (repository / "lib").symlink_to(tmp_path / "outside")
    commit(repository)
    edit(repository / "src/B.cbl", "MAIN-PARA", "BEGIN-PARA")
    assert asked(run, "HEAD", "src", "lib/P.cbl")["findings"] == []
    (tmp_path / "other").symlink_to(tmp_path / "outside")
    (repository / "lib").unlink()
    (repository / "lib").symlink_to(tmp_path / "other")
    assert {path for path, _, _ in said(asked(run, "HEAD", "src", "lib/P.cbl"))} == {"lib/P.cbl"}


@pytest.mark.parametrize("name", ["src/LIMITS.cpy", ".lib/LIMITS.cpy"])
def test_a_member_that_came_outside_of_what_is_scanned(copying, run, name):
    """Nothing that is scanned changed, and nothing that git knows."""
    (copying / "cobolscan.toml").write_text('copybook-paths = [".lib", "src"]\n')
    (copying / ".lib").mkdir()
    (copying / ".lib/README").write_text("-\n")
    commit(copying)
    assert "there is nothing to report" in run("scan", "--diff", "HEAD", "src/A.cbl").out
    member(copying, 900, name)
    assert {(f["path"], f["data"].get("was")) for f in asked(run, "HEAD", "src/A.cbl")["findings"]} == {("src/A.cbl", "20")}


def test_ends_of_names_that_the_configuration_knows(copying, run):
    """A member that is gone, in favour of one that had no say; and a program that was renamed."""
    (copying / "cobolscan.toml").write_text('extensions = ["pgx"]\ncopybook-extensions = ["lim"]\n')
    member(copying, 900, "src/LIMITS.lim")
    (copying / "src/C.cbl").rename(copying / "src/C.pgx")
    commit(copying)
    edit(copying / "src/A.cbl", "MAIN-PARA", "BEGIN-PARA")
    (copying / "src/C.pgx").rename(copying / "src/E.pgx")
    assert asked(run, "HEAD", ".")["findings"] == [], "the revision is read in the same way"
    (copying / "src/LIMITS.lim").unlink()
    assert {f["path"] for f in asked(run, "HEAD", ".")["findings"] if f["family"] == "WAI"} == {"src/A.cbl", "src/B.cbl"}


def test_links_of_a_tree():
    from cobolscan.scan.links import followed

    blobs = {"v1/A.cpy": "1", "v1/deep/B.cpy": "2", "C.cpy": "3"}
    links = {"a": "v1", "b": "a/deep", "v1/up": "..", "c": "a/../C.cpy", "d": "d", "e": "/etc", "f": "../f", "g/h": "../b/B.cpy", "i": "-"}
    extra = {path: blob for path, blob in followed(blobs, links).items() if path not in blobs}
    assert extra == {"a/A.cpy": "1", "a/deep/B.cpy": "2", "b/B.cpy": "2", "c": "3", "g/h": "2"}
