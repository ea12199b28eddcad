"""What is wrong with a chapter as a whole, whatever its exercises are like."""

from __future__ import annotations

from course_cli.course.catalog import Catalog
from course_cli.course.header import UNORDERED
from course_cli.language import translated as _


def chapter_problems(catalog: Catalog, chapter: str) -> list[str]:
    """One sentence for each thing wrong with the chapter, with what to do about it."""
    found = []
    lesson = f"exercises/{chapter}/README.md"
    if not (catalog.root / lesson).is_file():
        found.append(_("has no lesson: write {}, the page that its learners begin with").format(lesson))
    by_order: dict[int, list[str]] = {}
    for exercise in catalog.exercises:
        if exercise.chapter == chapter and exercise.order != UNORDERED:
            by_order.setdefault(exercise.order, []).append(exercise.name)
    for order, names in by_order.items():
        if len(names) > 1:
            found.append(
                _(
                    "{} share `Order: {}`: give each its own number in its solution, then run `course_cli dev sync`"
                ).format(_(" and ").join(names), order)
            )
    return found
