"""Hints in steps, each more telling: what the author of a check says, something to try, the lesson and its section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from course_cli.course.catalog import Catalog, Exercise
from course_cli.course.checks import CheckSpec
from course_cli.course.header import beyond
from course_cli.language import translated as _
from course_cli.learner.lesson import Passage, lesson_part


@dataclass(frozen=True)
class Step:
    """One hint. `checks` are those it is for; `last` says that there is none after it."""

    title: str
    passages: tuple[Passage, ...]
    checks: tuple[CheckSpec, ...]
    last: bool = False


class Ladder:
    """The steps of one exercise's hints. The first are each check's own, those after them are shared by all."""

    def __init__(self, catalog: Catalog, exercise: Exercise) -> None:
        self._exercise = exercise
        lesson = lesson_part(catalog, exercise)
        self._shared: list[tuple[str, tuple[Passage, ...]]] = []
        # Not the formula: the stub has it, open before whoever asks.
        if exercise.experiment:
            self._shared.append((_("Something to try"), (Passage(_(exercise.experiment)),)))
        if lesson or exercise.section:
            where = _lesson_title(exercise.section)
            self._shared.append((where, lesson or (Passage(_("The formula is in the text.")),)))

    def length(self, check: CheckSpec) -> int:
        return len(check.hints) + len(self._shared)

    def next(self, checks: Sequence[CheckSpec], shown: Mapping[str, int]) -> tuple[list[Step], dict[str, int]]:
        """The next step for each check, and how many of each were shown then. The last one is shown again and again.

        A step that several checks share is there once.
        """
        after = {check.id: min(shown.get(check.id, 0) + 1, self.length(check)) for check in checks}
        return self._steps(checks, {id_: [number] for id_, number in after.items()}), after

    def all(self, checks: Sequence[CheckSpec]) -> tuple[list[Step], dict[str, int]]:
        """Every step of each check, and how many those are."""
        after = {check.id: self.length(check) for check in checks}
        return self._steps(checks, {id_: range(1, number + 1) for id_, number in after.items()}), after

    def _steps(self, checks: Sequence[CheckSpec], numbers: Mapping[str, Iterable[int]]) -> list[Step]:
        own: list[Step] = []
        shared: dict[int, list[CheckSpec]] = {}
        for check in checks:
            texts: list[Passage] = []
            for number in numbers[check.id]:
                if number <= len(check.hints):
                    texts.append(Passage(_(check.hints[number - 1])))
                elif number > 0:
                    shared.setdefault(number - len(check.hints) - 1, []).append(check)
            if texts:
                title = _("{}: {}").format(check.id, _(check.title))
                own.append(Step(title, tuple(texts), (check,), last=not self._shared))
        for position in sorted(shared):
            title, passages = self._shared[position]
            own.append(Step(title, passages, tuple(shared[position]), last=position + 1 == len(self._shared)))
        return own


def _lesson_title(section: str) -> str:
    if beyond(section):
        return _("The lesson: beyond section {} of the text").format(beyond(section))
    return _("The lesson: section {} of the text").format(section) if section else _("The lesson")


def failing(checks: Sequence[CheckSpec], failed: Iterable[str]) -> list[CheckSpec]:
    """Those of the checks that failed, in the order of the grader; what a newer grader does not know is left out."""
    ids = set(failed)
    return [check for check in checks if check.id in ids]
