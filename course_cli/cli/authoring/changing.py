"""The course that a command for authors changes."""

from __future__ import annotations

from pathlib import Path

import course_cli
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.language import translated as _


def course_to_change(root: Path | None) -> Catalog:
    """The course in `root`, by default the checkout that this course_cli runs from.

    Raises:
        UsageError: no root is given and the course is an installed copy, which the next installation replaces.
    """
    package = Path(course_cli.__file__).resolve().parent
    catalog = Catalog.load(root)
    if root is None and catalog.root == package:
        checkout = "." if Path("solutions").is_dir() and Path("graders").is_dir() else "DIR"
        raise UsageError(
            _(
                "nothing was written: the course in {} is an installed copy, and the next installation "
                "replaces it. Name your checkout's folder, --root {}, or install the checkout itself: "
                "pip install -e DIR"
            ).format(package, checkout)
        )
    return catalog
