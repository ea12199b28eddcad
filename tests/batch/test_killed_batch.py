"""A batch whose processes are killed at random moments ends with the results of one that was left alone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tiny_class
from tiny_class import RunCli

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes through /proc")

STUDENTS = 120


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_class.write(tmp_path_factory.mktemp("class") / "submissions", tiny_class.mixed(STUDENTS))


def command(submissions: Path, gradebook: Path) -> list[str]:
    return ["grade", "--submissions", str(submissions), "--gradebook", str(gradebook), "--format", "json"]


def children() -> dict[int, list[int]]:
    """The living processes by their parent."""
    found: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found.setdefault(int(parent), []).append(int(folder.name))
    return found


def descendants(pid: int) -> list[int]:
    tree = children()
    found, queue = [], [pid]
    while queue:
        below = tree.get(queue.pop(), [])
        found += below
        queue += below
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def start(installation: Path, arguments: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "course_cli", *arguments],
        cwd=installation,
        env={**os.environ, "PYTHONPATH": str(installation)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_killing_the_batch_anywhere_loses_nothing(
    installation: Path, run_cli: RunCli, submissions: Path, tmp_path: Path
) -> None:
    left_alone = run_cli(*command(submissions, tmp_path / "alone.db"))
    moments = random.Random(20261124)
    kills = 0
    while kills < 8:
        process = start(installation, command(submissions, tmp_path / "killed.db"))
        try:
            process.wait(moments.uniform(0.2, 3.5))
        except subprocess.TimeoutExpired:
            family = descendants(process.pid)
            process.kill()
            process.wait()
            kills += 1
            ends = time.monotonic() + 10
            while any(map(alive, family)) and time.monotonic() < ends:
                time.sleep(0.05)
            assert not any(map(alive, family)), "a killed batch leaves no process behind"
        else:
            break
    assert kills
    resumed = run_cli(*command(submissions, tmp_path / "killed.db"))
    assert resumed.returncode == 0, resumed.stderr
    assert tiny_class.without_times(resumed.stdout) == tiny_class.without_times(left_alone.stdout)


def test_killing_what_the_batch_started_costs_only_time(
    installation: Path, run_cli: RunCli, submissions: Path, tmp_path: Path
) -> None:
    left_alone = run_cli(*command(submissions, tmp_path / "alone.db"))
    moments = random.Random(7)
    with (tmp_path / "out.json").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "course_cli", *command(submissions, tmp_path / "killed.db")],
            cwd=installation,
            env={**os.environ, "PYTHONPATH": str(installation)},
            stdout=output,
            stderr=subprocess.PIPE,
        )
        kills = 0
        while not tiny_class.recorded(tmp_path / "killed.db"):
            assert process.poll() is None
            time.sleep(0.05)
        while kills < 6:
            try:
                process.wait(moments.uniform(0.2, 1.5))
                break
            except subprocess.TimeoutExpired:
                victims = descendants(process.pid)  # engines, zygotes and workers
                if victims:
                    os.kill(moments.choice(victims), signal.SIGKILL)
                    kills += 1
        _, said = process.communicate(timeout=120)
    assert kills
    text = (tmp_path / "out.json").read_text()
    if process.returncode == 3:
        # Two faults in turn: what they hit is left for the next run, and said.
        assert b"(our" in said
        text = run_cli(*command(submissions, tmp_path / "killed.db")).stdout
    else:
        assert process.returncode == 0, said
    assert tiny_class.without_times(text) == tiny_class.without_times(left_alone.stdout)
