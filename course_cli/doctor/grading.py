"""The proof: a stub is graded, by the same engine and in the same cage as a learner's answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from course_cli.doctor.finding import Finding
from course_cli.errors import CourseError
from course_cli.language import translated as _


def works(folder: Path) -> Iterator[Finding]:
    from course_cli.course.catalog import Catalog
    from course_cli.grading.client import grade
    from course_cli.grading.submission import Submission

    try:
        catalog = Catalog.load()
        exercise = next((one for one in catalog.exercises if one.stub_path and one.grader_path), None)
        if exercise is None or exercise.stub_path is None:
            said = _("this copy of the course, in {}, holds no checks").format(catalog.root)
            yield Finding("grading", "broken", said, _("install course-cli again"))
            return
        started = time.monotonic()
        submission = Submission("", {exercise.file: exercise.stub_path.read_bytes()})
        report = grade(submission, [exercise.id], catalog=catalog)
    except (CourseError, OSError) as error:
        said = _("a stub could not be graded: {}").format(error)
        yield Finding("grading", "broken", said, _("mend what is said above; COURSE_CLI_DEBUG=1 says more"))
        return
    seconds = time.monotonic() - started
    result = report.exercises[0]
    if not result.not_written:
        said = _("the stub of {} came out as {}: {}").format(
            exercise.id, result.status, result.message or _("with points")
        )
        yield Finding("grading", "broken", said, _("install course-cli again"))
    elif report.isolation == "full":
        yield Finding("grading", "ok", _("a stub was graded in {:.1f} s, in full isolation").format(seconds))
    else:
        yield Finding("grading", "ok", _("a stub was graded in {:.1f} s, in weak isolation").format(seconds))
