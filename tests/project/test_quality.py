"""Lint, types and the direction of imports, held by the tests themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_is_clean() -> None:
    run("ruff", "check", ".")


def test_types_are_strict() -> None:
    run("mypy")


def test_imports_go_one_way() -> None:
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("path", sorted((ROOT / "course_cli").rglob("*.py")), ids=lambda path: path.stem)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_nothing_of_this_machine_is_committed() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout
    files = [ROOT / name for name in tracked.decode().split("\0") if name] or list(ROOT.glob("course_cli/**/*.py"))
    for path in files:
        if path.is_file() and path.stat().st_size < 1 << 20 and path != Path(__file__):
            content = path.read_bytes()
            for mark in (b"--index-url", b"--find-links", str(ROOT).encode(), sys.prefix.encode()):
                assert mark not in content, path
