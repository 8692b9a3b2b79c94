"""House rules: where they are found, whose code runs and whose does not, and what an author is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cobolscan.scan import loader

ROOT = Path(__file__).resolve().parents[2]
HEAD = "from cobolscan.rule import Rule\n"
RULE = """\
'''Finds DISPLAY.'''
from pathlib import Path

from cobolscan.rule import Rule
from ._words import SAID

Path({marker!r}).touch()


class NoDisplay(Rule):
    code = "HOU001"
    tags = ("house",)
    nodes = ("display_statement",)

    def check(self, node, program):
        yield self.finding(node, SAID)
"""


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """No house rule outlives its test."""
    monkeypatch.setattr(loader, "_folders", ())
    monkeypatch.setattr(loader, "_left_out", False)
    monkeypatch.delenv("COBOLSCAN_TRUSTED_ROOTS", raising=False)


@pytest.fixture
def house(work, program):
    """A repository with a rule of its own; the marker shows that its code ran."""
    (work / "house").mkdir()
    (work / "house" / "_words.py").write_text("SAID = 'nobody reads this'\n")
    (work / "house" / "no_display.py").write_text(RULE.format(marker=str(work / "marker")))
    (work / "cobolscan.toml").write_text('rules-path = ["house"]\nselect = ["HOU"]\n[rules.HOU001]\nseverity = "error"\n')
    program("A.cbl", "DISPLAY 'X'.")
    return work


def test_the_code_of_a_scanned_repository_does_not_run(house, run):
    for command in (["scan"], ["baseline", "create"]):
        done = run(*command)
        assert done.status == 2 and "--allow-repository-rules" in done.err and not (house / "marker").exists()
    for command in (["parse"], ["history", "A.cbl"], ["rules"]):
        assert run(*command).status == 0 and not (house / "marker").exists()
    assert run("scan", "--isolated").status in (0, 1) and not (house / "marker").exists()


def test_a_scan_without_them_says_so(house, run):
    done = run("scan", "--no-repository-rules")
    assert done.status == 0 and "House rules" in done.out and not (house / "marker").exists()


@pytest.mark.parametrize("how", ["flag", "config", "root", "path", "workers"])
def test_what_the_user_trusts_runs(house, run, monkeypatch, how):
    arguments = {
        "flag": ["--allow-repository-rules"],
        "config": ["--config", "cobolscan.toml"],
        "path": ["--isolated", "--rules-path", "house"],
    }
    arguments["workers"] = ["--allow-repository-rules", "--jobs", "2"]
    if how == "root":
        monkeypatch.setenv("COBOLSCAN_TRUSTED_ROOTS", os.pathsep.join(["/nowhere", str(house.parent)]))
    answer = json.loads(run("scan", "--format", "json", *arguments.get(how, [])).out)
    (found,) = [finding for finding in answer["findings"] if finding["code"] == "HOU001"]
    assert (found["path"], found["message"]) == ("A.cbl", "nobody reads this")
    assert found["severity"] == ("warning" if how == "path" else "error")
    assert (house / "marker").exists()


def test_a_link_into_a_trusted_root_is_no_way_in(house, run, monkeypatch, tmp_path):
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "way").symlink_to(house)
    monkeypatch.setenv("COBOLSCAN_TRUSTED_ROOTS", str(tmp_path / "trusted"))
    assert run("scan", "--config", "../trusted/way/cobolscan.toml", "--no-repository-rules").status == 0
    monkeypatch.chdir(tmp_path / "trusted" / "way")
    assert run("scan").status == 2 and not (house / "marker").exists()


def test_pages_and_lists_know_the_house(house, run):
    (house / "house" / "no_display.md").write_text("# no-display (HOU001)\n")
    assert run("explain", "HOU001").status == 2
    assert run("explain", "--rules-path", "house", "no-display").out.startswith("# no-display (HOU001)")
    assert "HOU001  no-display" in run("rules", "--rules-path", "house").out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import nothing_at_all\n", "house/broken.py:1: ModuleNotFoundError"),
        ("x = 1\ndef (:\n", "house/broken.py:2: SyntaxError"),
        (HEAD + "class Mine(Rule):\n    code = 'LIM001'\n", "two rules are called LIM001 or mine"),
        (
            "from cobolscan.rule import Rule\nclass LiteralBound(Rule):\n    code = 'HOU009'\n",
            "two rules are called HOU009 or literal-bound",
        ),
    ],
)
def test_what_is_wrong_with_a_module(house, run, text, told):
    (house / "house" / "broken.py").write_text(text)
    done = run("scan", "--allow-repository-rules")
    assert done.status == 2 and told in done.err


def test_a_rule_that_fails_is_named(house, run):
    (house / "house" / "no_display.py").write_text(RULE.format(marker="marker").replace("yield self", "1 / 0; yield self"))
    done = run("scan", "--allow-repository-rules")
    assert done.status == 2 and "HOU001" in done.err and "ZeroDivisionError" in done.err and "no_display.py:16" in done.err


def test_rules_of_an_installed_package(tmp_path, program, work):
    site = tmp_path / "site"
    (site / "acme_rules").mkdir(parents=True)
    (site / "acme-1.dist-info").mkdir()
    (site / "acme-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
    (site / "acme-1.dist-info" / "entry_points.txt").write_text("[cobolscan.rules]\nacme = acme_rules\n")
    (site / "acme_rules" / "__init__.py").touch()
    (site / "acme_rules" / "_words.py").write_text("SAID = 'acme says no'\n")
    (site / "acme_rules" / "no_display.py").write_text(RULE.format(marker=str(work / "marker")))
    program("A.cbl", "DISPLAY 'X'.")
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{site}"}
    command = [sys.executable, "-m", "cobolscan", "scan", "--select", "HOU", "--format", "concise", "A.cbl"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1 and "HOU001 warning acme says no" in done.stdout, done.stderr
    (site / "acme_rules" / "_words.py").write_text("1 / 0\n")
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and "the rules acme (acme_rules) cannot be loaded: ZeroDivisionError" in done.stderr


def test_a_new_rule_passes_its_own_test(work, run):
    for code, name in (("HOU001", "console-input"), ("ABC123", "x")):
        assert run("rule", "new", code, name).status == 0
        loader.house.cache_clear()  # a process lists a folder once
        loader._load.cache_clear()
    assert run("test", "house").out == "2 rules, 4 fixtures: all as they say\n"


@pytest.mark.parametrize(
    ("code", "name", "told"),
    [
        ("HOU1", "some-rule", "three letters and three digits"),
        ("LIM001", "some-rule", "LIM001 literal-bound is there already"),
        ("HOU001", "literal-bound", "LIM001 literal-bound is there already"),
        ("HOU001", "../x", "words with hyphens"),
        ("HOU001", "some rule", "words with hyphens"),
    ],
)
def test_a_new_rule_that_cannot_be(work, run, code, name, told):
    done = run("rule", "new", code, name)
    assert done.status == 2 and told in done.err and not (work / "house").exists()


def test_nothing_is_replaced(work, run):
    (work / "house").mkdir()
    (work / "house" / "some_rule.md").write_text("mine")
    done = run("rule", "new", "HOU001", "some-rule")
    assert done.status == 2 and "house/some_rule.md is there already" in done.err
    assert os.listdir(work / "house") == ["some_rule.md"]


def test_a_test_that_can_fail(work, run):
    run("rule", "new", "HOU001", "console-input")
    module, page = work / "house" / "console_input.py", work / "house" / "console_input.md"
    good = work / "house" / "fixtures" / "HOU001" / "good.cbl"
    whole = {path: path.read_text() for path in (module, page, good)}
    changes = [
        (good, "MOVE 'YES' TO WS-ANSWER", "ACCEPT WS-ANSWER", "good.cbl:8: not marked: HOU001 warning"),
        (page, "## Limits", "## Limit", "the sections are"),
        (page, "- `allowed`", "- it", "the option allowed is not on the page"),
        (page, "ACCEPT WS-ANSWER", "DISPLAY WS-ANSWER", '"Example" does not draw HOU001'),
        (page, "MOVE 'YES' TO WS-ANSWER", "ACCEPT WS-ANSWER", '"Use instead" draws HOU001'),
    ]
    for path, old, new, told in changes:
        path.write_text(whole[path].replace(old, new))
        done = run("test", "house")
        assert done.status == 1 and told in done.out, (told, done.out)
        path.write_text(whole[path])
    good.unlink()
    assert "HOU001 has no such fixture" in run("test", "house").out
    (work / "house" / "fixtures" / "HOU777").mkdir()
    assert "no rule here has this code" in run("test", "house").out


def test_an_empty_folder_tests_nothing(work, run):
    (work / "house").mkdir()
    for folder in ("house", "nowhere"):
        assert run("test", folder).status == 2


@pytest.mark.parametrize("options", [[], ["-P"]], ids=["plain", "safe"])
def test_no_module_is_taken_from_the_working_directory(work, program, options):
    """`python -m` looks there first: neither what we import nor what claims to be installed may come from a scanned repository."""
    program("A.cbl", "DISPLAY 'X'.")
    (work / "cobolscan.toml").write_text('exclude = ["old/"]\n')
    for name in ("click", "pathspec", "lark", "rich", "acme_rules"):
        (work / f"{name}.py").write_text("from pathlib import Path\nPath('marker').touch()\n")
    (work / "acme.dist-info").mkdir()
    (work / "acme.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
    (work / "acme.dist-info" / "entry_points.txt").write_text("[cobolscan.rules]\nacme = acme_rules\n")
    command = [sys.executable, *options, "-m", "cobolscan", "scan", ".", "--jobs", "2"]
    done = subprocess.run(command, cwd=work, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0 and "Read 1 file" in done.stdout, done.stderr
    assert not (work / "marker").exists()


def test_a_checkout_runs_from_itself():
    """The same, where cobolscan itself lies in the working directory."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-m", "cobolscan", "--version"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('code = "HOU1"', "three letters and three digits"),
        ("severity = 'errr'", "is no Severity"),
        ("precision = 'sure'", "not low, medium or high"),
        ("nodes = 'program'", "write ('program',)"),
        ("tags = 'house'", "write ('house',)"),
        ("options = {'a': 3}", "no Option(default, help)"),
    ],
)
def test_a_head_that_the_engine_cannot_work_with(work, run, program, line, said):
    program("A.cbl")
    (work / "house").mkdir()
    head = 'from cobolscan.rule import Rule\nclass Odd(Rule):\n    code = "HOU001"\n    nodes = ("program",)\n    tags = ("house",)\n'
    (work / "house" / "odd.py").write_text(f"{head}    {line}\n")
    done = run("scan", "--rules-path", "house")
    assert done.status == 2 and "odd.py: Odd:" in done.err and said in done.err


def test_fixtures_may_lie_beside_the_rule_of_a_subfolder(work, run, monkeypatch):
    def tested(folder):
        loader.house.cache_clear()  # a process lists a folder once
        loader._load.cache_clear()
        monkeypatch.setattr(loader, "_folders", ())
        return run("test", folder).out

    assert run("rule", "new", "HOU001", "console-input", "--folder", "house/input").status == 0
    assert run("rule", "new", "HOU002", "other-input", "--folder", "house").status == 0
    assert tested("house") == "2 rules, 4 fixtures: all as they say\n"
    assert tested("house/input") == "1 rule, 2 fixtures: all as they say\n"
    (work / "house" / "input" / "fixtures" / "HOU003").mkdir()
    assert "house/input/fixtures/HOU003: no rule here has this code" in tested("house")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pedntic = true", '"pedntic" is an unknown key'),
        ("x = [", "cannot be read"),
        ("[options]\nallwed = []", '"options.allwed" is an unknown key'),
        ("[options]\nallowed = 3", '"options.allowed" must be a list'),
        ('["bda.cbl"]\npedantic = true', '"bda.cbl" is an unknown key'),
    ],
)
def test_what_is_wrong_in_the_options_of_fixtures(work, run, text, said):
    run("rule", "new", "HOU001", "console-input")
    (work / "house" / "fixtures" / "HOU001" / "options.toml").write_text(text)
    done = run("test", "house")
    assert done.status == 1 and said in done.out


def test_a_kind_of_node_that_there_is_not(work, run):
    run("rule", "new", "HOU001", "console-input")
    path = work / "house" / "console_input.py"
    path.write_text(path.read_text().replace('"accept_statement"', '"acept_statement"'))
    assert 'nothing is called "acept_statement", so nothing ever calls it (did you mean "accept_statement"?)' in run("test", "house").out
