"""A workspace as a command finds it: the files, what is remembered of them, and what has to be graded first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from course_cli.course.catalog import Catalog, Exercise
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.learner.progress import Entry, Progress
from course_cli.learner.record import Digester, keep, keeps_progress, of_report, remember
from course_cli.learner.store import load
from course_cli.workspace.own import read_work

Grade = Callable[[Catalog, Submission, tuple[Exercise, ...]], Report]
Tell = Callable[[str], None]


@dataclass
class Work:
    """One learner's files, read once, and the progress that was kept of them."""

    catalog: Catalog
    folder: Path
    submission: Submission
    progress: Progress
    digester: Digester

    @staticmethod
    def open(catalog: Catalog, folder: Path, tell: Tell) -> Work:
        """Read a workspace. `tell` gets what is wrong with its progress. Raises WorkspaceError for no such folder."""
        found = load(folder)
        if found.problem:
            tell(_("Warning: {}.").format(found.problem))
        return Work(catalog, folder, read_work(folder, catalog), found.progress, Digester(catalog))

    def has(self, exercise: Exercise) -> bool:
        """Whether there is something of it that can be graded."""
        return exercise.file in self.submission.files

    def is_current(self, exercise: Exercise) -> bool:
        """Whether what lies there is what was graded last."""
        digests = self.digester.of(exercise, self.submission)
        return digests is not None and digests.are_of(self.progress.of(exercise).mark)

    def grade_stale(self, exercises: Iterable[Exercise], grade: Grade, tell: Tell) -> None:
        """Grade those that are there and were not graded as they are, and remember it."""
        stale = tuple(one for one in exercises if self.has(one) and not self.is_current(one))
        if not stale:
            return
        report = grade(self.catalog, self.submission, stale)
        problem = remember(self.folder, self.catalog, self.submission, report, self.digester)
        if problem:
            tell(_("Note: {}.").format(problem))
        self.progress = of_report(self.catalog, self.submission, report, self.digester)(self.progress)

    def keep(self, exercise: Exercise, change: Callable[[Entry], Entry], tell: Tell) -> None:
        """Change what is remembered of an exercise, here and in the file."""

        def changed(progress: Progress) -> Progress:
            return progress.with_entry(exercise.id, change(progress.of(exercise)))

        self.progress = changed(self.progress)
        if keeps_progress(self.folder, self.catalog):
            problem = keep(self.folder, changed)
            if problem:
                tell(_("Note: {}.").format(problem))
