"""`course_cli dev sync`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.cli.authoring.changing import course_to_change
from course_cli.cli.command import Command
from course_cli.cli.options import root_option
from course_cli.course.catalog import EVERYTHING, Catalog
from course_cli.course.orphans import find_orphans
from course_cli.course.sync import StubState, stub_states
from course_cli.errors import WorkspaceError
from course_cli.language import translated as _
from course_cli.workspace.folder import open_folder


@click.command("sync", cls=Command)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; end with status 1 if a stub is not current.")
@root_option
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], check: bool, root: Path | None) -> None:
    """Write the stubs from the solutions.

    Only what changed is written, and nothing is removed: a stub that has lost its solution is named.
    """
    catalog = Catalog.load(root) if check else course_to_change(root)
    exercises = catalog.resolve(names or (EVERYTHING,))
    failed = False
    stale = 0
    for state in stub_states(catalog.root, exercises):
        if state.status == "impossible":
            click.echo(_("Error: solutions/{}: {}").format(state.exercise.file, state.problem), err=True)
            failed = True
        elif state.status != "current":
            stale += 1
            if not check:
                _write(state)
            done = _("not current") if check else _("wrote")
            click.echo(f"{done}  exercises/{state.exercise.file}")
    for problem in find_orphans(catalog.root, {exercise.chapter for exercise in exercises} if names else None):
        click.echo(_("Warning: {}").format(problem), err=True)
    if not stale:
        click.echo(_("every stub is current") if not failed else _("nothing written"))
    context.exit(1 if failed or (check and stale) else 0)


def _write(state: StubState) -> None:
    try:
        state.path.parent.mkdir(parents=True, exist_ok=True)
        with open_folder(state.path.parent) as folder:
            folder.write(state.path.name, state.text.encode())
    except WorkspaceError:
        raise
    except OSError as error:
        raise WorkspaceError(_("cannot write {}: {}").format(state.path, error.strerror)) from error
