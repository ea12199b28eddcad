"""A grading process that another one forked: not a child of ours, and yet to be ended, and waited for, as one."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from multiprocessing.connection import wait


class ForkedProcess:
    """As much of subprocess.Popen as a client needs. Only for Linux.

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

    def wait(self, timeout: float | None = None) -> None:
        """Its status is its parent's to know. Raises subprocess.TimeoutExpired."""
        if not wait([self._descriptor], timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
