"""The command line on a machine that does less, or fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

MACHINE = Path(__file__).with_name("machine.py")

OnMachine = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _needs_seccomp() -> None:
    if sys.platform != "linux":
        pytest.skip("faults are made with Linux's seccomp")
    from seccompy import supported

    if not supported():
        pytest.skip("this kernel has no seccomp filters")


@pytest.fixture
def on_machine(installation: Path, tmp_path: Path) -> OnMachine:
    """Runs `python -m course_cli ...` of the tiny course, or another command, on a machine of these rules."""

    def run(
        rules: list[dict[str, Any]], *args: str, python: str = "", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", python] if python else [sys.executable, "-m", "course_cli", *args]
        return subprocess.run(
            [sys.executable, str(MACHINE), json.dumps(rules), *command] if rules else command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installation), "COLUMNS": "200", **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=150,
            check=False,
        )

    return run
