"""`python -m course_cli`: the same as the `course_cli` command."""

import os
import sys


def _forget_current_folder() -> None:
    """Take the current folder off the module path, unless the course itself lives there.

    `python -m` puts it first, so that a `torch.py` or `click.py` lying among a student's files would be imported.
    """
    if not sys.path or getattr(sys.flags, "safe_path", False) or sys.flags.isolated:
        return
    here = os.path.realpath(os.curdir)
    # Not pathlib: a planted pathlib.py would be imported, where os is loaded before any folder is searched.
    ours = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120
    if os.path.realpath(sys.path[0] or os.curdir) == here != ours:
        del sys.path[0]


if __name__ == "__main__":
    _forget_current_folder()
    from course_cli.cli import main

    sys.exit(main())
