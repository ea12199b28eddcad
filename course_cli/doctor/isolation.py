"""Which layers of the cage this system lets us put on, and why not the others."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from course_cli.doctor.finding import Finding
from course_cli.language import translated as _

_PROBE = """
import json, sys
sys.path[:] = sys.argv[1].split("\\n")
from course_cli.sandbox.confinement import Confinement
found = {"missing": list(Confinement.prepare(["/usr"]).missing)}
try:
    import landlockpy
    found["landlock"] = landlockpy.abi_version()
except Exception as error:
    found["landlock_problem"] = f"{type(error).__name__}: {error}"
try:
    import seccompy
    found["seccomp"] = bool(seccompy.supported())
except Exception as error:
    found["seccomp_problem"] = f"{type(error).__name__}: {error}"
print(json.dumps(found))
"""


def layers(folder: Path) -> Iterator[Finding]:
    from course_cli.grading.client import import_path

    command = [sys.executable, "-S", "-s", "-c", _PROBE, "\n".join(import_path())]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode or not done.stdout.strip():
        reason = (done.stderr.strip().splitlines() or [_("it ended without a word")])[-1]
        yield Finding("isolation", "broken", _("cannot be tried: {}").format(reason), _("install course-cli again"))
        return
    found: dict[str, Any] = json.loads(done.stdout)
    missing = found["missing"]
    if not missing:
        yield Finding("isolation", "ok", _("full: Landlock (ABI {}), seccomp, limits").format(found.get("landlock")))
        return
    mend = " ".join(filter(None, map(_advice, missing))) or _("see SECURITY.md")
    yield Finding("isolation", "warning", _("weak: without {}").format(", ".join(missing)), mend)


def _advice(layer: str) -> str:
    if sys.platform != "linux":
        return _("Only Linux confines code fully; for your own code this will do.") if layer == "landlock" else ""
    if layer == "landlock":
        return _landlock_advice()
    if layer == "seccomp":
        return _(
            "seccomp: a container may deny it, and it is there on x86_64 and aarch64 only (this is {}); run "
            "the container with another seccomp profile."
        ).format(platform.machine())
    return _("{}: ask whoever looks after this machine.").format(layer)


def _landlock_advice() -> str:
    """What keeps Landlock from us: an old kernel, its configuration, or a container's profile."""
    version = platform.release()
    numbers = tuple(int(part) for part in version.split("-")[0].split(".")[:2] if part.isdigit())
    if numbers < (5, 13):
        return _("Landlock: it came with Linux 5.13, and this is {}.").format(version)
    with suppress(OSError):
        modules = Path("/sys/kernel/security/lsm").read_text(encoding="ascii", errors="replace")
        if "landlock" not in modules:
            return _("Landlock: the kernel was started without it; add landlock to lsm= on its command line.")
    return _("Landlock: a container may deny it; run it with a seccomp profile that allows landlock_*.")
