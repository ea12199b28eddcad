"""Starting an exercise afresh: its stub comes back, and what was written lives on under another name."""

from __future__ import annotations

from pathlib import Path

from course_cli.course.catalog import Exercise
from course_cli.course.release import shown_stub
from course_cli.errors import UsageError
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.workspace.fetch import Fetched, bring
from course_cli.workspace.files import is_stub, read_own
from course_cli.workspace.folder import open_folder


def require_resettable(exercise: Exercise, submission: Submission, workspace: Path) -> None:
    """Raise UsageError where there is no stub to put back, or where the answer is in a notebook."""
    if exercise.stub_path is None:
        raise UsageError(
            _("{} has no stub in this copy of the course: there is nothing to put back").format(exercise.id)
        )
    with open_folder(workspace) as folder:
        own = read_own(folder, exercise.file)
    if own is None and exercise.file in submission.files:
        raise UsageError(
            _(
                "{} is answered in a notebook of {}, which holds other answers too: clear the answer in its cell "
                "there, or start over in a file, with course_cli fetch {}"
            ).format(exercise.id, workspace / exercise.chapter, exercise.id)
        )


def reset(exercise: Exercise, workspace: Path) -> Fetched:
    """Put the stub in place, with the line ends that the learner's file has. Raises WorkspaceError."""
    stub = shown_stub(exercise)
    with open_folder(workspace) as folder:
        own = read_own(folder, exercise.file)
    if own is not None and b"\r\n" in own:
        stub = stub.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if own is not None and is_stub(exercise, own):
        return Fetched(exercise.file, "unchanged")
    (outcome,) = bring({exercise.file: stub}, workspace, fresh=True)
    return outcome
