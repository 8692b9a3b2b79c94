"""Comments in the source that suppress findings: where they may stand, what they cover, what is said about them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HEAD = """\
IDENTIFICATION DIVISION.
PROGRAM-ID. {name}.
DATA DIVISION.
WORKING-STORAGE SECTION.
01 WS-SHIPS PIC 9(5).
01 WS-QUAYS PIC 9(5).
{data}PROCEDURE DIVISION.
MAIN-PARA.
ADD 1 TO WS-SHIPS WS-QUAYS
{body}GOBACK.
{behind}"""
WAIT = 'CALL "C$SLEEP" USING 3600\n'
LIMIT = 'IF WS-SHIPS > 40\nDISPLAY "TOO MANY SHIPS"\nEND-IF\n'
AGREED = "cobolscan: ignore[WAI001] agreed"


def free(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def fixed(text: str) -> str:
    """Comments with `*` in column 7, code from column 12 on (headers from 8 on)."""
    out = []
    for line in text.splitlines():
        header = line.split(" ")[0].rstrip(".") in HEADERS or line.startswith("01 ")
        out.append(f"      {line}\n" if line.startswith("*") else f"       {'' if header else '    '}{line}\n")
    return "".join(out)


HEADERS = ("IDENTIFICATION", "PROGRAM-ID", "DATA", "WORKING-STORAGE", "PROCEDURE", "MAIN-PARA", "BERTHS", "MORE", "END")


def unit(body: str, data: str = "", behind: str = "", name: str = "HARBOUR") -> str:
    return HEAD.format(body=body, data=data, behind=behind, name=name)


@pytest.fixture
def scan(work: Path, run: Callable[..., Any]) -> Callable[..., Any]:
    """Writes files and scans them; the answer as JSON."""

    def scanned(files: dict[str, str | bytes] | str, *options: str, paths: tuple[str, ...] = (".",)) -> Any:
        files = {"A.cbl": files} if isinstance(files, str) else files
        for name, text in files.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return json.loads(run("scan", "--format", "json", *options, *paths).out)

    return scanned


def codes(report: Any, part: str = "findings") -> list[str]:
    return sorted(finding["code"] for finding in report[part])


# ---- places and formats


@pytest.mark.parametrize(
    "body",
    [
        f"* {AGREED}\n{WAIT}",
        f"*> {AGREED}\n{WAIT}",
        f"* {AGREED.upper()}\n{WAIT}",
        f"* COBOLSCAN: IGNORE(WAI001) AGREED\n{WAIT}",
        f"*--- {AGREED} ---*\n{WAIT}",
        f"* {AGREED}\n* and what else there is to say\n\n{WAIT}",
        f"* {AGREED}\n*> expect: WAI001\n{WAIT}",
        f"* the switch needs it\n* {AGREED}\n{WAIT}",
        f'CALL "C$SLEEP"\n* {AGREED}\nUSING 3600\n',
        f'* {AGREED}\nCALL "C$SLEEP"\nUSING\n3600\n',
        f"* cobolscan: ignore[wait] agreed\n{WAIT}",
        f"* cobolscan: ignore[waits] agreed\n{WAIT}",
        f"* cobolscan: ignore[WAI] agreed\n{WAIT}",
        f"* cobolscan: ignore[ALL] agreed\n{WAIT}",
        f"* cobolscan: ignore[LIM001, MAG; WAI001] agreed\n{WAIT}",
        f"* cobolscan: ignore-start[WAI001] agreed\n{WAIT}* cobolscan: ignore-end\n",
        f"* cobolscan: ignore-start[WAI001]\nADD 1 TO WS-QUAYS\n{WAIT}* cobolscan: ignore-end[wai001]\n",
        f"{WAIT}* cobolscan: ignore-file[WAI001] agreed\n",
        f"* cobolscan: fixme[WAI001] soon\n{WAIT}",
        f"* {AGREED} until=2199-12-31\n{WAIT}",
        f"* cobolscan: ignore[LIM001] another\n* {AGREED}\n{WAIT}",
    ],
)
@pytest.mark.parametrize("layout", [fixed, free])
def test_a_comment_above(scan, body, layout):
    text = layout(unit(body))
    report = scan(text.replace("    *", "    *>").replace("*>>", "*>") if layout is free else text, "--ignore", "SUP001")
    assert "WAI001" not in codes(report)
    assert codes(report, "suppressed") == ["WAI001"]
    assert not [code for code in codes(report) if code.startswith("SUP")]


@pytest.mark.parametrize(
    "body",
    [
        'CALL "C$SLEEP" USING 3600 *> cobolscan: ignore[WAI001] agreed\n',
        'CALL "C$SLEEP" *> cobolscan: ignore[WAI001] agreed\n  USING 3600\n',
        'CALL "C$SLEEP"\n  USING 3600 *> cobolscan: ignore[WAI001]\n',
        'CONTINUE CALL "C$SLEEP" USING 9 *> cobolscan: ignore[WAI001]\n',
    ],
)
@pytest.mark.parametrize("layout", [fixed, free])
def test_a_comment_beside(scan, body, layout):
    report = scan(layout(unit(body)))
    assert codes(report, "suppressed") == ["WAI001"]
    assert "WAI001" not in codes(report)


def test_a_comment_of_free_format_that_begins_with_an_asterisk(scan):
    assert codes(scan(free(unit(f"{{}}{WAIT}")).replace("    {}", "* cobolscan: ignore[WAI001] agreed\n    ")), "suppressed") == ["WAI001"]


def test_in_ebcdic_where_nobody_has_brackets(scan):
    text = fixed(unit(f"* COBOLSCAN: IGNORE(WAI001) AGREED\n{WAIT}"))
    assert codes(scan({"A.cbl": text.encode("cp037")}, "--encoding", "cp037"), "suppressed") == ["WAI001"]


def test_data_entries_paragraphs_and_sections(scan):
    entry = "* cobolscan: ignore[LIM002] agreed\n01 MAX-SHIPS\nPIC 9(5)\nVALUE 450.\n01 MAX-QUAYS PIC 9(5) VALUE 460.\n"
    compare = "IF WS-SHIPS > MAX-SHIPS DISPLAY 'TOO MANY' END-IF\nIF WS-QUAYS > MAX-QUAYS DISPLAY 'TOO MANY' END-IF\n"
    report = scan(fixed(unit(compare, entry)))
    assert [f["literal"] for f in report["suppressed"]] == ["450"]
    assert [f["literal"] for f in report["findings"] if f["code"] == "LIM002"] == ["460"]

    inner = f"IF WS-SHIPS > WS-QUAYS\n{LIMIT}END-IF.\n"
    behind = f"* cobolscan: ignore[LIM001] all of it\nBERTHS.\n{inner}MORE.\n{inner.replace('40', '60')}"
    report = scan(fixed(unit("", behind=behind)))
    assert [f["literal"] for f in report["suppressed"]] == ["40"]
    assert [f["literal"] for f in report["findings"] if f["code"] == "LIM001"] == ["60"]

    report = scan(fixed(unit("", behind=behind.replace("BERTHS.", "BERTHS SECTION."))))
    assert sorted(f["literal"] for f in report["suppressed"]) == ["40", "60"]


def test_an_if_is_its_condition_and_not_what_it_holds(scan):
    text = fixed(unit(f"* cobolscan: ignore[LIM001] the condition\nIF WS-SHIPS\n> 60\n{LIMIT}END-IF\n"))
    report = scan(text)
    assert [f["literal"] for f in report["suppressed"]] == ["60"]
    assert [f["literal"] for f in report["findings"] if f["code"] == "LIM001"] == ["40"]


def test_only_the_rules_that_are_named(scan):
    report = scan(fixed(unit(f"* cobolscan: ignore[LIM001] not this one\n{WAIT}")), "--select", "WAI,SUP")
    assert codes(report) == ["WAI001"]
    assert report["suppressed"] == []


def test_what_the_comment_says_goes_with_the_finding(scan, run):
    report = scan(fixed(unit(f"* cobolscan: fixme[WAI001] until=2199-12-31; the switch is slow\n{WAIT}")))
    (finding,) = report["suppressed"]
    assert finding["suppression"] == {
        "kind": "inSource",
        "justification": "the switch is slow",
        "until": "2199-12-31",
        "fixme": True,
        "path": "A.cbl",
        "line": 10,
    }
    assert (report["summary"]["suppressed"], report["summary"]["fixme"]) == (1, 1)
    rows = [json.loads(line) for line in run("scan", "--format", "jsonl", ".").out.splitlines()]
    assert [row["code"] for row in rows if row["type"] == "suppressed"] == ["WAI001"]
    assert "Suppressed: 1 (1 fixme).\n" in run("scan", ".").out
    told = run("scan", "--statistics", ".").out
    assert re.search(r"Suppressed:\n.*\n +1 .*  WAI001  wait  \(fixme\)\n", told) and "Suppressed: 1 (1 fixme).\n" in told


def test_the_narrowest_comment_is_the_one_that_is_told(scan):
    text = unit(f"* cobolscan: fixme[WAI] one of these days\n* {AGREED}\n{WAIT}* cobolscan: ignore-file[WAI] any\n")
    assert scan(fixed(text))["suppressed"][0]["suppression"]["justification"] == "agreed"


# ---- exit status, baseline, other outputs


def test_neither_exit_status_nor_baseline_knows_them(scan, run, work):
    text = fixed(unit(f"{WAIT}{LIMIT}"))
    scan(text)
    assert run("scan", "A.cbl", "--fail-on", "info").status == 1
    silent = fixed(unit(f"* cobolscan: ignore-file[ALL] agreed\n{WAIT}{LIMIT}"))
    (work / "A.cbl").write_text(silent)
    assert run("scan", "A.cbl", "--fail-on", "info").status == 0
    run("baseline", "create", "A.cbl")
    (work / "A.cbl").write_text(text)
    assert run("scan", "A.cbl", "--baseline", "cobolscan-baseline.tsv", "--fail-on", "info").status == 1


def test_the_fingerprint_of_a_finding_is_that_of_one_that_is_suppressed(scan):
    calls = f"{WAIT}ADD 1 TO WS-SHIPS\n{WAIT}"
    before = {f["fingerprint"] for f in scan(fixed(unit(calls)))["findings"] if f["code"] == "WAI001"}
    report = scan(fixed(unit(f"* {AGREED}\n{calls}")))
    after = {f["fingerprint"] for part in ("findings", "suppressed") for f in report[part] if f["code"] == "WAI001"}
    assert len(before) == 2 and before == after


# ---- expiry, reasons, words


@pytest.mark.parametrize(("today", "holds"), [("2027-06-30", True), ("2027-07-01", False)])
def test_it_holds_until_the_end_of_its_last_day(scan, work, today, holds):
    (work / "cobolscan.toml").write_text(f'[rules.SUP002]\ntoday = "{today}"\n')
    report = scan(fixed(unit(f"* {AGREED} until=2027-06-30\n{WAIT}")))
    assert codes(report, "suppressed") == (["WAI001"] if holds else [])
    assert [f["data"]["findings"] for f in report["findings"] if f["code"] == "SUP002"] == ([] if holds else [1])


def test_the_day_holds_also_where_nobody_tells_what_expired(scan, work):
    (work / "cobolscan.toml").write_text('ignore = ["SUP"]\n[rules.SUP002]\ntoday = "2027-07-01"\n')
    assert codes(scan(fixed(unit(f"* {AGREED} until=2027-06-30\n{WAIT}")))) == ["WAI001"]


def test_a_day_that_is_none_is_wrong_use(scan, work, run):
    (work / "A.cbl").write_text(fixed(unit(WAIT)))
    (work / "cobolscan.toml").write_text('[rules.SUP002]\ntoday = "tomorrow"\n')
    done = run("scan", ".")
    assert done.status == 2
    assert 'cobolscan.toml:2: "rules.SUP002.today" must be a day such as 2027-06-30, or empty' in done.err


def test_reasons_are_required_when_the_configuration_says_so(scan, work):
    text = fixed(unit(f"* cobolscan: ignore[WAI001]\n{WAIT}"))
    assert codes(scan(text)) == []
    (work / "cobolscan.toml").write_text("require-reason = true\n")
    assert codes(scan(text)) == ["SUP004"]
    assert codes(scan(text, "--select", "WAI")) == ["SUP004"], "what is required is required of each run"
    assert codes(scan(text, "--ignore", "SUP004")) == []
    (work / "cobolscan.toml").write_text("")
    assert codes(scan(text, "--extend-select", "suppression-without-reason")) == ["SUP004"]


def test_an_unknown_word_does_not_cost_the_others(scan):
    report = scan(fixed(unit(f"* cobolscan: ignore[WAI001,WIA002] agreed\n{WAIT}")))
    assert codes(report, "suppressed") == ["WAI001"]
    assert [f["message"] for f in report["findings"]] == ['unknown rule "WIA002" (did you mean "WAI002"?)']


@pytest.mark.parametrize("word", ["SUP", "SUP003", "unknown-suppression", "PAR002"])
def test_what_is_said_about_comments_and_unread_files_cannot_be_suppressed_by_one(scan, word):
    report = scan(fixed(unit(f"* cobolscan: ignore-file[{word}] quiet\n")))
    assert [f["code"] for f in report["findings"]] == ["SUP003"]
    assert "cannot be suppressed by a comment" in report["findings"][0]["message"]


def test_all_leaves_what_is_said_about_comments(scan):
    text = unit("* cobolscan: ignore-file[ALL] quiet\n* cobolscan: ignore[LMI001]\n")
    assert "SUP003" in codes(scan(fixed(text)))


def test_what_cannot_be_read_suppresses_nothing(scan):
    wrong = ("ignore", "ignore[]", "ignore[WAI001", "ignore[WAI001] until=2199-13-01", "ignore-start[WAI001]", "ignore-para[WAI001]")
    for comment in (*wrong, f"ignore[{'LIM001,' * 9}WAI001]"):
        report = scan(fixed(unit(f"* cobolscan: {comment}\n{WAIT}")))
        assert codes(report) == ["SUP003", "WAI001"], comment
        assert report["suppressed"] == []


def test_a_comment_entry_is_no_place_for_it(scan):
    author = "       AUTHOR.\n           cobolscan: ignore-file[WAI001] x.\n"
    text = fixed(unit(WAIT)).replace("       DATA DIV", f"{author}       DATA DIV")
    assert codes(scan(text)) == ["SUP003", "WAI001"]


# ---- what is unused


UNUSED = fixed(unit("* cobolscan: ignore[WAI001,LIM001] agreed\nADD 1 TO WS-QUAYS\n"))


@pytest.mark.parametrize(
    ("options", "unused"),
    [
        ([], ["WAI001", "LIM001"]),
        (["--select", "LIM,SUP001"], ["LIM001"]),
        (["--ignore", "LIM001"], ["WAI001"]),
        (["--select", "HIS,SUP001"], []),
        (["--ignore", "SUP001"], []),
    ],
)
def test_only_rules_that_ran_have_an_opinion(scan, options, unused):
    assert [f["data"]["unused"] for f in scan(UNUSED, *options)["findings"]] == ([unused] if unused else [])


def test_rules_about_comments_did_not_run_without_history(scan):
    text = fixed(unit("* cobolscan: ignore[HIS001] agreed\nADD 1 TO WS-QUAYS\n"))
    assert codes(scan(text)) == ["SUP001"]
    assert codes(scan(text, "--no-history")) == []


def test_a_family_is_judged_when_all_of_it_ran(scan):
    text = fixed(unit("* cobolscan: ignore[limits] agreed\nADD 1 TO WS-QUAYS\n"))
    assert codes(scan(text)) == ["SUP001"]
    assert codes(scan(text, "--ignore", "LIM005")) == []
    assert codes(scan(text, paths=("A.cbl",))) == [], "limit-drift is a rule about all programs"


def test_rules_about_all_programs_are_judged_when_all_are_seen(scan):
    text = fixed(unit("* cobolscan: ignore[LIM007] agreed\nADD 1 TO WS-QUAYS\n"))
    files = {"src/A.cbl": text, "B.cbl": fixed(unit(""))}
    assert codes(scan(files)) == ["SUP001"]
    assert codes(scan(files, paths=("src",))) == []
    assert codes(scan(files, paths=("src/A.cbl", "B.cbl"))) == []


def test_what_was_not_read_is_not_judged(scan):
    body = "* cobolscan: ignore[WAI001] agreed\n{}\nADD 1 TO WS-QUAYS\n"
    assert "SUP001" in codes(scan(fixed(unit(body.format("ADD 1 TO WS-SHIPS")))))
    assert "SUP001" not in codes(scan(fixed(unit(body.format("ADD 1 WS-SHIPS GIVES NOTHING")))))
    assert "SUP001" not in codes(scan(fixed(unit(body.format("ADD 1 TO WS-SHIPS"), "COPY NOWHERE.\n"))))
    left_out = ">>IF 1 = 2\n* cobolscan: ignore[WAI001] agreed\nADD 1 TO WS-QUAYS\n>>END-IF\n"
    assert "SUP001" not in codes(scan(fixed(unit(left_out)).replace("    >>", ">>")))


# ---- copybooks


MEMBER = f"           * {AGREED}\n           ".replace("           *", "      *") + WAIT.rstrip() + ".\n"
COPIES = "ADD 1 TO WS-QUAYS.\nCOPY SLEEPS.\n"


def test_a_comment_in_a_member_holds_for_all_who_copy_it(scan):
    files = {"a/P1.cbl": fixed(unit(COPIES, name="P1")), "b/P2.cbl": fixed(unit(COPIES, name="P2")), "cpy/SLEEPS.cpy": MEMBER}
    report = scan(files)
    assert "WAI001" not in codes(report) and not [code for code in codes(report) if code.startswith("SUP")]
    (finding,) = report["suppressed"]
    assert (finding["path"], finding["suppression"]["path"]) == ("cpy/SLEEPS.cpy", "cpy/SLEEPS.cpy")
    assert {row["program"] for row in finding["includers"]} == {"P1", "P2"}
    assert scan(files, "--jobs", "2")["suppressed"] == report["suppressed"]


def test_a_changed_copybook_is_judged_in_its_programs(scan):
    """In a hook: what the programs find in it is suppressed in it, and what they have of their own is not this run's matter."""
    limit = "      * cobolscan: ignore[LIM003] agreed\n           IF WS-SHIPS > 3543 DISPLAY 'TOO MANY' STOP RUN.\n"
    own = f"* {AGREED}\n{WAIT}ADD 1 TO WS-SHIPS.\nCOPY BODY.\nMOVE 'X' TO ENTRY-X (WS-SHIPS)\n"
    files = {"P1.cbl": fixed(unit(own, "01 TAB.\n05 ENTRY-X PIC X OCCURS 3543.\n")), "BODY.cpy": limit}
    report = scan(files)
    assert (codes(report), codes(report, "suppressed")) == ([], ["LIM003", "WAI001"])
    report = scan(files, "--with-includers", paths=("BODY.cpy",))
    assert (codes(report), codes(report, "suppressed")) == ([], ["LIM003"])


def test_a_comment_in_a_member_with_placeholders(scan):
    member = f"      * {AGREED}\n           CALL :WAIT: USING 3600.\n"
    copies = 'ADD 1 TO WS-QUAYS.\nCOPY SLEEPS REPLACING ==:WAIT:== BY =="C$SLEEP"==.\n'
    report = scan({"P1.cbl": fixed(unit(copies)), "SLEEPS.cpy": member})
    assert (codes(report, "suppressed"), "WAI001" in codes(report)) == (["WAI001"], False)


def test_a_comment_at_a_copy_covers_the_statement_and_not_the_member(scan):
    member = '           CALL "C$SLEEP" USING :SECONDS:.\n'
    copies = "ADD 1 TO WS-QUAYS.\n* cobolscan: ignore[WAI001] agreed\nCOPY SLEEPS REPLACING\n==:SECONDS:==\nBY ==3600==.\n"
    report = scan({"P1.cbl": fixed(unit(copies)), "SLEEPS.cpy": member})
    assert [(f["path"], f["literal"]) for f in report["suppressed"]] == [("P1.cbl", "3600")]
    copies = "ADD 1 TO WS-QUAYS.\n* cobolscan: ignore[WAI001] agreed\nCOPY SLEEPS.\n"
    report = scan({"P1.cbl": fixed(unit(copies)), "SLEEPS.cpy": MEMBER.replace(AGREED, "as it is")})
    assert codes(report) == ["SUP001", "WAI001"]


def test_comments_in_members_are_judged_when_all_who_may_copy_them_are_seen(scan):
    files = {"P1.cbl": fixed(unit(COPIES)), "SLEEPS.cpy": MEMBER.replace("WAI001", "LIM003")}
    assert codes(scan(files)) == ["SUP001", "WAI001"]
    assert codes(scan(files, paths=("SLEEPS.cpy", "P1.cbl"))) == ["WAI001"]


def test_what_a_member_shows_only_by_itself_is_used(scan):
    """The program knows the table, and has another word for the limit: neither comment is unused."""
    compare = "           IF WS-SHIPS > 3543 DISPLAY 'TOO MANY' STOP RUN.\n"
    member = f"           ADD 1 TO WS-SHIPS.\n      * cobolscan: ignore[LIM001,LIM003] agreed\n{compare}"
    table = "01 TAB.\n05 ENTRY-X PIC X OCCURS 3543.\n"
    program = fixed(unit("ADD 1 TO WS-QUAYS.\nCOPY BODY.\nMOVE 'X' TO ENTRY-X (WS-SHIPS).\n", table))
    report = scan({"P1.cbl": program, "BODY.cpy": member})
    assert codes(report, "suppressed") == ["LIM003"]
    assert "SUP001" not in codes(report)


def test_identical_files(scan):
    text = fixed(unit(f"* {AGREED}\n{WAIT}* cobolscan: ignore[LMI001]\n"))
    report = scan({"a/A.cbl": text, "b/A.cbl": text})
    assert [(f["path"], f["identical_paths"]) for f in report["suppressed"]] == [("a/A.cbl", ["b/A.cbl"])]
    assert [(f["code"], f["path"], f["identical_paths"]) for f in report["findings"]] == [("SUP003", "a/A.cbl", ["b/A.cbl"])]


def test_of_identical_programs_beside_other_members_one_may_need_it(scan):
    text = fixed(unit(f"* {AGREED}\nCALL 'C$SLEEP' USING WAIT-X\n", "COPY W.\n"))
    files = {"a/A.cbl": text, "a/W.cpy": "       01  WAIT-X PIC 9(6) VALUE 0.\n"}
    assert "SUP001" in codes(scan(files))
    files |= {"b/A.cbl": text, "b/W.cpy": "       01  WAIT-X PIC 9(6) VALUE 3600.\n"}
    report = scan(files)
    assert codes(report, "suppressed") == ["WAI001"] and "SUP001" not in codes(report)


# ---- findings that are facts, that move, that speak for others


def drifting(comment: str = "") -> dict[str, str]:
    compare = "IF WS-SHIPS > MAX-SHIPS DISPLAY 'TOO MANY' END-IF\n"
    return {
        "A.cbl": fixed(unit(compare, f"{comment}01 MAX-SHIPS PIC 9(5) VALUE 450.\n", name="A")),
        "B.cbl": fixed(unit(compare, "01 MAX-SHIPS PIC 9(5) VALUE 460.\n", name="B")),
        "C.cbl": fixed(unit(compare, "01 MAX-SHIPS PIC 9(5) VALUE 450.\n", name="C")),
    }


def test_findings_about_all_programs_are_suppressed_where_they_stand(scan):
    (drift,) = [f for f in scan(drifting())["findings"] if f["code"] == "LIM007"]
    files = drifting()
    entry = next(line for line in files[drift["path"]].splitlines(True) if "MAX-SHIPS PIC" in line)
    files[drift["path"]] = files[drift["path"]].replace(entry, f"      * cobolscan: ignore[LIM007] agreed\n{entry}")
    report = scan(files)
    assert codes(report, "suppressed") == ["LIM007"] and "LIM007" not in codes(report)


def test_a_suppressed_limit_is_still_a_fact(scan):
    report = scan(drifting("* cobolscan: ignore[LIM002] agreed\n"))
    assert "LIM007" in codes(report)
    assert "SUP001" not in codes(report), "what limit-drift replaces was suppressed"
    related = [other for f in report["findings"] if f["code"] == "LIM007" for other in f["related"]]
    assert {other["path"] for other in related} | {f["path"] for f in report["findings"] if f["code"] == "LIM007"} >= {"A.cbl", "B.cbl"}


def test_a_suppressed_limit_keeps_its_literal(scan):
    """The number is one of a limit, whoever hears of it: no magic number comes up in its place."""
    text = unit(f"* cobolscan: ignore[LIM001] agreed\n{LIMIT}")
    assert [code for code in codes(scan(fixed(text), "--pedantic")) if not code.startswith("SUP")] == []


def test_a_suppressed_note_raises_nothing(scan):
    noted = "{}* Temporary until the gateway is replaced in March 1999.\n" + WAIT
    (raised,) = [f for f in scan(fixed(unit(noted.format(""))))["findings"] if f["code"] == "WAI001"]
    assert raised["data"]["raised_by"] == ["HIS002"]
    report = scan(fixed(unit(noted.format("* cobolscan: ignore[HIS002] the gateway stays\n"))))
    (plain,) = [f for f in report["findings"] if f["code"] == "WAI001"]
    assert "raised_by" not in plain["data"] and plain["severity"] != raised["severity"]
    assert codes(report, "suppressed") == ["HIS002"]


def test_the_comment_itself_is_no_note(scan, run):
    text = fixed(
        unit(f"* Set by the carrier, JDS 2003-04-01\n* cobolscan: ignore[LIM001] temporary, until=2199-12-31\n* for all ships\n{WAIT}")
    )
    report = scan(text, "--ignore", "SUP")
    (finding,) = [f for f in report["findings"] if f["code"] == "WAI001"]
    assert [event["text"] for event in finding["history"]] == ["Set by the carrier, JDS 2003-04-01\nfor all ships"]
    events = json.loads(run("history", "A.cbl", "--format", "json").out)["events"]
    assert not [event for event in events if "cobolscan" in event["text"]]


def test_regions_that_were_not_parsed_can_be_suppressed(scan):
    report = scan(fixed(unit("* cobolscan: ignore[PAR001] another dialect\nADD 1 WS-SHIPS GIVES NOTHING\n")))
    assert codes(report, "suppressed") == ["PAR001"] and report["findings"] == []


# ---- confidence


def test_below_the_confidence_asked(scan, run, work):
    text = fixed(unit("* Assumes there will never be more than 40 of them.\nMOVE 40 TO WS-SHIPS\n"))
    every = scan(text)["findings"]
    sure = [f for f in every if f["confidence"] == "high"]
    assert len(sure) < len(every)
    report = scan(text, "--confidence", "high")
    assert (len(report["findings"]), report["summary"]["below_confidence"]) == (len(sure), len(every) - len(sure))
    told = run("scan", "A.cbl", "--confidence", "high", "--fail-on", "info")
    assert f"{len(every) - len(sure)} below the confidence asked.\n" in told.out
    assert told.status == int(bool(sure))
    (work / "cobolscan.toml").write_text('confidence = "high"\n')
    assert scan(text)["summary"]["below_confidence"] == len(every) - len(sure)
    assert scan(text, "--confidence", "low")["summary"]["below_confidence"] == 0
    (work / "cobolscan.toml").write_text('confidence = "sure"\n')
    assert '"confidence" must be one of low, medium, high' in run("scan", "A.cbl").err


def test_a_finding_that_is_suppressed_and_unsure_makes_use_of_its_comment(scan):
    text = fixed(unit("* cobolscan: ignore[HIS001] agreed\n* Assumes there will never be more than 40 of them.\nMOVE 40 TO WS-SHIPS\n"))
    report = scan(text, "--confidence", "high")
    assert codes(report, "suppressed") == ["HIS001"] and "SUP001" not in codes(report)


# ---- the page


def test_what_the_documentation_shows(scan, run, work):
    page = (Path(__file__).parents[2] / "docs" / "suppressions.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^```cobol\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    (configuration,) = re.findall(r"^```toml\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    (work / "cobolscan.toml").write_text(configuration)
    report = scan(program)
    assert (codes(report), codes(report, "suppressed")) == ([], ["LIM001", "WAI001"])
    for options in re.findall(r"^    (--\S.*?)  ", page, flags=re.MULTILINE):
        assert run("scan", "A.cbl", *options.split()).status in (0, 1), options
