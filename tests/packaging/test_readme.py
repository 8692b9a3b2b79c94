"""What the README says is what happens."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_it_names_is_there(run):
    named = set(re.findall(r"(?:^|`|bin/)cobolscan ([a-z]+)", README, re.MULTILINE))
    known = {line.split()[0] for line in run("--help").out.split("Commands:")[1].splitlines() if re.match(r"  \w", line)}
    assert named <= known and {"scan", "explain", "history", "parse", "baseline", "rules"} <= named


def test_the_checks_run_its_test_command():
    """As .ci/run takes it out of the README."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    extract = re.search(r"readme_tests=\$\((.*)\)\n", script)[1]
    done = subprocess.run(["bash", "-c", extract], cwd=ROOT, capture_output=True, text=True)
    lines = done.stdout.strip().splitlines()
    assert len(lines) == 1, "one command"
    assert "pip install" in lines[0] and lines[0].endswith("-m pytest -q")
