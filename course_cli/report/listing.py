"""The course's exercises, as a table and as JSON."""

from __future__ import annotations

import json

from course_cli.course.catalog import Catalog
from course_cli.grading.report import SCHEMA
from course_cli.language import translated as _
from course_cli.report.layout import number, wrap
from course_cli.report.layout import width as columns_of


def as_json(catalog: Catalog) -> str:
    """`{"schema": 1, "course": ..., "exercises": [{"id", "title", "points", "section"}]}`"""
    exercises = [
        {"id": exercise.id, "title": exercise.title, "points": exercise.points, "section": exercise.section}
        for exercise in catalog.exercises
    ]
    document = {"schema": SCHEMA, "course": catalog.course, "exercises": exercises}
    return json.dumps(document, indent=2)


def as_text(catalog: Catalog, columns: int = 80) -> str:
    """One line an exercise, under its chapter; a title that has no room begins on a line of its own."""
    width = max(len(exercise.id) for exercise in catalog.exercises)
    section = max(len(exercise.section) for exercise in catalog.exercises)
    lines = [_(catalog.course)]
    for chapter in catalog.chapters:
        lines += ["", chapter]
        for exercise in catalog.exercises:
            if exercise.chapter == chapter:
                points = f"{number(exercise.points):>4}" if exercise.checks else "   -"
                place = f"  {exercise.id:<{width}}  {points}  {exercise.section or '-':<{section}}"
                title = _(exercise.title)
                if columns_of(f"{place}  {title}") <= columns:
                    lines.append(f"{place}  {title}")
                else:
                    lines += [place.rstrip(), *(f"      {line}" for line in wrap(title, columns - 6))]
    legend = _("Columns: exercise, points, section of the text (- where it goes beyond it), title.")
    lines += ["", *wrap(legend, columns)]
    return "\n".join(lines)
