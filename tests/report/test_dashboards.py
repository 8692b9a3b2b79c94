"""GitLab's code quality, SonarQube's generic issues and CSV: what their documentation requires, and findings of every severity."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobolscan.report.as_csv import COLUMNS
from cobolscan.report.text import clean
from cobolscan.rule import Confidence, Place, Related, Severity

EVERY = list(Severity)
TEXT = st.text(min_size=1, max_size=60)


def check_gitlab(text):
    """The required keys of "Code quality report format"; paths relative and without ./"""
    rows = json.loads(text)
    for row in rows:
        assert row["description"] and row["check_name"] and row["fingerprint"]
        assert row["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert row["location"]["lines"]["begin"] >= 1
        assert not row["location"]["path"].startswith(("./", "/"))
    assert len({row["fingerprint"] for row in rows}) == len(rows)
    return rows


def check_sonar(text):
    """What SonarQube's ExternalIssueReportValidator refuses, and what its sensor cannot place."""
    log = json.loads(text)
    assert set(log) == {"rules", "issues"}
    for rule in log["rules"]:
        assert rule["id"] and rule["name"] and rule["engineId"]
        assert rule["cleanCodeAttribute"] in _ATTRIBUTES
        assert rule["impacts"]
        for impact in rule["impacts"]:
            assert impact["softwareQuality"] in ("SECURITY", "RELIABILITY", "MAINTAINABILITY")
            assert impact["severity"] in ("HIGH", "MEDIUM", "LOW"), "10.3 knows no others"
    ids = [rule["id"] for rule in log["rules"]]
    assert len(set(ids)) == len(ids)
    for issue in log["issues"]:
        assert issue["ruleId"] in ids and not {"severity", "type", "engineId"} & set(issue)
        assert issue["primaryLocation"]["message"] and issue["primaryLocation"]["filePath"]
        for location in (issue["primaryLocation"], *issue.get("secondaryLocations", [])):
            assert location["filePath"] and location["textRange"]["startLine"] >= 1
            check_range(location["textRange"])
    assert {issue["ruleId"] for issue in log["issues"]} == set(ids)
    return log


_ATTRIBUTES = (
    "FORMATTED", "CONVENTIONAL", "IDENTIFIABLE", "CLEAR", "LOGICAL", "COMPLETE", "EFFICIENT", "FOCUSED", "DISTINCT", "MODULAR", "TESTED",
    "LAWFUL", "TRUSTWORTHY", "RESPECTFUL",
)  # fmt: skip


def check_range(span):
    assert set(span) in ({"startLine"}, {"startLine", "endLine", "startColumn", "endColumn"})
    if "startColumn" in span:
        assert span["startLine"] == span["endLine"] and 0 <= span["startColumn"] < span["endColumn"]


def test_gitlab(finding, report):
    findings = [finding(severity=severity) for severity in EVERY] + [finding(confidence=Confidence.LOW)]
    rows = check_gitlab(report("gitlab", *findings))
    assert [row["severity"] for row in rows] == ["info", "major", "critical", "minor"]
    assert rows[0]["description"] == "LIM001: 100 bounds WS-ACTIVE" and rows[0]["check_name"] == "literal-bound"
    assert rows[0]["location"] == {"path": "src/POOL.cbl", "lines": {"begin": 43, "end": 43}}
    assert check_gitlab(report("gitlab")) == []


@pytest.mark.usefixtures("house")
def test_gitlab_of_a_scan_has_a_fingerprint_for_each_of_equal_findings(program, run):
    program("src/A.cbl", *["IF WS-POOL > 100 DISPLAY 'FULL'."] * 3)
    assert len(check_gitlab(run("scan", "--format", "gitlab", "src").out)) == 3


def test_sonar(finding, report):
    findings = [finding(severity=severity) for severity in EVERY]
    findings += [finding(code="MAG001", name="magic-number"), finding(code="HOUSE9", name="house-rule")]
    findings[0].related = [Related("src/B.cbl", 7, 12, "elsewhere", "250 there", "250"), Related("src/B.cbl", 0, 0, "note", "nowhere")]
    log = check_sonar(report("sonar", *findings))
    assert [rule["id"] for rule in log["rules"]] == ["HOUSE9", "LIM001", "LIM001-error", "LIM001-info", "MAG001"]
    assert [rule["impacts"][0]["severity"] for rule in log["rules"]] == ["MEDIUM", "MEDIUM", "HIGH", "LOW", "MEDIUM"]
    assert log["issues"][0]["primaryLocation"]["textRange"] == {"startLine": 43, "endLine": 43, "startColumn": 26, "endColumn": 29}
    assert log["issues"][0]["secondaryLocations"] == [{"message": "250 there", "filePath": "src/B.cbl", "textRange": {"startLine": 7}}]
    assert check_sonar(report("sonar")) == {"rules": [], "issues": []}


@settings(deadline=None)
@given(
    line=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255), max_size=90),
    start=st.integers(1, 100),
    width=st.integers(0, 40),
    lines=st.integers(0, 2),
)
def test_a_range_of_sonar_lies_within_its_line(finding, report, line, start, width, lines):
    place = Place("a.cbl", 5, start, 5 + lines, start + width)
    log = check_sonar(report("sonar", finding(place=place, line_text=line)))
    span = log["issues"][0]["primaryLocation"]["textRange"]
    assert span.get("endColumn", 0) <= len(line) and span["startLine"] == 5
    if lines == 0 and width and line.isascii() and start + width - 1 <= len(line):
        assert (span["startColumn"], span["endColumn"]) == (start - 1, start + width - 1)


def rows_of(text):
    """RFC 4180: lines end with CR LF, every field stands in quotes, every row has as many."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", "")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert tuple(rows[0]) == COLUMNS and {len(row) for row in rows} == {len(COLUMNS)}
    assert all(re.fullmatch(r'"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*', line) for line in text.split("\r\n")[:-1])
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]


def test_csv(finding, report):
    findings = [finding(severity=severity) for severity in EVERY]
    findings[0].includers = [{"program": "B", "chain": []}, {"program": "A", "chain": []}]
    rows = rows_of(report("csv", *findings))
    assert [row["severity"] for row in rows] == ["info", "warning", "error"]
    assert (rows[0]["path"], rows[0]["line"], rows[0]["column"], rows[0]["copied_by"]) == ("src/POOL.cbl", "43", "27", "A B")
    assert rows_of(report("csv")) == []


def test_csv_has_no_mark_in_front(report):
    assert report("csv").startswith('"path"')


@settings(deadline=None)
@given(message=TEXT, path=TEXT)
def test_any_text_comes_back_from_csv_but_for_what_makes_it_harmless(finding, report, message, path):
    (row,) = rows_of(report("csv", finding(message, path)))
    for given_, got in ((message, row["message"]), (path, row["path"])):
        assert got.replace("'", "") == clean(given_).replace("'", "")
        for part in got.split(";"):
            assert part.strip(' "')[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n") or re.fullmatch(r"[+-]\d+([.,]\d+)?", got)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("+1+cmd", "'+1+cmd"),
        ("-100", "-100"),
        ("+1.5", "+1.5"),
        ("-1;=x", "'-1;'=x"),
        ('a; "=x', "a; \"'=x"),
        ("\t=x", " '=x"),
        ("＝x", "'＝x"),
        ("A = B; C - D", "A = B; C - D"),
    ],
)
def test_no_cell_is_a_formula(finding, report, text, cell):
    (row,) = rows_of(report("csv", finding(literal=text)))
    assert row["literal"] == cell
