"""What the course holds: its chapters and exercises, read from the folders.

In a checkout the folders `solutions`, `exercises` and `graders` lie beside the package, in a wheel inside it; a student
kit has only `exercises`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from course_cli.course.checks import CheckSpec, read_checks, read_experiment, read_rule
from course_cli.course.contract import Contract, read_contracts
from course_cli.course.header import Header, read_header, section_key
from course_cli.course.nearest import nearest
from course_cli.course.place import default_root
from course_cli.errors import EngineFault, GraderError, UnknownExercise
from course_cli.language import marked
from course_cli.language import translated as _

COURSE = marked("Deep learning foundations")
EVERYTHING = "all"
LIBRARIES = ("torch", "numpy")


@dataclass(frozen=True)
class Exercise:
    """One exercise: a module of one chapter. A path is None where this copy of the course has no such file."""

    chapter: str
    name: str
    title: str
    section: str
    order: int
    needs: tuple[str, ...]
    stub_path: Path | None = None
    solution_path: Path | None = None
    grader_path: Path | None = None

    @property
    def id(self) -> str:
        return f"{self.chapter}/{self.name}"

    @property
    def file(self) -> str:
        """Its place in a workspace and in a submission: `<chapter>/<name>.py`."""
        return f"{self.id}.py"

    # Read when first asked for: most commands need the checks of a few exercises, or of none.
    @cached_property
    def checks(self) -> tuple[CheckSpec, ...]:
        """The checks of its grader; none where this copy has no graders. Raises GraderError."""
        return read_checks(self.grader_path) if self.grader_path else ()

    @cached_property
    def experiment(self) -> str:
        """What a learner who does not get on may try out, whatever the check; possibly empty. Raises GraderError."""
        return read_experiment(self.grader_path) if self.grader_path else ""

    @property
    def points(self) -> float:
        """What all its checks are worth together. Raises GraderError."""
        return sum(check.points for check in self.checks)

    @cached_property
    def contracts(self) -> Mapping[str, Contract]:
        """What its functions and classes say of shapes, by their names. Raises EngineFault."""
        path = self.stub_path or self.solution_path
        return read_contracts(read_text(path)) if path else {}

    @cached_property
    def library(self) -> str:
        """The library its answers are written in; without a grader, what the stub imports. Raises GraderError."""
        if self.grader_path:
            library = str(read_rule(self.grader_path, "library") or LIBRARIES[0])
            if library not in LIBRARIES:
                raise GraderError(
                    _("the grader of {}: library={!r} is none of {}").format(self.id, library, ", ".join(LIBRARIES))
                )
            return library
        text = read_text(self.stub_path) if self.stub_path else ""
        return "torch" if "import torch" in text or "from torch" in text else "numpy"

    @cached_property
    def is_capstone(self) -> bool:
        """Whether it is judged only once the exercises that a submission of it imports have passed."""
        return self.grader_path is not None and read_rule(self.grader_path, "capstone") is True


@dataclass(frozen=True)
class Catalog:
    """Every exercise of a course, in the order in which it is taught."""

    root: Path
    exercises: tuple[Exercise, ...]
    course: str = COURSE

    @staticmethod
    def load(root: Path | None = None) -> Catalog:
        """Read the course in `root`, by default the one that came with this package.

        Raises:
            EngineFault: there is no course in that folder.
        """
        # As pytest names what it collects, wherever from.
        root = Path(os.path.abspath(root or default_root()))
        found = [_exercise(root, chapter, name) for chapter, name in _names(root)]
        if not found:
            raise EngineFault(_("no exercises in {}: this copy of the course is incomplete").format(root))
        place = {chapter: _chapter_key(chapter, found) for chapter in {exercise.chapter for exercise in found}}
        found.sort(key=lambda exercise: (place[exercise.chapter], exercise.order, exercise.name))
        return Catalog(root, tuple(found))

    @property
    def chapters(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(exercise.chapter for exercise in self.exercises))

    def get(self, id: str) -> Exercise:
        """The exercise `<chapter>/<name>`. Raises UnknownExercise."""
        for exercise in self.exercises:
            if exercise.id == id:
                return exercise
        raise UnknownExercise(self._unknown(id))

    def resolve(self, names: Sequence[str]) -> tuple[Exercise, ...]:
        """The exercises that `names` stand for, each once, in the order they were named.

        A name is an id, a chapter, the short name of an exercise where only one has it, or "all". A chapter comes
        before an exercise of the same name; `softmax.py` and `perceptron/`, which shells complete to, are understood.

        Raises:
            UnknownExercise: a name stands for nothing, or for several exercises of different chapters.
        """
        found: dict[str, Exercise] = {}
        for name in names:
            found.update((exercise.id, exercise) for exercise in self._matches(name))
        return tuple(found.values())

    def _matches(self, name: str) -> Sequence[Exercise]:
        plain = name.removeprefix("./").removesuffix("/").removesuffix(".py")
        if plain == EVERYTHING:
            return self.exercises
        for match in (
            [exercise for exercise in self.exercises if exercise.id == plain],
            [exercise for exercise in self.exercises if exercise.chapter == plain],
        ):
            if match:
                return match
        named = [exercise for exercise in self.exercises if exercise.name == plain]
        if len(named) > 1:
            raise UnknownExercise(
                _("{!r} may be {}: say which").format(plain, _(" or ").join(exercise.id for exercise in named))
            )
        if not named:
            raise UnknownExercise(self._unknown(plain))
        return named

    def _unknown(self, name: str) -> str:
        shown = name if len(name) <= 60 else name[:59] + "…"
        message = _("no exercise or chapter is called {!r}.").format(shown)
        suggestions = nearest(name, [*self.chapters, *(exercise.id for exercise in self.exercises)])
        if suggestions:
            return _("{} Did you mean {}?").format(message, _(" or ").join(suggestions))
        return _("{} `course_cli list` shows them all.").format(message)


def exercise_ids(root: Path | None = None) -> list[str]:
    """The ids of all exercises, by name: much faster than the catalog, as no file is opened."""
    return [f"{chapter}/{name}" for chapter, name in _names(root or default_root())]


def module_names(folder: Path) -> list[str]:
    """The importable module names in a folder, sorted; none where there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(path.stem for path in folder.glob("*.py") if path.stem.isidentifier() and path.stem != "__init__")


def chapter_folders(folder: Path) -> list[Path]:
    """The chapter folders in a content folder, sorted; none where there is no such folder."""
    if not folder.is_dir():
        return []
    folders = (path for path in folder.iterdir() if path.is_dir())
    return sorted(path for path in folders if path.name.isidentifier() and not path.name.startswith("_"))


def read_text(path: Path) -> str:
    """A content file of the course as text. Raises EngineFault."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EngineFault(_("cannot read {}: {}").format(path, error)) from error


def _names(root: Path) -> list[tuple[str, str]]:
    # The solutions are the source; a stub without one is an orphan, which `dev check` reports. A kit has stubs only.
    for folder in (root / "solutions", root / "exercises"):
        names = [(chapter.name, name) for chapter in chapter_folders(folder) for name in module_names(chapter)]
        if names:
            return names
    return []


def _exercise(root: Path, chapter: str, name: str) -> Exercise:
    stub = _existing(root / "exercises" / chapter / f"{name}.py")
    solution = _existing(root / "solutions" / chapter / f"{name}.py")
    grader = _existing(root / "graders" / chapter / f"test_{name}.py")
    source = solution or stub
    header = read_header(read_text(source)) if source else Header()
    title = header.title or name
    return Exercise(chapter, name, title, header.section, header.order, header.needs, stub, solution, grader)


def _existing(path: Path) -> Path | None:
    return path if path.is_file() else None


def _chapter_key(chapter: str, exercises: Iterable[Exercise]) -> tuple[tuple[int, ...], str]:
    return min(section_key(exercise.section) for exercise in exercises if exercise.chapter == chapter), chapter
