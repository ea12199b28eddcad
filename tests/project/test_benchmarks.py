"""What the benchmarks are made of still fits the course; what they measure is not for a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# In a process of its own: torch, graders and solutions are not for the one that runs the tests.
PROGRAM = """
import benchmarks.batch, benchmarks.class_material, benchmarks.course, benchmarks.learner
from benchmarks.in_process import load, run_checks
from course_cli.course.catalog import Catalog

for name in ("perceptron", "cross_entropy"):
    exercise = Catalog.load().get(f"perceptron/{name}")
    assert run_checks(exercise, load(exercise.grader_path, f"grader_{name}")) == len(exercise.checks) > 0
"""


def test_the_floor_that_grading_is_compared_with_runs_the_checks() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
