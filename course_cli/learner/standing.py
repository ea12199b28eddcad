"""Where a learner stands: every exercise of the course, what is next, and what is worth another look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course_cli.course.catalog import Catalog, Exercise
from course_cli.grading.submission import Submission
from course_cli.language import marked
from course_cli.learner.progress import Entry, Progress
from course_cli.learner.record import Digester
from course_cli.workspace.files import is_stub, read_submission

# full, partial: graded as it lies there. changed: graded, and edited since (or its checks are newer). ungraded: written
# to and never graded. untouched: as it was fetched. missing: not in the workspace.
State = Literal["full", "partial", "changed", "ungraded", "untouched", "missing"]

EDITED = marked("it had full marks, and was edited since")
LOST = marked("it had full marks, and has them no more")
GONE = marked("it had full marks, and its file is gone")
NEW_CHECKS = marked("it had full marks, and its checks are new")
GIVEN_UP = marked("its solution was shown before it passed")
WITH_HINTS = marked("it passed with hints")


@dataclass(frozen=True)
class ExerciseStanding:
    """One exercise. `score` is that of its last grade, whatever was edited since; `revisit` says why to look again."""

    exercise: Exercise
    state: State
    score: float
    entry: Entry
    revisit: str = ""

    @property
    def max_score(self) -> float:
        return self.exercise.points

    @property
    def done(self) -> bool:
        return self.state == "full"


@dataclass(frozen=True)
class ChapterStanding:
    """The exercises of one chapter, in the order in which they are taught."""

    name: str
    exercises: tuple[ExerciseStanding, ...]

    @property
    def points(self) -> float:
        """What the last grades come to, where nothing was edited since."""
        return sum(one.score for one in self.exercises if one.state in ("full", "partial"))

    @property
    def stale_points(self) -> float:
        """What the last grades of edited exercises came to."""
        return sum(one.score for one in self.exercises if one.state == "changed")

    @property
    def max_points(self) -> float:
        return sum(one.max_score for one in self.exercises)

    @property
    def done(self) -> int:
        return sum(one.done for one in self.exercises)

    @property
    def fetched(self) -> bool:
        return any(one.state != "missing" for one in self.exercises)


@dataclass(frozen=True)
class Standing:
    """The whole course."""

    course: str
    chapters: tuple[ChapterStanding, ...]

    @property
    def exercises(self) -> tuple[ExerciseStanding, ...]:
        return tuple(one for chapter in self.chapters for one in chapter.exercises)

    @property
    def points(self) -> float:
        return sum(chapter.points for chapter in self.chapters)

    @property
    def max_points(self) -> float:
        return sum(chapter.max_points for chapter in self.chapters)

    @property
    def next(self) -> ExerciseStanding | None:
        return following(self.exercises)

    @property
    def revisit(self) -> tuple[ExerciseStanding, ...]:
        return tuple(one for one in self.exercises if one.revisit)

    def of(self, id_: str) -> ExerciseStanding:
        return next(one for one in self.exercises if one.exercise.id == id_)


def standing(catalog: Catalog, workspace: Path, progress: Progress) -> Standing:
    """Where the learner stands whose work is in the workspace. Raises WorkspaceError for no such folder."""
    return standing_of(catalog, read_submission(workspace, catalog), progress)


def standing_of(catalog: Catalog, submission: Submission, progress: Progress) -> Standing:
    """As `standing`, of a workspace that has been read."""
    digester = Digester(catalog)
    found = [_exercise(one, submission, progress.of(one), digester) for one in catalog.exercises]
    chapters = (
        ChapterStanding(name, tuple(one for one in found if one.exercise.chapter == name)) for name in catalog.chapters
    )
    return Standing(catalog.course, tuple(chapters))


def following(
    exercises: Sequence[ExerciseStanding], *, among: Collection[str] | None = None, leaving: str = ""
) -> ExerciseStanding | None:
    """What to do next: in the order of the course the first without full marks that is there and whose needs have them.

    Where none is like that, the first that is there; else the first of a chapter that was begun; else the first at all.
    None where all have full marks.

    Args:
        exercises: those of the course, in its order.
        among: the ids of those that are asked for, by default all.
        leaving: the id of one that the learner turns away from. Has it no full marks, it is left out, and what comes
            after it in the course goes before what is ahead of it: else there would be no way past two that are hard.
    """
    full = {one.exercise.id for one in exercises if one.done}
    ids = [one.exercise.id for one in exercises]
    cut = ids.index(leaving) + 1 if leaving in ids and leaving not in full else 0
    order = (*exercises[cut:], *exercises[:cut])
    left = [one for one in order if not one.done and one.exercise.id != leaving]
    left = [one for one in left if among is None or one.exercise.id in among]
    here = [one for one in left if one.state != "missing"]
    ready = [one for one in here if full.issuperset(needs_of(one.exercise))]
    begun = {one.exercise.chapter for one in exercises if one.state != "missing"}
    of_begun = [one for one in left if one.exercise.chapter in begun]
    return next(iter([*ready, *here, *of_begun, *left]), None)


def needs_of(exercise: Exercise) -> tuple[str, ...]:
    """The ids of the exercises that its header says it needs: of its own chapter, where no other is named."""
    return tuple(need if "/" in need else f"{exercise.chapter}/{need}" for need in exercise.needs)


def _exercise(exercise: Exercise, submission: Submission, entry: Entry, digester: Digester) -> ExerciseStanding:
    state = _state(exercise, submission, entry, digester)
    score = entry.mark.score if entry.mark is not None and state != "missing" else 0.0
    score = min(score, exercise.points) if state in ("full", "partial", "changed") else 0.0
    return ExerciseStanding(exercise, state, score, entry, _reason(exercise, submission, state, entry, digester))


def _state(exercise: Exercise, submission: Submission, entry: Entry, digester: Digester) -> State:
    if exercise.file in submission.problems:
        return "ungraded"
    if exercise.file not in submission.files:
        return "missing"
    if is_stub(exercise, submission.files[exercise.file]):
        return "untouched"
    if entry.mark is None or exercise.grader_path is None:
        return "ungraded"
    digests = digester.of(exercise, submission)
    if digests is None or not digests.are_of(entry.mark):
        return "changed"
    return "full" if entry.mark.full and entry.mark.score >= exercise.points else "partial"


def _reason(exercise: Exercise, submission: Submission, state: State, entry: Entry, digester: Digester) -> str:
    if exercise.grader_path is None:
        return ""  # nothing here can tell
    if entry.passed and state == "changed":
        digests = digester.of(exercise, submission)
        same_work = digests is not None and entry.mark is not None and digests.work == entry.mark.work
        return NEW_CHECKS if same_work else EDITED
    if entry.passed and state == "missing":
        return GONE
    if entry.passed and state != "full":
        return LOST
    if entry.solution == "given up":
        return GIVEN_UP
    return WITH_HINTS if state == "full" and any(entry.hints.values()) else ""
