"""`python -m course_cli.cli.exporting.classroom_results REPORT.json JUNIT.xml`: one grade for all who look at a job.

Reads what `course_cli grade --format json` wrote, shows it in the job's log (where the workflow sees to it that no line
is obeyed as a command), writes it as JUnit XML, and hands it to GitHub Classroom's reporter as the step's output
`result`.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from course_cli.grading.report import Report
from course_cli.report import junit
from course_cli.report.terminal import Style, render

OUTPUT_VARIABLE = "GITHUB_OUTPUT"
_COLUMNS = 100


def main(arguments: Sequence[str]) -> int:
    """Read the report, write the rest; 0, whatever the score: the reporter decides whether the job has failed."""
    source, junit_file = map(Path, arguments)
    report = msgspec.json.decode(source.read_bytes(), type=Report)
    junit_file.write_text(junit.render(report), encoding="utf-8")
    print(render(report, Style(_COLUMNS, True)))
    output = os.environ.get(OUTPUT_VARIABLE)
    if output:
        with Path(output).open("a", encoding="utf-8") as file:
            file.write(f"result={base64.b64encode(results(report).encode()).decode()}\n")
    return 0


def results(report: Report) -> str:
    """The JSON that Classroom's reporter reads: it adds up the scores of the tests.

    It travels in an environment variable, which holds 128 KB: messages stay in the log.
    """
    tests = [
        {
            "name": f"{exercise.id} {check.id}",
            "status": "pass" if check.status == "passed" else "fail",
            "score": _number(check.score),
            "line_no": 0,
        }
        for exercise in report.exercises
        for check in exercise.checks
    ]
    status = "pass" if report.score >= report.max_score else "fail"
    document = {"version": 1, "status": status, "max_score": _number(report.max_score), "tests": tests}
    return json.dumps(document, separators=(",", ":"))


def _number(points: float) -> float:
    return int(points) if points == int(points) else points


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
