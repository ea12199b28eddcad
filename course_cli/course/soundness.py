"""Whether an exercise is sound: its stub earns nothing, its solution everything, and every wrong answer is caught."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.checks import CheckSpec, dependents, read_drawings
from course_cli.course.contract import unstated
from course_cli.course.header import read_header
from course_cli.course.scaffold import TODO
from course_cli.course.sync import stub_states
from course_cli.course.trials import Trial, alternatives, mutants
from course_cli.errors import EngineFault, GraderError, NucleusDied
from course_cli.grading.report import CheckResult, ExampleResult, ExerciseResult, Report
from course_cli.grading.submission import Submission


class Grader(Protocol):
    """What is asked of a grading engine here."""

    def grade(self, submission: Submission, exercise_ids: Sequence[str], *, pictures: bool = False) -> Report: ...

    def run_examples(self, submission: Submission, exercise_id: str) -> Sequence[ExampleResult]: ...


@dataclass(frozen=True)
class Soundness:
    """What was examined of one exercise, and everything found wrong; sound where nothing was."""

    id: str
    checks: int = 0
    points: float = 0.0
    examples: int = 0
    mutants: int = 0
    alternatives: int = 0
    problems: tuple[str, ...] = ()


def examine(catalog: Catalog, exercise: Exercise, grader: Grader) -> Soundness:
    """Examine one exercise of a course that has its solutions and graders; what is wrong is told, never raised.

    Raises:
        NucleusDied: the engine is gone.
    """
    try:
        checks = exercise.checks
    except GraderError as error:
        return Soundness(exercise.id, problems=(str(error),))
    if exercise.solution_path is None or exercise.grader_path is None:
        missing = "solution" if exercise.solution_path is None else "grader"
        return Soundness(exercise.id, len(checks), problems=(f"has no {missing}",))
    wrong = mutants(catalog.root, exercise)
    right = alternatives(catalog.root, exercise)
    problems = [*_of_files(catalog, exercise), *_of_checks(checks)]
    examples: Sequence[ExampleResult] = ()
    try:
        solutions = _files(catalog, exercise.chapter, "solution_path")
        reference = Submission("solutions", solutions)
        problems += _of_stub(catalog, exercise, grader)
        graded = _grade(grader, reference, exercise, pictures=True)
        problems += [*_of_right(exercise, "solution", graded), *_of_drawings(exercise, graded)]
        examples = grader.run_examples(reference, exercise.id)
        problems += _of_examples(examples)
        for trial in right:
            result = _grade(grader, _instead(solutions, exercise, trial), exercise)
            problems += _of_right(exercise, f"alternative {trial.name}", result)
        if not wrong:
            problems.append("has no mutants: no wrong answer has tried its checks")
        for trial in wrong:
            problems += _of_mutant(checks, trial, _grade(grader, _instead(solutions, exercise, trial), exercise))
    except NucleusDied:
        raise
    except EngineFault as error:
        problems.append(str(error))
    return Soundness(exercise.id, len(checks), exercise.points, len(examples), len(wrong), len(right), tuple(problems))


def _of_files(catalog: Catalog, exercise: Exercise) -> Iterator[str]:
    if exercise.solution_path is not None:
        text = read_text(exercise.solution_path)
        if TODO in text:
            yield f"solution: a {TODO} is left"
        header = read_header(text)
        yield from (f"solution: {problem}" for problem in header.problems)
        siblings = {other.name for other in catalog.exercises if other.chapter == exercise.chapter}
        yield from (f"solution: needs {name}, which is no sibling" for name in header.needs if name not in siblings)
    for name in unstated(exercise.contracts):
        yield f"{name} returns an array, and its docstring does not say of which shape: `shape (n, d)`"
    for state in stub_states(catalog.root, [exercise]):
        if state.status == "impossible":
            yield f"solution: {state.problem}"
        elif state.status != "current":
            yield f"stub is {state.status}: run `course_cli dev sync`"


def _of_checks(checks: Sequence[CheckSpec]) -> Iterator[str]:
    if not checks:
        yield "grader has no checks"
    ids = {check.id for check in checks}
    for check in checks:
        if any(TODO in text for text in (check.title, *check.hints)):
            yield f"check {check.id}: a {TODO} is left"
        if not check.title:
            yield f"check {check.id} has no title"
        if not check.hint:
            yield f"check {check.id} has no hint"
        if not check.points > 0:
            yield f"check {check.id} is worth nothing"
        yield from (f"check {check.id} needs {need}, which does not exist" for need in check.needs if need not in ids)
        if check.id in dependents(checks, frozenset(c.id for c in checks if check.id in c.needs)):
            yield f"check {check.id} needs itself"


def _of_stub(catalog: Catalog, exercise: Exercise, grader: Grader) -> Iterator[str]:
    if exercise.stub_path is None:
        return  # told already
    result = _grade(grader, Submission("stubs", _files(catalog, exercise.chapter, "stub_path")), exercise)
    if result.status != "graded":
        yield f"stub is {result.status}: {_first_line(result.message)}"
    if result.score:
        earned = ", ".join(check.id for check in result.checks if check.score)
        yield f"stub earns {result.score:g} points: {earned}"
    if not result.not_written:
        yield "stub does not count as not written yet"


def _of_right(exercise: Exercise, what: str, result: ExerciseResult) -> Iterator[str]:
    expected = [check.id for check in exercise.checks]
    judged = [check.id for check in result.checks]
    if judged != expected:
        yield f"{what}: the grader was to run {', '.join(expected)}, and ran {', '.join(judged)}"
    if result.status != "graded":
        yield f"{what} is {result.status}: {_first_line(result.message)}"
    yield from (f"{what} loses {_described(check)}" for check in result.checks if check.status != "passed")
    if result.score != exercise.points:
        yield f"{what} earns {result.score:g} of {exercise.points:g} points"


def _of_examples(examples: Sequence[ExampleResult]) -> Iterator[str]:
    if not examples:
        yield "docstrings hold no example"
    for example in examples:
        if not example.passed:
            source, got, expected = map(_first_line, (example.source, example.got, example.expected))
            yield f"example `{source}` gives {got!r}, not {expected!r}"


def _of_mutant(checks: Sequence[CheckSpec], trial: Trial, result: ExerciseResult) -> Iterator[str]:
    what = f"mutant {trial.name}"
    if TODO in trial.mistake:
        yield f"{what}: a {TODO} is left"
    if not trial.fails:
        yield f"{what} has no `Fails:` line"
        return
    if result.status == "import_error":
        yield f"{what} cannot be imported: {_first_line(result.message)}"
        return
    ids = {check.id for check in checks}
    yield from (f"{what} is to fail {name}, which is no check" for name in trial.fails if name not in ids)
    allowed = dependents(checks, frozenset(trial.fails))
    for check in result.checks:
        if check.id in trial.fails and check.status in ("passed", "skipped"):
            yield f"{what} is to fail {check.id}, which {'it passes' if check.status == 'passed' else 'is skipped'}"
        if check.id not in allowed and check.status != "passed":
            yield f"{what} loses {_described(check)} too"


def _of_drawings(exercise: Exercise, solution: ExerciseResult) -> Iterator[str]:
    """Every drawing belongs to checks that exist, and shows something of the solution."""
    assert exercise.grader_path is not None
    left = {check.id: len(check.pictures) for check in solution.checks}
    for drawing in read_drawings(exercise.grader_path):
        if not drawing.title:
            yield f"{drawing.name} draws something without a title"
        strange = [name for name in drawing.checks if name not in left]
        yield from (f"{drawing.name} draws for {name}, which is no check" for name in strange)
        place = next((check for check in left if check in drawing.checks), None)
        if place is not None and solution.score == exercise.points:
            left[place] -= 1
            if left[place] < 0:
                yield f"{drawing.name} draws nothing for the solution"


def _grade(
    grader: Grader, submission: Submission, exercise: Exercise, *, pictures: bool = False
) -> ExerciseResult:
    (result,) = grader.grade(submission, [exercise.id], pictures=pictures).exercises
    return result


def _files(catalog: Catalog, chapter: str, which: str) -> dict[str, bytes]:
    """The course's own files of a chapter, as a learner's folder would hold them."""
    paths = {e.file: getattr(e, which) for e in catalog.exercises if e.chapter == chapter}
    try:
        return {file: path.read_bytes() for file, path in paths.items() if path}
    except OSError as error:
        raise EngineFault(f"cannot read {error.filename}: {error.strerror}") from error


def _instead(solutions: Mapping[str, bytes], exercise: Exercise, trial: Trial) -> Submission:
    return Submission(trial.name, {**solutions, exercise.file: trial.data})


def _described(check: CheckResult) -> str:
    reason = f": {_first_line(check.message)}" if check.message else ""
    return f"{check.id} ({check.status}{reason})"


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]
