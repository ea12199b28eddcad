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
from course_cli.language import translated as _


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
        return Soundness(exercise.id, len(checks), problems=(_("has no {}").format(missing),))
    wrong = mutants(catalog.root, exercise)
    right = alternatives(catalog.root, exercise)
    problems = [*_of_files(catalog, exercise), *_of_checks(checks, exercise.experiment)]
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
            problems += _of_right(exercise, _("alternative {}").format(trial.name), result)
        if not wrong:
            problems.append(_("has no mutants: no wrong answer has tried its checks"))
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
            yield _("solution: a {} is left").format(TODO)
        header = read_header(text)
        yield from (f"solution: {problem}" for problem in header.problems)
        siblings = {other.name for other in catalog.exercises if other.chapter == exercise.chapter}
        yield from (
            _("solution: needs {}, which is no sibling").format(name) for name in header.needs if name not in siblings
        )
    for name in unstated(exercise.contracts):
        yield _("{} returns an array, and its docstring does not say of which shape: `shape (n, d)`").format(name)
    for state in stub_states(catalog.root, [exercise]):
        if state.status == "impossible":
            yield f"solution: {state.problem}"
        elif state.status != "current":
            yield _("stub is {}: run `course_cli dev sync`").format(state.status)


def _of_checks(checks: Sequence[CheckSpec], experiment: str) -> Iterator[str]:
    if not checks:
        yield _("grader has no checks")
    if TODO in experiment:
        yield _("EXPERIMENT: a {} is left").format(TODO)
    ids = {check.id for check in checks}
    for check in checks:
        if any(TODO in text for text in (check.title, *check.hints)):
            yield _("check {}: a {} is left").format(check.id, TODO)
        if not check.title:
            yield _("check {} has no title").format(check.id)
        if not check.hint:
            yield _("check {} has no hint").format(check.id)
        if not check.points > 0:
            yield _("check {} is worth nothing").format(check.id)
        yield from (
            _("check {} needs {}, which does not exist").format(check.id, need)
            for need in check.needs
            if need not in ids
        )
        if check.id in dependents(checks, frozenset(c.id for c in checks if check.id in c.needs)):
            yield _("check {} needs itself").format(check.id)


def _of_stub(catalog: Catalog, exercise: Exercise, grader: Grader) -> Iterator[str]:
    if exercise.stub_path is None:
        return  # told already
    result = _grade(grader, Submission("stubs", _files(catalog, exercise.chapter, "stub_path")), exercise)
    if result.status != "graded":
        yield _("stub is {}: {}").format(result.status, _first_line(result.message))
    if result.score:
        earned = ", ".join(check.id for check in result.checks if check.score)
        yield _("stub earns {:g} points: {}").format(result.score, earned)
    if not result.not_written:
        yield _("stub does not count as not written yet")


def _of_right(exercise: Exercise, what: str, result: ExerciseResult) -> Iterator[str]:
    expected = [check.id for check in exercise.checks]
    judged = [check.id for check in result.checks]
    if judged != expected:
        yield _("{}: the grader was to run {}, and ran {}").format(what, ", ".join(expected), ", ".join(judged))
    if result.status != "graded":
        yield _("{} is {}: {}").format(what, result.status, _first_line(result.message))
    yield from (f"{what} loses {_described(check)}" for check in result.checks if check.status != "passed")
    if result.score != exercise.points:
        yield _("{} earns {:g} of {:g} points").format(what, result.score, exercise.points)


def _of_examples(examples: Sequence[ExampleResult]) -> Iterator[str]:
    if not examples:
        yield _("docstrings hold no example")
    for example in examples:
        if not example.passed:
            source, got, expected = map(_first_line, (example.source, example.got, example.expected))
            yield _("example `{}` gives {!r}, not {!r}").format(source, got, expected)


def _of_mutant(checks: Sequence[CheckSpec], trial: Trial, result: ExerciseResult) -> Iterator[str]:
    what = _("mutant {}").format(trial.name)
    if TODO in trial.mistake:
        yield _("{}: a {} is left").format(what, TODO)
    if not trial.fails:
        yield _("{} has no `Fails:` line").format(what)
        return
    if result.status == "import_error":
        yield _("{} cannot be imported: {}").format(what, _first_line(result.message))
        return
    ids = {check.id for check in checks}
    yield from (_("{} is to fail {}, which is no check").format(what, name) for name in trial.fails if name not in ids)
    allowed = dependents(checks, frozenset(trial.fails))
    for check in result.checks:
        if check.id in trial.fails and check.status in ("passed", "skipped"):
            passes, skipped = _("{} is to fail {}, which it passes"), _("{} is to fail {}, which is skipped")
            yield (passes if check.status == "passed" else skipped).format(what, check.id)
        if check.id not in allowed and check.status != "passed":
            yield _("{} loses {} too").format(what, _described(check))


def _of_drawings(exercise: Exercise, solution: ExerciseResult) -> Iterator[str]:
    """Every drawing belongs to checks that exist, and shows something of the solution."""
    assert exercise.grader_path is not None
    left = {check.id: len(check.pictures) for check in solution.checks}
    for drawing in read_drawings(exercise.grader_path):
        if not drawing.title:
            yield _("{} draws something without a title").format(drawing.name)
        strange = [name for name in drawing.checks if name not in left]
        yield from (_("{} draws for {}, which is no check").format(drawing.name, name) for name in strange)
        place = next((check for check in left if check in drawing.checks), None)
        if place is not None and solution.score == exercise.points:
            left[place] -= 1
            if left[place] < 0:
                yield _("{} draws nothing for the solution").format(drawing.name)


def _grade(grader: Grader, submission: Submission, exercise: Exercise, *, pictures: bool = False) -> ExerciseResult:
    (result,) = grader.grade(submission, [exercise.id], pictures=pictures).exercises
    return result


def _files(catalog: Catalog, chapter: str, which: str) -> dict[str, bytes]:
    """The course's own files of a chapter, as a learner's folder would hold them."""
    paths = {e.file: getattr(e, which) for e in catalog.exercises if e.chapter == chapter}
    try:
        return {file: path.read_bytes() for file, path in paths.items() if path}
    except OSError as error:
        raise EngineFault(_("cannot read {}: {}").format(error.filename, error.strerror)) from error


def _instead(solutions: Mapping[str, bytes], exercise: Exercise, trial: Trial) -> Submission:
    return Submission(trial.name, {**solutions, exercise.file: trial.data})


def _described(check: CheckResult) -> str:
    reason = f": {_first_line(check.message)}" if check.message else ""
    return f"{check.id} ({check.status}{reason})"


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]
