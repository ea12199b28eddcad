"""A report as JUnit XML: an exercise is a test suite, a check a test case.

There is no one standard: this is the part that GitHub's actions, GitLab and Jenkins agree on. GitLab shows `classname`,
`name`, the text of the outcome and `system-out`, and drops a second case of the same class and name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from xml.etree import ElementTree

from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.report.feedback import feedback
from course_cli.report.layout import number
from course_cli.report.plain import plain

# JUnit knows three outcomes besides success: a check that could not be carried through is its "error".
_OUTCOMES = {"skipped": "skipped", "failed": "failure", "refused": "failure", "timeout": "error", "crashed": "error"}
_COLONS = re.compile(r"^([^\S\n]*)::", re.MULTILINE)  # a command to GitHub's runner, as "##[" is


def render(report: Report) -> str:
    """The XML document. `plain` keeps out the characters that XML 1.0 forbids; ElementTree escapes the rest."""
    checks = [check for exercise in report.exercises for check in exercise.checks]
    seconds = sum(exercise.seconds for exercise in report.exercises)
    root = ElementTree.Element("testsuites", {"name": plain(report.course), **_totals(checks, seconds)})
    root.extend(_suite(exercise, report) for exercise in report.exercises)
    ElementTree.indent(root)
    text = _COLONS.sub(r"\1&#58;:", ElementTree.tostring(root, encoding="unicode")).replace("##[", "##&#91;")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'


def _suite(exercise: ExerciseResult, report: Report) -> ElementTree.Element:
    attributes = {"name": exercise.id, **_totals(exercise.checks, exercise.seconds)}
    suite = ElementTree.Element("testsuite", attributes)
    properties = ElementTree.SubElement(suite, "properties")
    ElementTree.SubElement(properties, "property", name="isolation", value=report.isolation)
    suite.extend(_case(exercise, check) for check in exercise.checks)
    return suite


def _totals(checks: Sequence[CheckResult], seconds: float) -> dict[str, str]:
    count = Counter(_outcomes(checks))
    return {
        "tests": str(len(checks)),
        "failures": str(count["failure"]),
        "errors": str(count["error"]),
        "skipped": str(count["skipped"]),
        "time": f"{seconds:.3f}",
    }


def _outcomes(checks: Iterable[CheckResult]) -> Iterable[str]:
    return (_OUTCOMES[check.status] for check in checks if check.status != "passed")


def _case(exercise: ExerciseResult, check: CheckResult) -> ElementTree.Element:
    attributes = {
        "classname": exercise.id.replace("/", "."),
        "name": check.id,
        "file": f"{exercise.id}.py",
        "time": f"{check.seconds:.3f}",
    }
    case = ElementTree.Element("testcase", attributes)
    if check.status != "passed":
        message = plain(f"{check.title} ({number(check.score)}/{number(check.points)})")
        outcome = ElementTree.SubElement(case, _OUTCOMES[check.status], message=message, type=check.status)
        outcome.text = feedback(exercise, replace(check, printed=""))
    if check.printed:
        ElementTree.SubElement(case, "system-out").text = plain(check.printed)
    return case
