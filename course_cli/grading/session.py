"""One submitted exercise in the cage: its worker, its time, and what happened in it during the current check."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Mapping

from course_cli.grading.calls import Call
from course_cli.grading.failure import NotDefined, StudentRaised
from course_cli.grading.rules import Rules
from course_cli.grading.stops import continued_since
from course_cli.language import translated as _
from course_cli.sandbox import protocol
from course_cli.sandbox.confinement import Limits
from course_cli.sandbox.placement import Device
from course_cli.sandbox.pool import Terms, Worker, WorkerKilled, WorkerLost, WorkerTimedOut, ZygoteHandle
from course_cli.sandbox.values import Decoder, ValueNotPlain

MEMORY_BYTES = 3 << 29
CPU_MARGIN_SECONDS = 5
MAX_PRINTED = 4_000

# What has an answer of the student's in its reply.
_ANSWERED = (protocol.Call, protocol.Get, protocol.Collect)

# An index out of range, for one: no later call in the same process has an answer.
_DEVICE_BROKEN = re.compile(r"\b(?:CUDA|HIP) error\b")


def terms_for(rules: Rules) -> Terms:
    limits = Limits(memory_bytes=MEMORY_BYTES, cpu_seconds=math.ceil(rules.total_seconds) + CPU_MARGIN_SECONDS)
    return Terms(limits, tuple(rules.refuse))


class OutOfTime(WorkerTimedOut):
    """The time for all checks of this exercise together is used up."""


class ExerciseSession:
    """Sends requests about one exercise of one submission to its worker, and replaces a worker that was lost.

    The worker is used by every check of the exercise, one after the other; `begin_check` separates them.
    """

    def __init__(self, zygote: ZygoteHandle, files: Mapping[str, bytes], exercise_id: str, rules: Rules) -> None:
        self._zygote = zygote
        self._files = dict(files)
        self._rules = rules
        self._worker: Worker | None = None
        self._seconds_left = rules.total_seconds
        self._own_name = exercise_id
        self.imported: frozenset[str] = frozenset()
        self.begin_check()

    def begin_check(self, seed: int | None = None) -> None:
        """Forget the last check. What the student's code draws at random in this one follows from `seed`."""
        self._seed = seed
        self.calls: list[tuple[Call, object]] = []
        self.refused: list[str] = []
        self._printed: list[str] = []

    @property
    def device(self) -> Device:
        return self._zygote.device

    @property
    def files(self) -> Mapping[str, bytes]:
        """What the submission may import."""
        return self._files

    @property
    def leaves_the_cpu(self) -> bool:
        return self._zygote.leaves_the_cpu

    @property
    def printed(self) -> str:
        return "".join(self._printed)[:MAX_PRINTED]

    def start(self) -> None:
        """Import the submission in a worker, unless one has it already.

        Raises StudentRaised for an import that raises, WorkerLost for one that does not come back.
        """
        if self._worker is None:
            self._worker = self._zygote.take(terms_for(self._rules))
            load = protocol.Load(
                {file: len(data) for file, data in self._files.items()}, self._own_name.replace("/", ".")
            )
            self.imported = self._claimed_imports(*self._exchange(load, tuple(self._files.values()))) - {self._own_name}

    def withhold(self, reasons: Mapping[str, str]) -> None:
        """From now on importing one of these files raises ImportError with the reason given; it is imported afresh."""
        self.drop_worker()
        self._files |= {file: f"raise ImportError({reason!r})\n".encode() for file, reason in reasons.items()}

    def _claimed_imports(self, reply: protocol.Returned, body: memoryview) -> frozenset[str]:
        """What the worker says it imported; it may say anything."""
        try:
            names = Decoder(body).decode(reply.value)
        except ValueNotPlain:
            names = None
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self.drop_worker()
            raise WorkerLost("it answered something that is not a reply")
        return frozenset(names)

    def ask(
        self, request: protocol.Request, buffers: Iterable[bytes | memoryview]
    ) -> tuple[protocol.Returned, memoryview]:
        """One exchange.

        Raises StudentRaised; ValueNotPlain for an answer that cannot be sent; or WorkerLost, after which the next
        exchange has a new worker.
        """
        self.start()
        if isinstance(request, protocol.Call) and self._seed is not None:
            if request.seed is None:
                request.seed = self._seed
            self._seed = None
        return self._exchange(request, tuple(buffers))

    def note_call(self, call: Call, result: object) -> None:
        self.calls.append((call, result))

    def note_result(self, call: Call, result: object) -> None:
        """What is now known to have come of an earlier call; the last call stays the last."""
        self.calls.insert(max(len(self.calls) - 1, 0), (call, result))

    def forget_results(self) -> None:
        """Keep only that there were calls, and the last one."""
        self.calls = [(self.calls[-1][0], None)] if self.calls else []

    def drop_worker(self) -> None:
        """End the worker, if there is one; the next exchange has a new one."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def close(self) -> None:
        """End the worker, and forget the calls: who noted them holds the session in turn."""
        self.begin_check()
        self.drop_worker()

    def _exchange(
        self, request: protocol.Request, buffers: tuple[bytes | memoryview, ...]
    ) -> tuple[protocol.Returned, memoryview]:
        assert self._worker is not None
        if self._seconds_left <= 0:
            self.drop_worker()
            raise OutOfTime(_("the {:g} s for this exercise are used up").format(self._rules.total_seconds))
        started = time.monotonic()
        allowed = min(self._rules.call_seconds, self._seconds_left)
        try:
            reply, body = self._worker.ask(request, buffers, started + allowed)
        except WorkerTimedOut as lost:
            self._worker = None
            if continued_since(started):
                started = time.monotonic()  # not the submission's time
                raise WorkerKilled("the grading was stopped from outside") from None
            raise WorkerTimedOut(
                _("{} (limit: {:.3g} s)").format(_(lost.reason).format(*lost.values), allowed)
            ) from None
        except WorkerLost:
            self._worker = None
            raise
        finally:
            self._seconds_left -= time.monotonic() - started
        if isinstance(reply, protocol.Ready):
            self.drop_worker()
            raise WorkerLost("it answered something that is not a reply")
        self._printed.append(reply.printed[:MAX_PRINTED])
        self.refused += reply.refused[:1]  # one is enough, and there may be a million
        if isinstance(reply, protocol.Raised):
            if self.device != "cpu" and _DEVICE_BROKEN.search(reply.message[: protocol.MAX_TEXT]):
                self.drop_worker()
            if reply.types[:1] == ["MissingName"] and not isinstance(request, protocol.Load):
                raise NotDefined(reply.message)
            if reply.types[:1] == ["ValueNotPlain"] and isinstance(request, _ANSWERED):
                raise ValueNotPlain(reply.message[: protocol.MAX_TEXT])  # nothing that the student raised
            # The worker cuts them, but who knows whose words these are.
            message, lines = reply.message[: protocol.MAX_TEXT], reply.lines[: protocol.MAX_TEXT]
            raise StudentRaised(tuple(reply.types[: protocol.MAX_TEXT]), message, lines)
        return reply, body
