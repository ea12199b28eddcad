"""What the trusted side spends on judging. An answer can be small and yet make a grader that computes with it use more
memory than there is, or hours: two shapes that broadcast, say.

Memory is bounded for the whole process, processor time for each exercise. Waiting for the worker is not counted: that
has limits of its own. Who does not heed the end of the time, a call into a library that goes on for hours or a grader
that catches everything, ends the process.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

from course_cli.sandbox.memory import available_memory

MEMORY_BYTES: Final = 2 << 30
LEAST_BYTES: Final = 512 << 20  # what right answers take is half of it, most of that libraries
LEAST_SECONDS: Final = 0.05

# Of the time for judging an exercise, until the process is ended: known mistakes are judged in it too.
UNHEEDED_FACTOR: Final = 10

# A conversation with a zygote that is broken off in the middle would spoil the next one.
UNBROKEN: Final = "course_cli.sandbox.pool"


class JudgedTooLong(BaseException):
    """The processor time for judging one exercise is used up. No Exception: a grader's own handlers let it pass."""


class Patience:
    """Processor time for judging one exercise, `seconds` for all its checks. Only for the main thread."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._judging = False

    @contextmanager
    def judging(self) -> Iterator[None]:
        """Count what this block uses. Raises JudgedTooLong from wherever it is once there is nothing left."""
        signal.signal(signal.SIGPROF, self._ended)
        self._judging = True
        # When all is used up, a cheap check may still pass.
        signal.setitimer(signal.ITIMER_PROF, max(self._left, LEAST_SECONDS))
        try:
            yield
        finally:
            self._judging = False
            self._left = signal.setitimer(signal.ITIMER_PROF, 0)[0]

    def _ended(self, _number: int, frame: FrameType | None) -> None:
        if not self._judging:
            return
        while frame is not None:
            if frame.f_globals.get("__name__") == UNBROKEN:
                signal.setitimer(signal.ITIMER_PROF, LEAST_SECONDS)
                return
            frame = frame.f_back
        raise JudgedTooLong


@contextmanager
def ended_when_unheeded(seconds: float) -> Iterator[None]:
    """End this process (SIGVTALRM) should this block compute for UNHEEDED_FACTOR times as long. May be nested."""
    before = signal.setitimer(signal.ITIMER_VIRTUAL, UNHEEDED_FACTOR * seconds)[0]
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, before)


def memory_for_judging() -> int:
    """MEMORY_BYTES, or half of what there is: a process that takes more than that is killed, and nothing decided."""
    available = available_memory()
    return MEMORY_BYTES if available is None else min(MEMORY_BYTES, max(LEAST_BYTES, available // 2))


def limit_memory(more: int) -> None:
    """Let this process map `more` bytes beside what it has mapped; beyond that, allocating raises.

    Does nothing where the system does not tell (only Linux does).
    """
    with suppress(OSError, ValueError):
        mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = mapped + more
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
