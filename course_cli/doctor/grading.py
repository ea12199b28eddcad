"""The proof: a stub is graded, by the same engine and in the same cage as a learner's answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from course_cli.doctor.finding import Finding
from course_cli.errors import CourseError


def works(folder: Path) -> Iterator[Finding]:
    from course_cli.course.catalog import Catalog
    from course_cli.grading.client import grade
    from course_cli.grading.submission import Submission

    try:
        catalog = Catalog.load()
        exercise = next((one for one in catalog.exercises if one.stub_path and one.grader_path), None)
        if exercise is None or exercise.stub_path is None:
            said = f"this copy of the course, in {catalog.root}, holds no checks"
            yield Finding("grading", "broken", said, "install course-cli again")
            return
        started = time.monotonic()
        submission = Submission("", {exercise.file: exercise.stub_path.read_bytes()})
        report = grade(submission, [exercise.id], catalog=catalog)
    except (CourseError, OSError) as error:
        said = f"a stub could not be graded: {error}"
        yield Finding("grading", "broken", said, "mend what is said above; COURSE_CLI_DEBUG=1 says more")
        return
    seconds = time.monotonic() - started
    result = report.exercises[0]
    if not result.not_written:
        said = f"the stub of {exercise.id} came out as {result.status}: {result.message or 'with points'}"
        yield Finding("grading", "broken", said, "install course-cli again")
    else:
        yield Finding("grading", "ok", f"a stub was graded in {seconds:.1f} s, in {report.isolation} isolation")
