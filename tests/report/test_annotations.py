"""Commands for build servers, read back as the servers read them: GitHub's runner, Azure's agent, TeamCity's documentation."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobolscan.report.text import inert
from cobolscan.rule import Place, Severity

TEXT = st.text(min_size=1, max_size=60) | st.text(alphabet="%:;,]|['\r\n=#\\0aADx5 \u2028\x85\x00\U0001f600", min_size=1, max_size=40)
ERROR, INFO = Severity.ERROR, Severity.INFO


def github(line):
    """Type, properties and message, as the runner's ActionCommand reads them."""
    assert line.startswith("::")
    head, data = line[2:].split("::", 1)
    kind, _, properties = head.partition(" ")
    pairs = dict(pair.split("=", 1) for pair in properties.split(",") if pair)
    escapes = (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25"))
    return kind, {name: undone(value, escapes) for name, value in pairs.items()}, undone(data, (*escapes[:2], escapes[4]))


def azure(line):
    """Properties and message, as the agent's Command reads them: the first bracket after the prefix ends the properties."""
    start = line.index("##vso[") + len("##vso[")
    head, data = line[start:].split("]", 1)
    area, properties = head.split(" ", 1)
    assert area == "task.logissue"
    escapes = ((";", "%3B"), ("\r", "%0D"), ("\n", "%0A"), ("]", "%5D"), ("%", "%AZP25"))
    pairs = dict(pair.split("=", 1) for pair in properties.split(";") if pair)
    return {name: undone(value, escapes) for name, value in pairs.items()}, undone(data, escapes)


def undone(text, escapes):
    for char, code in escapes:
        text = text.replace(code, char)
    return text


def teamcity(line):
    """Name and attributes of a service message; a value ends at an apostrophe that is not escaped."""
    name, rest = re.fullmatch(r"##teamcity\[(\w+) (.*)\]", line).groups()
    pairs = re.findall(r"(\w+)='((?:[^|'\[\]\n\r]|\|0x[0-9A-F]{4}|\|[|'\[\]nr])*)'(?: |$)", rest)
    assert " ".join(f"{key}='{value}'" for key, value in pairs) == rest, "nothing is left over"
    return name, {key: unbarred(value) for key, value in pairs}


def unbarred(value):
    units = re.sub(
        r"\|(0x([0-9A-F]{4})|.)",
        lambda m: chr(int(m[2], 16)) if m[2] else {"n": "\n", "r": "\r"}.get(m[1], m[1]),
        value,
    )
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


@settings(deadline=None)
@given(message=TEXT, path=TEXT)
def test_any_text_comes_back_from_github(finding, report, message, path):
    (line,) = report("github", finding(message, path)).split("\n")[:-1]
    assert "\r" not in line
    kind, properties, data = github(line)
    assert (kind, properties["file"], data) == ("warning", inert(path), inert(message))
    assert (properties["title"], properties["line"], properties["col"], properties["endColumn"]) == (
        "LIM001 literal-bound",
        "43",
        "27",
        "30",
    )


@settings(deadline=None)
@given(message=TEXT, path=TEXT)
def test_any_text_comes_back_from_azure(finding, report, message, path):
    (line,) = report("azure", finding(message, path)).split("\n")[:-1]
    assert "\r" not in line
    properties, data = azure(line)
    assert data == inert(message)
    assert properties == {"type": "warning", "sourcepath": inert(path), "linenumber": "43", "columnnumber": "27", "code": "LIM001"}


@settings(deadline=None)
@given(message=TEXT, path=TEXT)
def test_any_text_comes_back_from_teamcity(finding, report, message, path):
    text = report("teamcity", finding(message, path))
    assert text.isascii() and "\r" not in text
    messages = [teamcity(line) for line in text.split("\n")[:-1]]
    assert [name for name, _ in messages] == ["inspectionType", "inspection", "buildStatisticValue"]
    assert messages[1][1] == {"typeId": "LIM001", "message": message, "file": path, "line": "43", "SEVERITY": "WARNING"}
    assert messages[2][1]["value"] == "1"


@pytest.mark.parametrize("name", ["github", "azure", "teamcity"])
def test_nothing_acts_on_a_terminal_or_turns_the_log_around(finding, report, name):
    text = report(name, finding("a\x1b[2Jb\u202ec\x00\x9bd\nnext", "p\x1b]0;x\x07\u2066"))
    assert text.replace("\n", "").isprintable() and "next" in text


@pytest.mark.parametrize("name", ["github", "azure", "teamcity"])
def test_unpaired_surrogates_can_be_written(finding, report, name):
    report(name, finding("a\udc80b", "p\udcff")).encode("utf-8")


@pytest.mark.parametrize("name", ["github", "azure", "teamcity"])
def test_what_the_console_shows_is_annotated(finding, report, name):
    findings = [finding("grave", severity=ERROR), finding("a matter"), finding("of interest", severity=INFO)]
    assert "of interest" not in report(name, *findings)
    assert "of interest" in report(name, *findings, severity="info")
    assert "a matter" not in report(name, *findings, severity="error")
    assert "a matter" not in report(name), "nothing was found"


def test_github_shows_ten_of_a_kind_and_is_told_what_it_does_not_show(finding, report):
    findings = [finding(f"e{n}", severity=ERROR) for n in range(12)] + [finding(f"w{n}") for n in range(10)]
    findings += [finding(f"i{n}", severity=INFO) for n in range(15)]
    lines = [github(line) for line in report("github", *findings, severity="info").splitlines()]
    assert [data for kind, _, data in lines if kind == "error"] == [f"e{n}" for n in range(10)]
    assert [data for kind, _, data in lines if kind == "warning"] == [f"w{n}" for n in range(10)]
    notices = [data for kind, _, data in lines if kind == "notice"]
    assert notices[:-1] == [f"i{n}" for n in range(9)]
    assert "10 of 12 errors, 10 of 10 warnings, 9 of 15 notices" in notices[-1]


def test_github_is_told_nothing_when_all_are_shown(finding, report):
    findings = [finding(severity=ERROR) for _ in range(10)]
    assert len(report("github", *findings).splitlines()) == 10


def test_github_takes_no_columns_for_several_lines(finding, report):
    _, properties, _ = github(report("github", finding(place=Place("a", 3, 8, 5, 2))).strip())
    assert (properties["line"], properties["endLine"]) == ("3", "5") and not {"col", "endColumn"} & set(properties)


def test_azure_knows_no_information(finding, report):
    properties, data = azure(report("azure", finding("m", severity=INFO), severity="info").strip())
    assert (properties["type"], data) == ("warning", "information: m")


def test_teamcity_types_come_once_and_before_their_inspections_and_within_its_limits(finding, report):
    findings = [finding("x" * 5000, "p" * 5000), finding(), finding(code="WAI001", name="wait")]
    messages = [teamcity(line) for line in report("teamcity", *findings).splitlines()]
    assert [name for name, _ in messages] == ["inspectionType"] * 2 + ["inspection"] * 3 + ["buildStatisticValue"]
    types = [values for name, values in messages if name == "inspectionType"]
    assert [values["id"] for values in types] == ["LIM001", "WAI001"]
    for values in types:
        assert all(0 < len(values[key]) <= 255 for key in ("id", "name", "category")) and 0 < len(values["description"]) <= 4000
    assert all(len(values[key]) <= 4000 for name, values in messages if name == "inspection" for key in ("message", "file"))
    assert {values["SEVERITY"] for name, values in messages if name == "inspection"} <= {"INFO", "ERROR", "WARNING", "WEAK WARNING"}
