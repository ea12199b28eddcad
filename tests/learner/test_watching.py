"""What a learner who presses a key while watching is told; a terminal is tests/cli/test_cli_watch.py's."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest
import tiny_course as tiny

from course_cli.cli.watching import TerminalScreen
from course_cli.course.catalog import Catalog
from course_cli.course.checks import CheckSpec
from course_cli.grading.report import CheckResult, CheckStatus, ExerciseResult, Report
from course_cli.learner.watching.events import Event, Graded, Pressed
from course_cli.learner.watching.session import Session
from course_cli.learner.work import Work


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("skipped", "Its checks wait for the exercises it imports: course_cli grade shapes/quadruple"),
        ("failed", "Double it twice."),
    ],
)
def test_a_hint_for_an_exercise_that_waits_for_others_says_so(
    tiny_course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], status: CheckStatus, told: str
) -> None:
    catalog = Catalog.load(tiny_course)
    tiny.put(tmp_path / "shapes/quadruple.py", tiny.QUADRUPLE)
    work = Work.open(catalog, tmp_path, print)
    exercise = catalog.get("shapes/quadruple")
    checks = tuple(_result(spec, status) for spec in exercise.checks)
    report = Report(catalog.course, "full", "cpu", (ExerciseResult(exercise.id, "graded", checks),))
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    for event in (Graded(work.submission, report), Pressed("h"), Pressed("q")):
        events.put(event)
    Session(work, exercise, TerminalScreen(takes_keys=True), lambda _submission, _ids: None).run(events)
    said = capsys.readouterr().out.partition("q quit")[2]
    assert told in said
    assert "last hint" not in said


def _result(spec: CheckSpec, status: CheckStatus) -> CheckResult:
    return CheckResult(spec.id, spec.title, spec.points, 0.0, status, "why")
