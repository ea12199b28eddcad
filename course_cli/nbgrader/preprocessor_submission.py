"""What a student handed in to nbgrader, read as `course_cli grade --submissions submitted` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from course_cli.course.catalog import Catalog
from course_cli.grading.submission import Submission
from course_cli.workspace.files import read_submission
from course_cli.workspace.folder import Unreadable, open_folder
from course_cli.workspace.notebook import MAX_NOTEBOOK_BYTES, BrokenNotebook, modules_of


def read_assignment(folder: Path, student: str, notebook: str, chapters: Sequence[str], catalog: Catalog) -> Submission:
    """The submission in `folder`, `submitted/<student>/<assignment>`, as far as the given chapters are concerned.

    An assignment that is called as its chapter is the chapter's folder, modules and all notebooks included. From one
    of another name the notebook `<notebook>.ipynb` is taken, and nothing else.

    Raises:
        WorkspaceError: there is no such folder.
    """
    if list(chapters) == [folder.name]:
        return read_submission(folder.parent, catalog, chapters, student)
    files: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    notes: list[str] = []
    for chapter in chapters:
        try:
            with open_folder(folder) as opened:
                found = modules_of(opened.read(f"{notebook}.ipynb", MAX_NOTEBOOK_BYTES), chapter, catalog)
        except (Unreadable, BrokenNotebook) as error:
            reason = f"{notebook}.ipynb {error}"
            problems.update((exercise.file, reason) for exercise in catalog.resolve([chapter]))
        except FileNotFoundError:
            continue
        else:
            files.update(found.files)
            problems.update(found.problems)
            notes += found.notes
    return Submission(student, files, problems, tuple(notes))
