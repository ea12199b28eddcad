"""The settings under which nbgrader grades with the course's engine, applied when nbgrader loads its configuration.

They start from nbgrader's own lists, or from those that the teacher has set, and replace single steps: what another
release of nbgrader adds stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbgrader.converters import Autograde, GenerateAssignment  # type: ignore[import-untyped]
from traitlets.config.loader import Config, LazyConfigValue

from course_cli.course.catalog import Catalog

# nbgrader's step, and what stands in its place; None where the step before has done its work.
RELEASE = {"ClearSolutions": "course_cli.nbgrader.source_clear.ClearAnswers"}
SANITIZE = {"ClearOutput": "course_cli.nbgrader.sanitize.Sanitize", "DeduplicateIds": None}
GRADE = {
    "Execute": "course_cli.nbgrader.preprocessor.CageExecute",
    "SaveAutoGrades": "course_cli.nbgrader.preprocessor.SaveScores",
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
    _replace_steps(c.Autograde, Autograde, "autograde_preprocessors", GRADE)
    c.Autograde.exporter_class = READER
    c.Autograde.exclude_overwriting = _students_files(c.Autograde)
    for action, plugin in EXCHANGE.items():
        if action not in c.ExchangeFactory:  # a teacher's other exchange has its own storage
            c.ExchangeFactory[action] = plugin


def _replace_steps(section: Any, converter: Any, name: str, replacements: Mapping[str, str | None]) -> None:
    steps: list[Any] = list(_value(section, name, converter.class_traits()[name].default()))
    replaced = [replacements.get(_class_name(step), step) for step in steps]
    section[name] = [step for step in replaced if step is not None]
    first = next(iter(replacements.values()))
    if first not in section[name]:  # a teacher's own list without the step that ours replaces
        section[name].insert(0, first)


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


def _class_name(step: Any) -> str:
    return step.rpartition(".")[2] if isinstance(step, str) else step.__name__
