"""`course_cli demo`, on the real course."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]
REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_demo_shows_right_wrong_and_unwritten_answers(run_cli: RunCli, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    result = run_cli("demo", root=REPOSITORY, env={"TMPDIR": str(temporary)})
    assert result.returncode == 0, result.stderr
    for words in ("✓", "✗", "got ", "expected ", "hint ", "not written yet", "Score ", "course_cli fetch perceptron"):
        assert words in result.stdout
    scores = {line.split()[0]: line.split()[1] for line in result.stdout.splitlines() if line.startswith("perceptron/")}
    earned, possible = scores["perceptron/accuracy"].split("/")
    assert earned == possible
    for half_right in ("perceptron/softmax", "perceptron/perceptron"):
        earned, possible = map(float, scores[half_right].split("/"))
        assert 0 < earned < possible
    assert list(temporary.iterdir()) == []
    assert list((tmp_path / "here").iterdir()) == []
