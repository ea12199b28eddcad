"""The wheel carries the course and works away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path


def test_the_content_lives_inside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if not name.endswith("/")} == {
        "course_cli",
        wheel.name.rpartition("-py3")[0] + ".dist-info",
    }
    for place in ("exercises/perceptron/softmax.py", "exercises/perceptron/README.md",
                  "solutions/perceptron/softmax.py", "graders/perceptron/test_softmax.py"):  # fmt: skip
        assert f"course_cli/{place}" in names


def test_it_grades_in_an_environment_of_its_own(wheel_environment: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(*command: str, status: int = 0) -> str:
        done = subprocess.run(
            [str(wheel_environment / "bin" / "python"), *command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    (site,) = (wheel_environment / "lib").glob("python*/site-packages")
    assert str(site) in run("-c", "import course_cli; print(course_cli.__file__)")

    run("-m", "course_cli", "fetch", "perceptron", "--into", "work")
    report = json.loads(run("-m", "course_cli", "grade", "softmax", "--path", "work", "--format", "json", status=1))
    assert (report["score"], report["exercises"][0]["status"]) == (0, "graded")
    assert report["exercises"][0]["message"] == "not written yet"
    solutions = str(site / "course_cli" / "solutions")
    report = json.loads(run("-m", "course_cli", "grade", "softmax", "--path", solutions, "--format", "json"))
    assert report["score"] == report["max_score"] > 0
