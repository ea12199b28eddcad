"""What tests of several parts share: a course small enough to read at a glance, and the command line on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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
