"""The command line: parses, calls, renders. Each command is a module here, imported only when it is asked for."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

import click

from course_cli import __version__
from course_cli.cli.command import speak_as_asked
from course_cli.cli.group import LazyGroup
from course_cli.errors import CourseError, EngineFault, UsageError
from course_cli.language import translated as _

DEBUG_VARIABLE = "COURSE_CLI_DEBUG"
COMPLETE_VARIABLE = "_COURSE_CLI_COMPLETE"  # set by the script that `completion` prints
INTERRUPTED = 130  # what shells report for a command ended by SIGINT
PIPE_CLOSED = 141  # and by SIGPIPE
_LONGEST_MESSAGE = 20_000
_LOST_OUTPUT = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT)


@click.group(
    cls=LazyGroup,
    package="course_cli.cli",
    commands={
        "list": "Every exercise: id, title, points, section of the text.",
        "fetch": "Copy exercises into a folder; never overwrites your work.",
        "run": "Run an exercise's own examples on your code; no score.",
        "grade": "Grade your code and show what to mend.",
        "watch": "Grade on every save, at once.",
        "status": "How far you are: points, what is next, what to look at again.",
        "report": "Grade your code and write the page with all of it, pictures included.",
        "hint": "The next hint for the checks that fail.",
        "solution": "The reference solution, once you have passed, and how yours differs.",
        "reset": "Put an exercise's stub back; yours is kept under another name.",
        "export": "Scores of a gradebook as CSV, JSON, Canvas, Moodle or a page.",
        "deadlines": "Due dates and the late policy of a gradebook.",
        "release": "Make the student kit: stubs, lessons, notebooks, checksums.",
        "submit": "Hand in your files, with a receipt.",
        "nbgrader": "For nbgrader classrooms: add exercises, autograde in the cage.",
        "demo": "Grade a half-right example and show the feedback.",
        "doctor": "What is wrong with this installation, and how to mend it.",
        "completion": "Have your shell complete commands and exercises.",
        "dev": "For authors: keep the exercises sound.",
    },
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="course_cli")
def cli() -> None:
    """Deep learning foundations: exercises graded on your machine.

    Start with `course_cli demo`, then `course_cli fetch perceptron`.
    """


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 or 2 as the command says, 3 where the fault is ours."""
    status = _guarded(list(sys.argv[1:] if args is None else args))
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # closed by whoever started us
                stream.flush()
    except OSError as error:
        status = _output_lost(error)
    return status


def _guarded(args: list[str]) -> int:
    _never_fail_to_encode()
    speak_as_asked(args)
    # click knows whether a stream is a terminal, but not the convention https://no-color.org
    color = False if os.environ.get("NO_COLOR") else None
    try:
        if COMPLETE_VARIABLE in os.environ:
            from click.shell_completion import shell_complete

            return shell_complete(cli, {}, "course_cli", COMPLETE_VARIABLE, os.environ[COMPLETE_VARIABLE])
        with cli.make_context("course_cli", args, color=color) as context:
            cli.invoke(context)
        return 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say(_("interrupted"))
        return INTERRUPTED
    except CourseError as error:
        _trace_if_debugging()
        ours = isinstance(error, EngineFault)
        _say((_("Error (ours, not your code's): {}") if ours else _("Error: {}")).format(error))
        return error.exit_status
    except OSError as error:
        if error.errno in _LOST_OUTPUT:
            return _output_lost(error)
        return _fault(error)
    except Exception as error:  # noqa: BLE001 - the outermost frame: a learner never meets a bare traceback
        return _fault(error)


def _fault(error: Exception) -> int:
    _trace_if_debugging()
    name = type(error).__name__
    text = _("This is a fault of course_cli, not of your code ({}). {}=1 shows the details.")
    _say(text.format(name, DEBUG_VARIABLE))
    return EngineFault.exit_status


def _trace_if_debugging() -> None:
    if os.environ.get(DEBUG_VARIABLE, "") not in ("", "0"):
        import traceback

        traceback.print_exc()


def _say(message: str) -> None:
    from course_cli.cli.aside import say
    from course_cli.report.plain import plain

    say(plain(message, _LONGEST_MESSAGE))  # there are names of files in it, and what a student's code had a grader say


def _never_fail_to_encode() -> None:
    """Show what a terminal cannot (a learner's output, a title in another script) as `?` instead of ending there."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def _output_lost(error: OSError) -> int:
    """Whoever read our output is gone, or its disk is full: end without a second error when Python flushes at exit."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if isinstance(error, BrokenPipeError):
        return PIPE_CLOSED
    _say(_("Error: cannot write the output: {}").format(error.strerror))
    return UsageError.exit_status
