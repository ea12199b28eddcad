"""What is lost where submissions cannot be fully confined, and what gives it back, in words for whoever runs them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from course_cli.grading.report import Confined
from course_cli.language import marked
from course_cli.language import translated as _

_LOST = {
    "lifeline": marked("a kill on the parent's end (their processes may outlive the grading)"),
    "rlimits": marked("resource limits (they can use up memory, processor time and processes)"),
    "capabilities": marked("giving up capabilities (they keep those of the user who grades)"),
    "undumpable": marked("protection from tracing (other processes of the same user can look into theirs)"),
    "landlock": marked("Landlock (they can read files: checks, solutions, other submissions)"),
    "seccomp": marked("seccomp (they can use the network and start processes)"),
}


def lost(missing: Sequence[str]) -> str:
    """Which layers are missing and what that lets submissions do, as part of a sentence; "" where none is known."""
    return "; ".join(_(_LOST.get(layer, layer)) for layer in missing)


def refusal(confined: Confined) -> str:
    """Why other people's submissions are not run here, and what to do about it."""
    remedy = _remedy(confined.missing)
    if not confined.missing:
        return _("submissions cannot be fully confined where they would run. {}").format(remedy)
    return _("submissions cannot be fully confined where they would run: this machine lacks {}. {}").format(
        lost(confined.missing), remedy
    )


def _remedy(missing: Sequence[str]) -> str:
    if sys.platform != "linux":
        return _("Only Linux confines them fully.")
    if not missing:
        return _("The driver of a GPU needs too much: use --device cpu.")
    return _(
        "Grade on Linux 5.13 or later with landlock in /sys/kernel/security/lsm; in a container, "
        "under a seccomp profile that lets through landlock_*, seccomp, prctl, prlimit64 and "
        "capset, as Docker's own does."
    )
