"""SARIF: valid, and with what GitHub requires within what it takes."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
from urllib.parse import unquote_to_bytes

import pytest
from sarif_pydantic import Sarif

from cobolscan.report import View, sarif, sarif_result
from cobolscan.rule import Confidence, Finding, Place, Related, Rule, Severity
from cobolscan.scan.result import ScanResult

pytestmark = pytest.mark.usefixtures("house")


def check_for_github(log):
    """What code scanning requires (its documentation), which is more than the schema does."""
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    assert len(log["runs"]) <= 20
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        assert driver["name"] and driver["semanticVersion"] and run["columnKind"] == "unicodeCodePoints"
        assert len(driver["rules"]) <= 25_000 and len(run["results"]) <= 25_000
        for rule in driver["rules"]:
            assert rule["id"] and len(rule["name"]) <= 255
            for text in ("shortDescription", "fullDescription"):
                assert 0 < len(rule[text]["text"]) <= 1024
            assert rule["help"]["text"] and rule["help"]["markdown"]
            assert len(rule["properties"]["tags"]) <= 20
            assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
            assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        for result in run["results"]:
            check_result(result, driver["rules"])


def check_result(result, rules):
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in ("note", "warning", "error") and result["message"]["text"]
    assert set(result["partialFingerprints"]) == {"primaryLocationLineHash"}
    (location,) = result["locations"]
    for each in (location, *result.get("relatedLocations", [])):
        check_physical(each["physicalLocation"])
    assert len(result.get("relatedLocations", [])) <= 1000


def uri_of(result):
    return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def check_physical(physical):
    uri, region = physical["artifactLocation"]["uri"], physical["region"]
    assert uri.isascii() and not set(uri) & set(' "<>\\^`{|}\x1b\n[]')
    assert region["startLine"] >= 1 and region["startColumn"] >= 1
    assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])


@pytest.fixture
def log(program, run, work):
    program("src/A.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.", "MOVE 44 TO WS-POOL.", 'CALL "C$SLEEP" USING 30.')
    program("src/B.cbl", "IF WS-POOL > 250 DISPLAY 'FULL'.", "IF WS-POOL > 250 DISPLAY 'FULL'.", "COPY LIMITS.")
    (work / "src" / "LIMITS.cpy").write_text("           IF WS-OTHER > 999 DISPLAY 'FULL'.\n")
    return json.loads(run("scan", "--format", "sarif", ".").out)


def test_what_github_requires(log):
    check_for_github(log)
    assert [result["level"] for result in log["runs"][0]["results"]] == ["error", "warning", "warning", "warning", "warning", "note"]


def test_the_schema(log):
    assert len(Sarif.model_validate(log).runs[0].results) == 6


def test_fingerprints_are_unique_and_stay(log, run, work):
    marks = [result["partialFingerprints"]["primaryLocationLineHash"] for result in log["runs"][0]["results"]]
    assert len(set(marks)) == len(marks)
    path = work / "src" / "A.cbl"
    path.write_text("".join(f"{n:06}{line[6:].rstrip().lower()}\n" for n, line in enumerate(path.read_text().splitlines(), 7)))
    again = json.loads(run("scan", "--format", "sarif", ".").out)["runs"][0]["results"]
    assert [result["partialFingerprints"]["primaryLocationLineHash"] for result in again] == marks


def test_related_places_are_linked_and_chains_are_flows(log):
    results = log["runs"][0]["results"]
    limit = next(
        r for r in results if r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "src/A.cbl" and "relatedLocations" in r
    )
    assert "](0)" in limit["message"]["text"] and limit["relatedLocations"][0]["id"] == 0
    copied = next(r for r in results if "codeFlows" in r)
    steps = copied["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [s["location"]["physicalLocation"]["artifactLocation"]["uri"] for s in steps] == ["src/B.cbl", "src/LIMITS.cpy"]


@pytest.mark.parametrize(
    "name",
    ["a b.cbl", "100%.cbl", "a:b.cbl", "ü#?.cbl", "x\x1b[31m\n.cbl", b"\xff\xfe.cbl".decode("utf-8", "surrogateescape"), "[x](y).cbl"],
)
def test_unsafe_names_are_uris(program, run, name):
    program(f"src/{name}", "IF WS-POOL > 100 DISPLAY 'FULL'.", unit="X")
    log = json.loads(run("scan", "--format", "sarif", "src").out)
    check_for_github(log)
    uri = uri_of(log["runs"][0]["results"][0])
    assert unquote_to_bytes(uri) == os.fsencode(f"src/{name}")
    assert ":" not in uri


def test_brackets_of_a_message_are_no_links():
    finding = Finding("LIM901", "x", Severity.ERROR, Confidence.HIGH, Place("a", 1, 1, 1, 2), "see [here](http://evil) \\ \x1b[0m")
    text = sarif_result.message(finding)
    assert text.startswith(r"see \[here\](http://evil) \\")


def test_what_is_cut_is_said(monkeypatch):
    monkeypatch.setattr(sarif, "RESULTS", 3)
    findings = [
        Finding("LIM901", "x", Severity.ERROR, Confidence.HIGH, Place("a", n, 1, n, 2), "m", fingerprint=f"k:{n}") for n in range(1, 6)
    ]
    out = io.StringIO()
    sarif.write(ScanResult([], findings, [], {}), out, View())
    run = json.loads(out.getvalue())["runs"][0]
    assert len(run["results"]) == 3
    assert "3 of 5 findings" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def many(count, **changes):
    return [
        Finding("LIM901", "x", Severity.ERROR, Confidence.HIGH, Place("a", n, 1, n, 2), f"m{n}", fingerprint=f"k:{n}", **changes)
        for n in range(1, count + 1)
    ]


def written(*findings, **changes):
    out = io.StringIO()
    sarif.write(ScanResult([], list(findings), [], {}, **changes), out, View())
    return out.getvalue()


def test_a_file_stays_below_what_github_takes_compressed(monkeypatch):
    monkeypatch.setattr(sarif, "COMPRESSED", 400_000)
    findings = many(3_000)
    for number, finding in enumerate(findings):  # what does not compress
        finding.data = {"noise": hashlib.sha512(str(number).encode()).hexdigest() * 2}
        finding.data["noise"] += hashlib.sha512(finding.data["noise"].encode()).hexdigest()
    text = written(*findings)
    run = json.loads(text)["runs"][0]
    assert len(gzip.compress(text.encode())) <= 400_000
    kept = len(run["results"])
    assert 100 < kept < 3_000 and [r["message"]["text"] for r in run["results"]] == [f"m{n}" for n in range(1, kept + 1)]
    assert f"{kept:,} of 3,000 findings" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    check_for_schema(text)


def test_places_and_flows_are_as_many_as_github_keeps_and_the_rest_is_counted():
    (finding,) = many(1)
    finding.related = [Related("b", n, 1, "elsewhere", f"there {n}") for n in range(1, 251)]
    finding.includers = [{"program": f"P{n}", "chain": [{"path": f"p{n}", "line": m} for m in range(1, 40)]} for n in range(60)]
    text = written(finding)
    (result,) = json.loads(text)["runs"][0]["results"]
    steps = [len(flow["threadFlows"][0]["locations"]) for flow in result["codeFlows"]]
    assert len(result["locations"]) + len(result["relatedLocations"]) == 100
    assert set(steps) == {40} and sum(steps) == 1000
    assert result["properties"]["cut"] == {"relatedLocations": "99 of 250", "codeFlows": "25 of 60"}
    check_for_schema(text)


def test_what_is_suppressed_is_in_it_and_says_why():
    one, other, third = many(3)
    said = {"kind": "inSource", "justification": "contract of 1998", "until": "2027-06-30", "fixme": False, "path": "a", "line": 7}
    third.suppression = said
    text = written(one, other, suppressed=[third])
    results = json.loads(text)["runs"][0]["results"]
    assert ["suppressions" in result for result in results] == [False, False, True]
    place = {"physicalLocation": {"artifactLocation": {"uri": "a", "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 7}}}
    (row,) = results[2]["suppressions"]
    assert (row["kind"], row["status"], row["justification"]) == ("inSource", "accepted", "contract of 1998")
    assert (row["properties"], row["location"]) == ({"until": "2027-06-30"}, place)
    check_for_schema(text)


def check_for_schema(text):
    Sarif.model_validate(json.loads(text))


def test_a_rule_about_security_says_how_grave_it_is():
    class Secret(Rule):
        """One of them."""

        code, tags, severity = "SEC901", ("security",), Severity.ERROR

    row = sarif._rule(Secret)
    assert 7.0 <= float(row["properties"]["security-severity"]) <= 8.9 and "security" in row["properties"]["tags"]
    Secret.tags = ()
    assert "security-severity" not in sarif._rule(Secret)["properties"]


def test_an_absolute_path_is_a_file_uri():
    assert sarif_result.artifact("/srv/a b.cbl") == {"uri": "file:///srv/a%20b.cbl"}


def test_internal_errors_are_in_it(program, run):
    program("A.cbl", "DISPLAY 'KABOOM'.")
    invocation = json.loads(run("scan", "--format", "sarif", "A.cbl").out)["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "DTA901" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_github_opens_no_alert_for_what_is_suppressed(report, finding):
    known = finding(path="src/OLD.cbl", suppression={"kind": "inSource", "justification": "agreed", "line": 4})
    for name, there in (("sarif", 2), ("github-sarif", 1)):
        (run,) = json.loads(report(name, finding(), suppressed=[known]))["runs"]
        assert len(run["results"]) == there and not run["invocations"][0]["toolExecutionNotifications"]
