"""docs/architecture.md speaks of what there is."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SOURCES = ("cobolscan", "rules", "grammars", "benchmarks", "tests", "fixtures", "docs")
FILES = [path.relative_to(ROOT).as_posix() for folder in SOURCES for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts]


def test_every_module_that_it_names_is_there():
    named = set(re.findall(r"`([\w/]+\.(?:py|lark))`", TEXT))
    assert len(named) > 100, "the form of names has changed"
    assert [name for name in sorted(named) if not any(f"/{path}".endswith(f"/{name}") for path in FILES)] == []


def test_every_package_is_described():
    packages = {path.parent.relative_to(ROOT / "cobolscan") for path in (ROOT / "cobolscan").glob("*/__init__.py")}
    assert [str(package) for package in sorted(packages) if f"`cobolscan/{package}/`" not in TEXT] == []
