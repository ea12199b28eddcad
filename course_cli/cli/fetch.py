"""`course_cli fetch`."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from course_cli.cli.aside import say
from course_cli.cli.command import Command
from course_cli.cli.names import complete_name
from course_cli.course.catalog import EVERYTHING, Catalog
from course_cli.errors import UsageError
from course_cli.language import counted, spoken
from course_cli.language import translated as _

if TYPE_CHECKING:
    from course_cli.workspace.fetch import Fetched

_WORD_COLUMNS = 12


@click.command("fetch", cls=Command)
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=complete_name)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=".",
    show_default="the current folder",
    help="The folder to work in; made where it is missing.",
)
@click.option("--fresh", is_flag=True, help="Replace files you edited too, after keeping each under another name.")
@click.option(
    "--from",
    "where",
    metavar="PLACE",
    help="A kit your teacher released: a folder, a .zip, a web address or a git repository.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, 3600, min_open=True),
    metavar="SECONDS",
    default=30,
    show_default=True,
    help="With --from: how long a server may say nothing.",
)
@click.option("--notebook", is_flag=True, help="Chapters as notebooks for JupyterLab, in place of files.")
def command(
    names: tuple[str, ...], into: Path, fresh: bool, where: str | None, timeout: float, notebook: bool
) -> None:
    """Copy exercises into a folder; never overwrites your work.

    NAME is an exercise (perceptron/softmax, or softmax), a chapter, or all, which is the default. Files you have not
    edited are brought up to date; files you have are kept, and a newer version of one is laid beside it.

    Without --from the exercises are those that came with course_cli. What comes from elsewhere is checked against its
    checksums before anything is written.

    With --notebook you get <chapter>/<chapter>.ipynb: the lesson, and below each exercise a cell that has it checked.
    A kit's notebooks come as your teacher released them.
    """
    if where is not None:
        fetched = _from(where, names, into, fresh, timeout, notebook)
    else:
        fetched = _notebooks(names, into, fresh) if notebook else _embedded(names, into, fresh)
    new = _report(fetched)
    if first := next((path for path in new if path.endswith((".py", ".ipynb"))), None):
        lesson = f"{Path(first).parent}/README.{spoken()}.md"
        if lesson in new:
            say(_("The lesson in your language: {}").format(into / lesson))
        say(_what_next(first, into))


def _what_next(file: str, into: Path) -> str:
    """How to begin with a file that was not there before."""
    if file.endswith(".ipynb"):
        return _("Next: jupyter lab {}").format(shlex.quote(str(into / file)))
    path = "" if into == Path() else f" --path {shlex.quote(str(into))}"
    return _("Next: course_cli watch {}").format(file.removesuffix(".py") + path)


def _notebooks(names: Sequence[str], into: Path, fresh: bool) -> Iterator[Fetched]:
    from course_cli.jupyter.study import study_notebook
    from course_cli.workspace.fetch import bring

    catalog = Catalog.load()
    chapters = dict.fromkeys(exercise.chapter for exercise in catalog.resolve(names or (EVERYTHING,)))
    return bring({_notebook_of(chapter): study_notebook(catalog, chapter) for chapter in chapters}, into, fresh=fresh)


def _notebook_of(chapter: str) -> str:
    return f"{chapter}/{chapter}.ipynb"


def _embedded(names: Sequence[str], into: Path, fresh: bool) -> Iterator[Fetched]:
    from course_cli.workspace.fetch import fetch

    catalog = Catalog.load()
    return fetch(catalog, catalog.resolve(names or (EVERYTHING,)), into, fresh=fresh)


def _from(
    where: str, names: Sequence[str], into: Path, fresh: bool, timeout: float, notebook: bool
) -> Iterator[Fetched]:
    from course_cli.workspace.fetch import bring
    from course_cli.workspace.remote import load_kit
    from course_cli.workspace.transfer import Patience

    kit = load_kit(where, names, Patience(stall=timeout))
    click.echo(_("{}, version {}").format(_(kit.manifest.course), kit.manifest.version))
    chapters = {path.partition("/")[0] for path in kit.files}
    for chapter, moment in kit.manifest.due.items():
        if chapter in chapters:
            click.echo(_("{} is due {}").format(chapter, moment))
    files = kit.files
    if notebook:
        wanted = sorted(_notebook_of(chapter) for chapter in chapters)
        missing = [path for path in wanted if path not in files]
        if missing:
            raise UsageError(_("the kit has no {}: fetch its files, without --notebook").format(", ".join(missing)))
        files = {path: files[path] for path in wanted}
    return bring(files, into, fresh=fresh)


def _report(fetched: Iterable[Fetched]) -> list[str]:
    """Say what became of each file; the paths of those that are new."""
    new = []
    kept = 0
    unchanged = 0
    for file in fetched:
        if file.status == "new":
            new.append(file.path)
            click.echo(_beside(_("new"), file.path))
        elif file.status == "updated":
            click.echo(_beside(_("updated"), file.path))
        elif file.status == "replaced":
            note = _("yours is now {}").format(file.backup)
            click.echo(_beside(_("fresh copy"), f"{file.path}   ({note})"))
        elif file.status == "kept":
            note = _("you edited it")
            if file.beside:
                note = _("you edited it; the new version is {}").format(file.beside)
            click.echo(_beside(_("kept"), f"{file.path}   ({note})"))
        kept += file.status == "kept"
        unchanged += file.status == "unchanged"
    if unchanged:
        click.echo(counted("{0} file up to date", "{0} files up to date", unchanged))
    if kept:
        click.echo(_("A kept file is as you left it; --fresh gives a new copy, after a backup of yours."))
    return new


def _beside(word: str, text: str) -> str:
    """The text in a column of its own, after the word."""
    from course_cli.report.layout import width

    return f"{word}{' ' * (_WORD_COLUMNS - width(word))}{text}"
