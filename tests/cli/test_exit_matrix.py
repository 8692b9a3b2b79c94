"""Exit statuses, every combination: what is found, the threshold, what was read, the paths, the configuration, the outputs.

The oracle below says in ten lines what the documentation says; the tool has to agree with it in each of the cases.
"""

from __future__ import annotations

import itertools
import os

import pytest

STATEMENTS = {
    "nothing": "CONTINUE.",
    "info": "MOVE 77 TO WS-POOL.",
    "warning": "IF WS-POOL > 100 DISPLAY 'FULL'.",
    "error": 'CALL "C$SLEEP" USING 30.',
}
LEVELS = ("info", "warning", "error")
THRESHOLDS = (None, "info", "warning", "error", "never")
READ = ("whole", "in part", "not")  # a region is not parsed (PAR001, info); a file is not read (PAR002, error)
PATHS = ("there", "missing", "empty", "empty, allowed")
CONFIGS = {"none": None, "good": "pedantic = false\n", "unknown key": "selct = []\n", "no TOML": "= =\n", "wrong type": "pedantic = 3\n"}
OUTPUTS = {
    "none": [],
    "good": ["json=out.json", "sarif=out.sarif"],
    "no folder": ["json=absent/out.json"],
    "full device": ["json=/dev/full"],
}


def expected(found, threshold, read, paths, config, output):
    """The status that the documentation promises."""
    if config not in ("none", "good") or output == "no folder" or paths in ("missing", "empty"):
        return 2
    if output == "full device":
        return 2
    if paths == "empty, allowed" or threshold == "never":
        return 0
    levels = {found, {"whole": "nothing", "in part": "info", "not": "error"}[read]} - {"nothing"}
    return int(any(LEVELS.index(level) >= LEVELS.index(threshold or "warning") for level in levels))


@pytest.fixture
def estate(house, work, program):
    """A folder for each thing that may be found and each way of its being read."""
    for found, statement in STATEMENTS.items():
        for read in READ:
            folder = f"{found}-{read.replace(' ', '-')}"
            wrong = ["MOVE OF OF OF."] if read == "in part" else []
            program(f"{folder}/A.cbl", statement, *["CONTINUE."] * 8, *wrong)
            if read == "not":
                (work / folder / "B.cbl").symlink_to("nowhere.cbl")
    (work / "empty").mkdir()
    return work


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_every_combination(estate, run, config, output):
    (estate / "cobolscan.toml").unlink(missing_ok=True)
    if CONFIGS[config] is not None:
        (estate / "cobolscan.toml").write_text(CONFIGS[config])
    wrong, statuses = [], set()
    for found, threshold, read, paths in itertools.product(STATEMENTS, THRESHOLDS, READ, PATHS):
        folder = f"{found}-{read.replace(' ', '-')}"
        named = {"there": [folder], "missing": [folder, "absent"], "empty": ["empty"], "empty, allowed": ["--allow-empty", "empty"]}[paths]
        if read == "not" and paths == "there":
            named = [f"{folder}/A.cbl", f"{folder}/B.cbl"]
        options = ["--fail-on", threshold] if threshold else []
        options += [word for target in OUTPUTS[output] for word in ("--output", target)]
        done = run("scan", "--jobs", "1", *options, *named)
        wanted = expected(found, threshold, read, paths, config, output)
        statuses.add(done.status)
        if done.status != wanted or (done.status == 2) != ("cobolscan: error: " in done.err):
            wrong.append((found, threshold, read, paths, done.status, wanted, done.err))
    assert not wrong, wrong[:5]
    assert statuses == ({0, 1, 2} if config in ("none", "good") and output in ("none", "good") else statuses)
