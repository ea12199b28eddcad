"""The benchmark's class as others would grade it: asserts in a pytest file, and in the cells of an nbgrader course."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from course_cli.course.catalog import Catalog

CHECKS = {
    "softmax": [
        "X = torch.randn(4, 3); assert torch.allclose(softmax(X), torch.softmax(X, 1))",
        "X = torch.randn(1, 5); assert softmax(X).shape == (1, 5)",
        "X = torch.full((2, 3), 1e4); assert torch.isfinite(softmax(X)).all()",
        "X = torch.randn(3, 3).double(); assert softmax(X).dtype == torch.float64",
        "X = torch.randn(5, 2); assert torch.allclose(softmax(X).sum(1), torch.ones(5))",
        "X = torch.zeros(2, 2); softmax(X); assert (X == 0).all()",
    ],
    "cross_entropy": [
        "p = torch.softmax(torch.randn(4, 3), 1); y = torch.tensor([0, 1, 2, 1]); "
        "assert torch.allclose(cross_entropy(p, y), -p[torch.arange(4), y].log())",
        "p = torch.tensor([[0.1, 0.9]]); assert cross_entropy(p, torch.tensor([1])).shape == (1,)",
        "p = torch.eye(2); assert torch.isfinite(cross_entropy(p, torch.tensor([0, 1]))).all()",
        "p = torch.full((2, 4), 0.25).double(); assert cross_entropy(p, torch.tensor([0, 3])).dtype == torch.float64",
        "p = torch.full((3, 2), 0.5); y = torch.tensor([0, 1, 0]); cross_entropy(p, y); assert y.tolist() == [0, 1, 0]",
        "p = torch.full((1, 2), 0.5, requires_grad=True); cross_entropy(p, torch.tensor([0])).sum().backward(); "
        "assert p.grad is not None",
    ],
    "accuracy": [
        "assert accuracy(torch.tensor([[0.1, 0.9], [0.8, 0.2]]), torch.tensor([1, 0])) == 1.0",
        "assert accuracy(torch.tensor([[0.1, 0.9], [0.8, 0.2]]), torch.tensor([0, 1])) == 0.0",
        "assert accuracy(torch.tensor([[0.1, 0.9], [0.8, 0.2]]), torch.tensor([1, 1])) == 0.5",
        "assert isinstance(accuracy(torch.eye(3), torch.arange(3)), float)",
        "X = torch.eye(3); accuracy(X, torch.arange(3)); assert (X == torch.eye(3)).all()",
        "assert accuracy(torch.eye(4), torch.tensor([0, 1, 2, 0])) == 0.75",
    ],
}
NOTEBOOK = "perceptron"

TEST_FILE = "import torch\n" + "".join(
    f"from perceptron.{name} import {name}\n" for name in CHECKS
) + "".join(
    f"\n\ndef test_{name}_{number}():\n    {check}\n"
    for name, checks in CHECKS.items() for number, check in enumerate(checks)
)  # fmt: skip


def nbgrader_course(catalog: Catalog, ids: Sequence[str], folder: Path, count: int) -> Path:
    """A plain nbgrader course whose students all handed in the reference solutions; its folder."""
    cells = []
    for exercise in map(catalog.get, ids):
        assert exercise.solution_path is not None
        cells.append(_cell(exercise.name, exercise.solution_path.read_text(encoding="utf-8"), solution=True))
        checks = "\n".join(CHECKS[exercise.name])
        cells.append(_cell(f"{exercise.name}-checks", checks, grade=True, locked=True, points=exercise.points))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    _write(folder / "source", cells, kernel)
    (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "benchmark"\n')
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", NOTEBOOK], cwd=folder, check=True, capture_output=True
    )
    for number in range(count):
        _write(folder / "submitted" / f"student{number:04}", cells, kernel)
    return folder


def _write(folder: Path, cells: list[nbformat.NotebookNode], metadata: dict[str, dict[str, str]]) -> None:
    path = folder / NOTEBOOK / f"{NOTEBOOK}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)


def _cell(name: str, source: str, **settings: object) -> nbformat.NotebookNode:
    metadata = {"grade_id": name, "grade": False, "solution": False, "locked": False, "task": False,
                "schema_version": 3, **settings}  # fmt: skip
    cell = new_code_cell(source, metadata={"nbgrader": metadata})
    cell["id"] = name
    return cell
