"""The kit that holds every rule to its page and its fixtures. To add a rule is to add files; nothing here names one.

`fixtures/rules/CODE/` holds real programs: `bad.cbl`, `good.cbl`, and one more for each false positive that was seen. Above a line
that draws a finding stands a comment line

      *> expect: LIM001
      *> expect: LIM001 warning 100, MAG001          severity and literal as well; two findings

A finding without a mark fails, and so does a mark without a finding. Marks are taken out before the scan: the rules do not see them.
Only the rule whose folder it is runs; one about all programs together has several programs in a file. `options.toml` in the
folder says otherwise, at its top for all files, the examples of the rule's page among them, or in a table named as the file
(`["pedantic.cbl"]`):

    pedantic = true                 as with --pedantic
    select = ["LIM", "MAG"]         these rules run instead, and all that they find must be marked
    cobc = false                    what cobc does not know (EXEC blocks are replaced before it looks)
    [options]                       options of the rule
    words = ["QUOTA"]
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cobolscan.rule import Finding, Rule, kebab
from cobolscan.scan import engine, loader
from cobolscan.scan.settings import Settings

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rules"
RULES = loader.load()
JUDGING = tuple(rule for rule in RULES if not rule.code.startswith("PAR"))  # what cannot be parsed cannot be a fixture for cobc
SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead", "Options", "Limits", "References")
SOURCES = (".cbl", ".cob", ".cpy")

_MARK = re.compile(r"^.{0,6}\*>?\s*expect:\s*(.*?)\s*$")
_CODE = re.compile(r"[A-Z]{3}\d{3}")
_SEVERITY = re.compile(r"info|warning|error")
_EXEC = re.compile(r"EXEC(?:UTE)?\s+\w+\s.*?END-EXEC", re.DOTALL | re.IGNORECASE)


def fixture_files() -> list[Path]:
    return sorted(path for folder in FIXTURES.glob("*") for path in folder.iterdir() if path.suffix.lower() in SOURCES)


def options_for(path: Path) -> dict[str, Any]:
    """What options.toml says about one file."""
    file = path.parent / "options.toml"
    given = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    own = given.get(path.name, {})
    common = {key: value for key, value in given.items() if not isinstance(value, dict) or key == "options"}
    return common | own


def scanned(path: Path, data: bytes, code: str, given: dict[str, Any]) -> list[Finding]:
    """All that is found in a text by the rules of its fixture; internal errors fail."""
    settings = Settings(
        select=tuple(given.get("select", (code,))),
        pedantic=bool(given.get("pedantic", False)),
        rule_options={code: dict(given.get("options", {}))},
    )
    result = engine.scan([str(path)], settings, stdin=(str(path), data))
    assert not result.errors, result.errors
    return list(result.findings)


def without_marks(text: str) -> tuple[str, dict[int, list[str]], list[int]]:
    """The text without its marks, the words of the marks by the line that they are about, and the line in the file for each line."""
    kept: list[str] = []
    marks: dict[int, list[str]] = {}
    numbers: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        mark = _MARK.match(line)
        if mark:
            marks.setdefault(len(kept) + 1, []).extend(part.strip() for part in re.split(r",\s+", mark[1]) if part.strip())
        else:
            kept.append(line)
            numbers.append(number)
    return "\n".join(kept), marks, numbers


def fits(mark: str, finding: Finding) -> bool:
    """Whether a finding is what a mark says: its code, and severity and literal where they are given."""
    words = mark.split()
    literal = [word for word in words if not _CODE.fullmatch(word) and not _SEVERITY.fullmatch(word)]
    return (
        finding.code in words
        and (not literal or finding.literal == literal[0])
        and all(word == finding.severity for word in words if _SEVERITY.fullmatch(word))
    )


def differences(path: Path, code: str) -> Iterator[str]:
    text, marks, numbers = without_marks(path.read_bytes().decode("latin-1"))
    for finding in scanned(path, text.encode("latin-1"), code, options_for(path)):
        line = finding.place.line
        mark = next((mark for mark in marks.get(line, ()) if fits(mark, finding)), None)
        if mark is None:
            said = f"{finding.code} {finding.severity} {finding.literal or ''}".strip()
            yield f"{path.name}:{numbers[line - 1]}: not marked: {said}: {finding.message}"
        else:
            marks[line].remove(mark)
    for line, left in marks.items():
        yield from (f"{path.name}:{numbers[line - 1]}: marked and not found: {mark}" for mark in left)


def sections(page: str) -> dict[str, str]:
    parts = re.split(r"^## +(.*?)\s*$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def fences(text: str) -> list[str]:
    return re.findall(r"^```cobol\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def by_code(rule: type[Rule]) -> str:
    return rule.code


@pytest.mark.parametrize("path", fixture_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_fixture_draws_what_it_marks(path: Path) -> None:
    found = list(differences(path, path.parent.name))
    assert not found, "\n" + "\n".join(found)


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
def test_page_of_rule(rule: type[Rule]) -> None:
    page = rule.page()
    assert page.startswith(f"# {rule.name} ({rule.code})\n")
    assert tuple(sections(page)) == SECTIONS
    assert all(text.strip() for text in sections(page).values())
    for name, option in rule.options.items():
        assert f"`{name}`" in sections(page)["Options"], f"option {name} is not on the page"
        assert option.help


@pytest.mark.parametrize("rule", RULES, ids=by_code)
def test_examples_of_page_are_true(rule: type[Rule]) -> None:
    parts = sections(rule.page())
    for title, wanted in (("Example", True), ("Use instead", False)):
        examples = fences(parts[title])
        assert examples, f"{title} has no cobol fence"
        for text in examples:
            found = scanned(Path(f"{title}.cbl"), text.encode(), rule.code, options_for(FIXTURES / rule.code / f"{title}.cbl"))
            codes = {finding.code for finding in found}
            assert (rule.code in codes) is wanted, f"{title}:\n{text}\n" + "\n".join(f"{f.place.line}: {f.code} {f.message}" for f in found)
            assert rule not in JUDGING or "PAR002" not in codes


@pytest.mark.parametrize("rule", RULES, ids=by_code)
def test_head_of_rule(rule: type[Rule]) -> None:
    assert _CODE.fullmatch(rule.code)
    assert rule.name == kebab(rule.__name__)
    assert rule.__doc__ or sys.modules[rule.__module__].__doc__
    assert rule.precision in ("low", "medium", "high")
    assert rule.nodes, "a rule is called for something"
    assert rule.tags


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_fixture_folders_belong_to_rules() -> None:
    assert {folder.name for folder in FIXTURES.glob("*")} <= {rule.code for rule in RULES}
