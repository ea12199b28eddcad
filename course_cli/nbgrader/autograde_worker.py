"""One process of a parallel autograde: nbgrader's own `autograde` command, asked for one student after the other."""

from __future__ import annotations

import glob
import logging
import os
import re
import stat
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nbconvert.preprocessors import ExecutePreprocessor
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning
from nbgrader.api import Gradebook, MissingEntry  # type: ignore[import-untyped]
from nbgrader.apps import AutogradeApp  # type: ignore[import-untyped]
from nbgrader.converters import Autograde, NbGraderException  # type: ignore[import-untyped]
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SAWarning

from course_cli import errors
from course_cli.errors import UsageError
from course_cli.language import translated as _
from course_cli.nbgrader.config import is_a
from course_cli.nbgrader.config_json import GRADING, JSON_FILE, outranking
from course_cli.nbgrader.preprocessor import CageExecute

Status = Literal["graded", "unchanged", "failed"]

# SQLite's own five seconds are short for processes that all write into one file.
SECONDS_FOR_DATABASE = 120

_TRACEBACK = "Traceback (most recent call last):"
# Warnings of nbgrader's that whoever asks for a new grade expects.
ORDINARY = ("Removing existing assignment:", "Updating existing assignment:")


@dataclass(frozen=True)
class Outcome:
    """What came of one student: graded now, unchanged since it last was, or failed, with what nbgrader said."""

    student: str
    status: Status
    message: str = ""
    warnings: tuple[str, ...] = ()


class AutogradeProcess:
    """nbgrader's autograde with the configuration of one course, as its command would have it.

    Raises:
        UsageError: the configuration cannot be read, or does not have nbgrader grade in the cage.
    """

    def __init__(self, course: Path, assignment: str, *, force: bool = False) -> None:
        # About nbgrader's own use of its database, and about cells' ids in what students handed in.
        for expected in (SAWarning, DuplicateCellId, MissingIDFieldWarning):
            warnings.simplefilter("ignore", expected)
        os.chdir(course)
        self._log = _Log()
        self._app = AutogradeApp(log=self._log.logger)
        try:
            self._app.initialize([])
        except SystemExit:
            raise UsageError(
                _("{}: nbgrader cannot use this configuration:\n{}").format(course, self._log.text())
            ) from None
        self._app.coursedir.assignment_id = assignment
        self._app.coursedir.db_url = patient(self._app.coursedir.db_url)
        self._force = force
        _require_cage(self._app, course)

    def students(self) -> list[str]:
        """Everyone of whom nbgrader holds a submission. Raises UsageError where there is none, or nothing to grade."""
        coursedir = self._app.coursedir
        step, assignment = coursedir.submitted_directory, self._assignment
        student = re.compile(coursedir.format_path(step, "(?P<student>.*)", re.escape(assignment), escape=True))
        folders = map(student.fullmatch, glob.glob(coursedir.format_path(step, "*", glob.escape(assignment))))
        found = [folder["student"] for folder in folders if folder]
        if not found:
            raise UsageError(
                _("no submissions of {} in {}: run `nbgrader collect {}`").format(
                    self._assignment, coursedir.root, self._assignment
                )
            )
        database = make_url(coursedir.db_url).database
        if database is None or Path(database).exists():
            with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
                try:
                    gradebook.find_assignment(self._assignment)
                except MissingEntry:
                    pass
                else:
                    return sorted(found)
        raise UsageError(
            _("nbgrader knows no assignment {}: run `nbgrader generate_assignment {}`").format(
                self._assignment, self._assignment
            )
        )

    def grade(self, student: str) -> Outcome:
        """Let nbgrader grade one student's submission. Raises nothing for what goes wrong with it."""
        self._log.clear()
        self._app.coursedir.student_id = glob.escape(student)
        converter = _OneStudent(coursedir=self._app.coursedir, parent=self._app)
        converter.student = student
        converter.force = self._force
        try:
            converter.start()
        except NbGraderException:
            return Outcome(student, "failed", self._log.why(), self._log.warnings())
        return Outcome(student, "graded" if converter.processed else "unchanged", "", self._log.warnings())

    @property
    def _assignment(self) -> str:
        return str(self._app.coursedir.assignment_id)


class _OneStudent(Autograde):  # type: ignore[misc]
    student = ""
    processed = False

    def init_notebooks(self) -> None:
        # nbgrader's own takes a name such as "a*" or "[b]" for a pattern.
        folder = self._format_source(self.coursedir.assignment_id, self.student)
        found = glob.glob(os.path.join(glob.escape(folder), f"{self.coursedir.notebook_id}.ipynb"))
        if not found:
            self.log.error(_("there is no notebook in %s: %s is expected"), folder, _(" and ").join(self._released()))
            raise NbGraderException
        if not any(Path(path).name in self._released() for path in found):
            names = ", ".join(sorted(Path(path).name for path in found))
            expected = " or ".join(self._released())
            self.log.error(_("%s holds no notebook called %s, only %s: rename it"), folder, expected, names)
            raise NbGraderException
        self.notebooks: list[str] = []
        self.assignments = {folder: found}

    def _released(self) -> list[str]:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            return [f"{notebook.name}.ipynb" for notebook in gradebook.find_assignment(self._assignment).notebooks]

    @property
    def _assignment(self) -> str:
        return str(self.coursedir.assignment_id)

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        wanted = super().init_destination(assignment_id, student_id)
        if not wanted and not self._finished(Path(self._format_dest(assignment_id, student_id))):
            self.force = True
            wanted = super().init_destination(assignment_id, student_id)
        self.processed = bool(wanted)
        return self.processed

    def _finished(self, folder: Path) -> bool:
        """Whether what lies in `autograded/` was graded to its end: nbgrader sets the permissions last."""
        files = [path for path in folder.rglob("*") if path.is_file()]
        return all(f"{stat.S_IMODE(path.stat().st_mode):o}" == f"{self.permissions}" for path in files)


class _Log(logging.Handler):
    """What nbgrader says about one student."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: list[tuple[int, str]] = []
        self.logger = logging.getLogger(f"{__name__}.{id(self)}")
        self.logger.setLevel(logging.INFO)
        self.logger.propagate = False
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        # At once: what nbgrader puts into its messages reads itself from a database that it closes later.
        message = record.getMessage().rstrip()
        if not message.startswith(ORDINARY):
            self._said.append((record.levelno, message))

    def clear(self) -> None:
        self._said.clear()

    def text(self) -> str:
        return "\n".join(message for _level, message in self._said)

    def warnings(self) -> tuple[str, ...]:
        return tuple(message for level, message in self._said if level == logging.WARNING)

    def why(self) -> str:
        """The error whose traceback nbgrader logged, or else what it logged first."""
        said = [message for level, message in self._said if level >= logging.ERROR]
        traces = [raised(message) for message in said if _TRACEBACK in message]
        return (traces or said or [_("nbgrader gave no reason")])[0]


def raised(trace: str) -> str:
    """The message of the error that a traceback ends with, and for others' errors what kind it is."""
    lines = trace.rpartition(_TRACEBACK)[2].splitlines()
    start = next((number for number, line in enumerate(lines) if line and not line.startswith(" ")), 0)
    message = "\n".join(lines[start:])
    return message.partition(": ")[2] if message.startswith(f"{errors.__name__}.") else message


def patient(db_url: str) -> str:
    """A database's URL such that a process waits while another one writes."""
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite" or "timeout" in url.query:
        return db_url
    return url.update_query_dict({"timeout": str(SECONDS_FOR_DATABASE)}).render_as_string(hide_password=False)


def _require_cage(app: Any, course: Path) -> None:
    steps = Autograde(coursedir=app.coursedir, parent=app).autograde_preprocessors
    if any(is_a(step, CageExecute) for step in steps) and not any(is_a(step, ExecutePreprocessor) for step in steps):
        return
    if GRADING in outranking(course):
        raise UsageError(
            _(
                "nbgrader would run the students' code here: {} sets {}, and outranks "
                "nbgrader_config.py. Move that into nbgrader_config.py, then run `course_cli nbgrader "
                "add`."
            ).format(course / JSON_FILE, GRADING)
        )
    raise UsageError(
        _(
            "nbgrader would run the students' code here: {} does not have it grade in the cage. "
            "`course_cli nbgrader add` puts that in."
        ).format(course / "nbgrader_config.py")
    )
