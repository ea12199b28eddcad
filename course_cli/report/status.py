"""Where a learner stands, for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from click import style

from course_cli.grading.report import SCHEMA
from course_cli.language import translated as _
from course_cli.learner.standing import ChapterStanding, ExerciseStanding, Standing
from course_cli.report.layout import number, width, wrap
from course_cli.report.terminal import BETWEEN, NARROWEST, WIDEST, Style

_NARROW = 60
_MOST_REVISITED = 8
_LONGEST_BAR = 24


def as_json(standing: Standing) -> str:
    """`{"schema": 1, "course", "score", "max_score", "chapters": [...], "next", "revisit": [...]}`"""
    following = standing.next
    document = {
        "schema": SCHEMA,
        "course": standing.course,
        "score": float(standing.points),
        "max_score": float(standing.max_points),
        "chapters": [_chapter_data(chapter) for chapter in standing.chapters],
        "next": None if following is None else following.exercise.id,
        "revisit": [{"id": one.exercise.id, "why": one.revisit} for one in standing.revisit],
    }
    return json.dumps(document, indent=2)


def as_text(standing: Standing, look: Style) -> str:
    """A line a chapter, with a bar; then what is next, and what to revisit."""
    columns = min(max(look.columns, NARROWEST), WIDEST)
    total = _("{}/{} points").format(number(standing.points), number(standing.max_points))
    lines = [style(_(standing.course), bold=True), total, ""]
    if columns >= _NARROW:
        lines[:2] = [f"{lines[0]}   {total}"]
    for chapter in standing.chapters:
        lines += _chapter_lines(chapter, standing, look, columns)
    if any(chapter.stale_points for chapter in standing.chapters):
        lines += ["", *wrap(_("{} was edited since it was graded: course_cli grade").format(_blocks(look)[1]), columns)]
    lines += ["", *_next_lines(standing, columns)]
    again = standing.revisit
    if again:
        lines += ["", style(_("Worth another look"), bold=True)]
        for one in again[:_MOST_REVISITED]:
            lines += _item(_("{}: {}").format(one.exercise.id, _(one.revisit)), columns)
        if len(again) > _MOST_REVISITED:
            lines += _item(_("and {} more").format(len(again) - _MOST_REVISITED), columns)
    return "\n".join(lines)


def _chapter_data(chapter: ChapterStanding) -> dict[str, Any]:
    return {
        "id": chapter.name,
        "score": float(chapter.points),
        "max_score": float(chapter.max_points),
        "done": chapter.done,
        "exercises": [_exercise_data(one) for one in chapter.exercises],
    }


def _exercise_data(one: ExerciseStanding) -> dict[str, Any]:
    mark = one.entry.mark
    return {
        "id": one.exercise.id,
        "title": one.exercise.title,
        "state": one.state,
        "score": float(one.score),
        "max_score": float(one.max_score),
        "passed": one.entry.passed,
        "hints": sum(one.entry.hints.values()),
        "solution": one.entry.solution,
        "graded_at": None if mark is None else mark.at,
    }


def _chapter_lines(chapter: ChapterStanding, standing: Standing, look: Style, columns: int) -> Iterator[str]:
    names = max(width(one.name) for one in standing.chapters)
    points = f"{number(chapter.points)}/{number(chapter.max_points)}"
    note = "" if chapter.fetched else _("not fetched")
    if columns < _NARROW:
        count = _("{} of {}").format(chapter.done, len(chapter.exercises))
        yield f"{style(chapter.name, bold=True)}  {points}"
        yield f"  {_bar(chapter, look, min(_LONGEST_BAR, columns - 18))} {note or count}"
        return
    size = min(_LONGEST_BAR, columns - names - 36)
    count = _("{} of {} exercises").format(chapter.done, len(chapter.exercises))
    name = style(chapter.name, bold=chapter.fetched) + " " * (names - width(chapter.name))
    yield f"{name}  {_bar(chapter, look, size)}  {points:>9}  {note or count}"


def _bar(chapter: ChapterStanding, look: Style, size: int) -> str:
    """Full blocks for points, other ones for points of what was edited since, light ones for what is left."""
    whole = chapter.max_points or 1.0
    solid = min(size, int(size * chapter.points / whole))
    if chapter.points and not solid:
        solid = 1  # the first point shows
    stale = min(size - solid, round(size * chapter.stale_points / whole))
    full, half, empty = _blocks(look)
    done = style(full * solid, fg="green") if solid else ""
    changed = style(half * stale, fg=BETWEEN) if stale else ""
    return done + changed + empty * (size - solid - stale)


def _blocks(look: Style) -> tuple[str, str, str]:
    return ("█", "▒", "░") if look.unicode else ("#", "?", ".")


def _next_lines(standing: Standing, columns: int) -> Iterator[str]:
    following = standing.next
    if following is None:
        yield from wrap(_("All exercises have full marks."), columns)
        return
    exercise = following.exercise
    yield style(_("Next"), bold=True)
    yield from _item(_("{}: {}").format(exercise.id, _(exercise.title)), columns)
    if following.state == "missing":
        yield from _item(f"course_cli fetch {exercise.id}", columns)
    elif exercise.grader_path is None:
        yield from _item(f"course_cli run {exercise.id}", columns)
    else:
        yield from _item(f"course_cli watch {exercise.id}", columns)


def _item(text: str, columns: int) -> list[str]:
    first, *rest = wrap(text, columns - 4)
    return [f"  {first}", *(f"    {line}" for line in rest)]
