"""`nbgrader_config.json`, which nbgrader has outrank the `nbgrader_config.py` beside it."""

from __future__ import annotations

import json
from pathlib import Path

from course_cli.errors import UsageError, WorkspaceError
from course_cli.language import translated as _

JSON_FILE = "nbgrader_config.json"
GRADING = "Autograde.autograde_preprocessors"
# What `config.configure` sets, and grading or releasing depends on.
_NEEDED = (
    "GenerateAssignment.preprocessors",
    "Autograde.exporter_class",
    "Autograde.sanitize_preprocessors",
    GRADING,
    "Autograde.exclude_overwriting",
)


def outranking(course: Path) -> tuple[str, ...]:
    """The settings of ours that the JSON file of a course's folder would replace, such as "Autograde.exporter_class".

    Raises:
        UsageError: the file is no JSON.
        WorkspaceError: it cannot be read.
    """
    path = course / JSON_FILE
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise WorkspaceError(_("cannot read {}: {}").format(path, error.strerror)) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(_("{} is not JSON: mend it or take it away").format(path)) from error
    sections = found if isinstance(found, dict) else {}
    return tuple(key for key in _NEEDED if _sets(sections, key))


def _sets(sections: dict[str, object], key: str) -> bool:
    section, _dot, name = key.partition(".")
    values = sections.get(section)
    return isinstance(values, dict) and name in values
