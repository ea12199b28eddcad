"""What is fetched in another language is the same exercise for every command, whichever language they are asked in."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from course_cli.course.catalog import Catalog, read_text
from course_cli.course.stubs import NOT_IMPLEMENTED, PLACEHOLDER

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

REPO = Path(__file__).resolve().parents[2]
STUB = Path("perceptron/softmax.py")
ANSWER = "X_exp = torch.exp(X - X.amax(dim=1, keepdim=True))\n    return X_exp / X_exp.sum(dim=1, keepdim=True)"


@pytest.fixture
def own(run_cli: RunCli, tmp_path: Path) -> Path:
    """A learner's file of softmax, fetched in Chinese, in the folder that commands run in."""
    assert run_cli("fetch", "softmax", "--into", ".", "--lang", "zh", root=REPO).returncode == 0
    return next(tmp_path.rglob(str(STUB)))


def state(run_cli: RunCli, *options: str) -> str:
    result = run_cli("status", "--format", "json", *options, root=REPO)
    chapters = json.loads(result.stdout)["chapters"]
    return next(str(one["state"]) for c in chapters for one in c["exercises"] if one["id"] == "perceptron/softmax")


def test_the_stub_is_in_chinese_and_untouched_in_every_language(run_cli: RunCli, own: Path) -> None:
    english = read_text(Catalog.load().root / "exercises" / STUB)
    assert "参数：" in own.read_text(encoding="utf-8")
    assert state(run_cli) == state(run_cli, "--lang", "zh") == "untouched"
    assert "kept" not in run_cli("fetch", "softmax", "--into", ".", root=REPO).stdout
    assert own.read_text(encoding="utf-8") == english  # nobody had touched it
    run_cli("reset", "softmax", "--yes", "--lang", "zh", root=REPO)
    assert state(run_cli) == "untouched"


@pytest.mark.parametrize("fetched_in", ["zh", "en"])
def test_the_solution_differs_by_the_code_alone(run_cli: RunCli, own: Path, fetched_in: str) -> None:
    run_cli("fetch", "softmax", "--into", ".", "--lang", fetched_in, root=REPO)
    stub = own.read_text(encoding="utf-8")
    own.write_text(stub.replace(f"{PLACEHOLDER}\n    {NOT_IMPLEMENTED}", ANSWER), encoding="utf-8")
    shown = run_cli("solution", "softmax", "--give-up", "--lang", "zh", root=REPO).stdout
    assert "参数：" in shown
    diff = [line for line in shown.splitlines() if line.startswith(("-    ", "+    "))]
    assert diff, shown
    assert not any("参数" in line or "Args" in line for line in diff), shown
