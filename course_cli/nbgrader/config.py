"""The settings under which nbgrader grades with the course's engine, applied when nbgrader loads its configuration.

They start from nbgrader's own lists, or from those that the teacher has set, and replace single steps: what another
release of nbgrader adds stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.converters import Autograde, GenerateAssignment  # type: ignore[import-untyped]
from nbgrader.preprocessors import (  # type: ignore[import-untyped]
    ClearOutput,
    ClearSolutions,
    DeduplicateIds,
    SaveAutoGrades,
)
from traitlets.config.loader import Config, LazyConfigValue
from traitlets.utils.importstring import import_item

from course_cli.course.catalog import Catalog

Replacements = Mapping[type, str | None]

# nbgrader's step, and what stands in its place and its subclasses'; None where the step before has done its work.
RELEASE: Replacements = {ClearSolutions: "course_cli.nbgrader.source_clear.ClearAnswers"}
SANITIZE: Replacements = {ClearOutput: "course_cli.nbgrader.sanitize.Sanitize", DeduplicateIds: None}
CAGE = "course_cli.nbgrader.preprocessor.CageExecute"
GRADE: Replacements = {
    ExecutePreprocessor: CAGE,
    SaveAutoGrades: "course_cli.nbgrader.preprocessor.SaveScores",
}
READER = "course_cli.nbgrader.sanitize.SubmittedNotebook"
EXCHANGE = {
    "collect": "course_cli.nbgrader.sanitize_collect.Collect",
    "submit": "course_cli.nbgrader.config_exchange.Submit",
    "fetch_feedback": "course_cli.nbgrader.config_exchange.FetchFeedback",
    "list": "course_cli.nbgrader.config_exchange.ListSubmissions",
}


def configure(c: Config) -> None:
    """Make nbgrader release, sanitise and grade the course's cells in the course's own way."""
    _replace_steps(c.GenerateAssignment, GenerateAssignment, "preprocessors", RELEASE)
    _replace_steps(c.Autograde, Autograde, "sanitize_preprocessors", SANITIZE)
    grading = _steps(c.Autograde, Autograde, "autograde_preprocessors")
    executing = [step for step in grading if is_a(step, ExecutePreprocessor)]
    if executing or CAGE not in grading:
        c.CageExecute.replaced = executing
    _replace_steps(c.Autograde, Autograde, "autograde_preprocessors", GRADE)
    c.Autograde.exporter_class = READER
    c.Autograde.exclude_overwriting = _students_files(c.Autograde)
    for action, plugin in EXCHANGE.items():
        if action not in c.ExchangeFactory:  # a teacher's other exchange has its own storage
            c.ExchangeFactory[action] = plugin


def is_a(step: Any, kind: type) -> bool:
    """Whether a step, as a configuration names it, is of a class or of one made from it."""
    try:
        item = import_item(step) if isinstance(step, str) else step
    except Exception:  # noqa: BLE001 - a teacher's own module; what is wrong with it nbgrader says when it comes to it
        return False
    return issubclass(item if isinstance(item, type) else type(item), kind)


def _steps(section: Any, converter: Any, name: str) -> list[Any]:
    return list(_value(section, name, converter.class_traits()[name].default()))


def _replace_steps(section: Any, converter: Any, name: str, replacements: Replacements) -> None:
    ours = set(replacements.values())
    steps: list[Any] = []
    for step in _steps(section, converter, name):
        kind = next((kind for kind in replacements if is_a(step, kind)), None)
        placed = step if kind is None else replacements[kind]
        if placed is not None and not (isinstance(placed, str) and placed in ours and placed in steps):
            steps.append(placed)
    first = next(iter(replacements.values()))
    if first not in steps:  # a teacher's own list without the step that ours replaces
        steps.insert(0, first)
    section[name] = steps


def _students_files(section: Any) -> dict[str, list[str]]:
    """The modules that a student may hand in beside the notebook: nbgrader would put the teacher's in their place."""
    files = {name: list(paths) for name, paths in _value(section, "exclude_overwriting", {}).items()}
    for exercise in Catalog.load().exercises:
        kept = files.setdefault(exercise.chapter, [])
        if f"{exercise.name}.py" not in kept:
            kept.append(f"{exercise.name}.py")
    return files


def _value(section: Any, name: str, default: Any) -> Any:
    if name not in section:
        return default
    value = section[name]
    return value.get_value(default) if isinstance(value, LazyConfigValue) else value
