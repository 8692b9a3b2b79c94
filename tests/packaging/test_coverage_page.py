"""docs/coverage.md names every construct that has a fixture, and no fixture that there is not."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_names_the_fixtures():
    page = (ROOT / "docs/coverage.md").read_text()
    rows = [line.rsplit("|", 2)[1] for line in page.split("\n") if line.startswith("|") and "fixtures" not in line and "---" not in line]
    named = {name for row in rows if "(" not in row for name in re.findall(r"[a-z_]+", row)}
    there = {path.stem for path in (ROOT / "fixtures/grammar").glob("*.cbl") if not path.stem.startswith("wrong_")}
    assert named == there
