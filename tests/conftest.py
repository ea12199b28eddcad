"""What tests of several parts share: a course small enough to read at a glance, and the command line on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import tiny_course as tiny

REPOSITORY = Path(__file__).resolve().parent.parent

# As in an activated environment: nbgrader starts alembic by its name.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

# What tests read is English, whatever the developer's own language.
os.environ.update(LC_ALL="C.UTF-8", LANGUAGE="")

RunCli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tiny_course(tmp_path: Path) -> Path:
    """The root of a fresh copy of the tiny course."""
    return tiny.write(tmp_path / "course")


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose only content is the tiny course. Not to be changed by tests."""
    root = tiny.write(tmp_path_factory.mktemp("installation"))
    shutil.copytree(REPOSITORY / "course_cli", root / "course_cli", ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, the real course in it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(REPOSITORY)],
        check=True,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def wheel_environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment in which the wheel is installed. What it needs is gigabytes: that is borrowed from ours."""
    folder = tmp_path_factory.mktemp("learner") / "venv"
    venv.create(folder, with_pip=True)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    python = str(folder / "bin" / "python")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)], check=True, env=environment
    )  # fmt: skip
    (site,) = (folder / "lib").glob("python*/site-packages")
    ours = next(entry for entry in sys.path if (Path(entry) / "torch").is_dir())
    (site / "borrowed.pth").write_text(ours + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def run_cli(installation: Path, tmp_path: Path) -> RunCli:
    """Runs `python -m course_cli ...` of the tiny course, by default in an empty folder of its own."""

    def run(
        *args: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, root: Path = installation
    ) -> subprocess.CompletedProcess[str]:
        here = cwd or tmp_path / "here"
        here.mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, "-m", "course_cli", *args],
            cwd=here,
            env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
