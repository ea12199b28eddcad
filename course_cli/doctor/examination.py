"""Every examination, in the order in which a person would go about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from course_cli.doctor.finding import Finding
from course_cli.language import translated as _

# By name: what one of them imports may be the very thing that is broken.
_EXAMINATIONS = (
    "installation.python",
    "installation.packages",
    "installation.command",
    "libraries.numpy_and_torch",
    "isolation.layers",
    "machine.limits",
    "machine.memory",
    "machine.disk",
    "machine.terminal",
    "machine.programs",
    "place.folder",
    "place.leftovers",
    "grading.works",
)


def examine(folder: Path) -> Iterator[Finding]:
    """What there is to say of this installation, and of the folder that someone wants to work in. Never raises."""
    for name in _EXAMINATIONS:
        try:
            yield from _examination(name)(folder)
        except Exception as error:  # noqa: BLE001 - whatever is wrong here is what the doctor was asked for
            said = _("could not be looked at: {}: {}").format(type(error).__name__, error)
            mend = _("install course-cli again, in an environment of its own")
            yield Finding(name.rpartition(".")[2], "broken", said, mend)


def _examination(name: str) -> Callable[[Path], Iterator[Finding]]:
    module, _, function = name.partition(".")
    found: Callable[[Path], Iterator[Finding]] = getattr(import_module(f"course_cli.doctor.{module}"), function)
    return found
