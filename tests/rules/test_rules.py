"""The kit that holds every rule to its page and its fixtures (cobolscan.kit, which `cobolscan test` offers for house rules), over the rules
that ship. To add a rule is to add files; nothing here names one. `fixtures/rules/CODE/` holds real programs: `bad.cbl`, `good.cbl`, and one
more for each false positive that was seen; `cobc = false` in an options.toml is what cobc does not know.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cobolscan.kit import checks
from cobolscan.kit.marks import SOURCES, differences, fixture_files, options_for
from cobolscan.rule import Rule
from cobolscan.scan import loader

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rules"
RULES = loader.load()
JUDGING = tuple(rule for rule in RULES if not rule.code.startswith("PAR"))  # what cannot be parsed cannot be a fixture for cobc
ALL = [path for folder in sorted(FIXTURES.glob("*")) for path in fixture_files(folder)]

_EXEC = re.compile(r"EXEC(?:UTE)?\s+\w+\s.*?END-EXEC", re.DOTALL | re.IGNORECASE)


def by_code(rule: type[Rule]) -> str:
    return rule.code


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_fixture_draws_what_it_marks(path: Path) -> None:
    found = list(differences(path, path.parent.name))
    assert not found, "\n" + "\n".join(map(str, found))


@pytest.mark.skipif(shutil.which("cobc") is None, reason="GnuCOBOL is not installed")
@pytest.mark.parametrize("folder", sorted(FIXTURES.glob("*")), ids=lambda path: path.name)
def test_fixtures_are_accepted_by_cobc(folder: Path, tmp_path: Path) -> None:
    programs = [path for path in folder.iterdir() if path.suffix.lower() in (".cbl", ".cob") and options_for(path).get("cobc", True)]
    for path in folder.iterdir():
        if path.suffix.lower() in SOURCES:
            (tmp_path / path.name).write_text(_without_exec(path.read_text(encoding="latin-1")), encoding="latin-1")
    for path in sorted(programs):
        form = ["-free"] if options_for(path).get("free") else []
        command = ["cobc", "-fsyntax-only", "-std=default", "-w", *form, "-I", str(tmp_path), path.name]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
        assert done.returncode == 0, done.stderr


def _without_exec(text: str) -> str:
    """EXEC blocks as CONTINUE in the procedure division and as nothing before it, line for line."""
    split = re.search(r"(?i)procedure\s+division", text)
    at = split.start() if split else len(text)

    def plain(block: re.Match[str]) -> str:
        return ("CONTINUE" if block.start() > at else "") + "\n" * block[0].count("\n")

    return re.sub(r"DFHRESP\s*\(\s*\w+\s*\)", "0", _EXEC.sub(plain, text))


@pytest.mark.parametrize("rule", JUDGING, ids=by_code)
def test_rule_has_good_and_bad_fixtures(rule: type[Rule]) -> None:
    folder = FIXTURES / rule.code
    assert (folder / "good.cbl").exists()
    assert rule.code in (folder / "bad.cbl").read_text(encoding="latin-1")


@pytest.mark.parametrize("rule", RULES, ids=by_code)
def test_head_page_and_examples_of_a_rule(rule: type[Rule]) -> None:
    found = list(checks.check(rule, FIXTURES / rule.code))
    assert not found, "\n" + "\n".join(map(str, found))


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_fixture_folders_belong_to_rules() -> None:
    assert {folder.name for folder in FIXTURES.glob("*")} <= {rule.code for rule in RULES}
