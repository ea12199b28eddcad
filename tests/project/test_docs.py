"""The commands of the pages in docs/ run, in the order of the page, and do what the page says."""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import tiny_class

from course_cli.cli.authoring.reference import reference

DOCS = Path(__file__).resolve().parents[2] / "docs"


def commands(page: str) -> str:
    """The ```sh blocks of a page; what it shows in ```bash is for machines that are not here."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE))


def run(script: str, folder: Path, **environment: str) -> str:
    # Into a file, and with whatever it started in the background ended with it: a reader of a pipe would wait for that.
    with (folder / "said.txt").open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env={**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            status = process.wait(timeout=600)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        output.seek(0)
        said = output.read()
    assert status == 0, said
    return said


def test_the_teachers_page(tmp_path: Path) -> None:
    said = run(commands("teaching.md"), tmp_path)
    assert "1 graded" in said
    rows = list(csv.DictReader((tmp_path / "scores.csv").open(encoding="utf-8")))
    assert [(row["student"], row["raw"], row["final"]) for row in rows] == [("ada", "0", "0")]
    for name in ("canvas.csv", "moodle.csv", "class.html", "scores.json", "kit.zip", "autograder.zip",
                 "template/.github/workflows/classroom.yml", "classroom/checks.csv"):  # fmt: skip
        assert (tmp_path / name).stat().st_size > 0
    marks = list(csv.DictReader((tmp_path / "classroom" / "marks.csv").open(encoding="utf-8")))
    assert [(row["assignment"], row["student_id"]) for row in marks] == [("perceptron", "ada")]
    assert float(marks[0]["score"]) == 0 < float(marks[0]["max_score"])
    assert list((tmp_path / "classroom" / "feedback").rglob("*.html"))


def test_the_reference_is_what_the_commands_say_of_themselves() -> None:
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == reference(), (
        "run `course_cli dev reference docs/commands.md`"
    )


def test_the_authors_page(tmp_path: Path) -> None:
    # A copy: what an author does changes the course.
    for part in ("course_cli", "exercises", "solutions", "graders", "tests/mutants", "tests/alternatives"):
        shutil.copytree(DOCS.parent / part, tmp_path / "course" / part, ignore=shutil.ignore_patterns("__pycache__"))
    said = run(commands("authoring.md"), tmp_path, PYTHONPATH=str(tmp_path / "course"))
    assert "wrote  exercises/perceptron/gelu.py" in said
    assert "wrong   perceptron/gelu" in said
    assert "sound   perceptron/softmax" in said
    assert not (DOCS.parent / "solutions" / "perceptron" / "gelu.py").exists()


def test_the_laptops_cluster(installation: Path, tmp_path: Path) -> None:
    tiny_class.write(tmp_path / "submissions", {"ada": {"shapes/double.py": tiny_class.RIGHT}})
    # A shell that is no terminal has no %1; the page's reader has.
    script = commands("cluster.md").replace("kill %1 %2", "kill $(jobs -p)")
    assert "kill $(jobs -p)" in script
    said = run(script, tmp_path, PYTHONPATH=str(installation))
    assert "1 graded" in said
