"""A baseline is kept: it shrinks, follows what moved, grows only when told to, and tells what changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.repositories import git

LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."
OTHER = "IF WS-POOL > 250 DISPLAY 'MORE'."
WAIT = 'CALL "C$SLEEP" USING 30.'
FILE = "cobolscan-baseline.tsv"


def found(run, *arguments):
    done = run("scan", "--baseline", FILE, "--format", "json", *(arguments or ("src",)))
    assert done.status in (0, 1), done.err
    return json.loads(done.out)


def said(answer):
    return [(f["code"], f["literal"]) for f in answer["findings"]]


def entries(work):
    rows = [line.split("\t") for line in (work / FILE).read_text().splitlines() if not line.startswith("#")]
    return {(row[0], row[1], row[4]): int(row[6]) for row in rows if not row[6].startswith("(")}


@pytest.fixture
def estate(house, program, run, work):
    program("src/A.cbl", LIMIT, LIMIT, WAIT)
    program("src/B.cbl", LIMIT, OTHER)
    assert run("baseline", "create", "src").status == 0
    return work


# ---- what is fixed


def test_fixed_entries_are_told_and_taken_out(estate, program, run):
    program("src/A.cbl", LIMIT)
    answer = found(run)
    assert (said(answer), answer["summary"]["fixed_in_baseline"]) == ([], 2)
    assert "2 findings of the baseline are fixed: `cobolscan baseline update` takes them out." in answer["summary"]["notices"]
    done = run("baseline", "update", "src")
    assert (done.status, "2 fixed and taken out" in done.out) == (0, True)
    assert entries(estate) == {("src/A.cbl", "LIM901", "100"): 1, ("src/B.cbl", "LIM901", "100"): 1, ("src/B.cbl", "LIM901", "250"): 1}
    assert found(run)["summary"]["fixed_in_baseline"] == 0
    assert "nothing has changed" in run("baseline", "update", "src").out


def test_what_came_back_after_it_was_taken_out_is_new(estate, program, run):
    program("src/A.cbl", LIMIT)
    run("baseline", "update", "src")
    program("src/A.cbl", LIMIT, LIMIT)
    assert said(found(run)) == [("LIM901", "100")]


def test_a_baseline_of_another_root_is_told(estate, run, work, monkeypatch):
    words = "No file that the baseline names is there"
    assert not any(words in notice for notice in found(run)["summary"]["notices"])
    (work / ".git").rmdir()
    monkeypatch.chdir(work / "src")
    (work / "src/.git").mkdir()
    done = run("scan", "--baseline", f"../{FILE}", ".")
    assert f"{words}: its paths count from the root, which is . in this run." in done.out


def test_a_scan_of_one_file_says_nothing_of_the_others(estate, program, run):
    program("src/B.cbl", LIMIT)
    assert found(run, "src/A.cbl")["summary"]["fixed_in_baseline"] == 0
    assert found(run, "src/B.cbl")["summary"]["fixed_in_baseline"] == 1
    before = entries(estate)
    assert run("baseline", "update", "src/A.cbl").status == 0
    assert entries(estate) == before, "an update of one file leaves the others alone"
    (estate / "src" / "B.cbl").unlink()
    assert found(run, "src/A.cbl")["summary"]["fixed_in_baseline"] == 0, "it may have another name now"
    assert found(run)["summary"]["fixed_in_baseline"] == 2


def test_rules_that_did_not_run_have_nothing_fixed(estate, program, run):
    program("src/A.cbl", "CONTINUE.")
    assert found(run, "--select", "WAI", "src")["summary"]["fixed_in_baseline"] == 1
    assert found(run, "--ignore", "WAI,LIM", "src")["summary"]["fixed_in_baseline"] == 0


def test_the_entry_of_a_rule_that_is_no_more_is_fixed(estate, run):
    text = (estate / FILE).read_text()
    (estate / FILE).write_text(text.replace("LIM901", "LIM900"))
    assert found(run)["summary"]["fixed_in_baseline"] == 4


# ---- growing


def test_an_update_shrinks_unless_told_to_grow(estate, program, run):
    program("src/A.cbl", LIMIT, LIMIT, LIMIT, WAIT)
    done = run("baseline", "update", "src")
    assert "1 new and not taken in" in done.out and entries(estate)["src/A.cbl", "LIM901", "100"] == 2
    assert said(found(run)) == [("LIM901", "100")]
    done = run("baseline", "update", "--grow", "src")
    assert "1 new and taken in" in done.out and entries(estate)["src/A.cbl", "LIM901", "100"] == 3
    assert said(found(run)) == []


@pytest.mark.usefixtures("house")
def test_a_file_that_was_not_read_stays_red(program, run, work):
    program("src/A.cbl", LIMIT)
    (work / "src" / "B.cbl").symlink_to(work / "absent")
    arguments = ("src/A.cbl", "src/B.cbl")
    done = run("baseline", "create", *arguments)
    assert (done.status, "PAR002" in done.out) == (0, True)
    assert [f["code"] for f in found(run, *arguments)["findings"]] == ["PAR002"]
    run("baseline", "update", "--grow", *arguments)
    assert [f["code"] for f in found(run, *arguments)["findings"]] == ["PAR002"]
    assert run("baseline", "update", "--accept-unread", *arguments).status == 2, "only with --grow"
    assert run("baseline", "update", "--grow", "--accept-unread", *arguments).status == 0
    assert found(run, *arguments)["findings"] == []
    assert run("baseline", "update", *arguments).status == 0
    assert found(run, *arguments)["findings"] == [], "what was accepted explicitly stays so"
    assert run("baseline", "create", "--force", "--accept-unread", *arguments).status == 0
    assert found(run, *arguments)["findings"] == []


@pytest.mark.usefixtures("house")
def test_nothing_is_made_of_what_is_not_there(program, run, work):
    program("src/A.cbl", LIMIT)
    for command in ("update", "show"):
        done = run("baseline", command)
        assert (done.status, FILE in done.err) == (2, True)
    program("src/A.cbl", "DISPLAY 'KABOOM'.")
    (work / FILE).write_text("# cobolscan baseline 2\n")
    assert run("baseline", "update", "src").status == 2
    assert (work / FILE).read_text() == "# cobolscan baseline 2\n"


# ---- values


@pytest.mark.parametrize("value", ["99", "101", "0100", "1000"])
def test_another_limit_is_new_and_says_what_it_was(estate, program, run, value):
    program("src/B.cbl", LIMIT.replace("100", value), OTHER)
    answer = found(run)
    (finding,) = answer["findings"]
    assert (finding["literal"], finding["data"]["was"]) == (value, "100")
    assert finding["message"].endswith("(was 100 in the baseline)")
    assert answer["summary"]["fixed_in_baseline"] == 0, "it is not fixed, it is another one"
    done = run("baseline", "update", "src")
    assert "1 changed" in done.out and "1 new and not taken in" in done.out
    program("src/B.cbl", LIMIT, OTHER)
    assert said(found(run)) == [("LIM901", "100")], "an update took the old value out"


def test_a_changed_value_is_not_taken_for_one_that_moved(estate, program, run):
    """In each paragraph the number of the other: both are new."""
    body = ("       ONE-PARA.\n           IF WS-POOL > {} DISPLAY 'X'.\n", "       TWO-PARA.\n           IF WS-POOL > {} DISPLAY 'X'.\n")
    path = program("src/C.cbl")
    text = path.read_text()
    path.write_text(text + body[0].format(300) + body[1].format(400))
    run("baseline", "update", "--grow", "src")
    path.write_text(text + body[0].format(400) + body[1].format(300))
    assert sorted(said(found(run))) == [("LIM901", "300"), ("LIM901", "400")]


def test_a_renamed_paragraph_is_not_new(estate, run):
    path = estate / "src" / "A.cbl"
    path.write_text(path.read_text().replace("MAIN-PARA", "BEGIN-PARA"))
    assert said(found(run)) == []
    assert "3 moved" in run("baseline", "update", "src").out
    assert "BEGIN-PARA" in (estate / FILE).read_text()


def waits(*numbers):
    return [f"CALL 'C$SLEEP' USING {number}." for number in numbers]


@pytest.fixture
def waiting(program, run, work):
    """With the rules that ship: they know how long a wait is."""

    def write(*statements):
        program("src/A.cbl", *statements)

    write(*waits(90))
    assert run("baseline", "create", "src").status == 0
    return write


def test_a_shorter_wait_is_improved_and_fails_nothing(waiting, run, work):
    waiting(*waits(20))
    for level in ("warning", "error", "info", "never"):
        assert run("scan", "--baseline", FILE, "--fail-on", level, "src").status == 0
    answer = found(run)
    (finding,) = [f for f in answer["findings"] if f["family"] == "WAI"]
    assert finding["data"]["improved"] == {"from": 90, "to": 20}
    assert (finding["severity"], answer["summary"]["improved"]) == ("info", 1)
    told = run("scan", "--baseline", FILE, "src").out
    assert "(improved: was 90 s in the baseline, is 20 s)" in told, "it is shown although it is only information"
    assert "1 improved" in run("baseline", "update", "src").out
    waiting(*waits(90))
    assert run("scan", "--baseline", FILE, "--fail-on", "info", "src").status == 1, "from now on the shorter time is what is accepted"


def test_a_longer_wait_is_new(waiting, run):
    waiting(*waits(91))
    (finding,) = [f for f in found(run)["findings"] if f["family"] == "WAI"]
    assert finding["message"].endswith("(was 90 in the baseline)") and "improved" not in finding["data"]
    assert run("scan", "--baseline", FILE, "--fail-on", "info", "src").status == 1


def test_a_wait_that_grew_fails_although_one_of_its_kind_is_information(program, run, work):
    """Once in a run it is no matter how long this takes; that somebody made it longer is one."""
    program("src/A.cbl", *waits(2))
    assert run("baseline", "create", "src").status == 0
    program("src/A.cbl", *waits(3))
    (alone,) = json.loads(run("scan", "--format", "json", "src").out)["findings"]
    (grown,) = found(run)["findings"]
    assert (alone["severity"], grown["severity"]) == ("info", "warning")
    assert run("scan", "--baseline", FILE, "src").status == 1
    program("src/A.cbl", *waits(1))
    assert run("scan", "--baseline", FILE, "src").status == 0


def test_of_two_waits_the_longer_is_no_shorter_one(program, run, waiting):
    waiting(*waits(90, 4000))
    run("baseline", "update", "--grow", "src")
    waiting(*waits(92, 4000))
    assert ["improved" in f["data"] for f in found(run)["findings"] if f["family"] == "WAI"] == [False]
    waiting(*waits(92, 4100))
    assert ["improved" in f["data"] for f in found(run)["findings"] if f["family"] == "WAI"] == [False, False]
    waiting(*waits(80, 3900))
    assert ["improved" in f["data"] for f in found(run)["findings"] if f["family"] == "WAI"] == [True, True]


def test_a_wait_whose_value_stands_elsewhere(program, run, work):
    def write(milliseconds):
        path = program("src/A.cbl", "CALL 'CEEDLYM' USING WS-MS WS-FC.")
        item = f"       01  WS-MS PIC S9(9) BINARY VALUE {milliseconds}.\n       01  WS-FC PIC X(12).\n"
        path.write_text(path.read_text().replace("       PROCEDURE", item + "       PROCEDURE"))

    write(5000)
    assert run("baseline", "create", "src").status == 0
    write(6000)
    assert [f["literal"] for f in found(run)["findings"] if f["family"] == "WAI"] == ["6000"]
    write(400)
    assert [f["data"].get("improved") for f in found(run)["findings"] if f["family"] == "WAI"] == [{"from": 5, "to": 0.4}]


def test_an_end_for_a_wait_without_one_is_improved(program, run, work):
    def write(interval):
        program("src/A.cbl", "EXEC CICS ENQ RESOURCE('CTR') LENGTH(3) END-EXEC.", f"MOVE {interval} TO MQGMO-WAITINTERVAL.",
                "CALL 'MQGET' USING HCONN HOBJ MQMD MQGMO BUFLEN BUFFER DATALEN CC RC.")  # fmt: skip

    write(-1)
    assert run("baseline", "create", "src").status == 0
    assert [f["code"] for f in found(run)["findings"]] == []
    write(5000)
    improved = [f["data"]["improved"] for f in found(run)["findings"] if f["family"] == "WAI" and "improved" in f["data"]]
    assert improved == [{"from": None, "to": 5}]
    write(-1)
    assert found(run)["findings"] == []


def test_an_operator_who_is_waited_for_no_longer_than_that(run, work):
    text = (Path(__file__).parents[2] / "fixtures" / "rules" / "WAI003" / "bad.cbl").read_text()
    path = work / "A.cbl"
    path.write_text(text)
    assert run("baseline", "create", ".").status == 0
    path.write_text(text.replace("FROM CONSOLE", "WITH TIMEOUT AFTER 1000"))
    assert [f["data"].get("improved") for f in found(run, ".")["findings"]] == [{"from": None, "to": 1000}]


def test_a_new_wait_for_a_known_time_is_no_improvement_of_one_that_was_not_known(program, run, work):
    path = program("src/A.cbl", "ACCEPT WS-POOL.", "CALL 'C$SLEEP' USING WS-POOL.")
    assert run("baseline", "create", "src").status == 0
    path.write_text(path.read_text().replace("USING WS-POOL", "USING 3"))
    assert [f["data"].get("improved") for f in found(run)["findings"] if f["family"] == "WAI"] == [None]


# ---- what moves


@pytest.mark.usefixtures("house")
def test_a_renamed_file_keeps_its_counts(estate, run, program):
    (estate / "src" / "A.cbl").rename(estate / "src" / "Z.cbl")
    assert said(found(run)) == []
    program("src/Z.cbl", LIMIT, LIMIT, LIMIT, WAIT, unit="A")
    assert said(found(run)) == [("LIM901", "100")]
    assert "moved" in run("baseline", "update", "src").out
    assert ("src/Z.cbl", "LIM901", "100") in entries(estate) and ("src/A.cbl", "LIM901", "100") not in entries(estate)


def test_a_copy_is_not_a_renamed_file(estate, run):
    (estate / "src" / "Z.cbl").write_text((estate / "src" / "A.cbl").read_text() + "      * NOT THE SAME BYTES\n")
    assert len(said(found(run))) == 3


def test_one_that_is_gone_is_renamed_once(estate, run):
    text = (estate / "src" / "A.cbl").read_text()
    (estate / "src" / "A.cbl").unlink()
    (estate / "src" / "Y.cbl").write_text(text + "      * Y\n")
    (estate / "src" / "Z.cbl").write_text(text + "      * Z\n")
    assert len(said(found(run))) == 3, "of two copies one is the renamed file"


def test_another_file_is_no_renamed_one(estate, run, program):
    (estate / "src" / "A.cbl").unlink()
    program("src/Z.cbl", OTHER, "IF WS-POOL > 300 DISPLAY 'A'.", "IF WS-POOL > 301 DISPLAY 'A'.", "IF WS-POOL > 302 DISPLAY 'A'.")
    assert len(said(found(run))) == 4


def test_a_file_elsewhere_that_is_still_there_accepts_nothing(estate, run, program):
    """B is mended in the same scan; the same statement in a new file is new all the same."""
    program("src/B.cbl", OTHER)
    program("src/C.cbl", LIMIT, unit="B")
    assert said(found(run)) == [("LIM901", "100")]


def test_one_statement_that_may_stand_anywhere_is_no_sign_of_a_renamed_file(house, program, run, work):
    """A program that is gone had accepted a wait; another one waits as long in another paragraph."""
    program("OLD.cbl", WAIT)
    program("KEPT.cbl")
    assert run("baseline", "create").status == 0
    path = work / "OLD.cbl"
    path.rename(work / "NEW.cbl")
    assert said(found(run, ".")) == [], "the same program, the same paragraph"
    text = (work / "NEW.cbl").read_text().replace("MAIN-PARA", "POLL-QUEUE")
    (work / "NEW.cbl").write_text(text)
    assert said(found(run, ".")) == [], "the same program"
    (work / "NEW.cbl").write_text(text.replace("PROGRAM-ID. OLD", "PROGRAM-ID. NEW"))
    assert said(found(run, ".")) == [("WAI901", "30")]
    (work / "NEW.cbl").write_text(text.replace("PROGRAM-ID. OLD", "PROGRAM-ID. NEW").replace("POLL-QUEUE", "MAIN-PARA"))
    assert said(found(run, ".")) == [], "the same paragraph"


# ---- rules about one literal, and rules about all programs


def test_what_another_finding_spoke_for_is_not_new(house, program, run, work, monkeypatch):
    """LIM901 speaks for MAG901 about the same literal; without it, MAG901 is no news."""
    program("A.cbl", LIMIT)
    assert run("baseline", "create").status == 0
    assert "(1)" in (work / FILE).read_text()
    assert said(found(run, "--ignore", "LIM901", ".")) == []


def test_a_drift_that_a_scan_of_one_file_cannot_see(program, run, work):
    """LIM007 takes the place of another finding when all programs are scanned; a hook scans one."""
    text = "           IF WS-DECK-COUNT > {} DISPLAY 'FULL' STOP RUN.\n           ADD 1 TO WS-DECK-COUNT.\n"
    for name, value in (("A", 250), ("B", 230), ("C", 250)):
        path = program(f"src/{name}.cbl")
        body = path.read_text().replace("WS-POOL  ", "WS-DECK-COUNT").replace("           GOBACK", text.format(value) + "           GOBACK")
        path.write_text(body)
    assert run("baseline", "create", "src").status == 0
    codes = {(row[0], row[1]) for row in entries(work)}
    assert ("src/B.cbl", "LIM007") in codes
    assert found(run)["findings"] == []
    answer = found(run, "src/B.cbl")
    assert (answer["findings"], answer["summary"]["fixed_in_baseline"]) == ([], 0)


def test_an_update_keeps_what_a_new_finding_speaks_for(program, run, work):
    """A drift that somebody else brought in stands at a limit that was accepted: when the drift is gone again the limit is no news."""
    text = "           IF WS-DECK-COUNT > {} DISPLAY 'FULL' STOP RUN.\n           ADD 1 TO WS-DECK-COUNT.\n"

    def write(name, value):
        path = program(f"src/{name}.cbl")
        body = path.read_text().replace("WS-POOL  ", "WS-DECK-COUNT").replace("           GOBACK", text.format(value) + "           GOBACK")
        path.write_text(body)

    write("A", 250)
    assert run("baseline", "create", "src").status == 0
    before = (work / FILE).read_text()
    write("B", 230)
    new = {(f["path"], f["code"]) for f in found(run)["findings"]}
    assert ("src/A.cbl", "LIM007") in new or ("src/B.cbl", "LIM007") in new
    assert run("baseline", "update", "src").status == 0
    assert (work / FILE).read_text() == before, "neither grown nor shrunk: all of it is still there"
    assert {(f["path"], f["code"]) for f in found(run)["findings"]} == new
    (work / "src/B.cbl").unlink()
    assert found(run)["findings"] == []


def test_a_doubt_that_came_is_not_taken_in_unasked(program, run, work):
    """What nothing is said of may be said by a scan of the member alone: it is new there, until the baseline is told to grow."""
    program("KEPT.cbl")
    assert run("baseline", "create").status == 0
    before = (work / FILE).read_text()
    (work / "BODY.cpy").write_text('           CALL "C$SLEEP" USING SECSX.\n')
    path = program("P1.cbl")
    body = "           COPY BODY REPLACING ==SECSX== BY ==3600==.\n           GOBACK"
    path.write_text(path.read_text().replace("           GOBACK", body))
    assert run("baseline", "update").status == 0
    assert (work / FILE).read_text() == before
    assert [f["data"]["unknown"] for f in found(run, "BODY.cpy")["findings"]] == ["SECSX is not declared here"]
    assert run("baseline", "update", "--grow").status == 0
    assert found(run, "BODY.cpy")["findings"] == []


def test_a_doubt_that_only_a_scan_of_the_member_has(program, run, work):
    """All files together know what the member alone does not; a hook scans the member alone."""
    (work / "BODY.cpy").write_text('           CALL "C$SLEEP" USING SECSX.\n')
    path = program("P1.cbl")
    edited = path.read_text().replace("           GOBACK", "           COPY BODY REPLACING ==SECSX== BY ==3600==.\n           GOBACK")
    path.write_text(edited)
    alone = json.loads(run("scan", "--format", "json", "BODY.cpy").out)["findings"]
    together = json.loads(run("scan", "--format", "json", ".").out)["findings"]
    assert alone and not [f for f in together if f["data"].get("unknown")]
    assert run("baseline", "create").status == 0
    assert found(run, ".")["findings"] == found(run, "BODY.cpy")["findings"] == []
    text = (work / FILE).read_text()
    for paths in ([], ["BODY.cpy"], ["BODY.cpy"], []):
        assert run("baseline", "update", *paths).status == 0
        assert (work / FILE).read_text().replace("(1)", "1") == text.replace("(1)", "1"), "it does not grow"
    assert (work / FILE).read_text() == text


# ---- the file


def old_baseline(answer, path):
    """What version 1 wrote."""
    rows = []
    for finding in answer:
        parts = (finding.code, finding.place.path, finding.program or "", finding.paragraph or "", finding.statement, finding.literal or "")
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
        rows.append(f"{digest}\t1\t{finding.code}\t{finding.place.path}\t{finding.program}\t{finding.paragraph}\t{finding.statement[:60]}")
    path.write_text("\n".join(["# cobolscan baseline 1", *rows]) + "\n")


@pytest.mark.usefixtures("house")
def test_version_1_is_read_and_replaced(program, run, work):
    from cobolscan.cli.options import settings_for
    from cobolscan.scan import engine

    program("src/A.cbl", LIMIT, WAIT)
    program("src/B.cbl", OTHER)
    old_baseline(engine.scan(["src"], settings_for(["src"], {})).findings, work / FILE)
    assert said(found(run)) == []
    program("src/A.cbl", WAIT)
    assert found(run)["summary"]["fixed_in_baseline"] == 1
    assert run("baseline", "update", "src/A.cbl").status == 0
    text = (work / FILE).read_text()
    assert text.startswith("# cobolscan baseline 2\n") and "src/B.cbl" in text
    assert said(found(run)) == [], "entries of other files stay as they were written"
    assert run("baseline", "update", "src").status == 0
    assert all(len(line.split("\t")) >= 9 for line in (work / FILE).read_text().splitlines()[1:])
    assert said(found(run)) == []


def test_two_branches_merge(estate, program, run):
    """Each branch accepts something: after a union merge of git all is accepted, and not more than that."""
    (estate / ".git").rmdir()
    (estate / ".gitattributes").write_text(f"{FILE} merge=union\n")
    git(estate, "init", "-q", "-b", "main")
    git(estate, "add", ".")
    git(estate, "commit", "-qm", "one")
    git(estate, "checkout", "-qb", "topic")
    program("src/A.cbl", LIMIT, LIMIT, LIMIT, WAIT)
    run("baseline", "update", "--grow", "src")
    git(estate, "commit", "-qam", "two")
    git(estate, "checkout", "-q", "main")
    program("src/A2.cbl", LIMIT)
    program("src/B.cbl", LIMIT, OTHER, OTHER)
    run("baseline", "update", "--grow", "src")
    git(estate, "add", ".")
    git(estate, "commit", "-qam", "three")
    git(estate, "merge", "-q", "--no-edit", "topic")
    assert said(found(run)) == []
    program("src/A.cbl", LIMIT, LIMIT, LIMIT, LIMIT, WAIT)
    assert said(found(run)) == [("LIM901", "100")]
    run("baseline", "update", "src")
    rows = [line for line in (estate / FILE).read_text().splitlines() if not line.startswith("#")]
    assert rows == sorted(set(rows))


def test_of_two_lines_for_one_thing_the_greater_count_holds(estate, program, run):
    text = (estate / FILE).read_text()
    (estate / FILE).write_text(text + text)
    program("src/A.cbl", LIMIT, LIMIT, LIMIT, WAIT)
    assert said(found(run)) == [("LIM901", "100")], "twice two is two"


def test_show_lists_it(estate, program, run):
    shown = run("baseline", "show").out
    assert "accepts 5 findings in 2 files" in shown and "LIM901 x2  100  A / MAIN-PARA: IF WS-POOL > 100" in shown
    assert "FIXED" not in shown
    counts = run("baseline", "show", "--statistics").out
    assert "       4  LIM901" in counts and "       3  src/A.cbl" in counts
    program("src/A.cbl", LIMIT)
    shown = run("baseline", "show", "src").out
    assert shown.count("FIXED") == 2 and "2 fixed" in shown
    rows = json.loads(run("baseline", "show", "--format", "json", "src").out)["entries"]
    told = {(row["path"], row["code"], row["count"], row["state"]) for row in rows if not row["behind"]}
    assert ("src/A.cbl", "LIM901", 1, "fixed") in told and ("src/A.cbl", "LIM901", 1, "present") in told
    rows = json.loads(run("baseline", "show", "--format", "json").out)["entries"]
    assert {row["state"] for row in rows} == {"unknown"}


def test_a_count_that_nobody_could_have_is_no_trouble(estate, run):
    text = (estate / FILE).read_text().replace("\t2\t", "\t999999999\t")
    (estate / FILE).write_text(text)
    assert said(found(run)) == []
    (estate / FILE).write_text(text.replace("\t999999999\t", f"\t{'9' * 400}\t"))
    assert run("scan", "--baseline", FILE, "src").status == 2
