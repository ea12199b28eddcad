"""`course_cli watch`, in a real terminal and without one."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
import tiny_course as tiny
from tiny_course import put

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

SLOW = 'import time\n\n\ndef double(X):\n    time.sleep(1)\n    return 3 * X\n'
KEYS = "q quit"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    put(folder / "shapes/double.py", tiny.MUTANT_DOUBLE)
    return folder


class Terminal:
    """`course_cli watch` in a terminal of its own, and how that was before."""

    def __init__(self, here: Path, installation: Path, *args: str) -> None:
        self.child = pexpect.spawn(
            sys.executable, ["-m", "course_cli", "watch", *args], cwd=str(here), encoding="utf-8", timeout=60,
            dimensions=(40, 80), env={**os.environ, "PYTHONPATH": str(installation), "TERM": "xterm"},
        )  # fmt: skip
        self.before = termios.tcgetattr(self.child.child_fd)

    def expect(self, *patterns: str) -> str:
        """Wait for each in turn; what came before the last."""
        for pattern in patterns:
            self.child.expect(pattern)
        assert isinstance(self.child.before, str)
        return self.child.before

    def press(self, key: str) -> None:
        self.child.send(key)

    def is_as_before(self) -> bool:
        return termios.tcgetattr(self.child.child_fd) == self.before

    def ended(self) -> int:
        """Its exit status, once it has ended and left the terminal as it was."""
        self.child.expect(pexpect.EOF)
        self.child.wait()
        assert self.child.exitstatus is not None
        return int(self.child.exitstatus)


@pytest.fixture
def terminals(here: Path, installation: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_(*args: str) -> Terminal:
        opened.append(Terminal(here, installation, *args))
        return opened[-1]

    yield open_
    for terminal in opened:
        terminal.child.close(force=True)


def replace(path: Path, text: str) -> None:
    """Save as editors do that write another file and rename it."""
    other = path.with_name(f".{path.name}.part")
    put(other, text)
    other.replace(path)


def grading_process(watch: int) -> int:
    """The process of the engine that a `watch` has started."""
    children = [task.read_text(encoding="ascii") for task in Path(f"/proc/{watch}/task").glob("*/children")]
    return int(" ".join(children).split()[0])


def test_from_a_mistake_to_the_next_exercise(terminals: Callable[..., Terminal], here: Path) -> None:
    double = here / "shapes/double.py"
    terminal = terminals("double")
    terminal.expect("Score .*1/4", KEYS)
    assert not terminal.is_as_before(), "keys come one by one"

    terminal.press("s")
    terminal.expect("Once it has passed")
    terminal.press("h")
    terminal.expect("What is 2 times X")
    terminal.press("\x1b[A")  # an arrow says nothing
    for _ in range(2):
        terminal.press("h")
        terminal.expect("The lesson", "That was the last hint")

    put(double, "def double(X:\n")
    terminal.expect("cannot be imported", "SyntaxError", KEYS)
    double.unlink()
    terminal.expect("is missing", KEYS)
    replace(double, tiny.DOUBLE)
    passed = terminal.expect("shapes/double has passed", "Next: shapes/quadruple", KEYS)
    assert "h hint" not in passed

    terminal.press("s")
    terminal.expect("the reference solution")
    terminal.press("r")
    terminal.expect("y: yes")
    terminal.press("x")
    terminal.expect("Nothing was changed")
    assert double.read_text(encoding="utf-8") == tiny.DOUBLE

    terminal.child.setwinsize(30, 40)
    terminal.press("n")
    narrow = terminal.expect("new shapes/quadruple.py", "not written yet", KEYS)
    assert max(len(re.sub(r"\x1b\[[0-9;]*[mK]", "", line)) for line in narrow.splitlines()) <= 40
    terminal.press("n")  # its chapter's folder is made now
    terminal.expect("new basics/count.py", "not written yet", KEYS)
    put(here / "basics/count.py", tiny.COUNT)
    terminal.expect("basics/count has passed", KEYS)
    terminal.press("q")
    assert terminal.ended() == 0
    kept = json.loads((here / ".course_cli/progress.json").read_text(encoding="utf-8"))["exercises"]
    assert kept["shapes/double"]["solution"] == "passed"
    assert kept["shapes/double"]["hints"] == {"values": 2}
    assert kept["basics/count"]["passed"]


def test_a_reset_and_a_dependent(terminals: Callable[..., Terminal], here: Path) -> None:
    put(here / "shapes/quadruple.py", tiny.QUADRUPLE)
    terminal = terminals("quadruple")
    terminal.expect("shapes/quadruple.*0/3", KEYS)
    # The exercise at hand imports what is saved: both are graded.
    put(here / "shapes/double.py", tiny.DOUBLE)
    terminal.expect("shapes/double.*4/4", "shapes/quadruple.*3/3", "shapes/quadruple has passed", KEYS)
    terminal.press("r")
    terminal.expect("y: yes")
    terminal.press("y")
    terminal.expect("yours is now", "not written yet", KEYS)
    assert (here / "shapes/quadruple.backup-1.py").read_text(encoding="utf-8") == tiny.QUADRUPLE
    terminal.press("\x04")
    assert terminal.ended() == 0


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131)]
)
def test_the_terminal_is_put_back_whatever_ends_it(
    terminals: Callable[..., Terminal], here: Path, number: int, status: int
) -> None:
    put(here / "shapes/double.py", SLOW)
    terminal = terminals("double")
    terminal.expect("grading shapes/double")
    assert not terminal.is_as_before()
    os.kill(terminal.child.pid, number)
    assert terminal.ended() == status


def test_stopped_and_brought_back(terminals: Callable[..., Terminal], here: Path) -> None:
    terminal = terminals("double")
    terminal.expect(KEYS)
    os.kill(terminal.child.pid, signal.SIGTSTP)
    _, status = os.waitpid(terminal.child.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    assert terminal.is_as_before()
    os.kill(terminal.child.pid, signal.SIGCONT)
    terminal.press("h")
    terminal.expect("What is 2 times X")
    assert not terminal.is_as_before()
    terminal.press("q")
    assert terminal.ended() == 0


def test_without_a_terminal(here: Path, installation: Path) -> None:
    """Saves while a grade runs, rapid saves, a chapter's folder that goes and comes, an engine that is killed."""
    double = here / "shapes/double.py"
    put(double, SLOW)
    watch = subprocess.Popen(
        [sys.executable, "-m", "course_cli", "watch", "double"], cwd=here, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(installation), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert watch.stdout is not None

    def until(words: str) -> str:
        said = ""
        assert watch.stdout is not None
        for line in watch.stdout:
            said += line
            if words in line:
                return said
        raise AssertionError(said)

    try:
        until("Watching")
        for text in (tiny.MUTANT_DOUBLE_DTYPE, tiny.MUTANT_DOUBLE, tiny.DOUBLE):
            put(double, text)  # while the slow one is graded
        until("shapes/double has passed")

        os.kill(grading_process(watch.pid), signal.SIGKILL)
        put(double, tiny.MUTANT_DOUBLE)
        said = until("Score 1/4")
        assert "The grader stopped (the grading process ended); it is started again." in said

        (here / "shapes").rename(here / "gone")
        until("is missing")
        (here / "gone").rename(here / "shapes")
        until("Score 1/4")
        put(double, tiny.DOUBLE)
        until("shapes/double has passed")
        assert "\x1b" not in said
        watch.send_signal(signal.SIGINT)
        assert "interrupted" in watch.stdout.read()
        assert watch.wait(timeout=30) == 130
    finally:
        watch.kill()
        watch.wait()


def test_what_is_not_there_is_a_wrong_command(run_cli: RunCli, here: Path) -> None:
    for args, words in ((("count",), "`course_cli fetch basics/count` brings it"), (("nothing",), "no exercise"),
                        (("--path", "none"), "no such folder")):  # fmt: skip
        result = run_cli("watch", *args)
        assert result.returncode == 2
        assert words in result.stderr
