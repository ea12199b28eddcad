"""Python, the packages that the course needs, and how its command is found."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from course_cli import __version__
from course_cli.doctor.finding import Finding
from course_cli.language import translated as _

OLDEST_PYTHON = (3, 10)

# What a learner's commands import; the others say so themselves when they are missed.
_MODULES = {
    "click": "click",
    "jinja2": "jinja2",
    "msgspec": "msgspec",
    "pytest": "pytest",
    "watchfiles": "watchfiles",
    "sklearn": "scikit-learn",
}
_ON_LINUX = {"landlockpy": "landlockpy", "seccompy": "seccompy"}


def python(folder: Path) -> Iterator[Finding]:
    said = _("Python {} on {} {} ({})").format(
        platform.python_version(), platform.system(), platform.release(), platform.machine()
    )
    if sys.version_info < OLDEST_PYTHON:
        yield Finding("python", "broken", said, _("make an environment with Python 3.10 or newer"))
    elif sys.platform not in ("linux", "darwin"):
        yield Finding("python", "broken", said, _("on Windows, use course_cli inside WSL"))
    else:
        yield Finding("python", "ok", said)


def packages(folder: Path) -> Iterator[Finding]:
    wanted = _MODULES | (_ON_LINUX if sys.platform == "linux" else {})
    missing = [package for module, package in wanted.items() if importlib.util.find_spec(module) is None]
    if missing:
        command = f"{sys.executable} -m pip install {' '.join(missing)}"
        yield Finding("packages", "broken", _("not installed: {}").format(", ".join(missing)), command)
        return
    old = list(_too_old())
    if old:
        command = f"{sys.executable} -m pip install -U {' '.join(old)}"
        yield Finding(
            "packages", "warning", _("other versions than course_cli asks for: {}").format(", ".join(old)), command
        )
    else:
        yield Finding("packages", "ok", _("course_cli {} and what it needs").format(__version__))


def command(folder: Path) -> Iterator[Finding]:
    found = shutil.which("course_cli")
    own = Path(sys.executable).parent / "course_cli"
    if found is None:
        mend = _("activate the environment, or add {} to PATH; {} -m course_cli does the same").format(
            own.parent, sys.executable
        )
        yield Finding("command", "warning", _("the shell does not find course_cli"), mend)
    elif own.exists() and Path(found).resolve() != own.resolve():
        mend = _("put {} first in PATH, or activate that environment").format(own.parent)
        yield Finding("command", "warning", _("the shell finds another course_cli: {}").format(found), mend)
    else:
        yield Finding("command", "ok", _("the shell finds {}").format(found))


def _too_old() -> Iterator[str]:
    """The requirements that the installed packages do not meet; none where ours are not on record."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        texts = importlib.metadata.requires("course-cli") or []
    except importlib.metadata.PackageNotFoundError:
        return
    for text in texts:
        if re.search(r"extra\s*==", text):
            continue
        try:
            wanted = Requirement(text)
            if wanted.marker is not None and not wanted.marker.evaluate():
                continue
            if not wanted.specifier.contains(importlib.metadata.version(wanted.name), prereleases=True):
                yield f"'{wanted.name}{wanted.specifier}'"
        except InvalidRequirement:
            continue
        except importlib.metadata.PackageNotFoundError:
            yield f"'{wanted.name}{wanted.specifier}'"
