"""A batch on a real Dask cluster of this machine ends as a local one, also when a worker is lost midway."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest
import tiny_class
from processes import wait_until
from tiny_class import RunCli

import course_cli.batch.cluster as cluster_module
from course_cli.batch.cluster import ClusterPool
from course_cli.batch.work import Task
from course_cli.course.catalog import Catalog
from course_cli.errors import EngineFault
from course_cli.grading.submission import Submission

STUDENTS = 60


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_class.write(tmp_path_factory.mktemp("class") / "submissions", tiny_class.mixed(STUDENTS))


def dask(installation: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        cwd=installation,
        env={**os.environ, "PYTHONPATH": str(installation)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(installation: Path, tmp_path: Path) -> Iterator[tuple[Path, list[subprocess.Popen[bytes]]]]:
    """The scheduler file of a cluster with two worker processes; these, and that of the scheduler."""
    file = tmp_path / "scheduler.json"
    scheduler = dask(installation, "dask_scheduler", "--scheduler-file", str(file), "--port", "0", "--no-dashboard",
                     "--host", "127.0.0.1")  # fmt: skip
    workers = [
        dask(installation, "dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny",
             "--no-dashboard", "--local-directory", str(tmp_path / f"worker{number}"))
        for number in range(2)
    ]  # fmt: skip
    yield file, [*workers, scheduler]
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def grade(submissions: Path, gradebook: Path, *options: str) -> list[str]:
    return ["grade", "--submissions", str(submissions), "--gradebook", str(gradebook), "--format", "json", *options]


def test_a_worker_lost_midway_costs_only_time(
    installation: Path, run_cli: RunCli, submissions: Path, tmp_path: Path,
    cluster: tuple[Path, list[subprocess.Popen[bytes]]],
) -> None:  # fmt: skip
    local = run_cli(*grade(submissions, tmp_path / "local.db"))
    file, workers = cluster
    with (tmp_path / "out.json").open("wb") as output:
        batch = subprocess.Popen(
            [sys.executable, "-m", "course_cli",
             *grade(submissions, tmp_path / "cluster.db", "--scheduler", str(file))],
            cwd=installation, env={**os.environ, "PYTHONPATH": str(installation)},
            stdout=output, stderr=subprocess.PIPE,
        )  # fmt: skip
        ends = time.monotonic() + 60
        while not tiny_class.recorded(tmp_path / "cluster.db") and time.monotonic() < ends:
            assert batch.poll() is None
            time.sleep(0.05)
        workers[0].send_signal(signal.SIGKILL)
        _, said = batch.communicate(timeout=120)
    assert batch.returncode == 0, said
    text = (tmp_path / "out.json").read_text()
    assert tiny_class.without_times(text) == tiny_class.without_times(local.stdout)


def test_a_worker_with_another_course_is_refused(
    run_cli: RunCli, submissions: Path, tmp_path: Path, installation: Path,
    cluster: tuple[Path, list[subprocess.Popen[bytes]]],
) -> None:  # fmt: skip
    import shutil

    other = shutil.copytree(installation, tmp_path / "other")
    grader = other / "graders" / "shapes" / "test_double.py"
    grader.write_text(grader.read_text().replace("points(2", "points(3"))
    done = run_cli(*grade(submissions, tmp_path / "g.db", "--scheduler", str(cluster[0])), root=other)
    assert done.returncode == 3
    assert "another version of the course" in done.stderr


def test_nobody_waits_in_the_dark_for_a_cluster_that_is_gone(
    installation: Path, cluster: tuple[Path, list[subprocess.Popen[bytes]]], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(cluster_module, "LOOK_SECONDS", 0.5)
    file, processes = cluster
    catalog = Catalog.load(installation)
    submission = Submission("ada", {"shapes/double.py": tiny_class.RIGHT.encode()})
    said: list[str] = []

    def kill(process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()

    def all_answered() -> bool:
        return all(state.status == "finished" for state in list(pool._client.futures.values()))

    def tasks() -> Iterator[Task]:
        for number in range(30):
            if number == 10:
                # The client is still to learn that the answers, which it has not fetched, are lost with the workers.
                assert wait_until(all_answered)
                processes[-1].send_signal(signal.SIGSTOP)
                kill(processes[0])
                kill(processes[1])
                Timer(1, processes[-1].send_signal, [signal.SIGCONT]).start()
            yield Task(replace(submission, student=f"ada{number}"), ("shapes/double",))

    def told(text: str) -> None:
        said.append(text)
        # A scheduler that is gone is given up after the time that it has to answer in.
        monkeypatch.setattr(pool._client, "_timeout", 1)
        kill(processes[-1])

    with ClusterPool(catalog, ["shapes/double"], str(file), say=told) as pool:
        outcomes = pool.run(tasks())
        assert next(outcomes).faults == {}
        with pytest.raises(EngineFault, match="scheduler at .* is gone"):
            list(outcomes)
    assert len(said) == 1
    assert "no worker is left" in said[0]


def test_no_scheduler_is_a_wrong_command(run_cli: RunCli, submissions: Path, tmp_path: Path) -> None:
    done = run_cli(*grade(submissions, tmp_path / "g.db", "--scheduler", "nonsense://here"))
    assert done.returncode == 2
    assert "no Dask scheduler answers at nonsense://here" in done.stderr

