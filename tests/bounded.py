"""A limit on what a test may compute: what takes n² steps for long text ends there, and not in hours."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def processor_seconds(seconds: float) -> Iterator[None]:
    """Raise AssertionError where this block uses more. Only for the main thread; a regular expression is broken off."""

    def ended(*_: object) -> None:
        raise AssertionError(f"it took more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, ended)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
