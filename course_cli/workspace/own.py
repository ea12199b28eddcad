"""A learner's own work: read where it lies, or told apart from the folder that one is in by mistake."""

from __future__ import annotations

from pathlib import Path

from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.workspace.files import read_submission
from course_cli.workspace.folder import open_folder


def read_work(folder: Path, catalog: Catalog) -> Submission:
    """As `read_submission`, of the learner who asks.

    Raises:
        UsageError: the folder is a chapter's: nothing would be found in it, and what is missing fetched into it.
        WorkspaceError: as `read_submission`.
    """
    submission = read_submission(folder, catalog)
    if not submission.files and not submission.problems and folder.resolve().name in catalog.chapters:
        refuse_chapter(folder, catalog)
    return submission


def refuse_chapter(folder: Path, catalog: Catalog) -> None:
    """Raise UsageError where exercises of a chapter lie in the folder itself."""
    with open_folder(folder) as opened:
        names = set(opened.names())
    for chapter in catalog.chapters:
        own = {f"{chapter}.ipynb", *(f"{exercise.name}.py" for exercise in catalog.resolve([chapter]))}
        if own & names:
            raise UsageError(
                _(
                    "no {}/ in {}, but its exercises lie there: run this in the folder above (`cd ..`); --path takes "
                    "the folder above {}/"
                ).format(chapter, folder, chapter)
            )
