"""`course_cli export autograder-zip`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

import click
from packaging.requirements import Requirement

import course_cli
from course_cli.cli.command import Command
from course_cli.cli.exporting.writing import write_file
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import EngineFault, UsageError
from course_cli.grading.client import SECRET_VARIABLE
from course_cli.language import COURSE_LOCALE, spoken
from course_cli.language import translated as _
from course_cli.report.autograder_zip import PROGRAMS, Settings, build
from course_cli.report.gradescope import WHEN, Visibility

_DISTRIBUTION = "course-cli"
_PACKAGE = Path(course_cli.__file__).parent
# To grade one submission; a hundred packages come with them.
NOT_NEEDED = frozenset({"nbgrader", "requests", "rich", "urllib3"})
_CONTENT = ("exercises", "graders", "solutions")  # in a wheel they lie inside the package


@click.command("autograder-zip", cls=Command)
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.zip", help="The zip to write.")
@click.option(
    "--visibility",
    "rules",
    multiple=True,
    metavar="[NAME=]WHEN",
    help=f"When students see the checks: {', '.join(WHEN)}; with NAME, those of a chapter, an exercise, or one check "
    "(<chapter>/<exercise>/<check>). May be repeated.",
)
@click.option(
    "--allow-weak-isolation", is_flag=True, help="Grade even where submissions cannot be fully confined; see above."
)
@click.option("--extra-index-url", metavar="URL", help="For pip: a further index, such as one of torch for the CPU.")
def command(
    names: tuple[str, ...], out: Path, rules: tuple[str, ...], allow_weak_isolation: bool, extra_index_url: str | None
) -> None:
    """An autograder for Gradescope.

    NAME is an exercise, a chapter, or all. The zip holds this course_cli, the stubs and the checks, and no solution;
    Gradescope installs the packages it needs when it builds the image. Give the container 3 GB of memory or more.

    Where Gradescope's machine cannot confine submissions fully, the autograder refuses to grade: a submission could
    read the checks there, and write its own results. --allow-weak-isolation grades all the same, and says so.
    """
    catalog = Catalog.load()
    exercises = catalog.resolve(names)
    for exercise in exercises:
        if exercise.grader_path is None:
            raise UsageError(_("this copy of the course has no checks for {}: it cannot grade it").format(exercise.id))
    secret = os.environ.get(SECRET_VARIABLE)
    settings = Settings(
        tuple(exercise.id for exercise in exercises), _visibility(rules, exercises), allow_weak_isolation, secret,
        spoken(),
    )  # fmt: skip
    files = {
        **_programs(),
        **_course(catalog, exercises),
        "requirements.txt": requirements_file(_requirements(), extra_index_url).encode(),
    }
    write_file(out, build(files, settings), ".zip")
    click.echo(
        _("{}: {} exercises, {:g} points").format(out, len(exercises), sum(exercise.points for exercise in exercises))
    )
    if secret is not None:
        click.echo(_("Note: the zip holds {}; keep it as you keep that.").format(SECRET_VARIABLE), err=True)


def requirements_file(requirements: Iterable[str], extra_index_url: str | None = None) -> str:
    """What pip installs there: the requirements that grading has. Raises UsageError for a URL that is none."""
    lines = []
    if extra_index_url is not None:
        if not extra_index_url.startswith("https://") or not extra_index_url.isprintable() or " " in extra_index_url:
            raise UsageError(_("--extra-index-url {!r} is no https:// address").format(extra_index_url))
        lines.append(f"--extra-index-url {extra_index_url}")
    for text in requirements:
        requirement = Requirement(text)
        if requirement.name not in NOT_NEEDED and "extra" not in str(requirement.marker or ""):
            lines.append(text)
    return "\n".join(lines) + "\n"


def _requirements() -> Sequence[str]:
    try:
        found = metadata.requires(_DISTRIBUTION)
    except metadata.PackageNotFoundError:
        raise UsageError(
            _("{} is not installed, so what it needs is not known: pip install it").format(_DISTRIBUTION)
        ) from None
    return found or ()


def _visibility(rules: Iterable[str], exercises: Sequence[Exercise]) -> Visibility:
    known = {exercise.chapter for exercise in exercises} | {exercise.id for exercise in exercises}
    known.update(f"{exercise.id}/{check.id}" for exercise in exercises for check in exercise.checks)
    default = WHEN[0]
    of: dict[str, str] = {}
    for rule in rules:
        name, equals, when = rule.rpartition("=")
        if when not in WHEN:
            raise UsageError(_("--visibility {!r}: {!r} is none of {}").format(rule, when, ", ".join(WHEN)))
        if equals and name not in known:
            raise UsageError(
                _("--visibility {!r}: the zip has no chapter, exercise or check called {!r}").format(rule, name)
            )
        if equals:
            of[name] = when
        else:
            default = when
    return Visibility(default, of)


def _programs() -> dict[str, bytes]:
    folder = Path(__file__).parent / "gradescope"
    return {name: _read(folder / name) for name in (*PROGRAMS, "launch.py")}


def _course(catalog: Catalog, exercises: Sequence[Exercise]) -> dict[str, bytes]:
    """This package, every stub, and the graders of the chapters that are graded, laid out as in a checkout."""
    files = {}
    for path in _PACKAGE.rglob("*"):
        place = path.relative_to(_PACKAGE)
        if path.is_file() and "__pycache__" not in place.parts and place.parts[0] not in _CONTENT:
            files[f"course/course_cli/{place.as_posix()}"] = _read(path)
    for exercise in catalog.exercises:
        if exercise.stub_path:
            files[f"course/exercises/{exercise.file}"] = _read(exercise.stub_path)
    chapters = {exercise.chapter for exercise in exercises}
    for exercise in catalog.exercises:
        if exercise.grader_path and exercise.chapter in chapters:
            files[f"course/graders/{exercise.chapter}/{exercise.grader_path.name}"] = _read(exercise.grader_path)
    for chapter in chapters:
        texts = f"{COURSE_LOCALE}/{spoken()}/LC_MESSAGES/{chapter}.mo"
        if (catalog.root / texts).is_file():
            files[f"course/{texts}"] = _read(catalog.root / texts)
    return files


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EngineFault(_("cannot read {}: {}").format(path, error.strerror)) from error
