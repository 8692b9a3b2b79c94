"""The night at 3:17: what a scan of the story says, and that it says it for other stories too."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from cobolscan.cli import main
from cobolscan.source.reader import read_file
from cobolscan.syntax.parser import parse

from .variants import LIMIT_LINE, STORY, VARIANTS, WAIT_LINES, story_lines


def scanned(folder, capsys, monkeypatch):
    """The JSON of a scan of a folder, from outside of it."""
    monkeypatch.chdir(folder.parent)
    status = main(["scan", "--format", "json", "--isolated", "--jobs", "1", folder.name])
    answer = json.loads(capsys.readouterr().out)
    assert status == 1
    return answer["findings"]


def the_limit(findings, line):
    found = [f for f in findings if f["path"].endswith("TRNPOOL.CBL") and f["line"] == line and f["family"] == "LIM"]
    assert len(found) == 1, [(f["code"], f["line"], f["literal"]) for f in findings if abs(f["line"] - line) < 4]
    return found[0]


def the_wait(findings, lines):
    found = [f for f in findings if f["path"].endswith("TRNPOOL.CBL") and f["line"] in lines and f["code"] == "WAI001"]
    assert len(found) == 1, [(f["code"], f["line"]) for f in findings if f["line"] in lines]
    return found[0]


@pytest.mark.parametrize("name", VARIANTS)
def test_the_facts_follow_the_source(name, tmp_path, capsys, monkeypatch):
    change, expected = VARIANTS[name]
    folder = tmp_path / "bank"
    folder.mkdir()
    for copybook in STORY.glob("*.CPY"):
        shutil.copy(copybook, folder)
    (folder / "TRNPOOL.CBL").write_text("\n".join(change(story_lines())), encoding="ascii")
    findings = scanned(folder, capsys, monkeypatch)

    limit = the_limit(findings, expected.limit_line)
    assert (limit["literal"], limit["subject"], limit["program"]) == (expected.literal, "WS-POOL-MAX", "TRNPOOL")
    notes = [e for e in limit["history"] if e.get("why_here") in ("above", "trailing")]
    if expected.author is None:
        assert not [e for e in notes if e["authors"]]
    else:
        signed = [e for e in notes if expected.author in e["authors"]]
        assert signed, (notes, expected.author)
        assert set(signed[0]["dates"]) & set(expected.note_dates), signed[0]
    entries = [e for e in limit["history"] if any(date.startswith("1999-11") for date in e["dates"])]
    assert entries and "CONNECTIONS" in entries[0]["text"].upper() and entries[0]["authors"] == ["MHOLT"]

    wait = the_wait(findings, expected.wait_lines)
    assert wait["data"]["duration_s"] == pytest.approx(expected.duration)
    assert wait["data"]["in_loop"] is True
    assert wait["data"]["max_per_second"] == pytest.approx(expected.rate)


def test_the_same_limit_elsewhere(capsys, monkeypatch):
    findings = scanned(STORY, capsys, monkeypatch)
    limit = the_limit(findings, LIMIT_LINE)
    elsewhere = {(r["path"].split("/")[-1], r["literal"]) for r in limit["related"] if r["role"] == "elsewhere"}
    assert ("TRNPOLL.CBL", "150") in elsewhere
    assert len(elsewhere) >= 3


def test_the_story_ranks_among_the_first(capsys, monkeypatch):
    findings = scanned(STORY, capsys, monkeypatch)
    first = sorted(findings, key=lambda f: -f["rank"])[:10]
    assert any(f["path"].endswith("TRNPOOL.CBL") and f["line"] == LIMIT_LINE for f in first)
    assert any(f["path"].endswith("TRNPOOL.CBL") and f["line"] in WAIT_LINES and f["code"] == "WAI001" for f in first)


def test_the_wait_says_what_it_bounds(capsys, monkeypatch):
    wait = the_wait(scanned(STORY, capsys, monkeypatch), WAIT_LINES)
    for words in ("0.5 s", "at most 2 a second", "for each task"):
        assert words in wait["message"]
    assert any("system stability" in e["text"] for e in wait["history"])


def test_limit_and_wait_together(capsys, monkeypatch):
    findings = scanned(STORY, capsys, monkeypatch)
    (ceiling,) = [f for f in findings if f["code"] == "WAI007" and f["severity"] == "warning"]
    assert (ceiling["path"].split("/")[-1], ceiling["program"]) == ("TRNPOOL.CBL", "TRNPOOL") and ceiling["line"] in WAIT_LINES
    assert "100 (WS-POOL-MAX) x 2 a second = at most 200 a second for all together, 720,000 an hour" in ceiling["message"]
    assert (ceiling["data"]["limit"], ceiling["data"]["max_per_second"]) == (100, 200)
    assert [(r["role"], r["line"], r["literal"]) for r in ceiling["related"]] == [("bound", LIMIT_LINE, "100")]
    said = " ".join(event["text"] for event in ceiling["history"])
    assert "system stability" in said and "100 connections" in said


def test_the_limit_differs_between_the_programs(capsys, monkeypatch):
    findings = scanned(STORY, capsys, monkeypatch)
    (drift,) = [f for f in findings if f["code"] == "LIM007"]
    assert drift["data"]["values"] == {"100": ["POOLUTIL", "TRNPOOL"], "120": ["TRNDB2"], "150": ["TRNPOLL"], "95": ["TRNCICS"]}
    assert (drift["program"], drift["literal"]) == ("TRNCICS", "95")
    assert "differs" in drift["message"] and "wrong" not in drift["message"]


def test_the_story_is_read_whole():
    for path in sorted([*STORY.glob("*.C*"), *STORY.glob("*.cob")]):
        tree = parse(read_file(str(path)))
        assert tree.complete, (path.name, [(o.line, o.text) for o in tree.opaques])


def test_no_filler():
    """No 15 lines recur once words and numbers are folded."""
    folded = [re.sub(r"\d+", "N", re.sub(r"[A-Z][A-Z0-9-]*", "W", line[7:72].upper())).strip() for line in story_lines()]
    folded = [line for line in folded if line]
    seen = set()
    for start in range(len(folded) - 14):
        window = tuple(folded[start : start + 15])
        assert window not in seen, start
        seen.add(window)
    assert len(story_lines()) >= 5_100


@pytest.mark.skipif(shutil.which("cobc") is None, reason="GnuCOBOL's cobc is not installed (.ci/run installs it)")
@pytest.mark.parametrize("name", ["TRNPOOL.CBL", "TRNPOLL.CBL", "TRNAUDT.CBL", "poolutil.cob"])
def test_cobc_accepts_the_story(name):
    options = ["-free"] if name.endswith(".cob") else []
    done = subprocess.run(["cobc", "-fsyntax-only", *options, "-I", ".", name], cwd=STORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
