"""Answers that lie where nobody looks for them, and where each belongs: for the teacher's eyes, never graded."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from course_cli.course.catalog import Catalog
from course_cli.language import translated as _
from course_cli.workspace.folder import Folder, Unreadable, open_child, shown

MAX_DEPTH = 4
MAX_ENTRIES = 2_000
MAX_NOTES = 10
_SHOWN_NAMES = 3

_IGNORED = ("__MACOSX", "__pycache__")
# Hidden folders that programs make; any other may be someone's, by a name that starts with a dot.
_PROGRAMS = frozenset(
    ".git .github .hg .svn .bzr .ipynb_checkpoints .jupyter .course_cli .nbgrader .venv .virtualenv .tox .nox .cache "
    ".mypy_cache .pytest_cache .ruff_cache .vscode .idea .config .local .ssh .snapshot .snapshots .zfs .fseventsd "
    ".Spotlight-V100 .TemporaryItems .Trash .Trashes .DocumentRevisions-V100 .AppleDouble .dask-worker-space".split()
)
_NOTEBOOK = ".ipynb"
# What browsers and file managers make of a second copy, people of a second try, and both of a file taken for text.
_COPY = re.compile(r"(.+?)(?:[ _-]*\(?v?\d+\)?|[ _-]+(?:copy|final|new|fixed).*)?\.py(?:\.txt)?", re.IGNORECASE)

_LONGEST_COPY = 100  # characters of its name: the pattern above takes the square of them

Place = tuple[tuple[str, ...], str]


def is_ignored(name: str) -> bool:
    """Whether an entry of a folder is an editor's, a version control's or an archiver's, and no one's answer."""
    return name.startswith(".") or name in _IGNORED


def is_programs(name: str) -> bool:
    """Whether a folder that is ignored is known to be no one's, so that there is nothing to say about it."""
    return name in _IGNORED or name in _PROGRAMS or name.startswith(".Trash-")


def misplaced(student: Folder, catalog: Catalog, untouched: Callable[[str], bool]) -> list[str]:
    """What to tell of the answers in a student's folder that are not at `<chapter>/<exercise>.py`.

    `untouched` is asked whether what is graded at such a place is nothing but the shipped stub.
    """
    elsewhere: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    notes: list[str] = []
    present = list(_files(student))
    for parents, name in present:
        if len(parents) == 1 and parents[0] in catalog.chapters:
            siblings = {other for above, other in present if above == parents}
            notes += _misnamed(parents[0], name, catalog, siblings, untouched)
            continue
        chapter = _chapter_of(parents, name, catalog)
        if chapter is not None:
            elsewhere[parents, chapter].append(shown(name))
    for (parents, chapter), names in elsewhere.items():
        what = ", ".join(names[:_SHOWN_NAMES])
        if len(names) > _SHOWN_NAMES:
            what += _(" and {} more").format(len(names) - _SHOWN_NAMES)
        if parents:
            what = _("{} in {}/").format(what, "/".join(map(shown, parents)))
        target = f"{chapter}/" if chapter else _("the folder of a chapter")
        if len(names) > 1:
            notes.append(_("{} were not graded: they belong in {}").format(what, target))
        else:
            notes.append(_("{} was not graded: it belongs in {}").format(what, target))
    if len(notes) > MAX_NOTES:
        notes[MAX_NOTES:] = [_("and {} more that lie in the wrong place").format(len(notes) - MAX_NOTES)]
    return notes


def _files(student: Folder) -> Iterator[Place]:
    left = MAX_ENTRIES

    def walk(folder: Folder, parents: tuple[str, ...]) -> Iterator[Place]:
        nonlocal left
        try:
            entries = folder.entries()
        except Unreadable:
            return
        for name, kind in entries.items():
            left -= 1
            if left < 0:
                return
            if is_ignored(name):
                continue
            if kind == "file":
                yield parents, name
            elif kind == "folder" and len(parents) < MAX_DEPTH:
                try:
                    with open_child(folder, name) as child:
                        yield from walk(child, (*parents, name))
                except (Unreadable, FileNotFoundError):
                    continue

    return walk(student, ())


def _misnamed(
    chapter: str, name: str, catalog: Catalog, siblings: set[str], untouched: Callable[[str], bool]
) -> list[str]:
    """A file in the right folder whose name is almost that of an exercise or a notebook."""
    if name.casefold().endswith(_NOTEBOOK) and not name.endswith(_NOTEBOOK):
        place = f"{chapter}/{shown(name)}"
        return [_("{} was not graded: its name has to end in {}").format(place, _NOTEBOOK)]
    match = _copy(name)
    exercises = {exercise.name for exercise in catalog.exercises if exercise.chapter == chapter}
    if not match or name.removesuffix(".py") in exercises or match[1].casefold() not in exercises:
        return []
    right = f"{match[1].casefold()}.py"
    path = f"{chapter}/{shown(name)}"
    if right not in siblings:
        return [_("{} was not graded: its name has to be {}").format(path, right)]
    if name.casefold() == right:
        return [_("{} and {} are both there: {} is graded").format(path, f"{chapter}/{right}", f"{chapter}/{right}")]
    if untouched(f"{chapter}/{right}"):
        return [_("{} was not graded: {} is, which is the untouched stub").format(path, f"{chapter}/{right}")]
    return []


def _chapter_of(parents: tuple[str, ...], name: str, catalog: Catalog) -> str | None:
    """The chapter that a file outside of any chapter's folder belongs to; "" if unclear, None if it is no answer."""
    named = [chapter for chapter in catalog.chapters for above in parents if above.casefold() == chapter.casefold()]
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix.casefold() == "ipynb":
        owners = [chapter for chapter in catalog.chapters if chapter.casefold() == stem.casefold()]
        owners += _chapters_with(stem, catalog)
    else:
        match = _copy(name)
        owners = _chapters_with(match[1], catalog) if match else []
        if not owners:
            return None
        named = [chapter for chapter in named if chapter in owners]
    candidates = named or owners
    return candidates[0] if len(set(candidates)) == 1 or named else ""


def _copy(name: str) -> re.Match[str] | None:
    return _COPY.fullmatch(name) if len(name) <= _LONGEST_COPY else None


def _chapters_with(name: str, catalog: Catalog) -> list[str]:
    return [exercise.chapter for exercise in catalog.exercises if exercise.name == name.casefold()]
