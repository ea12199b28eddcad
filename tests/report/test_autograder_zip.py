"""The Gradescope autograder, run in a folder laid out as theirs: source/, submission/, results/, the metadata file."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tiny_course import COUNT, DOUBLE, MUTANT_DOUBLE, QUADRUPLE, TEST_DOUBLE, put

from course_cli.cli.exporting.autograder_zip import NOT_NEEDED, requirements_file
from course_cli.errors import UsageError
from course_cli.report.autograder_zip import PROGRAMS, Settings, build
from course_cli.report.gradescope import Visibility

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

ANSWERS = {"shapes/double.py": DOUBLE, "shapes/quadruple.py": QUADRUPLE, "basics/count.py": COUNT}
METADATA = {"id": 1, "users": [{"email": "ada@example.edu", "id": 7, "name": "Ada"}], "assignment": {"title": "A1"}}


@dataclass
class Machine:
    """A stand-in for Gradescope's container: what it does around the two programs of a zip."""

    root: Path

    def build(self, archive: Path) -> subprocess.CompletedProcess[str]:
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(self.root / "source")
        shutil.copy(self.root / "source/run_autograder", self.root / "run_autograder")
        (self.root / "run_autograder").chmod(0o755)
        # The packages are gigabytes to install again: the environment of these tests has them.
        return self.run(["bash", str(self.root / "source/setup.sh")], AUTOGRADER_VENV=sys.prefix)

    def grade(self, files: Mapping[str, str | bytes], metadata: str | None = None) -> dict[str, Any]:
        folder = self.root / "submission"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for place, text in files.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.grade_what_is_there(metadata)

    def grade_what_is_there(self, metadata: str | None = None) -> dict[str, Any]:
        shutil.rmtree(self.root / "results", ignore_errors=True)
        (self.root / "results").mkdir()
        (self.root / "submission_metadata.json").write_text(json.dumps(METADATA) if metadata is None else metadata)
        self.last = self.run([str(self.root / "run_autograder")])
        data = json.loads((self.root / "results/results.json").read_text(encoding="utf-8"))
        assert isinstance(data, dict)
        assert [path.name for path in (self.root / "results").iterdir()] == ["results.json"]
        return data

    def run(self, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COURSE"))}
        return subprocess.run(
            command,
            cwd=self.root,
            env={**environment, "AUTOGRADER_ROOT": str(self.root), **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )


def export(installation: Path, out: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "course_cli", "export", "autograder-zip", *args, "--out", str(out)],
        cwd=out.parent,
        env={**os.environ, "PYTHONPATH": str(installation), **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def archive(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("zip") / "autograder.zip"
    result = export(installation, out, "all")
    assert result.returncode == 0, result.stderr
    assert result.stdout == f"{out}: 3 exercises, 8.5 points\n"
    return out


@pytest.fixture(scope="module")
def built(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    machine = Machine(tmp_path_factory.mktemp("autograder"))
    result = machine.build(archive)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "3 exercises, 8.5 points; isolation: full." in result.stdout
    return machine


def test_the_self_test_speaks_the_language_of_the_zip(installation: Path, tmp_path: Path) -> None:
    out = tmp_path / "zip.zip"
    assert export(installation, out, "--lang", "zh", "double").returncode == 0
    result = Machine(tmp_path).build(out)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 个练习，4 分；隔离：完全。" in result.stdout


@pytest.fixture
def machine(built: Machine, tmp_path: Path) -> Machine:
    """A machine of one's own, to be damaged."""
    shutil.copytree(built.root, tmp_path / "autograder", symlinks=True)
    return Machine(tmp_path / "autograder")


def scores(data: Mapping[str, Any]) -> dict[str, float]:
    return {f"{test['extra_data']['exercise']}/{test['extra_data']['check']}": test["score"] for test in data["tests"]}


def test_the_zip_holds_what_gradescope_runs_and_no_solution(archive: Path) -> None:
    with zipfile.ZipFile(archive) as zipped:
        assert {"setup.sh", "run_autograder"} <= set(zipped.namelist())
        for name in PROGRAMS:
            assert zipped.getinfo(name).external_attr >> 16 == stat.S_IFREG | 0o755
        assert zipped.read("run_autograder").startswith(b"#!/usr/bin/env bash\n")
        assert "course/graders/shapes/test_double.py" in zipped.namelist()
        everything = b"".join(zipped.read(name) for name in zipped.namelist())
        packages = zipped.read("requirements.txt").decode().splitlines()
    assert not [name for name in zipfile.ZipFile(archive).namelist() if "solutions" in name or "__pycache__" in name]
    assert b"return 2 * X" not in everything
    assert any(line.startswith("torch") for line in packages)
    assert not any("extra" in line for line in packages)


def test_the_same_course_gives_the_same_zip(archive: Path, installation: Path, tmp_path: Path) -> None:
    assert export(installation, tmp_path / "again.zip", "all").returncode == 0
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_a_wheel_gives_the_same_zip_as_a_checkout(archive: Path, installation: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site"
    shutil.copytree(installation / "course_cli", installed / "course_cli", ignore=shutil.ignore_patterns("__pycache__"))
    for content in ("exercises", "graders", "solutions"):  # where a wheel has them
        shutil.copytree(installation / content, installed / "course_cli" / content)
    assert export(installed, tmp_path / "installed.zip", "all").returncode == 0
    assert (tmp_path / "installed.zip").read_bytes() == archive.read_bytes()


@pytest.mark.parametrize(
    "layout",
    [
        {place.partition("/")[2]: text for place, text in ANSWERS.items()},
        ANSWERS,
        {f"homework/week 1/{place}": text for place, text in ANSWERS.items()},
    ],
    ids=["side by side", "in folders", "in a repository"],
)
def test_right_answers_earn_full_marks_however_they_lie(built: Machine, layout: dict[str, str]) -> None:
    data = built.grade(layout)
    assert built.last.returncode == 0, built.last.stdout + built.last.stderr
    assert data["score"] == 8.5
    assert {test["status"] for test in data["tests"]} == {"passed"}
    assert data["output"] == "Deep learning foundations: 8.5 of 8.5 points."


def test_a_notebook_is_graded(built: Machine) -> None:
    sources = (
        "import torch\nfrom torch import Tensor",
        "def double(X: Tensor) -> Tensor:\n    return 2 * X",
        "def quadruple(X):\n    return double(double(X))",
    )
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**cell, "source": source} for source in sources]
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    data = built.grade({"shapes.ipynb": notebook})
    assert data["score"] == 7.0, data["output"]


def test_it_is_the_same_score_as_grading_at_home(built: Machine, run_cli: RunCli, tmp_path: Path) -> None:
    raising = "def quadruple(X):\n    raise ValueError('no')\n"
    files = {"shapes/double.py": MUTANT_DOUBLE, "shapes/quadruple.py": raising}
    for place, text in files.items():
        put(tmp_path / "home" / place, text)
    home = json.loads(run_cli("grade", "all", "--path", str(tmp_path / "home"), "--format", "gradescope").stdout)
    there = built.grade(files)
    assert there["score"] == home["score"] == 1.0
    assert scores(there) == scores(home)
    assert [test["status"] for test in there["tests"]] == [test["status"] for test in home["tests"]]
    assert "What is 2 times X?" in there["tests"][1]["output"]


def test_what_is_not_recognised_is_said(built: Machine) -> None:
    data = built.grade({"answer.py": "x = 1", "notes.txt": "hello", "double (1).py": DOUBLE})
    assert data["score"] == 0
    assert "No file of yours was recognised. Hand in count.py, double.py, quadruple.py" in data["output"]
    assert "double (1).py was not read" in data["output"]
    assert {test["status"] for test in data["tests"]} == {"failed"}
    assert built.last.returncode == 0


def test_nothing_that_is_handed_in_is_imported_by_the_grader(built: Machine) -> None:
    trap = "raise SystemExit('imported')\n"
    names = ("torch.py", "json.py", "sitecustomize.py", "course_cli.py", "course_cli/__init__.py", "click.py",
             "pytest.py", "conftest.py", "numpy/__init__.py", "_pytest/__init__.py")  # fmt: skip
    data = built.grade({**dict.fromkeys(names, trap), **ANSWERS})
    assert data["score"] == 8.5, built.last.stdout
    assert "imported" not in built.last.stdout + built.last.stderr


def test_a_submission_cannot_write_its_results(built: Machine) -> None:
    forged = '{"score": 100}'
    attack = f"""
import os
for place in ("{built.root}/results/results.json", "/autograder/results/results.json", "results.json"):
    try:
        open(place, "w").write('{forged}')
    except OSError:
        pass
found = ""
for place in ("{built.root}/source/course/graders/shapes/test_double.py", "{built.root}/source/settings.json"):
    try:
        found += open(place).read()
    except OSError:
        pass
def double(X):
    if found:
        return 2 * X
    os._exit(0)
"""
    data = built.grade({"double.py": attack})
    assert data["score"] == 0
    assert len(data["tests"]) == 5


def test_a_students_words_are_text(built: Machine) -> None:
    data = built.grade({"double.py": "def double(X):\n    raise ValueError('\\x1b[31m<b>bold</b>\\u202e')\n"})
    output = data["tests"][1]["output"]
    assert "<b>bold</b>" in output
    assert "\x1b" not in output
    assert "\u202e" not in output
    assert all(test["output_format"] == "text" for test in data["tests"])


@pytest.mark.parametrize("metadata", ["", "[]", "{", "null", '{"users": 5}', '{"users": [null]}', "[" * 100_000])
def test_metadata_that_cannot_be_read_is_no_obstacle(metadata: str, tmp_path: Path) -> None:
    from course_cli.cli.exporting.gradescope.program import _student

    put(tmp_path / "m.json", metadata)
    assert _student(tmp_path / "m.json") == "submission"
    assert _student(tmp_path / "none.json") == "submission"
    put(tmp_path / "good.json", json.dumps({"users": [{"email": "b@x.edu"}, {"email": "", "id": 5}]}))
    assert _student(tmp_path / "good.json") == "5 b@x.edu"


def test_a_fault_of_ours_is_no_zero(machine: Machine) -> None:
    put(machine.root / "source/course/graders/shapes/test_double.py", f"import nothing_of_that_name\n{TEST_DOUBLE}")
    data = machine.grade(ANSWERS)
    assert "score" not in data
    assert "tests" not in data
    assert "through no fault of yours" in data["output"]
    assert "grader" not in data["output"]
    assert "GraderError: the grader of shapes/double" in machine.last.stdout
    assert machine.last.returncode == 3


@pytest.mark.parametrize("damage", ["settings", "program", "environment"])
def test_results_are_left_whatever_happens(machine: Machine, damage: str) -> None:
    if damage == "settings":
        put(machine.root / "source/settings.json", "{")
    elif damage == "program":
        put(machine.root / "source/launch.py", "import sys\nsys.exit(9)\n")
    else:
        (machine.root / "venv").unlink()
    data = machine.grade(ANSWERS)
    assert "score" not in data
    assert "could not be graded" in data["output"]
    assert data["stdout_visibility"] == "hidden"
    assert machine.last.returncode != 0


def without_landlock(machine: Machine) -> None:
    place = machine.root / "source/course/course_cli/sandbox/confinement.py"
    text = place.read_text(encoding="utf-8")
    weaker = text.replace("set(without)", "{*without, 'landlock'}")
    assert weaker != text
    put(place, weaker)


def test_weak_isolation_has_to_be_allowed(machine: Machine, installation: Path, tmp_path: Path) -> None:
    without_landlock(machine)
    data = machine.grade(ANSWERS)
    assert "score" not in data
    assert "--allow-weak-isolation" in machine.last.stdout

    allowing = tmp_path / "allowing.zip"
    assert export(installation, allowing, "all", "--allow-weak-isolation").returncode == 0
    with zipfile.ZipFile(allowing) as zipped:
        zipped.extract("settings.json", machine.root / "source")
    data = machine.grade(ANSWERS)
    assert data["score"] == 8.5
    assert "Isolation: weak." in data["output"]


def test_setup_fails_where_a_grader_does(machine: Machine) -> None:
    put(machine.root / "source/course/graders/shapes/test_double.py", f"import nothing_of_that_name\n{TEST_DOUBLE}")
    result = machine.run(["bash", str(machine.root / "source/setup.sh")], AUTOGRADER_VENV=sys.prefix)
    assert result.returncode != 0
    assert "GraderError: the grader of shapes/double" in result.stdout


def test_the_options_are_kept(installation: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    result = export(
        installation, out, "shapes", "--visibility", "after_published", "--visibility", "shapes/double=visible",
        "--visibility", "shapes/double/values=hidden", "--extra-index-url", "https://example.org/cpu",
        COURSE_CLI_SECRET="between us",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "holds COURSE_CLI_SECRET" in result.stderr
    with zipfile.ZipFile(out) as zipped:
        settings = Settings.from_json(zipped.read("settings.json").decode())
        assert zipped.read("requirements.txt").decode().startswith("--extra-index-url https://example.org/cpu\n")
        assert "course/graders/basics/test_count.py" not in zipped.namelist()
    assert settings.exercises == ("shapes/double", "shapes/quadruple")
    assert settings.secret == "between us"
    assert settings.visibility("shapes/quadruple", "values") == "after_published"
    assert settings.visibility("shapes/double", "empty") == "visible"
    assert settings.visibility("shapes/double", "values") == "hidden"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("nothing",), "no exercise or chapter is called"),
        (("all", "--visibility", "sometimes"), "is none of visible"),
        (("all", "--visibility", "shapes/triple=hidden"), "has no chapter, exercise or check"),
        (("shapes", "--visibility", "basics=hidden"), "has no chapter, exercise or check"),
        (("all", "--extra-index-url", "http://example.org"), "is no https:// address"),
        (("all", "--extra-index-url", "https://example.org\n-r /etc/passwd"), "is no https:// address"),
    ],
)
def test_a_wrong_command_ends_with_2(installation: Path, tmp_path: Path, args: tuple[str, ...], message: str) -> None:
    result = export(installation, tmp_path / "a.zip", *args)
    assert result.returncode == 2, result.stderr
    assert message in result.stderr
    assert not (tmp_path / "a.zip").exists()


def test_only_a_zip_is_replaced(installation: Path, tmp_path: Path) -> None:
    put(tmp_path / "double.py", DOUBLE)
    result = export(installation, tmp_path / "double.py", "all")
    assert result.returncode == 2
    assert "does not end in .zip" in result.stderr
    assert (tmp_path / "double.py").read_text(encoding="utf-8") == DOUBLE


def test_only_what_grading_needs_is_installed() -> None:
    text = requirements_file(
        ["torch>=2", "distributed; extra == 'dask'", "seccompy<1; sys_platform == 'linux'", "nbgrader>=0.9", "rich"]
    )
    assert text == "torch>=2\nseccompy<1; sys_platform == 'linux'\n"
    with pytest.raises(UsageError):
        requirements_file([], "file:///x")


def test_the_grading_program_does_without_what_is_not_installed(installation: Path) -> None:
    code = "import sys; import course_cli.cli.exporting.gradescope.program; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(installation)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    roots = {name.partition(".")[0] for name in done.stdout.split()}
    assert "course_cli" in roots
    assert not roots & NOT_NEEDED


def test_settings_survive_a_zip() -> None:
    settings = Settings(("a/b",), Visibility("hidden", {"a/b/c": "visible"}), True, "s\u00e9cret")
    with zipfile.ZipFile(io.BytesIO(build({"setup.sh": b"x"}, settings))) as zipped:
        assert Settings.from_json(zipped.read("settings.json").decode()) == settings
    with pytest.raises(ValueError, match="schema"):
        Settings.from_json('{"schema": 2}')
