"""The hooks, run by the real pre-commit in a git repository of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import POOL

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ["pyproject.toml", "setup.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "cobolscan", "grammars", "rules"]
LIMIT = "           IF WS-CONN-COUNT > 100 PERFORM POOL-FULL.\n"

pytest.importorskip("pre_commit")
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="no git here")


def git(folder, *arguments):
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def environment():
    """Nothing of the user's own configuration of git."""
    names = {"GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@t", "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@t"}
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return clean | names | nobody


def pre_commit(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments], cwd=folder, env=environment(), capture_output=True, text=True, timeout=570
    )


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """A cache of pre-commit for this module only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRE_COMMIT_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    """The text of a configuration with the hooks: of a repository with a tag, as users have it; of this Python when pip has no index."""
    folder = tmp_path_factory.mktemp("hooks")
    source = folder / "cobolscan"
    source.mkdir()
    for name in NEEDED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    git(source, "init", "-q")
    git(source, "add", "-Af")
    git(source, "commit", "-qm", "x")
    git(source, "tag", "v1.0")
    trial = repository(folder / "trial", tagged := CONFIG.format(source=source))
    if pre_commit(trial, "install-hooks").returncode == 0:
        return tagged
    return local(f"env PYTHONPATH={ROOT} {sys.executable} -m cobolscan")


CONFIG = """\
repos:
  - repo: {source}
    rev: v1.0
    hooks:
      - id: cobolscan
      - id: cobolscan-project
"""
LOCAL = """\
repos:
  - repo: local
    hooks:
{hooks}
"""


def local(command):
    """The hooks as the manifest has them, of this Python."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#") and "minimum_pre_commit_version" not in line]
    hooks = "\n".join(f"      {line}" for line in lines)
    return LOCAL.format(hooks=hooks.replace("entry: cobolscan", f"entry: {command}").replace("language: python", "language: system"))


def repository(folder, config):
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / ".pre-commit-config.yaml").write_text(config)
    return folder


@pytest.fixture
def repo(tmp_path, hooks):
    return repository(tmp_path / "repo", hooks)


def write(repo, name, statement="", data=None):
    path = repo / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if data is not None else POOL.format(statement=statement).encode())
    git(repo, "add", "-A")


def test_the_manifest_is_valid():
    done = pre_commit(ROOT, "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout


def test_a_commit_without_cobol_passes(repo):
    write(repo, "README.md", data=b"nothing to see")
    done = pre_commit(repo, "run")
    assert done.returncode == 0 and "Passed" in done.stdout, done.stdout


ODD_NAMES = [
    "a name (1).cbl",
    "POOL'1.cbl",
    "pool\n.cbl",
    "100%.cbl",
    "lib/POOL",
    "BANK.COBOL.SRC/POOL#1",
    "lib/1POOL",
    "lib/MÜLL",
    "pool.wks",
]


@pytest.mark.parametrize("name", ["src/POOL.cbl", "src/POOL.CBL", "copy/POOL.Cpy", "pool.bank", *ODD_NAMES])
def test_what_changed_is_scanned(repo, name):
    write(repo, "cobolscan.toml", data=b'extensions = ["bank"]\n')
    write(repo, name)
    assert pre_commit(repo, "run").returncode == 0
    write(repo, name, LIMIT)
    done = pre_commit(repo, "run")
    assert done.returncode == 1, done.stdout
    assert "LIM" in done.stdout and "100" in done.stdout


def test_what_is_no_cobol_or_left_out_is_let_alone(repo):
    write(repo, "Makefile", data=b"all:\n\techo MOVE 100 TO WS-POOL\n")
    write(repo, "notes.txt", data=b"IF WS-CONN-COUNT > 100 we are lost\n")
    write(repo, "old/POOL.cbl", LIMIT)
    (repo / "cobolscan.toml").write_text('exclude = ["old/"]\n')
    done = pre_commit(repo, "run")
    assert done.returncode == 0, done.stdout


def test_a_changed_copybook_is_judged_in_the_programs_that_copy_it(repo):
    """Neither file says by itself that the constant is a limit; what else is wrong in the program is not the commit's."""
    member = b"       77  WS-FLOOD        PIC 9(5) COMP VALUE %d.\n"
    program = POOL.format(statement="           IF WS-CONN-COUNT > WS-FLOOD    PERFORM POOL-FULL.\n" + LIMIT.replace("100", "777"))
    text = program.replace("       PROCEDURE DIVISION.", "       COPY POOLMAX.\n       PROCEDURE DIVISION.", 1)
    write(repo, "src/POOL.cbl", data=text.encode())
    write(repo, "src/OTHER.cbl", LIMIT.replace("100", "555"))
    write(repo, "copy/POOLMAX.CPY", data=member % 0)
    git(repo, "commit", "-qm", "x")
    write(repo, "copy/POOLMAX.CPY", data=member % 250)
    done = pre_commit(repo, "run", "cobolscan")
    assert done.returncode == 1, done.stdout
    assert "copy/POOLMAX.CPY:1:" in done.stdout and "250" in done.stdout and "copied by POOL" in done.stdout
    assert "1 finding:" in done.stdout and "555" not in done.stdout


def test_a_dos_end_of_file_is_no_reason_to_skip(repo):
    write(repo, "POOL.cbl", data=POOL.format(statement=LIMIT).encode() + b"\x1a")
    assert pre_commit(repo, "run").returncode == 1


def test_a_new_limit_fails_and_an_accepted_one_does_not(repo):
    write(repo, "OLD.cbl", LIMIT)
    command = [sys.executable, "-m", "cobolscan", "baseline", "create", "."]
    assert subprocess.run([*command, "--baseline", "known.tsv"], cwd=repo, env=environment() | {"PYTHONPATH": str(ROOT)}).returncode == 0
    (repo / "cobolscan.toml").write_text('baseline = "known.tsv"\n')
    git(repo, "add", "-A")
    assert pre_commit(repo, "run").returncode == 0
    write(repo, "NEW.cbl", LIMIT)
    done = pre_commit(repo, "run")
    assert done.returncode == 1
    assert "NEW.cbl" in done.stdout and "OLD.cbl" not in done.stdout


def test_the_whole_project_is_scanned_before_a_push(repo):
    write(repo, "OLD.cbl", LIMIT)
    git(repo, "commit", "-qm", "x")
    write(repo, "NEW.cbl")
    done = pre_commit(repo, "run", "--hook-stage", "pre-push", "--all-files")
    assert done.returncode == 1
    assert "OLD.cbl" in done.stdout


def test_what_is_staged_is_judged_and_not_what_lies_beside_it(repo):
    write(repo, "POOL.cbl", LIMIT)
    (repo / "POOL.cbl").write_text(POOL.format(statement=""))
    assert pre_commit(repo, "run").returncode == 1
    write(repo, "POOL.cbl")
    (repo / "POOL.cbl").write_text(POOL.format(statement=LIMIT))
    assert pre_commit(repo, "run").returncode == 0


def test_wrong_configuration_fails(repo):
    write(repo, "POOL.cbl")
    (repo / "cobolscan.toml").write_text("selct = []\n")
    done = pre_commit(repo, "run")
    assert done.returncode == 1
    assert 'did you mean "select"' in done.stdout
