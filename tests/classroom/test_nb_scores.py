"""One submission as a module, as a notebook and through nbgrader comes to the same score, to the point."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tiny_class
import tiny_course as tiny
from nb_course import ASSIGNMENT, CELLS, Change, NbCourse, cell, fresh, printed
from nbformat.v4 import new_output

from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.grading.report import CheckResult, ExerciseResult
from course_cli.nbgrader.preprocessor import scaled
from course_cli.workspace.files import read_submission

DOUBLE, QUADRUPLE = CELLS
WRONG = "def double(X):\n    return 3 * X\n"
OWN_QUADRUPLE = "def quadruple(X):\n    return 4 * X\n"
WRONG_QUADRUPLE = "def quadruple(X):\n    return X\n"


@dataclass(frozen=True)
class Case:
    """What a student writes, what it must score, and what is done to the notebook besides."""

    double: str | None
    quadruple: str | None
    scores: tuple[float, float]
    change: Change | None = None

    @property
    def answers(self) -> dict[str, str]:
        return {id_: text for id_, text in ((DOUBLE, self.double), (QUADRUPLE, self.quadruple)) if text is not None}


def forge_outputs(notebook: Any) -> None:
    """Full marks, as if the kernel had said so."""
    for part in notebook.cells:
        if part.cell_type == "code":
            part.outputs = [new_output("execute_result", {"text/plain": "4.0"}, execution_count=1)]


def forge_points(notebook: Any) -> None:
    for name in CELLS.values():
        cell(notebook, name).metadata.nbgrader.points = 1000.0


def forge_report(notebook: Any) -> None:
    """The metadata that our own grading leaves."""
    checks = [{"id": "values", "title": "", "points": 4.0, "score": 4.0, "status": "passed", "message": "", "hint": ""}]
    for name in CELLS.values():
        report = {"score": 4.0, "exercises": [{"id": "shapes/double", "score": 4.0, "checks": checks}]}
        cell(notebook, name).metadata["course_cli"] = {"report": report, "notes": ["full marks"]}


def edit_checks(notebook: Any) -> None:
    for name in CELLS.values():
        cell(notebook, name).source = "4.0"


CASES = {
    "right": Case(tiny_class.RIGHT, tiny_class.QUADRUPLE, (4, 3)),
    "wrong": Case(WRONG, WRONG_QUADRUPLE, (1, 0)),
    "partial": Case("def double(X):\n    return 2 * X.float()\n", OWN_QUADRUPLE, (3, 3)),
    "half": Case(tiny_class.RIGHT, None, (4, 0)),
    "stub": Case(None, None, (0, 0)),
    "syntax": Case("def double(X):\n    return 2 *\n", OWN_QUADRUPLE, (0, 3)),
    # Those that end, or never do.
    "quits": Case("import os\ndef double(X):\n    os._exit(0)\n", OWN_QUADRUPLE, (0, 3)),
    "segfault": Case("import faulthandler\ndef double(X):\n    faulthandler._sigsegv()\n", OWN_QUADRUPLE, (0, 3)),
    "abort": Case("import os\ndef double(X):\n    os.abort()\n", OWN_QUADRUPLE, (0, 3)),
    "endless": Case("def double(X):\n    while True:\n        pass\n", OWN_QUADRUPLE, (0, 3)),
    "memory": Case("def double(X):\n    return [0] * (1 << 40)\n", None, (0, 0)),
    "exits": Case("def double(X):\n    raise SystemExit(0)\n", OWN_QUADRUPLE, (0, 3)),
    # Each of these scores what the same answer scores without its attempt.
    "prints": Case(f"{WRONG}print(4.0)\nprint('4.0')\n", WRONG_QUADRUPLE, (1, 0)),
    "last_line": Case(f"import torch\n{WRONG}torch.ones(4)\n", WRONG_QUADRUPLE, (1, 0)),
    "equal": Case("class Yes:\n    __eq__ = lambda *a: True\ndef double(X):\n    return Yes()\n", None, (0, 0)),
    "builtins": Case(
        f"import builtins\nbuiltins.all = builtins.any = lambda *a: True\n{WRONG}", WRONG_QUADRUPLE, (1, 0)
    ),
    "patched": Case(
        f"import torch\ntorch.allclose = torch.equal = lambda *a, **k: True\n{WRONG}", WRONG_QUADRUPLE, (1, 0)
    ),
    "outputs": Case(WRONG, WRONG_QUADRUPLE, (1, 0), forge_outputs),
    "points": Case(WRONG, WRONG_QUADRUPLE, (1, 0), forge_points),
    "report": Case(WRONG, WRONG_QUADRUPLE, (1, 0), forge_report),
    "checks": Case(WRONG, WRONG_QUADRUPLE, (1, 0), edit_checks),
    # nbgrader scores 0 for a word on stderr: ours scores the answer.
    "stderr": Case(
        "import sys\ndef double(X):\n    print('never mind', file=sys.stderr)\n    return 2 * X\n",
        OWN_QUADRUPLE,
        (4, 3),
    ),
}

Graded = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def handed_in(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> NbCourse:
    """Every case as a notebook that nbgrader has collected."""
    course = fresh(installation, tmp_path_factory.mktemp("scores") / "class")
    for name, case in CASES.items():
        course.submit(name, case.answers, case.change)
    return course


@pytest.fixture(scope="module")
def graded(handed_in: NbCourse, installation: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Graded, Graded]:
    """The scores of the modules, and of the very notebooks that nbgrader grades meanwhile."""
    catalog = Catalog.load(installation)
    modules = tmp_path_factory.mktemp("modules")
    for name, case in CASES.items():
        for id_ in CELLS:
            stub = (installation / "exercises" / f"{id_}.py").read_text()
            tiny.put(modules / name / f"{id_}.py", case.answers.get(id_, stub))

    def scores(folder: Path) -> Graded:
        found = {}
        with Engine(catalog, list(CELLS)) as engine:
            for name in CASES:
                report = engine.grade(read_submission(folder / name, catalog), list(CELLS))
                found[name] = {exercise.id: exercise.score for exercise in report.exercises}
        return found

    with ThreadPoolExecutor() as threads:
        nbgrader = threads.submit(handed_in.nbgrader, "autograde", ASSIGNMENT)
        notebooks = threads.submit(scores, handed_in.root / "submitted")
        ours = scores(modules)
        nbgrader.result()
        return ours, notebooks.result()


@pytest.fixture(scope="module")
def course(handed_in: NbCourse, graded: tuple[Graded, Graded]) -> NbCourse:
    """Every case autograded by nbgrader's own command."""
    return handed_in


@pytest.mark.parametrize("name", CASES)
def test_the_same_score_in_every_way(course: NbCourse, graded: tuple[Graded, Graded], name: str) -> None:
    expected = dict(zip(CELLS, CASES[name].scores, strict=True))
    modules, notebooks = graded
    assert modules[name] == expected
    assert notebooks[name] == expected
    assert course.scores(name) == expected


def test_what_nbgrader_exports_is_the_sum(course: NbCourse) -> None:
    course.nbgrader("export", "--to", "grades.csv")
    header, *rows = ((course.root / "grades.csv").read_text()).splitlines()
    names = header.split(",")
    found = {
        row["student_id"]: float(row["score"]) for row in (dict(zip(names, r.split(","), strict=True)) for r in rows)
    }
    assert found == {name: sum(case.scores) for name, case in CASES.items()}


@pytest.mark.parametrize("option", ["--path", "--submissions"])
def test_the_commands_themselves_say_the_same(
    course: NbCourse, run_cli: Callable[..., Any], tmp_path: Path, option: str
) -> None:
    name = "partial"
    shutil.copytree(course.root / "submitted" / name, tmp_path / "submitted" / name)
    folder = tmp_path / "submitted" / name if option == "--path" else tmp_path / "submitted"
    data = json.loads(run_cli("grade", ASSIGNMENT, option, str(folder), "--format", "json").stdout)
    report = data["submissions"][name] if option == "--submissions" else data
    found = {exercise["id"]: exercise["score"] for exercise in report["exercises"]}
    assert found == course.scores(name) == dict(zip(CELLS, CASES[name].scores, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_the_score_is_the_cells_only_result_and_is_no_error(course: NbCourse, name: str) -> None:
    for id_, score in zip(CELLS, CASES[name].scores, strict=True):
        outputs = cell(course.autograded(name), CELLS[id_]).outputs
        assert [output.output_type for output in outputs] == ["stream", "execute_result"]
        assert outputs[0].name == "stdout"
        assert outputs[1].data == {"text/plain": repr(float(score))}


def test_a_person_reads_why(course: NbCourse) -> None:
    text = printed(course.autograded("wrong"), CELLS[DOUBLE])
    assert "every entry is doubled" in text
    assert "What is 2 times X?" in text
    assert "1/4" in text


def test_nobody_elses_outputs_are_in_the_notebook(course: NbCourse) -> None:
    for part in course.autograded("outputs").cells:
        if part.cell_type == "code" and part.metadata.get("nbgrader", {}).get("grade_id") not in CELLS.values():
            assert part.outputs == []


def result(score: float, points: float) -> ExerciseResult:
    return ExerciseResult("a/b", "graded", (CheckResult("c", "", points, score, "failed"),))


@pytest.mark.parametrize("score", [6.5, 1 / 3, 0.1 + 0.2, 2 / 3, 0.0])
def test_a_score_is_kept_to_the_last_bit(course: NbCourse, score: float) -> None:
    """Through repr, nbgrader's float() and its gradebook's column."""
    from nbgrader.utils import determine_grade

    part = cell(course.autograded("right"), CELLS[DOUBLE])
    part.metadata.nbgrader.points = 7.0
    part.outputs[-1].data["text/plain"] = repr(scaled(result(score, 7.0), 7.0))
    assert determine_grade(part) == (score, 7.0)
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade(CELLS[DOUBLE], ASSIGNMENT, ASSIGNMENT, "stub")
        before = grade.auto_score
        grade.auto_score = score
        gradebook.db.commit()
        gradebook.db.expire_all()
        assert grade.auto_score == grade.score == score
        grade.auto_score = before
        gradebook.db.commit()


@pytest.mark.parametrize(
    ("score", "points", "worth", "shown"), [(3, 4, 8, 6), (4, 4, 10, 10), (0, 4, 10, 0), (1, 3, 1, 1 / 3), (0, 0, 5, 0)]
)
def test_other_points_of_a_teachers_scale_the_score(score: float, points: float, worth: float, shown: float) -> None:
    assert scaled(result(score, points), worth) == pytest.approx(shown)
    assert scaled(result(score, points), worth) <= worth
