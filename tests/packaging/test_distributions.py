"""The wheel and the sdist hold what they should and nothing else, and what is installed from them works."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = "import setuptools.build_meta as b, sys; to = sys.argv[1]; b.build_wheel(to); b.build_sdist(to)"
LEFT_OUT = {".git", ".venv", "build", "dist", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "corpus"}


def backend(folder):
    """What makes setuptools 77 importable: nothing here, else a folder that pip fills."""
    try:
        if int(version("setuptools").split(".")[0]) >= 77:
            return {}
    except PackageNotFoundError:
        pass
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), *wanted], capture_output=True, text=True)
    if done.returncode:
        pytest.skip("no setuptools 77 here, and pip cannot get one")
    return {"PYTHONPATH": str(folder)}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Wheel and sdist, built from a copy of the checkout."""
    import shutil

    folder = tmp_path_factory.mktemp("built")
    copy = folder / "checkout"
    shutil.copytree(ROOT, copy, ignore=lambda _, names: [name for name in names if name in LEFT_OUT or name.endswith(".egg-info")])
    environment = os.environ | backend(folder / "backend")
    done = subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(built):
    with zipfile.ZipFile(built[0]) as archive:
        return set(archive.namelist())


def shipped(top, *endings):
    found = (path for ending in endings for path in (ROOT / top).rglob(f"*{ending}"))
    return {path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts}


def test_nothing_but_the_package_lands_in_site_packages(wheel):
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {"cobolscan"}
    assert {name.split("/")[0] for name in wheel if ".dist-info" not in name} == {"cobolscan"}


def test_all_modules_rules_pages_grammars_and_lexicons_are_in_the_wheel(wheel):
    assert shipped("cobolscan", ".py", ".toml", ".json", ".typed") <= wheel
    inside = {f"cobolscan/{name}" for name in shipped("rules", ".py", ".md") | shipped("grammars", ".py", ".lark", ".toml")}
    assert inside <= wheel
    assert any(name.endswith(".lark") for name in inside) and any(name.endswith(".md") for name in inside)


def test_every_folder_of_modules_is_a_package():
    for top in ("cobolscan", "rules", "grammars"):
        for module in (ROOT / top).rglob("*.py"):
            assert (module.parent / "__init__.py").exists(), f"{module.parent} would be left out of the wheel"


def test_the_grammars_are_compiled_in_the_wheel(wheel):
    pytest.importorskip("lark")
    assert [name for name in wheel if name.startswith("cobolscan/") and name.endswith(".bin")]


def test_no_remains_of_tests_or_caches(wheel):
    assert not [name for name in wheel if "test" in name.split("/")[0] or "__pycache__" in name or name.endswith(".pyc")]


def test_the_sdist_can_build_and_test_itself(built):
    with tarfile.open(built[1]) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    top = {
        "pyproject.toml",
        "setup.py",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        ".pre-commit-hooks.yaml",
        ".ci/run",
        "action.yml",
        "mkdocs.yml",
    }
    wanted = (
        top | shipped("rules", ".py", ".md") | shipped("grammars", ".lark", ".py") | shipped("tests", ".py") | shipped("cobolscan", ".py")
    )
    assert wanted <= names
    assert not [name for name in names if name.endswith(".pyc")]


def test_what_is_installed_scans(built, tmp_path):
    """Unpacked like pip does it, away from the checkout."""
    site = tmp_path / "site"
    with zipfile.ZipFile(built[0]) as archive:
        archive.extractall(site)
    (tmp_path / "A.cbl").write_text(
        "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. A.\n       PROCEDURE DIVISION.\n           STOP RUN.\n"
        "      * 1997-03-11 CHG0231 100 CONNECTIONS SHOULD BE ENOUGH. CARL\n"
    )
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from cobolscan.cli import main\n"
        "import cobolscan.rules, cobolscan.grammars\n"
        "assert cobolscan.rules.__file__.startswith(sys.argv[1]), cobolscan.rules.__file__\n"
        "assert main(['rules']) == 0\n"
        "assert main(['explain', 'PAR001']) == 0\n"
        "assert main(['scan', '--format', 'sarif', 'A.cbl']) == 0\n"
        "assert main(['history', 'A.cbl']) == 0\n"
        "assert main(['assumptions', 'A.cbl']) == 0\n"
        "assert main(['config', '--schema']) == 0\n"
        "assert main(['init', '--dry-run']) == 0\n"
        "assert 'lark' not in sys.modules, 'the compiled tables were not used'\n"
        "assert main(['rule', 'new', 'HOU001', 'console-input']) == 0\n"
        "assert main(['test', 'house']) == 0\n"
        "for name in ('rules', 'grammars', 'tests', 'fixtures'):\n"
        "    try:\n"
        "        __import__(name)\n"
        "    except ImportError:\n"
        "        continue\n"
        "    raise SystemExit(f'{name} stands at the top')\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-P", "-c", code, str(site)], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr
    assert "PAR001" in done.stdout


def test_the_metadata(built):
    with zipfile.ZipFile(built[0]) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        lines = archive.read(name).decode().splitlines()
    assert "License-Expression: Apache-2.0" in lines
    assert "Requires-Python: >=3.11" in lines
    needs = [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    needs = {need.split(">")[0] for need in needs if "extra" not in need}
    assert needs == {"lark", "click", "rich", "pathspec"}
