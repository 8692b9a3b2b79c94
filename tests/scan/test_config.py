"""The nearest configuration holds, and everything wrong in it is told at once."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.usefixtures("house")
LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."


def codes(done):
    return [finding["code"] for finding in json.loads(done.out)["findings"]]


def test_all_that_is_wrong_is_told_with_line_and_suggestion(program, work, run):
    program("A.cbl", LIMIT)
    (work / "cobolscan.toml").write_text(
        'fail_on = "error"\n'
        'ignore = "LIM"\n'
        'reference-format = "wide"\n'
        "\n"
        "[rules.LIM901]\n"
        'least = "many"\n'
        "lest = 3\n"
        'severity = "loud"\n'
        "[rules.bigg-limit]\n"
        "least = 3\n"
    )
    done = run("scan", "A.cbl")
    assert done.status == 2
    told = [line.split("cobolscan.toml", 1)[1] for line in done.err.splitlines() if "cobolscan.toml" in line]
    assert told == [
        ':1: unknown key "fail_on" (did you mean "fail-on"?)',
        ':2: "ignore" must be a list of strings',
        ':3: "reference-format" must be one of auto, fixed, free, variable, extended',
        ':6: "rules.LIM901.least" must be a whole number',
        ':7: LIM901 has no option "lest" (did you mean "least"?)',
        ':8: "rules.LIM901.severity" must be one of error, warning, info',
        ':9: unknown rule "bigg-limit" (did you mean "big-limit"?)',
    ]


def test_lines_are_those_of_our_own_table(program, work, run):
    program("A.cbl", LIMIT)
    (work / "pyproject.toml").write_text(
        '[project]\nname = "cobolscan"\n[tool.other]\nselect = 1\n\n[tool.cobolscan]\npedantic = 1\nselect = 1\n'
    )
    err = run("scan", "A.cbl").err
    assert 'pyproject.toml:7: "pedantic" must be true or false' in err
    assert 'pyproject.toml:8: "select" must be a list of strings' in err
    (work / "pyproject.toml").write_text('[tool.cobolscan]\nignore = []\nrules.LIM901.least = "x"\nrules.LIM901.words = 1\n')
    err = run("scan", "A.cbl").err
    assert 'pyproject.toml:3: "rules.LIM901.least" must be a whole number' in err
    assert 'pyproject.toml:4: "rules.LIM901.words" must be a list' in err


def test_a_broken_file_is_one_line(program, work, run):
    program("A.cbl", LIMIT)
    (work / "cobolscan.toml").write_text("select = [\n")
    done = run("scan", "A.cbl")
    assert done.status == 2
    assert done.err == "cobolscan: error: cobolscan.toml:1: not TOML: Invalid value (at end of document)\n"
    (work / "cobolscan.toml").write_text("pedantic = true\n\nselect = = 3\n")
    assert "cobolscan.toml:3: not TOML: " in run("scan", "A.cbl").err


def test_the_nearest_one_holds(program, work, run):
    program("deep/er/A.cbl", LIMIT)
    (work / "cobolscan.toml").write_text('ignore = ["LIM901"]\n')
    assert "LIM901" not in codes(run("scan", "--format", "json", "."))
    (work / "deep" / "pyproject.toml").write_text("[tool.other]\n")
    assert "LIM901" not in codes(run("scan", "--format", "json", "deep/er"))
    (work / "deep" / "pyproject.toml").write_text('[tool.cobolscan]\nignore = ["MAG"]\n')
    assert codes(run("scan", "--format", "json", "deep/er/A.cbl")) == ["LIM901"]
    assert "LIM901" in codes(run("scan", "--format", "json", "--isolated", "deep")), "--isolated reads none"


def test_a_pyproject_of_others_may_be_broken(program, work, run):
    program("A.cbl", "CONTINUE.")
    (work / "pyproject.toml").write_text("[tool.other\n")
    assert run("scan", "A.cbl").status == 0
    (work / "pyproject.toml").write_text("[tool.cobolscan\n")
    assert run("scan", "A.cbl").status == 2


def test_the_command_line_goes_over_the_configuration(program, work, run):
    program("A.cbl", LIMIT)
    (work / "cobolscan.toml").write_text('fail-on = "error"\nignore = ["MAG"]\nselect = ["MAG", "LIM"]\n')
    assert run("scan", "A.cbl").status == 0
    assert run("scan", "A.cbl", "--fail-on", "warning").status == 1
    assert codes(run("scan", "A.cbl", "--ignore", "LIM", "--format", "json")) == ["MAG901"]


def test_options_and_severity_of_a_rule(program, work, run):
    program("A.cbl", LIMIT)
    (work / "other.toml").write_text("[rules.big-limit]\nleast = 101\n")
    assert codes(run("scan", "A.cbl", "--config", "other.toml", "--format", "json")) == ["MAG901"]
    (work / "other.toml").write_text('[rules.LIM901]\nseverity = "error"\n')
    found = json.loads(run("scan", "A.cbl", "--config", "other.toml", "--format", "json").out)["findings"][0]
    assert (found["code"], found["severity"]) == ("LIM901", "error")


def test_a_baseline_of_the_configuration_stands_beside_it(program, work, run, monkeypatch):
    program("src/A.cbl", LIMIT)
    (work / "cobolscan.toml").write_text('baseline = "known.tsv"\n')
    assert run("baseline", "create", ".").status == 0
    assert (work / "known.tsv").exists()
    monkeypatch.chdir(work / "src")
    assert run("scan", "A.cbl").status == 0
    assert run("scan", "A.cbl", "--isolated").status == 1
