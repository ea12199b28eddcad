"""The processes that run below one, as Linux tells of them in /proc."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def state_and_parent(pid: int) -> tuple[str, int]:
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return "", 0
    return state, int(parent)


def children(pid: int) -> list[int]:
    pids = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return [each for each in pids if state_and_parent(each)[1] == pid and state_and_parent(each)[0] not in "ZX"]


def family(pid: int) -> list[int]:
    """All below a process, the oldest first."""
    return [each for child in sorted(children(pid)) for each in (child, *family(child))]


def wait_until(condition: Callable[[], bool]) -> bool:
    """Whether it was true once within a minute; it may be so for a moment only."""
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def all_gone(pids: list[int]) -> bool:
    return all(state_and_parent(pid)[0] in ("", "Z", "X") for pid in pids)
