"""The student kit: stubs, lessons and notebooks, and a manifest of their checksums; no answer and no check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.docstrings import in_spoken_language
from course_cli.course.header import UNORDERED
from course_cli.course.release_manifest import Entry, Kit, Manifest, parse
from course_cli.course.sync import stub_states
from course_cli.errors import EngineFault, UsageError
from course_cli.language import translated as _


def contents(catalog: Catalog, exercises: Sequence[Exercise]) -> dict[str, bytes]:
    """What a learner gets for exercises, the lessons of their chapters included, by its place.

    What a stub says of itself is in the language that is spoken, where that is translated.

    Raises:
        UsageError: an exercise has no stub in this copy of the course.
        EngineFault: a file of the course cannot be read.
    """
    wanted: dict[str, bytes] = {}
    for exercise in exercises:
        wanted[exercise.file] = shown_stub(exercise)
    for chapter in dict.fromkeys(exercise.chapter for exercise in exercises):
        lesson = catalog.root / "exercises" / chapter
        for source in [*sorted(lesson.glob("README*.md")), *sorted(lesson.glob("figures/*"))]:
            if source.is_file() and not source.name.startswith("."):
                wanted[f"{chapter}/{source.relative_to(lesson).as_posix()}"] = _read(source)
    return wanted


def shown_stub(exercise: Exercise) -> bytes:
    """The file that a learner starts from; what it says of itself in the language that is spoken. Raises UsageError."""
    if exercise.stub_path is None:
        raise UsageError(
            _("{} has no stub in this copy of the course; authors run `course_cli dev sync`").format(exercise.id)
        )
    return in_spoken_language(read_text(exercise.stub_path)).encode()


def build_kit(
    catalog: Catalog,
    exercises: Sequence[Exercise],
    *,
    version: str,
    notebooks: Mapping[str, bytes] | None = None,
    due: Mapping[str, str] | None = None,
) -> Kit:
    """The kit of some exercises: the same bytes for the same course.

    Args:
        notebooks: further files by their place in the kit.
        due: for a chapter, the moment it is due, as text with a time zone.

    Raises:
        UsageError: a stub is not what its solution makes it, a due date is for a chapter that is not released, or
            `fetch` would refuse the kit (a file of a name that not every system allows, a version that is no text).
        EngineFault: a file of the course cannot be read.
    """
    due = dict(due or {})
    for chapter in due.keys() - {exercise.chapter for exercise in exercises}:
        raise UsageError(_("a due date for {!r}, but no exercise of that chapter is released").format(chapter))
    for state in stub_states(catalog.root, exercises):
        # A stub that someone wrote into may hold the answer.
        if state.status != "current":
            raise UsageError(
                _("the stub of {} is {}: `course_cli dev sync` mends it").format(state.exercise.id, state.status)
            )
    files = contents(catalog, exercises) | dict(notebooks or {})
    entries = tuple(Entry.of(path, files[path]) for path in sorted(files))
    manifest = Manifest(catalog.course, version, entries, due)
    try:
        parse(manifest.encode())
    except UsageError as error:
        raise UsageError(_("no kit can be made of this, for no one could fetch it: {}").format(error)) from error
    return Kit(manifest, {entry.path: files[entry.path] for entry in entries})


def exercises_of(paths: Iterable[str]) -> tuple[Exercise, ...]:
    """The exercises among the files of a kit, `<chapter>/<name>.py`: all that is known of a course that is not ours."""
    places = [PurePosixPath(path) for path in paths]
    return tuple(
        Exercise(place.parts[0], place.stem, place.stem, "", UNORDERED, ())
        for place in places
        if len(place.parts) == 2 and place.suffix == ".py" and place.stem.isidentifier()
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EngineFault(_("cannot read {}: {}").format(path, error.strerror)) from error
