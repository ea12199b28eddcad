"""What `course_cli watch` shows: lines one after another, so that any terminal, log or screen reader will do."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Sequence

import click

from course_cli.cli.reset import question, told
from course_cli.course.catalog import Exercise
from course_cli.grading.report import Report
from course_cli.language import translated as _
from course_cli.learner.hints import Step
from course_cli.learner.reset import Outcome, Place
from course_cli.learner.standing import ExerciseStanding
from course_cli.report import hints, solution, terminal
from course_cli.report.layout import fold, width, wrap
from course_cli.report.plain import plain

_ERASE = "\r\x1b[K"


class TerminalScreen:
    """Prints to standard output. `takes_keys` says whether there is a keyboard to speak of."""

    def __init__(self, *, takes_keys: bool) -> None:
        self._takes_keys = takes_keys
        self._transient = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._unicode = terminal.can_show_marks(sys.stdout.encoding)

    def doing(self, text: str) -> None:
        if self._transient:
            room = self._columns() - 1
            sys.stdout.write(_ERASE + fold(" ".join(plain(text, 200).split()), room)[0])
            sys.stdout.flush()

    def say(self, text: str) -> None:
        self._print("\n".join(wrap(plain(text), self._columns())))

    def verdict(self, report: Report, seconds: float) -> None:
        columns = self._columns()
        head = time.strftime("%H:%M:%S  ") + _("in {:.2f} s").format(seconds) + " "
        line = "─" if self._unicode else "-"
        self._print("\n" + click.style(head + line * max(0, min(columns, terminal.WIDEST) - width(head)), dim=True))
        click.echo(terminal.render(report, terminal.Style(columns, self._unicode)))

    def passed(self, exercise: Exercise, following: ExerciseStanding | None) -> None:
        mark = "✓ " if self._unicode else ""
        click.secho(f"\n{mark}" + _("{} has passed.").format(exercise.id), fg="green", bold=True)
        if following is None:
            self.say(_("So have all the others: the course is done."))
        else:
            self.say(_("Next: {}, {}").format(following.exercise.id, _(following.exercise.title)))

    def keys(self, has_passed: bool) -> None:
        if not self._takes_keys:
            return
        help_ = _("s solution") if has_passed else _("h hint")
        keys = [_("n next"), help_, _("r reset"), _("Enter again"), _("q quit")]
        lines = [""]
        for key in keys:
            longer = f"{lines[-1]}  {key}".strip()
            if width(longer) <= self._columns():
                lines[-1] = longer
            else:
                lines.append(key)
        self._print("\n" + click.style("\n".join(lines), dim=True))

    def hint(self, exercise: Exercise, steps: Sequence[Step]) -> None:
        self._print(hints.render(steps, self._columns()))
        if not all(step.last for step in steps):
            self.say("\n" + _("h: the next hint"))

    def solution(self, exercise: Exercise, text: str, difference: Sequence[str] | None) -> None:
        self._print("\n" + solution.render(exercise.id, text, difference))

    def ask_reset(self, place: Place) -> None:
        self.say(question(place))
        self.say(_("y: yes, any other key: no"))

    def was_reset(self, outcome: Outcome) -> None:
        self.say(told(outcome))

    def _columns(self) -> int:
        return max(terminal.NARROWEST, shutil.get_terminal_size().columns)

    def _print(self, text: str) -> None:
        self.doing("")
        click.echo(text)
