"""The examples in an exercise's docstrings, run in the cage: for trying things out, worth no points."""

from __future__ import annotations

import ast
import doctest
import time
from collections.abc import Iterator

from course_cli.grading.failure import CheckFailure, StudentRaised
from course_cli.grading.judge import lost_message
from course_cli.grading.report import ExampleResult
from course_cli.grading.session import ExerciseSession
from course_cli.sandbox import protocol
from course_cli.sandbox.pool import WorkerLost

OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def read_examples(source: str) -> Iterator[doctest.Example]:
    """Every example in the docstrings of a module's text, in the order of the file."""
    parser = doctest.DocTestParser()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield from parser.get_examples(ast.get_docstring(node) or "")


def run_examples(session: ExerciseSession, source: str) -> tuple[ExampleResult, ...]:
    """Run the course's own examples (from `source`, the shipped stub) against the submission of `session`."""
    return tuple(_run(session, example) for example in read_examples(source))


def _run(session: ExerciseSession, example: doctest.Example) -> ExampleResult:
    session.begin_check()
    started = time.monotonic()
    try:
        session.ask(protocol.Execute(example.source), ())
        got, raised = session.printed, ""
    except StudentRaised as error:
        got, raised = error.message.removeprefix("raised "), error.type_name
    except CheckFailure as error:
        got, raised = error.message, type(error).__name__
    except WorkerLost as error:
        got, raised = lost_message(error), type(error).__name__
    if example.exc_msg is not None:
        passed = bool(raised) and _same_exception(example.exc_msg, got, raised)
    else:
        passed = not raised and doctest.OutputChecker().check_output(example.want, got, OPTIONS)
    expected = example.exc_msg if example.exc_msg is not None else example.want
    return ExampleResult(example.source, expected, got, passed, time.monotonic() - started)


def _same_exception(expected: str, got: str, raised: str) -> bool:
    # The wording is the learner's own; only the kind of error is the contract's.
    return expected.partition(":")[0].strip() == raised or doctest.OutputChecker().check_output(expected, got, OPTIONS)
