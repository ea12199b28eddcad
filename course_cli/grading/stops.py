"""When this process was last stopped and went on: what waited meanwhile ran out of time through no fault of its own."""

from __future__ import annotations

import math
import signal
import time
from types import FrameType

_last = -math.inf


def watch() -> None:
    """Take note from now on. The shell that suspends a command (Ctrl-Z) and resumes it stops and continues us all."""
    signal.signal(signal.SIGCONT, _note)


def continued_since(moment: float) -> bool:
    """Whether this process was continued after `moment` (time.monotonic())."""
    return _last >= moment


def _note(number: int, frame: FrameType | None) -> None:
    global _last
    _last = time.monotonic()
