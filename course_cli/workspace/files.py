"""Reading a submission: as bytes, once, trusting nothing about the folder it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from course_cli.grading.submission import Submission
from course_cli.workspace.folder import Folder, Unreadable, open_child, open_folder

MAX_FILE_BYTES = 1 << 20
MAX_FILES = 200


def read_submission(folder: Path, chapters: Iterable[str], student: str = "") -> Submission:
    """Read the modules `<folder>/<chapter>/*.py` of the given chapters.

    Only regular files are read. Links, pipes and devices, files over 1 MB, unreadable ones and those past the 200th of
    a chapter become problems, and so does a chapter folder that is a link. `student` is by default the folder's name.

    Raises:
        WorkspaceError: the folder itself is missing, is not a folder or cannot be opened.
    """
    files: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    with open_folder(folder) as workspace:
        for chapter in chapters:
            try:
                with open_child(workspace, chapter) as child:
                    _read_chapter(child, chapter, files, problems)
            except FileNotFoundError:
                continue
            except Unreadable as error:
                problems[f"{chapter}/"] = str(error)
    return Submission(student or folder.resolve().name, files, problems)


def _read_chapter(folder: Folder, chapter: str, files: dict[str, bytes], problems: dict[str, str]) -> None:
    # What no import statement could name is not part of a submission: backups, editors' files.
    names = [name for name in folder.names() if name.endswith(".py") and name.removesuffix(".py").isidentifier()]
    for position, name in enumerate(names):
        path = f"{chapter}/{name}"
        if position >= MAX_FILES:
            problems[path] = f"is past the first {MAX_FILES} files of its folder"
            continue
        try:
            files[path] = folder.read(name, MAX_FILE_BYTES)
        except FileNotFoundError:
            continue
        except Unreadable as error:
            problems[path] = str(error)
