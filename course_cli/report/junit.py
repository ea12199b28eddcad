"""A report as JUnit XML: an exercise is a test suite, a check a test case."""

from __future__ import annotations

from xml.etree import ElementTree

from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.report.feedback import feedback
from course_cli.report.layout import number
from course_cli.report.plain import plain


def render(report: Report) -> str:
    """The XML document. `plain` keeps out the characters that XML 1.0 forbids; ElementTree escapes the rest."""
    root = ElementTree.Element("testsuites", name=report.course)
    for exercise in report.exercises:
        root.append(_suite(exercise))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _suite(exercise: ExerciseResult) -> ElementTree.Element:
    counts = {"failure": 0, "error": 0, "skipped": 0}
    cases = [_case(exercise, check) for check in exercise.checks]
    for case in cases:
        for outcome in case:
            counts[outcome.tag] += 1
    suite = ElementTree.Element(
        "testsuite",
        name=exercise.id,
        tests=str(len(cases)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped=str(counts["skipped"]),
        time=f"{exercise.seconds:.3f}",
    )
    suite.extend(cases)
    return suite


def _case(exercise: ExerciseResult, check: CheckResult) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase",
        classname=exercise.id.replace("/", "."),
        name=check.id,
        time=f"{check.seconds:.3f}",
    )
    if check.status == "passed":
        return case
    # JUnit knows three outcomes: a check that could not be carried through is its "error".
    tag = {"skipped": "skipped", "failed": "failure", "refused": "failure"}.get(check.status, "error")
    message = f"{check.title} ({number(check.score)}/{number(check.points)})"
    ElementTree.SubElement(case, tag, message=plain(message), type=check.status).text = feedback(exercise, check)
    return case
