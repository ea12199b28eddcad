"""The workflow file with which GitHub Classroom grades.

Classroom looks for the file, the workflow and the job by their names. Its reporter reads, for a step `grade`, the
variable GRADE_RESULTS: what :mod:`course_cli.cli.exporting.classroom_results` leaves as that step's output.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePosixPath

PLACE = PurePosixPath(".github/workflows/classroom.yml")

# A JSON string is a YAML string: `quoted` values may hold anything.
_TEMPLATE = """\
# Written by `course_cli export github-classroom`. The names of this file, the workflow and the job are Classroom's.
name: Autograding Tests
"on": [push, workflow_dispatch, repository_dispatch]
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    timeout-minutes: 60
    env:
      PYTHONSAFEPATH: "1"  # no file of the repository is imported in place of a module
    steps:
      - name: Check out
        uses: actions/checkout@v4
      - name: Set up Python
        uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install the course
        env: {install}
        run: python -m pip install "$REQUIREMENT"
      - name: Grade
        id: grade
        env: {exercises}
        # In a log a line `::command::` is obeyed, and a student's words are in this one: until the token, none is.
        # 1 is a grade below full marks: the reporter tells. $EXERCISES is unquoted to be many words.
        run: |
          exec 2>&1
          token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' ')
          echo "::stop-commands::$token"
          trap 'echo; echo "::$token::"' EXIT
          course_cli grade $EXERCISES --format json > "$RUNNER_TEMP/report.json" || test $? -eq 1
          python -m course_cli.cli.exporting.classroom_results "$RUNNER_TEMP/report.json" junit.xml
      - name: Keep the JUnit report
        uses: actions/upload-artifact@v4
        with:
          name: junit
          path: junit.xml
      - name: Tell Classroom
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
          GRADE_RESULTS: ${{{{ steps.grade.outputs.result }}}}
        with:
          runners: grade
"""


def workflow(exercises: Sequence[str], requirement: str, extra_index_url: str | None = None) -> str:
    """The text of the workflow: `exercises` are ids, `requirement` is what pip installs."""
    install = {"REQUIREMENT": requirement}
    if extra_index_url:
        install["PIP_EXTRA_INDEX_URL"] = extra_index_url
    return _TEMPLATE.format(
        install=json.dumps(install, ensure_ascii=False),
        exercises=json.dumps({"EXERCISES": " ".join(exercises)}),
    )
