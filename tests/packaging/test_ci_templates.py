"""The action and the templates for pipelines: valid for their consumer, and their scripts run and end as they should.

The Jenkinsfile has no linter that pip installs; npm-groovy-lint finds no error in it. Its script is run here like the others.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import POOL

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).resolve().parents[2]
CI = ROOT / "docs" / "ci"
SCHEMAS = {
    "action.yml": "github-actions",
    "docs/ci/github-workflow.yml": "github-workflows",
    "docs/ci/gitlab-ci.yml": "gitlab-ci",
    "docs/ci/azure-pipelines.yml": "azure-pipelines",
}
LIMIT = "           IF WS-CONN-COUNT > 100 DISPLAY 'FULL'.\n"


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_valid_for_its_consumer(name):
    pytest.importorskip("check_jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", "--regex-variant", "nonunicode", "--builtin-schema", f"vendor.{SCHEMAS[name]}"]
    done = subprocess.run([*command, str(ROOT / name)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def load(name):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def action_script():
    (step,) = [step for step in load("action.yml")["runs"]["steps"] if step.get("id") == "scan"]
    return step["run"]


def gitlab_script():
    return "\n".join(load("docs/ci/gitlab-ci.yml")["cobolscan"]["script"])


def azure_script():
    return next(step["bash"] for step in load("docs/ci/azure-pipelines.yml")["steps"] if step.get("displayName") == "cobolscan")


def jenkins_script():
    script = re.search(r"sh '''(.*?)'''", (CI / "Jenkinsfile").read_text(encoding="utf-8"), re.DOTALL)[1]
    lines = [line for line in script.split("\n") if "-m pip" not in line and "-m venv" not in line]
    return "\n".join(lines).replace('"$venv/bin/cobolscan"', "cobolscan")


SCRIPTS = {"action": action_script, "gitlab": gitlab_script, "azure": azure_script, "jenkins": jenkins_script}
SHELLS = {"action": ["bash", "-eo", "pipefail"], "gitlab": ["bash", "-eo", "pipefail"], "azure": ["bash"], "jenkins": ["sh", "-xe"]}
WRITTEN = {
    "action": ["cobolscan.sarif"],
    "gitlab": ["gl-code-quality-report.json", "cobolscan.xml"],
    "azure": ["staging/cobolscan.sarif", "staging/cobolscan.xml"],
    "jenkins": ["cobolscan.sarif", "cobolscan.xml"],
}


@pytest.fixture
def job(tmp_path):
    """Runs the script of a template in a folder with a program, as its runner would."""
    work, tools = tmp_path / "work", tmp_path / "bin"
    (work / "staging").mkdir(parents=True)
    tools.mkdir()
    for name, more in (("cobolscan", "-m cobolscan"), ("python", "")):
        (tools / name).write_text(f'#!/bin/sh\nexec env PYTHONPATH={ROOT} {sys.executable} {more} "$@"\n')
        (tools / name).chmod(0o755)

    def run(name, statement="", **given):
        (work / "POOL.cbl").write_text(POOL.format(statement=statement))
        variables = {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "PATHS": ".",
            "SARIF": "cobolscan.sarif",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "BUILD_ARTIFACTSTAGINGDIRECTORY": str(work / "staging"),
        }
        command = [*SHELLS[name], "-c", SCRIPTS[name]()]
        done = subprocess.run(command, cwd=work, env=variables | given, capture_output=True, text=True)
        written = {path: (work / path).stat().st_size for path in WRITTEN[name] if (work / path).exists()}
        return done, written

    return run


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_green_red_and_writes_its_reports(job, name):
    done, written = job(name)
    assert done.returncode == 0, done.stderr
    assert set(written) == set(WRITTEN[name]) and all(written.values())
    done, written = job(name, LIMIT)
    assert done.returncode == 1, done.stderr
    assert set(written) == set(WRITTEN[name]) and "POOL.cbl" in done.stdout


def test_what_the_action_tells(job, tmp_path):
    done, _ = job("action", LIMIT)
    assert "::warning " in done.stdout and "file=POOL.cbl" in done.stdout
    assert "POOL.cbl" in (tmp_path / "summary.md").read_text() and "status=1" in (tmp_path / "output").read_text()


def test_what_a_caller_of_the_action_gives_is_no_script(job, tmp_path):
    marker = tmp_path / "marker"
    for name in ("PATHS", "ARGUMENTS", "FAIL_ON", "DIFF"):
        done, _ = job("action", **{name: f"$(touch {marker})\n`touch {marker}`; touch {marker}"})
        assert done.returncode == 2 and not marker.exists(), (name, done.stderr)


def test_several_paths_and_arguments(job, tmp_path):
    done, _ = job("action", LIMIT, PATHS="POOL.cbl\n\n.", ARGUMENTS="--severity\ninfo\n--fail-on\nnever")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["action.yml", *(path.relative_to(ROOT).as_posix() for path in sorted(CI.iterdir()))])
def test_no_module_is_taken_from_the_checkout(name):
    """`python -m` looks for modules in the working directory first: the pip.py of a scanned repository must not run."""
    calls = re.findall(r"python3?( -P)? -m \w+", (ROOT / name).read_text(encoding="utf-8"))
    assert all(calls), name


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
@pytest.mark.parametrize("name", ["action", "gitlab", "jenkins"])
def test_a_change_is_judged_alone_and_reported_with_all(job, tmp_path, name):
    """Who compares reports with those of the base takes what is missing for fixed."""
    work = tmp_path / "work"
    (work / "OLD.cbl").write_text(POOL.format(statement=LIMIT).replace("POOL", "OLD"))
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "OLD.cbl"],
        ["commit", "-qm", "x"],
        ["update-ref", "refs/remotes/origin/main", "HEAD"],
    ):
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@t", *command]
        subprocess.run(git, cwd=work, check=True, env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull})
    change = {"action": "DIFF", "gitlab": "CI_MERGE_REQUEST_DIFF_BASE_SHA", "jenkins": "CHANGE_TARGET"}[name]
    done, _ = job(name, "", **{change: "main"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "OLD.cbl" in (work / WRITTEN[name][0]).read_text()
    assert "OLD.cbl:" not in done.stdout


def test_a_report_that_cannot_be_written_fails_the_action(job):
    done, _ = job("action", "", SARIF="nowhere/cobolscan.sarif", ARGUMENTS="--fail-on\nerror")
    assert done.returncode == 2 and "nowhere" in done.stderr
