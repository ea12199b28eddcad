"""The wheel carries the course and works away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)],
        check=True,
    )
    (path,) = folder.glob("*.whl")
    return path


def test_the_content_lives_inside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if not name.endswith("/")} == {
        "course_cli",
        wheel.name.rpartition("-py3")[0] + ".dist-info",
    }
    for place in ("exercises/perceptron/softmax.py", "exercises/perceptron/README.md",
                  "solutions/perceptron/softmax.py", "graders/perceptron/test_softmax.py"):  # fmt: skip
        assert f"course_cli/{place}" in names


def test_it_grades_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(*command: str, status: int = 0) -> str:
        done = subprocess.run(
            [str(python), *command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    # The dependencies are gigabytes to install again: this environment borrows ours, and the package alone is new.
    (site,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    ours = next(entry for entry in sys.path if (Path(entry) / "torch").is_dir())
    run("-m", "pip", "install", "--quiet", "--no-deps", str(wheel))
    (site / "borrowed.pth").write_text(ours + "\n", encoding="utf-8")
    assert str(site) in run("-c", "import course_cli; print(course_cli.__file__)")

    run("-m", "course_cli", "fetch", "perceptron", "--into", "work")
    report = json.loads(run("-m", "course_cli", "grade", "softmax", "--path", "work", "--format", "json", status=1))
    assert (report["score"], report["exercises"][0]["status"]) == (0, "graded")
    assert report["exercises"][0]["message"] == "not written yet"
    solutions = str(site / "course_cli" / "solutions")
    report = json.loads(run("-m", "course_cli", "grade", "softmax", "--path", solutions, "--format", "json"))
    assert report["score"] == report["max_score"] > 0
