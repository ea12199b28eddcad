"""Writing a made file whole or not at all."""

from __future__ import annotations

from pathlib import Path

from course_cli.errors import UsageError, WorkspaceError
from course_cli.language import translated as _
from course_cli.workspace.folder import open_folder


def write_file(path: Path, data: bytes, suffix: str) -> None:
    """Put a file in place, its folder made where it is missing.

    Raises:
        UsageError: the name does not end in `suffix`: what it would replace is something else.
        WorkspaceError: it cannot be written; a file that was there is as it was.
    """
    if path.suffix != suffix:
        raise UsageError(_("{} does not end in {}").format(path, suffix))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open_folder(path.parent) as folder:
            folder.write(path.name, data)
    except UsageError:
        raise
    except OSError as error:
        raise WorkspaceError(_("cannot write {}: {}").format(path, error.strerror)) from error
