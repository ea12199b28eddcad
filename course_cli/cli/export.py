"""`course_cli export`."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from course_cli.batch import DEFAULT_GRADEBOOK
from course_cli.cli.aside import say, warn_of, warn_of_untimed
from course_cli.cli.command import Command
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError, WorkspaceError
from course_cli.language import translated as _

if TYPE_CHECKING:
    from course_cli.batch.gradebook import Gradebook
    from course_cli.report.gradebook.roster import Roster
    from course_cli.report.gradebook.summary import Class

_SCHOOLS = ("canvas", "moodle")
_FORMATS = ("csv", "json", *_SCHOOLS, "html")
_MAKERS = ("autograder-zip", "github-classroom")
_LARGEST_ROSTER = 32 << 20
_MOODLES_MOST = 100  # points of a grade, unless an administrator allows more


class _Export(Command):
    """This command, or, where its name comes first, one that makes something for another system to run."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if not args or args[0] not in _MAKERS:
            return super().make_context(info_name, args, parent, **extra)
        return _maker(args[0]).make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    def others(self) -> Sequence[click.Command]:
        return [_maker(name) for name in _MAKERS]


def _maker(name: str) -> click.Command:
    command: click.Command = importlib.import_module(f"course_cli.cli.exporting.{name.replace('-', '_')}").command
    return command


@click.command("export", cls=_Export)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--to", "format_", type=click.Choice(_FORMATS), required=True, help="What to make of the scores.")
@click.option(
    "--gradebook",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=DEFAULT_GRADEBOOK,
    show_default=True,
    help="What `grade --submissions` wrote.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    default="-",
    show_default="standard output",
    help="Where to write; a file that is there is replaced.",
)
@click.option(
    "--roster",
    "roster_path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A CSV file exported from Canvas or Moodle: who each submission belongs to there.",
)
def command(names: tuple[str, ...], format_: str, path: Path, out: Path, roster_path: Path | None) -> None:
    """Scores of a gradebook as CSV, JSON, Canvas, Moodle or a page.

    NAME is an exercise, a chapter, or all; by default every exercise that the gradebook has results for. Canvas and
    Moodle get a grade for each chapter. Where due dates are set, what a late submission loses is taken off there; the
    other formats show both scores.

    `course_cli export autograder-zip` makes an autograder for Gradescope, `course_cli export github-classroom` a
    workflow for GitHub Classroom: --help after either tells more.
    """
    from course_cli.batch.gradebook import Gradebook
    from course_cli.batch.late import Deadlines
    from course_cli.report.gradebook.records import noting_untimed, with_lateness

    if roster_path is not None and format_ not in _SCHOOLS:
        raise UsageError(_("--roster goes with --to {}").format(" or ".join(_SCHOOLS)))
    _not_over(out, path, *_beside(path), roster_path)
    catalog = Catalog.load()
    wanted = [exercise.id for exercise in catalog.resolve(names)]
    untimed: list[str] = []
    with Gradebook.open(path, catalog.course, write=False) as book:
        exercises = wanted or _graded(book, catalog)
        records = with_lateness(book.records(exercises), Deadlines.of(book.due_dates().values()))
        records = noting_untimed(records, untimed)
        if format_ == "json":
            from course_cli.report.gradebook.json import render_submissions

            _write(render_submissions(records), out)
            warn_of_untimed(untimed)
            return
        from course_cli.report.gradebook.summary import summarise

        group = summarise(catalog.course, records, _titles(exercises, catalog))
    _write(_rendered(group, format_, roster_path), out)
    warn_of_untimed(untimed)


def _graded(book: Gradebook, catalog: Catalog) -> list[str]:
    """What anyone has a result for, in the course's order; what the course no longer has comes last."""
    there = set(book.exercises())
    known = [exercise.id for exercise in catalog.exercises if exercise.id in there]
    return [*known, *sorted(there.difference(known))]


def _titles(exercises: Iterable[str], catalog: Catalog) -> dict[str, str]:
    titles = {exercise.id: exercise.title for exercise in catalog.exercises}
    return {id: titles.get(id, id) for id in exercises}


def _rendered(group: Class, format_: str, roster_path: Path | None) -> Iterator[str]:
    renderer = importlib.import_module(f"course_cli.report.gradebook.{format_}")
    if format_ == "moodle":
        _warn_of_many_points(group)
    pieces: Iterator[str]
    if format_ in _SCHOOLS:
        pieces = renderer.render(group, _roster(group, format_, roster_path) if roster_path else None)
    else:
        pieces = renderer.render(group)
    return pieces


def _roster(group: Class, format_: str, path: Path) -> Roster:
    """The roster of this school's system. Raises UsageError where it cannot be read or knows nobody."""
    from course_cli.report.gradebook import roster as rosters

    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_ROSTER + 1)
    except OSError as error:
        raise WorkspaceError(_("cannot read the roster {}: {}").format(path, error.strerror)) from error
    if len(data) > _LARGEST_ROSTER:
        raise UsageError(_("the roster {} is too large to be one").format(path))
    roster = rosters.read_canvas(data) if format_ == "canvas" else rosters.read_moodle(data)
    students = [row.student for row in group.rows]
    known = roster.match(students)
    if students and not known:
        raise UsageError(_("no submission's folder is called like anyone in {}").format(path))
    what = _("left out") if format_ == "moodle" else _("listed without an ID")
    warn_of([student for student in students if student not in known], _("not on the roster, {}").format(what))
    return roster


def _warn_of_many_points(group: Class) -> None:
    from course_cli.report.gradebook.chapters import chapter_points

    large = [name for name, columns in group.chapters.items() if chapter_points(columns) > _MOODLES_MOST]
    if large:
        say(
            _(
                "Note: {}: more than {} points, which Moodle refuses unless its administrator allows "
                "them: import the columns called (Percentage)."
            ).format(", ".join(large), _MOODLES_MOST)
        )


def _beside(gradebook: Path) -> list[Path]:
    """The files in which SQLite keeps what is not in the gradebook's own yet, and course_cli's lock, there or not."""
    place = Path(os.path.realpath(gradebook))
    return [place.with_name(f"{place.name}{suffix}") for suffix in ("-wal", "-shm", "-journal", ".lock")]


def _not_over(out: Path, *inputs: Path | None) -> None:
    """Raise UsageError where `out` is one of the inputs, or would become one."""
    for path in inputs:
        if path is not None:
            same = str(out) != "-" and os.path.realpath(out) == os.path.realpath(path)
            with contextlib.suppress(OSError):
                same = same or out.samefile(path)
            if same:
                raise UsageError(_("--out {} would overwrite what is read").format(out))


def _write(pieces: Iterable[str], out: Path) -> None:
    """Write it all, or, where that fails, leave the file that was there. Always UTF-8, whatever the terminal says."""
    if str(out) == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    try:
        with _replaced(out) as place, place.open("wb") as file:
            file.writelines(piece.encode("utf-8", "replace") for piece in pieces)
    except UsageError:
        raise
    except OSError as error:
        raise WorkspaceError(_("cannot write {}: {}").format(out, error.strerror)) from error


@contextlib.contextmanager
def _replaced(out: Path) -> Iterator[Path]:
    """A new file that takes the place of `out` once it is whole; a pipe or a device is written to as it is."""
    if out.exists() and not out.is_file():
        yield out
        return
    target = out.resolve()
    draft = target.with_name(f".course_cli-{os.getpid()}.part")
    try:
        yield draft
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
