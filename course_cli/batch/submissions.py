"""The submissions of a class, in nbgrader's layout, from a folder that nobody has tidied and many could write to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from course_cli.batch.misplaced import is_ignored, is_programs, misplaced
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError, WorkspaceError
from course_cli.grading.submission import Submission
from course_cli.language import marked
from course_cli.language import translated as _
from course_cli.workspace.files import is_stub, read_contents
from course_cli.workspace.folder import Folder, Kind, Unreadable, open_child, open_folder, shown, valid_name

LAYOUT = marked("<student>/<chapter>/<exercise>.py, or a notebook <student>/<chapter>/<chapter>.ipynb")
TIMESTAMP = "timestamp.txt"

_SHOWN_NAMES = 5
_LOOKED_INTO = 50  # folders, where nothing is as it should be
_MAX_TIMESTAMP_BYTES = 200


@dataclass(frozen=True)
class StudentFolder:
    r"""A student and the folder that is theirs.

    `student` is the folder's name as it is, spaces, newlines and control characters included, so that it is found again
    in a school's own lists: whoever shows it escapes it. Only what is no Unicode is changed, each such byte to `\\xff`.
    """

    student: str
    folder: Path


@dataclass(frozen=True)
class Intake:
    """The students of a class, sorted by name, and what there is to say about the folder itself."""

    students: tuple[StudentFolder, ...]
    warnings: tuple[str, ...] = ()


def find_students(directory: Path, catalog: Catalog) -> Intake:
    """The folders in `directory`, one a student.

    Hidden folders are ignored. They, unless programs are known to make them, and files and links are no students, which
    a warning says. What lies in a student's folder does not matter here.

    Raises:
        WorkspaceError: it is missing, is not a folder or cannot be read.
        UsageError: it holds no student's folder, or is a folder of another kind: one student's, a chapter, or the one
            above the submissions. The message says what to give instead.
    """
    with open_folder(directory) as root:
        try:
            listed = root.entries()
        except Unreadable as error:
            raise WorkspaceError(f"{directory} {error}") from error
        entries = {name: kind for name, kind in listed.items() if not is_ignored(name)}
        hidden = [n for n, kind in listed.items() if kind == "folder" and is_ignored(n) and not is_programs(n)]
        folders = [name for name, kind in entries.items() if kind == "folder"]
        answers = [name for name in folders if name in catalog.chapters and _is_chapter(root, name, catalog)]
        folders = [name for name in folders if name not in answers]
        if not any(_has_chapters(root, name, catalog) for name in folders):
            _refuse_other_folders(root, entries, folders, answers, catalog)
            nobody = [
                _("no student's folder in {} has a folder of a chapter ({})").format(
                    directory, ", ".join(catalog.chapters)
                )
            ]
        else:
            nobody = []
    if not folders:
        problem = _("no submissions in {}: it should hold {}").format(directory, _(LAYOUT))
        if hidden:
            problem = _("{}; {}, as every hidden folder, is not read").format(problem, shown(hidden[0]))
        raise UsageError(problem)
    warnings = [
        *nobody,
        *_stray(answers, _("a chapter's folder outside of a student's"), _("chapters' folders outside of a student's")),
        *_stray(hidden, _("a hidden folder"), _("hidden folders")),
        *_stray(_of_kind(entries, "link"), _("a link"), _("links")),
        *_stray(_of_kind(entries, "file"), _("a file"), _("files")),
        *_stray(_of_kind(entries, "device or pipe"), _("a device or pipe"), _("devices or pipes")),
    ]
    return Intake(_named(directory, folders), tuple(warnings))


def present_chapters(intake: Intake, catalog: Catalog) -> dict[str, int]:
    """How many of the students have a folder for each chapter that any of them has one for, in the course's order."""
    counts = dict.fromkeys(catalog.chapters, 0)
    for student in intake.students:
        try:
            with _opened(student) as folder:
                for chapter in counts:
                    counts[chapter] += folder.kind(chapter) == "folder"
        except (Unreadable, FileNotFoundError):
            continue
    return {chapter: count for chapter, count in counts.items() if count}


def read(student: StudentFolder, catalog: Catalog, chapters: Iterable[str]) -> Submission:
    """What a student handed in for the chapters, and in the notes what lies beside it and was not read.

    A folder that cannot be opened is a problem of each exercise it would hold.

    Raises:
        WorkspaceError: the folder of the whole class is gone. Nothing that a student did raises.
    """
    chapters = tuple(chapters)
    try:
        with _opened(student) as folder:
            contents = read_contents(folder, catalog, chapters)
            notes = [*contents.notes, *misplaced(folder, catalog, partial(_untouched, contents.files, catalog))]
            problems = contents.problems
            files = contents.files
    except FileNotFoundError:
        return Submission(student.student, {}, notes=(_("the student's folder vanished before it was read"),))
    except Unreadable as error:
        files, notes = {}, [_("the student's folder {}").format(error)]
        problems = {f"{chapter}/": str(error) for chapter in chapters}
    for chapter in chapters:
        if f"{chapter}/" in problems:
            for exercise in catalog.resolve([chapter]):
                problems.setdefault(exercise.file, f"{chapter}/ {problems[f'{chapter}/']}")
    return Submission(student.student, files, problems, tuple(notes))


def submitted_at(student: StudentFolder, chapters: Iterable[str]) -> dict[str, datetime]:
    """When each of the chapters that has a folder was handed in, in UTC, as far as it is known.

    nbgrader writes a `timestamp.txt` into each assignment's folder. One in the student's own folder counts for every
    chapter that has no valid one of its own.
    """
    times: dict[str, datetime] = {}
    try:
        with _opened(student) as folder:
            whole = _timestamp(folder)
            for chapter in chapters:
                try:
                    with open_child(folder, chapter) as child:
                        time = _timestamp(child) or whole
                except (Unreadable, FileNotFoundError):
                    continue
                if time is not None:
                    times[chapter] = time
    except (Unreadable, FileNotFoundError):
        pass
    return times


def _untouched(files: Mapping[str, bytes], catalog: Catalog, file: str) -> bool:
    return file in files and is_stub(catalog.get(file.removesuffix(".py")), files[file])


@contextmanager
def _opened(student: StudentFolder) -> Iterator[Folder]:
    # Through its parent: what was a folder when the class was listed may be a link by now.
    with open_folder(student.folder.parent) as root, open_child(root, student.folder.name) as folder:
        yield folder


def _named(directory: Path, folders: Sequence[str]) -> tuple[StudentFolder, ...]:
    students: dict[str, str] = {name: name for name in folders if valid_name(name) == name}
    for name in folders:
        valid = valid_name(name)
        if valid != name:
            number = 1
            unique = valid
            while unique in students:
                number += 1
                unique = f"{valid}~{number}"
            students[unique] = name
    return tuple(StudentFolder(student, directory / students[student]) for student in sorted(students))


def _of_kind(entries: dict[str, Kind], kind: Kind) -> list[str]:
    return [name for name, its in entries.items() if its == kind]


def _stray(names: Sequence[str], one: str, many: str) -> list[str]:
    if not names:
        return []
    listed = ", ".join(map(shown, names[:_SHOWN_NAMES]))
    if len(names) == 1:
        return [_("{} is {}: it was left alone").format(listed, one)]
    more = _(" and {} more").format(len(names) - _SHOWN_NAMES) if len(names) > _SHOWN_NAMES else ""
    return [_("{}{} are {}: they were left alone").format(listed, more, many)]


def _refuse_other_folders(
    root: Folder, entries: dict[str, Kind], folders: Sequence[str], answers: Sequence[str], catalog: Catalog
) -> None:
    """Raise UsageError for a folder that holds answers, or holds the submissions further down."""
    here = root.path
    if answers:
        raise UsageError(
            _(
                "{} is the folder of one student, with {}/ in it: grade it with --path; --submissions "
                "takes the folder above, which holds {}"
            ).format(here, answers[0], _(LAYOUT))
        )
    files = {f"{exercise.name}.py" for exercise in catalog.exercises} & entries.keys()
    if files and not folders:
        raise UsageError(
            _("{} holds answers themselves ({}): --submissions takes a folder with {}").format(
                here, min(files), _(LAYOUT)
            )
        )
    below = {name: _students_in(root, name, catalog) for name in islice(folders, _LOOKED_INTO)}
    found = [name for name, count in below.items() if count > 1 or (count == 1 and len(folders) == 1)]
    if found:
        found.sort(key=lambda name: (name != "submitted", name))  # nbgrader's folder for it
        which = _(" or ").join(str(here / shown(name)) for name in found[:3])
        raise UsageError(_("the submissions lie further down: did you mean --submissions {}?").format(which))


def _students_in(root: Folder, name: str, catalog: Catalog) -> int:
    try:
        with open_child(root, name) as folder:
            inner = [child for child, kind in folder.entries().items() if kind == "folder" and not is_ignored(child)]
            return sum(_has_chapters(folder, child, catalog) for child in inner[:_LOOKED_INTO])
    except (Unreadable, FileNotFoundError):
        return 0


def _has_chapters(root: Folder, name: str, catalog: Catalog) -> bool:
    try:
        with open_child(root, name) as folder:
            return any(folder.kind(chapter) == "folder" for chapter in catalog.chapters)
    except (Unreadable, FileNotFoundError):
        return False


def _is_chapter(root: Folder, name: str, catalog: Catalog) -> bool:
    """Whether the folder `name`, called as a chapter, is one: a student may be called so, too."""
    answers = {f"{exercise.name}.py" for exercise in catalog.resolve([name])}
    try:
        with open_child(root, name) as folder:
            return any(file in answers or file.endswith(".ipynb") for file in folder.names())
    except (Unreadable, FileNotFoundError):
        return False


def _timestamp(folder: Folder) -> datetime | None:
    try:
        text = folder.read(TIMESTAMP, _MAX_TIMESTAMP_BYTES).decode()
    except (Unreadable, FileNotFoundError, UnicodeDecodeError):
        return None
    return parse_timestamp(text)


def parse_timestamp(text: str) -> datetime | None:
    """nbgrader's `2015-02-02 15:58:23.948203 America/Los_Angeles`, in UTC; None for anything that is no time.

    A time without a zone is UTC, as it is for nbgrader.
    """
    parts = text.split()
    zone: ZoneInfo | timezone = timezone.utc
    try:
        if len(parts) == 3:
            name = parts.pop()
            zone = timezone.utc if name == "UTC" else ZoneInfo(name)
        time = datetime.fromisoformat(" ".join(parts))
        return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(timezone.utc)
    except (ValueError, LookupError, OSError, OverflowError):
        return None
