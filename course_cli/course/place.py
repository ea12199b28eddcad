"""Where the course lies that this package came with."""

from __future__ import annotations

from pathlib import Path

import course_cli


def default_root() -> Path:
    """The folder of the course that this package came with."""
    package = Path(course_cli.__file__).resolve().parent
    return package if (package / "exercises").is_dir() else package.parent
