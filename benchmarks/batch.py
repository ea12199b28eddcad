"""What grading a class costs, as ratios measured in one run: `python -m benchmarks.batch [--count N] [--many N]`.

The same three functions graded by a plain nbgrader course, by a fresh `python -m pytest` for each submission, and by
us; confined grading against the same checks in one process; two workers against one; and whether memory and time per
submission stay what they were over many submissions. Installs nothing: nbgrader and psutil must be there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
# nbgrader starts alembic by name.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

import psutil  # noqa: E402

from benchmarks.class_material import TEST_FILE, nbgrader_course  # noqa: E402
from benchmarks.in_process import load, run_checks  # noqa: E402
from benchmarks.learner import compare  # noqa: E402
from course_cli.batch.local import LocalPool  # noqa: E402
from course_cli.batch.work import Task  # noqa: E402
from course_cli.course.catalog import Catalog  # noqa: E402
from course_cli.grading.client import Engine  # noqa: E402
from course_cli.grading.submission import Submission  # noqa: E402

THREE = ("perceptron/softmax", "perceptron/cross_entropy", "perceptron/accuracy")
# Ten functions of six checks or more each.
TEN = (*THREE, "perceptron/perceptron", "perceptron/log_softmax", "convolution/corr2d", "convolution/pooling",
       "convolution/strided", "attention/soft_attention", "attention/layer_norm")  # fmt: skip


def timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def execute(*command: str, cwd: Path) -> None:
    subprocess.run([sys.executable, "-m", *command], cwd=cwd, check=True, capture_output=True)


def write_class(catalog: Catalog, folder: Path, count: int) -> None:
    for number in range(count):
        for id_ in THREE:
            exercise = catalog.get(id_)
            assert exercise.solution_path is not None
            place = folder / f"student{number:04}" / exercise.file
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(exercise.solution_path, place)


def submissions(catalog: Catalog, ids: tuple[str, ...], count: int) -> Iterator[Task]:
    files = {}
    for exercise in map(catalog.get, ids):
        assert exercise.solution_path is not None
        files[exercise.file] = exercise.solution_path.read_bytes()
    for number in range(count):
        yield Task(Submission(f"student{number}", files), ids)


def against_nbgrader_and_pytest(catalog: Catalog, folder: Path, count: int) -> None:
    """All of a cold command divided by its submissions, as a small class pays it; then what each further one takes."""
    ours, more = (_ours(catalog, folder / f"class{size}", size) for size in (count, 3 * count))
    further = (more - ours) / (2 * count)
    course = nbgrader_course(catalog, THREE, folder / "nbgrader", count)
    theirs = timed(lambda: execute("nbgrader", "autograde", "perceptron", "--force", cwd=course)) / count
    _compared(f"{count} submissions of 3 functions, nbgrader", theirs, ours / count, further, 40)

    few = sorted((folder / f"class{count}" / "submissions").iterdir())[:5]

    def pytest_each() -> None:
        for student in few:
            (student / "test_three.py").write_text(TEST_FILE, encoding="utf-8")
            execute("pytest", "-q", "test_three.py", cwd=student)

    _compared("the same, a fresh pytest", timed(pytest_each) / len(few), ours / count, further, 20)


def _ours(catalog: Catalog, folder: Path, count: int) -> float:
    write_class(catalog, folder / "submissions", count)
    return timed(lambda: execute("course_cli", "grade", *THREE, "--submissions", "submissions", cwd=folder))


def _compared(title: str, theirs: float, ours: float, further: float, aim: int) -> None:
    print(f"{title} / ours: {theirs * 1e3:.0f} ms / {ours * 1e3:.0f} ms a submission = {theirs / ours:.1f}; "
          f"each further one {further * 1e3:.0f} ms = {theirs / further:.1f}   (aim ≥ {aim})", flush=True)  # fmt: skip


def against_the_floor(catalog: Catalog) -> None:
    exercises = [catalog.get(id_) for id_ in TEN]
    sys.path.insert(0, str(catalog.root / "solutions"))
    graders = {}
    for exercise in exercises:
        assert exercise.grader_path is not None
        graders[exercise.id] = load(exercise.grader_path, f"floor_{exercise.name}")
    (task,) = submissions(catalog, TEN, 1)
    with Engine(catalog, TEN) as engine:
        checks = sum(len(exercise.checks) for exercise in exercises)
        compare(f"{len(TEN)} functions, {checks} checks: confined / in one process",
                lambda: engine.grade(task.submission, TEN),
                lambda: [run_checks(e, graders[e.id]) for e in exercises], 9, 4)  # fmt: skip


def two_workers(catalog: Catalog, count: int) -> None:
    taken = {}
    for workers in (1, 2, 1, 2):
        with LocalPool(catalog, THREE, workers) as pool:
            for _ in pool.run(submissions(catalog, THREE, 4 * workers)):
                pass
            seconds = timed(lambda pool=pool: list(pool.run(submissions(catalog, THREE, count))))
            taken[workers] = min(seconds, taken.get(workers, seconds))
    print(f"one worker / two, {count} submissions: {taken[1] / count * 1e3:.0f} ms / {taken[2] / count * 1e3:.0f} ms "
          f"= {taken[1] / taken[2]:.2f}   (aim ≥ 1.7)", flush=True)  # fmt: skip


def many(catalog: Catalog, folder: Path, count: int) -> None:
    """Memory (median proportional set size of all our processes) and time a submission, one tenth after another."""
    write_class(catalog, folder / "many", count)
    command = [sys.executable, "-m", "course_cli", "grade", *THREE, "--submissions", "many", "--format", "csv",
               "--gradebook", "many.db"]  # fmt: skip
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    family = psutil.Process(process.pid)
    done, started, marks, seen = 0, time.perf_counter(), [], []
    while process.poll() is None:
        graded = _graded(folder / "many.db")
        if graded:
            seen.append(_memory(family))  # goes up and down by a fifth, as workers come and go
        if graded >= done + count // 10:
            marks.append((graded, time.perf_counter() - started, int(statistics.median(seen))))
            done = graded
            seen.clear()
        time.sleep(0.5)
    before = (0, 0.0, 0)
    for graded, seconds, memory in marks:
        each = (seconds - before[1]) / (graded - before[0])
        print(f"  {graded:5} graded: {each * 1e3:5.0f} ms each, {memory >> 20} MB", flush=True)
        before = graded, seconds, memory
    print(f"memory at the end / after the first tenth: {marks[-1][2] / marks[0][2]:.2f}   (aim 1 ± 0.1)")


def _graded(gradebook: Path) -> int:
    import sqlite3

    try:
        with sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True) as connection:
            (count,) = connection.execute("SELECT count(DISTINCT student) FROM attempt").fetchone()
            return int(count)
    except sqlite3.Error:
        return 0


def _memory(family: psutil.Process) -> int:
    total = 0
    for process in (family, *family.children(recursive=True)):
        try:
            total += process.memory_full_info().pss
        except psutil.Error:  # a worker that has just ended
            continue
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="submissions for nbgrader, which takes seconds for each")
    parser.add_argument("--many", type=int, default=0, help="submissions to watch memory over; 5000 takes minutes")
    options = parser.parse_args()
    catalog = Catalog.load()
    with tempfile.TemporaryDirectory() as folder:
        against_the_floor(catalog)
        two_workers(catalog, 100)
        if options.many:
            many(catalog, Path(folder), options.many)
        against_nbgrader_and_pytest(catalog, Path(folder), options.count)


if __name__ == "__main__":
    main()
