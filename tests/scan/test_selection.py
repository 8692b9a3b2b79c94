"""Which rules run."""

from __future__ import annotations

import json

import pytest

from cobolscan.cli.rules import FAMILIES
from cobolscan.scan.selection import WORDS

pytestmark = pytest.mark.usefixtures("house")


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], {"LIM901", "MAG901"}),
        (["--select", "LIM901"], {"LIM901"}),
        (["--select", "lim901"], {"LIM901"}),
        (["--select", "LIM"], {"LIM901"}),
        (["--select", "big-limit"], {"LIM901"}),
        (["--select", "houses"], {"LIM901"}),
        (["--select", "LIM,FLO"], {"LIM901", "FLO901"}),
        (["--select", "LIM", "--select", "FLO901"], {"LIM901", "FLO901"}),
        (["--select", "ALL"], {"LIM901", "MAG901", "FLO901"}),
        (["--select", "ALL", "--ignore", "FLO,MAG"], {"LIM901"}),
        (["--ignore", "ALL"], set()),
        (["--select", "limits"], {"LIM901"}),
        (["--select", "Magic, WAITS"], {"MAG901"}),
        (["--select", "L"], {"LIM901"}),
        (["--extend-select", "FLO"], {"LIM901", "MAG901", "FLO901"}),
        (["--select", "LIM", "--extend-select", "flow"], {"LIM901", "FLO901"}),
    ],
)
def test_by_code_start_name_family_tag_and_all(program, run, options, codes):
    program("A.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.", "MOVE 44 TO WS-POOL.")
    found = json.loads(run("scan", "A.cbl", "--format", "json", *options).out)["findings"]
    assert {finding["code"] for finding in found} == codes


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--select", "LIM", "--ignore", "LIM901"], set()),
        (["--select", "LIM901", "--ignore", "LIM"], {"LIM901"}),
        (["--select", "big-limit", "--ignore", "LIM90"], {"LIM901"}),
        (["--ignore", "LIM", "--extend-select", "LIM901"], {"LIM901", "MAG901"}),
        (["--ignore", "ALL", "--extend-select", "MAG"], {"MAG901"}),
        (["--select", "ALL", "--ignore", "FLO", "--extend-select", "FLO901"], {"LIM901", "MAG901", "FLO901"}),
        (["--select", "LIM9", "--ignore", "LIM"], {"LIM901"}),
        (["--select", "LIM", "--ignore", "LIM9"], set()),
        (["--select", "limits", "--ignore", "LIM"], set()),
        (["--select", "LIM901", "--ignore", "big-limit"], set()),
        (["--select", "houses", "--ignore", "LIM"], set()),
        (["--select", "LIM", "--ignore", "houses"], {"LIM901"}),
        (["--select", "houses", "--ignore", "ALL"], {"LIM901"}),
    ],
)
def test_the_more_specific_word_holds_and_of_equals_ignore(program, run, options, codes):
    program("A.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.", "MOVE 44 TO WS-POOL.")
    found = json.loads(run("scan", "A.cbl", "--format", "json", *options).out)["findings"]
    assert {finding["code"] for finding in found} == codes


@pytest.mark.parametrize(
    ("configured", "options", "codes"),
    [
        ('extend-select = ["FLO"]', [], {"LIM901", "MAG901", "FLO901"}),
        ('select = ["LIM"]\nextend-select = ["FLO901"]', [], {"LIM901", "FLO901"}),
        ('ignore = ["LIM901", "MAG"]', ["--extend-select", "LIM901"], {"LIM901"}),
        ('ignore = ["LIM901"]', ["--select", "lim901"], {"LIM901"}),
        ('ignore = ["LIM901"]', ["--select", "LIM"], set()),
        ('select = ["LIM901"]', ["--ignore", "LIM901"], set()),
        ('ignore = ["LIM901"]', ["--ignore", "MAG"], {"LIM901"}),
    ],
)
def test_the_command_line_over_the_configuration(program, run, work, configured, options, codes):
    program("A.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.", "MOVE 44 TO WS-POOL.")
    (work / "cobolscan.toml").write_text(configured + "\n")
    found = json.loads(run("scan", "A.cbl", "--format", "json", *options).out)["findings"]
    assert {finding["code"] for finding in found} == codes


def test_what_was_not_read_is_told_unless_it_is_ignored(program, run, work):
    (work / "A.cbl").write_bytes(bytes(range(1, 200)) * 40)
    for options, told in (
        (["--select", "LIM"], True),
        (["--ignore", "LIM"], True),
        (["--ignore", "reading"], False),
        (["--ignore", "ALL"], False),
    ):
        found = json.loads(run("scan", "A.cbl", "--format", "json", *options).out)["findings"]
        assert [finding["code"] for finding in found] == (["PAR002"] if told else []), options


def test_an_unknown_rule_is_told_with_the_nearest(program, run):
    program("A.cbl", "CONTINUE.")
    done = run("scan", "A.cbl", "--select", "LIM909,big-limits", "--ignore", "zzz", "--extend-select", "limit,maggic,house")
    assert done.status == 2
    assert 'unknown rule "LIM909" in select (did you mean "LIM901"?)' in done.err
    assert 'unknown rule "big-limits" in select (did you mean "big-limit"?)' in done.err
    assert 'unknown rule "zzz" in ignore; `cobolscan rules` lists them' in done.err
    assert 'unknown rule "limit" in extend-select (did you mean "limits"?)' in done.err
    assert 'unknown rule "maggic" in extend-select (did you mean "magic"?)' in done.err
    assert 'unknown rule "house" in extend-select (did you mean "houses"?)' in done.err


def test_each_family_has_a_word():
    assert set(WORDS.values()) == set(FAMILIES)
