"""Notebooks of the real course in the real engine: they earn what the same answers earn in files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from notebooks import code, notebook

from course_cli.course.catalog import Catalog, read_text
from course_cli.grading.client import Engine
from course_cli.grading.report import ExerciseResult
from course_cli.workspace.files import read_submission

IDS = ("perceptron/softmax", "perceptron/cross_entropy", "recurrent/lstm")

CLUTTER = """%matplotlib inline
!pip install torch pandas
import numpy as np, pandas as pd, torch
import matplotlib.pyplot as plt
from IPython.display import display
from pylab import *
from torch import Tensor"""

SOFTMAX = """def _check(X: Tensor) -> None:
    if X.dim() != 2:
        raise ValueError("X must be two-dimensional")


def softmax(X: Tensor) -> Tensor:
    _check(X)
    e = torch.exp(X - X.max(dim=1, keepdim=True).values.detach()) if len(X) else X.exp()
    return e / e.sum(dim=1, keepdim=True)


df = pd.read_csv("marks.csv")
plt.plot(softmax(torch.zeros(1, 2))[0])"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


@pytest.fixture(scope="module")
def engine(catalog: Catalog) -> Iterator[Engine]:
    with Engine(catalog, IDS) as engine:
        yield engine


def grade(engine: Engine, catalog: Catalog, folder: Path, *ids: str) -> dict[str, ExerciseResult]:
    report = engine.grade(read_submission(folder, catalog), ids or IDS)
    return {result.id: result for result in report.exercises}


def put(folder: Path, chapter: str, data: bytes) -> None:
    (folder / chapter).mkdir(parents=True, exist_ok=True)
    (folder / chapter / f"{chapter}.ipynb").write_bytes(data)


def solution(catalog: Catalog, id_: str) -> str:
    path = catalog.get(id_).solution_path
    assert path is not None
    return read_text(path)


def test_answers_earn_full_marks_among_what_cannot_run(engine: Engine, catalog: Catalog, tmp_path: Path) -> None:
    cross_entropy = f"from perceptron.softmax import softmax\n{solution(catalog, 'perceptron/cross_entropy')}"
    put(
        tmp_path,
        "perceptron",
        notebook(CLUTTER, SOFTMAX, cross_entropy, "display(softmax(X))\nY = cross_entropy(X, y)"),
    )
    put(
        tmp_path,
        "recurrent",
        notebook(CLUTTER, "%%time\n" + solution(catalog, "recurrent/lstm"), "net = LSTM(1, 2, 3)"),
    )
    for result in grade(engine, catalog, tmp_path).values():
        assert (result.status, result.score, result.message) == ("graded", result.max_score, "")


def test_an_answer_that_imports_a_sibling_of_its_notebook_gets_it(
    engine: Engine, catalog: Catalog, tmp_path: Path
) -> None:
    using = """from perceptron.softmax import softmax

def cross_entropy(y_hat: Tensor, y: Tensor) -> Tensor:
    if y_hat.dim() != 2 or y.shape != y_hat.shape[:1]:
        raise ValueError("y_hat and y must fit")
    assert softmax(torch.zeros(1, 2)).tolist() == [[0.5, 0.5]]
    return -y_hat.gather(1, y.unsqueeze(1)).squeeze(1).log()"""
    put(tmp_path, "perceptron", notebook(CLUTTER, SOFTMAX, using))
    result = grade(engine, catalog, tmp_path, "perceptron/cross_entropy")["perceptron/cross_entropy"]
    other = "`one_hot_cross_entropy` is not defined"
    assert {check.status for check in result.checks if check.message != other} <= {"passed", "skipped"}
    assert 0 < result.score < result.max_score


def test_a_stub_is_not_written_and_a_file_counts_before_the_notebook(
    engine: Engine, catalog: Catalog, tmp_path: Path
) -> None:
    stubs = {id_: read_text(path) for id_ in IDS if (path := catalog.get(id_).stub_path)}
    put(tmp_path, "perceptron", notebook(*(code(text, id_.replace("/", "-")) for id_, text in stubs.items())))
    put(tmp_path, "recurrent", notebook("class LSTM:\n    pass"))
    (tmp_path / "recurrent/lstm.py").write_text(solution(catalog, "recurrent/lstm"))
    results = grade(engine, catalog, tmp_path)
    for id_ in IDS[:2]:
        assert (results[id_].status, results[id_].score, results[id_].message) == ("graded", 0, "not written yet")
    assert results["recurrent/lstm"].score == results["recurrent/lstm"].max_score


def test_what_is_amiss_is_said_where_the_student_looks(engine: Engine, catalog: Catalog, tmp_path: Path) -> None:
    put(tmp_path, "perceptron", notebook(CLUTTER, "def softmax(X:\n    pass"))
    put(tmp_path, "recurrent", b"{}")
    results = grade(engine, catalog, tmp_path)
    assert {result.id: (result.status, result.message) for result in results.values()} == {
        "perceptron/softmax": (
            "import_error",
            "perceptron/perceptron.ipynb: code cell 2 is not valid Python: '(' was never closed "
            "(line 1, `def softmax(X:`)",
        ),
        "perceptron/cross_entropy": ("missing", "perceptron/cross_entropy.py is missing"),
        "recurrent/lstm": (
            "import_error",
            "recurrent/recurrent.ipynb has no cells, so it is not a notebook: open it in Jupyter and save it again",
        ),
    }
