"""Turns what happened in one check into its result, in words for the learner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from course_cli.course.checks import CheckSpec
from course_cli.errors import GraderError
from course_cli.grading.abbreviate import clean
from course_cli.grading.calls import source_of
from course_cli.grading.failure import CheckFailure, NoSimulatedDevice, StudentRaised
from course_cli.grading.naming import Contracts, named_arguments, right_shape
from course_cli.grading.patience import JudgedTooLong
from course_cli.grading.pictures import Pictures
from course_cli.grading.report import NOT_WRITTEN, CheckResult, CheckStatus
from course_cli.grading.session import ExerciseSession, OutOfTime
from course_cli.grading.slips import explain, is_slip
from course_cli.language import translated as _
from course_cli.sandbox.pool import WorkerLost, WorkerTimedOut
from course_cli.sandbox.values import ValueNotPlain

MAX_NAME = 200
GRADER_FAULTS = (NameError, ImportError, SyntaxError)


def judge(
    spec: CheckSpec,
    error: BaseException | None,
    session: ExerciseSession,
    seconds: float,
    contracts: Callable[[], Contracts],
) -> CheckResult:
    """The result of a check that ended with `error`, or held (None); its texts are of limited length.

    Args:
        contracts: reads those of the exercise, from the course's own text; called where a message is about shapes.

    Raises:
        GraderError: the grader itself failed, and the student's code had no part in it.
    """
    result = replace(_judged(spec, error, session, contracts), printed=session.printed, seconds=seconds)
    # An exception of the grader's can quote a whole answer, and a worker says what its objects' types are called.
    # A hint is about what the check asks for, and leads astray where the mistake is of another kind.
    hint = "" if is_slip(error, result.status) else result.hint
    return replace(result, message=clean(result.message), call=clean(result.call), got=clean(result.got), hint=hint)


def _judged(
    spec: CheckSpec, error: BaseException | None, session: ExerciseSession, contracts: Callable[[], Contracts]
) -> CheckResult:
    result = unscored(spec, "failed", "")
    if session.refused:
        # It sticks: catching the refusal, or answering right all the same, earns nothing.
        used = clean(session.refused[0], MAX_NAME)
        message = _("used {}, which earns no credit here: write it yourself").format(used)
        return replace(result, status="refused", message=message)
    if error is None:
        return replace(result, status="passed", score=spec.points, hint="")
    if isinstance(error, NoSimulatedDevice):
        # No learner can mend the teacher's torch, and the reference has full marks everywhere.
        return replace(result, status="skipped", score=spec.points, message=str(error), hint="")
    if isinstance(error, pytest.skip.Exception):
        return replace(result, status="skipped", message=str(error))
    if isinstance(error, WorkerLost):
        return replace(result, status=lost_status(error), message=lost_message(error), call=last_call(session))
    if isinstance(error, StudentRaised):
        if error.not_written:
            return replace(result, message=NOT_WRITTEN, call=last_call(session))
        message = explain(error)
        if arguments := named_arguments(error, session.calls, contracts):
            message = f"{message}\n{arguments}"
        return replace(result, message=message, got=error.got, call=last_call(session))
    if isinstance(error, CheckFailure):
        message, wrong = error.message, error.wrong_shape
        if wrong and (right := right_shape(wrong, error.culprit, session.calls, contracts())):
            message = wrong.message(right)
        call = call_of(error.culprit, session)
        drawn = error.picture() if error.picture else None
        pictures = Pictures((drawn,)) if drawn else Pictures()
        return replace(
            result, message=message, got=error.got, expected=error.expected, call=call, pictures=pictures
        )
    if isinstance(error, (ValueNotPlain, JudgedTooLong)):
        reason = str(error) or _("computing with it takes too long; is it of the size that was asked for?")
        message = _("the answer cannot be judged: {}").format(clean(reason))
        return replace(result, message=message, call=last_call(session))
    if isinstance(error, AssertionError):
        return replace(result, message=_(str(error)) or _("this does not hold"), call=last_call(session))
    # An unbound local can be an odd answer's doing: a loop over what came out that never ran.
    ours = isinstance(error, GRADER_FAULTS) and not isinstance(error, UnboundLocalError)
    if ours or not session.calls:
        raise GraderError(
            _("the grader failed in check {}: {}: {}").format(spec.id, type(error).__name__, error)
        ) from error
    kind = type(session.calls[-1][1]).__name__
    fact = f"{type(error).__name__}: {error}"
    message = _("the check could not use what came out (of type {}): {}").format(kind, fact)
    return replace(result, message=clean(message), call=last_call(session))


def unscored(spec: CheckSpec, status: CheckStatus, message: str) -> CheckResult:
    return CheckResult(spec.id, _(spec.title), spec.points, 0.0, status, message, _(spec.hint))


def import_failure(error: StudentRaised | CheckFailure) -> str:
    """Why the student's file could not be imported, with the student's own lines."""
    reason = explain(error) if isinstance(error, StudentRaised) else error.message
    return "\n".join(filter(None, (_("importing it {}").format(reason), error.got)))


def lost_status(error: WorkerLost) -> CheckStatus:
    return "timeout" if isinstance(error, WorkerTimedOut) else "crashed"


def lost_message(error: WorkerLost) -> str:
    if isinstance(error, OutOfTime):
        return error.reason
    return _("your code did not come back: {}").format(_(error.reason).format(*error.values))


def last_call(session: ExerciseSession) -> str:
    return str(session.calls[-1][0]) if session.calls else ""


def call_of(culprit: object, session: ExerciseSession) -> str:
    """The call that returned the judged value, and where in it, as `split(X)[1]`; else the last one."""
    found = source_of(culprit, session.calls)
    if found is None:
        return last_call(session)
    call, way = found
    return str(call) + "".join(f"[{key!r}]" for key in way)
