"""What a learner waits for, as ratios measured in one run: `python benchmarks/learner.py [--repeat N]`.

Each figure is the median of interleaved repetitions, so that a loaded machine slows both sides alike.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

# As the grading process does; before anything imports torch.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

from benchmarks.in_process import load, run_checks  # noqa: E402
from course_cli.course.catalog import Catalog  # noqa: E402
from course_cli.grading.client import Engine  # noqa: E402
from course_cli.grading.submission import Submission  # noqa: E402


def command(*arguments: str) -> Callable[[], None]:
    def run() -> None:
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)

    return run


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object], repeat: int, aim: float) -> None:
    times: tuple[list[float], list[float]] = ([], [])
    for run in (ours, theirs):
        run()
    for _ in range(repeat):
        for run, taken in zip((ours, theirs), times, strict=True):
            gc.collect()
            started = time.perf_counter()
            run()
            taken.append(time.perf_counter() - started)
    mine, other = map(statistics.median, times)
    print(f"{name:<64} {mine * 1e3:7.0f} ms / {other * 1e3:6.0f} ms = {mine / other:5.2f}   (aim ≤ {aim})", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=9)
    repeat = parser.parse_args().repeat
    catalog = Catalog.load()
    solutions = str(catalog.root / "solutions")

    compare("course_cli --help / import click", command("-m", "course_cli", "--help"),
            command("-c", "import click"), 3 * repeat, 1.5)  # fmt: skip
    compare("course_cli grade softmax, cold / import torch",
            command("-m", "course_cli", "grade", "--path", solutions, "softmax"),
            command("-c", "import torch"), repeat, 1.3)  # fmt: skip

    exercises = [e for e in catalog.resolve(["perceptron"]) if e.name != "softmax_regression"]
    ids = [exercise.id for exercise in exercises]
    graders = [load(Path(str(exercise.grader_path)), f"grader_{exercise.name}") for exercise in exercises]
    files = {e.file: Path(str(e.solution_path)).read_bytes() for e in exercises}
    with Engine(catalog, ids) as engine:

        def confined() -> None:
            report = engine.grade(Submission("", files), ids)
            assert report.score == report.max_score, "the reference solutions do not pass"

        def in_process() -> None:
            for exercise, grader in zip(exercises, graders, strict=True):
                run_checks(exercise, grader)

        compare("chapter 1 without capstone, confined, warm / in-process", confined, in_process, 3 * repeat, 4)


if __name__ == "__main__":
    main()
