"""`course_cli dev sync` and `dev check`, on the real engine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_course import ALTERNATIVE_DOUBLE, MUTANT_DOUBLE, put

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


def test_sync_writes_only_what_changed(run_cli: RunCli, tiny_course: Path) -> None:
    solution = tiny_course / "solutions/shapes/double.py"
    stub = tiny_course / "exercises/shapes/double.py"
    put(solution, solution.read_text().replace("Twice X.", "Two times X."))
    others = {path: path.stat().st_mtime_ns for path in (tiny_course / "exercises").rglob("*.*") if path != stub}

    stale = run_cli("dev", "sync", "--check", "--root", str(tiny_course))
    assert (stale.returncode, stale.stdout) == (1, "not current  exercises/shapes/double.py\n")
    assert "Twice X." in stub.read_text()

    synced = run_cli("dev", "sync", "--root", str(tiny_course))
    assert (synced.returncode, synced.stdout) == (0, "wrote  exercises/shapes/double.py\n")
    assert "Two times X." in stub.read_text()
    assert "return 2 * X" not in stub.read_text()
    assert {path: path.stat().st_mtime_ns for path in others} == others

    current = run_cli("dev", "sync", "--check", "--root", str(tiny_course))
    assert (current.returncode, current.stdout) == (0, "every stub is current\n")


def test_sync_removes_nothing_and_names_what_is_left_over(run_cli: RunCli, tiny_course: Path) -> None:
    put(tiny_course / "exercises/shapes/gone.py", "old")
    result = run_cli("dev", "sync", "--root", str(tiny_course))
    assert "exercises/shapes/gone.py has no solution" in result.stderr
    assert (tiny_course / "exercises/shapes/gone.py").read_text() == "old"


def test_sync_tells_a_solution_without_markers(run_cli: RunCli, tiny_course: Path) -> None:
    put(tiny_course / "solutions/shapes/double.py", "x = 1\n")
    result = run_cli("dev", "sync", "--root", str(tiny_course))
    assert result.returncode == 1
    assert "Error: solutions/shapes/double.py: no `### BEGIN SOLUTION`" in result.stderr


def test_a_sound_course(run_cli: RunCli, tiny_course: Path) -> None:
    put(tiny_course / "exercises/basics/README.md", "# Basics\n")
    result = run_cli("dev", "check", "--root", str(tiny_course))
    assert result.returncode == 0, result.stdout + result.stderr
    assert [line.split()[:2] for line in result.stdout.splitlines()] == [
        ["sound", "basics/count"],
        ["sound", "shapes/double"],
        ["sound", "shapes/quadruple"],
    ]


def test_every_fault_is_listed(run_cli: RunCli, tiny_course: Path) -> None:
    put(tiny_course / "tests/mutants/shapes/double/right.py", MUTANT_DOUBLE.replace("3 * X", "2 * X"))
    put(tiny_course / "tests/alternatives/shapes/double/wrong.py", ALTERNATIVE_DOUBLE.replace("X + X", "X"))
    put(tiny_course / "tests/mutants/shapes/triple/x.py", "")
    result = run_cli("dev", "check", "shapes", "--root", str(tiny_course))
    assert result.returncode == 1
    assert "wrong   shapes/double" in result.stdout
    assert "        mutant right is to fail values, which it passes\n" in result.stdout
    assert "        alternative wrong loses values (failed: " in result.stdout
    assert "        alternative wrong earns " in result.stdout
    assert "sound   shapes/quadruple" in result.stdout
    assert "orphan  tests/mutants/shapes/triple/ belongs to no exercise\n" in result.stdout
    assert "basics" not in result.stdout


def test_a_chapter_without_a_lesson_and_two_exercises_in_one_place(run_cli: RunCli, tiny_course: Path) -> None:
    (tiny_course / "exercises/shapes/README.md").unlink()
    for folder in ("solutions", "exercises"):
        path = tiny_course / folder / "shapes/quadruple.py"
        put(path, path.read_text().replace("Order: 2", "Order: 1"))
    result = run_cli("dev", "check", "shapes", "--root", str(tiny_course))
    assert result.returncode == 1
    assert result.stdout.splitlines()[-3:] == [
        "wrong   shapes",
        "        has no lesson: write exercises/shapes/README.md, the page that its learners begin with",
        "        double and quadruple share `Order: 1`: give each its own number in its solution, then run "
        "`course_cli dev sync`",
    ]


@pytest.mark.parametrize("library", ["torch", "numpy"])
def test_a_new_exercise_is_sound_but_for_its_words(run_cli: RunCli, tiny_course: Path, library: str) -> None:
    def dev(*args: str) -> subprocess.CompletedProcess[str]:
        return run_cli("dev", *args, "--root", str(tiny_course))

    made = dev("new", "shapes/halve", "--library", library, "--section", "1.3")
    assert made.returncode == 0
    files = [tiny_course / line.removeprefix("wrote  ") for line in made.stdout.splitlines()]
    assert len(files) == 3
    assert all("TODO" in path.read_text() for path in files)
    dev("sync")
    unworded = dev("check", "halve")
    assert unworded.returncode == 1
    assert unworded.stdout.count("a TODO is left") == 5
    for path in files:
        put(path, path.read_text().replace("TODO: ", "words of "))
    dev("sync")
    worded = dev("check", "halve")
    assert worded.returncode == 0, worded.stdout
    assert "1 mutants" in worded.stdout


@pytest.mark.parametrize("id_", ["shapes/double", "shapes/basics", "halve", "shapes/no name", "shapes/class", "a/b/c"])
def test_a_new_exercise_takes_no_name_that_is_taken_or_none(run_cli: RunCli, tiny_course: Path, id_: str) -> None:
    before = sorted(tiny_course.rglob("*"))
    result = run_cli("dev", "new", id_, "--root", str(tiny_course))
    assert result.returncode == 2
    assert "halve" in result.stderr or "taken" in result.stderr or "no id" in result.stderr
    assert sorted(tiny_course.rglob("*")) == before


@pytest.fixture
def site(installation: Path, tiny_course: Path) -> Path:
    """The tiny course installed as a wheel does it, its content inside the package, in a checkout's environment."""
    site = tiny_course / ".venv/site"
    shutil.copytree(installation / "course_cli", site / "course_cli")
    for name in ("solutions", "exercises", "graders"):
        shutil.copytree(installation / name, site / "course_cli" / name)
    return site


WRITING = [("new", "shapes/halve"), ("sync",), ("translate",), ("mutate", "double", "--write")]


@pytest.mark.parametrize("command", WRITING, ids=lambda command: command[0])
def test_an_installed_course_is_not_written_to(run_cli: RunCli, site: Path, command: tuple[str, ...]) -> None:
    def content() -> dict[Path, bytes]:
        files = (path for path in site.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path: path.read_bytes() for path in files}

    solution = site / "course_cli/solutions/shapes/double.py"
    put(solution, solution.read_text().replace("Twice X.", "Two times X."))
    before = content()
    result = run_cli("dev", *command, root=site)
    assert (result.returncode, result.stdout) == (2, "")
    assert "--root DIR" in result.stderr
    assert "pip install -e" in result.stderr
    assert content() == before


def test_an_installed_course_can_be_asked_and_a_named_one_changed(
    run_cli: RunCli, site: Path, tiny_course: Path
) -> None:
    assert run_cli("dev", "sync", "--check", root=site).stdout == "every stub is current\n"
    beside = run_cli("dev", "new", "shapes/halve", root=site, cwd=tiny_course)
    assert "--root . " in " ".join(beside.stderr.replace(",", " ").split())
    program = site / "course_cli/locale/zh/LC_MESSAGES/course_cli.po"
    put(program, "# not the author's\n" + program.read_text(encoding="utf-8"))
    for command in WRITING[:3]:
        result = run_cli("dev", *command, "--root", ".", root=site, cwd=tiny_course)
        assert result.returncode == 0, result.stderr
    assert (tiny_course / "exercises/shapes/halve.py").is_file()
    assert (tiny_course / "graders/_locale/zh/LC_MESSAGES/shapes.po").is_file()
    assert program.read_text(encoding="utf-8").startswith("# not the author's")
    assert "killed" in run_cli("dev", "mutate", "double", "--root", ".", root=site, cwd=tiny_course).stdout
