"""Limits, memory, disk, the terminal, and other programs that some commands use."""

from __future__ import annotations

import importlib.metadata
import os
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from course_cli.doctor.finding import Finding
from course_cli.language import translated as _
from course_cli.sandbox.memory import available_memory

LEAST_FILES = 256
LEAST_PROCESSES = 64
LEAST_SPACE = 8 << 30  # of addresses: torch maps much more than it uses
LEAST_MEMORY = 1 << 30
LEAST_DISK = 100 << 20
NARROWEST = 40


def limits(folder: Path) -> Iterator[Finding]:
    low: list[str] = []
    for name, flag, least, what in (
        ("RLIMIT_NOFILE", "-n", LEAST_FILES, _("open files")),
        ("RLIMIT_NPROC", "-u", LEAST_PROCESSES, _("processes")),
        ("RLIMIT_AS", "-v", LEAST_SPACE, _("address space")),
        ("RLIMIT_CPU", "-t", 600, _("seconds of processor time")),
    ):
        number = getattr(resource, name, None)
        if number is None:
            continue
        soft = resource.getrlimit(number)[0]
        if soft != resource.RLIM_INFINITY and soft < least:
            low.append(_("{} {} (ulimit {}, {} or more are needed)").format(soft, what, flag, least))
    if low:
        mend = _("raise them with ulimit, or ask your administrator")
        yield Finding("limits", "warning", _("low: {}").format("; ".join(low)), mend)
    else:
        yield Finding("limits", "ok", _("the limits of your user leave enough room"))


def memory(folder: Path) -> Iterator[Finding]:
    available = available_memory()
    if available is None:
        yield Finding("memory", "ok", _("this system does not tell how much memory is free"))
    elif available < LEAST_MEMORY:
        said = _("{:.1f} GB of memory are free").format(available / 2**30)
        yield Finding("memory", "warning", said, _("close other programs: torch alone takes half a GB"))
    else:
        yield Finding("memory", "ok", _("{:.1f} GB of memory are free").format(available / 2**30))


def disk(folder: Path) -> Iterator[Finding]:
    place = next((one for one in (folder.absolute(), *folder.absolute().parents) if one.is_dir()), Path("/"))
    free = shutil.disk_usage(place).free
    said = _("{:.1f} GB are free where {} is").format(free / 2**30, place)
    if free < LEAST_DISK:
        yield Finding("disk", "broken", said, _("make room: your work could not be saved"))
    else:
        yield Finding("disk", "ok", said)


def terminal(folder: Path) -> Iterator[Finding]:
    encoding = sys.stdout.encoding if sys.stdout is not None else ""
    columns = shutil.get_terminal_size().columns
    if encoding.lower().replace("-", "") not in ("utf8", "utf8sig"):
        said = _("the output is written as {}, so that some signs are shown as ?").format(encoding or _("nothing"))
        yield Finding("terminal", "warning", said, _("set LC_ALL=C.UTF-8, or PYTHONIOENCODING=utf-8"))
    elif columns < NARROWEST:
        yield Finding(
            "terminal",
            "warning",
            _("{} columns are narrow").format(columns),
            _("give it {} columns or more").format(NARROWEST),
        )
    else:
        colors = _("no colours (NO_COLOR is set)") if os.environ.get("NO_COLOR") else _("colours on a terminal")
        yield Finding("terminal", "ok", _("{}, {} columns, {}").format(encoding, columns, colors))


def programs(folder: Path) -> Iterator[Finding]:
    if shutil.which("git") is None:
        mend = _("install git, should your teacher's kit be in a git repository; else it is not needed")
        yield Finding("git", "warning", _("git is not installed"), mend)
    else:
        yield Finding("git", "ok", _("git is there, for kits in git repositories"))
    try:
        yield Finding("nbgrader", "ok", _("nbgrader {}, for classrooms").format(importlib.metadata.version("nbgrader")))
    except importlib.metadata.PackageNotFoundError:
        mend = _("{} -m pip install nbgrader, should you teach with it").format(sys.executable)
        yield Finding("nbgrader", "warning", _("nbgrader is not installed"), mend)
