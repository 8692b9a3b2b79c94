"""The formats for people: frames, caps, totals, and nothing from a scanned file that acts on the terminal."""

from __future__ import annotations

import dataclasses
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobolscan.history.events import Event
from cobolscan.report import View, concise, full, grouped, timeline
from cobolscan.report.past import chosen
from cobolscan.report.past import timeline as timeline_of
from cobolscan.report.text import Painter, clean
from cobolscan.rule import Confidence, Finding, Place, Related, Severity
from cobolscan.scan.result import FileReport, ScanResult

FILE = FileReport("src/POOL.cbl", 120, "fixed", "ascii", "program", 100, 0, ["POOL"], True)


def limit(line=43, **changes):
    text = "           IF WS-ACTIVE > 100"
    place = Place("src/POOL.cbl", line, 27, line, 30)
    given = {"literal": "100", "program": "POOL", "paragraph": "TAKE-ONE", "line_text": text} | changes
    return Finding("LIM001", "literal-bound", Severity.WARNING, Confidence.HIGH, place, "limit of 100 on WS-ACTIVE", **given)


def text_of(*findings, view=None, module=full, **changes):
    out = io.StringIO()
    module.write(ScanResult([FILE], list(findings), [], {}, **changes), out, view or View())
    return out.getvalue()


def test_a_frame():
    events = [
        Event(17, 17, "src/POOL.cbl", "changelog_entry", "1999-10 mhk POOL EMPTY IN Y2K TEST", ["MHK"], ["1999-10"], why_here="change_log"),
        Event(42, 42, "src/POOL.cbl", "author_note", "100 should be enough - Carl", ["Carl"], ["1997-03-11"], why_here="above"),
        Event(40, 40, "src/POOL.cbl", "plain", "take a connection", why_here="same_paragraph"),
    ]
    related = [
        Related("src/POOL.cbl", 12, 20, "bound", "the table has 100 entries", "100"),
        Related("src/OTHER.cbl", 7, 12, "elsewhere", "WS-MAX is 250 in OTHER", "250"),
    ]
    assert (
        text_of(limit(history=events, related=related))
        == """\
Read 1 file, 120 lines (1 fixed; 1 program).
1 parsed completely; 100.0 % of the lines of code.

src/POOL.cbl:43:27: LIM001 warning limit of 100 on WS-ACTIVE
   │
43 │            IF WS-ACTIVE > 100
   │                           ^^^
   │ in POOL / TAKE-ONE
   │ 1997-03-11  Carl  "100 should be enough"  (note above, line 42)
   │ 1999-10     MHK   "POOL EMPTY IN Y2K TEST"  (change log, line 17)
   │                   "take a connection"  (in the same paragraph, line 40)
   │ line 12: the table has 100 entries
   │ src/OTHER.cbl:7: WS-MAX is 250 in OTHER

1 finding: 1 warning.
"""
    )


def test_concise_is_one_line_a_finding():
    assert text_of(limit(), limit(44), module=concise, view=View(quiet=True)).splitlines() == [
        "src/POOL.cbl:43:27: LIM001 warning limit of 100 on WS-ACTIVE",
        "src/POOL.cbl:44:27: LIM001 warning limit of 100 on WS-ACTIVE",
    ]


def test_frames_of_a_rule_are_capped_on_a_first_run_and_the_total_is_told():
    findings = [limit(line) for line in range(1, 60)]
    text = text_of(*findings)
    assert text.count("LIM001 warning") == full.MOST
    assert "LIM001: 20 of 59 shown; all of them: cobolscan scan --select LIM001 --format concise\n" in text
    assert "59 findings: 59 warnings." in text
    assert text_of(*findings, first_run=False).count("LIM001 warning") == 59
    assert text_of(*findings, module=concise).count("LIM001 warning") == 59


def test_what_is_less_severe_is_counted_not_shown():
    findings = [limit(), limit(50)]
    findings[1].severity = Severity.INFO
    text = text_of(*findings)
    assert ":50:" not in text
    assert "2 findings: 1 warning, 1 info. 1 of lower severity not shown (--severity info)." in text
    assert ":50:" in text_of(*findings, view=View(severity="info"))


def test_statistics_instead_of_findings():
    text = text_of(limit(), limit(50), view=View(statistics=True))
    assert "\n       2        -        2        -  LIM001  literal-bound\n" in text
    assert "\n       2        -        2        -  src\n" in text, "by folder"
    assert ":43:" not in text


def test_statistics_tell_severities_apart_and_how_many_rows_there_are():
    findings = [limit(line) for line in range(1, 31)]
    for number, finding in enumerate(findings):
        finding.place = dataclasses.replace(finding.place, path=f"src/{number:02}/A.cbl")
    findings[3].severity, findings[4].severity = Severity.INFO, Severity.ERROR
    lines = text_of(*findings, view=View(statistics=True), module=grouped).splitlines()
    assert "      30        1       28        1  LIM" in lines
    start = lines.index("By file (first 20 of 30):")
    assert lines[start + 22] == "" and len(lines[start + 2 : start + 22]) == 20
    assert lines[start + 2] == "       1        -        1        -  src/00/A.cbl"


def test_grouped_tells_each_file_once_the_gravest_first():
    findings = [limit(200), limit(7), limit(9)]
    findings[0].severity = Severity.ERROR
    findings[2].place = dataclasses.replace(findings[2].place, path="src/OTHER.cbl")
    assert text_of(*findings, module=grouped, view=View(quiet=True)).splitlines() == [
        "src/POOL.cbl: 2 findings",
        "    7:27  LIM001 warning  limit of 100 on WS-ACTIVE",
        "  200:27  LIM001 error    limit of 100 on WS-ACTIVE",
        "",
        "src/OTHER.cbl: 1 finding",
        "  9:27  LIM001 warning  limit of 100 on WS-ACTIVE",
    ]


def test_the_summary_tells_what_was_not_read_and_what_misses():
    out = io.StringIO()
    files = [FILE, FileReport("b", 10, "free", "utf-8", "copybook", 5, 5), FileReport("c", problem="cannot be read")]
    files[0] = dataclasses.replace(FILE, programs=["PAY", "TAX", "SUM"], missing_copybooks=["BOOK0"])
    files[1].missing_copybooks = [f"BOOK{n}" for n in range(9)]
    concise.write(ScanResult(files, [], [], {f"BOOK{n}": 1 + (n == 0) for n in range(9)}), out, View())
    assert out.getvalue().splitlines()[:3] == [
        "Read 3 files, 130 lines (1 fixed, 1 free; 1 program, 1 copybook).",
        "1 parsed completely, 1 in part, 1 not read; 95.5 % of what was read.",
        f"9 copybooks missing: BOOK0 (PAY, TAX and 2 more), {', '.join(f'BOOK{n} (b)' for n in range(1, 8))} and 1 more.",
    ]


def test_the_caret_stands_under_wide_characters():
    text = '           DISPLAY "漢字" 100'
    lines = text_of(limit(line_text=text, literal="100")).splitlines()
    finding = limit(line_text=text)
    finding.place = Place("a", 1, 25, 1, 28)
    frame = list(full.frame(finding, full.Painter(View())))
    assert frame[3].index("^") - frame[2].index("100") == 2, "two characters are two columns wide each"
    assert lines


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\r\n\x00\x7f [red]bold[/red] \udc80"


def test_nothing_hostile_reaches_the_terminal():
    event = Event(42, 42, "p", "author_note", HOSTILE, [HOSTILE], [], dates_raw=[HOSTILE], why_here="above")
    finding = limit(
        line_text=HOSTILE, program=HOSTILE, paragraph=HOSTILE, history=[event], identical_paths=[HOSTILE],
        related=[Related(HOSTILE, 1, 1, "elsewhere", HOSTILE, HOSTILE)], includers=[{"program": HOSTILE, "chain": []}],
    )  # fmt: skip
    finding.message, finding.place.path = HOSTILE, HOSTILE
    out = io.StringIO()
    files = [FileReport(HOSTILE, problem=HOSTILE, programs=[HOSTILE])]
    for view in (View(severity="info"), View(severity="info", statistics=True)):
        for module in (full, concise, grouped):
            module.write(ScanResult(files, [finding], [], {HOSTILE: 2}), out, view)
    timeline.write((HOSTILE, [event]), out, View())
    timeline.write((HOSTILE, []), out, View())
    text = out.getvalue()
    assert not [char for char in text if not char.isprintable() and char != "\n"]
    assert "[red]bold[/red]" in text, "markup is text"
    text.encode()


def test_colour_is_only_of_our_making():
    text = text_of(limit(line_text="\x1b[31mred"), view=View(color=True))
    assert "\x1b[1;33mwarning\x1b[0m" in text
    assert "␛[31mred" in text


@pytest.mark.parametrize(("text", "shown"), [("a\tb", "a b"), ("a\x00b", "a␀b"), ("ä\u200bß", "ä\ufffdß"), ("plain", "plain")])
def test_each_character_stays_one(text, shown):
    assert clean(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x ##vso[task.setvariable variable=PATH]/tmp", "x ##vso(task.setvariable variable=PATH]/tmp"),
        ("##[add-mask]abc", "##(add-mask]abc"),
        ("a ##teamcity[buildStop comment='x']", "a ##teamcity(buildStop comment='x']"),
        ("  ::stop-commands::x", "  \u2236:stop-commands::x"),
        ("A ## B :: C", "A ## B :: C"),
    ],
)
def test_nothing_is_a_command_to_a_build_server(text, shown):
    assert clean(text) == shown
    assert len(shown) == len(text)


def test_no_report_for_people_holds_a_command():
    """Azure Pipelines and TeamCity look for one anywhere in a line; GitHub also at its start."""
    evil = "##vso[task.complete]##[error]##teamcity[x]"
    event = Event(42, 42, "p", "author_note", evil, [evil], [], why_here="above")
    finding = limit(line_text=evil, program=evil, history=[event], related=[Related(evil, 1, 1, "elsewhere", evil, evil)])
    finding.message, finding.place = evil, dataclasses.replace(finding.place, path=f"::error::{evil}")
    for module in (full, concise, grouped):
        for view in (View(), View(statistics=True)):
            lines = text_of(finding, module=module, view=view, notices=[evil]).splitlines()
            assert not [line for line in lines if "##vso[" in line or "##[" in line or "##teamcity[" in line or line.startswith("::")]


def test_a_terminal_that_knows_only_ascii_gets_bars_it_can_show():
    text = text_of(limit(), view=View(unicode=False))
    assert "43 |            IF" in text and text.isascii()


def test_what_is_not_known_is_told_behind_what_was_read():
    text = text_of(limit(), notices=["the past in git is unknown: a shallow clone\x1b[2J"])
    assert "of the lines of code.\nthe past in git is unknown: a shallow clone␛[2J\n" in text


def told(*events, path="src/POOL.cbl"):
    return list(timeline_of(events, Painter(View()), path))


def test_a_timeline_has_columns_and_says_each_thing_once():
    entry = Event(
        9, 9, "src/POOL.cbl", "changelog_entry", "1997-03-11 CB CHG0231 POOL TO 100.", ["CB"], ["1997-03-11"], ["CHG0231"], why_here="tag"
    )
    import_ = Event(1, 9, "src/POOL.cbl", "commit", "present since the import of 2020-01-01 (abc1234)", source="git", why_here="git")
    elsewhere = Event(7, 7, "src/X.cpy", "assumption", "never more than 100", why_here="echo", source="estate")
    assert told(elsewhere, entry, import_) == [
        '1997-03-11  CB  CHG0231  "POOL TO 100."  (change tag, line 9)',
        '                         "never more than 100"  (elsewhere, src/X.cpy:7)',
        "                         present since the import of 2020-01-01 (abc1234)  (git)",
    ]


def test_a_signature_is_not_repeated():
    event = Event(3, 3, "a.cbl", "identification", "SOUMA GHOSH.", ["SOUMA GHOSH"], why_here="change_log")
    dated = Event(4, 4, "a.cbl", "identification", "April 2022.", [], ["2022-04"], dates_raw=["April 2022"], why_here="change_log")
    assert told(event, path="a.cbl") == ["SOUMA GHOSH  (identification, line 3)"]
    assert told(dated, path="a.cbl") == ["2022-04  (identification, line 4)"]


def test_a_tombstone_says_what_became_of_what():
    event = Event(8, 8, "a.cbl", "tombstone", "MOVE 50 TO WS-MAX.", changes=[("50", "100")], why_here="above")
    assert told(event, path="a.cbl") == ['50 became 100: "MOVE 50 TO WS-MAX."  (note above, line 8)']


def test_what_is_shown_when_there_is_no_room_for_all():
    def event(kind, why, text="", **more):
        return Event(1, 1, "a.cbl", kind, text or f"{kind} {why}", why_here=why, **more)

    incident, note, plain = event("incident", "incident"), event("assumption", "above"), event("plain", "above")
    author, commit = event("identification", "change_log"), event("commit", "git", authors=["Ann"])
    assert chosen([plain, author, commit, note, incident], 3) == [incident, note, commit]
    assert chosen([author], 3) == [author]


def test_a_note_speaks_for_the_entry_of_the_same_change():
    note = Event(9, 9, "a.cbl", "author_note", "POOL FIXED AT 100", ["Carl"], ["1997-03-11"], ["CHG1"], why_here="above")
    same = dataclasses.replace(note, start_line=2, kind="changelog_entry", why_here="tag")
    more = dataclasses.replace(same, text="POOL FIXED AT 100 AFTER THE LOAD TEST SHOWED 61 AT PEAK")
    other = dataclasses.replace(same, tickets=["CHG2"])
    assert chosen([note, same], 5) == [note]
    assert chosen([note, more], 5) == [note, more] and chosen([note, other], 5) == [note, other]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4), st.text(max_size=60))
def test_no_text_of_an_event_acts_on_the_terminal(known, said):
    event = Event(1, 1, "a.cbl", "author_note", f"{' '.join(known)} {said}", known[:1], known[1:2], known[2:], why_here="above")
    lines = told(event, path="a.cbl")
    assert [clean(line) for line in lines] == lines and len(lines) <= 3


def test_how_many_other_files_share_a_ticket():
    text = text_of(limit(data={"also_in": {"CHG0231": 12, "the same assumption": 1}}))
    assert "CHG0231: also in 12 other files\n" in text and "the same assumption" not in text
