"""Where the results of a class are kept."""

from course_cli.batch.gradebook.book import Gradebook
from course_cli.batch.gradebook.faults import (
    GradebookBusy,
    GradebookCorrupt,
    GradebookError,
    GradebookFull,
    GradebookTooNew,
    NotAGradebook,
)
from course_cli.batch.gradebook.records import Attempt, DueDate, IntakeRecord, StudentRecord

__all__ = [
    "Attempt",
    "DueDate",
    "Gradebook",
    "GradebookBusy",
    "GradebookCorrupt",
    "GradebookError",
    "GradebookFull",
    "GradebookTooNew",
    "IntakeRecord",
    "NotAGradebook",
    "StudentRecord",
]
