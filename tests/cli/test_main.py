"""How a command ends: its status, and what is said on standard error."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_course import put

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("grade", "--help"), ("dev", "--help")])
def test_help_ends_well(run_cli: RunCli, args: tuple[str, ...]) -> None:
    result = run_cli(*args)
    assert result.returncode == 0
    assert result.stdout
    assert not result.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("gradee",), "No such command 'gradee'. Did you mean 'grade'?"),
        (("marks",), "No such command 'marks'."),
        (("grade", "--format", "pdf"), "Invalid value for '--format'"),
        (("grade", "--nonsense"), "No such option"),
        (("run",), "Missing argument 'NAME'"),
        (("dev", "chek"), "Did you mean 'check'?"),
        ((), "Usage:"),
        (("dev",), "Usage:"),
    ],
)
def test_a_wrong_command_ends_with_2(run_cli: RunCli, args: tuple[str, ...], message: str) -> None:
    result = run_cli(*args)
    assert result.returncode == 2
    assert message in result.stderr
    assert not result.stdout


@pytest.mark.parametrize("command", ["fetch", "run", "grade", "hint"])
def test_an_unknown_name_suggests_the_nearest(run_cli: RunCli, command: str) -> None:
    result = run_cli(command, "doubel")
    assert result.returncode == 2
    assert result.stderr == "Error: no exercise or chapter is called 'doubel'. Did you mean shapes/double?\n"
    assert not result.stdout


def test_our_own_fault_ends_with_3_and_no_traceback(run_cli: RunCli, tiny_course: Path) -> None:
    put(tiny_course / "graders/shapes/test_double.py", "def test_x(: broken")
    result = run_cli("dev", "check", "--root", str(tiny_course / "nothing"))
    assert result.returncode == 3
    assert result.stderr.startswith("Error (ours, not your code's): no exercises in")
    shown = run_cli("dev", "check", "--root", str(tiny_course / "nothing"), env={"COURSE_CLI_DEBUG": "1"})
    assert shown.returncode == 3
    assert "Traceback" in shown.stderr


BROKEN = """
import sys
import course_cli.course.catalog as catalog
catalog.Catalog.load = lambda *a: 1 / 0
from course_cli.cli import main
sys.exit(main(["list"]))
"""


def test_an_unexpected_error_is_called_ours(installation: Path) -> None:
    def run(**env: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(installation), **env}
        return subprocess.run(
            [sys.executable, "-c", BROKEN],
            cwd=installation,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    result = run()
    assert result.returncode == 3
    assert result.stderr == (
        "This is a fault of course_cli, not of your code (ZeroDivisionError). COURSE_CLI_DEBUG=1 shows the details.\n"
    )
    assert "Traceback" in run(COURSE_CLI_DEBUG="1").stderr


def test_a_reader_that_leaves_is_no_error(installation: Path) -> None:
    command = f"{sys.executable} -m course_cli list | true; exit ${{PIPESTATUS[0]}}"
    for _ in range(3):
        result = subprocess.run(
            ["bash", "-c", command],
            cwd=installation,
            env={**os.environ, "PYTHONPATH": str(installation)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.stderr == ""
        assert result.returncode in (0, 141)  # 0 where all was written before the reader left


def test_a_closed_reader_ends_with_141(installation: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [sys.executable, "-m", "course_cli", "list"],
        cwd=installation,
        env={**os.environ, "PYTHONPATH": str(installation)},
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (result.returncode, result.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_output_is_told(installation: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "course_cli", "list"],
            cwd=installation,
            env={**os.environ, "PYTHONPATH": str(installation)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 2
    assert result.stderr == "Error: cannot write the output: No space left on device\n"


INTERRUPTED = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job, CI's perhaps, starts with it ignored
import course_cli.course.catalog as catalog
def load(*a):
    print("ready", flush=True)
    time.sleep(60)
catalog.Catalog.load = load
from course_cli.cli import main
sys.exit(main(["list"]))
"""


def test_an_interrupt_ends_with_130(installation: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        cwd=installation,
        env={**os.environ, "PYTHONPATH": str(installation)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.1)  # into the sleep, which the signal ends
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, "interrupted\n")


def test_a_module_planted_among_a_students_files_is_not_imported(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "student"
    for name in ("click", "torch", "numpy", "pytest", "json", "pathlib", "typing", "msgspec", "dataclasses"):
        put(folder / f"{name}.py", f"open({str(tmp_path / name)!r}, 'w')\n")
    put(folder / "shapes/double.py", "def double(X):\n    return 2 * X\n")
    result = run_cli("grade", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["student"]


def test_the_current_folder_counts_where_the_course_lives_in_it(installation: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        [sys.executable, "-m", "course_cli", "list"],
        cwd=installation,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0
    assert "shapes/double" in result.stdout


def test_colours_are_for_terminals_that_want_them(installation: Path) -> None:
    def shown(**env: str) -> bytes:
        master, slave = pty.openpty()
        subprocess.run(
            [sys.executable, "-m", "course_cli", "hint", "count"],
            cwd=installation,
            env={**os.environ, "PYTHONPATH": str(installation), **env},
            stdout=slave,
            check=True,
        )
        output = os.read(master, 1 << 16)
        os.close(slave)
        os.close(master)
        return output

    assert b"\x1b[1m" in shown(NO_COLOR="")
    assert b"\x1b" not in shown(NO_COLOR="1")


def test_an_ascii_terminal_is_no_reason_to_fail(run_cli: RunCli) -> None:
    for encoding in ("ascii", "latin-1"):
        result = run_cli("fetch", "zz中", env={"PYTHONIOENCODING": encoding})
        assert result.returncode == 2
        assert "no exercise or chapter is called 'zz" in result.stderr


def test_in_a_wheel_the_content_lives_inside_the_package(
    run_cli: RunCli, tiny_course: Path, installation: Path
) -> None:
    shutil.copytree(installation / "course_cli", tiny_course / "site/course_cli")
    for name in ("solutions", "exercises", "graders"):
        shutil.copytree(installation / name, tiny_course / "site/course_cli" / name)
    assert "shapes/double " in run_cli("list", root=tiny_course / "site").stdout
    assert run_cli("fetch", "double", root=tiny_course / "site").returncode == 0
