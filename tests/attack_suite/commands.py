"""Commands given as whoever grades would give them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .world import World

MOST_SECONDS = 600


class PathFailed(AssertionError):
    """A command of a path did not end as it does when all were graded."""


def run_python(
    world: World, args: Sequence[str], *, status: int, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """`python ARGS` in a folder. Raises PathFailed unless it ends with `status`."""
    done = subprocess.run(
        [sys.executable, *args],
        cwd=cwd or world.here,
        env=world.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=MOST_SECONDS,
        check=False,
    )
    if done.returncode != status:
        raise PathFailed(f"{args[:6]} ended with {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done
