"""What a learner waits for, as ratios measured in one run: `python -m benchmarks.learner [--repeat N]`.

Each figure is the median of interleaved repetitions, so that a loaded machine slows both sides alike.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

# As the grading process does; before anything imports torch.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

from benchmarks.in_process import load, run_checks  # noqa: E402
from course_cli.course.catalog import Catalog  # noqa: E402
from course_cli.grading.client import Engine  # noqa: E402
from course_cli.grading.submission import Submission  # noqa: E402

_ROOT = Path(__file__).resolve().parents[1]


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
    print(f"{name:<66} {mine * 1e3:7.0f} ms / {other * 1e3:6.0f} ms = {mine / other:5.2f}   (aim ≤ {aim})", flush=True)


class Newcomer:
    """From an empty folder to the first feedback: venv, install, fetch, grade of the stub. Each call is one such.

    What the package needs (torch above all) is not downloaded but borrowed from this environment, so this is the time
    without the downloads.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(folder), str(_ROOT)]
        subprocess.run(build, check=True)
        (self._wheel,) = folder.glob("*.whl")
        self._ours = next(entry for entry in sys.path if (Path(entry) / "torch").is_dir())
        self._environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def __call__(self) -> None:
        self._count += 1
        here = self._folder / str(self._count)
        venv.create(here, with_pip=True)
        (site,) = (here / "lib").glob("python*/site-packages")
        (site / "borrowed.pth").write_text(self._ours + "\n", encoding="utf-8")
        self._run(here, "pip", "install", "-q", "--no-deps", "--ignore-installed", str(self._wheel))
        self._run(here, "course_cli", "fetch", "perceptron")
        said = self._run(here, "course_cli", "grade", "softmax", status=1)
        assert "not written yet" in said, said

    def _run(self, here: Path, *module: str, status: int = 0) -> str:
        done = subprocess.run(
            [str(here / "bin" / "python"), "-m", *module], cwd=here, env=self._environment, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert done.returncode == status, done.stdout
        return done.stdout


class Watched:
    """`course_cli watch softmax` on a copy of the solution, which each call saves changed, and waits for the verdict.

    With `rename` it is saved as some editors do: another file is written and renamed.
    """

    def __init__(self, folder: Path, source: bytes, *, rename: bool = False) -> None:
        self._file = folder / "perceptron" / "softmax.py"
        self._file.parent.mkdir(exist_ok=True)
        self._file.write_bytes(source)
        self._source = source
        self._rename = rename
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "course_cli", "watch", "softmax", "--path", str(folder)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._wait_for_verdict()

    def __call__(self) -> None:
        self._count += 1
        changed = self._source + f"# {self._count}\n".encode()
        if self._rename:
            other = self._file.with_name(".softmax.py.part")
            other.write_bytes(changed)
            other.rename(self._file)
        else:
            self._file.write_bytes(changed)
        self._wait_for_verdict()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _wait_for_verdict(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("Score"):
                return
        raise RuntimeError("watch ended")


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

    with tempfile.TemporaryDirectory() as folder:
        compare("from nothing to the first feedback (no downloads) / import torch", Newcomer(Path(folder)),
                command("-c", "import torch"), max(1, repeat // 3), 6)  # fmt: skip

    source = Path(str(catalog.get("perceptron/softmax").solution_path)).read_bytes()
    for rename, how in ((False, "written"), (True, "renamed")):
        with tempfile.TemporaryDirectory() as folder:
            watched = Watched(Path(folder), source, rename=rename)
            compare(f"watch, from save ({how}) to verdict / grade softmax, cold", watched,
                    command("-m", "course_cli", "grade", "--path", solutions, "softmax"), repeat, 0.15)  # fmt: skip
            watched.close()

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
