"""A classroom for tests: a course folder, an exchange, and nbgrader's own commands in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode


class Classroom:
    """A teacher's course folder with an exchange beside it, and nbgrader's commands in it."""

    def __init__(self, folder: Path, installation: Path) -> None:
        self.course = folder / "course"
        self.exchange = folder / "exchange"
        self.home = folder / "home"
        for made in (self.course, self.exchange, self.home):
            made.mkdir()
        self.exchange.chmod(0o777)
        self.env = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # nbgrader calls alembic
            "PYTHONPATH": str(installation),
            "HOME": str(self.home),
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
        }
        (self.course / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.CourseDirectory.course_id = 'dl'\nc.Exchange.root = {str(self.exchange)!r}\n",
            encoding="utf-8",
        )

    def nbgrader(self, *args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *args],
            cwd=cwd or self.course,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )


def ok(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def ids(notebook: NotebookNode) -> list[str]:
    return [cell.metadata.get("nbgrader", {}).get("grade_id", cell.source) for cell in notebook.cells]


def markdown(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source)
