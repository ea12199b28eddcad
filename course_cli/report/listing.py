"""The course's exercises, as a table and as JSON."""

from __future__ import annotations

import json

from course_cli.course.catalog import Catalog
from course_cli.course.header import beyond
from course_cli.grading.report import SCHEMA
from course_cli.language import translated as _
from course_cli.report import layout
from course_cli.report.layout import number


def as_json(catalog: Catalog) -> str:
    """`{"schema": 1, "course": ..., "exercises": [{"id", "title", "points", "section"}]}`"""
    exercises = [
        {"id": exercise.id, "title": exercise.title, "points": exercise.points, "section": exercise.section}
        for exercise in catalog.exercises
    ]
    document = {"schema": SCHEMA, "course": catalog.course, "exercises": exercises}
    return json.dumps(document, indent=2)


def as_text(catalog: Catalog, columns: int | None = None) -> str:
    """One line an exercise, under its chapter; where a terminal has too few columns for it, the title has its own."""
    width = max(len(exercise.id) for exercise in catalog.exercises)
    sections = {exercise.section: _section(exercise.section) for exercise in catalog.exercises}
    widest = max(map(layout.width, sections.values()))
    lines = [_(catalog.course)]
    for chapter in catalog.chapters:
        lines += ["", chapter]
        for exercise in catalog.exercises:
            if exercise.chapter == chapter:
                points = f"{number(exercise.points):>4}" if exercise.checks else "   -"
                section = sections[exercise.section]
                gap = " " * (widest - layout.width(section))
                line = f"  {exercise.id:<{width}}  {points}  {section}{gap}  {_(exercise.title)}"
                if columns is None or layout.width(line) <= columns:
                    lines.append(line)
                else:
                    lines.append(f"  {exercise.id:<{width}}  {points}  {section}")
                    lines += [f"      {part}" for part in layout.wrap(_(exercise.title), columns - 6)]
    legend = _("Columns: exercise, points, section of the text (- where it goes beyond it), title.")
    lines += ["", *(layout.wrap(legend, columns) if columns else [legend])]
    return "\n".join(lines)


def _section(section: str) -> str:
    return _("beyond {}").format(beyond(section)) if beyond(section) else section or "-"
