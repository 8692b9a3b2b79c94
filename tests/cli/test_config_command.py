"""`cobolscan config FILE` tells every value and where it comes from."""

from __future__ import annotations

import json

import pytest

from cobolscan.scan.config.keys import KEYS

LIMIT = "IF WS-POOL > 100 DISPLAY 'FULL'."


@pytest.fixture
def estate(program, work):
    program("batch/A.cbl", "COPY PAYREC.", "COPY GONE.", LIMIT)
    (work / "members").mkdir()
    (work / "members/PAYREC.cpy").write_text("       77  WS-A PIC 9.\n")
    (work / "house.toml").write_text("[rules.LIM001]\nwarn = 5\n")
    (work / "cobolscan.toml").write_text(
        'extend = "house.toml"\nfail-on = "error"\ncopybook-paths = ["members"]\nselect = ["LIM"]\n'
        'per-file-ignores = { "batch/*" = ["LIM002"] }\n\n'
        '[[overrides]]\npaths = ["batch/**"]\nreference-format = "fixed"\ndialect = "mf"\n'
    )
    return work


def told(run, *arguments):
    done = run("config", "batch/A.cbl", "--format", "json", *arguments)
    assert (done.status, done.err) == (0, "")
    content = json.loads(done.out)
    return content, {row["key"]: row for row in content["settings"]}


@pytest.mark.usefixtures("estate")
def test_each_value_with_its_origin(run):
    content, rows = told(run, "--encoding", "cp037")
    assert set(KEYS) <= set(rows)
    origins = {key: (row["value"], row["origin"]["kind"], row["origin"]["path"], row["origin"]["line"]) for key, row in rows.items()}
    assert origins["fail-on"] == ("error", "file", "cobolscan.toml", 2)
    assert origins["copybook-paths"] == (["members"], "file", "cobolscan.toml", 3)
    assert origins["reference-format"] == ("fixed", "override", "cobolscan.toml", 9)
    assert rows["reference-format"]["origin"]["paths"] == ["batch/**"]
    assert origins["rules.LIM001.warn"] == (5, "file", "house.toml", 2)
    assert origins["encoding"] == ("cp037", "command line", None, None)
    assert origins["pedantic"] == (False, "default", None, None)
    assert origins['per-file-ignores for "batch/A.cbl"'] == (["LIM002"], "file", "cobolscan.toml", 5)
    assert [key for key, row in rows.items() if row["run_wide"]] == [
        "severity",
        "fail-on",
        "baseline",
        "incidents",
        "git",
        "exclude",
        "extensions",
    ]
    assert content["configurations"] == ["cobolscan.toml", "house.toml"]
    assert "LIM001" in content["rules"] and "LIM002" not in content["rules"] and "MAG001" not in content["rules"]


@pytest.mark.usefixtures("estate")
def test_how_the_file_is_read(run):
    content, _ = told(run)
    assert content["reading"] == {
        "reference_format": "fixed",
        "encoding": "ascii",
        "kind": "program",
        "dialects": ["mf"],
        "copybook_folders": ["members"],
        "members": 1,
        "missing_copybooks": ["GONE"],
    }


@pytest.mark.usefixtures("estate")
def test_for_people(run):
    out = run("config", "batch/A.cbl", "--ignore", "LIM002").out
    assert "  read as        program, fixed, ascii, dialect mf\n" in out
    assert "  copybooks      1 member found in members; missing: GONE\n" in out
    lines = {line.split(" = ")[0].strip(): line.split(" = ", 1)[1] for line in out.splitlines() if " = " in line}
    assert lines["reference-format"] == '"fixed"  # cobolscan.toml:9, override for batch/**'
    assert lines["ignore"] == '["LIM002"]  # command line'


@pytest.mark.usefixtures("estate")
def test_the_tree_of_a_file_is_read_as_its_folder_says(work, run):
    (work / "members").rename(work / "elsewhere")
    (work / "cobolscan.toml").write_text("")
    assert "WS-A" not in run("parse", "--ast", "batch/A.cbl").out
    (work / "cobolscan.toml").write_text('[[overrides]]\npaths = ["batch/*"]\ncopybook-paths = ["elsewhere"]\n')
    assert "WS-A" in run("parse", "--ast", "batch/A.cbl").out


def test_without_configuration_and_isolated(program, work, run):
    program("batch/A.cbl", LIMIT)
    assert told(run)[0]["configurations"] == []
    (work / "cobolscan.toml").write_text("pedantic = true\n")
    assert told(run)[1]["pedantic"]["value"] is True
    assert told(run, "--isolated")[1]["pedantic"]["value"] is False
    (work / "other.toml").write_text('ignore = ["MAG"]\n')
    rows = told(run, "--config", "other.toml")[1]
    assert (rows["ignore"]["value"], rows["pedantic"]["value"]) == (["MAG"], False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the settings of which file?"),
        (["absent.cbl"], "cannot read absent.cbl"),
        (["batch"], "is a folder"),
        (["batch/A.cbl", "--schema"], "stand alone"),
        (["--schema", "--keys"], "stand alone"),
        (["batch/A.cbl", "--format", "sarif"], 'no format "sarif"'),
        (["batch/A.cbl", "--config", "absent.toml"], "no such configuration file"),
    ],
)
@pytest.mark.usefixtures("estate")
def test_wrong_use(run, arguments, said):
    done = run("config", *arguments)
    assert (done.status, done.out) == (2, "") and said in done.err


def test_wrong_configurations_are_told_all_at_once(program, work, run):
    program("batch/A.cbl", LIMIT)
    (work / "cobolscan.toml").write_text("selekt = 1\npedantic = 2\n")
    done = run("config", "batch/A.cbl")
    assert done.status == 2 and len(done.err.splitlines()) == 2
