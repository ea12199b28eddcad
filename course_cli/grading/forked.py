"""A grading process that another one forked: not a child of ours, and yet to be ended, and waited for, as one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import wait


def can_be_held() -> bool:
    """Whether this Python has what that takes: one built for older kernels, as conda's, lacks it on any kernel."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal")


class ForkedProcess:
    """As much of subprocess.Popen as a client needs. Only where `can_be_held`.

    Raises OSError where the process has ended already, or the kernel is too old (before 5.3).
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        # Unlike its number, this never comes to mean another process.
        self._descriptor = os.pidfd_open(pid)

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            os.close(self._descriptor)

    def send_signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """None while it runs; its status is its parent's to know, and here 0."""
        return 0 if wait([self._descriptor], 0) else None

    def wait(self, timeout: float | None = None) -> None:
        """Its status is its parent's to know. Raises subprocess.TimeoutExpired."""
        if not wait([self._descriptor], timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
