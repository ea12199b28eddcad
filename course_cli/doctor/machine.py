"""Limits, memory, disk, the terminal, and other programs that some commands use."""

from __future__ import annotations

import importlib.metadata
import os
import resource
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from course_cli.doctor.finding import Finding

LEAST_FILES = 256
LEAST_PROCESSES = 64
LEAST_SPACE = 8 << 30  # of addresses: torch maps much more than it uses
LEAST_MEMORY = 1 << 30
LEAST_DISK = 100 << 20
NARROWEST = 40


def limits(folder: Path) -> Iterator[Finding]:
    low: list[str] = []
    for name, flag, least, what in (
        ("RLIMIT_NOFILE", "-n", LEAST_FILES, "open files"),
        ("RLIMIT_NPROC", "-u", LEAST_PROCESSES, "processes"),
        ("RLIMIT_AS", "-v", LEAST_SPACE, "address space"),
        ("RLIMIT_CPU", "-t", 600, "seconds of processor time"),
    ):
        number = getattr(resource, name, None)
        if number is None:
            continue
        soft, _ = resource.getrlimit(number)
        if soft != resource.RLIM_INFINITY and soft < least:
            low.append(f"{soft} {what} (ulimit {flag}, {least} or more are needed)")
    if low:
        mend = "raise them with ulimit, or ask your administrator"
        yield Finding("limits", "warning", f"low: {'; '.join(low)}", mend)
    else:
        yield Finding("limits", "ok", "the limits of your user leave enough room")


def memory(folder: Path) -> Iterator[Finding]:
    available = _available_memory()
    if available is None:
        yield Finding("memory", "ok", "this system does not tell how much memory is free")
    elif available < LEAST_MEMORY:
        said = f"{available / 2**30:.1f} GB of memory are free"
        yield Finding("memory", "warning", said, "close other programs: torch alone takes half a GB")
    else:
        yield Finding("memory", "ok", f"{available / 2**30:.1f} GB of memory are free")


def disk(folder: Path) -> Iterator[Finding]:
    place = next((one for one in (folder.absolute(), *folder.absolute().parents) if one.is_dir()), Path("/"))
    free = shutil.disk_usage(place).free
    said = f"{free / 2**30:.1f} GB are free where {place} is"
    if free < LEAST_DISK:
        yield Finding("disk", "broken", said, "make room: your work could not be saved")
    else:
        yield Finding("disk", "ok", said)


def terminal(folder: Path) -> Iterator[Finding]:
    encoding = sys.stdout.encoding if sys.stdout is not None else ""
    columns = shutil.get_terminal_size().columns
    if encoding.lower().replace("-", "") not in ("utf8", "utf8sig"):
        said = f"the output is written as {encoding or 'nothing'}, so that some signs are shown as ?"
        yield Finding("terminal", "warning", said, "set LC_ALL=C.UTF-8, or PYTHONIOENCODING=utf-8")
    elif columns < NARROWEST:
        yield Finding("terminal", "warning", f"{columns} columns are narrow", f"give it {NARROWEST} columns or more")
    else:
        colors = "no colours (NO_COLOR is set)" if os.environ.get("NO_COLOR") else "colours on a terminal"
        yield Finding("terminal", "ok", f"{encoding}, {columns} columns, {colors}")


def programs(folder: Path) -> Iterator[Finding]:
    if shutil.which("git") is None:
        mend = "install git, should your teacher's kit be in a git repository; else it is not needed"
        yield Finding("git", "warning", "git is not installed", mend)
    else:
        yield Finding("git", "ok", "git is there, for kits in git repositories")
    try:
        yield Finding("nbgrader", "ok", f"nbgrader {importlib.metadata.version('nbgrader')}, for classrooms")
    except importlib.metadata.PackageNotFoundError:
        mend = f"{sys.executable} -m pip install nbgrader, should you teach with it"
        yield Finding("nbgrader", "warning", "nbgrader is not installed", mend)


def _available_memory() -> int | None:
    """Bytes; the least of what the machine and a container's limit leave."""
    found: list[int] = []
    with suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found += [int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")]
    with suppress(OSError, ValueError):
        most = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
        used = Path("/sys/fs/cgroup/memory.current").read_text(encoding="ascii").strip()
        if most.isdecimal():
            found.append(max(0, int(most) - int(used)))
    return min(found, default=None)
