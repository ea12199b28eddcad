"""Reading a submission: as bytes, once, trusting nothing about the folder it lies in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.docstrings import without_docstrings
from course_cli.course.stubs import PLACEHOLDER
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.workspace.folder import Folder, TooLarge, Unreadable, open_child, open_folder, shown, valid_name

if TYPE_CHECKING:
    from course_cli.workspace.notebook import NotebookModules

MAX_FILE_BYTES = 1 << 20
MAX_FILES = 200
MAX_TOTAL_BYTES = 16 << 20
MAX_NOTEBOOKS = 5


@dataclass
class Contents:
    """What was found in a student's folder, as in a Submission, and how many bytes of modules may still be read."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    room: int = MAX_TOTAL_BYTES


def read_submission(
    folder: Path, catalog: Catalog, chapters: Iterable[str] | None = None, student: str = ""
) -> Submission:
    """Read the modules `<folder>/<chapter>/*.py` and the notebooks `<folder>/<chapter>/*.ipynb`.

    Only regular files are read. Links, pipes and devices, files over 1 MB, unreadable ones, those past the 200th of a
    chapter or past 16 MB in all become problems, and so does a chapter folder that is a link. A notebook that cannot be
    read is a problem of every exercise of its chapter that nothing else answers. `chapters` are by default all,
    `student` is by default the folder's name.

    An exercise's own `.py` comes before what a notebook defines, unless it is the untouched stub.

    Raises:
        WorkspaceError: the folder itself is missing, is not a folder or cannot be opened.
    """
    with open_folder(folder) as workspace:
        contents = read_contents(workspace, catalog, catalog.chapters if chapters is None else chapters)
    name = student or valid_name(folder.resolve().name)
    return Submission(name, contents.files, contents.problems, tuple(contents.notes))


def read_contents(workspace: Folder, catalog: Catalog, chapters: Iterable[str]) -> Contents:
    """What `read_submission` reads, from an open folder; never raises for what lies in it."""
    contents = Contents()
    for chapter in chapters:
        try:
            with open_child(workspace, chapter) as child:
                _read_chapter(child, chapter, catalog, contents)
        except FileNotFoundError:
            continue
        except Unreadable as error:
            contents.problems[f"{chapter}/"] = str(error)
    return contents


def _read_chapter(folder: Folder, chapter: str, catalog: Catalog, contents: Contents) -> None:
    names = folder.names()
    # What no import statement could name is not part of a submission: backups, editors' files.
    modules = [name for name in names if name.endswith(".py") and name.removesuffix(".py").isidentifier()]
    exercises = {f"{exercise.name}.py" for exercise in catalog.resolve([chapter])}
    modules.sort(key=lambda name: name not in exercises)  # whatever lies beside them, the exercises are read
    for position, name in enumerate(modules):
        path = f"{chapter}/{name}"
        if position >= MAX_FILES:
            contents.problems[path] = _("is past the first {} files of its folder").format(MAX_FILES)
            continue
        try:
            data = folder.read(name, MAX_FILE_BYTES)
            if len(data) > contents.room:
                raise Unreadable(_("is past the first {} MB of its submission").format(MAX_TOTAL_BYTES >> 20))
            contents.room -= len(data)
            contents.files[path] = data
        except FileNotFoundError:
            continue
        except Unreadable as error:
            contents.problems[path] = str(error)
    if notebooks := notebooks_among(names, chapter):
        _read_notebooks(folder, chapter, notebooks, catalog, contents)


def _read_notebooks(folder: Folder, chapter: str, names: list[str], catalog: Catalog, contents: Contents) -> None:
    # Most submissions hold no notebook: what reads one is imported for those that do.
    from course_cli.workspace.notebook import MAX_NOTEBOOK_BYTES, BrokenNotebook, modules_of_cells
    from course_cli.workspace.notebook_cells import MAX_CODE_CHARACTERS, read_cells

    room = MAX_CODE_CHARACTERS  # as much as one may have: the course's own come first
    found: dict[str, NotebookModules] = {}
    broken: list[str] = []
    for position, name in enumerate(names):
        path = f"{chapter}/{shown(name)}"
        if position >= MAX_NOTEBOOKS:
            contents.notes.append(
                _("{} was not read: of a chapter's notebooks only {} are").format(path, MAX_NOTEBOOKS)
            )
            break
        try:
            cells = read_cells(folder.read(name, MAX_NOTEBOOK_BYTES))
            size = sum(len(cell.source) for cell in cells)
            if size > room:
                raise BrokenNotebook(
                    _("is past the first {} KB of code in its folder's notebooks").format(MAX_CODE_CHARACTERS >> 10)
                )
            room -= size
            found[path] = modules_of_cells(cells, chapter, catalog)
        except FileNotFoundError:
            continue
        except TooLarge as error:
            broken.append(_("{} {}: clear its outputs and save it again").format(path, error))
        except (Unreadable, BrokenNotebook) as error:
            broken.append(f"{path} {error}")
    for path, modules in found.items():
        contents.notes += [f"{path}: {note}" for note in modules.notes]
    contents.notes += broken
    instead: dict[tuple[str, str], list[str]] = {}
    for exercise in catalog.resolve([chapter]):
        chosen = _choose(exercise, found, broken, contents)
        before = list(found)[: list(found).index(chosen)] if chosen else []
        stubs = [path for path in before if exercise.file in found[path].untouched]
        if stubs:  # Jupyter's "Duplicate" makes the other, which is easily forgotten
            instead.setdefault((stubs[0], chosen), []).append(exercise.name)
    for (stub, chosen), exercises in instead.items():
        contents.notes.append(
            _("{0} holds only the stub of {1}: {2} is graded, until {0} has an answer").format(
                stub, ", ".join(exercises), chosen
            )
        )


def _choose(exercise: Exercise, found: Mapping[str, NotebookModules], broken: list[str], contents: Contents) -> str:
    """Take an exercise from its own file or from one of the notebooks, and say so where several define it.

    Returns the notebook whose answer it is, if it is one's.
    """
    file = exercise.file
    own = file in contents.files or file in contents.problems
    own_is_stub = file in contents.files and is_stub(exercise, contents.files[file])
    written = [path for path, modules in found.items() if file in modules.files and file not in modules.untouched]
    failed = [path for path, modules in found.items() if file in modules.problems]
    if own and not own_is_stub:
        for path in [*written, *failed][:1]:
            contents.notes.append(_("{} and {} both define {}: {} is graded").format(file, path, exercise.name, file))
    elif written:
        contents.files[file] = found[written[0]].files[file]
        if own_is_stub:
            contents.notes.append(_("{} is the untouched stub: {} is graded").format(file, written[0]))
        for path in written[1:]:
            contents.notes.append(
                _("{} and {} both define {}: {} is graded").format(written[0], path, exercise.name, written[0])
            )
        return written[0]
    elif failed:
        contents.problems[file] = f"{failed[0]}: {found[failed[0]].problems[file]}"
    elif broken:
        contents.problems[file] = broken[0]
    elif not own:
        for modules in found.values():
            if file in modules.files:
                contents.files[file] = modules.files[file]
                break
    return ""


def read_own(workspace: Folder, path: str) -> bytes | None:
    """The file `<chapter>/<name>` of a workspace; None where there is none that can be read."""
    chapter, _, name = path.partition("/")
    try:
        with open_child(workspace, chapter) as folder:
            return folder.read(name, MAX_FILE_BYTES)
    except (FileNotFoundError, Unreadable):
        return None


def notebooks_among(names: Iterable[str], chapter: str) -> list[str]:
    """Which of the names in a chapter's folder are its notebooks; the one that the course names comes first."""
    found = [name for name in names if name.endswith(".ipynb") and not name.startswith(".") and not is_copy(name)]
    return sorted(found, key=lambda name: (name != f"{chapter}.ipynb", name))


def is_copy(name: str) -> bool:
    """Whether `fetch` laid this notebook beside another: a newer version of it, or what it was before."""
    return re.fullmatch(r".+\.(?:backup|new)-\d+\.ipynb", name) is not None


def is_stub(exercise: Exercise, data: bytes) -> bool:
    """Whether a learner's file is the exercise's untouched stub, whatever its line ends, and the language it is in."""
    if exercise.stub_path is None or PLACEHOLDER.encode() not in data:
        return False
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").strip()
    stub = read_text(exercise.stub_path).strip()
    if text == stub:
        return True
    # A stub in another language is not much longer: what is need not be read as Python, which takes its time.
    return len(text) < 2 * len(stub) and without_docstrings(text).strip() == without_docstrings(stub).strip()
