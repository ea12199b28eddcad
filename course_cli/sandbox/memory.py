"""How much memory there is for this process: what the machine has free, and what its control groups still leave it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

CONTROL_GROUPS = Path("/sys/fs/cgroup")

# Folder below CONTROL_GROUPS, limit, use, and the part of that use which makes room when asked, for both versions.
_FILES = {
    "": ("", "memory.max", "memory.current", "inactive_file"),
    "memory": ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
}


def available_memory() -> int | None:
    """Bytes; None where the system does not tell."""
    found: list[int] = []
    with suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found += [int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")]
    with suppress(OSError, ValueError):
        for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            _, controllers, place = line.split(":", 2)
            if controllers in _FILES:
                found += _left_by(controllers, PurePosixPath(place))
    return min(found, default=None)


def _left_by(controllers: str, place: PurePosixPath) -> Iterator[int]:
    """What is left in a group and in those that it is in; inside of a container only the outermost may be there."""
    folder, limit, use, reclaimable = _FILES[controllers]
    for group in (place, *place.parents):
        files = CONTROL_GROUPS / folder / str(group).lstrip("/")
        with suppress(OSError, ValueError):
            most, used = int((files / limit).read_bytes()), int((files / use).read_bytes())
            stat = dict(line.split() for line in (files / "memory.stat").read_text(encoding="ascii").splitlines())
            yield max(0, most - used + int(stat.get(reclaimable, 0)))
