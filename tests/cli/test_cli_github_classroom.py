"""`course_cli export github-classroom`: the workflow, and its steps run as GitHub's runner runs them."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from tiny_course import COUNT, DOUBLE, MUTANT_DOUBLE, put

from course_cli.cli.exporting.classroom_results import results
from course_cli.cli.exporting.classroom_workflow import PLACE, workflow
from course_cli.course.catalog import Catalog
from course_cli.grading.report import CheckResult, ExerciseResult, Report

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


INSTALL = ("--install", "git+https://example.org/course.git")


def exported(run_cli: RunCli, tmp_path: Path, *args: str) -> dict[str, Any]:
    result = run_cli("export", "github-classroom", *INSTALL, *args)
    assert result.returncode == 0, result.stderr
    data = yaml.safe_load((tmp_path / "here" / PLACE).read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def test_the_names_are_those_that_classroom_looks_for(run_cli: RunCli, tmp_path: Path) -> None:
    data = exported(run_cli, tmp_path, "shapes", "count")
    assert data["name"] == "Autograding Tests"
    assert data["on"] == ["push", "workflow_dispatch", "repository_dispatch"]
    assert data["permissions"]["checks"] == "write"
    (job,) = data["jobs"].items()
    assert job[0] == "run-autograding-tests"
    steps = job[1]["steps"]
    assert steps[-1]["uses"] == "classroom-resources/autograding-grading-reporter@v1"
    runner = steps[-1]["with"]["runners"]
    assert list(steps[-1]["env"].items()) == [(f"{runner.upper()}_RESULTS", "${{ steps.grade.outputs.result }}")]
    assert [step["id"] for step in steps if "id" in step] == [runner]
    (grade,) = [step for step in steps if step.get("id") == runner]
    assert grade["env"] == {"EXERCISES": "shapes/double shapes/quadruple basics/count"}


@pytest.mark.parametrize("requirement", ["course-cli==9", "git+https://example.org/c.git@v1", 'x "quoted" #: {y}'])
def test_what_pip_installs_is_one_word(run_cli: RunCli, tmp_path: Path, requirement: str) -> None:
    data = exported(run_cli, tmp_path, "all", "--install", requirement, "--extra-index-url", "https://example.org/cpu")
    (step,) = [step for step in data["jobs"]["run-autograding-tests"]["steps"] if "REQUIREMENT" in step.get("env", {})]
    assert step["env"] == {"REQUIREMENT": requirement, "PIP_EXTRA_INDEX_URL": "https://example.org/cpu"}
    assert step["run"] == 'python -m pip install "$REQUIREMENT"'


def test_nothing_is_installed_that_nobody_named(run_cli: RunCli, tmp_path: Path) -> None:
    result = run_cli("export", "github-classroom", "all")
    assert result.returncode == 2
    assert "--install has to say where GitHub gets this course from" in result.stderr
    assert not (tmp_path / "here" / PLACE).exists()


def test_a_workflow_that_was_edited_is_kept(run_cli: RunCli, tmp_path: Path) -> None:
    exported(run_cli, tmp_path, "all")
    assert run_cli("export", "github-classroom", *INSTALL, "all").returncode == 0
    place = tmp_path / "here" / PLACE
    put(place, "name: mine\n")
    result = run_cli("export", "github-classroom", *INSTALL, "all")
    assert result.returncode == 2
    assert "--force replaces it" in result.stderr
    assert place.read_text(encoding="utf-8") == "name: mine\n"
    assert run_cli("export", "github-classroom", *INSTALL, "all", "--force").returncode == 0
    assert "Autograding Tests" in place.read_text(encoding="utf-8")
    assert run_cli("export", "github-classroom", "all", "--force", "--install", "${{ secrets.X }}").returncode == 2


@pytest.fixture
def job(installation: Path, tmp_path: Path) -> Callable[[], subprocess.CompletedProcess[str]]:
    """Runs the Grade step in the repository `here` as GitHub does: bash -e, with the commands on the path."""
    commands = tmp_path / "bin"
    put(commands / "course_cli", f'#!/bin/sh\nexec "{sys.executable}" -m course_cli "$@"\n')
    put(commands / "python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    for command in commands.iterdir():
        command.chmod(0o755)
    (tmp_path / "runner").mkdir()
    steps = yaml.safe_load(workflow(["shapes/double", "basics/count"], "course-cli"))["jobs"]["run-autograding-tests"]
    (grade,) = [step for step in steps["steps"] if step.get("id") == "grade"]
    put(tmp_path / "step.sh", grade["run"])

    def run() -> subprocess.CompletedProcess[str]:
        (tmp_path / "output").write_text("")
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(tmp_path / "step.sh")],
            cwd=tmp_path / "here",
            env={**os.environ, **steps["env"], **grade["env"], "PYTHONPATH": str(installation),
                 "PATH": f"{commands}:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path / "runner"),
                 "GITHUB_OUTPUT": str(tmp_path / "output")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )  # fmt: skip

    return run


def told(tmp_path: Path) -> dict[str, Any]:
    """What Classroom's reporter decodes."""
    name, _, value = (tmp_path / "output").read_text().strip().partition("=")
    assert name == "result"
    data = json.loads(base64.b64decode(value, validate=True))
    assert isinstance(data, dict)
    return data


def test_the_grade_step_tells_the_points(job: Callable[[], Any], tmp_path: Path) -> None:
    here = tmp_path / "here"
    put(here / "shapes/double.py", MUTANT_DOUBLE + "print('\\n::error::gotcha')\n")
    put(here / "basics/count.py", COUNT)
    (here / "basics/x ##[add-mask]e\n::error::note.ipynb").symlink_to("/etc/passwd")
    if sys.version_info >= (3, 11):  # as in the workflow: PYTHONSAFEPATH is not known before
        put(here / "json.py", "raise SystemExit('imported')\n")
        put(here / "course_cli.py", "raise SystemExit('imported')\n")
    result = job()
    assert result.returncode == 0, result.stdout + result.stderr
    data = told(tmp_path)
    assert (data["version"], data["status"], data["max_score"]) == (1, "fail", 5.5)
    assert sum(test["score"] for test in data["tests"]) == 2.5
    assert [test["status"] for test in data["tests"]] == ["fail", "fail", "pass", "pass"]
    suites = ElementTree.parse(here / "junit.xml").getroot()
    assert (suites.attrib["tests"], suites.attrib["failures"]) == ("4", "1")
    assert "What is 2 times X?" in result.stdout
    first, *_, last = result.stdout.strip().splitlines()
    assert first.startswith("::stop-commands::")
    assert last == f"::{first.removeprefix('::stop-commands::')}::"
    assert len(last) == 36
    assert result.stderr == "", "the runner reads the two streams apart: a note could come after the token"
    assert r"##\[add-mask]" in result.stdout
    assert sum(line.strip().startswith("::") for line in result.stdout.splitlines()) == 2, "the token's alone"


def test_full_marks_pass(job: Callable[[], Any], tmp_path: Path) -> None:
    put(tmp_path / "here/shapes/double.py", DOUBLE)
    put(tmp_path / "here/basics/count.py", COUNT)
    assert job().returncode == 0
    assert told(tmp_path)["status"] == "pass"


def test_a_grade_that_failed_tells_nothing(job: Callable[[], Any], tmp_path: Path) -> None:
    put(tmp_path / "step.sh", (tmp_path / "step.sh").read_text().replace("$EXERCISES", "nothing_of_that_name"))
    (tmp_path / "here").mkdir()
    assert job().returncode != 0
    assert (tmp_path / "output").read_text() == ""


def test_the_points_of_the_whole_course_fit_into_a_variable() -> None:
    exercises = tuple(
        ExerciseResult(
            exercise.id,
            "graded",
            tuple(CheckResult(check.id, check.title, check.points, 0, "failed") for check in exercise.checks),
        )
        for exercise in Catalog.load().exercises
    )
    text = results(Report("A course", "full", "cpu", exercises))
    assert len(base64.b64encode(text.encode())) < 128 * 1024  # Linux: MAX_ARG_STRLEN
