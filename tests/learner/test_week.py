"""A learner's week on the real course, as the wheel installs it: a fresh home, the real commands, a real terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from course_cli.course.catalog import Catalog

BROKEN = "    return X.exp( / 2\n"
MISTAKEN = "    return X.exp() / X.exp().sum(0)\n"
RIGHT = """\
    if X.dim() != 2:
        raise ValueError(f"X has {X.dim()} dimensions, not 2")
    Z = (X - X.amax(1, keepdim=True)).exp()
    return Z / Z.sum(1, keepdim=True)
"""
KEYS = "q quit"


class Learner:
    """Somebody with a home, a folder to work in, and the installed command."""

    def __init__(self, home: Path, environment: Path) -> None:
        self.work = home / "work"
        self.work.mkdir(parents=True)
        self.softmax = self.work / "perceptron" / "softmax.py"
        self._program = str(environment / "bin" / "course_cli")
        self._environment = {
            "HOME": str(home), "PATH": f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8",
            "TERM": "xterm", "COLUMNS": "80",
        }  # fmt: skip
        self.watching: pexpect.spawn[str] | None = None

    def types(self, command: str, status: int = 0) -> str:
        """What `course_cli <command>` says, without a word of Python's own."""
        done = subprocess.run(
            [self._program, *command.split()], cwd=self.work, env=self._environment, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == status, said
        assert "Traceback" not in said
        return said

    def saves(self, answer: str) -> None:
        """Put an answer into the stub, in the place of the one before."""
        text = self.softmax.read_text(encoding="utf-8")
        start = text.index("    # YOUR CODE HERE\n")
        self.softmax.write_text(text[:start] + "    # YOUR CODE HERE\n" + answer, encoding="utf-8")

    def watches(self, name: str) -> None:
        self.watching = pexpect.spawn(
            self._program, ["watch", name], cwd=str(self.work), env=self._environment, encoding="utf-8", timeout=60,
            dimensions=(60, 80),
        )  # fmt: skip

    def sees(self, *words: str) -> None:
        """Wait for each in turn on the terminal."""
        assert self.watching is not None
        for each in words:
            self.watching.expect(each)

    def sees_the_end(self) -> None:
        assert self.watching is not None
        self.watching.expect(pexpect.EOF)
        self.watching.wait()
        assert self.watching.exitstatus == 0

    def presses(self, key: str) -> None:
        assert self.watching is not None
        self.watching.send(key)


@pytest.fixture
def learner(tmp_path: Path, wheel_environment: Path) -> Iterator[Learner]:
    someone = Learner(tmp_path / "home", wheel_environment)
    yield someone
    if someone.watching is not None:
        someone.watching.close(force=True)


def test_a_week(learner: Learner) -> None:
    # What there is, and where one stands before the first line of code.
    assert "new         perceptron/softmax.py" in learner.types("fetch perceptron")
    assert "not written yet" in learner.types("run softmax", status=1)
    assert re.search(r"perceptron/softmax +0/18  not written yet", learner.types("grade softmax", status=1))
    assert "hint softmax" in learner.types("solution softmax", status=1)

    # Broken, mistaken, hinted at and right, on every save.
    learner.saves(BROKEN)
    learner.watches("softmax")
    learner.sees("cannot be imported", "SyntaxError", r"return X\.exp\( / 2", KEYS)
    learner.saves(MISTAKEN)
    learner.sees("A known mistake comes out the same: Columns sum to 1", "got", "expected", "hint", KEYS)
    learner.presses("h")
    learner.sees("along which axis", "the next hint")
    learner.saves(RIGHT)
    learner.sees("Score .*18/18", "perceptron/softmax has passed", "Next: perceptron/perceptron,", KEYS)
    learner.presses("s")
    learner.sees("the reference solution", "From yours")
    learner.presses("q")
    learner.sees_the_end()

    # What was done in one command is known to the others.
    assert "All its checks pass" in learner.types("hint softmax")
    said = learner.types("solution softmax")
    assert "-    Z = (X - X.amax(1, keepdim=True)).exp()" in said
    said = learner.types("status")
    assert "1 of 8 exercises" in said
    assert "perceptron/softmax: it passed with hints" in said
    assert "course_cli watch perceptron/perceptron" in said
    status = json.loads(learner.types("status --format json"))
    catalog = Catalog.load()
    assert (status["score"], status["max_score"]) == (18, sum(exercise.points for exercise in catalog.exercises))
    (softmax,) = [one for one in status["chapters"][0]["exercises"] if one["id"] == "perceptron/softmax"]
    assert (softmax["state"], softmax["solution"]) == ("full", "passed")
    assert softmax["hints"] == 2, "two checks failed, and the key gave a hint for each"

    # The page of it all, and a fresh start that loses nothing.
    assert "Score 18/18" in learner.types("report softmax")
    page = (learner.work / "report.html").read_text(encoding="utf-8")
    assert "18/18" in page
    assert "one row of logits ln a becomes a / sum(a)" in page
    learner.types("reset softmax --yes")
    assert learner.softmax.with_name("softmax.backup-1.py").read_text(encoding="utf-8").endswith(RIGHT)
    assert "it had full marks" in learner.types("status")
