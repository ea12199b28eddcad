"""What `dev check` calls sound, judged with a grader of known verdicts in place of the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tiny_course import MUTANT_DOUBLE, TEST_DOUBLE, put

from course_cli.course.catalog import Catalog
from course_cli.course.soundness import Soundness, examine
from course_cli.errors import EngineFault, NucleusDied
from course_cli.grading.report import (
    NOT_WRITTEN,
    CheckResult,
    CheckStatus,
    ExampleResult,
    ExerciseResult,
    ExerciseStatus,
    Report,
)
from course_cli.grading.submission import Submission

Verdict = dict[str, CheckStatus]
POINTS = {"values": 2.0, "empty": 1.0, "dtype": 1.0}
RIGHT: Verdict = {"values": "passed", "empty": "passed", "dtype": "passed"}
TRIPLE: Verdict = {"values": "failed", "empty": "skipped", "dtype": "passed"}
FLOAT32: Verdict = {"values": "passed", "empty": "passed", "dtype": "failed"}
UNWRITTEN: Verdict = {"values": "failed", "empty": "skipped", "dtype": "failed"}


class Verdicts:
    """Grades shapes/double by what its text contains."""

    def __init__(self, **changes: Verdict) -> None:
        self.verdicts = {"solution": RIGHT, "stub": UNWRITTEN, "triple": TRIPLE, "float32": FLOAT32, "sum": RIGHT}
        self.verdicts |= changes
        self.status: ExerciseStatus = "graded"
        self.stub_message = NOT_WRITTEN
        self.examples = (ExampleResult("double(x)", "4", "4", True),)
        self.seen: list[Submission] = []

    def grade(self, submission: Submission, exercise_ids: Sequence[str], *, pictures: bool = False) -> Report:
        assert list(exercise_ids) == ["shapes/double"]
        self.seen.append(submission)
        text = submission.files["shapes/double.py"].decode()
        signs = {"3 * X": "triple", "float()": "float32", "X + X": "sum", "NotImplemented": "stub"}
        kind = next((kind for sign, kind in signs.items() if sign in text), "solution")
        checks = tuple(
            CheckResult(id_, id_, POINTS[id_], POINTS[id_] if status == "passed" else 0.0, status)
            for id_, status in self.verdicts[kind].items()
        )
        message = self.stub_message if kind == "stub" else ""
        return Report("c", "full", "cpu", (ExerciseResult("shapes/double", self.status, checks, message=message),))

    def run_examples(self, submission: Submission, exercise_id: str) -> Sequence[ExampleResult]:
        return self.examples


def judge(root: Path, grader: Verdicts) -> Soundness:
    catalog = Catalog.load(root)
    return examine(catalog, catalog.get("shapes/double"), grader)


def test_a_sound_exercise_has_no_problems(tiny_course: Path) -> None:
    assert judge(tiny_course, Verdicts()) == Soundness("shapes/double", 3, 4.0, 1, 2, 1, ())


def test_a_mutant_is_graded_among_the_reference_solutions(tiny_course: Path) -> None:
    grader = Verdicts()
    judge(tiny_course, grader)
    mutant = grader.seen[-1]
    assert set(mutant.files) == {"shapes/double.py", "shapes/quadruple.py"}
    assert mutant.files["shapes/double.py"] == MUTANT_DOUBLE.encode()


Break = Callable[[Path, Verdicts], None]


def _stale_stub(root: Path, grader: Verdicts) -> None:
    put(root / "exercises/shapes/double.py", "# edited: raise NotImplementedError\n")


def _shape_untold(root: Path, grader: Verdicts) -> None:
    for folder in ("solutions", "exercises"):
        path = root / folder / "shapes/double.py"
        put(path, path.read_text().replace("same shape as X", "of course"))


def _no_stub(root: Path, grader: Verdicts) -> None:
    (root / "exercises/shapes/double.py").unlink()


def _stub_earns(root: Path, grader: Verdicts) -> None:
    grader.verdicts["stub"] = {**UNWRITTEN, "dtype": "passed"}


def _stub_not_unwritten(root: Path, grader: Verdicts) -> None:
    grader.stub_message = "boom"


def _solution_loses(root: Path, grader: Verdicts) -> None:
    grader.verdicts["solution"] = FLOAT32


def _check_not_run(root: Path, grader: Verdicts) -> None:
    grader.verdicts["solution"] = {"values": "passed", "empty": "passed"}


def _alternative_loses(root: Path, grader: Verdicts) -> None:
    grader.verdicts["sum"] = {**RIGHT, "empty": "timeout"}


def _example_fails(root: Path, grader: Verdicts) -> None:
    grader.examples = (ExampleResult("double(x)", "4", "5", False),)


def _no_example(root: Path, grader: Verdicts) -> None:
    grader.examples = ()


def _mutant_passes(root: Path, grader: Verdicts) -> None:
    grader.verdicts["triple"] = RIGHT


def _mutant_only_skips(root: Path, grader: Verdicts) -> None:
    put(root / "tests/mutants/shapes/double/triple.py", MUTANT_DOUBLE.replace("Fails: values", "Fails: values, empty"))


def _mutant_loses_more(root: Path, grader: Verdicts) -> None:
    grader.verdicts["triple"] = {**TRIPLE, "dtype": "crashed"}


def _mutant_skips_more(root: Path, grader: Verdicts) -> None:
    grader.verdicts["float32"] = {**FLOAT32, "empty": "skipped"}


def _mutant_names_nothing(root: Path, grader: Verdicts) -> None:
    put(root / "tests/mutants/shapes/double/triple.py", MUTANT_DOUBLE.replace("Fails: values", ""))


def _mutant_names_no_check(root: Path, grader: Verdicts) -> None:
    put(root / "tests/mutants/shapes/double/triple.py", MUTANT_DOUBLE.replace("Fails: values", "Fails: values, nil"))


def _no_mutants(root: Path, grader: Verdicts) -> None:
    for path in (root / "tests/mutants/shapes/double").iterdir():
        path.unlink()


def _grader_without(old: str, new: str) -> Break:
    def change(root: Path, grader: Verdicts) -> None:
        put(root / "graders/shapes/test_double.py", TEST_DOUBLE.replace(old, new))

    return change


def _header(root: Path, grader: Verdicts) -> None:
    path = root / "solutions/shapes/double.py"
    put(path, path.read_text().replace("Needs: -", "Needs: triple").replace("Text: 2.1\n", ""))


def _no_markers(root: Path, grader: Verdicts) -> None:
    path = root / "solutions/shapes/double.py"
    put(path, path.read_text().replace("### END SOLUTION", ""))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_stale_stub, "stub is stale: run `course_cli dev sync`"),
        (_no_stub, "stub is missing: run `course_cli dev sync`"),
        (_stub_earns, "stub earns 1 points: dtype"),
        (_stub_not_unwritten, "stub does not count as not written yet"),
        (_solution_loses, "solution loses dtype (failed)"),
        (_solution_loses, "solution earns 3 of 4 points"),
        (_check_not_run, "solution: the grader was to run values, empty, dtype, and ran values, empty"),
        (_alternative_loses, "alternative sum loses empty (timeout)"),
        (_example_fails, "example `double(x)` gives '5', not '4'"),
        (_no_example, "docstrings hold no example"),
        (_mutant_passes, "mutant triple is to fail values, which it passes"),
        (_mutant_only_skips, "mutant triple is to fail empty, which is skipped"),
        (_mutant_loses_more, "mutant triple loses dtype (crashed) too"),
        (_mutant_skips_more, "mutant float32 loses empty (skipped) too"),
        (_mutant_names_nothing, "mutant triple has no `Fails:` line"),
        (_mutant_names_no_check, "mutant triple is to fail nil, which is no check"),
        (_no_mutants, "has no mutants: no wrong answer has tried its checks"),
        (_grader_without('hint="Do not reshape X."', 'hint=" "'), "check empty has no hint"),
        (_grader_without('"""every entry is doubled"""', ""), "check values has no title"),
        (_grader_without("@points(2,", "@points(0,"), "check values is worth nothing"),
        (_grader_without('needs="values"', 'needs="value"'), "check empty needs value, which does not exist"),
        (_grader_without('needs="values"', 'needs="empty"'), "check empty needs itself"),
        (_grader_without("@points(2,", "@points(N,"), "test_double.py: test_values: points, needs and hint"),
        (_header, "solution: the docstring has no `Text:` line"),
        (_shape_untold, "double returns an array, and its docstring does not say of which shape: `shape (n, d)`"),
        (_header, "solution: needs triple, which is no sibling"),
        (_no_markers, "solution: line"),
    ],
)
def test_each_fault_is_told(tiny_course: Path, change: Break, problem: str) -> None:
    grader = Verdicts()
    change(tiny_course, grader)
    problems = judge(tiny_course, grader).problems
    assert [text for text in problems if text.startswith(problem)], problems


def test_a_right_answer_that_is_not_graded_is_a_fault(tiny_course: Path) -> None:
    grader = Verdicts()
    grader.status = "import_error"
    problems = judge(tiny_course, grader).problems
    assert "solution is import_error: " in problems
    assert "stub is import_error: not written yet" in problems
    assert "mutant triple cannot be imported: " in problems


class Broken(Verdicts):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def grade(self, submission: Submission, exercise_ids: Sequence[str], *, pictures: bool = False) -> Report:
        raise self.error


def test_a_grader_that_breaks_is_one_problem_and_a_dead_engine_ends_it(tiny_course: Path) -> None:
    assert judge(tiny_course, Broken(EngineFault("fixture 'studnet' not found"))).problems == (
        "fixture 'studnet' not found",
    )
    with pytest.raises(NucleusDied):
        judge(tiny_course, Broken(NucleusDied("gone")))
