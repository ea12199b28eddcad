"""What a student hands in: the files of the course that lie in the workspace, and nothing else of it."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from course_cli.course.catalog import Catalog, Exercise
from course_cli.course.release import exercises_of
from course_cli.course.release_manifest import path_problem
from course_cli.errors import UsageError, WorkspaceError
from course_cli.language import translated as _
from course_cli.workspace.fetch import fetched_paths
from course_cli.workspace.files import MAX_FILE_BYTES, MAX_FILES, is_copy
from course_cli.workspace.folder import Folder, Unreadable, open_child, open_folder

MAX_NOTEBOOK_BYTES = 20 << 20  # as `grade` reads

_MAX_NAME_BYTES = 100


@dataclass(frozen=True)
class Work:
    """What is handed in.

    Attributes:
        files: by their place, `<chapter>/<file>`.
        whole: the chapters that are handed in whole; of the others, what was handed in before stays.
        missing: exercises of the whole chapters that there is no file for.
        warnings: for the student, before anyone grades it.
    """

    files: Mapping[str, bytes]
    whole: frozenset[str]
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def chapters(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(path.partition("/")[0] for path in self.files))


def with_fetched(catalog: Catalog, folder: Path) -> Catalog:
    """The course, and what was fetched into a workspace from another's. Raises WorkspaceError for no such folder."""
    known = {exercise.id for exercise in catalog.exercises}
    others = [exercise for exercise in exercises_of(fetched_paths(folder)) if exercise.id not in known]
    return replace(catalog, exercises=(*catalog.exercises, *others))


def collect(catalog: Catalog, names: Sequence[str], folder: Path) -> Work:
    """Read what `names` stand for in a workspace, by default every chapter of the course that is there.

    Of an exercise, its file and the files of its chapter that it imports; and in any case the chapter's notebooks.

    Raises:
        UnknownExercise: a name stands for nothing.
        UsageError: there is nothing to hand in.
        WorkspaceError: the folder or a file cannot be read, or is no ordinary file.
    """
    chosen = catalog.resolve(names) or catalog.exercises
    wanted = {exercise.file for exercise in chosen}
    files: dict[str, bytes] = {}
    whole: set[str] = set()
    with open_folder(folder) as workspace:
        for chapter in dict.fromkeys(exercise.chapter for exercise in chosen):
            there = _read_chapter(workspace, chapter)
            if all(exercise.file in wanted for exercise in catalog.exercises if exercise.chapter == chapter):
                whole.add(chapter)
                files.update(there)
            else:
                _require(there, [exercise for exercise in chosen if exercise.chapter == chapter], folder)
                files.update((path, there[path]) for path in _with_imported(there, wanted))
    if not files:
        raise UsageError(
            _("nothing of {} in {}: --path names the folder above <chapter>/").format(_named(names), folder)
        )
    present = {path.partition("/")[0] for path in files}
    notebooks = {path.partition("/")[0] for path in files if path.endswith(".ipynb")}
    if names:
        absent = [exercise.chapter for exercise in chosen if exercise.chapter not in present]
        if absent:
            raise UsageError(_("no {}/ with work of yours in {}: nothing was handed in").format(absent[0], folder))
    missing = [
        exercise.file for exercise in chosen if exercise.chapter in present - notebooks and exercise.file not in files
    ]
    return Work(files, frozenset(whole & present), tuple(missing), tuple(_unmet(files, catalog)))


def student_name(name: str) -> str:
    """A name that can be a folder's everywhere, and a student's in nbgrader. Raises UsageError."""
    name = unicodedata.normalize("NFC", name)
    problem = ""
    if not name or name != name.strip() or not name.isprintable():
        problem = _("is empty, begins or ends with a space, or holds control characters")
    elif set("/\\+*:") & set(name):
        problem = _("holds one of / \\ + * :")
    elif name.startswith((".", "-", "_")) or len(name.encode()) > _MAX_NAME_BYTES:
        problem = _("begins with a dot, a dash or an underscore, or is too long")
    elif path_problem(f"student/{name}"):
        problem = path_problem(f"student/{name}")
    if problem:
        raise UsageError(
            _("{!a} is no student's name: it {}. Give one with --student.").format(name[:_MAX_NAME_BYTES], problem)
        )
    return name


def is_handed_in(name: str) -> bool:
    """Whether a file of this name in a chapter's folder is part of a submission: a module, or a notebook."""
    if name.endswith(".py"):
        return name.removesuffix(".py").isidentifier()
    return name.endswith(".ipynb") and not name.startswith(".") and not is_copy(name)


def read_files(folder: Folder, chapter: str) -> dict[str, bytes]:
    """The files of a chapter's folder that are part of a submission, by `<chapter>/<name>`. Raises WorkspaceError."""
    try:
        names = [name for name in folder.names() if is_handed_in(name)]
    except Unreadable as error:
        raise WorkspaceError(f"{folder.path} {error}") from error
    if len(names) > MAX_FILES:
        raise WorkspaceError(
            _("{} holds more than {} files: clear out what is no part of the work").format(folder.path, MAX_FILES)
        )
    files: dict[str, bytes] = {}
    for name in names:
        path = f"{chapter}/{name}"
        problem = path_problem(path) if name.endswith(".ipynb") else ""
        if problem:
            raise WorkspaceError(_("{!a} {}: rename it, then hand in again").format(path, problem))
        try:
            files[path] = folder.read(name, MAX_FILE_BYTES if name.endswith(".py") else MAX_NOTEBOOK_BYTES)
        except FileNotFoundError:
            continue
        except Unreadable as error:
            raise WorkspaceError(_("{} {}: nothing was handed in").format(folder.path / name, error)) from error
    return files


def _read_chapter(workspace: Folder, chapter: str) -> dict[str, bytes]:
    try:
        with open_child(workspace, chapter) as folder:
            return read_files(folder, chapter)
    except FileNotFoundError:
        return {}
    except Unreadable as error:
        raise WorkspaceError(_("{} {}: nothing was handed in").format(workspace.path / chapter, error)) from error


def _require(there: Mapping[str, bytes], exercises: Iterable[Exercise], folder: Path) -> None:
    notebook = any(path.endswith(".ipynb") for path in there)
    for exercise in exercises:
        if exercise.file not in there and not notebook:
            raise UsageError(_("no {} in {}: nothing was handed in").format(exercise.file, folder))


def _with_imported(there: Mapping[str, bytes], wanted: set[str]) -> list[str]:
    """The wanted files of a chapter, those that they import from it in turn, and its notebooks."""
    found: set[str] = set()
    ahead = [path for path in there if path in wanted or path.endswith(".ipynb")]
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.add(path)
            ahead += [other for other in _imported(path, there[path]) if other in there]
    return sorted(found)


def _unmet(files: Mapping[str, bytes], catalog: Catalog) -> Iterable[str]:
    known = {exercise.file for exercise in catalog.exercises}
    for path, data in files.items():
        for other in sorted(_imported(path, data) & known - files.keys()):
            yield _("{} imports {}, which is not handed in with it: hand it in too, unless you have").format(
                path, other
            )


def _imported(path: str, data: bytes) -> set[str]:
    """The files `<package>/<module>.py` that a module's text imports; none of what is no Python."""
    if not path.endswith(".py"):
        return set()
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.update([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    return {f"{module.replace('.', '/')}.py" for module in modules if module.count(".") == 1}


def _named(names: Sequence[str]) -> str:
    return ", ".join(names) if names else _("this course")
