"""What the system does for a process, and tells of another."""

from __future__ import annotations

import os
from contextlib import suppress


def keep_to(core: int) -> None:
    """Have this process run on this core alone; where the system does not do so, it only takes longer."""
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {core})


def is_stopped(pid: int) -> bool:
    """Whether somebody has stopped it; False where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] in (b"T", b"t")
    except (OSError, IndexError):
        return False
