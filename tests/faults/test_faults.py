"""Processes killed or stopped at a step, calls that fail, a wall clock that jumps: no result is lost, none is wrong.

A fault is made at the n-th system call of a kind, counted over the client, the grading process, its zygote and all
workers: these are their messages, and what SQLite does. With COURSE_CLI_ALL_FAULTS=1 every step is tried, which takes
half an hour.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tiny_class

OnMachine = Callable[..., "subprocess.CompletedProcess[str]"]  # the fixture `on_machine`

ALL = bool(os.environ.get("COURSE_CLI_ALL_FAULTS"))
CLASS = {
    "ada": {"shapes/double.py": tiny_class.RIGHT},
    "bob": {"shapes/double.py": tiny_class.VANISHES},
    "cem": {"shapes/double.py": tiny_class.WRONG},
}
SCORES = {"ada": 4.0, "bob": 0.0, "cem": 1.0}

# How many calls of each there are in one batch; more are never reached, fewer would leave steps out.
STEPS = {"sendto": 44, "recvfrom": 44, "sendmsg": 8, "recvmsg": 14}
SIGNALS = [("sendto", 7, signal.SIGKILL), ("recvmsg", 4, signal.SIGKILL)]  # for SIGSTOP see test_stopped.py
DISK = [("pwrite64", 20, "ENOSPC"), ("fdatasync", 4, "EIO")]
NO_ROOM = [("socketpair", 4, "EMFILE")]
if ALL:
    steps = [(call, number) for call, most in STEPS.items() for number in range(1, most + 1)]
    SIGNALS = [(*step, number) for number in (signal.SIGKILL, signal.SIGSTOP) for step in steps]
    DISK = [("pwrite64", number, error) for number in range(1, 30) for error in ("EIO", "ENOSPC")]
    DISK += [("fdatasync", number, "EIO") for number in range(1, 8)]
    NO_ROOM = [("socketpair", number, "EMFILE") for number in range(1, 12)]
    NO_ROOM += [("clone", number, "EAGAIN") for number in range(1, 20)]


@pytest.fixture
def command(tmp_path: Path) -> tuple[str, ...]:
    folder = tiny_class.write(tmp_path / "class", CLASS)
    return ("grade", "--submissions", str(folder), "--gradebook", "g.db", "--format", "json", "--workers", "1")


def scores(text: str) -> dict[str, float]:
    return {student: report["score"] for student, report in json.loads(text)["submissions"].items()}


def require_no_harm(on_machine: OnMachine, command: tuple[str, ...], fault: dict[str, Any], statuses: set[int]) -> str:
    """What was said; the results are right, at once or when the same command is given again."""
    done = on_machine([{"from": 1, "count": 1, **fault}], *command)
    assert done.returncode in statuses, done.stderr
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert scores(done.stdout) == SCORES
        return done.stderr
    again = on_machine([], *command)
    assert again.returncode == 0, again.stderr
    assert scores(again.stdout) == SCORES
    return done.stderr


@pytest.mark.parametrize(("call", "number", "sent"), SIGNALS)
def test_a_process_killed_or_stopped_at_a_message_costs_no_result(
    on_machine: OnMachine, command: tuple[str, ...], call: str, number: int, sent: signal.Signals
) -> None:
    require_no_harm(on_machine, command, {"call": call, "from": number, "signal": int(sent)}, {0, 3})


@pytest.mark.parametrize(("call", "number", "error"), DISK)
def test_a_disk_that_fails_or_fills_midway_loses_nothing(
    on_machine: OnMachine, command: tuple[str, ...], call: str, number: int, error: str
) -> None:
    said = require_no_harm(on_machine, command, {"call": call, "from": number, "error": error}, {0, 2})
    assert ALL or "what was recorded before is safe" in said


@pytest.mark.parametrize(("call", "number", "error"), NO_ROOM)
def test_no_room_for_a_process_or_a_descriptor_is_no_ones_wrong_answer(
    on_machine: OnMachine, command: tuple[str, ...], call: str, number: int, error: str
) -> None:
    require_no_harm(on_machine, command, {"call": call, "from": number, "error": error}, {0, 3})


@pytest.mark.parametrize(("call", "error"), [("pidfd_open", "ENOSYS"), ("sched_setaffinity", "EPERM")])
def test_processes_that_cannot_be_forked_off_the_first_are_started_by_themselves(
    on_machine: OnMachine, command: tuple[str, ...], call: str, error: str
) -> None:
    done = on_machine([{"call": call, "error": error}], *command, "--workers", "2")
    assert (done.returncode, scores(done.stdout)) == (0, SCORES), done.stderr


def test_a_grade_that_cannot_start_says_why(on_machine: OnMachine, tmp_path: Path) -> None:
    tiny_class.write(tmp_path, {"own": CLASS["ada"]})
    done = on_machine([{"call": "socketpair", "error": "EMFILE"}], "grade", "double", "--path", "own")
    assert done.returncode == 3
    assert "Too many open files" in done.stderr
    assert "Traceback" not in done.stderr


def test_calls_that_are_interrupted_are_made_again(on_machine: OnMachine, command: tuple[str, ...]) -> None:
    rules = [{"call": call, "from": 3, "count": 4, "error": "EINTR"} for call in ("recvfrom", "sendto", "recvmsg")]
    done = on_machine(rules, *command)
    assert (done.returncode, scores(done.stdout)) == (0, SCORES), done.stderr


def faketime() -> Path | None:
    """The library that fakes the wall clock: from PyPI or from Debian."""
    spec = importlib.util.find_spec("libfaketime")
    places = [Path(each, "vendor/libfaketime/src/libfaketime.so.1") for each in spec.submodule_search_locations or ()] \
        if spec is not None else []  # fmt: skip
    places += Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    return next((place for place in places if place.exists()), None)


# Every process has the clock of the file, the grading process and its workers too.
ON_A_CLOCK = """
import os, sys, threading
sys.executable = {python!r}
from course_cli.cli import main
over = threading.Event()
def jump():
    moves = ["+0", "-4000d", "+4000d"]
    while not over.wait(0.03):
        moves.append(moves.pop(0))
        with open("clock.new", "w") as file:
            file.write(moves[0])
        os.replace("clock.new", "clock")
jumping = threading.Thread(target=jump)
jumping.start()
status = main({command!r})
over.set()
jumping.join()
sys.exit(status)
"""


def test_a_wall_clock_that_jumps_changes_no_limit_and_no_score(
    on_machine: OnMachine, installation: Path, command: tuple[str, ...], tmp_path: Path
) -> None:
    library = faketime()
    if library is None:
        pytest.skip("needs libfaketime")
    slow = "import time\n\ndef double(X):\n    time.sleep(0.4)\n    return 2 * X\n"
    tiny_class.write(tmp_path / "class", {"ada": {"shapes/double.py": slow}})
    (tmp_path / "clock").write_text("+0", encoding="ascii")
    python = tmp_path / "python"
    variables = f"LD_PRELOAD={library} FAKETIME_TIMESTAMP_FILE={tmp_path}/clock FAKETIME_NO_CACHE=1"
    python.write_text(f'#!/bin/sh\n{variables} DONT_FAKE_MONOTONIC=1 exec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    script = ON_A_CLOCK.format(python=str(python), command=list(command))
    seen = subprocess.run(
        [python, "-c", "import time, pathlib; a = time.time(); pathlib.Path('clock').write_text('-4000d'); "
         "time.sleep(0.1); b = time.time(); pathlib.Path('clock').write_text('+0'); print(a - b)"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    if float(seen.stdout) < 3000 * 86_400:
        pytest.skip("libfaketime does not work here")
    done = subprocess.run(
        [python, "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(installation)},
        capture_output=True, text=True, timeout=150,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert scores(done.stdout) == SCORES
    again = on_machine([], *command)
    assert "0 graded, 3 unchanged" in again.stderr
    assert scores(again.stdout) == SCORES
