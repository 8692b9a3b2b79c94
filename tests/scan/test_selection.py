"""Which rules run."""

from __future__ import annotations

import json

import pytest

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
    ],
)
def test_by_code_start_name_tag_and_all(program, run, options, codes):
    program("A.cbl", "IF WS-POOL > 100 DISPLAY 'FULL'.", "MOVE 44 TO WS-POOL.")
    found = json.loads(run("scan", "A.cbl", "--format", "json", *options).out)["findings"]
    assert {finding["code"] for finding in found} == codes


def test_an_unknown_rule_is_told_with_the_nearest(program, run):
    program("A.cbl", "CONTINUE.")
    done = run("scan", "A.cbl", "--select", "LIM909,big-limits", "--ignore", "zzz")
    assert done.status == 2
    assert 'unknown rule "LIM909" in select (did you mean "LIM901"?)' in done.err
    assert 'unknown rule "big-limits" in select (did you mean "big-limit"?)' in done.err
    assert 'unknown rule "zzz" in ignore; `cobolscan rules` lists them' in done.err
