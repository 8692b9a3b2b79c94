"""The site is built without a warning: every page is in the navigation, every link and anchor leads somewhere, every rule has its page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from cobolscan.scan import loader

ROOT = Path(__file__).resolve().parents[2]
RECIPES = {
    "github-workflow.yml": "upload-sarif",
    "gitlab-ci.yml": "codequality",
    "Jenkinsfile": "recordIssues",
    "azure-pipelines.yml": "displayName",
}

needs_mkdocs = pytest.mark.skipif(find_spec("mkdocs") is None or find_spec("material") is None, reason="the extra `docs` is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site, and what mkdocs said about it."""
    folder = tmp_path_factory.mktemp("site")
    # NO_MKDOCS_2_WARNING: an advertisement of the theme, no warning about these pages
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout + done.stderr


@needs_mkdocs
def test_it_is_built_without_a_warning(site):
    assert "WARNING" not in site[1] and "not included in" not in site[1], site[1]


@needs_mkdocs
def test_each_rule_has_its_page_and_the_table_leads_to_it(site):
    table = (site[0] / "rules" / "index.html").read_text(encoding="utf-8")
    for rule in loader.load():
        page = (site[0] / "rules" / rule.code / "index.html").read_text(encoding="utf-8")
        assert f"{rule.name} ({rule.code})" in page
        assert f'href="{rule.code}/"' in table


@needs_mkdocs
def test_the_recipes_are_those_that_the_tests_check(site):
    page = (site[0] / "ci" / "index.html").read_text(encoding="utf-8")
    words = re.sub(r"<[^>]+>", "", page)
    assert all((ROOT / "docs" / "ci" / name).exists() and word in words for name, word in RECIPES.items())


@needs_mkdocs
def test_no_page_loads_anything_from_elsewhere(site):
    for page in site[0].rglob("*.html"):
        loaded = re.findall(
            r'<(?:script|img|iframe)[^>]* src="([^"]+)"|<link[^>]* rel="stylesheet"[^>]* href="([^"]+)"', page.read_text("utf-8")
        )
        assert not [address for pair in loaded for address in pair if "//" in address], page


def test_every_page_is_in_the_navigation():
    """Also where mkdocs is not installed."""
    named = re.findall(r"^\s+- [^:]+: (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(path.name for path in (ROOT / "docs").glob("*.md"))
