"""Every error that the command line turns into a message and an exit status.

CourseError                     1
├── UsageError                  2   the command was wrong: an unknown name, no such folder, an unreadable file
│   ├── UnknownExercise
│   └── WorkspaceError
└── EngineFault                 3   ours: a grader or the engine failed, never a student's submission
    ├── GraderError
    └── NucleusDied
"""

from __future__ import annotations


def reason_of(error: OSError | MemoryError) -> str:
    """What this machine could not do, in words: "Too many open files"."""
    if isinstance(error, MemoryError):
        from course_cli.language import translated

        return translated("out of memory")
    return error.strerror or type(error).__name__


class CourseError(Exception):
    """An error with a message for the person at the terminal, and the exit status it ends the command with."""

    exit_status = 1


class UsageError(CourseError, ValueError):
    """The command cannot be carried out as it was given."""

    exit_status = 2


class UnknownExercise(UsageError, LookupError):
    """No exercise or chapter has this name."""


class WorkspaceError(UsageError, OSError):
    """A folder or file of the learner's is missing, unreadable or not writable."""


class EngineFault(CourseError, RuntimeError):
    """A grader or the engine itself failed; no submission is to blame."""

    exit_status = 3


class GraderError(EngineFault):
    """A grader could not be collected, or failed without the student's code being involved."""


class NucleusDied(EngineFault):
    """The grading process ended before it answered."""
